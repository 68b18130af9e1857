/* Owns: the life of a session: made, found, risen, ended; and removing those that have run out. */
#include "portal/session.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "portal/secret.h"
#include "portal/seen.h"
#include "portal/session_code.h"
#include "portal/writer.h"

#include <stdio.h>
#include <stdlib.h>

#define SWEEP_PARTS         16 /* of the sessions, one is looked through at each tend */
#define COOKIE_BYTES        32

struct sessions {
	struct store *store;
	struct writer *writer;  /* of the flow slots: every step of every form writes one */
	struct session_policy policy;
	struct secret secret;
	struct seen *seen;
	unsigned part;         /* next one to sweep; the timer's thread only */
};

enum err session_policy_load(struct ctx *cx, const struct conf *conf, struct session_policy *out)
{
	int64_t minutes = 0;
	*out = (struct session_policy){ .absolute = 12 * 3600, .guest = 30 * 60 };
	enum err e = conf_int(cx, conf, "portal.idle-minutes", &minutes);
	out->idle = minutes * 60;
	out->secure = slice_starts(slice_str(conf_get(conf, "portal.url")), SLICE("https:")) || conf_get(conf, "portal.certificate")[0];
	return e;
}

enum err sessions_open(struct ctx *cx, struct store *store, const struct session_policy *policy, struct sessions **out)
{
	struct sessions *all = calloc(1, sizeof *all);
	if (!all)
		abort();
	all->store = store;
	all->policy = *policy;
	enum err e = secret_make(cx, store, &all->secret);
	if (e != OK) {
		free(all);
		return e;
	}
	all->writer = writer_open(store);
	all->seen = seen_open();
	*out = all;
	return OK;
}

void sessions_close(struct sessions *all)
{
	if (!all)
		return;
	seen_close(all->seen);
	writer_close(all->writer);
	crypto_wipe(&all->secret, sizeof all->secret);
	free(all);
}

void sessions_mac(const struct sessions *all, const char *use, struct slice data, uint8_t out[static 32])
{
	secret_mac(&all->secret, use, data, out);
}

/* ---- cookies ---- */

static const char *session_cookie_name(const struct sessions *all) { return all->policy.secure ? "__Host-cinnabar" : "cinnabar"; }
static const char *visitor_cookie_name(const struct sessions *all) { return all->policy.secure ? "__Host-cinnabar-visitor" : "cinnabar-visitor"; }

static struct slice set_cookie(struct ctx *cx, const struct sessions *all, const char *name, const char *value, const char *more)
{
	return slice_str(ctx_printf(cx, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value, all->policy.secure ? "; Secure" : "", more));
}

/* The bytes of a cookie of ours: 64 lower-case hex digits, nothing else. */
static bool cookie_bytes(struct slice value, uint8_t out[static COOKIE_BYTES])
{
	size_t n = 0;
	return value.n == 2 * COOKIE_BYTES && hex_parse(value, out, COOKIE_BYTES, &n);
}

static struct slice new_cookie(struct ctx *cx, const struct sessions *all, uint8_t digest[static 32])
{
	uint8_t bytes[COOKIE_BYTES];
	char hex[2 * COOKIE_BYTES + 1];
	crypto_random(bytes, sizeof bytes);
	crypto_sha256(slice_of(bytes, sizeof bytes), digest);
	hex_format(slice_of(bytes, sizeof bytes), hex);
	struct slice out = set_cookie(cx, all, session_cookie_name(all), hex, "");
	crypto_wipe(bytes, sizeof bytes);
	crypto_wipe(hex, sizeof hex);
	return out;
}

/* ---- found ---- */

static bool is_over(const struct sessions *all, const struct session *s, int64_t now)
{
	int64_t idle = s->kind == SESSION_SIGNED ? all->policy.idle : all->policy.guest;
	return now >= s->until || now - s->seen >= idle || now < s->made - 60;
}

