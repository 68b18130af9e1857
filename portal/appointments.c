/* Owns: hold, confirm, release, move and cancel (appointments.h). Each step judges first and writes afterwards. */
#include "portal/appointments.h"

#include "base/limits.h"
#include "portal/appointments_inner.h"

#include <stdlib.h>

#define REMIND_BEFORE 86400 /* seconds */

struct appointments *appointments_open(struct store *store, const struct appointments_policy *policy)
{
	struct appointments *a = calloc(1, sizeof *a);
	if (!a)
		abort();
	*a = (struct appointments){ store, writer_open(store), *policy };
	return a;
}

void appointments_close(struct appointments *a)
{
	if (!a)
		return;
	writer_close(a->writer);
	free(a);
}

/* ---- what several steps share ---- */

enum err notice_of(struct ctx *cx, struct batch *b, const struct booking *k, enum notice_kind kind)
{
	struct notice n = { .kind = kind, .language = k->language, .office = k->office, .service = k->service, .start = k->start,
		.utc_offset = k->utc_offset };
	memcpy(n.account, k->account, sizeof n.account);
	memcpy(n.about, k->id, sizeof n.about);
	return notice_add(cx, b, &n);
}

enum err dates_put(struct ctx *cx, struct batch *b, const struct appointments *a, const struct booking *k)
{
	struct task remind = { .due = k->start - REMIND_BEFORE, .kind = TASK_REMIND, .ref = slice_str(k->id) };
	struct task forget = { .due = k->end + a->policy.keep, .kind = TASK_FORGET, .ref = slice_str(k->id) };
	enum err e = remind.due > cx->now ? task_add(cx, b, &remind) : OK;
	return e == OK ? task_add(cx, b, &forget) : e;
}

enum err hold_load(struct ctx *cx, struct batch *b, const char *account, struct allowance *allowance, struct booking *old)
{
	*old = (struct booking){ 0 };
	enum err e = allowance_load(cx, from_batch(b), account, allowance);
	if (e == OK && allowance->held[0])
		e = booking_find(cx, from_batch(b), slice_str(allowance->held), old);
	if (old->state != BOOKING_HELD)
		*old = (struct booking){ 0 };
	return e;
}

enum err hold_drop(struct ctx *cx, struct batch *b, const struct booking *k)
{
	struct table_key key = table_bytes(table_key(TABLE_BOOKING), slice_str(k->id));
	struct task expiry = { .due = k->held_until, .kind = TASK_HOLD, .ref = slice_str(k->id) };
	enum err e = table_delete(cx, b, &key);
	if (e == OK)
		e = person_drop(cx, b, k);
	return e == OK ? task_drop(cx, b, &expiry) : e;
}

enum err hold_write(struct ctx *cx, struct batch *b, const struct appointments *a, struct booking *k, const struct allowance *had)
{
	struct allowance now = { .day = cx->now / 86400 };
	now.holds = (had->day == now.day ? had->holds : 0) + 1;
	memcpy(now.held, k->id, sizeof now.held);
	struct task expiry = { .due = k->held_until, .kind = TASK_HOLD, .ref = slice_str(k->id) };
	(void)a;
	enum err e = booking_save(cx, b, k);
	if (e == OK)
		e = person_put(cx, b, k);
	if (e == OK)
		e = allowance_save(cx, b, k->account, &now);
	return e == OK ? task_add(cx, b, &expiry) : e;
}

/* ---- hold ---- */

struct hold_step {
	struct appointments *a;
	const struct booking_wish *wish;
	struct booking *out;
};

static enum err check_people(struct ctx *cx, const struct booking_wish *w)
{
	if (w->count == 0 || w->count > BOOKING_PEOPLE)
		return fail(cx, ERR_BOOKING_PEOPLE, "appointments: a booking is for one to %d people", BOOKING_PEOPLE);
	for (size_t i = 0; i < w->count; i++) {
		if (!booking_is_id(slice_str(w->people[i].id)))
			return fail(cx, ERR_BOOKING_PEOPLE, "appointments: person %zu has no id", i);
		for (size_t j = 0; j < i; j++)
			if (strcmp(w->people[i].id, w->people[j].id) == 0)
				return fail(cx, ERR_BOOKING_PEOPLE, "appointments: one person twice in a booking");
	}
	return OK;
}

