/* Owns: one of a family does not come: the engine's side of it and the pages. */
#include "tests/unit/portal/book_help.h"
#include "tests/unit/portal/book_pages.h"

#include <string.h>

/* Three people from a start on; the office has two places a time, so the third comes one slot later. */
static struct booking family(struct ctx *cx, struct appointments *a, const struct office *o, struct calendar_need need)
{
	struct booking k;
	struct booking_wish w = book_wish(cx, o, 1, BOOK_WEDNESDAY);
	w.need = need;
	w.count = 3;
	for (unsigned i = 1; i < 3; i++)
		w.people[i] = book_person(cx, 1 + i);
	CHECK_OK(book_now(cx, a, &w, &k));
	CHECK_INT(k.people[2].start, BOOK_WEDNESDAY + BOOK_SLOT);
	return k;
}

static enum err part(struct ctx *cx, struct appointments *a, const struct booking *k, const struct office *o, unsigned who, struct booking *out)
{
	return appointments_part(cx, a, slice_str(k->id), o, book_person(cx, who).id, k->account, out);
}

static void check_sound(struct ctx *cx, struct store *s, const struct office *o, size_t seats)
{
	struct book_counts n;
	const char *flaw = book_unsound(cx, s, o, &n);
	if (flaw)
		print_error("%s\n", flaw);
	CHECK(!flaw);
	CHECK_INT(n.seats_booked, seats);
}

BOOK_TEST(part_keeps_the_others_where_they_are)
{
	struct booking k = family(cx, a, o, (struct calendar_need){ .accessible = true }), out, again;
	struct booking_wish alone = book_wish(cx, o, 2, BOOK_WEDNESDAY + 3 * BOOK_SLOT);
	CHECK_OK(part(cx, a, &k, o, 2, &out));
	CHECK_INT(out.count, 2);
	CHECK_INT(out.sequence, 1);
	CHECK_INT(out.start, BOOK_WEDNESDAY);
	CHECK_INT(out.people[1].start, BOOK_WEDNESDAY + BOOK_SLOT);
	check_sound(cx, s, o, 2);
	CHECK_ERR(part(cx, a, &k, o, 2, &again), ERR_BOOKING_PEOPLE);
	CHECK_OK(book_now(cx, a, &alone, &again)); /* who left is free to book */
	CHECK_OK(appointments_cancel(cx, a, slice_str(k.id), k.account, &out));
	check_sound(cx, s, o, 1);
}

BOOK_TEST(part_of_the_first_moves_the_beginning)
{
	struct booking k = family(cx, a, o, (struct calendar_need){ .accessible = true }), out;
	CHECK_OK(part(cx, a, &k, o, 1, &out));
	CHECK_INT(out.start, BOOK_WEDNESDAY); /* the second comes at the same time */
	CHECK_OK(part(cx, a, &k, o, 2, &out));
	CHECK_INT(out.start, BOOK_WEDNESDAY + BOOK_SLOT);
	CHECK_INT(out.end, BOOK_WEDNESDAY + 2 * BOOK_SLOT);
	CHECK(out.need.accessible);
	check_sound(cx, s, o, 1);
	CHECK_ERR(part(cx, a, &k, o, 3, &out), ERR_BOOKING_PEOPLE); /* the last one cancels */
	cx->now = BOOK_WEDNESDAY - 3600;
	size_t done = 0;
	CHECK_OK(appointments_sweep(cx, a, 100, &done));
	check_sound(cx, s, o, 1);
}

/* The only accessible counter is somebody else's at the next one's time. */
BOOK_TEST(lie_part_that_takes_a_counter_twice)
{
	struct booking k = family(cx, a, o, (struct calendar_need){ .accessible = true }), other, out;
	struct booking_wish w = book_wish(cx, o, 9, BOOK_WEDNESDAY + BOOK_SLOT);
	w.need.accessible = true;
	CHECK_OK(book_now(cx, a, &w, &other));
	CHECK_OK(part(cx, a, &k, o, 1, &out));
	CHECK_ERR(part(cx, a, &k, o, 2, &out), ERR_BOOKING_TAKEN);
	check_sound(cx, s, o, 3);
}

/* ---- pages ---- */

static char *booked(struct ctx *cx, struct visitor *p)
{
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&%s=1&%s=1&interpreter=", p->people[0], p->people[1], p->people[2]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	book_hold(cx, p, BOOK_FIRST);
	return book_confirm(cx, p);
}

PAGE_TEST(parting_page_takes_one_out)
{
	char *path = booked(cx, p), *leave = ctx_printf(cx, "%s/leave", path);
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(visitor_sees(p, leave));
	CHECK_INT(visitor_get(cx, p, leave), 200);
	CHECK_INT(visitor_counts(p, "type=\"radio\""), 3);
	CHECK_INT(visitor_post(cx, p, leave, ""), 422);
	CHECK(visitor_sees(p, "id=\"person-problem\""));
	CHECK_INT(visitor_post(cx, p, leave, ctx_printf(cx, "person=%s", p->people[5])), 422);
	book_go(cx, p, leave, ctx_printf(cx, "person=%s", p->people[1]), ctx_printf(cx, "%s?done=booking-parted", path));
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(visitor_sees(p, "SPECIMEN, P0") && visitor_sees(p, "SPECIMEN, P2") && !visitor_sees(p, "SPECIMEN, P1"));
	CHECK(visitor_sees(p, "one person taken out"));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/calendar", path)), 200);
	CHECK(visitor_sees(p, "SEQUENCE:1\r\n"));
	book_plan(cx, p, 1); /* books alone */
	book_hold(cx, p, BOOK_FIRST + 3600);
	book_confirm(cx, p);
	book_go(cx, p, leave, ctx_printf(cx, "person=%s", p->people[2]), ctx_printf(cx, "%s?done=booking-parted", path));
	CHECK_INT(visitor_get(cx, p, leave), 303); /* the last one cancels */
}

/* Who may book for one of them alone takes that one out, and nobody else. */
PAGE_TEST(parting_page_by_right_on_one_person)
{
	char *path = booked(cx, p), *leave = ctx_printf(cx, "%s/leave", path);
	visitor_allow(cx, p, 1, RIGHT_VIEW);
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/cancel", path)), 303);
	CHECK_INT(visitor_get(cx, p, leave), 200);
	CHECK_INT(visitor_counts(p, "type=\"radio\""), 2);
	CHECK_INT(visitor_post(cx, p, leave, ctx_printf(cx, "person=%s", p->people[1])), 422);
	book_go(cx, p, leave, ctx_printf(cx, "person=%s", p->people[0]), ctx_printf(cx, "%s?done=booking-parted", path));
	visitor_be_stranger(cx, p);
	CHECK_INT(visitor_get(cx, p, leave), 404);
	CHECK_INT(visitor_post(cx, p, leave, ctx_printf(cx, "person=%s", p->people[2])), 404);
}

PAGE_TEST(parting_page_by_code)
{
	CHECK_INT(visitor_get(cx, p, booked(cx, p)), 200);
	char *code = book_code(cx, p);
	book_open_by_code(cx, p, code, "1990-01-02");
	CHECK_INT(visitor_get(cx, p, "/with-code/booking/leave"), 200);
	book_go(cx, p, "/with-code/booking/leave", ctx_printf(cx, "person=%s", p->people[1]), "/with-code/booking?done=booking-parted");
	p->cookie[0] = 0;
	CHECK_INT(visitor_post(cx, p, "/with-code", ctx_printf(cx, "code=%s&birth=1990-01-02", code)), 422); /* not one of them any more */
}
