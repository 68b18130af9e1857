/* Owns: opening what a round looks at, and the walk. */
#include "portal/round.h"

struct walk {
	struct round round;
	round_see *see;
	void *self;
	enum err e;
};

static bool see_one(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct walk *w = self;
	bool enough = false;
	w->e = w->see(w->self, &w->round, slice_sub(key, 2, BOOKING_ID), &enough);
	if (w->e != OK)
		return false;
	ctx_reset(w->round.cx);
	return !enough;
}

static enum err walk(struct ctx *cx, const struct hall *hall, enum table table, struct walk *w)
{
	struct office_list *offices = office_list_open();
	struct snapshot *store = NULL;
	struct table_key from = table_key(table), to = table_behind(from);
	enum err e = snapshot_open(cx, hall->registry, &w->round.registry);
	if (e == OK)
		e = office_list_renew(cx, offices, w->round.registry);
	if (e == OK)
		e = snapshot_open(cx, hall->store, &store);
	w->round.offices = offices;
	w->round.store = from_snapshot(store);
	if (e == OK)
		e = source_range(cx, w->round.store, &from, &to, see_one, w);
	snapshot_close(store);
	snapshot_close(w->round.registry);
	office_list_close(offices);
	return e;
}

enum err round_go(struct ctx *cx, const struct hall *hall, enum table table, round_see *see, void *self)
{
	struct ctx inner;
	struct walk w = { .round = { .cx = &inner, .now = cx->now }, .see = see, .self = self };
	ctx_init(&inner, cx->now);
	enum err e = walk(cx, hall, table, &w);
	if (e == OK && w.e != OK)
		e = fail(cx, w.e, "round: %s", inner.text);
	ctx_free(&inner);
	return e;
}