static enum err check_time(struct ctx *cx, const struct office *o, enum service service, int64_t start, const struct calendar_need *need)
{
	if (!calendar_has_slot(o, service, start) || !calendar_in_reach(o, cx->now, start))
		return fail(cx, ERR_BOOKING_SLOT, "appointments: not a time the office offers");
	if (!calendar_can(o, service, need))
		return fail(cx, ERR_BOOKING_NEED, "appointments: the office has no such counter or interpreter");
	return OK;
}

/* Nobody of them may have an active booking of the service but `own`. */
static enum err check_once(struct ctx *cx, struct batch *b, const struct booking_wish *w, const char *own)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < w->count; i++) {
		struct booking other;
		e = person_find(cx, from_batch(b), w->people[i].id, w->service, &other);
		if (e == OK && booking_is_active(&other, cx->now) && strcmp(other.id, own) != 0)
			e = fail(cx, ERR_BOOKING_TWICE, "appointments: a person has an active booking of this service");
	}
	return e;
}

static void fill(struct ctx *cx, struct booking *k, const struct booking_wish *w, const struct appointments_policy *p)
{
	const struct office *o = w->office;
	*k = (struct booking){ .state = BOOKING_HELD, .office = o->id, .service = w->service, .count = w->count, .need = w->need,
		.held_until = cx->now + p->hold, .made = cx->now, .changed = cx->now, .utc_offset = o->utc_offset, .language = w->language };
	booking_new_id(k->id);
	memcpy(k->account, w->account, strnlen(w->account, BOOKING_ID));
	memcpy(k->people, w->people, w->count * sizeof k->people[0]);
	booking_add_act(k, cx->now, "held", k->account);
}

static void set_times(struct booking *k, const struct office *o)
{
	k->start = k->people[0].start;
	k->end = k->people[k->count - 1].start + 60 * (int64_t)o->slot_minutes;
	k->utc_offset = o->utc_offset;
}

static enum err step_hold(struct ctx *cx, struct batch *b, void *arg)
{
	struct hold_step *s = arg;
	const struct booking_wish *w = s->wish;
	struct allowance had;
	struct booking old, k;
	struct given given = { 0 };
	enum err e = hold_load(cx, b, w->account, &had, &old);
	if (e == OK && had.day == cx->now / 86400 && had.holds >= LIMIT_HOLDS_DAY)
		e = fail(cx, ERR_BOOKING_OFTEN, "appointments: %d holds of one account today", LIMIT_HOLDS_DAY);
	if (e == OK)
		e = check_once(cx, b, w, old.id);
	fill(cx, &k, w, &s->a->policy);
	if (e == OK)
		e = seats_plan(cx, b, w->office, w->service, w->start, w->count, &w->need, old.id[0] ? old.id : NULL, k.people);
	if (e != OK)
		return e;
	set_times(&k, w->office);
	if (old.id[0])
		e = seats_remove(cx, b, &old, &given);
	if (e == OK && old.id[0])
		e = hold_drop(cx, b, &old);
	if (e == OK)
		e = seats_take(cx, b, w->office, &k);
	if (e == OK)
		e = hold_write(cx, b, s->a, &k, &had);
	if (e == OK)
		e = seats_give(cx, b, &s->a->policy, &old, &given, &k);
	*s->out = k;
	return e;
}

enum err appointments_hold(struct ctx *cx, struct appointments *a, const struct booking_wish *wish, struct booking *out)
{
	struct hold_step s = { a, wish, out };
	enum err e = check_people(cx, wish);
	if (e == OK)
		e = check_time(cx, wish->office, wish->service, wish->start, &wish->need);
	return e == OK ? writer_do(cx, a->writer, step_hold, &s) : e;
}

/* ---- confirm and release ---- */

struct change_step {
	struct appointments *a;
	struct slice id, guidance;
	const char *account;      /* NULL: by code */
	const struct office *office;
	int64_t start;
	struct booking *out;
};

/* The caller's id and account may stand in the very booking that is written to. */
static struct change_step change_of(struct ctx *cx, struct appointments *a, struct slice id, const char *account, struct booking *out)
{
	return (struct change_step){ .a = a, .id = ctx_copy(cx, id), .account = account ? ctx_string(cx, slice_str(account)) : NULL, .out = out };
}

