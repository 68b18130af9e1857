/* Owns: tests of the day's count of documents: own and helped apart, a day's end, nothing past the most. */
#include "registry/tally.h"

#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#define ANNA "0123456789AB"

static bool add(struct ctx *cx, struct store *s, bool own, uint32_t most)
{
	struct batch *b = NULL;
	bool full = false;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(tally_add(cx, b, ANNA, 480, own, most, &full));
	CHECK_OK(batch_commit(cx, b));
	return !full;
}

STORE_TEST(tally_counts_a_day_and_not_more)
{
	struct snapshot *v = NULL;
	struct tally t;
	int64_t before = cx->now;
	cx->now = 1795276799; /* 2026-11-21T23:59:59 in Beijing */
	CHECK_INT(tally_wait(cx->now, 480), 1);
	for (int i = 0; i < 5; i++)
		CHECK(add(cx, s, true, 3) == (i < 3));
	/* Helpers have their own measure: they use up nothing of the person's, nor the other way round. */
	CHECK(add(cx, s, false, 1));
	CHECK(!add(cx, s, false, 1));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(tally_find(cx, v, ANNA, 480, &t));
	CHECK(t.own == 3 && t.helped == 1);
	cx->now++;
	CHECK_INT(tally_wait(cx->now, 480), 86400);
	CHECK_OK(tally_find(cx, v, ANNA, 480, &t));
	CHECK(t.own == 0 && t.helped == 0);
	CHECK(add(cx, s, true, 3));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(tally_find(cx, v, ANNA, 480, &t));
	CHECK(t.own == 1 && t.helped == 0);
	snapshot_close(v);
	cx->now = before;
}
