/* Owns: tests of portal/calendar: hours, lunch, holidays, time zone, needs. */
#include "tests/unit/portal/book_help.h"

static size_t slots_on(struct ctx *cx, int year, int month, int day, int64_t out[static CALENDAR_SLOTS])
{
	return calendar_slots(book_office(cx, 2), (struct date){ year, month, day }, out);
}

TEST(calendar_cuts_hours_into_slots_around_lunch)
{
	int64_t s[CALENDAR_SLOTS];
	CHECK_INT(slots_on(cx, 2026, 3, 11, s), 9 + 10); /* 3 h give 9, 3.5 h give 10 and leave ten minutes unused */
	CHECK_INT(s[0], BOOK_WEDNESDAY);
	CHECK_INT(s[8], BOOK_WEDNESDAY + 160 * 60);
	CHECK_INT(s[9], BOOK_WEDNESDAY + 270 * 60); /* 13:30 */
	CHECK_INT(s[18], BOOK_WEDNESDAY + 450 * 60); /* 16:30 to 16:50 */
}

TEST(calendar_holidays_and_working_weekends)
{
	int64_t s[CALENDAR_SLOTS];
	CHECK_INT(slots_on(cx, 2026, 3, 14, s), 0);  /* Saturday */
	CHECK_INT(slots_on(cx, 2026, 3, 18, s), 0);  /* holiday, its first and last day */
	CHECK_INT(slots_on(cx, 2026, 3, 19, s), 0);
	CHECK_INT(slots_on(cx, 2026, 3, 21, s), 3);  /* Saturday that is worked */
}

TEST(calendar_knows_its_own_slots)
{
	const struct office *o = book_office(cx, 2);
	int64_t s[CALENDAR_SLOTS];
	size_t n = slots_on(cx, 2026, 3, 11, s);
	for (size_t i = 0; i < n; i++)
		CHECK(calendar_has_slot(o, SERVICE_VISA_EXTENSION, s[i]));
}

TEST(lie_slot_between_slots)
{
	const struct office *o = book_office(cx, 2);
	CHECK(!calendar_has_slot(o, SERVICE_VISA_EXTENSION, BOOK_WEDNESDAY + 60));
	CHECK(!calendar_has_slot(o, SERVICE_VISA_EXTENSION, BOOK_WEDNESDAY + 1));
}

TEST(lie_slot_in_lunch_at_night_on_holiday)
{
	const struct office *o = book_office(cx, 2);
	CHECK(!calendar_has_slot(o, SERVICE_VISA_EXTENSION, BOOK_WEDNESDAY + 180 * 60)); /* 12:00 */
	CHECK(!calendar_has_slot(o, SERVICE_VISA_EXTENSION, BOOK_WEDNESDAY + 470 * 60)); /* 16:50 would end behind closing */
	CHECK(!calendar_has_slot(o, SERVICE_VISA_EXTENSION, BOOK_WEDNESDAY - 9 * 3600)); /* midnight */
	CHECK(!calendar_has_slot(o, SERVICE_VISA_EXTENSION, BOOK_WEDNESDAY + 7 * 86400)); /* 18 March */
}

TEST(lie_slot_of_a_service_not_booked_here)
{
	const struct office *o = book_office(cx, 2);
	CHECK(!calendar_has_slot(o, SERVICE_STAY_PERMIT, BOOK_WEDNESDAY));
	CHECK(!calendar_has_slot(o, SERVICE_PR_CARD, BOOK_WEDNESDAY));
	CHECK(!calendar_has_slot(o, SERVICE_NONE, BOOK_WEDNESDAY));
}

TEST(calendar_day_is_the_offices_own)
{
	const struct office *o = book_office(cx, 2);
	CHECK_INT(calendar_day(o, CHECK_NOW + 4 * 3600 - 1).day, 10);
	CHECK_INT(calendar_day(o, CHECK_NOW + 4 * 3600).day, 11); /* 16:00 UTC is midnight there */
}

TEST(calendar_reach)
{
	const struct office *o = book_office(cx, 2);
	CHECK(calendar_in_reach(o, BOOK_WEDNESDAY - CALENDAR_LEAD, BOOK_WEDNESDAY));
	CHECK(!calendar_in_reach(o, BOOK_WEDNESDAY - CALENDAR_LEAD + 1, BOOK_WEDNESDAY));
	int64_t last = office_instant(o, calendar_last_day(o, CHECK_NOW), 540);
	CHECK(calendar_in_reach(o, CHECK_NOW, last));
	CHECK(!calendar_in_reach(o, CHECK_NOW, last + 86400));
}

TEST(calendar_next_stops_at_lunch)
{
	const struct office *o = book_office(cx, 2);
	CHECK_INT(calendar_next(o, BOOK_WEDNESDAY), BOOK_WEDNESDAY + BOOK_SLOT);
	CHECK_INT(calendar_next(o, BOOK_WEDNESDAY + 8 * BOOK_SLOT), 0);
	CHECK_INT(calendar_next(o, BOOK_WEDNESDAY + 5), 0);
}

TEST(calendar_needs)
{
	const struct office *o = book_office(cx, 2);
	CHECK_INT(calendar_places(o, SERVICE_VISA_EXTENSION), 2);
	CHECK_INT(calendar_accessible(o, SERVICE_VISA_EXTENSION), 1);
	CHECK_INT(calendar_interpreters(o, SERVICE_VISA_EXTENSION, "fr"), 1);
	CHECK_INT(calendar_interpreters(o, SERVICE_VISA_EXTENSION, "ru"), 0);
	CHECK(calendar_can(o, SERVICE_VISA_EXTENSION, &(struct calendar_need){ true, "fr" }));
	CHECK(!calendar_can(o, SERVICE_VISA_EXTENSION, &(struct calendar_need){ false, "ru" }));
	CHECK(!calendar_can(o, SERVICE_STAY_PERMIT, &(struct calendar_need){ 0 }));
}
