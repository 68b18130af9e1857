/* Owns: tests of bookings of people who turn out to be one: the earlier stays, the other is given back and told, nobody else loses anything. */
#include "portal/united.h"

#include "portal/booking_post.h"
#include "tests/unit/portal/book_pages.h"

#include <string.h>

static struct booking look(struct ctx *cx, struct visitor *p, const char *path)
{
	struct booking k;
	struct snapshot *v = NULL;
	CHECK_OK(snapshot_open(cx, p->hall.store, &v));
	CHECK_OK(booking_find(cx, from_snapshot(v), slice_sub(slice_str(path), strlen("/bookings/"), SIZE_MAX), &k));
	snapshot_close(v);
	return k;
}

/* How many notices of this kind wait, and the time in the last of them. */
static size_t notices(struct ctx *cx, struct visitor *p, enum notice_kind kind, int64_t *start)
{
	struct notice list[16];
	struct snapshot *v = NULL;
	size_t n = 0, found = 0;
	CHECK_OK(snapshot_open(cx, p->hall.store, &v));
	CHECK_OK(notices_list(cx, from_snapshot(v), list, 16, &n));
	for (size_t i = 0; i < n; i++) {
		if (list[i].kind != kind)
			continue;
		found++;
		*start = list[i].start;
	}
	snapshot_close(v);
	return found;
}

static char *booked(struct ctx *cx, struct visitor *p, unsigned person, int64_t start)
{
	book_plan(cx, p, person);
	book_hold(cx, p, start);
	return book_confirm(cx, p);
}

PAGE_TEST(united_keeps_the_earlier_of_two)
{
	int64_t start = 0;
	char *late = booked(cx, p, 0, BOOK_FIRST + 86400), *early = booked(cx, p, 1, BOOK_FIRST);
	/* Two people may have two bookings. */
	CHECK_OK(united_tend(cx, &p->hall));
	CHECK_INT(look(cx, p, late).state, BOOKING_BOOKED);
	visitor_unite(cx, p, 0, 1);
	for (int i = 0; i < 2; i++)
		CHECK_OK(united_tend(cx, &p->hall));
	CHECK_INT(look(cx, p, early).state, BOOKING_BOOKED);
	CHECK_INT(look(cx, p, late).state, BOOKING_CANCELLED);
	CHECK_INT(notices(cx, p, NOTICE_DOUBLED, &start), 1);
	CHECK_INT(start, BOOK_FIRST + 86400);
	CHECK_INT(visitor_get(cx, p, late), 200);
	CHECK(visitor_sees(p, "given up: second appointment of one person") && visitor_sees(p, "by the office"));
	CHECK_OK(booking_post(cx, &p->hall));
	CHECK_INT(notices(cx, p, NOTICE_DOUBLED, &start), 0);
	/* The place that came back is somebody else's to take; the person keeps one booking. */
	CHECK_INT(visitor_get(cx, p, "/appointments/service"), 200);
}

PAGE_TEST(united_leaves_what_is_of_another_service)
{
	char *permit = booked(cx, p, 0, BOOK_FIRST);
	book_go(cx, p, "/appointments/service", "service=stay-permit", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&interpreter=", p->people[1]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	book_hold(cx, p, BOOK_FIRST + 86400);
	char *stay = book_confirm(cx, p);
	visitor_unite(cx, p, 0, 1);
	CHECK_OK(united_tend(cx, &p->hall));
	CHECK_INT(look(cx, p, permit).state, BOOKING_BOOKED);
	CHECK_INT(look(cx, p, stay).state, BOOKING_BOOKED);
}

/* Persons 1, 2 and 3 together, from `start`. */
static char *family(struct ctx *cx, struct visitor *p, int64_t start)
{
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&%s=1&%s=1&interpreter=", p->people[1], p->people[2], p->people[3]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	book_hold(cx, p, start);
	return book_confirm(cx, p);
}

PAGE_TEST(united_takes_one_out_of_a_family)
{
	int64_t start = 0;
	char *alone = booked(cx, p, 0, BOOK_FIRST), *together = family(cx, p, BOOK_FIRST + 86400);
	struct booking before = look(cx, p, together);
	visitor_unite(cx, p, 0, 2);
	CHECK_OK(united_tend(cx, &p->hall));
	struct booking k = look(cx, p, together);
	CHECK_INT(k.state, BOOKING_BOOKED);
	CHECK_INT(k.count, 2);
	for (size_t i = 0; i < k.count; i++)
		CHECK(strcmp(k.people[i].id, p->people[2]) != 0 && k.people[i].start >= before.people[0].start);
	CHECK_INT(look(cx, p, alone).state, BOOKING_BOOKED);
	CHECK_INT(notices(cx, p, NOTICE_DOUBLED, &start), 1);
}

/* One booking that names one person twice, under the id of before and the one of now. */
PAGE_TEST(united_within_one_family)
{
	char *together = family(cx, p, BOOK_FIRST);
	visitor_unite(cx, p, 1, 3);
	for (int i = 0; i < 2; i++)
		CHECK_OK(united_tend(cx, &p->hall));
	CHECK_INT(look(cx, p, together).count, 2);
	CHECK_INT(look(cx, p, together).state, BOOKING_BOOKED);
}

PAGE_TEST(united_harms_nobody_where_the_office_is_gone)
{
	int64_t start = 0;
	char *alone = booked(cx, p, 0, BOOK_FIRST), *together = family(cx, p, BOOK_FIRST + 86400);
	visitor_unite(cx, p, 0, 2);
	visitor_offices(cx, p, BOOK_OFFICE, NULL, NULL);
	CHECK_OK(united_tend(cx, &p->hall));
	CHECK_INT(look(cx, p, together).count, 3);
	CHECK_INT(look(cx, p, alone).state, BOOKING_BOOKED);
	CHECK_INT(notices(cx, p, NOTICE_DOUBLED, &start), 0);
}

/* What changed between the round and the act: the earlier one was cancelled meanwhile, so the later stays. */
PAGE_TEST(united_judges_again)
{
	char *early = booked(cx, p, 0, BOOK_FIRST), *late = booked(cx, p, 1, BOOK_FIRST + 86400);
	struct appointments_pair pair = { .stays = { "", "" } };
	struct office_list *offices = office_list_open();
	memcpy(pair.stays.booking, look(cx, p, early).id, BOOKING_ID + 1);
	memcpy(pair.stays.person, p->people[0], BOOKING_ID + 1);
	memcpy(pair.goes.booking, look(cx, p, late).id, BOOKING_ID + 1);
	memcpy(pair.goes.person, p->people[1], BOOKING_ID + 1);
	book_go(cx, p, ctx_printf(cx, "%s/cancel", early), "", ctx_printf(cx, "%s?done=booking-cancelled", early));
	CHECK_OK(appointments_unite(cx, p->hall.appointments, offices, &pair));
	CHECK_INT(look(cx, p, late).state, BOOKING_BOOKED);
	office_list_close(offices);
}
