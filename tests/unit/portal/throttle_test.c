/* Counters against guessing. */
#include "portal/throttle.h"
#include "tests/unit/portal/store.h"

#include <stdio.h>

static struct throttle *open_throttle(struct ctx *cx, struct store *s)
{
	struct throttle *t = NULL;
	CHECK_OK(throttle_open(cx, s, 60, &t));
	return t;
}

/* Attempts in a row, each as soon as it may be made: how many fit into the time. */
static unsigned attempts_within(struct throttle *t, enum throttle_kind kind, struct slice key, int64_t now, int64_t seconds)
{
	unsigned n = 0;
	int64_t wait = 0, end = now + seconds;
	while (now <= end) {
		if (throttle_take(t, kind, key, now, &wait))
			n++;
		else
			now += wait;
	}
	return n;
}

PORTAL_TEST(throttle_free_then_slower)
{
	struct throttle *t = open_throttle(cx, s);
	int64_t wait = 0;
	for (int i = 0; i < 5; i++)
		CHECK(throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1000, &wait));
	CHECK(!throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1000, &wait));
	CHECK_INT(wait, 1);
	CHECK(throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1001, &wait));
	CHECK(!throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1002, &wait));
	CHECK_INT(wait, 1);
	CHECK(throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1003, &wait));
	CHECK(!throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1003, &wait));
	CHECK_INT(wait, 4);
	/* Others are not touched. */
	CHECK(throttle_take(t, THROTTLE_SIGN_IN, SLICE("b"), 1003, &wait));
	CHECK(throttle_take(t, THROTTLE_SECOND, SLICE("a"), 1003, &wait));
	throttle_close(t);
}

PORTAL_TEST(throttle_a_day_of_guessing)
{
	struct throttle *t = open_throttle(cx, s);
	CHECK(attempts_within(t, THROTTLE_SIGN_IN, SLICE("a"), 1000, 86400) < 120);
	CHECK(attempts_within(t, THROTTLE_SECOND, SLICE("a"), 1000, 86400) < 40);
	CHECK(attempts_within(t, THROTTLE_DOCUMENT, SLICE("a"), 1000, 86400) < 20);
	throttle_close(t);
}

PORTAL_TEST(throttle_forgets_what_was_right_and_what_is_old)
{
	struct throttle *t = open_throttle(cx, s);
	int64_t wait = 0;
	for (int i = 0; i < 6; i++)
		throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1000, &wait);
	throttle_forget(t, THROTTLE_SIGN_IN, SLICE("a"));
	for (int i = 0; i < 5; i++)
		CHECK(throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1000, &wait));
	CHECK(!throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1000, &wait));
	CHECK(throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1000 + 90000, &wait));
	CHECK(throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), 1000 + 90000, &wait)); /* counted from one again */
	throttle_close(t);
}

PORTAL_TEST(throttle_survives_a_restart)
{
	struct throttle *t = open_throttle(cx, s);
	int64_t wait = 0;
	while (throttle_take(t, THROTTLE_DOCUMENT, SLICE("E00000001"), cx->now, &wait))
		;
	CHECK_OK(throttle_tend(cx, t));
	throttle_close(t);
	t = open_throttle(cx, s);
	CHECK(!throttle_take(t, THROTTLE_DOCUMENT, SLICE("E00000001"), cx->now, &wait));
	CHECK_INT(wait, 60);
	/* And leaves the store when it has cooled down. */
	CHECK_INT(portal_keys(cx, s, "at"), 1);
	cx->now += 3 * 86400;
	CHECK_OK(throttle_tend(cx, t));
	CHECK_INT(portal_keys(cx, s, "at"), 0);
	throttle_close(t);
}

PORTAL_TEST(throttle_right_answer_leaves_the_store)
{
	struct throttle *t = open_throttle(cx, s);
	int64_t wait = 0;
	while (throttle_take(t, THROTTLE_SIGN_IN, SLICE("a"), cx->now, &wait))
		;
	CHECK_OK(throttle_tend(cx, t));
	CHECK_INT(portal_keys(cx, s, "at"), 1);
	throttle_forget(t, THROTTLE_SIGN_IN, SLICE("a"));
	CHECK_OK(throttle_tend(cx, t));
	CHECK_INT(portal_keys(cx, s, "at"), 0);
	throttle_close(t);
}

PORTAL_TEST(throttle_flood_of_names_washes_nobody_out)
{
	struct throttle *t = open_throttle(cx, s);
	int64_t wait = 0;
	for (int i = 0; i < 12; i++)
		throttle_take(t, THROTTLE_DOCUMENT, SLICE("E00000001"), cx->now + i * 4000, &wait);
	for (int i = 0; i < 300000; i++) {
		char name[16];
		snprintf(name, sizeof name, "x%d", i);
		throttle_take(t, THROTTLE_DOCUMENT, slice_str(name), cx->now + 44001, &wait);
	}
	CHECK(!throttle_take(t, THROTTLE_DOCUMENT, SLICE("E00000001"), cx->now + 44001, &wait));
	throttle_close(t);
}

PORTAL_TEST(throttle_addresses)
{
	struct throttle *t = open_throttle(cx, s);
	uint8_t v4[16] = { [10] = 0xff, [11] = 0xff, 127, 0, 0, 1 }, v6[16] = { 0x20, 1, 0xd, 0xb8 };
	int64_t wait = 0;
	for (int i = 0; i < 60; i++) {
		v6[15] = (uint8_t)i; /* one subscriber, many addresses */
		CHECK(throttle_take_peer(t, THROTTLE_ADDRESS, v6, 1000, &wait));
		CHECK(throttle_take_peer(t, THROTTLE_ADDRESS, v4, 1000, &wait));
	}
	v6[15] = 99;
	CHECK(!throttle_take_peer(t, THROTTLE_ADDRESS, v6, 1000, &wait));
	CHECK(!throttle_take_peer(t, THROTTLE_ADDRESS, v4, 1000, &wait));
	v4[15] = 2; /* another IPv4 address is another client */
	CHECK(throttle_take_peer(t, THROTTLE_ADDRESS, v4, 1000, &wait));
	throttle_close(t);
}
