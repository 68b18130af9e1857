/* Owns: grants in the store, as JSON. */
#include "registry/grants.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define KEY_SIZE (1 + ACCOUNT_SIZE + PERSON_SIZE)
#define WAIT_SECONDS (30 * 86400) /* a request may wait for its answer */

struct grant_key {
	uint8_t p[KEY_SIZE];
};

static const char *const states[] = { "", "asked", "active", "declined", "ended" };
static const char *const origins[] = { "", "self-code", "self-counter", "helper-confirmed", "helper-office" };

bool grant_is_own(const struct grant *g) { return g->origin == ORIGIN_SELF_CODE || g->origin == ORIGIN_SELF_COUNTER; }

unsigned grant_rights_at(const struct grant *g, int64_t now)
{
	bool open = g->state == GRANT_ACTIVE && g->from <= now && (!g->until || now <= g->until);
	return open ? g->rights : (unsigned)RIGHT_NONE;
}

bool grant_waits(const struct grant *g, int64_t now) { return g->state == GRANT_ASKED && now - g->asked < WAIT_SECONDS; }

/* The one grant's own end, without what was before it. */
static int64_t end_of(const struct grant *g, int64_t now)
{
	bool laid_down = grant_is_own(g) && g->ended_by.n == 8 + ACCOUNT_SIZE && memcmp(g->ended_by.p + 8, g->account, ACCOUNT_SIZE) == 0;
	if (!g->from || !(g->rights & RIGHT_BOOK))
		return 0;
	if (g->state == GRANT_ACTIVE)
		return g->until && g->until < now ? g->until : 0;
	return g->state == GRANT_ENDED && !laid_down ? g->changed : 0;
}

static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }

int64_t grant_booked_until(const struct grant *g, int64_t now) { return later(g->over, end_of(g, now)); }

/* Crockford characters alone: ids come from requests too. */
static bool is_id(const char *id, size_t size)
{
	return id && strlen(id) == size && strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == size;
}

static bool key_of(char table, const char *first, const char *second, struct grant_key *k)
{
	if (!is_id(first, ACCOUNT_SIZE) || !is_id(second, PERSON_SIZE))
		return false;
	k->p[0] = (uint8_t)table;
	memcpy(k->p + 1, first, ACCOUNT_SIZE);
	memcpy(k->p + 1 + ACCOUNT_SIZE, second, PERSON_SIZE);
	return true;
}

static int index_of(const char *const *names, size_t count, struct slice name)
{
	for (size_t i = 1; i < count; i++) {
		if (slice_is(name, names[i]))
			return (int)i;
	}
	return 0;
}

static enum err decode(struct ctx *cx, struct slice key, struct slice value, struct grant *out)
{
	struct json *o = NULL;
	int64_t rights = 0;
	*out = (struct grant){ 0 };
	if (key.n != KEY_SIZE || json_parse(cx, value, &o) != OK)
		return fail(cx, ERR_STORE_CORRUPT, "grant: an entry is damaged");
	memcpy(out->account, key.p + 1, ACCOUNT_SIZE);
	memcpy(out->person, key.p + 1 + ACCOUNT_SIZE, PERSON_SIZE);
	int state = index_of(states, sizeof states / sizeof *states, json_text(o, "state"));
	int origin = index_of(origins, sizeof origins / sizeof *origins, json_text(o, "origin"));
	out->state = (enum grant_state)state;
	out->origin = (enum grant_origin)origin;
	struct slice request = json_text(o, "request");
	const struct json *guardian = json_get(o, "guardian");
	bool whole = json_take_int(o, "rights", &rights) && json_take_int(o, "asked", &out->asked) && json_take_int(o, "from", &out->from) &&
		json_take_int(o, "until", &out->until) && json_take_int(o, "changed", &out->changed) && guardian && guardian->type == JSON_IS_BOOL;
	if (!whole || !out->state || !out->origin || rights < 0 || rights > RIGHT_ALL || request.n > PERSON_SIZE)
		return fail(cx, ERR_STORE_CORRUPT, "grant: an entry is damaged");
	out->rights = (unsigned)rights;
	out->guardian = guardian->boolean;
	out->label = json_text(o, "label");
	out->ended_by = json_text(o, "ended_by");
	(void)json_take_int(o, "over", &out->over);
	if (request.n)
		memcpy(out->request, request.p, request.n);
	return OK;
}

enum err grants_find(struct ctx *cx, struct snapshot *v, const char *account, const char *person, bool *found, struct grant *out)
{
	struct grant_key k;
	struct slice value = { 0 };
	*found = false;
	if (!key_of('G', account, person, &k))
		return OK;
	enum err e = snapshot_get(cx, v, slice_of(k.p, sizeof k.p), &value);
	if (e != OK || !value.p)
		return e;
	e = decode(cx, slice_of(k.p, sizeof k.p), value, out);
	*found = e == OK;
	return e;
}

