/* Owns: share codes in the store, as JSON. */
#include "registry/shares.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define DIGEST_KEY (1 + 32)
#define PERSON_KEY (1 + PERSON_SIZE + SHARE_ID)

static void key_of_code(struct slice code, uint8_t key[static DIGEST_KEY])
{
	key[0] = 'S';
	crypto_sha256(code, key + 1);
}

/* Crockford characters alone: ids come from requests too. */
static bool is_id(const char *id, size_t size)
{
	return id && strlen(id) == size && strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == size;
}

static bool key_of_person(const char *person, const char *id, uint8_t key[static PERSON_KEY])
{
	if (!is_id(person, PERSON_SIZE) || !is_id(id, SHARE_ID))
		return false;
	key[0] = 'T';
	memcpy(key + 1, person, PERSON_SIZE);
	memcpy(key + 1 + PERSON_SIZE, id, SHARE_ID);
	return true;
}

static bool take_int(const struct json *o, const char *key, int64_t most, int64_t *out)
{
	return json_take_int(o, key, out) && *out >= 0 && *out <= most;
}

static bool take_id(const struct json *o, const char *key, char *out, size_t size)
{
	struct slice s = json_text(o, key);
	if (s.n != size)
		return false;
	memcpy(out, s.p, size);
	out[size] = 0;
	return is_id(out, size);
}

static enum err decode(struct ctx *cx, struct slice value, struct share *out)
{
	struct json *o = NULL;
	int64_t kinds = 0, uses = 0;
	*out = (struct share){ 0 };
	if (json_parse(cx, value, &o) != OK)
		return fail(cx, ERR_STORE_CORRUPT, "share: an entry is damaged");
	struct slice purpose = json_text(o, "purpose");
	bool whole = take_id(o, "id", out->id, SHARE_ID) && take_id(o, "person", out->person, PERSON_SIZE) &&
		take_id(o, "account", out->account, ACCOUNT_SIZE) && purpose.n == 1 && take_int(o, "kinds", UINT32_MAX, &kinds) &&
		take_int(o, "uses", UINT32_MAX, &uses) && take_int(o, "made", INT64_MAX, &out->made) && take_int(o, "until", INT64_MAX, &out->until) &&
		take_int(o, "cancelled", INT64_MAX, &out->cancelled);
	if (!whole)
		return fail(cx, ERR_STORE_CORRUPT, "share: an entry is damaged");
	if (json_get(o, "first") && !take_id(o, "first", out->first, PERSON_SIZE))
		return fail(cx, ERR_STORE_CORRUPT, "share: an entry is damaged");
	out->purpose = (char)purpose.p[0];
	out->kinds = (uint32_t)kinds;
	out->uses = (uint32_t)uses;
	return OK;
}

const char *share_counted(const struct share *s) { return s->first[0] ? s->first : s->person; }

static void encode(const struct share *s, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "id", s->id);
	json_put_str(&o, "person", s->person);
	json_put_str(&o, "account", s->account);
	json_put_text(&o, "purpose", slice_of(&s->purpose, 1));
	json_put_int(&o, "kinds", s->kinds);
	json_put_int(&o, "made", s->made);
	json_put_int(&o, "until", s->until);
	json_put_int(&o, "uses", s->uses);
	json_put_int(&o, "cancelled", s->cancelled);
	if (s->first[0])
		json_put_str(&o, "first", s->first);
	json_end(&o, '}');
}

enum err shares_find(struct ctx *cx, struct snapshot *v, struct slice code, bool *found, struct share *out)
{
	uint8_t key[DIGEST_KEY];
	struct slice value = { 0 };
	key_of_code(code, key);
	*found = false;
	enum err e = snapshot_get(cx, v, slice_of(key, sizeof key), &value);
	if (e != OK || !value.p)
		return e;
	e = decode(cx, value, out);
	*found = e == OK;
	return e;
}

struct walk {
	struct ctx *cx;
	struct snapshot *v;
	share_each *each;
	void *self;
	enum err e;
};

