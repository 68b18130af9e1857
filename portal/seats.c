/* Owns: seats of bookings in a batch (seats.h). */
#include "portal/seats.h"

#include "base/crypto.h"

static const struct calendar_need no_need;

/* The first visitor's counter has what was asked for; the family sits beside it. */
static const struct calendar_need *need_of(const struct booking *k, size_t i) { return i == 0 ? &k->need : &no_need; }

enum err seats_plan(struct ctx *cx, struct batch *b, const struct office *o, enum service service, int64_t start, size_t count,
	const struct calendar_need *need, const char *own, struct booking_person *people)
{
	struct slot slot;
	size_t placed = 0;
	for (int64_t at = start; placed < count; at = calendar_next(o, at)) {
		enum err e = at ? slot_load(cx, from_batch(b), o->id, service, at, &slot) : OK;
		if (e != OK)
			return e;
		size_t left = at ? slot_free(&slot, o, &no_need, own, cx->now) : 0;
		if (left == 0 || (placed == 0 && slot_free(&slot, o, need, own, cx->now) == 0))
			return fail(cx, ERR_BOOKING_TAKEN, "appointments: no room for %zu at this time", count);
		for (; left > 0 && placed < count; left--)
			people[placed++].start = at;
	}
	return OK;
}

enum err seats_take(struct ctx *cx, struct batch *b, const struct office *o, const struct booking *k)
{
	struct slot slot;
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count;) {
		int64_t start = k->people[i].start;
		e = slot_load(cx, from_batch(b), k->office, k->service, start, &slot);
		for (; e == OK && i < k->count && k->people[i].start == start; i++) {
			struct seat seat = { .kind = k->state == BOOKING_HELD ? SEAT_HELD : SEAT_BOOKED, .need = *need_of(k, i) };
			seat.until = k->state == BOOKING_HELD ? k->held_until : 0;
			memcpy(seat.ref, k->id, BOOKING_ID);
			if (!slot_take(&slot, &seat, cx->now))
				e = fail(cx, ERR_BUG, "appointments: a slot has more seats than the schema allows");
		}
		if (e == OK)
			e = slot_save(cx, b, &slot);
		if (e == OK)
			e = slots_mark(cx, b, o, &slot);
	}
	return e;
}

/* Calls for every slot of the booking once. */
static size_t next_start(const struct booking *k, size_t i)
{
	int64_t start = k->people[i].start;
	while (i < k->count && k->people[i].start == start)
		i++;
	return i;
}

enum err seats_confirm(struct ctx *cx, struct batch *b, const struct booking *k)
{
	struct slot slot;
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i = next_start(k, i)) {
		e = slot_load(cx, from_batch(b), k->office, k->service, k->people[i].start, &slot);
		for (size_t j = 0; e == OK && j < slot.count; j++)
			if (slot.seats[j].kind == SEAT_HELD && strcmp(slot.seats[j].ref, k->id) == 0) {
				slot.seats[j].kind = SEAT_BOOKED;
				slot.seats[j].until = 0;
			}
		if (e == OK)
			e = slot_save(cx, b, &slot);
	}
	return e;
}

enum err seats_remove(struct ctx *cx, struct batch *b, const struct booking *k, struct given *out)
{
	struct slot slot;
	enum err e = OK;
	*out = (struct given){ 0 };
	for (size_t i = 0; e == OK && i < k->count; i = next_start(k, i)) {
		struct seat gone[BOOKING_PEOPLE];
		e = slot_load(cx, from_batch(b), k->office, k->service, k->people[i].start, &slot);
		size_t n = e == OK ? slot_remove(&slot, k->id, cx->now, gone, BOOKING_PEOPLE) : 0;
		for (size_t j = 0; j < n && out->count < BOOKING_PEOPLE; j++) {
			out->seats[out->count].start = slot.start;
			out->seats[out->count++].seat = gone[j];
		}
		if (e == OK)
			e = slot_save(cx, b, &slot);
	}
	return e;
}

/* ---- giving back ---- */

/* Nobody learns when a place comes back by cancelling and watching; near its start it must not rest too long to be of use. */
static int64_t rest_until(const struct appointments_policy *p, int64_t now, int64_t start)
{
	int64_t most = p->rest < (start - now) / 4 ? p->rest : (start - now) / 4;
	uint64_t random = 0;
	crypto_random(&random, sizeof random);
	return now + (most > 0 ? (int64_t)(random % (uint64_t)most) : 0) + 1;
}

