/* Owns: tests of the engine of appointments: what it does, and what it must refuse, named by the lie. */
#include "tests/unit/portal/book_help.h"

static void sound(struct ctx *cx, struct store *s, const struct office *o, struct book_counts *n)
{
	const char *flaw = book_unsound(cx, s, o, n);
	if (flaw)
		print_error("unsound: %s\n", flaw);
	CHECK(!flaw);
}

static void let_pass(struct ctx *cx, struct appointments *a, int64_t seconds)
{
	size_t done = 0;
	cx->now += seconds;
	CHECK_OK(appointments_sweep(cx, a, 1000, &done));
}

static void find(struct ctx *cx, struct store *s, const char *id, struct booking *out)
{
	struct snapshot *v = NULL;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(booking_find(cx, from_snapshot(v), slice_str(id), out));
	snapshot_close(v);
}

/* ---- hold and confirm ---- */

BOOK_TEST(appointments_hold_then_confirm)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, kept;
	struct book_counts n;
	CHECK_OK(appointments_hold(cx, a, &w, &k));
	CHECK_INT(k.state, BOOKING_HELD);
	CHECK_INT(k.held_until, CHECK_NOW + 600);
	CHECK_INT(book_free(cx, s, o, BOOK_WEDNESDAY), 1);
	CHECK_OK(appointments_confirm(cx, a, slice_str(k.id), w.account, SLICE("2026-01"), &k));
	CHECK_OK(appointments_confirm(cx, a, slice_str(k.id), w.account, SLICE("2026-01"), &k)); /* a double click */
	find(cx, s, k.id, &kept);
	CHECK_INT(kept.state, BOOKING_BOOKED);
	CHECK_TEXT(kept.people[0].passport, "UT0000001");
	CHECK_TEXT(kept.guidance, "2026-01");
	CHECK_INT(kept.end, BOOK_WEDNESDAY + BOOK_SLOT);
	let_pass(cx, a, 3600); /* the hold's end is no business of a booking */
	sound(cx, s, o, &n);
	CHECK_INT(n.booked, 1);
	CHECK_INT(n.seats_booked, 1);
}

BOOK_TEST(lie_third_booking_of_two_places)
{
	struct booking k;
	for (unsigned i = 1; i <= 2; i++) {
		struct booking_wish w = book_wish(cx, o, i, BOOK_WEDNESDAY);
		CHECK_OK(book_now(cx, a, &w, &k));
	}
	struct booking_wish w = book_wish(cx, o, 3, BOOK_WEDNESDAY);
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TAKEN);
}

BOOK_TEST(lie_second_booking_of_one_person)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k;
	CHECK_OK(book_now(cx, a, &w, &k));
	w.start += BOOK_SLOT;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TWICE);
	w.account = book_account(cx, 9); /* a helper of the same person */
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TWICE);
	w.service = SERVICE_RESIDENCE_PERMIT; /* another service is another matter */
	CHECK_OK(appointments_hold(cx, a, &w, &k));
}

BOOK_TEST(lie_person_held_by_another_account)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k;
	CHECK_OK(appointments_hold(cx, a, &w, &k));
	w.account = book_account(cx, 2);
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TWICE);
	cx->now += 600; /* ended, though no sweep has come yet */
	CHECK_OK(appointments_hold(cx, a, &w, &k));
}

BOOK_TEST(appointments_new_hold_replaces_the_old_one)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking first, second;
	struct book_counts n;
	CHECK_OK(appointments_hold(cx, a, &w, &first));
	w.start += BOOK_SLOT;
	CHECK_OK(appointments_hold(cx, a, &w, &second));
	find(cx, s, first.id, &first);
	CHECK_INT(first.state, BOOKING_NONE);
	sound(cx, s, o, &n);
	CHECK_INT(n.held, 1);
	CHECK_INT(n.resting, 1);
	w.start -= BOOK_SLOT; /* the own one rests like any other */
	CHECK_OK(appointments_hold(cx, a, &w, &second));
}

