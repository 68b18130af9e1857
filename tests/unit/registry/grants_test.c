/* Owns: tests of grants: rights at an instant, both directions, refused fields. */
#include "registry/grants.h"

#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <string.h>

#define ANNA "0123456789AB"
#define HELPER "ZYXWVTSRQPNM"
#define CHILD "AAAAAAAAAAAA"

TEST(grant_rights_start_at_none)
{
	struct grant g = { 0 };
	CHECK(grant_rights_at(&g, 100) == RIGHT_NONE);
	g = (struct grant){ .state = GRANT_ACTIVE, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_VIEW | RIGHT_BOOK, .from = 50, .until = 100 };
	CHECK(grant_rights_at(&g, 49) == RIGHT_NONE);
	CHECK(grant_rights_at(&g, 50) == (RIGHT_VIEW | RIGHT_BOOK));
	CHECK(grant_rights_at(&g, 100) == (RIGHT_VIEW | RIGHT_BOOK));
	CHECK(grant_rights_at(&g, 101) == RIGHT_NONE);
	g.until = 0;
	CHECK(grant_rights_at(&g, 1000000) == (RIGHT_VIEW | RIGHT_BOOK));
	for (int s = GRANT_NONE; s <= GRANT_ENDED; s++) {
		g.state = (enum grant_state)s;
		CHECK((grant_rights_at(&g, 60) != RIGHT_NONE) == (s == GRANT_ACTIVE));
	}
	CHECK(!grant_is_own(&g));
	g.origin = ORIGIN_SELF_COUNTER;
	CHECK(grant_is_own(&g));
}

static bool count(void *self, const struct grant *g)
{
	*(size_t *)self += g->rights != 0;
	return true;
}

static void put(struct ctx *cx, struct store *s, const struct grant *g)
{
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(grants_put(cx, b, g));
	CHECK_OK(batch_commit(cx, b));
}

STORE_TEST(grants_are_found_from_both_sides)
{
	struct grant own = { .account = ANNA, .person = CHILD, .state = GRANT_ACTIVE, .origin = ORIGIN_SELF_CODE, .rights = RIGHT_ALL, .from = 5, .changed = 5 };
	struct grant helper = { .account = HELPER, .person = CHILD, .state = GRANT_ASKED, .origin = ORIGIN_HELPER_OFFICE, .rights = RIGHT_BOOK, .asked = 7,
		.until = 99, .guardian = true, .label = SLICE("aunt 姑姑"), .request = "REQREQREQREQ", .changed = 7 };
	struct grant got;
	struct snapshot *v = NULL;
	bool found = false;
	size_t n = 0;
	put(cx, s, &own);
	put(cx, s, &helper);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(grants_find(cx, v, HELPER, CHILD, &found, &got));
	CHECK(found);
	CHECK_INT(got.state, GRANT_ASKED);
	CHECK_INT(got.origin, ORIGIN_HELPER_OFFICE);
	CHECK_INT(got.rights, RIGHT_BOOK);
	CHECK_INT(got.until, 99);
	CHECK(got.guardian && strcmp(got.request, "REQREQREQREQ") == 0);
	CHECK_TEXT(got.label, "aunt 姑姑");
	CHECK_OK(grants_find(cx, v, HELPER, ANNA, &found, &got));
	CHECK(!found);
	CHECK_OK(grants_of_person(cx, v, CHILD, count, &n));
	CHECK_INT(n, 2);
	n = 0;
	CHECK_OK(grants_of_account(cx, v, ANNA, count, &n));
	CHECK_INT(n, 1);
	n = 0;
	CHECK_OK(grants_of_person(cx, v, ANNA, count, &n));
	CHECK_INT(n, 0);
	snapshot_close(v);
}

STORE_TEST(grants_refuse_what_is_not_whole)
{
	static const char *const ids[] = { "", "0123456789A", "0123456789ABC", "0123456789AI", "0123456789a/" };
	struct grant g = { .account = ANNA, .person = CHILD, .state = GRANT_ACTIVE, .origin = ORIGIN_SELF_CODE, .rights = RIGHT_VIEW };
	struct grant bad = g, got;
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	bool found = true;
	CHECK_OK(batch_begin(cx, s, &b));
	bad.state = GRANT_NONE;
	CHECK_ERR(grants_put(cx, b, &bad), ERR_GRANT);
	bad = g;
	bad.origin = ORIGIN_NONE;
	CHECK_ERR(grants_put(cx, b, &bad), ERR_GRANT);
	bad = g;
	bad.rights = 16;
	CHECK_ERR(grants_put(cx, b, &bad), ERR_GRANT);
	bad = g;
	bad.label = SLICE("0123456789012345678901234567890123456789x");
	CHECK_ERR(grants_put(cx, b, &bad), ERR_GRANT);
	bad = g;
	bad.person[0] = 0;
	CHECK_ERR(grants_put(cx, b, &bad), ERR_GRANT);
	batch_abort(b);
	CHECK_OK(snapshot_open(cx, s, &v));
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		CHECK_OK(grants_find(cx, v, ids[i], CHILD, &found, &got));
		CHECK(!found);
	}
	snapshot_close(v);
}

/* The end of a right to book, however it came: by a word, by its day, by being written over; an own one that was laid down tells nothing. */
STORE_TEST(grants_remember_until_when_somebody_could_book)
{
	struct grant g = { .account = HELPER, .person = CHILD, .state = GRANT_ACTIVE, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_BOOK, .from = cx->now,
		.changed = cx->now }, got;
	struct snapshot *v = NULL;
	bool found = false;
	int64_t start = cx->now;
	CHECK_INT(grant_booked_until(&g, cx->now + 1000), 0);
	g.until = start + 50;
	CHECK_INT(grant_booked_until(&g, start + 50), 0);
	CHECK_INT(grant_booked_until(&g, start + 51), start + 50);
	put(cx, s, &g);
	/* Asked for anew after its day, without the right to book, and given. */
	cx->now = start + 100;
	g = (struct grant){ .account = HELPER, .person = CHILD, .state = GRANT_ASKED, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_VIEW, .asked = cx->now,
		.changed = cx->now };
	put(cx, s, &g);
	g.state = GRANT_ACTIVE;
	g.from = cx->now;
	put(cx, s, &g);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(grants_find(cx, v, HELPER, CHILD, &found, &got));
	CHECK_INT(grant_booked_until(&got, cx->now), start + 50);
	/* Given with the right to book, then replaced by less while it ran. */
	g.rights = RIGHT_ALL;
	put(cx, s, &g);
	cx->now = start + 200;
	g.rights = RIGHT_VIEW;
	put(cx, s, &g);
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(grants_find(cx, v, HELPER, CHILD, &found, &got));
	CHECK_INT(grant_booked_until(&got, cx->now), start + 200);
	g = (struct grant){ .account = ANNA, .person = CHILD, .state = GRANT_ENDED, .origin = ORIGIN_SELF_CODE, .rights = RIGHT_ALL, .from = 5, .changed = 60,
		.ended_by = SLICE("account:" ANNA) };
	CHECK_INT(grant_booked_until(&g, cx->now), 0);
	g.ended_by = SLICE("office");
	CHECK_INT(grant_booked_until(&g, cx->now), 60);
	/* What was only asked never could. */
	g = (struct grant){ .account = ANNA, .person = CHILD, .state = GRANT_ENDED, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_ALL, .asked = 5, .changed = 60 };
	CHECK_INT(grant_booked_until(&g, cx->now), 0);
	snapshot_close(v);
	cx->now = start;
}
