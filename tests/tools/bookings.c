/*
 * Test tool: what the portal's store holds of appointments, one JSON object a line: every booking with its people, every seat with its slot.
 * Reads only; the portal may run meanwhile.
 *   bookings HOME
 */
#include "base/conf.h"
#include "portal/booking.h"
#include "portal/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct walk {
	struct ctx *cx;
	struct snapshot *v;
};

static void check(struct ctx *cx, enum err e)
{
	if (e == OK)
		return;
	fprintf(stderr, "bookings: %s\n", cx->text);
	exit(1);
}

static bool print_booking(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct booking k;
	(void)value;
	check(w->cx, booking_find(w->cx, from_snapshot(w->v), slice_sub(key, 2, BOOKING_ID), &k));
	printf("{\"booking\":\"%s\",\"state\":\"%s\",\"office\":\"%.*s\",\"service\":\"%s\",\"start\":%lld,\"sequence\":%d,\"people\":[", k.id,
		booking_state_name(k.state), SLICE_FMT(k.office), service_name(k.service), (long long)k.start, k.sequence);
	for (size_t i = 0; i < k.count; i++)
		printf("%s{\"id\":\"%s\",\"start\":%lld}", i ? "," : "", k.people[i].id, (long long)k.people[i].start);
	puts("]}");
	ctx_reset(w->cx);
	return true;
}

/* Key of a slot: two letters, office and a zero byte, service, eight bytes of the start (portal/slots.c). */
static bool print_slot(void *self, struct slice key, struct slice value)
{
	static const char *const kinds[] = { "", "held", "booked", "resting", "offered" };
	struct walk *w = self;
	struct slot t;
	struct rd r = rd_of(slice_sub(key, key.n - 8, 8));
	int64_t start = (int64_t)rd_u64(&r);
	enum service service = (enum service)key.p[key.n - 9];
	(void)value;
	check(w->cx, slot_load(w->cx, from_snapshot(w->v), slice_sub(key, 2, key.n - 12), service, start, &t));
	for (size_t i = 0; i < t.count; i++)
		printf("{\"seat\":\"%s\",\"office\":\"%.*s\",\"service\":\"%s\",\"start\":%lld,\"ref\":\"%s\"}\n", kinds[t.seats[i].kind], SLICE_FMT(t.office),
			service_name(service), (long long)start, t.seats[i].ref);
	ctx_reset(w->cx);
	return true;
}

int main(int argc, char **argv)
{
	struct ctx cx, inner;
	struct conf *conf = NULL;
	struct store *portal = NULL;
	struct walk w = { .cx = &inner };
	struct table_key bookings = table_key(TABLE_BOOKING), behind = table_behind(bookings), slots = table_key(TABLE_SLOT), last = table_behind(slots);
	if (argc != 2)
		return 2;
	ctx_init(&cx, (int64_t)time(NULL));
	ctx_init(&inner, cx.now);
	check(&cx, conf_load(&cx, argv[1], conf_known, &conf));
	check(&cx, store_open(&cx, conf_path(&cx, conf, "portal.folder"), STORE_READ, &portal));
	check(&cx, snapshot_open(&cx, portal, &w.v));
	check(&cx, source_range(&cx, from_snapshot(w.v), &bookings, &behind, print_booking, &w));
	check(&cx, source_range(&cx, from_snapshot(w.v), &slots, &last, print_slot, &w));
	snapshot_close(w.v);
	store_close(portal);
	conf_free(conf);
	ctx_free(&inner);
	ctx_free(&cx);
	return 0;
}
