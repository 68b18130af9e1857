/*
 * Owns: share codes: what a holder lets one kind of institution see, until when, how often. The issuer writes them, the verifier and the
 * portal read them. The code itself is never kept. Uses are counted by the verifier (registry/checks.h), in its own store.
 *   S SHA-256(code) -> share      T person id id -> digest      F person -> instant of the freeze
 */
#ifndef REGISTRY_SHARES_H
#define REGISTRY_SHARES_H

#include "registry/grants.h"

#define SHARE_ID    8  /* Crockford characters: the holder's own name for it */
#define SHARE_CODE  12 /* purpose letter, 10 random Crockford characters, check character */

struct share {
	char id[SHARE_ID + 1], person[PERSON_SIZE + 1], account[ACCOUNT_SIZE + 1]; /* account: who made it */
	char purpose;                   /* first letter of the code: schemas/purpose.h */
	uint32_t kinds;                 /* bit per enum kind: whose records are shown */
	int64_t made, until;            /* last instant */
	uint32_t uses;                  /* how often it may be opened, 0 = without limit */
	int64_t cancelled;              /* 0 = not */
	char first[PERSON_SIZE + 1];    /* the person it was made for, where that one became `person` since; "": the same. Its uses are counted there */
};

/* Under whom the uses of a code are counted, whatever its person became. */
const char *share_counted(const struct share *s);

/* Read side. *found false for an unknown code: the caller answers all that does not open in one and the same way. */
must_use enum err shares_find(struct ctx *cx, struct snapshot *v, struct slice code, bool *found, struct share *out);
typedef bool share_each(void *self, const struct share *s);
must_use enum err shares_of(struct ctx *cx, struct snapshot *v, const char *person, share_each *each, void *self);
/* All sharing of a person is stopped. */
must_use enum err shares_frozen(struct ctx *cx, struct snapshot *v, const char *person, bool *frozen);

/* Write side: the issuer's. Put: ERR_STORE_CHANGED for a code that is taken (draw again), ERR_SHARE for fields out of range. */
must_use enum err shares_put(struct ctx *cx, struct batch *b, struct slice code, const struct share *s);
must_use enum err shares_cancel(struct ctx *cx, struct batch *b, const char *person, const char *id);
must_use enum err shares_freeze(struct ctx *cx, struct batch *b, const char *person, bool frozen);
/* All shares, and a freeze, of one person go to another. For records_keep. */
must_use enum err shares_move(struct ctx *cx, struct batch *b, const char *from, const char *to);

#endif