static enum err clear_held(struct ctx *cx, struct batch *b, const struct booking *k)
{
	struct allowance had;
	enum err e = allowance_load(cx, from_batch(b), k->account, &had);
	if (e != OK || strcmp(had.held, k->id) != 0)
		return e;
	memset(had.held, 0, sizeof had.held);
	return allowance_save(cx, b, k->account, &had);
}

static enum err confirm_write(struct ctx *cx, struct batch *b, const struct appointments *a, struct booking *k)
{
	struct task expiry = { .due = k->held_until, .kind = TASK_HOLD, .ref = slice_str(k->id) };
	enum err e = seats_confirm(cx, b, k);
	k->state = BOOKING_BOOKED;
	k->changed = cx->now;
	k->held_until = 0;
	booking_add_act(k, cx->now, "booked", k->account);
	if (e == OK)
		e = booking_save(cx, b, k);
	if (e == OK)
		e = list_put(cx, b, k);
	if (e == OK)
		e = code_put(cx, b, a, k);
	if (e == OK)
		e = task_drop(cx, b, &expiry);
	if (e == OK)
		e = dates_put(cx, b, a, k);
	/* The account's entry goes on naming it: a second tab asks what became of the hold. */
	return e == OK ? notice_of(cx, b, k, NOTICE_BOOKED) : e;
}

static enum err step_confirm(struct ctx *cx, struct batch *b, void *arg)
{
	struct change_step *s = arg;
	struct booking *k = s->out;
	enum err e = booking_find(cx, from_batch(b), s->id, k);
	if (e != OK)
		return e;
	/* An expired hold leaves nothing behind: whoever comes too late hears so. */
	if (k->state == BOOKING_NONE)
		return fail(cx, ERR_BOOKING_HOLD, "appointments: the hold has ended");
	if (strcmp(k->account, s->account) != 0)
		return fail(cx, ERR_BOOKING_MISSING, "appointments: no booking of this account");
	if (k->state == BOOKING_BOOKED)
		return OK;
	if (k->state != BOOKING_HELD || k->held_until <= cx->now)
		return fail(cx, ERR_BOOKING_HOLD, "appointments: the hold has ended");
	k->guidance = slice_sub(s->guidance, 0, LIMIT_GUIDANCE_VERSION);
	return confirm_write(cx, b, s->a, k);
}

enum err appointments_confirm(struct ctx *cx, struct appointments *a, struct slice id, const char *account, struct slice guidance,
	struct booking *out)
{
	struct change_step s = change_of(cx, a, id, account, out);
	s.guidance = guidance;
	return writer_do(cx, a->writer, step_confirm, &s);
}

static enum err step_release(struct ctx *cx, struct batch *b, void *arg)
{
	struct change_step *s = arg;
	struct booking k;
	struct given given;
	enum err e = booking_find(cx, from_batch(b), s->id, &k);
	if (e != OK || k.state != BOOKING_HELD || strcmp(k.account, s->account) != 0)
		return e;
	e = seats_remove(cx, b, &k, &given);
	if (e == OK)
		e = hold_drop(cx, b, &k);
	if (e == OK)
		e = clear_held(cx, b, &k);
	return e == OK ? seats_give(cx, b, &s->a->policy, &k, &given, NULL) : e;
}

enum err appointments_release(struct ctx *cx, struct appointments *a, struct slice id, const char *account)
{
	struct change_step s = change_of(cx, a, id, account, NULL);
	return writer_do(cx, a->writer, step_release, &s);
}

/* ---- move and cancel ---- */

enum err load_open(struct ctx *cx, struct batch *b, struct slice id, struct booking *k)
{
	enum err e = booking_find(cx, from_batch(b), id, k);
	if (e == OK && k->state == BOOKING_NONE)
		e = fail(cx, ERR_BOOKING_MISSING, "appointments: no such booking");
	if (e == OK && (k->state != BOOKING_BOOKED || k->start <= cx->now))
		e = fail(cx, ERR_BOOKING_STATE, "appointments: the booking is %s, or its time has come", booking_state_name(k->state));
	return e;
}

