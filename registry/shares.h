/*
 * Owns: share codes of holders, by digest; and the freeze flag of a person. Says nothing about how often one was used: the verifier
 * keeps that in a store of its own.
 */
#ifndef REGISTRY_SHARES_H
#define REGISTRY_SHARES_H

#include "registry/records.h"

struct share {
	char id[PERSON_ID + 1];
	char person[PERSON_ID + 1], account[PERSON_ID + 1]; /* whose records, and who made it */
	char purpose;                    /* letter, first character of the code */
	struct slice kinds;              /* names of kinds separated by commas */
	int64_t made, until;             /* last instant */
	int64_t ended;                   /* 0 = not cancelled */
	int uses;                        /* 0 = no limit */
};

/* digest: SHA-256 of the code in its plain form. */
must_use enum err shares_find(struct ctx *cx, struct snapshot *v, const uint8_t digest[static 32], bool *found, struct share *out);
typedef bool share_each(void *self, const struct share *s);
must_use enum err shares_of(struct ctx *cx, struct snapshot *v, const char *person, share_each *each, void *self);
must_use enum err shares_frozen(struct ctx *cx, struct snapshot *v, const char *person, bool *frozen);

/* ERR_STORE_CHANGED when the digest is taken. */
must_use enum err shares_add(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], const struct share *s);
/* *found false when the person has no such share. One that is ended stays so. */
must_use enum err shares_end(struct ctx *cx, struct batch *b, const char *person, struct slice id, bool *found);
must_use enum err shares_freeze(struct ctx *cx, struct batch *b, const char *person, bool frozen);

#endif
