/* Owns: moving a booking to another office, by right and by code; and a booking whose office gives its time up. */
#include "portal/displaced.h"
#include "portal/booking_post.h"
#include "tests/unit/portal/book_help.h"
#include "tests/unit/portal/book_pages.h"

#include <string.h>

#define ELSEWHERE "sh-pudong"

static char *booked(struct ctx *cx, struct visitor *p)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	return book_confirm(cx, p);
}

static struct slice line_of(struct ctx *cx, struct visitor *p, const char *path, const char *name)
{
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/calendar", path)), 200);
	size_t from = slice_find(p->reply.body, slice_str(name), 0), end = slice_find(p->reply.body, SLICE("\r"), from);
	CHECK(from != SIZE_MAX && end != SIZE_MAX);
	return ctx_copy(cx, slice_sub(p->reply.body, from, end - from));
}

/* Seats that anybody has in the slot. */
static size_t seats(struct ctx *cx, struct visitor *p, const char *office, int64_t start, enum seat_kind kind)
{
	struct snapshot *v = NULL;
	struct slot slot;
	size_t n = 0;
	CHECK_OK(snapshot_open(cx, p->hall.store, &v));
	CHECK_OK(slot_load(cx, from_snapshot(v), slice_str(office), SERVICE_RESIDENCE_PERMIT, start, &slot));
	for (size_t i = 0; i < slot.count; i++)
		n += slot.seats[i].kind == kind;
	snapshot_close(v);
	return n;
}

PAGE_TEST(moving_page_to_another_office)
{
	char *path = booked(cx, p);
	struct slice uid = line_of(cx, p, path, "UID:");
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/move", path)), 200);
	CHECK(visitor_sees(p, ctx_printf(cx, "href=\"%s/office\"", path)));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/office?near=Shanghai", path)), 200);
	CHECK(visitor_sees(p, "value=\"" ELSEWHERE "\""));
	CHECK(!visitor_sees(p, "value=\"" BOOK_OFFICE "\"")); /* where it is already */
	CHECK_INT(visitor_post(cx, p, ctx_printf(cx, "%s/office", path), "near=Shanghai&sort="), 422);
	CHECK(visitor_sees(p, "id=\"office-problem\""));
	CHECK_INT(visitor_post(cx, p, ctx_printf(cx, "%s/office", path), "office=nowhere"), 422);
	char *there = ctx_printf(cx, "%s/move-to/" ELSEWHERE, path);
	book_go(cx, p, ctx_printf(cx, "%s/office", path), "office=" ELSEWHERE, there);
	CHECK_INT(visitor_get(cx, p, there), 200);
	CHECK(visitor_sees(p, ctx_printf(cx, "value=\"%lld\"", (long long)BOOK_FIRST))); /* the same time there is another place */
	CHECK(visitor_sees(p, ctx_printf(cx, "href=\"%s/2026-03-12\"", there)));
	CHECK_INT(visitor_post(cx, p, there, "time=12"), 422);
	CHECK_INT(seats(cx, p, BOOK_OFFICE, BOOK_FIRST, SEAT_BOOKED), 1); /* kept until the new one is taken */
	book_go(cx, p, ctx_printf(cx, "%s/2026-03-11", there), ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST), ctx_printf(cx, "%s?done=booking-moved", path));
	CHECK_INT(seats(cx, p, BOOK_OFFICE, BOOK_FIRST, SEAT_BOOKED), 0);
	CHECK_INT(seats(cx, p, BOOK_OFFICE, BOOK_FIRST, SEAT_RESTING), 1);
	CHECK_INT(seats(cx, p, ELSEWHERE, BOOK_FIRST, SEAT_BOOKED), 1);
	CHECK_INT(visitor_get(cx, p, "/appointments"), 200);
	CHECK_INT(visitor_counts(p, "<h3><a href=\"/bookings/"), 1);
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/slip", path)), 200);
	CHECK(visitor_sees(p, "浦东"));
	CHECK(!visitor_sees(p, "朝阳"));
	CHECK(slice_eq(line_of(cx, p, path, "UID:"), uid));
	CHECK_TEXT(line_of(cx, p, path, "SEQUENCE:"), "SEQUENCE:1");
	CHECK(slice_find(line_of(cx, p, path, "LOCATION"), SLICE("Pudong"), 0) != SIZE_MAX);
}

