/* Owns: what falls due (appointments.h), and handing notices over. Every task looks again whether it still stands. */
#include "portal/appointments_inner.h"

#define SWEEP_GROUP 32  /* tasks a batch: others wait meanwhile */
#define NOTIFY_GROUP 32

static enum err expire_hold(struct ctx *cx, struct batch *b, const struct appointments *a, const struct task *t)
{
	struct booking k;
	struct given given;
	struct allowance had;
	enum err e = booking_find(cx, from_batch(b), t->ref, &k);
	if (e != OK || k.state != BOOKING_HELD || k.held_until > cx->now)
		return e;
	e = seats_remove(cx, b, &k, &given);
	if (e == OK)
		e = hold_drop(cx, b, &k);
	if (e == OK)
		e = allowance_load(cx, from_batch(b), k.account, &had);
	if (e == OK && strcmp(had.held, k.id) == 0) {
		memset(had.held, 0, sizeof had.held);
		e = allowance_save(cx, b, k.account, &had);
	}
	return e == OK ? seats_give(cx, b, &a->policy, &k, &given, NULL) : e;
}

static enum err free_seat(struct ctx *cx, struct batch *b, const struct task *t)
{
	struct slot slot;
	enum err e = slot_load(cx, from_batch(b), t->office, t->service, t->start, &slot);
	if (e == OK)
		slot_remove(&slot, "", cx->now, NULL, 0);
	if (e == OK)
		e = slot_save(cx, b, &slot);
	return e == OK ? slots_unmark(cx, b, t->office, t->service, t->start, t->utc_offset) : e;
}

static enum err end_notice(struct ctx *cx, struct batch *b, const struct waiting *w)
{
	struct notice n = { .kind = NOTICE_OFFER_ENDED, .language = w->language, .office = w->office, .service = w->service,
		.start = w->offer_start, .utc_offset = w->utc_offset };
	memcpy(n.account, w->account, sizeof n.account);
	memcpy(n.about, w->id, sizeof n.about);
	return notice_add(cx, b, &n);
}

static enum err end_offer(struct ctx *cx, struct batch *b, const struct appointments *a, const struct task *t)
{
	struct waiting w;
	enum err e = waiting_find(cx, from_batch(b), t->ref, &w);
	if (e != OK || !w.id[0] || w.offer_until == 0 || w.offer_until > cx->now)
		return e;
	int64_t start = w.offer_start;
	if (++w.missed >= WAITING_MISSES) {
		e = waiting_remove(cx, b, &w);
		if (e == OK)
			e = end_notice(cx, b, &w);
	} else {
		w.offer_start = w.offer_until = 0;
		e = waiting_save(cx, b, &w);
	}
	return e == OK ? seats_pass_on(cx, b, &a->policy, &w, start) : e;
}

static enum err end_wait(struct ctx *cx, struct batch *b, const struct task *t)
{
	struct waiting w;
	enum err e = waiting_find(cx, from_batch(b), t->ref, &w);
	return e == OK && w.id[0] ? waiting_remove(cx, b, &w) : e;
}

static enum err remind(struct ctx *cx, struct batch *b, const struct task *t)
{
	struct booking k;
	enum err e = booking_find(cx, from_batch(b), t->ref, &k);
	return e == OK && k.state == BOOKING_BOOKED && k.start > cx->now ? notice_of(cx, b, &k, NOTICE_REMINDER) : e;
}

static enum err forget(struct ctx *cx, struct batch *b, const struct appointments *a, const struct task *t)
{
	struct booking k;
	struct given given;
	enum err e = booking_find(cx, from_batch(b), t->ref, &k);
	if (e != OK || k.state == BOOKING_NONE || k.end + a->policy.keep > cx->now)
		return e;
	struct table_key key = table_bytes(table_key(TABLE_BOOKING), t->ref);
	e = seats_remove(cx, b, &k, &given);
	if (e == OK)
		e = person_drop(cx, b, &k);
	if (e == OK)
		e = list_drop(cx, b, &k);
	if (e == OK)
		e = code_drop(cx, b, a, &k);
	return e == OK ? table_delete(cx, b, &key) : e;
}

static enum err drop_tries(struct ctx *cx, struct batch *b, const struct task *t)
{
	struct table_key k = table_bytes(table_key(TABLE_TRIES), t->ref);
	return table_delete(cx, b, &k);
}

static enum err run_task(struct ctx *cx, struct batch *b, const struct appointments *a, const struct task *t)
{
	switch (t->kind) {
	case TASK_HOLD: return expire_hold(cx, b, a, t);
	case TASK_SEAT: return free_seat(cx, b, t);
	case TASK_OFFER: return end_offer(cx, b, a, t);
	case TASK_LINE: return end_wait(cx, b, t);
	case TASK_REMIND: return remind(cx, b, t);
	case TASK_FORGET: return forget(cx, b, a, t);
	case TASK_TRIES: return drop_tries(cx, b, t);
	case TASK_NONE: break;
	}
	return fail(cx, ERR_STORE_CORRUPT, "task: of an unknown kind");
}

struct sweep_step {
	struct appointments *a;
	size_t most, done;
};

static enum err step_sweep(struct ctx *cx, struct batch *b, void *arg)
{
	struct sweep_step *s = arg;
	struct task due[SWEEP_GROUP];
	enum err e = tasks_due(cx, from_batch(b), cx->now, due, s->most < SWEEP_GROUP ? s->most : SWEEP_GROUP, &s->done);
	for (size_t i = 0; e == OK && i < s->done; i++) {
		e = run_task(cx, b, s->a, &due[i]);
		if (e == OK)
			e = task_drop(cx, b, &due[i]);
	}
	return e;
}

enum err appointments_sweep(struct ctx *cx, struct appointments *a, size_t most, size_t *done)
{
	enum err e = OK;
	*done = 0;
	while (e == OK && *done < most) {
		struct sweep_step s = { .a = a, .most = most - *done };
		e = writer_do(cx, a->writer, step_sweep, &s);
		*done += e == OK ? s.done : 0;
		if (s.done < SWEEP_GROUP)
			break;
	}
	return e;
}

/* ---- notices ---- */

struct drop_step {
	const struct notice *notices;
	size_t count;
};

static enum err step_drop(struct ctx *cx, struct batch *b, void *arg)
{
	struct drop_step *s = arg;
	enum err e = OK;
	for (size_t i = 0; e == OK && i < s->count; i++)
		e = notice_drop(cx, b, &s->notices[i]);
	return e;
}

enum err appointments_notify(struct ctx *cx, struct appointments *a, struct snapshot *v, notice_give *give, void *self, size_t *given)
{
	struct notice list[NOTIFY_GROUP];
	struct drop_step s = { .notices = list };
	size_t n = 0;
	*given = 0;
	enum err e = notices_list(cx, from_snapshot(v), list, NOTIFY_GROUP, &n);
	while (e == OK && s.count < n && (e = give(self, cx, &list[s.count])) == OK)
		s.count++;
	*given = s.count;
	enum err dropped = s.count ? writer_do(cx, a->writer, step_drop, &s) : OK;
	return e == OK ? dropped : e;
}
