/*
 * Owns: seats in the store (slots.h). A slot's value is a row of 24 bytes a seat: kind, accessible, two letters of the language, eight
 * bytes of time, twelve of the reference.
 */
#include "portal/slots.h"

#include "base/limits.h"

#define SEAT_BYTES 24

static struct table_key slot_key(struct slice office, enum service service, int64_t start)
{
	return table_u64(table_u8(table_text(table_key(TABLE_SLOT), office), service), start);
}

static struct table_key full_key(struct slice office, enum service service, int64_t day)
{
	return table_u32(table_u8(table_text(table_key(TABLE_FULL), office), service), (uint32_t)day);
}

static struct seat read_seat(struct rd *r)
{
	uint8_t kind = rd_u8(r);
	struct seat s = { .kind = kind >= SEAT_HELD && kind <= SEAT_OFFERED ? (enum seat_kind)kind : SEAT_NONE };
	s.need.accessible = rd_u8(r) == 1;
	struct slice language = rd_take(r, 2);
	if (language.n == 2)
		memcpy(s.need.language, language.p, 2);
	s.until = (int64_t)rd_u64(r);
	struct slice ref = rd_take(r, SLOT_REF);
	if (ref.n == SLOT_REF)
		memcpy(s.ref, ref.p, SLOT_REF);
	return s;
}

static enum err decode(struct ctx *cx, struct slice value, struct slot *out)
{
	struct rd r = rd_of(value);
	out->count = 0;
	while (rd_left(&r) && out->count < SLOT_SEATS) {
		struct seat s = read_seat(&r);
		if (s.kind == SEAT_NONE)
			return fail(cx, ERR_STORE_CORRUPT, "slots: a seat is of an unknown kind");
		out->seats[out->count++] = s;
	}
	return rd_end(&r) ? OK : fail(cx, ERR_STORE_CORRUPT, "slots: an entry is damaged");
}

enum err slot_load(struct ctx *cx, struct source s, struct slice office, enum service service, int64_t start, struct slot *out)
{
	struct slice value = { 0 };
	struct table_key k = slot_key(office, service, start);
	out->office = office;
	out->service = service;
	out->start = start;
	out->count = 0;
	enum err e = source_get(cx, s, &k, &value);
	return e == OK && value.p ? decode(cx, value, out) : e;
}

enum err slot_save(struct ctx *cx, struct batch *b, const struct slot *t)
{
	struct table_key k = slot_key(t->office, t->service, t->start);
	if (t->count == 0)
		return table_delete(cx, b, &k);
	struct buf v;
	buf_init(&v, SLOT_SEATS * SEAT_BYTES);
	for (size_t i = 0; i < t->count; i++) {
		const struct seat *s = &t->seats[i];
		buf_putc(&v, (uint8_t)s->kind);
		buf_putc(&v, s->need.accessible);
		buf_put(&v, s->need.language, 2);
		buf_u64(&v, (uint64_t)s->until);
		buf_put(&v, s->ref, SLOT_REF);
	}
	enum err e = table_put(cx, b, &k, buf_slice(&v));
	buf_free(&v);
	return e;
}

static bool is_public(const struct seat *s, int64_t now) { return s->kind == SEAT_RESTING && s->until <= now; }

static size_t less(size_t a, size_t b) { return a < b ? a : b; }

size_t slot_free(const struct slot *t, const struct office *o, const struct calendar_need *need, const char *own, int64_t now)
{
	size_t taken = 0, accessible = 0, language = 0;
	for (size_t i = 0; i < t->count; i++) {
		const struct seat *s = &t->seats[i];
		if (is_public(s, now) || (own && s->kind != SEAT_RESTING && strcmp(s->ref, own) == 0))
			continue;
		taken++;
		accessible += s->need.accessible;
		language += need->language[0] && strcmp(s->need.language, need->language) == 0;
	}
	size_t places = calendar_places(o, t->service), left = places > taken ? places - taken : 0;
	if (need->accessible) {
		size_t able = calendar_accessible(o, t->service);
		left = less(left, able > accessible ? able - accessible : 0);
	}
	if (need->language[0]) {
		size_t able = calendar_interpreters(o, t->service, need->language);
		left = less(left, able > language ? able - language : 0);
	}
	return left;
}

size_t slot_remove(struct slot *t, const char *ref, int64_t now, struct seat *gone, size_t most)
{
	size_t n = 0, removed = 0;
	for (size_t i = 0; i < t->count; i++) {
		struct seat s = t->seats[i];
		bool theirs = s.kind != SEAT_RESTING && strcmp(s.ref, ref) == 0;
		if (theirs && removed < most)
			gone[removed] = s;
		removed += theirs;
		if (!theirs && !is_public(&s, now))
			t->seats[n++] = s;
	}
	t->count = n;
	return removed;
}

bool slot_take(struct slot *t, const struct seat *seat, int64_t now)
{
	slot_remove(t, "", now, NULL, 0);
	if (t->count == SLOT_SEATS)
		return false;
	t->seats[t->count++] = *seat;
	return true;
}