PAGE_TEST(moving_page_to_another_office_by_code)
{
	CHECK_INT(visitor_get(cx, p, booked(cx, p)), 200);
	book_open_by_code(cx, p, book_code(cx, p), "1990-01-01");
	CHECK_INT(visitor_get(cx, p, "/with-code/booking/office"), 200);
	book_go(cx, p, "/with-code/booking/office", "office=" ELSEWHERE, "/with-code/booking/move-to/" ELSEWHERE);
	CHECK_INT(visitor_get(cx, p, "/with-code/booking/move-to/" ELSEWHERE "/2026-03-12"), 200);
	book_go(cx, p, "/with-code/booking/move-to/" ELSEWHERE "/2026-03-12", ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST + 86400),
		"/with-code/booking?done=booking-moved");
	CHECK_INT(seats(cx, p, ELSEWHERE, BOOK_FIRST + 86400, SEAT_BOOKED), 1);
	CHECK_INT(seats(cx, p, BOOK_OFFICE, BOOK_FIRST, SEAT_BOOKED), 0);
}

PAGE_TEST(lie_moving_somebody_elses_booking_elsewhere)
{
	char *path = booked(cx, p);
	visitor_be_stranger(cx, p);
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/office", path)), 404);
	CHECK_INT(visitor_post(cx, p, ctx_printf(cx, "%s/office", path), "office=" ELSEWHERE), 404);
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/move-to/" ELSEWHERE, path)), 404);
	CHECK_INT(visitor_post(cx, p, ctx_printf(cx, "%s/move-to/" ELSEWHERE, path), ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST)), 404);
	CHECK_INT(seats(cx, p, BOOK_OFFICE, BOOK_FIRST, SEAT_BOOKED), 1);
}

/* ---- the office gives a time up ---- */

#define WEDNESDAY "\"wed\":[[\"08:30\",\"12:00\"],[\"13:00\",\"17:30\"]],"

static size_t notices(struct ctx *cx, struct visitor *p, enum notice_kind kind)
{
	struct notice list[8];
	struct snapshot *v = NULL;
	size_t n = 0, found = 0;
	CHECK_OK(snapshot_open(cx, p->hall.store, &v));
	CHECK_OK(notices_list(cx, from_snapshot(v), list, 8, &n));
	for (size_t i = 0; i < n; i++)
		found += list[i].kind == kind;
	snapshot_close(v);
	return found;
}

PAGE_TEST(displaced_holder_is_told_once_and_moves)
{
	char *path = booked(cx, p);
	CHECK_OK(displaced_tend(cx, &p->hall));
	CHECK_INT(notices(cx, p, NOTICE_DISPLACED), 0);
	visitor_offices(cx, p, BOOK_OFFICE, WEDNESDAY, "");
	for (int i = 0; i < 3; i++)
		CHECK_OK(displaced_tend(cx, &p->hall));
	CHECK_INT(notices(cx, p, NOTICE_DISPLACED), 1);
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(visitor_sees(p, "no longer has this time"));
	CHECK(visitor_sees(p, "by the office"));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/slip", path)), 200);
	CHECK(visitor_sees(p, "no longer has this time"));
	CHECK_INT(visitor_get(cx, p, "/appointments"), 200);
	CHECK(visitor_sees(p, "choose another time"));
	book_go(cx, p, ctx_printf(cx, "%s/move/2026-03-12", path), ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST + 86400), ctx_printf(cx, "%s?done=booking-moved", path));
	CHECK_INT(seats(cx, p, BOOK_OFFICE, BOOK_FIRST, SEAT_RESTING), 0); /* there is no such place */
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(!visitor_sees(p, "no longer has this time"));
	CHECK_OK(displaced_tend(cx, &p->hall));
	CHECK_INT(notices(cx, p, NOTICE_DISPLACED), 1);
}

