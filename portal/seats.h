/*
 * Owns: how the seats of a booking are found, taken and given back inside one batch; what is given back goes to the waiting list first,
 * then rests for a while that nobody can foresee. Private to the engine of appointments.
 */
#ifndef PORTAL_SEATS_H
#define PORTAL_SEATS_H

#include "portal/appointments.h"
#include "portal/task.h"

/* Seats that were taken out of the slots of one booking. */
struct given {
	size_t count;
	struct { int64_t start; struct seat seat; } seats[BOOKING_PEOPLE];
};

/* Starts for `count` people from `start` on: as many as fit at one time, the others in the slots that adjoin. Writes nothing. ERR_BOOKING_TAKEN. */
must_use enum err seats_plan(struct ctx *cx, struct batch *b, const struct office *o, enum service service, int64_t start, size_t count,
	const struct calendar_need *need, const char *own, struct booking_person *people);
/* One seat for each of the booking's people at their starts, and the marks of days that became full. */
must_use enum err seats_take(struct ctx *cx, struct batch *b, const struct office *o, const struct booking *k);
/* A hold's seats become booked ones. */
must_use enum err seats_confirm(struct ctx *cx, struct batch *b, const struct booking *k);
/* Takes the booking's seats out of their slots. */
must_use enum err seats_remove(struct ctx *cx, struct batch *b, const struct booking *k, struct given *out);
/*
 * Lets seats go that were removed from k: to the head of the line, else to rest. Those that k2 (NULL: none) took meanwhile in the same
 * slot are not gone.
 */
must_use enum err seats_give(struct ctx *cx, struct batch *b, const struct appointments_policy *p, const struct booking *k, const struct given *given,
	const struct booking *k2);
/* The same for the one seat of w's offer that ended: to the first behind w. */
must_use enum err seats_pass_on(struct ctx *cx, struct batch *b, const struct appointments_policy *p, const struct waiting *w, int64_t start);

#endif
