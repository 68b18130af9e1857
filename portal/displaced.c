/* Owns: the walk over all bookings against the list of offices (displaced.h). */
#include "portal/displaced.h"

#define GROUP 64 /* bookings told in one walk; the next walk tells the others */

bool displaced_is(const struct booking *k, const struct office *o, int64_t now)
{
	if (k->state != BOOKING_BOOKED || k->start <= now)
		return false;
	bool there = o && calendar_can(o, k->service, &k->need);
	for (size_t i = 0; there && i < k->count; i++)
		there = calendar_has_slot(o, k->service, k->people[i].start);
	return !there;
}

struct walk {
	struct ctx *cx;
	struct source s;
	const struct office_list *offices;
	int64_t now;
	char found[GROUP][BOOKING_ID];
	size_t count;
	enum err e;
};

static bool see(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct booking k;
	(void)value;
	w->e = booking_find(w->cx, w->s, slice_sub(key, 2, BOOKING_ID), &k);
	if (w->e == OK && displaced_is(&k, office_list_find(w->offices, k.office), w->now) && !booking_was_displaced(&k))
		memcpy(w->found[w->count++], k.id, BOOKING_ID);
	ctx_reset(w->cx);
	return w->e == OK && w->count < GROUP;
}

static enum err find(struct ctx *cx, const struct hall *hall, struct walk *w)
{
	struct snapshot *store = NULL, *registry = NULL;
	struct office_list *offices = office_list_open();
	struct table_key from = table_key(TABLE_BOOKING), to = table_behind(from);
	enum err e = snapshot_open(cx, hall->registry, &registry);
	if (e == OK)
		e = office_list_renew(cx, offices, registry);
	if (e == OK)
		e = snapshot_open(cx, hall->store, &store);
	w->offices = offices;
	w->s = from_snapshot(store);
	if (e == OK)
		e = source_range(cx, w->s, &from, &to, see, w);
	snapshot_close(store);
	snapshot_close(registry);
	office_list_close(offices);
	return e == OK ? w->e : e;
}

enum err displaced_tend(struct ctx *cx, const struct hall *hall)
{
	struct ctx inner; /* emptied after every booking */
	struct walk w = { .cx = &inner, .now = cx->now };
	ctx_init(&inner, cx->now);
	enum err e = find(cx, hall, &w);
	for (size_t i = 0; e == OK && i < w.count; i++)
		e = appointments_displace(cx, hall->appointments, slice_of(w.found[i], BOOKING_ID));
	ctx_free(&inner);
	return e;
}
