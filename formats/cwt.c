/*
 * Owns: the claims set of a CBOR Web Token (RFC 8392 3), both ways. Knows no meaning of a claim and checks no clock.
 * Must never accept two encodings of one claims set.
 */
#include "formats/cwt.h"

#include "formats/cbor.h"

#include <string.h>

/* RFC 8392 4: which key holds which member, as what. */
enum kind { KIND_TEXT = 1, KIND_INSTANT, KIND_BYTES };
static const struct {
	enum kind kind;
	size_t offset;
} registered[8] = {
	[1] = { KIND_TEXT, offsetof(struct cwt, issuer) },
	[2] = { KIND_TEXT, offsetof(struct cwt, subject) },
	[3] = { KIND_TEXT, offsetof(struct cwt, audience) },
	[4] = { KIND_INSTANT, offsetof(struct cwt, expires_at) },
	[5] = { KIND_INSTANT, offsetof(struct cwt, not_before) },
	[6] = { KIND_INSTANT, offsetof(struct cwt, issued_at) },
	[7] = { KIND_BYTES, offsetof(struct cwt, id) },
};

static bool is_registered(int64_t key) { return key >= 1 && key <= 7; }

static struct slice member_slice(const struct cwt *set, int64_t key)
{
	struct slice s;
	memcpy(&s, (const char *)set + registered[key].offset, sizeof s);
	return s;
}

static int64_t member_instant(const struct cwt *set, int64_t key)
{
	int64_t v;
	memcpy(&v, (const char *)set + registered[key].offset, sizeof v);
	return v;
}

static bool has_member(const struct cwt *set, int64_t key)
{
	return registered[key].kind == KIND_INSTANT ? member_instant(set, key) != 0 : member_slice(set, key).p != NULL;
}

/* Order of the encodings: not negative before negative, then by distance from zero (RFC 8949 4.2.1). */
static int key_compare(int64_t a, int64_t b)
{
	if ((a < 0) != (b < 0))
		return a < 0 ? 1 : -1;
	if (a == b)
		return 0;
	return (a < b) == (a >= 0) ? -1 : 1;
}

static void put_registered(struct buf *b, const struct cwt *set, int64_t key)
{
	if (!has_member(set, key))
		return;
	cbor_put_int(b, key);
	if (registered[key].kind == KIND_TEXT)
		cbor_put_text(b, member_slice(set, key));
	else if (registered[key].kind == KIND_BYTES)
		cbor_put_bytes(b, member_slice(set, key));
	else
		cbor_put_int(b, member_instant(set, key));
}

/* Further claims by ascending encoding, each key once. */
static void sort_extra(const struct cwt *set, const struct cwt_claim *sorted[CWT_MAX_EXTRA])
{
	for (size_t i = 0; i < set->extra_count; i++) {
		size_t at = i;
		for (; at > 0 && key_compare(sorted[at - 1]->key, set->extra[i].key) > 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = &set->extra[i];
	}
}

enum err cwt_encode(struct ctx *cx, const struct cwt *set, struct buf *out)
{
	const struct cwt_claim *sorted[CWT_MAX_EXTRA];
	size_t start = out->n, pairs = set->extra_count, next = 0;
	struct cwt read_back;
	if (set->extra_count > CWT_MAX_EXTRA)
		return fail(cx, ERR_CWT_CLAIMS, "RFC 8392 3: %zu further claims, at most %d", set->extra_count, CWT_MAX_EXTRA);
	for (int64_t key = 1; key <= 7; key++)
		pairs += has_member(set, key);
	sort_extra(set, sorted);
	cbor_put_map(out, pairs);
	/* Key 0 is unassigned but sorts before the registered ones. */
	for (; next < set->extra_count && sorted[next]->key == 0; next++) {
		cbor_put_int(out, 0);
		buf_put_slice(out, sorted[next]->value);
	}
	for (int64_t key = 1; key <= 7; key++)
		put_registered(out, set, key);
	for (; next < set->extra_count; next++) {
		cbor_put_int(out, sorted[next]->key);
		buf_put_slice(out, sorted[next]->value);
	}
	if (!buf_ok(out))
		return fail(cx, ERR_LIMIT, "CWT does not fit into %zu bytes", out->max);
	/* Reading it back proves keys unique, instants in range and raw values one clean item each: one rule, kept in one place. */
	return cwt_parse(cx, slice_of(out->p + start, out->n - start), &read_back);
}

static enum err parse_registered(struct ctx *cx, struct cbor_rd *r, int64_t key, struct cwt *out)
{
	char *member = (char *)out + registered[key].offset;
	if (registered[key].kind == KIND_INSTANT) {
		bool is_integer = cbor_peek(r) == CBOR_UINT || cbor_peek(r) == CBOR_NEGATIVE;
		if (!is_integer)
			return fail(cx, ERR_CWT_TYPE, "RFC 8392 2: claim %lld must be an integer", (long long)key);
		int64_t v = cbor_get_int(r);
		if (cbor_failed(r) || v < 1 || v > CWT_LAST_INSTANT)
			return fail(cx, ERR_CWT_TIME, "RFC 8392 2: claim %lld is not an instant from 1970 to 9999", (long long)key);
		memcpy(member, &v, sizeof v);
		return OK;
	}
	bool is_text = registered[key].kind == KIND_TEXT;
	struct slice s = is_text ? cbor_get_text(r) : cbor_get_bytes(r);
	if (cbor_failed(r))
		return fail(cx, ERR_CWT_TYPE, "RFC 8392 3.1: claim %lld must be a %s string", (long long)key, is_text ? "text" : "byte");
	memcpy(member, &s, sizeof s);
	return OK;
}

static enum err parse_extra(struct ctx *cx, struct cbor_rd *r, int64_t key, struct cwt *out)
{
	if (out->extra_count == CWT_MAX_EXTRA)
		return fail(cx, ERR_CWT_CLAIMS, "RFC 8392 3: more than %d further claims", CWT_MAX_EXTRA);
	out->extra[out->extra_count++] = (struct cwt_claim){ key, cbor_skip(r) };
	return OK;
}

enum err cwt_parse(struct ctx *cx, struct slice payload, struct cwt *out)
{
	*out = (struct cwt){ 0 };
	enum err e = cbor_check(cx, payload);
	if (e != OK)
		return e;
	struct cbor_rd r = cbor_rd(payload);
	size_t pairs = cbor_get_map(&r);
	for (size_t i = 0; i < pairs && e == OK; i++) {
		int64_t key = cbor_get_int(&r);
		if (cbor_failed(&r))
			return fail(cx, ERR_CWT_KEY, "RFC 8392 3: claim keys here are integers of 64 bits");
		e = is_registered(key) ? parse_registered(cx, &r, key, out) : parse_extra(cx, &r, key, out);
	}
	if (e != OK)
		return e;
	return cbor_end(&r) ? OK : fail(cx, ERR_CWT_SHAPE, "RFC 8392 3: a claims set is one map");
}

struct slice cwt_claim(const struct cwt *set, int64_t key)
{
	for (size_t i = 0; i < set->extra_count; i++) {
		if (set->extra[i].key == key)
			return set->extra[i].value;
	}
	return (struct slice){ 0 };
}
