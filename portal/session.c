/* Owns: the life of a session: made, found, risen, ended; and removing those that have run out. */
#include "portal/session_inner.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "portal/flow.h"

#include <stdio.h>
#include <stdlib.h>

#define SWEEP_PARTS         16 /* of the sessions, one is looked through at each tend */

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

struct slice session_set_cookie(struct ctx *cx, const struct sessions *all, const char *name, const char *value, const char *more)
{
	return slice_str(ctx_printf(cx, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value, all->policy.secure ? "; Secure" : "", more));
}

bool session_cookie_bytes(struct slice value, uint8_t out[static SESSION_COOKIE])
{
	size_t n = 0;
	return value.n == 2 * SESSION_COOKIE && hex_parse(value, out, SESSION_COOKIE, &n);
}

static struct slice new_cookie(struct ctx *cx, const struct sessions *all, uint8_t digest[static 32])
{
	uint8_t bytes[SESSION_COOKIE];
	char hex[2 * SESSION_COOKIE + 1];
	crypto_random(bytes, sizeof bytes);
	crypto_sha256(slice_of(bytes, sizeof bytes), digest);
	hex_format(slice_of(bytes, sizeof bytes), hex);
	struct slice out = session_set_cookie(cx, all, session_cookie_name(all), hex, "");
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

struct slice session_forget(struct ctx *cx, const struct sessions *all) { return session_set_cookie(cx, all, session_cookie_name(all), "", "; Max-Age=0"); }

enum err session_find(struct ctx *cx, struct sessions *all, struct snapshot *v, struct slice cookies, struct session *out)
{
	uint8_t bytes[SESSION_COOKIE], digest[32];
	struct slice value = { 0 };
	*out = (struct session){ 0 };
	if (!session_cookie_bytes(cookie_find(cookies, session_cookie_name(all)), bytes))
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

static enum err end_session(struct ctx *cx, struct batch *b, const struct session *s)
{
	struct session_key k = session_key(s->digest);
	enum err e = batch_delete(cx, b, session_key_slice(&k));
	if (e == OK && s->account[0]) {
		k = session_key_account(s->account, s->digest);
		e = batch_delete(cx, b, session_key_slice(&k));
	}
	return e == OK ? flow_drop(cx, b, s) : e;
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

/* Keeps room for one more session of the account. */
static enum err end_oldest(struct ctx *cx, struct batch *b, const char *account)
{
	struct others *o = NULL;
	struct session oldest = { 0 };
	enum err e = read_others(cx, b, account, &o);
	for (size_t i = 0; e == OK && o->count >= SESSIONS_OF_ACCOUNT && i < o->count; i++) {
		struct session s;
		e = session_read(cx, b, o->digests[i], &s);
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
		e = flow_move(cx, b, old, &s);
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
		e = session_read(cx, b, s->digest, &now);
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
		e = session_read(cx, b, marks[i].digest, &s);
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