PAGE_TEST(displaced_office_that_is_gone_leads_to_another)
{
	char *path = booked(cx, p);
	visitor_offices(cx, p, BOOK_OFFICE, NULL, NULL);
	CHECK_OK(displaced_tend(cx, &p->hall));
	CHECK_OK(booking_post(cx, &p->hall));
	CHECK_INT(notices(cx, p, NOTICE_DISPLACED), 0); /* sent */
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(visitor_sees(p, "no longer has this time"));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/slip", path)), 200);
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/calendar", path)), 200);
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/move", path)), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), ctx_printf(cx, "%s/office", path));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/office", path)), 200);
	CHECK(visitor_sees(p, "cannot receive you any more"));
	book_go(cx, p, ctx_printf(cx, "%s/move-to/" ELSEWHERE, path), ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST), ctx_printf(cx, "%s?done=booking-moved", path));
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(!visitor_sees(p, "no longer has this time"));
}

/* A line that leads nowhere is ended and told; the others' lines stay. */
PAGE_TEST(displaced_ends_a_line_at_an_office_that_is_gone)
{
	book_plan(cx, p, 0);
	CHECK_INT(visitor_post(cx, p, "/appointments/wait", "from=2026-03-11&to=2026-03-20"), 303);
	char *gone = ctx_string(cx, slice_sub(slice_str(visitor_sent_to(cx, p)), 0, 9 + BOOKING_ID));
	book_plan(cx, p, 1);
	book_go(cx, p, "/appointments/place", "office=" ELSEWHERE, "/appointments/time");
	CHECK_INT(visitor_post(cx, p, "/appointments/wait", "from=2026-03-11&to=2026-03-20"), 303);
	char *stays = ctx_string(cx, slice_sub(slice_str(visitor_sent_to(cx, p)), 0, 9 + BOOKING_ID));
	CHECK_OK(displaced_tend(cx, &p->hall));
	CHECK_INT(visitor_get(cx, p, gone), 200);
	visitor_offices(cx, p, BOOK_OFFICE, NULL, NULL);
	for (int i = 0; i < 2; i++)
		CHECK_OK(displaced_tend(cx, &p->hall));
	CHECK_INT(visitor_get(cx, p, gone), 404);
	CHECK_INT(visitor_get(cx, p, stays), 200);
	CHECK_INT(notices(cx, p, NOTICE_LINE_ENDED), 1);
	CHECK_OK(booking_post(cx, &p->hall));
	CHECK_INT(notices(cx, p, NOTICE_LINE_ENDED), 0);
	/* The person may stand in another line of this service. */
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&interpreter=", p->people[0]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" ELSEWHERE, "/appointments/time");
	CHECK_INT(visitor_post(cx, p, "/appointments/wait", "from=2026-03-11&to=2026-03-20"), 303);
}

/* A place that is held while the office gives it up does not become a booking. */
PAGE_TEST(lie_confirming_a_time_that_the_office_gave_up)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 200);
	size_t at = slice_find(p->reply.body, SLICE("name=\"booking\" value=\""), 0);
	char *id = ctx_string(cx, slice_sub(p->reply.body, at + 22, BOOKING_ID));
	visitor_offices(cx, p, BOOK_OFFICE, WEDNESDAY, "");
	book_go(cx, p, "/appointments/check", ctx_printf(cx, "booking=%s", id), "/appointments/ended");
	CHECK_INT(seats(cx, p, BOOK_OFFICE, BOOK_FIRST, SEAT_BOOKED), 0);
}
