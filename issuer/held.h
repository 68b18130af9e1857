/*
 * Owns: what an account holds already when it is given one more person: it is one person's own, and helps a family, not a crowd.
 */
#ifndef ISSUER_HELD_H
#define ISSUER_HELD_H

#include "registry/grants.h"

/* Of the grants that run now, those on `person` left out. */
struct held {
	size_t persons;               /* for whom the account may act */
	bool own;                     /* one of them is its own person */
};

/* At cx->now, as the batch sees it. */
must_use enum err held_read(struct ctx *cx, struct batch *b, const char *account, const char *person, struct held *out);
/* One more is too many: LIMIT_ACCOUNT_PERSONS. */
bool held_is_full(const struct held *h);

#endif
