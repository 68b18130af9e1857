/* Owns: the invented office and the soundness walk of appointment tests. */
#include "tests/unit/portal/book_help.h"

#include "tests/unit/registry/help.h"

#include <stdio.h>
#include <stdlib.h>

static const struct slice french[] = { { (const uint8_t *)"fr", 2 } };

const struct office *book_office(struct ctx *cx, int places)
{
	struct office *o = ctx_alloc(cx, sizeof *o);
	struct office_counter *counters = ctx_alloc(cx, 3 * sizeof *counters);
	struct office_exception *exceptions = ctx_alloc(cx, 2 * sizeof *exceptions);
	uint32_t both = SERVICE_BIT(SERVICE_VISA_EXTENSION) | SERVICE_BIT(SERVICE_RESIDENCE_PERMIT);
	counters[0] = (struct office_counter){ .number = SLICE("1"), .services = both, .accessible = true };
	counters[1] = (struct office_counter){ .number = SLICE("2"), .services = both, .interpreters = french, .interpreter_count = 1 };
	counters[2] = (struct office_counter){ .number = SLICE("3"), .services = both };
	exceptions[0] = (struct office_exception){ { 2026, 3, 18 }, { 2026, 3, 19 }, { .count = 0 }, { SLICE("Holiday"), SLICE("节日") } };
	exceptions[1] = (struct office_exception){ { 2026, 3, 21 }, { 2026, 3, 21 }, { { { 540, 600 } }, 1 }, { SLICE("Working day"), SLICE("调休") } };
	*o = (struct office){ .id = SLICE("utopia-1"), .utc_offset = 480, .time_zone = SLICE("Asia/Shanghai"), .slot_minutes = 20,
		.counters = counters, .counter_count = 3, .exceptions = exceptions, .exception_count = 2, .services = both };
	for (int d = 0; d < 5; d++)
		o->week[d] = (struct office_day){ { { 540, 720 }, { 810, 1020 } }, 2 };
	o->places[SERVICE_VISA_EXTENSION] = places;
	o->places[SERVICE_RESIDENCE_PERMIT] = 2;
	return o;
}

struct appointments_policy book_policy(void)
{
	return (struct appointments_policy){ .hold = 600, .rest = 1800, .offer = 7200, .keep = 90 * 86400, .key = { 7 } };
}

struct booking_person book_person(struct ctx *cx, unsigned n)
{
	struct booking_person p = { .name = slice_str(ctx_printf(cx, "SPECIMEN PERSON %u", n)),
		.passport = slice_str(ctx_printf(cx, "UT%07u", n)), .birth_date = SLICE("1990-01-02") };
	snprintf(p.id, sizeof p.id, "PER%09u", n);
	return p;
}

char *book_account(struct ctx *cx, unsigned n) { return ctx_printf(cx, "ACC%09u", n); }

struct booking_wish book_wish(struct ctx *cx, const struct office *o, unsigned n, int64_t start)
{
	return (struct booking_wish){ .account = book_account(cx, n), .office = o, .service = SERVICE_VISA_EXTENSION, .start = start,
		.count = 1, .people = { book_person(cx, n) }, .language = SLICE("en") };
}

void book_with(struct ctx *cx, void (*body)(struct ctx *, struct store *, struct appointments *, const struct office *))
{
	char *folder = help_folder_in_memory(cx);
	struct store *s = NULL;
	if (store_open(cx, folder, STORE_CREATE, &s) != OK) {
		fprintf(stderr, "%s\n", cx->text);
		abort();
	}
	struct appointments_policy policy = book_policy();
	struct appointments *a = appointments_open(s, &policy);
	body(cx, s, a, book_office(cx, 2));
	appointments_close(a);
	store_close(s);
	help_remove(cx, folder);
}

enum err book_now(struct ctx *cx, struct appointments *a, const struct booking_wish *w, struct booking *out)
{
	enum err e = appointments_hold(cx, a, w, out);
	return e == OK ? appointments_confirm(cx, a, slice_str(out->id), w->account, SLICE("2026-01"), out) : e;
}

size_t book_free(struct ctx *cx, struct store *s, const struct office *o, int64_t start)
{
	static const struct calendar_need nothing;
	struct snapshot *v = NULL;
	struct slot slot;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(slot_load(cx, from_snapshot(v), o->id, SERVICE_VISA_EXTENSION, start, &slot));
	snapshot_close(v);
	return slot_free(&slot, o, &nothing, NULL, cx->now);
}

/* ---- soundness ---- */

struct walk {
	struct ctx *cx;
	struct snapshot *v;
	const struct office *o;
	struct book_counts *n;
	const char *flaw;
};

