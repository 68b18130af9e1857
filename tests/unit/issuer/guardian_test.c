/* The office's word on helpers: who waits, a guardian's end at majority, what was answered meanwhile. */
#include "issuer/guardian.h"

#include "registry/challenges.h"
#include "registry/records.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HELPER  "ZYXWVTSRQPNM"
#define REQUEST "0123456789AB"

struct room {
	struct desk desk;
	char *folder;
	char person[PERSON_SIZE + 1];
};

/* A person born that day, and a request for them. */
static void room_open(struct ctx *cx, struct room *room, const char *birth, bool guardian, int64_t until)
{
	struct batch *b = NULL;
	struct kept kept;
	*room = (struct room){ .desk = { .operator = "officer", .utc_offset = 480 }, .folder = check_scratch(cx) };
	CHECK_OK(store_open(cx, room->folder, STORE_CREATE, &room->desk.store));
	struct person_link link = { SLICE("E1"), slice_str(birth), SLICE("UTO") };
	struct keeping k = { .record = { .identity = SLICE("visa:EV1"), .kind = 1, .issued = 20250101,
		.json = slice_str(ctx_printf(cx, "{\"holder\":{\"birth_date\":\"%s\",\"surname\":\"SPECIMEN\"}}", birth)) }, .links = &link, .link_count = 1 };
	CHECK_OK(batch_begin(cx, room->desk.store, &b));
	CHECK_OK(records_keep(cx, b, &k, &kept));
	memcpy(room->person, kept.person, sizeof room->person);
	struct grant g = { .account = HELPER, .request = REQUEST, .state = GRANT_ASKED, .origin = guardian ? ORIGIN_HELPER_OFFICE : ORIGIN_HELPER_CONFIRMED,
		.rights = RIGHT_VIEW | RIGHT_BOOK, .asked = cx->now, .until = until, .guardian = guardian, .changed = cx->now };
	memcpy(g.person, kept.person, sizeof g.person);
	struct challenge c = { .id = REQUEST, .what = "relative", .account = HELPER, .tries = 5, .made = cx->now, .expires = cx->now + 60 };
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(challenges_put(cx, b, &c));
	CHECK_OK(batch_commit(cx, b));
}

static void room_close(struct room *room)
{
	store_close(room->desk.store);
	check_remove(room->folder);
}

static struct grant grant_of(struct ctx *cx, const struct room *room)
{
	struct snapshot *v = NULL;
	struct grant g = { 0 };
	struct challenge c;
	bool found = false, waits = true;
	CHECK_OK(snapshot_open(cx, room->desk.store, &v));
	CHECK_OK(grants_find(cx, v, HELPER, room->person, &found, &g));
	CHECK_OK(challenges_find(cx, v, SLICE(REQUEST), &waits, &c));
	CHECK(found && waits == (g.state == GRANT_ASKED));
	g.ended_by = g.ended_by.p ? ctx_copy(cx, g.ended_by) : g.ended_by;
	snapshot_close(v);
	return g;
}

TEST(guardian_majority_is_the_last_second_before_the_18th_birthday_there)
{
	char at[21];
	instant_format(guardian_majority((struct date){ 2015, 9, 1 }, 480), at);
	CHECK_TEXT(slice_str(at), "2033-08-31T15:59:59Z");
	instant_format(guardian_majority((struct date){ 2008, 2, 29 }, 480), at);
	CHECK_TEXT(slice_str(at), "2026-02-28T15:59:59Z");
	instant_format(guardian_majority((struct date){ 2010, 0, 0 }, 480), at);
	CHECK_TEXT(slice_str(at), "2027-12-31T15:59:59Z");
	instant_format(guardian_majority((struct date){ 2015, 9, 1 }, -210), at);
	CHECK_TEXT(slice_str(at), "2033-09-01T03:29:59Z");
}

TEST(guardian_of_a_child_ends_at_majority_whatever_was_asked)
{
	struct room room;
	room_open(cx, &room, "2015-09-01", true, 0);
	CHECK_OK(guardian_confirm(cx, &room.desk, REQUEST, false));
	struct grant g = grant_of(cx, &room);
	CHECK_INT(g.state, GRANT_ACTIVE);
	CHECK_INT(g.origin, ORIGIN_HELPER_OFFICE);
	CHECK(g.guardian);
	CHECK_INT(g.until, guardian_majority((struct date){ 2015, 9, 1 }, 480));
	CHECK_INT(grant_rights_at(&g, g.until), RIGHT_VIEW | RIGHT_BOOK);
	CHECK_INT(grant_rights_at(&g, g.until + 1), RIGHT_NONE);
	CHECK_ERR(guardian_confirm(cx, &room.desk, REQUEST, true), ERR_RECORD_MISSING);
	CHECK_ERR(guardian_decline(cx, &room.desk, REQUEST), ERR_RECORD_MISSING);
	room_close(&room);
}

