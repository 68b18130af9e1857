/* Owns: joining and leaving a waiting list, and taking an offer (appointments.h). */
#include "base/limits.h"
#include "portal/appointments_inner.h"

struct line_step {
	struct appointments *a;
	const struct office *office;
	const char *account;
	struct slice id;
	struct waiting *w;
	struct booking *out;
};

static enum err step_wait(struct ctx *cx, struct batch *b, void *arg)
{
	struct line_step *s = arg;
	struct waiting other;
	size_t before = 0;
	enum err e = waiting_find_person(cx, from_batch(b), s->w->person.id, s->w->service, &other);
	if (e == OK && other.id[0])
		e = fail(cx, ERR_WAITING_TWICE, "appointments: the person stands in a line of this service");
	if (e == OK)
		e = waiting_before(cx, from_batch(b), s->w, &before);
	if (e == OK && before >= LIMIT_WAITING_LINE)
		e = fail(cx, ERR_WAITING_FULL, "appointments: %d people wait already", LIMIT_WAITING_LINE);
	if (e != OK)
		return e;
	int64_t last = (date_days(s->w->to) + 1) * 86400 - 60 * (int64_t)s->w->utc_offset;
	struct task t = { .due = last, .kind = TASK_LINE, .ref = slice_str(s->w->id) };
	e = waiting_save(cx, b, s->w);
	return e == OK ? task_add(cx, b, &t) : e;
}

enum err appointments_wait(struct ctx *cx, struct appointments *a, const struct office *o, struct waiting *w)
{
	struct line_step s = { .a = a, .office = o, .w = w };
	struct date today = calendar_day(o, cx->now), last = calendar_last_day(o, cx->now);
	if (!booking_is_id(slice_str(w->person.id)))
		return fail(cx, ERR_BOOKING_PEOPLE, "appointments: a person without an id cannot wait");
	if (date_compare(w->from, today) < 0)
		w->from = today;
	if (date_compare(w->to, last) > 0)
		w->to = last;
	if (date_compare(w->from, w->to) > 0)
		return fail(cx, ERR_BOOKING_SLOT, "appointments: none of these days can be booked");
	if (!calendar_can(o, w->service, &w->need))
		return fail(cx, ERR_BOOKING_NEED, "appointments: the office has no such counter or interpreter");
	booking_new_id(w->id);
	w->office = o->id;
	w->utc_offset = o->utc_offset;
	w->joined = cx->now;
	w->missed = 0;
	w->offer_start = w->offer_until = 0;
	return writer_do(cx, a->writer, step_wait, &s);
}

static enum err drop_offer_task(struct ctx *cx, struct batch *b, const struct waiting *w)
{
	struct task t = { .due = w->offer_until, .kind = TASK_OFFER, .ref = slice_str(w->id) };
	return w->offer_until ? task_drop(cx, b, &t) : OK;
}

static enum err step_leave(struct ctx *cx, struct batch *b, void *arg)
{
	struct line_step *s = arg;
	struct waiting w;
	enum err e = waiting_find(cx, from_batch(b), s->id, &w);
	if (e != OK || !w.id[0] || strcmp(w.account, s->account) != 0)
		return e;
	e = waiting_remove(cx, b, &w);
	if (e == OK)
		e = drop_offer_task(cx, b, &w);
	return e == OK && w.offer_until ? seats_pass_on(cx, b, &s->a->policy, &w, w.offer_start) : e;
}

enum err appointments_leave(struct ctx *cx, struct appointments *a, struct slice id, const char *account)
{
	struct line_step s = { .a = a, .account = account, .id = id };
	return writer_do(cx, a->writer, step_leave, &s);
}

/* The offered seat leaves the slot; the caller puts the booking's own there. */
static enum err take_offer(struct ctx *cx, struct batch *b, const struct waiting *w)
{
	struct slot slot;
	enum err e = slot_load(cx, from_batch(b), w->office, w->service, w->offer_start, &slot);
	if (e == OK)
		slot_remove(&slot, w->id, cx->now, NULL, 0);
	if (e == OK)
		e = slot_save(cx, b, &slot);
	if (e == OK)
		e = waiting_remove(cx, b, w);
	return e == OK ? drop_offer_task(cx, b, w) : e;
}

/* ---- the end of a line ---- */

