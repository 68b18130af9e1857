/* Owns: finding bookings: by account, person, code; and the entries that make that possible (appointments_inner.h). */
#include "base/crypto.h"
#include "base/limits.h"
#include "formats/crockford.h"
#include "portal/appointments_inner.h"

#define TRIES_SECONDS 86400

/* ---- allowance ---- */

static struct table_key account_key(const char *account) { return table_text(table_key(TABLE_ACCOUNT), slice_str(account)); }

enum err allowance_load(struct ctx *cx, struct source s, const char *account, struct allowance *out)
{
	struct slice value = { 0 };
	struct table_key k = account_key(account);
	*out = (struct allowance){ 0 };
	enum err e = source_get(cx, s, &k, &value);
	if (e != OK || !value.p)
		return e;
	struct rd r = rd_of(value);
	out->day = (int64_t)rd_u64(&r);
	out->holds = rd_u16(&r);
	struct slice held = rd_take(&r, rd_left(&r));
	if (r.failed || (held.n && held.n != BOOKING_ID))
		return fail(cx, ERR_STORE_CORRUPT, "appointments: an account's entry is damaged");
	if (held.n)
		memcpy(out->held, held.p, BOOKING_ID);
	return OK;
}

enum err allowance_save(struct ctx *cx, struct batch *b, const char *account, const struct allowance *w)
{
	struct table_key k = account_key(account);
	struct buf v;
	buf_init(&v, 64);
	buf_u64(&v, (uint64_t)w->day);
	buf_u16(&v, (uint16_t)w->holds);
	buf_puts(&v, w->held);
	enum err e = table_put(cx, b, &k, buf_slice(&v));
	buf_free(&v);
	return e;
}

enum err appointments_held(struct ctx *cx, struct source s, const char *account, struct booking *out)
{
	struct allowance had;
	*out = (struct booking){ 0 };
	enum err e = allowance_load(cx, s, account, &had);
	if (e == OK && had.held[0])
		e = booking_find(cx, s, slice_str(had.held), out);
	if (out->state != BOOKING_HELD || out->held_until <= cx->now)
		out->state = BOOKING_NONE;
	return e;
}

enum err appointments_confirmed(struct ctx *cx, struct source s, const struct appointments *a, const char *account, struct booking *out)
{
	struct allowance had;
	*out = (struct booking){ 0 };
	enum err e = allowance_load(cx, s, account, &had);
	if (e == OK && had.held[0])
		e = booking_find(cx, s, slice_str(had.held), out);
	if (out->state != BOOKING_BOOKED || strcmp(out->account, account) != 0 || out->changed + a->policy.hold <= cx->now)
		out->state = BOOKING_NONE;
	return e;
}

/* ---- person ---- */

static struct table_key person_key(const char *person, enum service service)
{
	return table_u8(table_text(table_key(TABLE_PERSON), slice_str(person)), service);
}

enum err person_find(struct ctx *cx, struct source s, const char *person, enum service service, struct booking *out)
{
	struct slice id = { 0 };
	struct table_key k = person_key(person, service);
	*out = (struct booking){ 0 };
	enum err e = source_get(cx, s, &k, &id);
	return e == OK && id.p ? booking_find(cx, s, ctx_copy(cx, id), out) : e;
}

enum err appointments_active(struct ctx *cx, struct source s, const char *person, enum service service, struct booking *out)
{
	enum err e = person_find(cx, s, person, service, out);
	if (!booking_is_active(out, cx->now))
		out->state = BOOKING_NONE;
	return e;
}

enum err person_put(struct ctx *cx, struct batch *b, const struct booking *k)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i++) {
		struct table_key key = person_key(k->people[i].id, k->service);
		e = table_put(cx, b, &key, slice_str(k->id));
	}
	return e;
}

enum err person_drop(struct ctx *cx, struct batch *b, const struct booking *k)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i++) {
		struct slice id = { 0 };
		struct table_key key = person_key(k->people[i].id, k->service);
		e = source_get(cx, from_batch(b), &key, &id);
		if (e == OK && slice_is(id, k->id))
			e = table_delete(cx, b, &key);
	}
	return e;
}

/* ---- list ---- */

/* The later appointment first: the key counts down. */
static struct table_key list_key(const struct booking *k, size_t i)
{
	struct table_key key = table_text(table_key(TABLE_LIST), slice_str(k->people[i].id));
	return table_bytes(table_u64(key, INT64_MAX - k->made), slice_str(k->id));
}