enum err rewrite(struct ctx *cx, struct batch *b, const struct appointments *a, const struct office *o, const struct booking *old, struct booking *k)
{
	struct given given;
	struct task remind = { .due = old->start - REMIND_BEFORE, .kind = TASK_REMIND, .ref = slice_str(old->id) };
	struct task forget = { .due = old->end + a->policy.keep, .kind = TASK_FORGET, .ref = slice_str(old->id) };
	set_times(k, o);
	k->office = o->id;
	k->changed = cx->now;
	k->sequence++;
	enum err e = seats_remove(cx, b, old, &given);
	if (e == OK)
		e = seats_take(cx, b, o, k);
	if (e == OK)
		e = booking_save(cx, b, k);
	if (e == OK)
		e = task_drop(cx, b, &remind);
	if (e == OK)
		e = task_drop(cx, b, &forget);
	if (e == OK)
		e = dates_put(cx, b, a, k);
	return e == OK ? seats_give(cx, b, &a->policy, old, &given, k) : e;
}

enum err move_write(struct ctx *cx, struct batch *b, const struct appointments *a, const struct office *o, const struct booking *old,
	struct booking *k, const char *account)
{
	booking_add_act(k, cx->now, "moved", account);
	enum err e = rewrite(cx, b, a, o, old, k);
	return e == OK ? notice_of(cx, b, k, NOTICE_MOVED) : e;
}

static enum err step_move(struct ctx *cx, struct batch *b, void *arg)
{
	struct change_step *s = arg;
	struct booking old;
	enum err e = load_open(cx, b, s->id, &old);
	if (e == OK)
		e = check_time(cx, s->office, old.service, s->start, &old.need);
	if (e == OK && old.sequence >= LIMIT_BOOKING_MOVES)
		e = fail(cx, ERR_BOOKING_OFTEN, "appointments: a booking is moved at most %d times", LIMIT_BOOKING_MOVES);
	*s->out = old;
	if (e == OK && old.start == s->start && slice_eq(old.office, s->office->id))
		return OK;
	if (e == OK)
		e = seats_plan(cx, b, s->office, old.service, s->start, old.count, &old.need, old.id, s->out->people);
	return e == OK ? move_write(cx, b, s->a, s->office, &old, s->out, s->account) : e;
}

enum err appointments_move(struct ctx *cx, struct appointments *a, struct slice id, const struct office *o, int64_t start, const char *account,
	struct booking *out)
{
	struct change_step s = change_of(cx, a, id, account, out);
	s.office = o;
	s.start = start;
	return writer_do(cx, a->writer, step_move, &s);
}

static enum err step_displace(struct ctx *cx, struct batch *b, void *arg)
{
	struct change_step *s = arg;
	struct booking k;
	enum err e = booking_find(cx, from_batch(b), s->id, &k);
	if (e != OK || k.state != BOOKING_BOOKED || k.start <= cx->now || booking_was_displaced(&k))
		return e;
	k.changed = cx->now;
	booking_add_act(&k, cx->now, "displaced", NULL);
	e = booking_save(cx, b, &k);
	return e == OK ? notice_of(cx, b, &k, NOTICE_DISPLACED) : e;
}

enum err appointments_displace(struct ctx *cx, struct appointments *a, struct slice id)
{
	struct change_step s = change_of(cx, a, id, NULL, NULL);
	return writer_do(cx, a->writer, step_displace, &s);
}

enum err cancel_write(struct ctx *cx, struct batch *b, const struct appointments *a, struct booking *k, const char *act, const char *account,
	enum notice_kind notice)
{
	struct given given;
	enum err e = seats_remove(cx, b, k, &given);
	if (e != OK)
		return e;
	k->state = BOOKING_CANCELLED;
	k->changed = cx->now;
	k->sequence++;
	booking_add_act(k, cx->now, act, account);
	e = booking_save(cx, b, k);
	if (e == OK)
		e = person_drop(cx, b, k);
	if (e == OK)
		e = seats_give(cx, b, &a->policy, k, &given, NULL);
	return e == OK ? notice_of(cx, b, k, notice) : e;
}

static enum err step_cancel(struct ctx *cx, struct batch *b, void *arg)
{
	struct change_step *s = arg;
	struct booking *k = s->out;
	enum err e = booking_find(cx, from_batch(b), s->id, k);
	if (e != OK || k->state == BOOKING_CANCELLED)
		return e;
	e = load_open(cx, b, s->id, k);
	return e == OK ? cancel_write(cx, b, s->a, k, "cancelled", s->account, NOTICE_CANCELLED) : e;
}

enum err appointments_cancel(struct ctx *cx, struct appointments *a, struct slice id, const char *account, struct booking *out)
{
	struct change_step s = change_of(cx, a, id, account, out);
	return writer_do(cx, a->writer, step_cancel, &s);
}
