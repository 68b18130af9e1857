/* Owns: tests of the waiting list: order, offers, their end, taking them. */
#include "tests/unit/portal/book_help.h"

static struct waiting queue(struct ctx *cx, struct appointments *a, const struct office *o, unsigned n)
{
	struct waiting w = { .service = SERVICE_VISA_EXTENSION, .person = book_person(cx, n), .from = { 2026, 3, 10 }, .to = { 2026, 3, 12 },
		.language = SLICE("en") };
	memcpy(w.account, book_account(cx, n), BOOKING_ID);
	CHECK_OK(appointments_wait(cx, a, o, &w));
	cx->now++; /* order is by the second */
	return w;
}

static struct waiting look(struct ctx *cx, struct store *s, const struct waiting *w)
{
	struct waiting out;
	struct snapshot *v = NULL;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(waiting_find(cx, from_snapshot(v), slice_str(w->id), &out));
	snapshot_close(v);
	return out;
}

/* Books both places of Wednesday 09:00 and cancels one. */
static void one_comes_back(struct ctx *cx, struct appointments *a, const struct office *o)
{
	struct booking k;
	for (unsigned i = 51; i <= 52; i++) {
		struct booking_wish w = book_wish(cx, o, i, BOOK_WEDNESDAY);
		CHECK_OK(book_now(cx, a, &w, &k));
	}
	CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), k.account, &k));
}

static void sweep_after(struct ctx *cx, struct appointments *a, int64_t seconds)
{
	size_t done = 0;
	cx->now += seconds;
	CHECK_OK(appointments_sweep(cx, a, 100, &done));
}

static void sound(struct ctx *cx, struct store *s, const struct office *o, struct book_counts *n)
{
	const char *flaw = book_unsound(cx, s, o, n);
	if (flaw)
		print_error("unsound: %s\n", flaw);
	CHECK(!flaw);
}

BOOK_TEST(waiting_first_in_line_gets_the_offer)
{
	struct waiting first = queue(cx, a, o, 1), second = queue(cx, a, o, 2);
	struct book_counts n;
	struct booking k;
	size_t before = 9;
	struct snapshot *v = NULL;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(waiting_before(cx, from_snapshot(v), &second, &before));
	snapshot_close(v);
	CHECK_INT(before, 1);
	one_comes_back(cx, a, o);
	CHECK_INT(look(cx, s, &first).offer_start, BOOK_WEDNESDAY);
	CHECK_INT(look(cx, s, &second).offer_start, 0);
	CHECK_INT(book_free(cx, s, o, BOOK_WEDNESDAY), 0);
	CHECK_OK(appointments_accept(cx, a, slice_str(first.id), first.account, o, &k));
	CHECK_INT(k.state, BOOKING_HELD);
	CHECK_OK(appointments_confirm(cx, a, slice_str(k.id), first.account, SLICE("v"), &k));
	CHECK(!look(cx, s, &first).id[0]);
	sound(cx, s, o, &n);
	CHECK_INT(n.seats_booked, 2);
}

BOOK_TEST(waiting_unanswered_offer_goes_to_the_next)
{
	struct waiting first = queue(cx, a, o, 1), second = queue(cx, a, o, 2);
	struct book_counts n;
	one_comes_back(cx, a, o);
	sweep_after(cx, a, 7201);
	CHECK_INT(look(cx, s, &first).missed, 1);
	CHECK_INT(look(cx, s, &first).offer_until, 0);
	CHECK_INT(look(cx, s, &second).offer_start, BOOK_WEDNESDAY);
	sweep_after(cx, a, 7201); /* nobody behind the second: the public's */
	CHECK_INT(look(cx, s, &second).offer_start, 0);
	sound(cx, s, o, &n);
	CHECK_INT(n.resting, 1);
	sweep_after(cx, a, 1801);
	CHECK_INT(book_free(cx, s, o, BOOK_WEDNESDAY), 1);
}

BOOK_TEST(waiting_offer_moves_an_existing_booking)
{
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY + 5 * 86400);
	struct booking k, moved;
	struct book_counts n;
	CHECK_OK(book_now(cx, a, &w, &k));
	struct waiting line = queue(cx, a, o, 1);
	one_comes_back(cx, a, o);
	CHECK_OK(appointments_accept(cx, a, slice_str(line.id), line.account, o, &moved));
	CHECK(strcmp(moved.id, k.id) == 0);
	CHECK_INT(moved.start, BOOK_WEDNESDAY);
	CHECK_INT(moved.sequence, 1);
	sound(cx, s, o, &n);
	CHECK_INT(n.booked, 2);
	CHECK_INT(n.resting, 1);
}