BOOK_TEST(appointments_same_slot_again_keeps_the_place)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY), other = book_wish(cx, o, 2, BOOK_WEDNESDAY);
	struct booking k;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &other, &k));
	CHECK_OK(appointments_hold(cx, a, &w, &k));
	CHECK_OK(appointments_hold(cx, a, &w, &k)); /* the slot is full, but with this very hold */
	sound(cx, s, o, &n);
	CHECK_INT(n.held, 1);
	CHECK_INT(n.resting, 0);
}

BOOK_TEST(lie_confirm_after_the_hold)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, out;
	struct book_counts n;
	CHECK_OK(appointments_hold(cx, a, &w, &k));
	cx->now += 600;
	CHECK_ERR(appointments_confirm(cx, a, slice_str(k.id), w.account, SLICE(""), &out), ERR_BOOKING_HOLD);
	let_pass(cx, a, 0);
	CHECK_ERR(appointments_confirm(cx, a, slice_str(k.id), w.account, SLICE(""), &out), ERR_BOOKING_HOLD);
	sound(cx, s, o, &n);
	CHECK_INT(n.held + n.booked, 0);
	CHECK_INT(n.resting, 1);
}

BOOK_TEST(lie_confirm_somebody_elses_hold)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, out;
	CHECK_OK(appointments_hold(cx, a, &w, &k));
	CHECK_ERR(appointments_confirm(cx, a, slice_str(k.id), book_account(cx, 2), SLICE(""), &out), ERR_BOOKING_MISSING);
	CHECK_OK(appointments_release(cx, a, slice_str(k.id), book_account(cx, 2))); /* nothing happens */
	find(cx, s, k.id, &out);
	CHECK_INT(out.state, BOOKING_HELD);
}

BOOK_TEST(lie_time_the_office_does_not_offer)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY + 60);
	struct booking k;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_SLOT);
	w.start = BOOK_WEDNESDAY - 86400; /* yesterday */
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_SLOT);
	w.start = BOOK_WEDNESDAY + 7 * 86400; /* holiday */
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_SLOT);
	w.start = BOOK_WEDNESDAY + INT64_C(91) * 86400;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_SLOT);
	w.start = BOOK_WEDNESDAY;
	w.service = SERVICE_PR_CARD;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_SLOT);
}

BOOK_TEST(lie_nobody_too_many_or_one_twice)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k;
	w.count = 0;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_PEOPLE);
	w.count = BOOKING_PEOPLE + 1;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_PEOPLE);
	w.count = 2;
	w.people[1] = w.people[0];
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_PEOPLE);
	w.people[1].id[0] = 0;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_PEOPLE);
}

BOOK_TEST(lie_holding_all_day)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k;
	for (int i = 0; i < 30; i++) {
		w.start = BOOK_WEDNESDAY + (i % 2) * BOOK_SLOT + (i % 3) * 86400;
		cx->now += 1900;
		let_pass(cx, a, 0);
		cx->now = CHECK_NOW; /* the same day */
		enum err e = appointments_hold(cx, a, &w, &k);
		CHECK(e == OK || e == ERR_BOOKING_TAKEN);
		ctx_forgive(cx);
		if (e == OK)
			CHECK_OK(appointments_release(cx, a, slice_str(k.id), w.account));
	}
	w.start = BOOK_WEDNESDAY + 5 * 86400;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_OFTEN);
	cx->now += 86400;
	CHECK_OK(appointments_hold(cx, a, &w, &k));
}

/* ---- needs ---- */

BOOK_TEST(lie_second_visitor_of_one_accessible_counter)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY), x = book_wish(cx, o, 2, BOOK_WEDNESDAY);
	struct booking k;
	w.need.accessible = x.need.accessible = true;
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_ERR(appointments_hold(cx, a, &x, &k), ERR_BOOKING_TAKEN);
	x.need = (struct calendar_need){ false, "fr" };
	CHECK_OK(book_now(cx, a, &x, &k));
	x = book_wish(cx, o, 3, BOOK_WEDNESDAY + BOOK_SLOT);
	x.need = (struct calendar_need){ false, "ru" };
	CHECK_ERR(appointments_hold(cx, a, &x, &k), ERR_BOOKING_NEED);
}

