/*
 * Owns: what proof a holder wants: the record it is made from (found among the person's own, or composed for an identity link) and the
 * options of the proof. Nothing of another person can get in: the record is looked for under the person the account may act for.
 */
#ifndef ISSUER_WISH_H
#define ISSUER_WISH_H

#include "issuer/act.h"

struct wish {
	struct checked record;
	struct making making;
	bool under_correction;        /* the record, or a part of it */
};

/* Of the question's kind, identity and options. ERR_ISSUER_INPUT, ERR_ISSUER_MISSING. */
must_use enum err wish_read(struct act *a, struct wish *out);
/* The record of that identity (or, for an identity link, the person's cards and passports of today) as it is now. ERR_ISSUER_MISSING. */
must_use enum err wish_find_record(struct act *a, enum kind kind, struct slice identity, struct checked *out, bool *under_correction);
/* Options that no paper could carry name their argument; a character that no font has does too. */
must_use enum err wish_check(struct act *a, const struct wish *w);

#endif
