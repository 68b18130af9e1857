/* Owns: the pages of appointments asked as a browser asks them: the whole way, and the lies that must get no further. */
#include "tests/unit/check.h"
#include "tests/unit/portal/book_pages.h"

#include "formats/crockford.h"

#include <stdio.h>

PAGE_TEST(booking_page_whole_way)
{
	book_plan(cx, p, 0);
	CHECK_INT(visitor_get(cx, p, "/appointments/time"), 200);
	CHECK(visitor_sees(p, ctx_printf(cx, "value=\"%lld\"", (long long)BOOK_FIRST)));
	book_hold(cx, p, BOOK_FIRST);
	char *path = book_confirm(cx, p);
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(visitor_sees(p, "SPECIMEN, P0 (…\u2060000)"));
	CHECK(!visitor_sees(p, "VT000000")); /* never the whole passport */
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/slip", path)), 200);
	CHECK(visitor_sees(p, "请送我到"));
	CHECK(visitor_sees(p, "北京市朝阳区样本路1号"));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/calendar", path)), 200);
	CHECK(visitor_sees(p, "METHOD:PUBLISH\r\n"));
	CHECK(visitor_sees(p, "DTSTART:20260311T003000Z\r\n"));
	book_go(cx, p, ctx_printf(cx, "%s/move/2026-03-12", path), ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST + 86400), ctx_printf(cx, "%s?done=booking-moved", path));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/calendar", path)), 200);
	CHECK(visitor_sees(p, "SEQUENCE:1\r\n"));
	CHECK(visitor_sees(p, "DTSTART:20260312T003000Z\r\n"));
	book_go(cx, p, ctx_printf(cx, "%s/cancel", path), "", ctx_printf(cx, "%s?done=booking-cancelled", path));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/calendar", path)), 200);
	CHECK(visitor_sees(p, "METHOD:CANCEL\r\n"));
	CHECK(visitor_sees(p, "STATUS:CANCELLED\r\n"));
}

PAGE_TEST(booking_page_family)
{
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&%s=1&%s=1&accessible=1&interpreter=fr", p->people[0], p->people[1], p->people[2]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	book_hold(cx, p, BOOK_FIRST);
	CHECK_INT(visitor_get(cx, p, book_confirm(cx, p)), 200);
	for (int i = 0; i < 3; i++)
		CHECK(visitor_sees(p, ctx_printf(cx, "SPECIMEN, P%d", i)));
	CHECK_INT(visitor_get(cx, p, "/appointments"), 200);
	CHECK_INT(visitor_counts(p, "<h3><a href=\"/bookings/"), 1); /* once, though three of its people are shown */
}

PAGE_TEST(booking_page_asks_for_the_missing_step)
{
	static const char *const pages[] = { "/appointments/who", "/appointments/place", "/appointments/time", "/appointments/wait" };
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		CHECK_INT(visitor_get(cx, p, pages[i]), 303);
		CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), "/appointments/service");
	}
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), "/appointments/ended");
}

PAGE_TEST(booking_page_errors_stand_beside_their_fields)
{
	CHECK_INT(visitor_post(cx, p, "/appointments/service", "service=pr-card"), 422);
	CHECK(visitor_sees(p, "id=\"service-problem\""));
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	CHECK_INT(visitor_post(cx, p, "/appointments/who", "interpreter=xx"), 422);
	CHECK(visitor_sees(p, "id=\"people-problem\""));
	CHECK(visitor_sees(p, "id=\"interpreter-problem\""));
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&interpreter=", p->people[0]), "/appointments/place");
	CHECK_INT(visitor_post(cx, p, "/appointments/place", "office=nowhere&near=Shanghai&sort="), 422);
	CHECK(visitor_sees(p, "id=\"office-problem\""));
	CHECK(visitor_sees(p, "value=\"Shanghai\"")); /* kept */
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	CHECK_INT(visitor_post(cx, p, "/appointments/time/2026-03-11", "time=12"), 422);
	CHECK(visitor_sees(p, "id=\"time-problem\""));
}

