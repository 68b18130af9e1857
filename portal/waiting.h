/*
 * Owns: the waiting lists: per office and service a line of people in the order in which they came, each with the days that suit. A seat
 * that comes back is offered to the first whom it suits, for a limited time. Must never let a later one pass an earlier one.
 */
#ifndef PORTAL_WAITING_H
#define PORTAL_WAITING_H

#include "portal/booking.h"
#include "portal/slots.h"

#define WAITING_MISSES 2 /* offers left unanswered: then the entry ends */

struct waiting {
	char id[BOOKING_ID + 1];     /* "" when there is none */
	char account[BOOKING_ID + 1];
	struct slice office;
	enum service service;
	struct booking_person person;
	struct calendar_need need;
	struct date from, to;        /* days that suit, both included */
	struct slice language;
	int64_t joined;
	int utc_offset, missed;
	int64_t offer_start, offer_until; /* a running offer, or 0 */
};

/* id "" when there is none. Slices live in cx. ERR_STORE_CORRUPT. */
must_use enum err waiting_find(struct ctx *cx, struct source s, struct slice id, struct waiting *out);
/* The entry of a person for a service, at whatever office. */
must_use enum err waiting_find_person(struct ctx *cx, struct source s, const char *person, enum service service, struct waiting *out);
/* How many stand before this one. */
must_use enum err waiting_before(struct ctx *cx, struct source s, const struct waiting *w, size_t *count);
must_use enum err waiting_save(struct ctx *cx, struct batch *b, const struct waiting *w);
must_use enum err waiting_remove(struct ctx *cx, struct batch *b, const struct waiting *w);
/*
 * The first behind `after` (NULL: the first of all) whom the seat suits and who has no offer running. Only a seat with the asked-for need
 * suits a need.
 */
must_use enum err waiting_first(struct ctx *cx, struct batch *b, struct slice office, enum service service, int64_t start, int utc_offset,
	const struct seat *seat, const struct waiting *after, struct waiting *out);

#endif
