/*
 * Owns: taking one person out of a booking of several, and giving up the second of two places that are one person's (appointments.h). A booking loses
 * people; it never gets another one.
 */
#include "portal/appointments_inner.h"

struct part_step {
	struct appointments *a;
	const struct office *office;
	struct slice id;
	const char *person, *account;
	struct booking *out;
};

size_t part_place(const struct booking *k, const char *person)
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

enum err part_write(struct ctx *cx, struct batch *b, const struct appointments *a, const struct office *o, const struct booking *old, size_t at,
	struct booking *k, const char *act, const char *account)
{
	struct booking gone = *old;
	gone.people[0] = old->people[at];
	gone.count = 1;
	*k = *old;
	memmove(&k->people[at], &k->people[at + 1], (--k->count - at) * sizeof k->people[0]);
	enum err e = check_need(cx, b, o, old, k);
	if (e == OK)
		e = person_drop(cx, b, &gone);
	if (e == OK)
		e = list_drop(cx, b, &gone);
	booking_add_act(k, cx->now, act, account);
	return e == OK ? rewrite(cx, b, a, o, old, k) : e;
}

static enum err step_part(struct ctx *cx, struct batch *b, void *arg)
{
	struct part_step *s = arg;
	struct booking old, *k = s->out;
	enum err e = load_open(cx, b, s->id, &old);
	size_t at = e == OK ? part_place(&old, s->person) : 0;
	if (e == OK && (at == old.count || old.count < 2))
		e = fail(cx, ERR_BOOKING_PEOPLE, "appointments: not one of several people of this booking");
	if (e == OK && !slice_eq(old.office, s->office->id))
		e = fail(cx, ERR_BOOKING_STATE, "appointments: the booking has moved to another office meanwhile");
	if (e != OK)
		return e;
	e = part_write(cx, b, s->a, s->office, &old, at, k, "parted", s->account);
	return e == OK ? notice_of(cx, b, k, NOTICE_PARTED) : e;
}

enum err appointments_part(struct ctx *cx, struct appointments *a, struct slice id, const struct office *o, const char *person,
	const char *account, struct booking *out)
{
	struct part_step s = { .a = a, .office = o, .id = ctx_copy(cx, id), .person = person, .account = account, .out = out };
	return writer_do(cx, a->writer, step_part, &s);
}

/* ---- two places of one person ---- */

struct unite_step {
	struct appointments *a;
	const struct office_list *offices;
	const struct appointments_pair *pair;
};

/* The booking of a place that is still to come; state BOOKING_NONE where it is not, or the person has left it. */
static enum err load_place(struct ctx *cx, struct batch *b, const struct appointments_place *place, struct booking *k)
{
	enum err e = booking_find(cx, from_batch(b), slice_str(place->booking), k);
	if (e == OK && (k->state != BOOKING_BOOKED || k->start <= cx->now || part_place(k, place->person) == k->count))
		k->state = BOOKING_NONE;
	return e;
}

/* The notice names the time that was given back, not the one at which the others go on coming. */
static enum err part_twin(struct ctx *cx, struct batch *b, struct unite_step *s, const struct booking *old)
{
	struct booking left, gone = *old;
	const struct office *o = office_list_find(s->offices, old->office);
	size_t at = part_place(old, s->pair->goes.person);
	gone.start = old->people[at].start;
	enum err e = o ? part_write(cx, b, s->a, o, old, at, &left, "doubled", NULL) : OK;
	return e == OK && o ? notice_of(cx, b, &gone, NOTICE_DOUBLED) : e;
}

static enum err step_unite(struct ctx *cx, struct batch *b, void *arg)
{
	struct unite_step *s = arg;
	struct booking stays, goes;
	enum err e = load_place(cx, b, &s->pair->stays, &stays);
	if (e == OK)
		e = load_place(cx, b, &s->pair->goes, &goes);
	if (e != OK || stays.state == BOOKING_NONE || goes.state == BOOKING_NONE || stays.service != goes.service)
		return e;
	return goes.count > 1 ? part_twin(cx, b, s, &goes) : cancel_write(cx, b, s->a, &goes, "doubled", NULL, NOTICE_DOUBLED);
}

enum err appointments_unite(struct ctx *cx, struct appointments *a, const struct office_list *offices, const struct appointments_pair *pair)
{
	struct unite_step s = { a, offices, pair };
	enum err e = writer_do(cx, a->writer, step_unite, &s);
	if (e != ERR_BOOKING_TAKEN)
		return e;
	ctx_forgive(cx);
	return OK;
}