/* ---- days ---- */

struct day_walk {
	struct ctx *cx;
	const struct office *o;
	const struct calendar_need *need;
	const char *own;
	struct slot *slot;
	struct day_slot *out;
	size_t count, at;
	enum err e;
};

static bool see_slot(void *self, struct slice key, struct slice value)
{
	struct day_walk *w = self;
	struct rd r = rd_of(slice_sub(key, key.n - 8, 8));
	int64_t start = (int64_t)rd_u64(&r);
	while (w->at < w->count && w->out[w->at].start < start)
		w->at++;
	if (w->at == w->count)
		return false;
	if (w->out[w->at].start != start) /* the office has changed its hours since */
		return true;
	w->e = decode(w->cx, value, w->slot);
	w->out[w->at].free = slot_free(w->slot, w->o, w->need, w->own, w->cx->now);
	return w->e == OK;
}

enum err slots_of_day(struct ctx *cx, struct source s, const struct office *o, enum service service, struct date day,
	const struct calendar_need *need, const char *own, struct day_slot out[static CALENDAR_SLOTS], size_t *count)
{
	int64_t starts[CALENDAR_SLOTS];
	struct slot slot = { .office = o->id, .service = service, .count = 0 };
	size_t n = calendar_places(o, service) ? calendar_slots(o, day, starts) : 0;
	size_t all = slot_free(&slot, o, need, NULL, cx->now);
	for (size_t i = 0; i < n; i++)
		out[i] = (struct day_slot){ starts[i], all, calendar_places(o, service), !calendar_in_reach(o, cx->now, starts[i]) };
	*count = n;
	if (n == 0)
		return OK;
	struct day_walk w = { .cx = cx, .o = o, .need = need, .own = own, .slot = &slot, .out = out, .count = n };
	struct table_key from = slot_key(o->id, service, starts[0]), to = slot_key(o->id, service, starts[n - 1] + 1);
	enum err e = source_range(cx, s, &from, &to, see_slot, &w);
	return e == OK ? w.e : e;
}

static enum err day_has_place(struct ctx *cx, struct source s, const struct office *o, enum service service, struct date day,
	const struct calendar_need *need, bool *has)
{
	struct day_slot slots[CALENDAR_SLOTS];
	size_t n = 0;
	*has = false;
	enum err e = slots_of_day(cx, s, o, service, day, need, NULL, slots, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		*has |= slots[i].free > 0 && !slots[i].past;
	return e;
}

/* The mark holds the number of places it was made with: an office that got more places has no full days. */
static enum err day_is_marked(struct ctx *cx, struct source s, const struct office *o, enum service service, int64_t day, bool *marked)
{
	struct slice value = { 0 };
	struct table_key k = full_key(o->id, service, day);
	enum err e = source_get(cx, s, &k, &value);
	struct rd r = rd_of(value);
	*marked = e == OK && value.p && rd_u16(&r) == calendar_places(o, service);
	return e;
}

enum err slots_next_day(struct ctx *cx, struct source s, const struct office *o, enum service service, struct date from,
	const struct calendar_need *need, bool *found, struct date *out)
{
	int64_t today = date_days(calendar_day(o, cx->now)), last = today + CALENDAR_DAYS - 1, day = date_days(from);
	enum err e = OK;
	*found = false;
	if (!calendar_can(o, service, need))
		return OK;
	for (day = day < today ? today : day; e == OK && !*found && day <= last; day++) {
		bool marked = false;
		*out = date_from_days(day);
		if (office_day_on(o, *out)->count == 0)
			continue;
		e = day_is_marked(cx, s, o, service, day, &marked);
		if (e == OK && !marked)
			e = day_has_place(cx, s, o, service, *out, need, found);
	}
	return e;
}

enum err slots_mark(struct ctx *cx, struct batch *b, const struct office *o, const struct slot *taken)
{
	static const struct calendar_need nothing = { 0 };
	struct day_slot slots[CALENDAR_SLOTS];
	size_t n = 0;
	/* As long as the slot itself has a place the day is not full: the usual case costs nothing. */
	if (slot_free(taken, o, &nothing, NULL, cx->now) > 0)
		return OK;
	struct date day = calendar_day(o, taken->start);
	enum err e = slots_of_day(cx, from_batch(b), o, taken->service, day, &nothing, NULL, slots, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (slots[i].free > 0)
			return OK;
	if (e != OK)
		return e;
	struct table_key k = full_key(o->id, taken->service, date_days(day));
	size_t places = calendar_places(o, taken->service);
	uint8_t value[2] = { (uint8_t)(places >> 8), (uint8_t)places };
	return table_put(cx, b, &k, slice_of(value, sizeof value));
}

enum err slots_unmark(struct ctx *cx, struct batch *b, struct slice office, enum service service, int64_t start, int utc_offset)
{
	int64_t local = start + 60 * (int64_t)utc_offset;
	struct table_key k = full_key(office, service, local / 86400);
	return table_delete(cx, b, &k);
}