static const char *judge_seat(struct walk *w, const struct slot *slot, const struct seat *seat)
{
	struct ctx *cx = w->cx;
	struct booking k;
	struct waiting line;
	if (seat->kind == SEAT_RESTING) {
		w->n->resting++;
		return NULL;
	}
	if (seat->kind == SEAT_OFFERED) {
		w->n->offered++;
		CHECK_OK(waiting_find(cx, from_snapshot(w->v), slice_str(seat->ref), &line));
		return line.offer_start == slot->start ? NULL : "a seat is offered to nobody";
	}
	CHECK_OK(booking_find(cx, from_snapshot(w->v), slice_str(seat->ref), &k));
	enum booking_state want = seat->kind == SEAT_HELD ? BOOKING_HELD : BOOKING_BOOKED;
	w->n->seats_held += seat->kind == SEAT_HELD;
	w->n->seats_booked += seat->kind == SEAT_BOOKED;
	if (k.state != want || k.service != slot->service || !slice_eq(k.office, w->o->id))
		return "a seat belongs to no such booking";
	for (size_t i = 0; i < k.count; i++)
		if (k.people[i].start == slot->start)
			return NULL;
	return "a seat stands in a slot where none of its people come";
}

static bool walk_slot(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct ctx *cx = w->cx;
	struct slot slot;
	struct rd r = rd_of(slice_sub(key, key.n - 8, 8));
	int64_t start = (int64_t)rd_u64(&r);
	enum service service = (enum service)key.p[key.n - 9];
	(void)value;
	CHECK_OK(slot_load(cx, from_snapshot(w->v), w->o->id, service, start, &slot));
	if (slot.count > calendar_places(w->o, service))
		w->flaw = "a slot has more seats than places";
	for (size_t i = 0; !w->flaw && i < slot.count; i++)
		w->flaw = judge_seat(w, &slot, &slot.seats[i]);
	ctx_reset(cx);
	return !w->flaw;
}

static size_t seats_of(struct walk *w, const struct booking *k, int64_t start)
{
	struct ctx *cx = w->cx;
	struct slot slot;
	size_t n = 0;
	CHECK_OK(slot_load(cx, from_snapshot(w->v), k->office, k->service, start, &slot));
	for (size_t i = 0; i < slot.count; i++)
		n += slot.seats[i].kind != SEAT_RESTING && strcmp(slot.seats[i].ref, k->id) == 0;
	return n;
}

static const char *judge_booking(struct walk *w, const struct booking *k)
{
	struct ctx *cx = w->cx;
	for (size_t i = 0; i < k->count; i++) {
		struct booking named;
		size_t there = 0;
		for (size_t j = 0; j < k->count; j++)
			there += k->people[j].start == k->people[i].start;
		if (seats_of(w, k, k->people[i].start) != (k->state == BOOKING_CANCELLED ? 0 : there))
			return "a booking has not exactly its seats";
		CHECK_OK(appointments_active(cx, from_snapshot(w->v), k->people[i].id, k->service, &named));
		if (booking_is_active(k, cx->now) != (strcmp(named.id, k->id) == 0 && named.state != BOOKING_NONE))
			return "a person's entry names another booking";
	}
	return NULL;
}

static bool walk_booking(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct ctx *cx = w->cx;
	struct booking k;
	(void)value;
	CHECK_OK(booking_find(cx, from_snapshot(w->v), slice_sub(key, 2, BOOKING_ID), &k));
	w->n->held += k.state == BOOKING_HELD;
	w->n->booked += k.state == BOOKING_BOOKED;
	w->n->cancelled += k.state == BOOKING_CANCELLED;
	w->flaw = judge_booking(w, &k);
	ctx_reset(cx);
	return !w->flaw;
}

const char *book_unsound(struct ctx *cx, struct store *s, const struct office *o, struct book_counts *counts)
{
	struct ctx inner; /* emptied after every entry: the walk may be long */
	struct walk w = { .cx = &inner, .o = o, .n = counts };
	struct table_key slots = table_key(TABLE_SLOT), behind = table_behind(slots), bookings = table_key(TABLE_BOOKING), last = table_behind(bookings);
	*counts = (struct book_counts){ 0 };
	ctx_init(&inner, cx->now);
	CHECK_OK(snapshot_open(cx, s, &w.v));
	CHECK_OK(source_range(cx, from_snapshot(w.v), &slots, &behind, walk_slot, &w));
	if (!w.flaw)
		CHECK_OK(source_range(cx, from_snapshot(w.v), &bookings, &last, walk_booking, &w));
	snapshot_close(w.v);
	ctx_free(&inner);
	return w.flaw;
}