PAGE_TEST(booking_page_language_switch_keeps_what_was_chosen)
{
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	CHECK_INT(visitor_post(cx, p, "/appointments/who?lang=zh", ctx_printf(cx, "switched=1&%s=1&interpreter=fr", p->people[2])), 200);
	CHECK(visitor_sees(p, "谁来办理"));
	CHECK(visitor_sees(p, ctx_printf(cx, "name=\"%s\" value=\"1\" checked", p->people[2])));
	CHECK(visitor_sees(p, "<option value=\"fr\" selected"));
	CHECK(!visitor_sees(p, "-problem\""));
}

PAGE_TEST(lie_somebody_elses_person)
{
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	char *theirs = ctx_printf(cx, "%s=1&interpreter=", p->people[1]);
	visitor_be_stranger(cx, p);
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	CHECK_INT(visitor_post(cx, p, "/appointments/who", theirs), 422);
	CHECK_INT(visitor_get(cx, p, "/appointments/time"), 303);
}

PAGE_TEST(lie_somebody_elses_booking)
{
	static const char *const pages[] = { "", "/slip", "/calendar", "/move", "/move/2026-03-12", "/cancel" };
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	char *path = book_confirm(cx, p);
	visitor_be_stranger(cx, p);
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s%s", path, pages[i])), 404);
	CHECK_INT(visitor_post(cx, p, ctx_printf(cx, "%s/cancel", path), ""), 404);
	CHECK_INT(visitor_post(cx, p, ctx_printf(cx, "%s/move/2026-03-12", path), ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST + 86400)), 404);
	p->cookie[0] = 0;
	CHECK_INT(visitor_get(cx, p, path), 303); /* to the sign-in */
	CHECK_INT(visitor_get(cx, p, "/with-code/booking"), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), "/with-code");
}

struct tally { size_t of[ACT_COUNT]; };

static bool tally_act(void *self, const struct act *a)
{
	struct tally *t = self;
	CHECK(!a->helper || a->account[0]);
	t->of[a->kind]++;
	return true;
}

static struct tally acts(struct ctx *cx, struct visitor *p, unsigned n)
{
	struct snapshot *v = NULL;
	struct tally t = { 0 };
	CHECK_OK(snapshot_open(cx, p->hall.store, &v));
	CHECK_OK(acts_of(cx, v, p->people[n], tally_act, &t));
	snapshot_close(v);
	return t;
}

PAGE_TEST(booking_page_by_code_without_signing_in)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	CHECK_INT(visitor_get(cx, p, book_confirm(cx, p)), 200);
	char *code = book_code(cx, p);
	p->cookie[0] = 0;
	CHECK_INT(visitor_post(cx, p, "/with-code", ctx_printf(cx, "code=%s&birth=1990-01-02", code)), 422);
	CHECK(visitor_sees(p, "id=\"code-problem\""));
	CHECK(!visitor_sees(p, "SPECIMEN, P0"));
	book_open_by_code(cx, p, code, "1990-01-01");
	CHECK_INT(visitor_get(cx, p, "/with-code/booking"), 200);
	CHECK(visitor_sees(p, "SPECIMEN, P0"));
	book_go(cx, p, "/with-code/booking/move/2026-03-12", ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST + 86400), "/with-code/booking?done=booking-moved");
	book_go(cx, p, "/with-code/booking/cancel", "", "/with-code/booking?done=booking-cancelled");
	CHECK_INT(acts(cx, p, 0).of[ACT_MOVED], 1);
	CHECK_INT(acts(cx, p, 0).of[ACT_CANCELLED], 1);
	cx->now += 901; /* does not stay open for the next one at this computer */
	CHECK_INT(visitor_get(cx, p, "/with-code/booking"), 303);
}

