/* Flow slots: their bounds, and two requests at once. */
#include "portal/flow.h"
#include "tests/unit/portal/store.h"

SESSION_TEST(flow_swap_takes_what_was_read_alone)
{
	struct slice cookie, json = { 0 };
	struct session g;
	struct snapshot *v = NULL;
	CHECK_OK(session_begin_guest(cx, all, &g, &cookie));
	CHECK_OK(flow_put(cx, all, &g, "x", SLICE("1")));
	CHECK_OK(flow_swap(cx, all, &g, "x", SLICE("1"), SLICE("2")));
	CHECK_ERR(flow_swap(cx, all, &g, "x", SLICE("1"), SLICE("3")), ERR_STORE_CHANGED);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(flow_get(cx, v, &g, "x", &json));
	CHECK_TEXT(json, "2");
	snapshot_close(v);
}

SESSION_TEST(flow_bounded)
{
	struct session g;
	struct slice cookie, json;
	struct snapshot *v = NULL;
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
	CHECK_OK(session_begin_guest(cx, all, &g, &cookie));
	for (size_t i = 0; i < FLOW_SLOTS; i++)
		CHECK_OK(flow_put(cx, all, &g, names[i], SLICE("1")));
	CHECK_ERR(flow_put(cx, all, &g, "m", SLICE("1")), ERR_FLOW);
	CHECK_OK(flow_put(cx, all, &g, "a", SLICE("2"))); /* not a new one */
	CHECK_OK(flow_clear(cx, all, &g, "b"));
	CHECK_OK(flow_put(cx, all, &g, "m", SLICE("1")));
	CHECK_ERR(flow_put(cx, all, &g, "a", slice_of(ctx_alloc(cx, FLOW_BYTES + 1), FLOW_BYTES + 1)), ERR_FLOW);
	CHECK_ERR(flow_put(cx, all, &g, "Not A Name", SLICE("1")), ERR_BUG);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(flow_get(cx, v, &g, "a", &json));
	CHECK_TEXT(json, "2");
	CHECK_OK(flow_get(cx, v, &g, "b", &json));
	CHECK(!json.p);
	snapshot_close(v);
}