/* The person's index holds the digest under which the share lies. */
static bool on_index(void *self, struct slice key __attribute__((unused)), struct slice digest)
{
	struct walk *w = self;
	struct share s;
	uint8_t at[DIGEST_KEY] = { 'S' };
	struct slice value = { 0 };
	if (digest.n == 32)
		memcpy(at + 1, digest.p, 32);
	w->e = snapshot_get(w->cx, w->v, slice_of(at, sizeof at), &value);
	if (w->e == OK)
		w->e = value.p ? decode(w->cx, value, &s) : fail(w->cx, ERR_STORE_CORRUPT, "share: an index entry leads nowhere");
	return w->e == OK && w->each(w->self, &s);
}

enum err shares_of(struct ctx *cx, struct snapshot *v, const char *person, share_each *each, void *self)
{
	struct walk w = { cx, v, each, self, OK };
	uint8_t from[1 + PERSON_SIZE] = { 'T' }, to[1 + PERSON_SIZE];
	if (!is_id(person, PERSON_SIZE))
		return OK;
	memcpy(from + 1, person, PERSON_SIZE);
	memcpy(to, from, sizeof to);
	to[PERSON_SIZE]++;
	enum err e = snapshot_range(cx, v, slice_of(from, sizeof from), slice_of(to, sizeof to), on_index, &w);
	return e == OK ? w.e : e;
}

enum err shares_frozen(struct ctx *cx, struct snapshot *v, const char *person, bool *frozen)
{
	uint8_t key[1 + PERSON_SIZE] = { 'F' };
	struct slice value = { 0 };
	*frozen = true;
	if (!is_id(person, PERSON_SIZE))
		return OK;
	memcpy(key + 1, person, PERSON_SIZE);
	enum err e = snapshot_get(cx, v, slice_of(key, sizeof key), &value);
	if (e == OK)
		*frozen = value.p != NULL;
	return e;
}

enum err shares_put(struct ctx *cx, struct batch *b, struct slice code, const struct share *s)
{
	uint8_t key[DIGEST_KEY], index[PERSON_KEY];
	struct buf value;
	if (!key_of_person(s->person, s->id, index) || !is_id(s->account, ACCOUNT_SIZE) || code.n != SHARE_CODE || s->purpose != (char)code.p[0] ||
		!s->kinds || s->until < s->made)
		return fail(cx, ERR_SHARE, "a share's person, account, code, kinds or end is out of range");
	key_of_code(code, key);
	buf_init(&value, 1024);
	encode(s, &value);
	/* A code that is taken already is drawn again by the caller. */
	enum err e = batch_compare_put(cx, b, slice_of(key, sizeof key), (struct slice){ 0 }, buf_slice(&value));
	if (e == OK)
		e = batch_put(cx, b, slice_of(index, sizeof index), slice_of(key + 1, 32));
	buf_free(&value);
	return e;
}

enum err shares_cancel(struct ctx *cx, struct batch *b, const char *person, const char *id)
{
	uint8_t index[PERSON_KEY], key[DIGEST_KEY] = { 'S' };
	struct slice digest = { 0 }, value = { 0 };
	struct share s;
	struct buf out;
	if (!key_of_person(person, id, index))
		return fail(cx, ERR_SHARE, "there is no such share");
	enum err e = batch_get(cx, b, slice_of(index, sizeof index), &digest);
	if (e != OK)
		return e;
	if (digest.n != 32)
		return fail(cx, ERR_SHARE, "there is no such share");
	memcpy(key + 1, digest.p, 32);
	e = batch_get(cx, b, slice_of(key, sizeof key), &value);
	if (e == OK)
		e = decode(cx, value, &s);
	if (e != OK || s.cancelled)
		return e;
	s.cancelled = cx->now;
	buf_init(&out, 1024);
	encode(&s, &out);
	e = batch_put(cx, b, slice_of(key, sizeof key), buf_slice(&out));
	buf_free(&out);
	return e;
}

enum err shares_freeze(struct ctx *cx, struct batch *b, const char *person, bool frozen)
{
	uint8_t key[1 + PERSON_SIZE] = { 'F' };
	char at[21];
	if (!is_id(person, PERSON_SIZE))
		return fail(cx, ERR_SHARE, "there is no such person");
	memcpy(key + 1, person, PERSON_SIZE);
	instant_format(cx->now, at);
	return frozen ? batch_put(cx, b, slice_of(key, sizeof key), slice_str(at)) : batch_delete(cx, b, slice_of(key, sizeof key));
}

