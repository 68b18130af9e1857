/* Owns: a session as bytes of fixed places, its keys, and cookies (RFC 6265 5.4). */
#include "portal/session_code.h"

static void add(struct session_key *k, const void *p, size_t n)
{
	if (n > sizeof k->p - k->n)
		return;
	memcpy(k->p + k->n, p, n);
	k->n += n;
}

struct session_key session_key(const uint8_t digest[static 32])
{
	struct session_key k = { { 'a', 's' }, 2 };
	add(&k, digest, 32);
	return k;
}

struct session_key session_key_account(const char *account, const uint8_t *digest)
{
	struct session_key k = { { 'a', 'u' }, 2 };
	add(&k, account, ACCOUNT_ID);
	if (digest)
		add(&k, digest, 32);
	return k;
}

struct session_key session_key_flow(const uint8_t digest[static 32], const char *name)
{
	struct session_key k = { { 'a', 'f' }, 2 };
	add(&k, digest, 32);
	if (name)
		add(&k, name, strlen(name));
	return k;
}

struct session_key session_key_behind(struct session_key k)
{
	while (k.n && k.p[k.n - 1] == 0xff)
		k.n--;
	if (k.n)
		k.p[k.n - 1]++;
	return k;
}

static uint8_t *put_time(uint8_t *p, int64_t v)
{
	for (size_t i = 0; i < 8; i++)
		p[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
	return p + 8;
}

void session_encode(const struct session *s, uint8_t out[static SESSION_VALUE])
{
	memset(out, 0, SESSION_VALUE);
	out[0] = (uint8_t)s->kind;
	out[1] = (uint8_t)s->level;
	uint8_t *p = put_time(put_time(put_time(put_time(out + 2, s->made), s->seen), s->until), s->proved);
	memcpy(p, s->account, ACCOUNT_ID);
	memcpy(p + ACCOUNT_ID, s->device, sizeof s->device - 1);
}

enum err session_decode(struct ctx *cx, const uint8_t digest[static 32], struct slice value, struct session *out)
{
	struct rd r = rd_of(value);
	*out = (struct session){ 0 };
	uint8_t kind = rd_u8(&r), level = rd_u8(&r);
	int64_t times[4];
	for (size_t i = 0; i < 4; i++)
		times[i] = (int64_t)rd_u64(&r);
	struct slice account = rd_take(&r, ACCOUNT_ID), device = rd_take(&r, sizeof out->device - 1);
	if (value.n != SESSION_VALUE || r.failed || kind == SESSION_NONE || kind > SESSION_SIGNED || level > LEVEL_SECOND)
		return fail(cx, ERR_STORE_CORRUPT, "portal's store: a session is damaged");
	*out = (struct session){ .kind = (enum session_kind)kind, .level = (enum session_level)level, .made = times[0], .seen = times[1],
		.until = times[2], .proved = times[3] };
	memcpy(out->digest, digest, 32);
	memcpy(out->account, account.p, ACCOUNT_ID);
	memcpy(out->device, device.p, device.n);
	return OK;
}

enum err session_read(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct session *out)
{
	struct slice value = { 0 };
	struct session_key k = session_key(digest);
	*out = (struct session){ 0 };
	enum err e = batch_get(cx, b, session_key_slice(&k), &value);
	return e != OK || !value.p ? e : session_decode(cx, digest, value, out);
}

struct slice cookie_find(struct slice header, const char *name)
{
	struct slice found = { 0 }, wanted = slice_str(name);
	for (size_t at = 0; header.p && at <= header.n;) {
		size_t end = slice_find(header, SLICE(";"), at);
		end = end == SIZE_MAX ? header.n : end;
		while (at < end && header.p[at] == ' ')
			at++;
		struct slice pair = slice_sub(header, at, end - at);
		if (slice_starts(pair, wanted) && pair.n > wanted.n && pair.p[wanted.n] == '=') {
			if (found.p)
				return (struct slice){ 0 };
			found = slice_sub(pair, wanted.n + 1, pair.n);
		}
		at = end + 1;
	}
	return found;
}