/* A place at an office: what seat_back needs to know of it. */
struct place {
	struct slice office;
	enum service service;
	int64_t start;
	int utc_offset;
};

static enum err offer(struct ctx *cx, struct batch *b, const struct appointments_policy *p, const struct place *at, struct waiting *w, struct seat *seat)
{
	int64_t latest = at->start - CALENDAR_LEAD, until = cx->now + p->offer;
	w->offer_start = at->start;
	w->offer_until = until < latest ? until : latest;
	*seat = (struct seat){ .kind = SEAT_OFFERED, .need = seat->need, .until = w->offer_until };
	memcpy(seat->ref, w->id, BOOKING_ID);
	struct task t = { .due = w->offer_until, .kind = TASK_OFFER, .ref = slice_str(w->id) };
	struct notice n = { .kind = NOTICE_OFFER, .language = w->language, .office = at->office, .service = at->service, .start = at->start,
		.until = w->offer_until, .utc_offset = at->utc_offset };
	memcpy(n.account, w->account, sizeof n.account);
	memcpy(n.about, w->id, sizeof n.about);
	enum err e = waiting_save(cx, b, w);
	if (e == OK)
		e = task_add(cx, b, &t);
	return e == OK ? notice_add(cx, b, &n) : e;
}

static enum err rest(struct ctx *cx, struct batch *b, const struct appointments_policy *p, const struct place *at, struct seat *seat)
{
	seat->kind = SEAT_RESTING;
	seat->until = rest_until(p, cx->now, at->start);
	struct task t = { .due = seat->until, .kind = TASK_SEAT, .ref = slice_str(seat->ref), .office = at->office, .service = at->service,
		.start = at->start, .utc_offset = at->utc_offset };
	return task_add(cx, b, &t);
}

static enum err seat_back(struct ctx *cx, struct batch *b, const struct appointments_policy *p, const struct place *at, struct seat seat,
	const struct waiting *after)
{
	struct slot slot;
	struct waiting w;
	if (at->start <= cx->now + CALENDAR_LEAD) /* nobody can book it any more */
		return OK;
	enum err e = waiting_first(cx, b, at->office, at->service, at->start, at->utc_offset, &seat, after, &w);
	if (e == OK)
		e = w.id[0] ? offer(cx, b, p, at, &w, &seat) : rest(cx, b, p, at, &seat);
	if (e == OK)
		e = slot_load(cx, from_batch(b), at->office, at->service, at->start, &slot);
	if (e == OK && !slot_take(&slot, &seat, cx->now))
		e = fail(cx, ERR_BUG, "appointments: a slot has more seats than the schema allows");
	return e == OK ? slot_save(cx, b, &slot) : e;
}

static bool same_place(const struct booking *k, const struct booking *k2)
{
	return k2 && k->service == k2->service && slice_eq(k->office, k2->office);
}

enum err seats_give(struct ctx *cx, struct batch *b, const struct appointments_policy *p, const struct booking *k, const struct given *given,
	const struct booking *k2)
{
	bool kept[BOOKING_PEOPLE] = { 0 }; /* of k2's people: their seat was one of these */
	enum err e = OK;
	/* A time that the office gave up goes to nobody. */
	for (size_t i = 0; e == OK && i < given->count && !booking_was_displaced(k); i++) {
		struct place at = { k->office, k->service, given->seats[i].start, k->utc_offset };
		bool still = false;
		for (size_t j = 0; same_place(k, k2) && j < k2->count && !still; j++)
			if (!kept[j] && k2->people[j].start == at.start)
				kept[j] = still = true;
		if (!still)
			e = seat_back(cx, b, p, &at, given->seats[i].seat, NULL);
	}
	return e;
}

enum err seats_pass_on(struct ctx *cx, struct batch *b, const struct appointments_policy *p, const struct waiting *w, int64_t start)
{
	struct place at = { w->office, w->service, start, w->utc_offset };
	struct slot slot;
	struct seat gone[1];
	enum err e = slot_load(cx, from_batch(b), w->office, w->service, start, &slot);
	size_t n = e == OK ? slot_remove(&slot, w->id, cx->now, gone, 1) : 0;
	if (n == 0)
		return e;
	e = slot_save(cx, b, &slot);
	return e == OK ? seat_back(cx, b, p, &at, gone[0], w) : e;
}
