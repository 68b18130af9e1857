/*
 * Owns: the engine of appointments: hold, confirm, move, cancel, the waiting list and what falls due. Every change is one batch, judged
 * again inside it, durable when the call returns. Who may act for whom is the caller's to check. Must never take more seats than there are.
 */
#ifndef PORTAL_APPOINTMENTS_H
#define PORTAL_APPOINTMENTS_H

#include "portal/booking.h"
#include "portal/notice.h"
#include "portal/office_list.h"
#include "portal/slots.h"
#include "portal/waiting.h"

struct appointments_policy {
	int64_t hold;            /* seconds a place is held while the answers are checked */
	int64_t rest;            /* at most so many seconds until a place given back is public: nobody can time it */
	int64_t offer;           /* seconds an offer to somebody on a waiting list stands */
	int64_t keep;            /* seconds a past booking is kept */
	uint8_t key[32];         /* secret: booking codes come from it */
};

struct appointments;
/* `store` is open for writing and outlives the result. */
struct appointments *appointments_open(struct store *store, const struct appointments_policy *policy);
void appointments_close(struct appointments *a);

/* What somebody wants. people: id, name, passport, birth_date from the record; their starts are found here. */
struct booking_wish {
	const char *account;
	const struct office *office;
	enum service service;
	int64_t start;           /* of the first person; the others follow in adjoining places or slots */
	size_t count;
	struct booking_person people[BOOKING_PEOPLE];
	struct calendar_need need; /* of the first person's counter */
	struct slice language;   /* of the notices; at most 8 bytes */
};

/*
 * Holds places for policy.hold seconds, all or none. What the account held before is given back; a second hold of the same person by
 * the same account replaces the first. ERR_BOOKING_PEOPLE: none, too many, or one twice. ERR_BOOKING_SLOT: not a time the office offers
 * now. ERR_BOOKING_NEED: no such counter or interpreter there. ERR_BOOKING_TAKEN: not enough room. ERR_BOOKING_TWICE: one of them has an
 * active booking of this service. ERR_BOOKING_OFTEN: too many holds of this account today.
 */
must_use enum err appointments_hold(struct ctx *cx, struct appointments *a, const struct booking_wish *wish, struct booking *out);
/*
 * Makes the hold a booking, with the version of the guidance in force. Twice is fine. ERR_BOOKING_MISSING: not this account's.
 * ERR_BOOKING_HOLD: the hold has ended.
 */
must_use enum err appointments_confirm(struct ctx *cx, struct appointments *a, struct slice id, const char *account, struct slice guidance,
	struct booking *out);
/* Gives a hold back early. One that is not there, or not a hold of this account, is fine. */
must_use enum err appointments_release(struct ctx *cx, struct appointments *a, struct slice id, const char *account);
/*
 * Other time, other office or both, for all its people: new places taken and old ones given back in one batch. account NULL: by code.
 * ERR_BOOKING_STATE: not confirmed, or its time has come. ERR_BOOKING_OFTEN: moved too many times. Else as appointments_hold.
 */
must_use enum err appointments_move(struct ctx *cx, struct appointments *a, struct slice id, const struct office *o, int64_t start, const char *account,
	struct booking *out);
/*
 * Takes one person out of a booking of several: the others keep their times, the person's place is given back and the person may book again.
 * ERR_BOOKING_PEOPLE: not one of them, or the only one. ERR_BOOKING_STATE as above. ERR_BOOKING_TAKEN: the counter that was asked for is not free at
 * the time of the one who is first now.
 */
must_use enum err appointments_part(struct ctx *cx, struct appointments *a, struct slice id, const struct office *o, const char *person,
	const char *account, struct booking *out);
/* Notes that the office does not have its time any more, and tells the account: once until it moves. Nothing where the time has come. */
must_use enum err appointments_displace(struct ctx *cx, struct appointments *a, struct slice id);
/* A person's place in a booking. */
struct appointments_place { char booking[BOOKING_ID + 1], person[BOOKING_ID + 1]; };
/* Two places of one service that are one person's. */
struct appointments_pair { struct appointments_place stays, goes; };
/*
 * Gives the place that goes back: cancels its booking, or takes the person out of a booking of several, and tells its account. Nothing where one of
 * the two is no longer to come, or where the others' booking would be harmed (its office is gone, the counter that was asked for is not free).
 */
