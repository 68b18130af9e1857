/*
 * Owns: who may act for whom: grants of an account of the portal on a person. One's own binding is a grant too. The issuer writes them,
 * the portal reads them at every request. Must never hold a name: a label is the asking user's own word ("mother").
 *   G account person -> grant     H person account -> (empty)     (person and account: 12 Crockford characters)
 *   H alone -> the rules that all grants follow (1 byte)
 */
#ifndef REGISTRY_GRANTS_H
#define REGISTRY_GRANTS_H

#include "registry/store.h"

#define PERSON_SIZE  12 /* characters of a person's or an account's id */
#define ACCOUNT_SIZE 12

/* What a grant allows, as bits. */
enum grant_right { RIGHT_NONE = 0, RIGHT_VIEW = 1, RIGHT_BOOK = 2, RIGHT_DOWNLOAD = 4, RIGHT_SHARE = 8, RIGHT_ALL = 15 };
/* How it came about: own ones by a code to the contact on the record or from the counter; a helper's by the person's word or the office's. */
enum grant_origin { ORIGIN_NONE = 0, ORIGIN_SELF_CODE, ORIGIN_SELF_COUNTER, ORIGIN_HELPER_CONFIRMED, ORIGIN_HELPER_OFFICE };
enum grant_state { GRANT_NONE = 0, GRANT_ASKED, GRANT_ACTIVE, GRANT_DECLINED, GRANT_ENDED };

struct grant {
	char account[ACCOUNT_SIZE + 1], person[PERSON_SIZE + 1];
	enum grant_state state;
	enum grant_origin origin;      /* of an asked one: what it would become */
	unsigned rights;
	int64_t asked, from, until;    /* until 0 = open; a guardian's never later than the 18th birthday */
	bool guardian;                 /* for a child, confirmed by the office */
	struct slice label;            /* at most LIMIT_LABEL characters, or absent */
	char request[PERSON_SIZE + 1]; /* id of the request, for the office; "" for own ones */
	int64_t changed;
	struct slice ended_by;         /* "account:ID", "office", "majority": who ended or declined it */
	int64_t over;                  /* when a right to book that this account had before ended last, 0 = never; grants_put keeps it */
};

/* Own: the account is the person's, not a helper's. */
bool grant_is_own(const struct grant *g);
/* Rights it gives at an instant: 0 unless active, begun and not past its end. */
unsigned grant_rights_at(const struct grant *g, int64_t now);

/* A request that still waits for an answer; after a month nobody waits any more. */
bool grant_waits(const struct grant *g, int64_t now);
/*
 * The last instant up to now at which the account lost a right to book for the person: what it then knew of bookings it knows still. 0 = it never had
 * one, or has it. Who laid down their own binding knows no more than is theirs: 0 too.
 */
int64_t grant_booked_until(const struct grant *g, int64_t now);

/* Read side. Slices point into the snapshot or cx. */
must_use enum err grants_find(struct ctx *cx, struct snapshot *v, const char *account, const char *person, bool *found, struct grant *out);
typedef bool grant_each(void *self, const struct grant *g);
/* Everybody an account may (or asked to) act for; everybody who may act for a person. In id order. */
must_use enum err grants_of_account(struct ctx *cx, struct snapshot *v, const char *account, grant_each *each, void *self);
must_use enum err grants_of_person(struct ctx *cx, struct snapshot *v, const char *person, grant_each *each, void *self);
/* All grants, by account, for officers. */
must_use enum err grants_range(struct ctx *cx, struct snapshot *v, grant_each *each, void *self);
/* In a batch that goes on to change it; slices live in cx. */
must_use enum err grants_get(struct ctx *cx, struct batch *b, const char *account, const char *person, bool *found, struct grant *out);
/* As grants_of_account in a batch. */
must_use enum err grants_each_of(struct ctx *cx, struct batch *b, const char *account, grant_each *each, void *self);

/*
 * The rules that all grants follow, those made before them too: 0 in a registry whose grants were never looked through (issuer/guardian.h). Written by
 * whoever has looked them through.
 */
must_use enum err grants_rules(struct ctx *cx, struct snapshot *v, unsigned *rules);
must_use enum err grants_set_rules(struct ctx *cx, struct batch *b, unsigned rules);

/* Write side: the issuer's. Puts the grant as it is; the caller adds the audit entry to the same batch. ERR_GRANT for fields out of range. */
must_use enum err grants_put(struct ctx *cx, struct batch *b, const struct grant *g);
/*
 * All grants on one person go to another: the two turned out to be one. An account that has one on both keeps the stronger: the active one, then
 * its own, then the one it had on `to`. For records_keep.
 */
must_use enum err grants_move(struct ctx *cx, struct batch *b, const char *from, const char *to);

#endif