enum err grants_get(struct ctx *cx, struct batch *b, const char *account, const char *person, bool *found, struct grant *out)
{
	struct grant_key k;
	struct slice value = { 0 };
	*found = false;
	if (!key_of('G', account, person, &k))
		return OK;
	enum err e = batch_get(cx, b, slice_of(k.p, sizeof k.p), &value);
	if (e != OK || !value.p)
		return e;
	e = decode(cx, slice_of(k.p, sizeof k.p), ctx_copy(cx, value), out);
	*found = e == OK;
	return e;
}

struct walk {
	struct ctx *cx;
	struct snapshot *v;
	grant_each *each;
	void *self;
	enum err e;
};

static bool on_grant(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct grant g;
	w->e = decode(w->cx, key, value, &g);
	return w->e == OK && w->each(w->self, &g);
}

/* The reverse index holds account and person the other way round. */
static bool on_index(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct walk *w = self;
	struct grant g;
	bool found = false;
	char person[PERSON_SIZE + 1] = "", account[ACCOUNT_SIZE + 1] = "";
	if (key.n != KEY_SIZE) {
		w->e = fail(w->cx, ERR_STORE_CORRUPT, "grant: an index entry is damaged");
		return false;
	}
	memcpy(person, key.p + 1, PERSON_SIZE);
	memcpy(account, key.p + 1 + PERSON_SIZE, ACCOUNT_SIZE);
	w->e = grants_find(w->cx, w->v, account, person, &found, &g);
	return w->e == OK && (!found || w->each(w->self, &g));
}

static enum err walk_all(struct walk *w, char table, const char *first, store_each *on_each)
{
	uint8_t from[1 + ACCOUNT_SIZE], to[1 + ACCOUNT_SIZE];
	if (!is_id(first, ACCOUNT_SIZE))
		return OK;
	from[0] = (uint8_t)table;
	memcpy(from + 1, first, ACCOUNT_SIZE);
	memcpy(to, from, sizeof to);
	to[sizeof to - 1]++; /* an id never ends in a byte of 0xff */
	enum err e = snapshot_range(w->cx, w->v, slice_of(from, sizeof from), slice_of(to, sizeof to), on_each, w);
	return e == OK ? w->e : e;
}

enum err grants_of_account(struct ctx *cx, struct snapshot *v, const char *account, grant_each *each, void *self)
{
	struct walk w = { cx, v, each, self, OK };
	return walk_all(&w, 'G', account, on_grant);
}

enum err grants_each_of(struct ctx *cx, struct batch *b, const char *account, grant_each *each, void *self)
{
	struct walk w = { .cx = cx, .each = each, .self = self };
	uint8_t from[1 + ACCOUNT_SIZE] = { 'G' }, to[1 + ACCOUNT_SIZE];
	if (!is_id(account, ACCOUNT_SIZE))
		return OK;
	memcpy(from + 1, account, ACCOUNT_SIZE);
	memcpy(to, from, sizeof to);
	to[sizeof to - 1]++; /* an id never ends in a byte of 0xff */
	enum err e = batch_range(cx, b, slice_of(from, sizeof from), slice_of(to, sizeof to), on_grant, &w);
	return e == OK ? w.e : e;
}

enum err grants_range(struct ctx *cx, struct snapshot *v, grant_each *each, void *self)
{
	struct walk w = { cx, v, each, self, OK };
	enum err e = snapshot_range(cx, v, SLICE("G"), SLICE("H"), on_grant, &w);
	return e == OK ? w.e : e;
}

enum err grants_of_person(struct ctx *cx, struct snapshot *v, const char *person, grant_each *each, void *self)
{
	struct walk w = { cx, v, each, self, OK };
	return walk_all(&w, 'H', person, on_index);
}

static void encode(const struct grant *g, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "state", states[g->state]);
	json_put_str(&o, "origin", origins[g->origin]);
	json_put_int(&o, "rights", g->rights);
	json_put_int(&o, "asked", g->asked);
	json_put_int(&o, "from", g->from);
	json_put_int(&o, "until", g->until);
	json_put_bool(&o, "guardian", g->guardian);
	json_put_int(&o, "changed", g->changed);
	if (g->label.n)
		json_put_text(&o, "label", g->label);
	if (g->request[0])
		json_put_str(&o, "request", g->request);
	if (g->ended_by.n)
		json_put_text(&o, "ended_by", g->ended_by);
	if (g->over)
		json_put_int(&o, "over", g->over);
	json_end(&o, '}');
}

static bool fits(const struct grant *g)
{
	return g->state > GRANT_NONE && g->state <= GRANT_ENDED && g->origin > ORIGIN_NONE && g->origin <= ORIGIN_HELPER_OFFICE && g->rights &&
		g->rights <= RIGHT_ALL && g->until >= 0 && (!g->label.n || (text_is_utf8(g->label) && text_length(g->label) <= LIMIT_LABEL));
}

/* What the account loses by this change, or lost before it: a request that is written over an ended grant must not make its end forgotten. */
static int64_t lost_so_far(const struct ctx *cx, const struct grant *before, const struct grant *now)
{
	bool had = (grant_rights_at(before, cx->now) & RIGHT_BOOK) != 0, has = now->state == GRANT_ACTIVE && (now->rights & RIGHT_BOOK);
	/* An ended one tells its own end. */
	return had && !has && now->state != GRANT_ENDED ? cx->now : grant_booked_until(before, cx->now);
}

