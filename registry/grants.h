/*
 * Owns: who may act for whom: account x person, with rights, dates and origin. An own binding is a grant with all rights and an
 * origin "self". Says nothing about who may change a grant: the issuer does.
 */
#ifndef REGISTRY_GRANTS_H
#define REGISTRY_GRANTS_H

#include "registry/records.h"

enum { GRANT_VIEW = 1, GRANT_BOOK = 2, GRANT_DOWNLOAD = 4, GRANT_SHARE = 8, GRANT_ALL = 15 };
enum grant_origin { GRANT_NOWHERE = 0, GRANT_SELF_CODE, GRANT_SELF_COUNTER, GRANT_HELPER_CONFIRMED, GRANT_HELPER_OFFICE };
enum grant_state { GRANT_NONE = 0, GRANT_ASKED, GRANT_ACTIVE, GRANT_DECLINED, GRANT_ENDED };

struct grant {
	char account[PERSON_ID + 1], person[PERSON_ID + 1];
	unsigned rights;                 /* GRANT_ bits */
	int64_t from, until;             /* until: last instant, 0 = open */
	int64_t changed_at;
	enum grant_origin origin;        /* GRANT_NOWHERE while it is only asked for */
	enum grant_state state;
	bool guardian;                   /* of a child: until is the 18th birthday at the latest */
	char request[PERSON_ID + 1];     /* id under which it was asked for; "" for own bindings */
	struct slice label;              /* what the asking account calls the relation; at most LIMIT_LABEL characters */
};

/* "self-code" ... and "asked" "active" ...: as in JSON. */
const char *grant_origin_name(enum grant_origin origin);
const char *grant_state_name(enum grant_state state);
/* Active now, begun, not over, with all these rights. */
bool grant_allows(const struct grant *g, unsigned rights, int64_t now);
/* The account is the person's own. */
bool grant_is_own(const struct grant *g);

must_use enum err grants_find(struct ctx *cx, struct snapshot *v, const char *account, const char *person, bool *found, struct grant *out);
typedef bool grant_each(void *self, const struct grant *g);
must_use enum err grants_of_account(struct ctx *cx, struct snapshot *v, const char *account, grant_each *each, void *self);
must_use enum err grants_of_person(struct ctx *cx, struct snapshot *v, const char *person, grant_each *each, void *self);
/* The same in a batch that goes on to change it. */
must_use enum err grants_get(struct ctx *cx, struct batch *b, const char *account, const char *person, bool *found, struct grant *out);
/* Puts it whole, new or in place of the one there. ERR_DOCUMENT_FIELD when a member is out of its range. Writes no audit entry. */
must_use enum err grants_put(struct ctx *cx, struct batch *b, const struct grant *g);

#endif
