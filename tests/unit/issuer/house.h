/*
 * Owns: a running issuer without its process, for tests: registry, records of invented people, sessions, a clock that stands where it is put.
 * Signs nothing: acts that make documents are tested end to end.
 */
#ifndef TESTS_UNIT_ISSUER_HOUSE_H
#define TESTS_UNIT_ISSUER_HOUSE_H

#include "base/outbox.h"
#include "issuer/act.h"

struct house {
	struct ctx *cx;
	struct desk desk;
	struct act_room room;
	struct act_desk at;
	const char *folder, *outbox, *log;
	int64_t now;
	char anna[PERSON_SIZE + 1], ben[PERSON_SIZE + 1], cleo[PERSON_SIZE + 1]; /* cleo has no contact */
};

#define ANNA_ACCOUNT "AAAAAAAAAAAA"
#define BEN_ACCOUNT  "BBBBBBBBBBBB"
#define EVE_ACCOUNT  "EEEEEEEEEEEE"
/* Sessions by one letter; the house opens 'a', 'b', 'e' for the three accounts. */

void house_open(struct ctx *cx, struct house *h);
void house_close(struct house *h);

/* Asks; the answer's bytes in cx. more: members of the question as JSON text, begun with a comma. person may be NULL. */
struct slice house_ask_raw(struct house *h, const char *account, char session, const char *person, const char *act, const char *more);
/* The same; NULL when it was ok, else the error's name. *answer (or NULL) gets the tree. */
const char *house_ask(struct house *h, const char *account, char session, const char *person, const char *act, const char *more, const struct json **answer);
/* The code in the newest message of this kind, as digits, or "" when there is none; messages are removed. *count gets how many there were. */
const char *house_code(struct house *h, const char *kind, size_t *count);
/* Keeps one more record, at the house's clock; its person. */
void house_keep(struct house *h, const char *record, char person[static PERSON_SIZE + 1]);
/* Binds an account to a person at once. */
void house_grant(struct house *h, const char *account, const char *person, unsigned rights, enum grant_origin origin);
/* What the account has on the person, all zero where nothing. */
struct grant house_grant_of(struct house *h, const char *account, const char *person);
bool house_holds(struct house *h, const char *text); /* in any key or value of the store */

#define CHECK_REFUSED(call, name)                            \
	do {                                                 \
		const char *got_ = (call);                   \
		if (!got_ || strcmp(got_, (name)) != 0)      \
			print_error("%s: got %s, want %s\n", #call, got_ ? got_ : "ok", (name)); \
		CHECK(got_ && strcmp(got_, (name)) == 0);    \
	} while (0)
#define CHECK_DONE(call)                                     \
	do {                                                 \
		const char *got_ = (call);                   \
		if (got_)                                    \
			print_error("%s: got %s\n", #call, got_); \
		CHECK(got_ == NULL);                         \
	} while (0)

#endif