bool session_was_shown(const struct sessions *all, struct slice cookies, const struct session *found)
{
	return found->kind == SESSION_NONE && cookie_find(cookies, session_cookie_name(all)).n > 0;
}

struct slice session_forget(struct ctx *cx, const struct sessions *all) { return set_cookie(cx, all, session_cookie_name(all), "", "; Max-Age=0"); }

enum err session_find(struct ctx *cx, struct sessions *all, struct snapshot *v, struct slice cookies, struct session *out)
{
	uint8_t bytes[COOKIE_BYTES], digest[32];
	struct slice value = { 0 };
	*out = (struct session){ 0 };
	if (!cookie_bytes(cookie_find(cookies, session_cookie_name(all)), bytes))
		return OK;
	crypto_sha256(slice_of(bytes, sizeof bytes), digest);
	crypto_wipe(bytes, sizeof bytes);
	struct session_key k = session_key(digest);
	enum err e = snapshot_get(cx, v, session_key_slice(&k), &value);
	if (e != OK || !value.p)
		return e;
	struct session s;
	e = session_decode(cx, digest, value, &s);
	if (e != OK)
		return e;
	/* Judged by what was known before: an ended session must not be woken by asking. */
	s.seen = seen_last(all->seen, digest, s.seen);
	if (is_over(all, &s, cx->now))
		return OK;
	seen_touch(all->seen, digest, s.seen, cx->now);
	*out = s;
	return OK;
}

/* ---- made, risen, ended: inside a batch ---- */

static enum err put_session(struct ctx *cx, struct batch *b, const struct session *s)
{
	uint8_t value[SESSION_VALUE];
	session_encode(s, value);
	struct session_key k = session_key(s->digest);
	enum err e = batch_put(cx, b, session_key_slice(&k), slice_of(value, sizeof value));
	if (e == OK && s->kind == SESSION_SIGNED) {
		k = session_key_account(s->account, s->digest);
		e = batch_put(cx, b, session_key_slice(&k), SLICE(""));
	}
	return e;
}

struct slots {
	struct ctx *cx;
	size_t count;
	struct { struct slice name, json; } list[FLOW_SLOTS];
};

static bool gather_slot(void *self, struct slice key, struct slice value)
{
	struct slots *t = self;
	if (t->count == FLOW_SLOTS)
		return false;
	t->list[t->count].name = ctx_copy(t->cx, slice_sub(key, 34, key.n));
	t->list[t->count++].json = ctx_copy(t->cx, value);
	return true;
}

static enum err read_slots(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct slots *out)
{
	struct session_key from = session_key_flow(digest, NULL), to = session_key_behind(from);
	*out = (struct slots){ .cx = cx };
	return batch_range(cx, b, session_key_slice(&from), session_key_slice(&to), gather_slot, out);
}

static enum err end_session(struct ctx *cx, struct batch *b, const struct session *s)
{
	struct slots slots;
	struct session_key k = session_key(s->digest);
	enum err e = batch_delete(cx, b, session_key_slice(&k));
	if (e == OK && s->account[0]) {
		k = session_key_account(s->account, s->digest);
		e = batch_delete(cx, b, session_key_slice(&k));
	}
	if (e == OK)
		e = read_slots(cx, b, s->digest, &slots);
	for (size_t i = 0; e == OK && i < slots.count; i++) {
		k = session_key_flow(s->digest, ctx_string(cx, slots.list[i].name));
		e = batch_delete(cx, b, session_key_slice(&k));
	}
	return e;
}

static enum err move_slots(struct ctx *cx, struct batch *b, const struct session *from, const struct session *to)
{
	struct slots slots;
	enum err e = read_slots(cx, b, from->digest, &slots);
	for (size_t i = 0; e == OK && i < slots.count; i++) {
		if (slice_is(slots.list[i].name, FLOW_STAYS))
			continue;
		struct session_key k = session_key_flow(to->digest, ctx_string(cx, slots.list[i].name));
		e = batch_put(cx, b, session_key_slice(&k), slots.list[i].json);
	}
	return e;
}