/* ---- two persons become one ---- */

/* A person's shares, collected first: a walk must not write. */
struct list {
	struct ctx *cx;
	uint8_t (*index)[PERSON_KEY];
	uint8_t (*key)[DIGEST_KEY];
	size_t count;
	enum err e;
};

static bool on_entry(void *self, struct slice key, struct slice digest)
{
	struct list *l = self;
	if (l->count == LIMIT_PERSON_SHARES)
		l->e = fail(l->cx, ERR_LIMIT, "share: more than %d of one person", LIMIT_PERSON_SHARES);
	else if (key.n != PERSON_KEY || digest.n != 32)
		l->e = fail(l->cx, ERR_STORE_CORRUPT, "share: an index entry is damaged");
	if (l->e != OK)
		return false;
	memcpy(l->index[l->count], key.p, PERSON_KEY);
	l->key[l->count][0] = 'S';
	memcpy(l->key[l->count++] + 1, digest.p, 32);
	return true;
}

static enum err list_of(struct ctx *cx, struct batch *b, const char *person, struct list *l)
{
	uint8_t from[1 + PERSON_SIZE] = { 'T' }, to[1 + PERSON_SIZE];
	*l = (struct list){ .cx = cx, .index = ctx_alloc(cx, LIMIT_PERSON_SHARES * PERSON_KEY), .key = ctx_alloc(cx, LIMIT_PERSON_SHARES * DIGEST_KEY) };
	memcpy(from + 1, person, PERSON_SIZE);
	memcpy(to, from, sizeof to);
	to[PERSON_SIZE]++;
	enum err e = batch_range(cx, b, slice_of(from, sizeof from), slice_of(to, sizeof to), on_entry, l);
	return e == OK ? l->e : e;
}

static enum err move_one(struct ctx *cx, struct batch *b, const uint8_t index[static PERSON_KEY], const uint8_t key[static DIGEST_KEY], const char *to)
{
	struct share s = { 0 };
	struct slice value = { 0 };
	uint8_t fresh[PERSON_KEY];
	struct buf out;
	enum err e = batch_get(cx, b, slice_of(key, DIGEST_KEY), &value);
	if (e == OK)
		e = value.p ? decode(cx, value, &s) : fail(cx, ERR_STORE_CORRUPT, "share: an index entry leads nowhere");
	if (e != OK)
		return e;
	if (!s.first[0])
		memcpy(s.first, s.person, sizeof s.first);
	memcpy(s.person, to, sizeof s.person);
	memcpy(fresh, index, PERSON_KEY);
	memcpy(fresh + 1, to, PERSON_SIZE);
	buf_init(&out, 1024);
	encode(&s, &out);
	e = batch_put(cx, b, slice_of(key, DIGEST_KEY), buf_slice(&out));
	if (e == OK)
		e = batch_delete(cx, b, slice_of(index, PERSON_KEY));
	if (e == OK)
		e = batch_put(cx, b, slice_of(fresh, PERSON_KEY), slice_of(key + 1, 32));
	buf_free(&out);
	return e;
}

enum err shares_move(struct ctx *cx, struct batch *b, const char *from, const char *to)
{
	struct list l;
	struct slice frozen = { 0 };
	uint8_t key[1 + PERSON_SIZE] = { 'F' };
	if (!is_id(from, PERSON_SIZE) || !is_id(to, PERSON_SIZE))
		return fail(cx, ERR_SHARE, "shares move from person to person");
	enum err e = list_of(cx, b, from, &l);
	for (size_t i = 0; e == OK && i < l.count; i++)
		e = move_one(cx, b, l.index[i], l.key[i], to);
	memcpy(key + 1, from, PERSON_SIZE);
	if (e == OK)
		e = batch_get(cx, b, slice_of(key, sizeof key), &frozen);
	if (e != OK || !frozen.p)
		return e;
	e = batch_delete(cx, b, slice_of(key, sizeof key));
	return e == OK ? shares_freeze(cx, b, to, true) : e;
}