enum err grants_put(struct ctx *cx, struct batch *b, const struct grant *g)
{
	struct grant_key forward, back;
	struct buf value;
	struct grant before, put = *g;
	bool found = false;
	if (!fits(g) || !key_of('G', g->account, g->person, &forward) || !key_of('H', g->person, g->account, &back))
		return fail(cx, ERR_GRANT, "a grant's account, person, state, rights or label is out of range");
	enum err e = grants_get(cx, b, put.account, put.person, &found, &before);
	if (e != OK)
		return e;
	if (found)
		put.over = later(put.over, lost_so_far(cx, &before, &put));
	buf_init(&value, 1024);
	encode(&put, &value);
	e = buf_ok(&value) ? batch_put(cx, b, slice_of(forward.p, sizeof forward.p), buf_slice(&value)) : fail(cx, ERR_GRANT, "a grant is too large");
	if (e == OK)
		e = batch_put(cx, b, slice_of(back.p, sizeof back.p), SLICE(""));
	buf_free(&value);
	return e;
}

/* ---- two persons become one ---- */

static enum err drop(struct ctx *cx, struct batch *b, const char *account, const char *person)
{
	struct grant_key forward, back;
	if (!key_of('G', account, person, &forward) || !key_of('H', person, account, &back))
		return fail(cx, ERR_STORE_CORRUPT, "grant: an index entry is damaged");
	enum err e = batch_delete(cx, b, slice_of(forward.p, sizeof forward.p));
	return e == OK ? batch_delete(cx, b, slice_of(back.p, sizeof back.p)) : e;
}

static bool is_stronger(const struct grant *a, const struct grant *b)
{
	bool a_active = a->state == GRANT_ACTIVE, b_active = b->state == GRANT_ACTIVE;
	return a_active != b_active ? a_active : grant_is_own(a) && !grant_is_own(b);
}

/* Accounts, collected first: a walk must not write. */
struct accounts {
	struct ctx *cx;
	char (*list)[ACCOUNT_SIZE + 1];
	size_t count;
	enum err e;
};

static bool on_account(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct accounts *a = self;
	if (key.n != KEY_SIZE)
		a->e = fail(a->cx, ERR_STORE_CORRUPT, "grant: an index entry is damaged");
	else if (a->count == LIMIT_PERSON_GRANTS)
		a->e = fail(a->cx, ERR_LIMIT, "grant: more than %d on one person", LIMIT_PERSON_GRANTS);
	if (a->e == OK)
		memcpy(a->list[a->count++], key.p + 1 + PERSON_SIZE, ACCOUNT_SIZE);
	return a->e == OK;
}

static enum err move_one(struct ctx *cx, struct batch *b, const char *account, const char *from, const char *to)
{
	struct grant moving, present;
	bool there = false, both = false;
	enum err e = grants_get(cx, b, account, from, &there, &moving);
	if (e == OK)
		e = grants_get(cx, b, account, to, &both, &present);
	if (e == OK)
		e = drop(cx, b, account, from);
	if (e != OK || !there)
		return e;
	int64_t over = later(grant_booked_until(&moving, cx->now), both ? grant_booked_until(&present, cx->now) : 0);
	struct grant stays = both && !is_stronger(&moving, &present) ? present : moving;
	memcpy(stays.person, to, PERSON_SIZE + 1);
	stays.over = over;
	return grants_put(cx, b, &stays);
}

enum err grants_move(struct ctx *cx, struct batch *b, const char *from, const char *to)
{
	struct accounts a = { .cx = cx, .list = ctx_alloc(cx, LIMIT_PERSON_GRANTS * sizeof *a.list) };
	uint8_t first[1 + PERSON_SIZE] = { 'H' }, last[1 + PERSON_SIZE];
	if (!is_id(from, PERSON_SIZE) || !is_id(to, PERSON_SIZE))
		return fail(cx, ERR_GRANT, "grants move from person to person");
	memcpy(first + 1, from, PERSON_SIZE);
	memcpy(last, first, sizeof last);
	last[sizeof last - 1]++; /* an id never ends in a byte of 0xff */
	enum err e = batch_range(cx, b, slice_of(first, sizeof first), slice_of(last, sizeof last), on_account, &a);
	if (e == OK)
		e = a.e;
	for (size_t i = 0; e == OK && i < a.count; i++)
		e = move_one(cx, b, a.list[i], from, to);
	return e;
}

/* ---- the rules that all follow ---- */

enum err grants_rules(struct ctx *cx, struct snapshot *v, unsigned *rules)
{
	struct slice value = { 0 };
	enum err e = snapshot_get(cx, v, SLICE("H"), &value);
	*rules = e == OK && value.n == 1 ? value.p[0] : 0;
	return e;
}

enum err grants_set_rules(struct ctx *cx, struct batch *b, unsigned rules)
{
	uint8_t value = (uint8_t)rules;
	return batch_put(cx, b, SLICE("H"), slice_of(&value, 1));
}
