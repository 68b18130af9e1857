/* Owns: acts in the portal's store, as JSON; looks in a small ring. */
#include "portal/acts.h"

#include "base/crypto.h"
#include "base/json.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX     (2 + PERSON_SIZE)
#define ACT_KEY    (PREFIX + 8 + 4)
#define DETAIL_MAX 40
#define LOOKS      1024 /* between two runs of the timer; more than that are the same few helpers */
#define LOOK_EVERY 3600

static const char *const names[] = {
	"",
#define X(id, name) name,
	ACTS
#undef X
};

const char *act_name(enum act_kind kind) { return names[kind]; }

static bool is_person(const char *id)
{
	return id && strlen(id) == PERSON_SIZE && strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == PERSON_SIZE;
}

static void key_begin(const char *person, uint8_t *key)
{
	memcpy(key, "la", 2);
	memcpy(key + 2, person, PERSON_SIZE);
}

static enum err put(struct ctx *cx, struct batch *b, const char *person, const struct act *act)
{
	uint8_t key[ACT_KEY];
	struct buf value;
	if (!is_person(person) || act->kind <= ACT_NONE || act->kind >= ACT_COUNT || act->detail.n > DETAIL_MAX)
		return fail(cx, ERR_BUG, "an act wants a person, a kind and a short detail");
	key_begin(person, key);
	for (size_t i = 0; i < 8; i++)
		key[PREFIX + i] = (uint8_t)((uint64_t)act->at >> (56 - 8 * i));
	crypto_random(key + PREFIX + 8, 4);
	buf_init(&value, 512);
	struct json_out o = json_out(&value);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "act", names[act->kind]);
	json_put_str(&o, "account", act->account);
	json_put_bool(&o, "helper", act->helper);
	if (act->detail.n)
		json_put_text(&o, "detail", act->detail);
	json_end(&o, '}');
	enum err e = batch_put(cx, b, slice_of(key, sizeof key), buf_slice(&value));
	buf_free(&value);
	return e;
}

enum err acts_note(struct ctx *cx, struct store *store, const char *person, const struct act *act)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, store, &b);
	return e == OK ? batch_end(cx, b, put(cx, b, person, act)) : e;
}

/* ---- looks ---- */

struct look {
	char account[ACCOUNT_ID + 1], person[PERSON_SIZE + 1];
	enum act_kind kind;
	int64_t at;
	bool written;
};

struct looks {
	pthread_mutex_t lock;
	struct look ring[LOOKS];
	size_t next;
};

struct looks *looks_open(void)
{
	struct looks *l = calloc(1, sizeof *l);
	if (!l)
		abort();
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

void looks_close(struct looks *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static bool is_fresh(const struct look *k, const char *account, const char *person, enum act_kind kind, int64_t now)
{
	return k->at && k->kind == kind && now - k->at < LOOK_EVERY && strcmp(k->account, account) == 0 && strcmp(k->person, person) == 0;
}

void looks_note(struct looks *l, const char *account, const char *person, enum act_kind kind, int64_t now)
{
	bool known = false;
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < LOOKS && !known; i++)
		known = is_fresh(&l->ring[i], account, person, kind, now);
	if (!known) {
		struct look *k = &l->ring[l->next];
		l->next = (l->next + 1) % LOOKS;
		*k = (struct look){ .kind = kind, .at = now };
		memcpy(k->account, account, strnlen(account, ACCOUNT_ID));
		memcpy(k->person, person, strnlen(person, PERSON_SIZE));
	}
	pthread_mutex_unlock(&l->lock);
}

/* Copies what is not written yet; marks it once it is on disk. */
static size_t unwritten(struct looks *l, struct look *out, size_t *places)
{
	size_t n = 0;
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < LOOKS; i++) {
		if (l->ring[i].at && !l->ring[i].written) {
			places[n] = i;
			out[n++] = l->ring[i];
		}
	}
	pthread_mutex_unlock(&l->lock);
	return n;
}

static void mark(struct looks *l, const struct look *written, const size_t *places, size_t n)
{
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < n; i++) {
		struct look *k = &l->ring[places[i]];
		if (k->at == written[i].at && k->kind == written[i].kind && strcmp(k->person, written[i].person) == 0)
			k->written = true;
	}
	pthread_mutex_unlock(&l->lock);
}

enum err looks_flush(struct ctx *cx, struct looks *l, struct store *store)
{
	struct look *all = ctx_alloc(cx, LOOKS * sizeof *all);
	size_t *places = ctx_alloc(cx, LOOKS * sizeof *places), n = unwritten(l, all, places);
	struct batch *b = NULL;
	if (!n)
		return OK;
	enum err e = batch_begin(cx, store, &b);
	if (e != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++) {
		struct act act = { .at = all[i].at, .kind = all[i].kind, .helper = true };
		memcpy(act.account, all[i].account, sizeof act.account);
		e = put(cx, b, all[i].person, &act);
	}
	e = batch_end(cx, b, e);
	if (e == OK)
		mark(l, all, places, n);
	return e;
}

/* ---- reading ---- */

struct walk {
	struct ctx *cx;
	act_each *each;
	void *self;
	enum err e;
};

static bool on_act(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct act act = { 0 };
	struct json *o = NULL;
	struct slice name = { 0 }, account = { 0 };
	if (key.n == ACT_KEY && json_parse(w->cx, value, &o) == OK) {
		struct rd r = rd_of(slice_sub(key, PREFIX, 8));
		const struct json *helper = json_get(o, "helper");
		act.at = (int64_t)rd_u64(&r);
		act.helper = helper && helper->boolean;
		act.detail = json_text(o, "detail");
		name = json_text(o, "act");
		account = json_text(o, "account");
	}
	for (int k = ACT_NONE + 1; k < ACT_COUNT; k++) {
		if (slice_is(name, names[k]))
			act.kind = (enum act_kind)k;
	}
	if (act.kind == ACT_NONE || (account.n && account.n != ACCOUNT_ID)) {
		w->e = fail(w->cx, ERR_STORE_CORRUPT, "acts: an entry is damaged");
		return false;
	}
	memcpy(act.account, account.p, account.n);
	return w->each(w->self, &act);
}

enum err acts_of(struct ctx *cx, struct snapshot *v, const char *person, act_each *each, void *self)
{
	struct walk w = { cx, each, self, OK };
	uint8_t from[PREFIX], to[PREFIX];
	if (!is_person(person))
		return OK;
	key_begin(person, from);
	key_begin(person, to);
	to[PREFIX - 1]++;
	enum err e = snapshot_range(cx, v, slice_of(from, sizeof from), slice_of(to, sizeof to), on_act, &w);
	return e == OK ? w.e : e;
}