/* The code moves and cancels without signing in, also when the helper's time is over: who may only look does not learn it. */
PAGE_TEST(lie_code_of_a_booking_that_one_may_only_see)
{
	book_plan(cx, p, 1);
	book_hold(cx, p, BOOK_FIRST);
	char *path = book_confirm(cx, p);
	CHECK_INT(visitor_get(cx, p, path), 200);
	char *code = book_code(cx, p);
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/slip", path)), 200);
	CHECK(visitor_sees(p, code));
	visitor_allow(cx, p, 1, RIGHT_VIEW);
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK(visitor_sees(p, "SPECIMEN, P1"));
	CHECK(!visitor_sees(p, code));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/slip", path)), 200);
	CHECK(!visitor_sees(p, code));
	CHECK_INT(visitor_get(cx, p, ctx_printf(cx, "%s/cancel", path)), 303);
}

/* "A for B": the person helped reads what the helper did. */
PAGE_TEST(booking_page_acts_of_a_helper_are_logged)
{
	book_plan(cx, p, 1);
	book_hold(cx, p, BOOK_FIRST);
	char *path = book_confirm(cx, p);
	book_go(cx, p, ctx_printf(cx, "%s/move/2026-03-12", path), ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST + 86400), ctx_printf(cx, "%s?done=booking-moved", path));
	book_go(cx, p, ctx_printf(cx, "%s/cancel", path), "", ctx_printf(cx, "%s?done=booking-cancelled", path));
	visitor_post(cx, p, ctx_printf(cx, "/p/%s/report/visa", p->people[1]), "field=other&text=wrong"); /* no issuer here: noted before it is asked */
	struct tally t = acts(cx, p, 1), own = acts(cx, p, 0);
	CHECK_INT(t.of[ACT_BOOKED], 1);
	CHECK_INT(t.of[ACT_MOVED], 1);
	CHECK_INT(t.of[ACT_CANCELLED], 1);
	CHECK_INT(t.of[ACT_ERROR_REPORTED], 1);
	CHECK_INT(own.of[ACT_BOOKED], 0);
}

/* The log shows the last hundred: doing nothing over and over must not push out what was done. */
PAGE_TEST(lie_log_washed_out_by_a_helper)
{
	for (int i = 0; i < 45; i++)
		visitor_post(cx, p, ctx_printf(cx, "/p/%s/shares/00000000/end", p->people[1]), "");
	CHECK_INT(p->reply.status, 429);
	CHECK_INT(acts(cx, p, 1).of[ACT_SHARE_ENDED], 40);
}

PAGE_TEST(lie_confirming_after_the_time)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	cx->now += 601;
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), "/appointments/ended");
	CHECK_INT(visitor_get(cx, p, "/appointments/time"), 200); /* the choices are kept */
}

/* Confirmed in one tab, looked at in the other: "nothing was booked" would be a lie. */
PAGE_TEST(booking_page_second_tab_after_the_first_confirmed)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	char *path = book_confirm(cx, p);
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), path);
	visitor_be_stranger(cx, p);
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), "/appointments/ended");
}

PAGE_TEST(booking_page_second_tab_long_after)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	book_confirm(cx, p);
	cx->now += 601;
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), "/appointments/ended");
}

/* Another time taken in a second tab: the first tab's button books nothing that its page did not show. */
PAGE_TEST(lie_confirming_what_the_other_tab_replaced)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 200);
	size_t at = slice_find(p->reply.body, SLICE("name=\"booking\" value=\""), 0);
	char *first = ctx_string(cx, slice_sub(p->reply.body, at + 22, BOOKING_ID));
	book_hold(cx, p, BOOK_FIRST + 900);
	book_go(cx, p, "/appointments/check", ctx_printf(cx, "booking=%s", first), "/appointments/check");
	CHECK_INT(visitor_get(cx, p, "/appointments"), 200);
	CHECK(!visitor_sees(p, "<h3><a href=\"/bookings/"));
}