enum err session_begin_guest(struct ctx *cx, struct sessions *all, struct session *out, struct slice *cookie)
{
	struct batch *b = NULL;
	struct session s = { .kind = SESSION_GUEST, .made = cx->now, .seen = cx->now, .until = cx->now + all->policy.absolute };
	*cookie = new_cookie(cx, all, s.digest);
	*out = (struct session){ 0 };
	enum err e = batch_begin(cx, all->store, &b);
	if (e == OK)
		e = put_session(cx, b, &s);
	e = batch_end(cx, b, e);
	if (e == OK)
		*out = s;
	return e;
}

struct others {
	size_t count;
	uint8_t digests[SESSIONS_OF_ACCOUNT + 1][32];
};

static bool gather_other(void *self, struct slice key, struct slice value)
{
	struct others *o = self;
	(void)value;
	if (o->count == sizeof o->digests / 32 || key.n != 2 + ACCOUNT_ID + 32)
		return false;
	memcpy(o->digests[o->count++], key.p + 2 + ACCOUNT_ID, 32);
	return true;
}

static enum err read_others(struct ctx *cx, struct batch *b, const char *account, struct others **out)
{
	struct session_key from = session_key_account(account, NULL), to = session_key_behind(from);
	*out = ctx_alloc(cx, sizeof **out);
	return batch_range(cx, b, session_key_slice(&from), session_key_slice(&to), gather_other, *out);
}

/* A digest of the index as its session; kind SESSION_NONE when there is none. */
static enum err read_session(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct session *out)
{
	struct slice value = { 0 };
	struct session_key k = session_key(digest);
	*out = (struct session){ 0 };
	enum err e = batch_get(cx, b, session_key_slice(&k), &value);
	return e != OK || !value.p ? e : session_decode(cx, digest, value, out);
}

/* Keeps room for one more session of the account. */
static enum err end_oldest(struct ctx *cx, struct batch *b, const char *account)
{
	struct others *o = NULL;
	struct session oldest = { 0 };
	enum err e = read_others(cx, b, account, &o);
	for (size_t i = 0; e == OK && o->count >= SESSIONS_OF_ACCOUNT && i < o->count; i++) {
		struct session s;
		e = read_session(cx, b, o->digests[i], &s);
		if (e == OK && s.kind == SESSION_SIGNED && (oldest.kind == SESSION_NONE || s.made < oldest.made))
			oldest = s;
	}
	return e == OK && oldest.kind != SESSION_NONE ? end_session(cx, b, &oldest) : e;
}

enum err session_begin_signed(struct ctx *cx, struct sessions *all, const struct session *old, const char *account, enum session_level level,
	const char *device, struct session *out, struct slice *cookie)
{
	struct batch *b = NULL;
	struct session s = { .kind = SESSION_SIGNED, .level = level, .made = cx->now, .seen = cx->now, .until = cx->now + all->policy.absolute,
		.proved = cx->now };
	bool same = old && old->kind == SESSION_SIGNED && !strcmp(old->account, account);
	if (strlen(account) != ACCOUNT_ID)
		return fail(cx, ERR_ACCOUNT_FIELD, "session: not an account's id");
	memcpy(s.account, account, sizeof s.account);
	snprintf(s.device, sizeof s.device, "%s", same && !device[0] ? old->device : device);
	if (same)
		s.until = old->until; /* a rise makes no session longer */
	*cookie = new_cookie(cx, all, s.digest);
	*out = (struct session){ 0 };
	enum err e = batch_begin(cx, all->store, &b);
	if (e == OK && old && (same || old->kind == SESSION_GUEST))
		e = move_slots(cx, b, old, &s);
	if (e == OK && old && old->kind != SESSION_NONE)
		e = end_session(cx, b, old);
	if (e == OK)
		e = end_oldest(cx, b, account);
	if (e == OK)
		e = put_session(cx, b, &s);
	e = batch_end(cx, b, e);
	if (e == OK)
		*out = s;
	return e;
}