BOOK_TEST(lie_offer_of_somebody_else_or_too_late)
{
	struct waiting first = queue(cx, a, o, 1), second = queue(cx, a, o, 2);
	struct booking k;
	one_comes_back(cx, a, o);
	CHECK_ERR(appointments_accept(cx, a, slice_str(first.id), second.account, o, &k), ERR_WAITING_MISSING);
	CHECK_ERR(appointments_accept(cx, a, slice_str(second.id), second.account, o, &k), ERR_WAITING_OFFER);
	cx->now += 7200; /* no sweep has come by */
	CHECK_ERR(appointments_accept(cx, a, slice_str(first.id), first.account, o, &k), ERR_WAITING_OFFER);
}

BOOK_TEST(lie_in_line_twice)
{
	struct waiting w = queue(cx, a, o, 1);
	CHECK_ERR(appointments_wait(cx, a, o, &w), ERR_WAITING_TWICE);
	w.person = book_person(cx, 2);
	w.to = (struct date){ 2026, 3, 1 };
	CHECK_ERR(appointments_wait(cx, a, o, &w), ERR_BOOKING_SLOT);
	w.to = (struct date){ 2026, 3, 12 };
	w.need = (struct calendar_need){ false, "ru" };
	CHECK_ERR(appointments_wait(cx, a, o, &w), ERR_BOOKING_NEED);
}

BOOK_TEST(lie_seat_without_the_asked_for_counter)
{
	struct waiting w = { .service = SERVICE_VISA_EXTENSION, .person = book_person(cx, 1), .from = { 2026, 3, 10 }, .to = { 2026, 3, 12 },
		.need = { true, "" } };
	memcpy(w.account, book_account(cx, 1), BOOKING_ID);
	CHECK_OK(appointments_wait(cx, a, o, &w));
	one_comes_back(cx, a, o);
	CHECK_INT(look(cx, s, &w).offer_start, 0);
}

BOOK_TEST(waiting_leaving_passes_the_offer_on)
{
	struct waiting first = queue(cx, a, o, 1), second = queue(cx, a, o, 2);
	one_comes_back(cx, a, o);
	CHECK_OK(appointments_leave(cx, a, slice_str(first.id), second.account)); /* not theirs: nothing happens */
	CHECK(look(cx, s, &first).id[0]);
	CHECK_OK(appointments_leave(cx, a, slice_str(first.id), first.account));
	CHECK_INT(look(cx, s, &second).offer_start, BOOK_WEDNESDAY);
	CHECK_OK(appointments_leave(cx, a, slice_str(second.id), second.account));
	struct book_counts n;
	sound(cx, s, o, &n);
	CHECK_INT(n.resting, 1);
	CHECK_INT(n.offered, 0);
}

/* The offered place goes to nobody: the next one waits at the same counter that is not there. */
BOOK_TEST(waiting_closed_line_offers_nothing)
{
	struct waiting first = queue(cx, a, o, 1), second = queue(cx, a, o, 2);
	struct book_counts n;
	one_comes_back(cx, a, o);
	CHECK(look(cx, s, &first).offer_until);
	CHECK_OK(appointments_close_line(cx, a, slice_str(first.id)));
	CHECK_OK(appointments_close_line(cx, a, slice_str(first.id)));
	CHECK(!look(cx, s, &first).id[0]);
	CHECK(look(cx, s, &second).id[0] && !look(cx, s, &second).offer_until);
	sound(cx, s, o, &n);
	CHECK_INT(n.offered, 0);
	/* What was due for the one that is gone does nothing. */
	sweep_after(cx, a, 14 * 86400);
	sound(cx, s, o, &n);
}

BOOK_TEST(waiting_two_missed_offers_end_it)
{
	struct waiting w = queue(cx, a, o, 1);
	one_comes_back(cx, a, o);
	sweep_after(cx, a, 7201);
	struct booking_wish x = book_wish(cx, o, 60, BOOK_WEDNESDAY + 86400);
	struct booking k;
	CHECK_OK(book_now(cx, a, &x, &k));
	CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), x.account, &k));
	CHECK_INT(look(cx, s, &w).offer_start, BOOK_WEDNESDAY + 86400);
	sweep_after(cx, a, 7201);
	CHECK(!look(cx, s, &w).id[0]);
}

BOOK_TEST(waiting_ends_with_its_last_day)
{
	struct waiting w = queue(cx, a, o, 1);
	sweep_after(cx, a, 2 * 86400);
	CHECK(look(cx, s, &w).id[0]);
	sweep_after(cx, a, 86400);
	CHECK(!look(cx, s, &w).id[0]);
}
