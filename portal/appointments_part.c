/* Owns: taking one person out of a booking of several (appointments.h). A booking loses people; it never gets another one. */
#include "portal/appointments_inner.h"

struct part_step {
	struct appointments *a;
	const struct office *office;
	struct slice id;
	const char *person, *account;
	struct booking *out;
};

static size_t place_of(const struct booking *k, const char *person)
{
	size_t i = 0;
	while (i < k->count && strcmp(k->people[i].id, person) != 0)
		i++;
	return i;
}

/* The first visitor's counter has what was asked for: where another one is first at another time, that counter must be free then. */
static enum err check_need(struct ctx *cx, struct batch *b, const struct office *o, const struct booking *old, const struct booking *k)
{
	struct slot slot;
	if (k->people[0].start == old->people[0].start || (!k->need.accessible && !k->need.language[0]))
		return OK;
	enum err e = slot_load(cx, from_batch(b), k->office, k->service, k->people[0].start, &slot);
	if (e == OK && slot_free(&slot, o, &k->need, old->id, cx->now) == 0)
		e = fail(cx, ERR_BOOKING_TAKEN, "appointments: the counter that was asked for is not free at the next one's time");
	return e;
}

static enum err step_part(struct ctx *cx, struct batch *b, void *arg)
{
	struct part_step *s = arg;
	struct booking old, gone, *k = s->out;
	enum err e = load_open(cx, b, s->id, &old);
	size_t at = e == OK ? place_of(&old, s->person) : 0;
	if (e == OK && (at == old.count || old.count < 2))
		e = fail(cx, ERR_BOOKING_PEOPLE, "appointments: not one of several people of this booking");
	if (e == OK && !slice_eq(old.office, s->office->id))
		e = fail(cx, ERR_BOOKING_STATE, "appointments: the booking has moved to another office meanwhile");
	if (e != OK)
		return e;
	gone = *k = old;
	gone.people[0] = old.people[at];
	gone.count = 1;
	memmove(&k->people[at], &k->people[at + 1], (--k->count - at) * sizeof k->people[0]);
	e = check_need(cx, b, s->office, &old, k);
	if (e == OK)
		e = person_drop(cx, b, &gone);
	if (e == OK)
		e = list_drop(cx, b, &gone);
	booking_add_act(k, cx->now, "parted", s->account);
	if (e == OK)
		e = rewrite(cx, b, s->a, s->office, &old, k);
	return e == OK ? notice_of(cx, b, k, NOTICE_PARTED) : e;
}

enum err appointments_part(struct ctx *cx, struct appointments *a, struct slice id, const struct office *o, const char *person,
	const char *account, struct booking *out)
{
	struct part_step s = { .a = a, .office = o, .id = ctx_copy(cx, id), .person = person, .account = account, .out = out };
	return writer_do(cx, a->writer, step_part, &s);
}