enum err session_end(struct ctx *cx, struct sessions *all, const struct session *s, struct slice *cookie)
{
	struct batch *b = NULL;
	*cookie = session_forget(cx, all);
	enum err e = batch_begin(cx, all->store, &b);
	if (e == OK)
		e = end_session(cx, b, s);
	return batch_end(cx, b, e);
}

enum err session_prove(struct ctx *cx, struct sessions *all, struct session *s)
{
	struct batch *b = NULL;
	struct session now;
	enum err e = batch_begin(cx, all->store, &b);
	if (e == OK)
		e = read_session(cx, b, s->digest, &now);
	if (e == OK && now.kind == SESSION_SIGNED) {
		now.proved = s->proved = cx->now;
		e = put_session(cx, b, &now);
	}
	return batch_end(cx, b, e);
}

/* ---- the owner's list ---- */

struct listing {
	struct ctx *cx;
	struct sessions *all;
	struct snapshot *v;
	size_t count;
	struct session *list;
	enum err e;
};

static bool add_to_list(void *self, struct slice key, struct slice value)
{
	struct listing *t = self;
	uint8_t digest[32];
	struct slice stored = { 0 };
	(void)value;
	if (key.n != 2 + ACCOUNT_ID + 32 || t->count == SESSIONS_OF_ACCOUNT)
		return false;
	memcpy(digest, key.p + 2 + ACCOUNT_ID, 32);
	struct session_key k = session_key(digest);
	struct session *s = &t->list[t->count];
	t->e = snapshot_get(t->cx, t->v, session_key_slice(&k), &stored);
	if (t->e == OK && stored.p)
		t->e = session_decode(t->cx, digest, stored, s);
	if (t->e != OK || !stored.p)
		return t->e == OK;
	s->seen = seen_last(t->all->seen, digest, s->seen);
	t->count += !is_over(t->all, s, t->cx->now);
	return true;
}

static int by_age(const void *a, const void *b)
{
	const struct session *x = a, *y = b;
	return (x->made > y->made) - (x->made < y->made);
}

enum err session_range(struct ctx *cx, struct sessions *all, struct snapshot *v, const char *account, session_each *each, void *self)
{
	struct listing t = { .cx = cx, .all = all, .v = v, .list = ctx_alloc(cx, (SESSIONS_OF_ACCOUNT + 1) * sizeof(struct session)) };
	struct session_key from = session_key_account(account, NULL), to = session_key_behind(from);
	enum err e = snapshot_range(cx, v, session_key_slice(&from), session_key_slice(&to), add_to_list, &t);
	if (e == OK)
		e = t.e;
	if (e != OK)
		return e;
	qsort(t.list, t.count, sizeof *t.list, by_age);
	for (size_t i = 0; i < t.count && each(self, &t.list[i]); i++)
		;
	return OK;
}

void session_handle(const struct session *s, char out[static HANDLE_SIZE]) { hex_format(slice_of(s->digest, 8), out); }

enum err session_end_of(struct ctx *cx, struct sessions *all, const char *account, const char *handle, const struct session *keep,
	struct session_ended *out)
{
	struct batch *b = NULL;
	struct others *o = NULL;
	*out = (struct session_ended){ 0 };
	enum err e = batch_begin(cx, all->store, &b);
	if (e == OK)
		e = read_others(cx, b, account, &o);
	for (size_t i = 0; e == OK && i < o->count; i++) {
		struct session s = { .kind = SESSION_SIGNED };
		char name[HANDLE_SIZE];
		memcpy(s.digest, o->digests[i], 32);
		memcpy(s.account, account, ACCOUNT_ID);
		session_handle(&s, name);
		if (handle ? strcmp(handle, name) != 0 : keep && !memcmp(keep->digest, s.digest, 32))
			continue;
		e = end_session(cx, b, &s);
		memcpy(out->digests[out->count++], s.digest, 32);
	}
	return batch_end(cx, b, e);
}