must_use enum err appointments_unite(struct ctx *cx, struct appointments *a, const struct office_list *offices, const struct appointments_pair *pair);
/* Twice is fine. ERR_BOOKING_STATE: not confirmed, or its time has come. */
must_use enum err appointments_cancel(struct ctx *cx, struct appointments *a, struct slice id, const char *account, struct booking *out);

/*
 * The booking's code, BOOKING_CODE characters; formats/crockford.h groups it. Nothing in the store gives it away. It follows from k->renewed: when
 * somebody who knew it must know it no longer, it is another without a write.
 */
void appointments_code(const struct appointments *a, const struct booking *k, char out[static BOOKING_CODE + 1]);
/* Sets k->renewed. */
typedef enum err renewed_find(void *self, struct ctx *cx, struct booking *k);
/*
 * The booking of a typed code and the birth date of one of its people ("YYYY-MM-DD"). ERR_BOOKING_CODE, after the same work, for an unknown code, another
 * birth date, a code that is another by now (`renewed`, NULL: none ever is), and a code tried wrongly too often of late.
 */
must_use enum err appointments_look(struct ctx *cx, struct appointments *a, struct slice code, struct slice birth_date, renewed_find *renewed, void *self,
	struct booking *out);
/* The bookings of a person, newest appointment first, at most `most`; holds are not listed. */
must_use enum err appointments_list(struct ctx *cx, struct source s, const char *person, struct booking *out, size_t most, size_t *count);
/* The account's running hold; state BOOKING_NONE when there is none. */
must_use enum err appointments_held(struct ctx *cx, struct source s, const char *account, struct booking *out);
/* What became of the account's last hold: the booking, when it was confirmed not longer ago than a hold lasts; else state BOOKING_NONE. */
must_use enum err appointments_confirmed(struct ctx *cx, struct source s, const struct appointments *a, const char *account, struct booking *out);
/* The person's active booking or hold of a service; state BOOKING_NONE when there is none. */
must_use enum err appointments_active(struct ctx *cx, struct source s, const char *person, enum service service, struct booking *out);

/*
 * Joins the line: account, person, need, days, language of *w are the caller's, the rest is filled in. ERR_BOOKING_SLOT: no day of it
 * can be booked. ERR_BOOKING_NEED. ERR_WAITING_TWICE: the person stands in a line of this service. ERR_WAITING_FULL: the line is too long.
 */
must_use enum err appointments_wait(struct ctx *cx, struct appointments *a, const struct office *o, struct waiting *w);
/* One that is not there, or not of this account, is fine. A running offer goes to the next. */
must_use enum err appointments_leave(struct ctx *cx, struct appointments *a, struct slice id, const char *account);
/* Ends an entry whose office calls nobody any more, and tells its account. A running offer goes to nobody. One that is not there is fine. */
must_use enum err appointments_close_line(struct ctx *cx, struct appointments *a, struct slice id);
/*
 * Takes the offer: a person without an active booking gets a hold to confirm; one who has a booking alone is moved, and its old
 * place given back. ERR_WAITING_MISSING: not this account's. ERR_WAITING_OFFER: no offer, or no longer.
 */
must_use enum err appointments_accept(struct ctx *cx, struct appointments *a, struct slice id, const char *account, const struct office *o,
	struct booking *out);

/* Does what is due, at most `most` tasks; *done counts them. For a timer, about every 15 s; cheap when nothing is due. */
must_use enum err appointments_sweep(struct ctx *cx, struct appointments *a, size_t most, size_t *done);
/* Hands waiting notices over, oldest first, and forgets those that were taken. `give` returns OK when it has the notice durably. */
typedef enum err notice_give(void *self, struct ctx *cx, const struct notice *n);
must_use enum err appointments_notify(struct ctx *cx, struct appointments *a, struct snapshot *v, notice_give *give, void *self, size_t *given);

#endif
