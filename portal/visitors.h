/*
 * Owns: the people whom an account may book for, with the identity that their records give: name, passport, birth date. Must never take
 * an identity from what was typed.
 */
#ifndef PORTAL_VISITORS_H
#define PORTAL_VISITORS_H

#include "base/limits.h"
#include "portal/booking.h"
#include "portal/visit.h"

#define VISITORS (LIMIT_ACCOUNT_PERSONS + 1) /* people of one account: all of them */

struct bookable {
	struct booking_person person;
	bool own;
	struct slice label;       /* the helper's own word for the relative, or absent */
	unsigned rights;
};

/* Everybody for whom the account has the right now, the own person first. */
must_use enum err visitors_list(struct visit *v, unsigned right, struct bookable out[static VISITORS], size_t *count);
/* One of them; *found false when the account has no such right. */
must_use enum err visitors_find(struct visit *v, const char *person, unsigned right, bool *found, struct bookable *out);
/* Whether the account has the right on everybody (all), or on somebody, of the booking. */
must_use enum err visitors_may(struct visit *v, const struct booking *k, unsigned right, bool all, bool *may);
/*
 * The people of a booking as they are today: one who was found to be somebody known already has that one's id, by which rights, names and the log are
 * found. For the page; what is kept stays as it is.
 */
must_use enum err visitors_current(struct visit *v, struct booking *k);
/* appointments_list of the person, and of everybody who became this person; the people are current. */
must_use enum err visitors_bookings(struct visit *v, const char *person, struct booking *out, size_t most, size_t *count);
/*
 * renewed_find of appointments.h for a visit (self): the last instant since the booking was made at which somebody's right to book for one of its people
 * ended. What that one knew of the booking opens it no longer.
 */
must_use enum err visitors_renewed(void *self, struct ctx *cx, struct booking *k);
/* Whether the account may see (or book for) this person of a booking; others are people whom it does not know by name. */
must_use enum err visitors_know(struct visit *v, const char *person, bool *know);
/* The name with the passport's last letters, to tell two people of one name apart: "ERIKSSON, ANNA MARIA (…456)". In the arena. */
struct slice bookable_words(struct ctx *cx, const struct booking_person *p);

#endif
