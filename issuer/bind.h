/*
 * Owns: codes that are waited for, as acts use them: put one, and meet it. A try is counted in the same batch that judges it.
 */
#ifndef ISSUER_BIND_H
#define ISSUER_BIND_H

#include "issuer/act.h"
#include "registry/challenges.h"

#define BIND_TRIES 5

/* A code that came back. */
struct meeting {
	struct act *act;
	const char *what;             /* as in the challenge */
	struct slice id, code;
	bool of_session;              /* only in the session that began */
	bool anybody;                 /* any account may, with the right code (counter) */
	/* What the right code does, in the same batch. ERR_ISSUER_STATE as outcome: nothing, and the code goes on waiting. */
	enum err (*met)(struct ctx *cx, struct batch *b, struct meeting *m, const struct challenge *c);
	enum err outcome;             /* out */
	int tries;
	char person[PERSON_SIZE + 1];
	int64_t limit;                /* of the person that the code leads to: guardian_limit */
};

/* Changes for scribe_do: self is a struct challenge, a struct meeting. */
must_use enum err bind_put_challenge(struct ctx *cx, struct batch *b, void *self);
must_use enum err bind_judge(struct ctx *cx, struct batch *b, void *self);
/*
 * Milliseconds of a clock that only goes forward; and waiting until an answer about a claim is due, the same for known and unknown people: 60 ms
 * after `began`, so that what is left of a difference in work drowns.
 */
int64_t bind_clock(void);
void bind_wait(int64_t began);
/* The challenge's members of an answer. */
void bind_tell_challenge(struct act *a, const struct challenge *c);
/*
 * OK when the code was right and what it does is on disk; ERR_ISSUER_CODE with a->tries, ERR_ISSUER_CHALLENGE, ERR_ISSUER_STATE with a->field "own"
 * (the account is another person's own) or "persons" (it acts for too many).
 */
must_use enum err bind_meet(struct act *a, struct meeting *m);

#endif