/* ---- families ---- */

static struct booking_wish family(struct ctx *cx, const struct office *o, unsigned first, size_t count, int64_t start)
{
	struct booking_wish w = book_wish(cx, o, first, start);
	w.count = count;
	for (size_t i = 0; i < count; i++)
		w.people[i] = book_person(cx, first + (unsigned)i);
	return w;
}

BOOK_TEST(appointments_family_in_adjoining_places)
{
	struct booking_wish w = family(cx, o, 1, 5, BOOK_WEDNESDAY);
	struct booking k;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_INT(k.people[1].start, BOOK_WEDNESDAY);
	CHECK_INT(k.people[2].start, BOOK_WEDNESDAY + BOOK_SLOT);
	CHECK_INT(k.people[4].start, BOOK_WEDNESDAY + 2 * BOOK_SLOT);
	CHECK_INT(k.end, BOOK_WEDNESDAY + 3 * BOOK_SLOT);
	sound(cx, s, o, &n);
	CHECK_INT(n.seats_booked, 5);
}

BOOK_TEST(lie_family_with_a_gap)
{
	struct booking_wish one = family(cx, o, 1, 2, BOOK_WEDNESDAY + BOOK_SLOT), w = family(cx, o, 10, 3, BOOK_WEDNESDAY);
	struct booking k;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &one, &k)); /* the second slot is full */
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TAKEN);
	w.start = BOOK_WEDNESDAY + 8 * BOOK_SLOT; /* lunch comes behind it */
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TAKEN);
	sound(cx, s, o, &n);
	CHECK_INT(n.seats_held, 0); /* all or nothing */
}

BOOK_TEST(lie_family_with_somebody_who_has_a_booking)
{
	struct booking_wish one = book_wish(cx, o, 2, BOOK_WEDNESDAY + 86400), w = family(cx, o, 1, 3, BOOK_WEDNESDAY);
	struct booking k;
	CHECK_OK(book_now(cx, a, &one, &k));
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TWICE);
}

/* ---- move ---- */

BOOK_TEST(appointments_move_takes_and_gives_in_one)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, m;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_OK(appointments_move(cx, a, slice_str(k.id), o, BOOK_WEDNESDAY + BOOK_SLOT, w.account, &m));
	CHECK_INT(m.sequence, k.sequence + 1);
	CHECK(strcmp(m.id, k.id) == 0);
	CHECK_TEXT(m.people[0].passport, "UT0000001"); /* the identity stays: a place cannot be sold */
	sound(cx, s, o, &n);
	CHECK_INT(n.seats_booked, 1);
	CHECK_INT(n.resting, 1);
	CHECK_INT(book_free(cx, s, o, BOOK_WEDNESDAY), 1); /* nobody sees it come back */
	let_pass(cx, a, 1801);
	CHECK_INT(book_free(cx, s, o, BOOK_WEDNESDAY), 2);
}

BOOK_TEST(lie_move_to_a_full_slot_loses_the_old_place)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY), full = family(cx, o, 10, 2, BOOK_WEDNESDAY + BOOK_SLOT);
	struct booking k, m;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &full, &m));
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_ERR(appointments_move(cx, a, slice_str(k.id), o, BOOK_WEDNESDAY + BOOK_SLOT, w.account, &m), ERR_BOOKING_TAKEN);
	find(cx, s, k.id, &m);
	CHECK_INT(m.start, BOOK_WEDNESDAY);
	CHECK_INT(m.sequence, 0);
	sound(cx, s, o, &n);
	CHECK_INT(n.seats_booked, 3);
}

