/*
 * Owns: the half-signed-in state: password shown, second factor still to come; and passkey challenges. Each in a flow slot of the session, ten minutes,
 * used once.
 */
#ifndef PORTAL_SECOND_H
#define PORTAL_SECOND_H

#include "portal/passkey.h"
#include "portal/visit.h"

/* "second": whose password was shown, and where to go. account "" = there is no such state. */
struct second {
	char account[ACCOUNT_ID + 1];
	struct slice next;
};
must_use enum err second_begin(struct visit *v, const char *account, struct slice next);
must_use enum err second_read(struct visit *v, struct second *out);
must_use enum err second_clear(struct visit *v);

/* "passkey": a challenge and what it is for: "sign-in" "second" "add" "prove". */
struct challenge {
	char text[PASSKEY_CHALLENGE];
	struct slice use, next;
};
must_use enum err challenge_begin(struct visit *v, const char *use, struct slice next);
/* use absent: there is none. */
must_use enum err challenge_read(struct visit *v, struct challenge *out);
/* The same, and it is gone: an answer is judged once, right or wrong. */
must_use enum err challenge_take(struct visit *v, struct challenge *out);
/* What the script posted. */
struct passkey_answer challenge_answer(const struct visit *v);
/* The form that the script fills: ceremony "create" or "get"; known = credential ids, may be NULL. */
void challenge_form(struct visit *v, const char *action, const struct challenge *c, const struct account *who, bool create, const char *button_key);

#endif