enum err list_put(struct ctx *cx, struct batch *b, const struct booking *k)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i++) {
		struct table_key key = list_key(k, i);
		e = table_put(cx, b, &key, SLICE(""));
	}
	return e;
}

enum err list_drop(struct ctx *cx, struct batch *b, const struct booking *k)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i++) {
		struct table_key key = list_key(k, i);
		e = table_delete(cx, b, &key);
	}
	return e;
}

struct list_walk {
	struct ctx *cx;
	struct source s;
	struct booking *out;
	size_t most, count;
	enum err e;
};

static bool see_listed(void *self, struct slice key, struct slice value)
{
	struct list_walk *w = self;
	(void)value;
	w->e = booking_find(w->cx, w->s, slice_sub(key, key.n - BOOKING_ID, BOOKING_ID), &w->out[w->count]);
	if (w->e == OK && w->out[w->count].state != BOOKING_NONE)
		w->count++;
	return w->e == OK && w->count < w->most;
}

enum err appointments_list(struct ctx *cx, struct source s, const char *person, struct booking *out, size_t most, size_t *count)
{
	struct list_walk w = { .cx = cx, .s = s, .out = out, .most = most };
	struct table_key from = table_text(table_key(TABLE_LIST), slice_str(person)), to = table_behind(from);
	enum err e = most ? source_range(cx, s, &from, &to, see_listed, &w) : OK;
	*count = w.count;
	return e == OK ? w.e : e;
}

/* ---- code ---- */

/* Key and data have fixed lengths, so a plain hash over both is a MAC. */
static void mac(const struct appointments *a, char use, struct slice data, uint8_t out[static 32])
{
	struct hash *h = hash_new();
	hash_add(h, slice_of(a->policy.key, sizeof a->policy.key));
	hash_add(h, slice_of(&use, 1));
	hash_add(h, data);
	hash_finish(h, out);
	hash_free(h);
}

/*
 * The first characters find the booking and never change; the others are the secret. So one whose code is another now is still found by it, though
 * nothing was written when it changed.
 */
#define CODE_FINDS  5
#define CODE_SECRET (BOOKING_CODE - 1 - CODE_FINDS)

static uint64_t bits_of(const struct appointments *a, char use, const struct booking *k, int64_t renewed, size_t characters)
{
	uint8_t data[BOOKING_ID + 8], digest[32];
	uint64_t bits = 0;
	memcpy(data, k->id, BOOKING_ID);
	for (size_t i = 0; i < 8; i++)
		data[BOOKING_ID + i] = (uint8_t)((uint64_t)renewed >> (56 - 8 * i));
	mac(a, use, slice_of(data, sizeof data), digest);
	for (size_t i = 0; i < 8; i++)
		bits = bits << 8 | digest[i];
	return bits >> (64 - 5 * characters);
}

void appointments_code(const struct appointments *a, const struct booking *k, char out[static BOOKING_CODE + 1])
{
	uint64_t finds = bits_of(a, 'f', k, 0, CODE_FINDS), secret = bits_of(a, 'c', k, k->renewed, CODE_SECRET);
	crockford_format(finds << (5 * CODE_SECRET) | secret, BOOKING_CODE - 1, out);
}

/* Of as many characters as find a booking, or of a whole code. */
static struct table_key code_key(const struct appointments *a, enum table t, const char *code)
{
	uint8_t digest[32], data[BOOKING_CODE] = { 0 };
	memcpy(data, code, t == TABLE_CODE ? CODE_FINDS : BOOKING_CODE);
	mac(a, 'i', slice_of(data, sizeof data), digest);
	return table_bytes(table_key(t), slice_of(digest, sizeof digest));
}

static struct table_key found_key(const struct appointments *a, const struct booking *k)
{
	char code[BOOKING_CODE + 1];
	appointments_code(a, k, code);
	return table_bytes(code_key(a, TABLE_CODE, code), slice_of(k->id, BOOKING_ID));
}

enum err code_put(struct ctx *cx, struct batch *b, const struct appointments *a, const struct booking *k)
{
	struct table_key key = found_key(a, k);
	return table_put(cx, b, &key, SLICE(""));
}

enum err code_drop(struct ctx *cx, struct batch *b, const struct appointments *a, const struct booking *k)
{
	struct table_key key = found_key(a, k);
	return table_delete(cx, b, &key);
}

