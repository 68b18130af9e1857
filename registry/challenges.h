/*
 * Owns: codes that are waited for: binding, relatives, counter. Holds digests only. Every way to count a try is a change in a batch: a
 * crash gives no try back.
 *   C id -> challenge
 */
#ifndef REGISTRY_CHALLENGES_H
#define REGISTRY_CHALLENGES_H

#include "registry/grants.h"

#define CHALLENGE_ID 64

/* id: letters, digits and '-'; the caller makes it ("counter-" and a person's id, or random). */
struct challenge {
	char id[CHALLENGE_ID + 1];
	char what[16];                   /* "bind", "relative", "counter" */
	char account[ACCOUNT_SIZE + 1];     /* "" for a counter's */
	char person[PERSON_SIZE + 1];      /* "" when nobody fits what was typed: it can never be met */
	uint8_t session[32];             /* digest of the session it belongs to; zeros for a counter's */
	uint8_t digest[32];              /* challenge_digest of its code */
	int tries;                       /* left */
	int64_t made, expires;
	struct slice more;               /* JSON of its kind of challenge, or absent */
};

/* SHA-256(id || code), where spaces and hyphens of the code count for nothing and full-width forms for their ASCII ones. */
void challenge_digest(const char *id, struct slice code, uint8_t out[static 32]);
/* Eight random digits and NUL. */
void challenge_code(char out[static 9]);

/* One that has expired is found until it is swept: the caller compares. */
must_use enum err challenges_find(struct ctx *cx, struct snapshot *v, struct slice id, bool *found, struct challenge *out);
must_use enum err challenges_get(struct ctx *cx, struct batch *b, struct slice id, bool *found, struct challenge *out);
/* New, or in place of the one with this id. */
must_use enum err challenges_put(struct ctx *cx, struct batch *b, const struct challenge *c);
must_use enum err challenges_delete(struct ctx *cx, struct batch *b, struct slice id);
/* Takes away those that expired before `before`, at most `most` of them. */
must_use enum err challenges_sweep(struct ctx *cx, struct batch *b, int64_t before, size_t most, size_t *count);

#endif