/* ---- the timer ---- */

static enum err write_seen(struct ctx *cx, struct batch *b, const struct seen_mark *marks, size_t count)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < count; i++) {
		struct session s;
		e = read_session(cx, b, marks[i].digest, &s);
		if (e != OK || s.kind == SESSION_NONE || s.seen >= marks[i].at)
			continue;
		s.seen = marks[i].at;
		e = put_session(cx, b, &s);
	}
	return e;
}

struct sweep {
	struct ctx *cx;
	const struct sessions *all;
	size_t count;
	struct session list[SEEN_TAKEN];
	enum err e;
};

static bool gather_over(void *self, struct slice key, struct slice value)
{
	struct sweep *w = self;
	struct session *s = &w->list[w->count];
	w->e = key.n == 34 ? session_decode(w->cx, key.p + 2, value, s) : OK;
	if (w->e != OK)
		return false;
	s->seen = seen_last(w->all->seen, s->digest, s->seen);
	w->count += key.n == 34 && is_over(w->all, s, w->cx->now);
	return w->count < SEEN_TAKEN;
}

static enum err sweep_part(struct ctx *cx, struct sessions *all, struct batch *b, unsigned part)
{
	struct sweep *w = ctx_alloc(cx, sizeof *w);
	w->cx = cx;
	w->all = all;
	uint8_t from[3] = { 'a', 's', (uint8_t)(part * (256 / SWEEP_PARTS)) };
	uint8_t to[3] = { 'a', part + 1 == SWEEP_PARTS ? 't' : 's', part + 1 == SWEEP_PARTS ? 0 : (uint8_t)((part + 1) * (256 / SWEEP_PARTS)) };
	enum err e = batch_range(cx, b, slice_of(from, 3), slice_of(to, 3), gather_over, w);
	if (e == OK)
		e = w->e;
	for (size_t i = 0; e == OK && i < w->count; i++)
		e = end_session(cx, b, &w->list[i]);
	return e;
}

enum err sessions_tend(struct ctx *cx, struct sessions *all)
{
	struct batch *b = NULL;
	struct seen_mark *marks = ctx_alloc(cx, SEEN_TAKEN * sizeof *marks);
	enum err e = batch_begin(cx, all->store, &b);
	if (e != OK)
		return e;
	size_t count = seen_take(all->seen, marks);
	e = write_seen(cx, b, marks, count);
	if (e == OK)
		e = sweep_part(cx, all, b, all->part);
	all->part = (all->part + 1) % SWEEP_PARTS;
	return batch_end(cx, b, e);
}

/* ---- tokens of forms ---- */

static bool make_token(const struct sessions *all, const struct session *s, struct slice visitor, char out[static TOKEN_SIZE])
{
	uint8_t mac[32], bytes[COOKIE_BYTES];
	bool with_session = s && s->kind != SESSION_NONE;
	if (!with_session && !cookie_bytes(visitor, bytes))
		return false;
	secret_mac(&all->secret, with_session ? "form" : "visitor", with_session ? slice_of(s->digest, 32) : slice_of(bytes, sizeof bytes), mac);
	hex_format(slice_of(mac, sizeof mac), out);
	return true;
}

void csrf_token(struct ctx *cx, const struct sessions *all, const struct session *s, struct slice cookies, char out[static TOKEN_SIZE],
	struct slice *cookie)
{
	*cookie = (struct slice){ 0 };
	if (make_token(all, s, cookie_find(cookies, visitor_cookie_name(all)), out))
		return;
	uint8_t bytes[COOKIE_BYTES];
	char hex[2 * COOKIE_BYTES + 1];
	crypto_random(bytes, sizeof bytes);
	hex_format(slice_of(bytes, sizeof bytes), hex);
	*cookie = set_cookie(cx, all, visitor_cookie_name(all), hex, "");
	make_token(all, NULL, slice_str(hex), out);
}