/* The bookings that a code's first characters find: one, and by a rare chance a few. */
#define CODE_BOOKINGS 8

struct finding {
	struct ctx *cx;
	struct slice id[CODE_BOOKINGS];
	size_t count;
};

static bool see_found(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct finding *f = self;
	f->id[f->count++] = ctx_copy(f->cx, slice_sub(key, key.n - BOOKING_ID, BOOKING_ID));
	return f->count < CODE_BOOKINGS;
}

/* The one whose code this is now; id "" when there is none. */
static enum err find_of_code(struct ctx *cx, const struct appointments *a, const char *code, renewed_find *renewed, void *self, char id[static BOOKING_ID + 1])
{
	struct snapshot *v = NULL;
	struct finding f = { .cx = cx };
	struct table_key from = code_key(a, TABLE_CODE, code), to = table_behind(from);
	enum err e = snapshot_open(cx, a->store, &v);
	if (e == OK)
		e = source_range(cx, from_snapshot(v), &from, &to, see_found, &f);
	for (size_t i = 0; e == OK && i < f.count; i++) {
		struct booking k;
		char now[BOOKING_CODE + 1];
		e = booking_find(cx, from_snapshot(v), f.id[i], &k);
		if (e == OK && k.state != BOOKING_NONE && renewed)
			e = renewed(self, cx, &k);
		appointments_code(a, &k, now);
		if (e == OK && k.state != BOOKING_NONE && crypto_equal(slice_str(now), slice_str(code)))
			memcpy(id, k.id, BOOKING_ID + 1);
	}
	snapshot_close(v);
	return e;
}

struct look_step {
	struct appointments *a;
	const char *code;
	char id[BOOKING_ID + 1];      /* whose code it is, or "" */
	struct slice birth_date;
	struct booking *out;
	bool found;
};

static enum err tries_load(struct ctx *cx, struct batch *b, const struct table_key *k, unsigned *tries)
{
	struct slice value = { 0 };
	enum err e = source_get(cx, from_batch(b), k, &value);
	struct rd r = rd_of(value);
	*tries = e == OK && value.p ? rd_u8(&r) : 0;
	return e;
}

/* An unknown code is counted like a known one: neither time nor store tells them apart. */
static enum err tries_add(struct ctx *cx, struct batch *b, const struct table_key *k, unsigned tries)
{
	struct task t = { .due = cx->now + TRIES_SECONDS, .kind = TASK_TRIES, .ref = slice_sub(table_slice(k), 2, 32) };
	uint8_t value = (uint8_t)(tries < 255 ? tries + 1 : 255);
	enum err e = table_put(cx, b, k, slice_of(&value, 1));
	return e == OK && tries == 0 ? task_add(cx, b, &t) : e;
}

static enum err step_look(struct ctx *cx, struct batch *b, void *arg)
{
	struct look_step *s = arg;
	struct table_key tries_key = code_key(s->a, TABLE_TRIES, s->code);
	unsigned tries = 0;
	bool born = false;
	enum err e = tries_load(cx, b, &tries_key, &tries);
	if (e == OK)
		e = booking_find(cx, from_batch(b), slice_str(s->id), s->out);
	if (e != OK)
		return e;
	for (size_t i = 0; i < s->out->count; i++)
		born |= crypto_equal(s->out->people[i].birth_date, s->birth_date);
	s->found = born && tries < LIMIT_CODE_TRIES && s->out->state != BOOKING_NONE;
	return s->found ? OK : tries_add(cx, b, &tries_key, tries);
}

enum err appointments_look(struct ctx *cx, struct appointments *a, struct slice code, struct slice birth_date, renewed_find *renewed, void *self,
	struct booking *out)
{
	char plain[BOOKING_CODE + 1] = "";
	struct look_step s = { .a = a, .code = plain, .birth_date = birth_date, .out = out };
	*out = (struct booking){ 0 };
	/* A mistyped code has no booking for certain, and says so by its check character to anybody: no need to count it. */
	bool typed = crockford_parse(code, BOOKING_CODE - 1, plain) && birth_date.n;
	enum err e = typed ? find_of_code(cx, a, plain, renewed, self, s.id) : OK;
	if (e == OK && typed)
		e = writer_do(cx, a->writer, step_look, &s);
	if (e == OK && !s.found) {
		*out = (struct booking){ 0 };
		e = fail(cx, ERR_BOOKING_CODE, "appointments: no booking answers to this code and birth date");
	}
	return e;
}
