/* Owns: the rounds over bookings and waiting lines against the list of offices (displaced.h). */
#include "portal/displaced.h"

#include "portal/round.h"

#define GROUP 64 /* told in one round; the next round tells the others */

bool displaced_is(const struct booking *k, const struct office *o, int64_t now)
{
	if (k->state != BOOKING_BOOKED || k->start <= now)
		return false;
	bool there = o && calendar_can(o, k->service, &k->need);
	for (size_t i = 0; there && i < k->count; i++)
		there = calendar_has_slot(o, k->service, k->people[i].start);
	return !there;
}

struct found {
	char id[GROUP][BOOKING_ID];
	size_t count;
};

static void note(struct found *f, struct slice id, bool *enough)
{
	memcpy(f->id[f->count++], id.p, BOOKING_ID);
	*enough = f->count == GROUP;
}

static enum err see_booking(void *self, const struct round *r, struct slice id, bool *enough)
{
	struct booking k;
	enum err e = booking_find(r->cx, r->store, id, &k);
	if (e == OK && displaced_is(&k, office_list_find(r->offices, k.office), r->now) && !booking_was_displaced(&k))
		note(self, id, enough);
	return e;
}

/* Nobody will ever be called from a line at a counter that is not there. */
static enum err see_line(void *self, const struct round *r, struct slice id, bool *enough)
{
	struct waiting w;
	enum err e = waiting_find(r->cx, r->store, id, &w);
	const struct office *o = e == OK && w.id[0] ? office_list_find(r->offices, w.office) : NULL;
	if (e == OK && w.id[0] && (!o || !calendar_can(o, w.service, &w.need)))
		note(self, id, enough);
	return e;
}

enum err displaced_tend(struct ctx *cx, const struct hall *hall)
{
	struct found bookings = { .count = 0 }, lines = { .count = 0 };
	enum err e = round_go(cx, hall, TABLE_BOOKING, see_booking, &bookings);
	for (size_t i = 0; e == OK && i < bookings.count; i++)
		e = appointments_displace(cx, hall->appointments, slice_of(bookings.id[i], BOOKING_ID));
	if (e == OK)
		e = round_go(cx, hall, TABLE_WAITING, see_line, &lines);
	for (size_t i = 0; e == OK && i < lines.count; i++)
		e = appointments_close_line(cx, hall->appointments, slice_of(lines.id[i], BOOKING_ID));
	return e;
}
