/* Owns: challenges in the store, as JSON. */
#include "registry/challenges.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

struct challenge_key {
	uint8_t p[1 + CHALLENGE_ID];
	size_t n;
};

/* Ids come from requests too: one that cannot be is simply not found. */
static bool key_of(struct slice id, struct challenge_key *k)
{
	static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";
	if (id.n == 0 || id.n > CHALLENGE_ID)
		return false;
	for (size_t i = 0; i < id.n; i++) {
		if (!memchr(letters, id.p[i], sizeof letters - 1))
			return false;
	}
	k->p[0] = 'C';
	memcpy(k->p + 1, id.p, id.n);
	k->n = 1 + id.n;
	return true;
}

static void put_hex(struct json_out *o, const char *key, const uint8_t bytes[static 32])
{
	char hex[65];
	hex_format(slice_of(bytes, 32), hex);
	json_put_str(o, key, hex);
}

static bool take_hex(const struct json *o, const char *key, uint8_t out[static 32])
{
	size_t n = 0;
	return hex_parse(json_text(o, key), out, 32, &n) && n == 32;
}

static bool take_text(const struct json *o, const char *key, char *out, size_t size)
{
	struct slice s = json_text(o, key);
	if (!s.p || s.n >= size)
		return false;
	memcpy(out, s.p, s.n);
	out[s.n] = 0;
	return true;
}

static void encode(const struct challenge *c, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "what", c->what);
	json_put_str(&o, "account", c->account);
	json_put_str(&o, "person", c->person);
	put_hex(&o, "session", c->session);
	put_hex(&o, "digest", c->digest);
	json_put_int(&o, "tries", c->tries);
	json_put_int(&o, "made", c->made);
	json_put_int(&o, "expires", c->expires);
	if (c->more.p)
		json_put_text(&o, "more", c->more);
	json_end(&o, '}');
}

static enum err decode(struct ctx *cx, struct slice id, struct slice value, struct challenge *out)
{
	struct json *o = NULL;
	int64_t tries = 0;
	*out = (struct challenge){ 0 };
	if (id.n > CHALLENGE_ID || json_parse(cx, ctx_copy(cx, value), &o) != OK)
		return fail(cx, ERR_STORE_CORRUPT, "registry: a challenge is damaged");
	memcpy(out->id, id.p, id.n);
	bool whole = take_text(o, "what", out->what, sizeof out->what) && take_text(o, "account", out->account, sizeof out->account) &&
		take_text(o, "person", out->person, sizeof out->person) && take_hex(o, "session", out->session) && take_hex(o, "digest", out->digest) &&
		json_take_int(o, "tries", &tries) && json_take_int(o, "made", &out->made) && json_take_int(o, "expires", &out->expires);
	out->tries = (int)tries;
	out->more = json_text(o, "more");
	return whole ? OK : fail(cx, ERR_STORE_CORRUPT, "registry: a challenge is damaged");
}

static enum err take(struct ctx *cx, struct slice id, struct slice value, bool *found, struct challenge *out)
{
	*found = value.p != NULL;
	return value.p ? decode(cx, id, value, out) : OK;
}

enum err challenges_find(struct ctx *cx, struct snapshot *v, struct slice id, bool *found, struct challenge *out)
{
	struct challenge_key k;
	struct slice value = { 0 };
	*found = false;
	if (!key_of(id, &k))
		return OK;
	enum err e = snapshot_get(cx, v, slice_of(k.p, k.n), &value);
	return e == OK ? take(cx, id, value, found, out) : e;
}

enum err challenges_get(struct ctx *cx, struct batch *b, struct slice id, bool *found, struct challenge *out)
{
	struct challenge_key k;
	struct slice value = { 0 };
	*found = false;
	if (!key_of(id, &k))
		return OK;
	enum err e = batch_get(cx, b, slice_of(k.p, k.n), &value);
	return e == OK ? take(cx, id, value, found, out) : e;
}

enum err challenges_put(struct ctx *cx, struct batch *b, const struct challenge *c)
{
	struct challenge_key k;
	struct buf value;
	if (!key_of(slice_str(c->id), &k))
		return fail(cx, ERR_BUG, "registry: a challenge without a proper id");
	buf_init(&value, LIMIT_JSON_BYTES);
	encode(c, &value);
	enum err e = buf_ok(&value) ? batch_put(cx, b, slice_of(k.p, k.n), buf_slice(&value)) : fail(cx, ERR_LIMIT, "registry: a challenge is too long");
	buf_free(&value);
	return e;
}

enum err challenges_delete(struct ctx *cx, struct batch *b, struct slice id)
{
	struct challenge_key k;
	return key_of(id, &k) ? batch_delete(cx, b, slice_of(k.p, k.n)) : OK;
}

void challenge_digest(const char *id, struct slice code, uint8_t out[static 32])
{
	uint8_t plain[64];
	size_t n = 0;
	for (size_t at = 0; at < code.n && n < sizeof plain;) {
		int32_t c = text_next(code, &at);
		if (c < 0)
			break;
		if (c > 0xff00 && c < 0xff5f)
			c -= 0xfee0;
		if (c == ' ' || c == '-' || c == '\t' || c == 0x3000)
			continue;
		plain[n++] = c < 0x80 ? (uint8_t)c : '?';
	}
	struct hash *h = hash_new();
	hash_add(h, slice_str(id));
	hash_add(h, slice_of(plain, n));
	hash_finish(h, out);
	hash_free(h);
	crypto_wipe(plain, sizeof plain);
}

void challenge_code(char out[static 9])
{
	uint64_t bits;
	/* 2^64 is so much more than 10^8 that the remainder's bias is immeasurable. */
	crypto_random(&bits, sizeof bits);
	snprintf(out, 9, "%08u", (unsigned)(bits % 100000000));
	crypto_wipe(&bits, sizeof bits);
}

struct sweep {
	struct ctx *cx;
	struct slice *ids;
	int64_t before;
	size_t count, most;
	enum err e;
};

static bool collect(void *self, struct slice key, struct slice value)
{
	struct sweep *s = self;
	struct challenge c;
	s->e = decode(s->cx, slice_sub(key, 1, key.n), value, &c);
	if (s->e == OK && c.expires < s->before)
		s->ids[s->count++] = ctx_copy(s->cx, slice_sub(key, 1, key.n));
	return s->e == OK && s->count < s->most;
}

enum err challenges_sweep(struct ctx *cx, struct batch *b, int64_t before, size_t most, size_t *count)
{
	struct sweep s = { .cx = cx, .ids = ctx_alloc(cx, (most + 1) * sizeof(struct slice)), .before = before, .most = most };
	enum err e = batch_range(cx, b, SLICE("C"), SLICE("D"), collect, &s);
	if (e == OK)
		e = s.e;
	for (size_t i = 0; e == OK && i < s.count; i++)
		e = challenges_delete(cx, b, s.ids[i]);
	*count = s.count;
	return e;
}
