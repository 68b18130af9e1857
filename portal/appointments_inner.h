/* Owns: what the files of the appointments engine share. Private to appointments*.c. */
#ifndef PORTAL_APPOINTMENTS_INNER_H
#define PORTAL_APPOINTMENTS_INNER_H

#include "portal/appointments.h"
#include "portal/seats.h"
#include "portal/task.h"
#include "portal/writer.h"

struct appointments {
	struct store *store;
	struct writer *writer;
	struct appointments_policy policy;
};

/* What an account did today, and the hold it has: nobody keeps places without using them. */
struct allowance {
	char held[BOOKING_ID + 1];
	int64_t day;
	unsigned holds;
};
must_use enum err allowance_load(struct ctx *cx, struct source s, const char *account, struct allowance *out);
must_use enum err allowance_save(struct ctx *cx, struct batch *b, const char *account, const struct allowance *w);

/* The booking that a person's entry names for a service, whatever its state. */
must_use enum err person_find(struct ctx *cx, struct source s, const char *person, enum service service, struct booking *out);
must_use enum err person_put(struct ctx *cx, struct batch *b, const struct booking *k);
/* Only where the entry still names this booking. */
must_use enum err person_drop(struct ctx *cx, struct batch *b, const struct booking *k);
must_use enum err list_put(struct ctx *cx, struct batch *b, const struct booking *k);
must_use enum err list_drop(struct ctx *cx, struct batch *b, const struct booking *k);
must_use enum err code_put(struct ctx *cx, struct batch *b, const struct appointments *a, const struct booking *k);
must_use enum err code_drop(struct ctx *cx, struct batch *b, const struct appointments *a, const struct booking *k);

/* Forgets a hold; its seats must have been removed. */
must_use enum err hold_drop(struct ctx *cx, struct batch *b, const struct booking *k);
/* A new hold of k's people at their starts: entries, allowance, task; the seats are the caller's. */
must_use enum err hold_write(struct ctx *cx, struct batch *b, const struct appointments *a, struct booking *k, const struct allowance *had);
/* The account's running hold, when it has one to give back. */
must_use enum err hold_load(struct ctx *cx, struct batch *b, const char *account, struct allowance *allowance, struct booking *old);
must_use enum err notice_of(struct ctx *cx, struct batch *b, const struct booking *k, enum notice_kind kind);
/* The tasks of a booking's time: reminder and forgetting. */
must_use enum err dates_put(struct ctx *cx, struct batch *b, const struct appointments *a, const struct booking *k);
/* Cancels a booking that is open: places, entries, act, notice. */
must_use enum err cancel_write(struct ctx *cx, struct batch *b, const struct appointments *a, struct booking *k, const char *act, const char *account,
	enum notice_kind notice);
/*
 * Where `person` stands in k; k->count for somebody who does not. And old without the one at `at`, in *k: entries, act, places given back; the notice is
 * the caller's. ERR_BOOKING_TAKEN as appointments_part.
 */
size_t part_place(const struct booking *k, const char *person);
must_use enum err part_write(struct ctx *cx, struct batch *b, const struct appointments *a, const struct office *o, const struct booking *old, size_t at,
	struct booking *k, const char *act, const char *account);
/* A confirmed booking whose time has not come: ERR_BOOKING_MISSING, ERR_BOOKING_STATE. */
must_use enum err load_open(struct ctx *cx, struct batch *b, struct slice id, struct booking *k);
/* Writes k with its people and their starts in place of old: seats, dates, sequence; what `old` had and k has not is given back. */
must_use enum err rewrite(struct ctx *cx, struct batch *b, const struct appointments *a, const struct office *o, const struct booking *old, struct booking *k);
/* Writes k with the new starts of its people: new seats, acts, sequence; what `old` had is given back. */
must_use enum err move_write(struct ctx *cx, struct batch *b, const struct appointments *a, const struct office *o, const struct booking *old,
	struct booking *k, const char *account);

#endif