TEST(guardian_may_ask_for_a_sooner_end)
{
	struct room room;
	room_open(cx, &room, "2015-09-01", false, CHECK_NOW + 86400);
	CHECK_OK(guardian_confirm(cx, &room.desk, REQUEST, true));
	CHECK(grant_of(cx, &room).guardian);
	CHECK_INT(grant_of(cx, &room).until, CHECK_NOW + 86400);
	room_close(&room);
}

TEST(guardian_of_an_adult_is_refused)
{
	struct room room;
	room_open(cx, &room, "1946-02-11", false, 0);
	CHECK_ERR(guardian_confirm(cx, &room.desk, REQUEST, true), ERR_GRANT);
	CHECK_INT(grant_of(cx, &room).state, GRANT_ASKED);
	/* Somebody without means: the office's word alone, no end. */
	CHECK_OK(guardian_confirm(cx, &room.desk, REQUEST, false));
	CHECK_INT(grant_of(cx, &room).state, GRANT_ACTIVE);
	CHECK_INT(grant_of(cx, &room).until, 0);
	CHECK(!grant_of(cx, &room).guardian);
	room_close(&room);
}

TEST(guardian_request_is_declined_by_the_office)
{
	struct room room;
	size_t count = 0;
	room_open(cx, &room, "2015-09-01", true, 0);
	CHECK_ERR(guardian_decline(cx, &room.desk, "0123456789AC"), ERR_RECORD_MISSING);
	CHECK_ERR(guardian_decline(cx, &room.desk, ""), ERR_RECORD_MISSING);
	CHECK_OK(guardian_decline(cx, &room.desk, REQUEST));
	CHECK_INT(grant_of(cx, &room).state, GRANT_DECLINED);
	CHECK_TEXT(grant_of(cx, &room).ended_by, "office");
	CHECK_OK(guardian_list(cx, &room.desk, true, &count));
	CHECK_INT(count, 0);
	room_close(&room);
}

