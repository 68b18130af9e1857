/*
 * Owns: what somebody types to say whose records they mean: reading it, and finding the person. A miss and a hit take the same steps.
 */
#ifndef ISSUER_CLAIM_H
#define ISSUER_CLAIM_H

#include "issuer/act.h"

/* Plain forms: capital letters and digits; a date whose parts may be unknown. */
struct claim {
	struct slice passport_number, birth_date, number;
};

/* Of the question. ERR_ISSUER_INPUT names the member whose form is wrong; whether anybody has such a number is not looked at. */
must_use enum err claim_read(struct act *a, struct claim *out);
/* person "" when no person has this passport, was born then and holds that visa, permit or card. */
must_use enum err claim_find(struct act *a, const struct claim *c, char person[static PERSON_SIZE + 1]);
/* Bindings and requests that an account may begin, that name one document, and of everybody together. */
must_use enum err claim_throttle(struct act *a, const struct claim *c);
/* The same for a code of the counter, which sends no letter and has its own five tries: what strangers claim keeps nobody from using theirs. */
must_use enum err claim_throttle_counter(struct act *a);

#endif