BOOK_TEST(appointments_family_moves_by_one_slot_over_itself)
{
	struct booking_wish w = family(cx, o, 1, 4, BOOK_WEDNESDAY);
	struct booking k;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_OK(appointments_move(cx, a, slice_str(k.id), o, BOOK_WEDNESDAY + BOOK_SLOT, NULL, &k));
	CHECK_INT(k.people[3].start, BOOK_WEDNESDAY + 2 * BOOK_SLOT);
	sound(cx, s, o, &n);
	CHECK_INT(n.seats_booked, 4);
	CHECK_INT(n.resting, 2);
}

BOOK_TEST(lie_move_or_cancel_when_the_time_has_come)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k;
	CHECK_OK(book_now(cx, a, &w, &k));
	cx->now = BOOK_WEDNESDAY;
	CHECK_ERR(appointments_move(cx, a, slice_str(k.id), o, BOOK_WEDNESDAY + 86400, w.account, &k), ERR_BOOKING_STATE);
	CHECK_ERR(appointments_cancel(cx, a, SLICE("000000000000"), w.account, &k), ERR_BOOKING_MISSING);
}

BOOK_TEST(lie_moving_without_end)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k;
	CHECK_OK(book_now(cx, a, &w, &k));
	for (int i = 1; i <= 10; i++)
		CHECK_OK(appointments_move(cx, a, slice_str(k.id), o, BOOK_WEDNESDAY + (i % 5) * BOOK_SLOT + (i / 5) * 86400, w.account, &k));
	CHECK_ERR(appointments_move(cx, a, slice_str(k.id), o, BOOK_WEDNESDAY + 6 * BOOK_SLOT, w.account, &k), ERR_BOOKING_OFTEN);
}

/* ---- cancel, no-show ---- */

BOOK_TEST(appointments_cancel_frees_person_and_place)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, again;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), w.account, &k));
	CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), w.account, &k)); /* twice is fine */
	CHECK_INT(k.sequence, 1);
	sound(cx, s, o, &n);
	CHECK_INT(n.cancelled, 1);
	CHECK_INT(n.resting, 1);
	CHECK_OK(appointments_hold(cx, a, &w, &again));
	CHECK_ERR(appointments_move(cx, a, slice_str(k.id), o, BOOK_WEDNESDAY + BOOK_SLOT, w.account, &k), ERR_BOOKING_STATE);
}

BOOK_TEST(appointments_places_come_back_at_uneven_times)
{
	int64_t first = 0, last = 0;
	for (unsigned i = 1; i <= 8; i++) {
		struct booking_wish w = book_wish(cx, o, i, BOOK_WEDNESDAY + (int64_t)i * BOOK_SLOT);
		struct booking k;
		struct snapshot *v = NULL;
		struct slot slot;
		CHECK_OK(book_now(cx, a, &w, &k));
		CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), w.account, &k));
		CHECK_OK(snapshot_open(cx, s, &v));
		CHECK_OK(slot_load(cx, from_snapshot(v), o->id, w.service, w.start, &slot));
		snapshot_close(v);
		CHECK_INT(slot.seats[0].kind, SEAT_RESTING);
		int64_t until = slot.seats[0].until;
		CHECK(until > CHECK_NOW && until <= CHECK_NOW + 1801);
		first = i == 1 || until < first ? until : first;
		last = until > last ? until : last;
	}
	CHECK(last > first); /* eight equal ones of 1800: one in 10^22 */
}

BOOK_TEST(appointments_no_show_does_not_block_for_ever)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k;
	CHECK_OK(book_now(cx, a, &w, &k));
	cx->now = BOOK_WEDNESDAY + BOOK_SLOT - 1;
	w.start = BOOK_WEDNESDAY + 86400;
	CHECK_ERR(appointments_hold(cx, a, &w, &k), ERR_BOOKING_TWICE);
	cx->now++;
	CHECK_OK(appointments_hold(cx, a, &w, &k));
}