/* Ten that were cancelled do not hide the one that is to come. */
PAGE_TEST(booking_page_lists_what_is_to_come)
{
	book_go(cx, p, "/appointments/service", "service=visa-extension", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&interpreter=", p->people[0]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	book_hold(cx, p, BOOK_FIRST);
	char *path = book_confirm(cx, p);
	for (int i = 0; i < 10; i++) {
		cx->now++;
		book_plan(cx, p, 0);
		book_hold(cx, p, BOOK_FIRST + 900 * (i % 5));
		char *other = book_confirm(cx, p);
		book_go(cx, p, ctx_printf(cx, "%s/cancel", other), "", ctx_printf(cx, "%s?done=booking-cancelled", other));
	}
	CHECK_INT(visitor_get(cx, p, "/appointments"), 200);
	CHECK(visitor_sees(p, ctx_printf(cx, "href=\"%s\"", path)));
	CHECK_INT(visitor_counts(p, "<h3><a href=\"/bookings/"), 7);
}

/* Others take every place of a slot, past the pages. */
static void fill(struct ctx *cx, struct visitor *p, int64_t start)
{
	CHECK_OK(clerk_renew(cx, p->clerk));
	CHECK_OK(office_list_renew(cx, p->clerk->offices, p->clerk->registry));
	const struct office *o = office_list_find(p->clerk->offices, SLICE(BOOK_OFFICE));
	for (size_t i = 0; i < calendar_places(o, SERVICE_RESIDENCE_PERMIT); i++) {
		struct booking_wish w = { .account = ctx_printf(cx, "ACC%09zu", i), .office = o, .service = SERVICE_RESIDENCE_PERMIT, .start = start, .count = 1,
			.people = { { .name = SLICE("SPECIMEN"), .passport = SLICE("X"), .birth_date = SLICE("1990-01-01") } } };
		struct booking k;
		memcpy(w.people[0].id, ctx_printf(cx, "PER%09zu", i), BOOKING_ID);
		CHECK_OK(appointments_hold(cx, p->hall.appointments, &w, &k));
	}
	clerk_rest(p->clerk);
}

PAGE_TEST(booking_page_taken_meanwhile)
{
	book_plan(cx, p, 0);
	CHECK_INT(visitor_get(cx, p, "/appointments/time"), 200);
	fill(cx, p, BOOK_FIRST);
	CHECK_INT(visitor_post(cx, p, "/appointments/time", ctx_printf(cx, "time=%lld", (long long)BOOK_FIRST)), 422);
	CHECK(visitor_sees(p, "id=\"time-problem\""));
	CHECK(visitor_sees(p, "just taken"));
	CHECK(!visitor_sees(p, ctx_printf(cx, "value=\"%lld\"", (long long)BOOK_FIRST))); /* the list is of now */
	book_hold(cx, p, BOOK_FIRST + 900);
}

PAGE_TEST(booking_page_tells_who_has_one)
{
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST);
	book_confirm(cx, p);
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	CHECK_INT(visitor_get(cx, p, "/appointments/who"), 200);
	CHECK_INT(visitor_counts(p, "Already has an appointment"), 1);
	CHECK_INT(visitor_post(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&interpreter=", p->people[0])), 422);
}

PAGE_TEST(waiting_page_join_and_leave)
{
	book_plan(cx, p, 0);
	CHECK_INT(visitor_post(cx, p, "/appointments/wait", "from=2026-03-11&to=soon"), 422);
	CHECK(visitor_sees(p, "id=\"to-problem\""));
	CHECK_INT(visitor_post(cx, p, "/appointments/wait", "from=2026-03-11&to=2026-03-20"), 303);
	char *path = ctx_string(cx, slice_sub(slice_str(visitor_sent_to(cx, p)), 0, 9 + BOOKING_ID));
	CHECK_INT(visitor_get(cx, p, path), 200);
	CHECK_INT(visitor_get(cx, p, "/appointments"), 200);
	CHECK(visitor_sees(p, path));
	CHECK_INT(visitor_post(cx, p, "/appointments/wait", "from=2026-03-11&to=2026-03-20"), 422);
	book_go(cx, p, ctx_printf(cx, "%s/accept", path), "", ctx_printf(cx, "%s?done=offer-ended", path));
	visitor_be_stranger(cx, p);
	CHECK_INT(visitor_get(cx, p, path), 404);
	CHECK_INT(visitor_post(cx, p, ctx_printf(cx, "%s/leave", path), ""), 404);
}

/* ---- an offer ---- */

/* Person 1 waits, person 0 gives its place back: the place is offered to person 1. The entry's path. */
static char *offered(struct ctx *cx, struct visitor *p)
{
	book_plan(cx, p, 1);
	CHECK_INT(visitor_post(cx, p, "/appointments/wait", "from=2026-03-11&to=2026-03-20"), 303);
	char *entry = ctx_string(cx, slice_sub(slice_str(visitor_sent_to(cx, p)), 0, 9 + BOOKING_ID));
	book_plan(cx, p, 0);
	book_hold(cx, p, BOOK_FIRST + 7 * 3600);
	char *path = book_confirm(cx, p);
	book_go(cx, p, ctx_printf(cx, "%s/cancel", path), "", ctx_printf(cx, "%s?done=booking-cancelled", path));
	CHECK_INT(visitor_get(cx, p, entry), 200);
	CHECK(visitor_sees(p, "/accept\""));
	return entry;
}

PAGE_TEST(waiting_page_offer_taken_twice)
{
	char *accept = ctx_printf(cx, "%s/accept", offered(cx, p));
	book_go(cx, p, accept, "", "/appointments/check");
	book_go(cx, p, accept, "", "/appointments/check"); /* a second press of the button */
	book_confirm(cx, p);
	book_go(cx, p, accept, "", "/appointments?done=offer-gone");
	CHECK_INT(visitor_get(cx, p, "/appointments?done=offer-gone"), 200);
	CHECK(visitor_sees(p, "not open any more"));
}

PAGE_TEST(waiting_page_offer_taken_too_late)
{
	char *entry = offered(cx, p), *accept = ctx_printf(cx, "%s/accept", entry);
	size_t done = 0;
	for (int i = 0; i < 13; i++) { /* stays signed in meanwhile */
		cx->now += 600;
		CHECK_INT(visitor_get(cx, p, "/appointments"), 200);
	}
	book_go(cx, p, accept, "", ctx_printf(cx, "%s?done=offer-ended", entry));
	CHECK_OK(appointments_sweep(cx, p->hall.appointments, 100, &done));
	book_go(cx, p, accept, "", ctx_printf(cx, "%s?done=offer-ended", entry));
	CHECK_INT(visitor_get(cx, p, entry), 200);
	CHECK(!visitor_sees(p, "/accept\""));
}

PAGE_TEST(lie_taking_somebody_elses_offer)
{
	char *accept = ctx_printf(cx, "%s/accept", offered(cx, p));
	visitor_be_stranger(cx, p);
	book_go(cx, p, accept, "", "/appointments?done=offer-gone");
	book_go(cx, p, "/waiting/000000000000/accept", "", "/appointments?done=offer-gone"); /* the same as for none */
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 303);
}

PAGE_TEST(waiting_page_offer_to_one_of_a_family)
{
	char *entry = offered(cx, p);
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&%s=1&interpreter=", p->people[1], p->people[2]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	book_hold(cx, p, BOOK_FIRST);
	char *path = book_confirm(cx, p);
	book_go(cx, p, ctx_printf(cx, "%s/accept", entry), "", ctx_printf(cx, "%s?done=offer-blocked", entry));
	book_go(cx, p, ctx_printf(cx, "%s/cancel", path), "", ctx_printf(cx, "%s?done=booking-cancelled", path));
	book_go(cx, p, ctx_printf(cx, "%s/accept", entry), "", "/appointments/check");
}
