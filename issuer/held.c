/* Owns: counting what an account holds. */
#include "issuer/held.h"

#include "base/limits.h"

#include <string.h>

struct counting {
	const char *person;
	int64_t now;
	struct held *out;
};

static bool count(void *self, const struct grant *g)
{
	struct counting *c = self;
	if (grant_rights_at(g, c->now) == RIGHT_NONE || strcmp(g->person, c->person) == 0)
		return true;
	c->out->persons++;
	c->out->own |= grant_is_own(g);
	return true;
}

enum err held_read(struct ctx *cx, struct batch *b, const char *account, const char *person, struct held *out)
{
	struct counting c = { person, cx->now, out };
	*out = (struct held){ 0 };
	return grants_each_of(cx, b, account, count, &c);
}

bool held_is_full(const struct held *h) { return h->persons >= LIMIT_ACCOUNT_PERSONS; }