BOOK_TEST(appointments_are_forgotten_after_the_keeping_time)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, list[4];
	char code[BOOKING_CODE + 1];
	struct snapshot *v = NULL;
	size_t n = 0;
	CHECK_OK(book_now(cx, a, &w, &k));
	appointments_code(a, &k, code);
	let_pass(cx, a, 100 * 86400);
	CHECK_ERR(appointments_look(cx, a, slice_str(code), SLICE("1990-01-02"), NULL, NULL, &k), ERR_BOOKING_CODE);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(appointments_list(cx, from_snapshot(v), w.people[0].id, list, 4, &n));
	snapshot_close(v);
	CHECK_INT(n, 0);
	CHECK_INT(book_free(cx, s, o, BOOK_WEDNESDAY), 2);
}

/* ---- code ---- */

BOOK_TEST(appointments_code_and_birth_date_open_the_booking)
{
	struct booking_wish w = family(cx, o, 1, 2, BOOK_WEDNESDAY);
	struct booking k, found;
	char code[BOOKING_CODE + 1];
	w.people[1].birth_date = SLICE("2015-06-07");
	CHECK_OK(book_now(cx, a, &w, &k));
	appointments_code(a, &k, code);
	CHECK_INT(strlen(code), BOOKING_CODE);
	CHECK_OK(appointments_look(cx, a, slice_str(code), SLICE("1990-01-02"), NULL, NULL, &found));
	CHECK(strcmp(found.id, k.id) == 0);
	CHECK_OK(appointments_look(cx, a, slice_str(code), SLICE("2015-06-07"), NULL, NULL, &found));
}

BOOK_TEST(lie_unknown_code_and_wrong_birth_date_sound_alike)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, found;
	char code[BOOKING_CODE + 1], said[320];
	CHECK_OK(book_now(cx, a, &w, &k));
	appointments_code(a, &k, code);
	CHECK_INT(appointments_look(cx, a, slice_str(code), SLICE("1990-01-03"), NULL, NULL, &found), ERR_BOOKING_CODE);
	memcpy(said, cx->text, sizeof said);
	ctx_forgive(cx);
	booking_new_id(k.id);
	appointments_code(a, &k, code);
	CHECK_INT(appointments_look(cx, a, slice_str(code), SLICE("1990-01-02"), NULL, NULL, &found), ERR_BOOKING_CODE);
	CHECK(strcmp(said, cx->text) == 0);
	CHECK_INT(found.state, BOOKING_NONE);
	ctx_forgive(cx);
}

BOOK_TEST(lie_guessing_birth_dates)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, found;
	char code[BOOKING_CODE + 1];
	CHECK_OK(book_now(cx, a, &w, &k));
	appointments_code(a, &k, code);
	for (int i = 0; i < 5; i++)
		CHECK_ERR(appointments_look(cx, a, slice_str(code), slice_str(ctx_printf(cx, "1980-01-%02d", i + 1)), NULL, NULL, &found), ERR_BOOKING_CODE);
	CHECK_ERR(appointments_look(cx, a, slice_str(code), SLICE("1990-01-02"), NULL, NULL, &found), ERR_BOOKING_CODE);
	let_pass(cx, a, 86401);
	CHECK_OK(appointments_look(cx, a, slice_str(code), SLICE("1990-01-02"), NULL, NULL, &found));
}

BOOK_TEST(lie_code_of_another_key)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct appointments_policy p = book_policy();
	struct booking k, found;
	char code[BOOKING_CODE + 1];
	CHECK_OK(book_now(cx, a, &w, &k));
	p.key[31] = 1;
	struct appointments *other = appointments_open(s, &p);
	appointments_code(other, &k, code);
	appointments_close(other);
	CHECK_ERR(appointments_look(cx, a, slice_str(code), SLICE("1990-01-02"), NULL, NULL, &found), ERR_BOOKING_CODE);
}

static bool holds(void *self, struct slice key, struct slice value)
{
	const char *code = self;
	bool found = slice_find(value, slice_str(code), 0) != SIZE_MAX || slice_find(key, slice_str(code), 0) != SIZE_MAX;
	CHECK(!found);
	return true;
}