bool csrf_check(const struct sessions *all, const struct session *s, struct slice cookies, struct slice token)
{
	char want[TOKEN_SIZE];
	struct slice visitor = cookie_find(cookies, visitor_cookie_name(all));
	if (make_token(all, s, visitor, want) && crypto_equal(token, slice_str(want)))
		return true;
	/* A form that was open when another tab began a flow. */
	return s && s->kind == SESSION_GUEST && make_token(all, NULL, visitor, want) && crypto_equal(token, slice_str(want));
}

/* ---- flow slots ---- */

static bool is_name(const char *name)
{
	size_t n = strlen(name);
	return n > 0 && n <= FLOW_NAME && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == n;
}

struct flow_step {
	const struct session *s;
	const char *name;
	struct slice json;
	const struct slice *was;      /* what the slot must hold still, or NULL */
	bool changed;                 /* out: it holds something else */
};

/* A slot lives in a session that is there: one that ended meanwhile must not leave a slot behind. */
static enum err step_put(struct ctx *cx, struct batch *b, void *arg)
{
	struct flow_step *f = arg;
	struct slice now = { 0 };
	struct slots slots;
	struct session there;
	bool known = false;
	enum err e = read_session(cx, b, f->s->digest, &there);
	if (e == OK && there.kind == SESSION_NONE)
		return fail(cx, ERR_STORE_CHANGED, "session: it has ended");
	if (e == OK)
		e = read_slots(cx, b, f->s->digest, &slots);
	for (size_t i = 0; e == OK && i < slots.count; i++)
		known |= slice_is(slots.list[i].name, f->name);
	if (e == OK && !known && slots.count == FLOW_SLOTS)
		e = fail(cx, ERR_FLOW, "session: more than %d half-done forms", FLOW_SLOTS);
	struct session_key k = session_key_flow(f->s->digest, f->name);
	if (e == OK && f->was)
		e = batch_get(cx, b, session_key_slice(&k), &now);
	f->changed = e == OK && f->was && !slice_eq(now, *f->was);
	return e == OK && !f->changed ? batch_put(cx, b, session_key_slice(&k), f->json) : e;
}

static enum err put_slot(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, const struct slice *was, struct slice json)
{
	struct flow_step f = { .s = s, .name = name, .json = json, .was = was };
	if (s->kind == SESSION_NONE || !is_name(name))
		return fail(cx, ERR_BUG, "flow slot: no session, or not a name");
	if (json.n > FLOW_BYTES)
		return fail(cx, ERR_FLOW, "flow slot: more than %d bytes", FLOW_BYTES);
	enum err e = writer_do(cx, all->writer, step_put, &f);
	return e == OK && f.changed ? fail(cx, ERR_STORE_CHANGED, "flow slot: another request was quicker") : e;
}

enum err flow_put(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, struct slice json)
{
	return put_slot(cx, all, s, name, NULL, json);
}

enum err flow_swap(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, struct slice was, struct slice json)
{
	return put_slot(cx, all, s, name, &was, json);
}

enum err flow_get(struct ctx *cx, struct snapshot *v, const struct session *s, const char *name, struct slice *json)
{
	struct slice value = { 0 };
	*json = value;
	if (s->kind == SESSION_NONE || !is_name(name))
		return OK;
	struct session_key k = session_key_flow(s->digest, name);
	enum err e = snapshot_get(cx, v, session_key_slice(&k), &value);
	if (e == OK && value.p)
		*json = ctx_copy(cx, value);
	return e;
}

static enum err step_clear(struct ctx *cx, struct batch *b, void *arg)
{
	const struct flow_step *f = arg;
	struct session_key k = session_key_flow(f->s->digest, f->name);
	return batch_delete(cx, b, session_key_slice(&k));
}

enum err flow_clear(struct ctx *cx, struct sessions *all, const struct session *s, const char *name)
{
	struct flow_step f = { .s = s, .name = name };
	return s->kind == SESSION_NONE || !is_name(name) ? OK : writer_do(cx, all->writer, step_clear, &f);
}
