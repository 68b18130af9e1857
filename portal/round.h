/*
 * Owns: going round all bookings, or all places in the waiting lists, with the list of offices and the records at hand: for what the timer looks
 * after. Reads only: what is to be done is collected on the way and done afterwards.
 */
#ifndef PORTAL_ROUND_H
#define PORTAL_ROUND_H

#include "portal/hall.h"

struct round {
	struct ctx *cx;                /* emptied after every one that was seen */
	struct source store;
	struct snapshot *registry;
	const struct office_list *offices;
	int64_t now;
};

/* `id` is of a booking or of a waiting entry. *enough ends the round early. */
typedef enum err round_see(void *self, const struct round *r, struct slice id, bool *enough);
/* table: TABLE_BOOKING or TABLE_WAITING. For a timer: reads the whole table. */
must_use enum err round_go(struct ctx *cx, const struct hall *hall, enum table table, round_see *see, void *self);

#endif