/* A day that nobody knows may be the first of the year or its last: a right ends early, and of age is who surely is. */
TEST(guardian_limit_of_unknown_days)
{
	static const struct { struct date birth; const char *now, *limit; } cases[] = {
		{ { 2010, 5, 5 }, "2026-06-01T00:00:00Z", "2028-05-04T15:59:59Z" },
		{ { 2010, 5, 5 }, "2028-05-04T15:59:59Z", "2028-05-04T15:59:59Z" },
		{ { 2010, 5, 5 }, "2028-05-04T16:00:00Z", NULL },
		{ { 2010, 0, 0 }, "2026-06-01T00:00:00Z", "2027-12-31T15:59:59Z" },
		{ { 2010, 0, 0 }, "2028-06-01T00:00:00Z", "2028-12-30T15:59:59Z" },
		{ { 2010, 0, 0 }, "2028-12-31T00:00:00Z", NULL },
		{ { 2010, 2, 0 }, "2028-02-10T00:00:00Z", "2028-02-28T15:59:59Z" },
		{ { 2010, 4, 0 }, "2028-04-10T00:00:00Z", "2028-04-30T15:59:59Z" },
		{ { 1950, 0, 0 }, "2026-06-01T00:00:00Z", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char at[21] = "";
		int64_t now = 0;
		CHECK(instant_parse(slice_str(cases[i].now), &now));
		int64_t limit = guardian_limit(cases[i].birth, 480, now);
		if (limit)
			instant_format(limit, at);
		CHECK_TEXT(slice_str(at), cases[i].limit ? cases[i].limit : "");
	}
}

/* An officer who says yes to a mere helper of a child says it until majority too. */
TEST(guardian_confirm_of_a_helper_ends_with_childhood)
{
	struct room room;
	room_open(cx, &room, "2015-09-01", false, 0);
	CHECK_OK(guardian_confirm(cx, &room.desk, REQUEST, false));
	struct grant g = grant_of(cx, &room);
	CHECK(!g.guardian);
	CHECK_INT(g.until, guardian_majority((struct date){ 2015, 9, 1 }, 480));
	room_close(&room);
}

/* ---- grants of before the rule ---- */

/* The room's grant as it was made then: active for good, since this many days. */
static void made_before(struct ctx *cx, struct room *room, enum grant_origin origin, int64_t days, int64_t until)
{
	struct batch *b = NULL;
	struct grant g = grant_of(cx, room);
	g.state = GRANT_ACTIVE;
	g.origin = origin;
	g.from = g.changed = cx->now - days * 86400;
	g.until = until;
	CHECK_OK(batch_begin(cx, room->desk.store, &b));
	CHECK_OK(challenges_delete(cx, b, SLICE(REQUEST)));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
}

TEST(guardian_mends_grants_on_children_of_before_the_rule)
{
	static const struct { const char *birth; enum grant_origin origin, becomes; int64_t days, until; bool guardian, ends; } cases[] = {
		{ "2015-09-01", ORIGIN_HELPER_CONFIRMED, ORIGIN_HELPER_CONFIRMED, 400, 0, false, true },
		{ "2015-09-01", ORIGIN_SELF_CODE, ORIGIN_HELPER_CONFIRMED, 400, 0, true, true },
		{ "2015-09-01", ORIGIN_SELF_COUNTER, ORIGIN_HELPER_OFFICE, 400, 0, true, true },
		{ "2015-09-01", ORIGIN_HELPER_CONFIRMED, ORIGIN_HELPER_CONFIRMED, 400, INT64_C(4102444800), false, true }, /* until 2100 */
		{ "2008-01-05", ORIGIN_SELF_CODE, ORIGIN_HELPER_CONFIRMED, 400, 0, true, true },      /* 18 since: it has ended */
		{ "2008-01-05", ORIGIN_SELF_CODE, ORIGIN_SELF_CODE, 2, 0, false, false },             /* bound when of age */
		{ "1985-03-14", ORIGIN_SELF_CODE, ORIGIN_SELF_CODE, 400, 0, false, false },
		{ "1985-03-14", ORIGIN_HELPER_CONFIRMED, ORIGIN_HELPER_CONFIRMED, 400, 0, false, false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct room room;
		struct date birth;
		size_t count = 9;
		room_open(cx, &room, cases[i].birth, false, 0);
		made_before(cx, &room, cases[i].origin, cases[i].days, cases[i].until);
		room.desk.operator = ""; /* as in `serve`: no officer's name */
		CHECK(date_parse(slice_str(cases[i].birth), false, &birth));
		CHECK_OK(guardian_mend(cx, &room.desk, &count));
		CHECK_INT(count, cases[i].ends);
		struct grant g = grant_of(cx, &room);
		CHECK_INT(g.origin, cases[i].becomes);
		CHECK_INT(g.guardian, cases[i].guardian);
		CHECK_INT(g.until, cases[i].ends ? guardian_majority(birth, 480) : 0);
		CHECK_INT(grant_rights_at(&g, cx->now) != 0, !cases[i].ends || guardian_majority(birth, 480) >= cx->now);
		/* Once for good: what is made from now on follows the rule by itself. */
		CHECK_OK(guardian_mend(cx, &room.desk, &count));
		CHECK_INT(count, 0);
		room_close(&room);
	}
}

TEST(guardian_mends_more_than_a_group)
{
	struct room room;
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	size_t count = 0;
	bool found = false;
	room_open(cx, &room, "2015-09-01", false, 0);
	CHECK_OK(batch_begin(cx, room.desk.store, &b));
	struct grant g = { .request = REQUEST, .state = GRANT_ACTIVE, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_VIEW, .asked = cx->now - 9, .from = cx->now - 9,
		.changed = cx->now - 9 };
	memcpy(g.person, room.person, sizeof g.person);
	for (int i = 0; i < 600; i++) {
		memcpy(g.account, ctx_printf(cx, "AAAAAAAAA%03d", i), sizeof g.account);
		CHECK_OK(grants_put(cx, b, &g));
	}
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(guardian_mend(cx, &room.desk, &count));
	CHECK_INT(count, 600);
	CHECK_OK(snapshot_open(cx, room.desk.store, &v));
	CHECK_OK(grants_find(cx, v, "AAAAAAAAA599", room.person, &found, &g));
	CHECK_INT(g.until, guardian_majority((struct date){ 2015, 9, 1 }, 480));
	snapshot_close(v);
	room_close(&room);
}