BOOK_TEST(lie_code_in_the_store)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	struct booking k, found;
	char code[BOOKING_CODE + 1];
	struct snapshot *v = NULL;
	CHECK_OK(book_now(cx, a, &w, &k));
	appointments_code(a, &k, code);
	CHECK_ERR(appointments_look(cx, a, slice_str(code), SLICE("1980-01-01"), NULL, NULL, &found), ERR_BOOKING_CODE);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_range(cx, v, (struct slice){ 0 }, (struct slice){ 0 }, holds, code));
	snapshot_close(v);
}

/* ---- days ---- */

BOOK_TEST(slots_next_day_skips_full_days_and_holidays)
{
	struct calendar_need nothing = { 0 };
	struct snapshot *v = NULL;
	struct booking k;
	bool found = false;
	struct date day = { 0 }, saturday = { 2026, 3, 21 };
	/* Saturday has three slots of two places. */
	for (unsigned i = 0; i < 6; i++) {
		struct booking_wish w = book_wish(cx, o, 1 + i, office_instant(o, saturday, 540 + 20 * (int)(i / 2)));
		CHECK_OK(book_now(cx, a, &w, &k));
	}
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(slots_next_day(cx, from_snapshot(v), o, SERVICE_VISA_EXTENSION, saturday, &nothing, &found, &day));
	CHECK(found);
	CHECK_INT(day.day, 23);
	CHECK_OK(slots_next_day(cx, from_snapshot(v), o, SERVICE_VISA_EXTENSION, (struct date){ 2026, 3, 18 }, &nothing, &found, &day));
	CHECK_INT(day.day, 20);
	CHECK_OK(slots_next_day(cx, from_snapshot(v), book_office(cx, 3), SERVICE_VISA_EXTENSION, saturday, &nothing, &found, &day));
	CHECK_INT(day.day, 21); /* a counter more: the mark of a full day is void */
	CHECK_OK(slots_next_day(cx, from_snapshot(v), o, SERVICE_STAY_PERMIT, saturday, &nothing, &found, &day));
	CHECK(!found);
	snapshot_close(v);
	CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), k.account, &k));
	let_pass(cx, a, 1801);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(slots_next_day(cx, from_snapshot(v), o, SERVICE_VISA_EXTENSION, saturday, &nothing, &found, &day));
	CHECK_INT(day.day, 21);
	snapshot_close(v);
}

/* ---- notices ---- */

struct post {
	size_t count;
	enum notice_kind kinds[16];
	bool refuse;
};

static enum err take_post(void *self, struct ctx *cx, const struct notice *n)
{
	struct post *p = self;
	if (p->refuse)
		return fail(cx, ERR_SYSTEM, "no outbox");
	p->kinds[p->count++] = n->kind;
	return OK;
}

static enum err post_all(struct ctx *cx, struct store *s, struct appointments *a, struct post *p)
{
	struct snapshot *v = NULL;
	size_t given = 0;
	enum err e = snapshot_open(cx, s, &v);
	if (e == OK)
		e = appointments_notify(cx, a, v, take_post, p, &given);
	snapshot_close(v);
	return e;
}

BOOK_TEST(notices_follow_every_change_once)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY + 2 * 86400);
	struct booking k;
	struct post p = { .refuse = true };
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_OK(appointments_move(cx, a, slice_str(k.id), o, w.start + BOOK_SLOT, NULL, &k));
	CHECK_ERR(post_all(cx, s, a, &p), ERR_SYSTEM); /* not taken: still there */
	p.refuse = false;
	CHECK_OK(post_all(cx, s, a, &p));
	CHECK_INT(p.count, 2);
	let_pass(cx, a, k.start - 86400 - cx->now);
	CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), NULL, &k));
	CHECK_OK(post_all(cx, s, a, &p));
	CHECK_INT(p.count, 4);
	CHECK(p.kinds[2] == NOTICE_REMINDER || p.kinds[3] == NOTICE_REMINDER);
	CHECK_OK(post_all(cx, s, a, &p));
	CHECK_INT(p.count, 4);
}