static enum err step_close(struct ctx *cx, struct batch *b, void *arg)
{
	struct line_step *s = arg;
	struct waiting w;
	struct notice n;
	enum err e = waiting_find(cx, from_batch(b), s->id, &w);
	if (e != OK || !w.id[0])
		return e;
	e = w.offer_until ? take_offer(cx, b, &w) : waiting_remove(cx, b, &w);
	n = (struct notice){ .kind = NOTICE_LINE_ENDED, .language = w.language, .office = w.office, .service = w.service, .utc_offset = w.utc_offset };
	memcpy(n.account, w.account, sizeof n.account);
	memcpy(n.about, w.id, sizeof n.about);
	return e == OK ? notice_add(cx, b, &n) : e;
}

enum err appointments_close_line(struct ctx *cx, struct appointments *a, struct slice id)
{
	struct line_step s = { .a = a, .id = id };
	return writer_do(cx, a->writer, step_close, &s);
}

/* ---- taking an offer ---- */

static enum err load_offer(struct ctx *cx, struct batch *b, const struct line_step *s, struct waiting *w)
{
	enum err e = waiting_find(cx, from_batch(b), s->id, w);
	if (e == OK && (!w->id[0] || strcmp(w->account, s->account) != 0))
		e = fail(cx, ERR_WAITING_MISSING, "appointments: no such entry of this account");
	if (e == OK && (w->offer_until <= cx->now || !slice_eq(w->office, s->office->id)))
		e = fail(cx, ERR_WAITING_OFFER, "appointments: the offer has ended");
	if (e == OK && (!calendar_has_slot(s->office, w->service, w->offer_start) || !calendar_in_reach(s->office, cx->now, w->offer_start)))
		e = fail(cx, ERR_BOOKING_SLOT, "appointments: not a time the office offers");
	return e;
}

static enum err accept_hold(struct ctx *cx, struct batch *b, struct line_step *s, const struct waiting *w)
{
	struct allowance had;
	struct booking old, *k = s->out;
	struct given given = { 0 };
	enum err e = hold_load(cx, b, s->account, &had, &old);
	*k = (struct booking){ .state = BOOKING_HELD, .office = s->office->id, .service = w->service, .count = 1, .need = w->need,
		.people = { w->person }, .start = w->offer_start, .end = w->offer_start + 60 * (int64_t)s->office->slot_minutes,
		.held_until = cx->now + s->a->policy.hold, .made = cx->now, .changed = cx->now, .utc_offset = s->office->utc_offset,
		.language = w->language };
	booking_new_id(k->id);
	memcpy(k->account, s->account, strnlen(s->account, BOOKING_ID));
	k->people[0].start = w->offer_start;
	booking_add_act(k, cx->now, "offered", s->account);
	if (e == OK)
		e = take_offer(cx, b, w);
	if (e == OK && old.id[0])
		e = seats_remove(cx, b, &old, &given);
	if (e == OK && old.id[0])
		e = hold_drop(cx, b, &old);
	if (e == OK)
		e = seats_take(cx, b, s->office, k);
	if (e == OK)
		e = hold_write(cx, b, s->a, k, &had);
	return e == OK ? seats_give(cx, b, &s->a->policy, &old, &given, NULL) : e;
}

static enum err step_accept(struct ctx *cx, struct batch *b, void *arg)
{
	struct line_step *s = arg;
	struct waiting w;
	struct booking old;
	struct slot slot;
	enum err e = load_offer(cx, b, s, &w);
	if (e == OK)
		e = person_find(cx, from_batch(b), w.person.id, w.service, &old);
	if (e == OK)
		e = slot_load(cx, from_batch(b), w.office, w.service, w.offer_start, &slot);
	if (e != OK)
		return e;
	if (slot_free(&slot, s->office, &w.need, w.id, cx->now) == 0)
		return fail(cx, ERR_BOOKING_TAKEN, "appointments: the office has fewer places now");
	bool active = booking_is_active(&old, cx->now), own_hold = old.state == BOOKING_HELD && strcmp(old.account, s->account) == 0;
	if (active && !own_hold && (old.count > 1 || old.state == BOOKING_HELD || old.start <= cx->now))
		return fail(cx, ERR_BOOKING_TWICE, "appointments: the person's active booking cannot be moved by an offer");
	if (!active || own_hold)
		return accept_hold(cx, b, s, &w);
	*s->out = old;
	s->out->people[0].start = w.offer_start;
	e = take_offer(cx, b, &w);
	return e == OK ? move_write(cx, b, s->a, s->office, &old, s->out, s->account) : e;
}

enum err appointments_accept(struct ctx *cx, struct appointments *a, struct slice id, const char *account, const struct office *o,
	struct booking *out)
{
	struct line_step s = { .a = a, .office = o, .account = account, .id = id, .out = out };
	return writer_do(cx, a->writer, step_accept, &s);
}
