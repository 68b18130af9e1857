/*
 * Owns: the trust list as bytes and as struct. Layout of the payload: a map of 15, keys 1 to 15 as in enum member; each key of the list a
 * map {1 role, 2 state, 3 certificate, ? 4 revoked_at}; each stock an array [digest, length]. Version 1, still read, ends with the stocks: days of UTC.
 */
#include "keys/trust_list.h"

#include "base/limits.h"
#include "formats/cbor.h"
#include "formats/cose.h"
#include "keys/chain.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum member { MEMBER_VERSION = 1, MEMBER_AUTHORITY, MEMBER_NAME_EN, MEMBER_NAME_ZH, MEMBER_HOST, MEMBER_SPECIMEN, MEMBER_SEQUENCE,
	MEMBER_ISSUED_AT, MEMBER_NEXT_UPDATE, MEMBER_ROOT, MEMBER_SIGNER, MEMBER_ISSUING_CA, MEMBER_KEYS, MEMBER_STOCKS, MEMBER_UTC_OFFSET };
enum { KEY_ROLE = 1, KEY_STATE, KEY_CERTIFICATE, KEY_REVOKED_AT };

#define VERSION 2
#define CLOCK_SKEW 300 /* seconds that the issuer's clock may run before ours */

/* The bytes behind all slices of a trust and of its copies. */
struct shared {
	atomic_uint users;
	uint8_t bytes[];
};

struct opened {
	struct trust trust; /* first member: what users see */
	struct shared *shared;
};

/* ---- memory ---- */

static void *allocate(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size);
	if (!p)
		abort();
	return p;
}

static struct opened *new_opened(struct slice list, struct slice root)
{
	struct opened *o = allocate(1, sizeof *o);
	o->shared = allocate(1, sizeof *o->shared + list.n + root.n);
	atomic_init(&o->shared->users, 1);
	memcpy(o->shared->bytes, list.p, list.n);
	memcpy(o->shared->bytes + list.n, root.p, root.n);
	o->trust.keys = allocate(LIMIT_TRUST_KEYS, sizeof *o->trust.keys);
	return o;
}

struct trust *trust_copy(const struct trust *t)
{
	const struct opened *from = (const struct opened *)t;
	struct opened *o = allocate(1, sizeof *o);
	*o = *from;
	atomic_fetch_add(&o->shared->users, 1);
	o->trust.keys = allocate(t->key_count, sizeof *t->keys);
	for (size_t i = 0; i < t->key_count; i++) {
		o->trust.keys[i] = t->keys[i];
		o->trust.keys[i].key = p256_copy(t->keys[i].key);
	}
	o->trust.stocks = allocate(t->stock_count, sizeof *t->stocks);
	if (t->stock_count)
		memcpy(o->trust.stocks, t->stocks, t->stock_count * sizeof *t->stocks);
	return &o->trust;
}

void trust_free(struct trust *t)
{
	struct opened *o = (struct opened *)t;
	if (!o)
		return;
	for (size_t i = 0; i < t->key_count; i++)
		p256_free(t->keys[i].key);
	free(t->keys);
	free(t->stocks);
	if (atomic_fetch_sub(&o->shared->users, 1) == 1)
		free(o->shared);
	free(o);
}

void trust_prepare(const struct trust *t)
{
	for (size_t i = 0; i < t->key_count; i++) {
		const struct trusted_key *k = &t->keys[i];
		if (k->state == TRUST_ACTIVE && (k->role == ROLE_PDF_SEAL || k->role == ROLE_QR_SEAL))
			p256_prepare(k->key);
	}
}

/* ---- order ---- */

static int compare_keys(const void *a, const void *b)
{
	const struct trusted_key *x = a, *y = b;
	if (x->role != y->role)
		return x->role < y->role ? -1 : 1;
	return memcmp(x->certificate_digest, y->certificate_digest, 32); /* the kid is its beginning */
}

static int compare_stocks(const void *a, const void *b)
{
	const struct trusted_stock *x = a, *y = b;
	return memcmp(x->digest, y->digest, 32);
}

static void name_key(struct trusted_key *k)
{
	crypto_sha256(k->certificate, k->certificate_digest);
	memcpy(k->kid, k->certificate_digest, sizeof k->kid);
}

/* ---- reading ---- */

/* What only the opening needs. */
struct claims {
	struct slice signer;      /* DER */
	struct slice root_digest;
	uint64_t version;
};

static enum err malformed(struct ctx *cx, const char *what) { return fail(cx, ERR_TRUST_FORM, "trust list: %s", what); }

static void expect(struct cbor_rd *r, unsigned key)
{
	if (cbor_get_uint(r) != key)
		r->rd.failed = true;
}

static int64_t take_instant(struct cbor_rd *r)
{
	int64_t v = cbor_get_int(r);
	if (v <= 0 || v > INT64_C(253402300799)) /* 9999-12-31T23:59:59Z */
		r->rd.failed = true;
	return v;
}

static void take_key(struct cbor_rd *r, struct trusted_key *k)
{
	size_t members = cbor_get_map(r);
	expect(r, KEY_ROLE);
	k->role = key_role_parse(cbor_get_text(r));
	expect(r, KEY_STATE);
	uint64_t state = cbor_get_uint(r);
	expect(r, KEY_CERTIFICATE);
	k->certificate = cbor_get_bytes(r);
	bool role = k->role == ROLE_PDF_SEAL || k->role == ROLE_QR_SEAL || k->role == ROLE_STATUS_LIST;
	if (!role || state < TRUST_ACTIVE || state > TRUST_REVOKED || members != (state == TRUST_REVOKED ? 4u : 3u))
		r->rd.failed = true;
	k->state = r->rd.failed ? TRUST_NONE : (enum trust_state)state;
	if (k->state == TRUST_REVOKED) {
		expect(r, KEY_REVOKED_AT);
		k->revoked_at = take_instant(r);
	}
}

static enum err read_keys(struct ctx *cx, struct cbor_rd *r, struct trust *t)
{
	size_t count = cbor_get_array(r);
	if (cbor_failed(r) || count > LIMIT_TRUST_KEYS)
		return malformed(cx, "keys missing or too many");
	for (size_t i = 0; i < count; i++) {
		struct trusted_key k = { 0 };
		take_key(r, &k);
		if (cbor_failed(r))
			return malformed(cx, "a key is malformed");
		name_key(&k);
		if (i && compare_keys(&t->keys[i - 1], &k) >= 0)
			return malformed(cx, "keys are not in order, or one stands twice");
		t->keys[i] = k;
		t->key_count = i + 1;
	}
	return OK;
}

static enum err read_stocks(struct ctx *cx, struct cbor_rd *r, struct trust *t)
{
	size_t count = cbor_get_array(r);
	if (cbor_failed(r) || count > LIMIT_TRUST_STOCKS)
		return malformed(cx, "stocks missing or too many");
	t->stocks = allocate(count, sizeof *t->stocks);
	for (size_t i = 0; i < count; i++) {
		size_t parts = cbor_get_array(r);
		struct slice digest = cbor_get_bytes(r);
		uint64_t length = cbor_get_uint(r);
		if (cbor_failed(r) || parts != 2 || digest.n != 32 || length == 0 || length > LIMIT_PDF_BYTES)
			return malformed(cx, "a stock is malformed");
		memcpy(t->stocks[i].digest, digest.p, 32);
		t->stocks[i].length = (uint32_t)length;
		if (i && compare_stocks(&t->stocks[i - 1], &t->stocks[i]) >= 0)
			return malformed(cx, "stocks are not in order, or one stands twice");
		t->stock_count = i + 1;
	}
	return OK;
}

static void take_head(struct cbor_rd *r, struct trust *t, struct claims *c)
{
	size_t members = cbor_get_map(r);
	expect(r, MEMBER_VERSION);
	uint64_t version = cbor_get_uint(r);
	if (!(version == 1 && members == MEMBER_STOCKS) && !(version == VERSION && members == MEMBER_UTC_OFFSET))
		r->rd.failed = true;
	c->version = version;
	expect(r, MEMBER_AUTHORITY);
	t->authority = cbor_get_text(r);
	expect(r, MEMBER_NAME_EN);
	t->name_en = cbor_get_text(r);
	expect(r, MEMBER_NAME_ZH);
	t->name_zh = cbor_get_text(r);
	expect(r, MEMBER_HOST);
	t->verify_host = cbor_get_text(r);
	expect(r, MEMBER_SPECIMEN);
	t->specimen = cbor_get_bool(r);
	expect(r, MEMBER_SEQUENCE);
	t->sequence = cbor_get_uint(r);
	expect(r, MEMBER_ISSUED_AT);
	t->issued_at = take_instant(r);
	expect(r, MEMBER_NEXT_UPDATE);
	t->next_update = take_instant(r);
	expect(r, MEMBER_ROOT);
	c->root_digest = cbor_get_bytes(r);
	expect(r, MEMBER_SIGNER);
	c->signer = cbor_get_bytes(r);
	expect(r, MEMBER_ISSUING_CA);
	t->issuing_ca = cbor_get_bytes(r);
}

/* Only what a setting can say: quarters of an hour from -12:00 to +14:00. */
static void take_offset(struct cbor_rd *r, struct trust *t)
{
	expect(r, MEMBER_UTC_OFFSET);
	int64_t minutes = cbor_get_int(r);
	if (minutes < -12 * 60 || minutes > 14 * 60 || minutes % 15)
		r->rd.failed = true;
	else
		t->utc_offset = (int)minutes;
}

static enum err read_payload(struct ctx *cx, struct slice payload, struct trust *t, struct claims *c)
{
	struct cbor_rd r = cbor_rd(payload);
	take_head(&r, t, c);
	if (cbor_failed(&r) || t->authority.n == 0 || t->verify_host.n == 0 || t->sequence == 0 || t->next_update < t->issued_at)
		return malformed(cx, "a member is missing, malformed or of another version");
	expect(&r, MEMBER_KEYS);
	enum err e = read_keys(cx, &r, t);
	expect(&r, MEMBER_STOCKS);
	if (e == OK)
		e = read_stocks(cx, &r, t);
	if (e == OK && c->version > 1)
		take_offset(&r, t);
	if (e == OK && !cbor_end(&r))
		e = malformed(cx, "no offset from UTC, or bytes behind its end");
	return e;
}

/* ---- judging ---- */

static enum err check_mark(struct ctx *cx, const struct trust *t, const struct certificate *c, const char *what)
{
	if (c->specimen == t->specimen)
		return OK;
	return fail(cx, ERR_TRUST_SPECIMEN, "trust list: the %s certificate is %sa specimen, the list is %sone", what, c->specimen ? "" : "not ",
		t->specimen ? "" : "not ");
}

static enum err parse_der(struct ctx *cx, struct slice der, const char *what, struct certificate *out)
{
	return fail_in(cx, anchors_parse(cx, der, out), what);
}

/* The pin first, then the signer that the list names, then the signature: only after it is anything of the list believed. */
static enum err check_signature(struct ctx *cx, const struct cose_sign1 *cose, const struct claims *claims, const struct trust *t, struct certificate *root)
{
	struct certificate signer;
	uint8_t digest[32], kid[32];
	crypto_sha256(t->root, digest);
	crypto_sha256(claims->signer, kid);
	enum err e = parse_der(cx, t->root, "root", root);
	if (e == OK)
		e = fail_in(cx, chain_check_root(cx, root), "root");
	if (e == OK && !slice_eq(claims->root_digest, slice_of(digest, 32)))
		e = fail(cx, ERR_TRUST_ROOT, "trust list: made for another root than the pinned one");
	if (e == OK)
		e = parse_der(cx, claims->signer, "trust list's signer", &signer);
	if (e == OK)
		e = fail_in(cx, chain_check_issued(cx, &signer, ROLE_TRUST_LIST, root), "trust list's signer");
	if (e == OK && !slice_eq(cose->kid, slice_of(kid, 8)))
		e = fail(cx, ERR_TRUST_SIGNATURE, "RFC 9052 3.1: trust list: kid is not that of its signer");
	struct p256_key *key = NULL;
	if (e == OK)
		e = p256_open(cx, signer.spki, &key);
	if (e == OK && !p256_verify(key, cose->digest, cose->signature))
		e = fail(cx, ERR_TRUST_SIGNATURE, "RFC 9052 4.4: trust list: signature does not hold");
	p256_free(key);
	return e == OK ? check_mark(cx, t, &signer, "trust list's") : e;
}

static enum err check_key(struct ctx *cx, const struct trust *t, const struct certificate *issuing_ca, struct trusted_key *k)
{
	struct certificate c;
	const char *name = key_role_name(k->role);
	enum err e = parse_der(cx, k->certificate, name, &c);
	if (e == OK)
		e = fail_in(cx, chain_check_issued(cx, &c, k->role, issuing_ca), name);
	if (e == OK)
		e = check_mark(cx, t, &c, name);
	if (e == OK)
		e = p256_open(cx, c.spki, &k->key);
	if (e != OK)
		return e;
	k->not_before = c.not_before;
	k->not_after = c.not_after;
	return OK;
}

/* Roles never share a key, whatever the certificates say. */
static enum err check_shared(struct ctx *cx, const struct trust *t, struct slice *spki)
{
	for (size_t i = 0; i < t->key_count; i++) {
		struct certificate c;
		enum err e = anchors_parse(cx, t->keys[i].certificate, &c);
		if (e != OK)
			return e;
		spki[i] = c.spki;
		for (size_t j = 0; j < i; j++) {
			if (slice_eq(spki[j], spki[i]))
				return fail(cx, ERR_TRUST_KEY, "trust list: two certificates hold the same key (%s, %s)", key_role_name(t->keys[j].role),
					key_role_name(t->keys[i].role));
		}
	}
	return OK;
}

static enum err check_content(struct ctx *cx, struct trust *t, const struct certificate *root)
{
	struct certificate issuing_ca;
	enum err e = parse_der(cx, t->issuing_ca, "issuing CA", &issuing_ca);
	if (e == OK)
		e = fail_in(cx, chain_check_issued(cx, &issuing_ca, ROLE_ISSUING_CA, root), "issuing CA");
	if (e == OK)
		e = check_mark(cx, t, root, "root");
	if (e == OK)
		e = check_mark(cx, t, &issuing_ca, "issuing CA's");
	for (size_t i = 0; e == OK && i < t->key_count; i++)
		e = check_key(cx, t, &issuing_ca, &t->keys[i]);
	if (e == OK)
		e = check_shared(cx, t, ctx_alloc(cx, LIMIT_TRUST_KEYS * sizeof(struct slice)));
	return e;
}

static enum err check_clock(struct ctx *cx, struct trust *t, struct slice signer)
{
	const struct { struct slice der; const char *name; } due[] = { { t->root, "root" }, { signer, "trust list's signer" }, { t->issuing_ca, "issuing CA" } };
	enum err e = OK;
	for (size_t i = 0; e == OK && i < 3; i++) {
		struct certificate c;
		e = anchors_parse(cx, due[i].der, &c);
		if (e == OK)
			e = fail_in(cx, chain_check_time(cx, &c, cx->now), due[i].name);
	}
	if (e == OK && t->issued_at > cx->now + CLOCK_SKEW)
		e = fail(cx, ERR_TRUST_TIME, "trust list: issued in the future: is this clock right?");
	t->stale = t->next_update < cx->now;
	return e;
}

static enum err open_list(struct ctx *cx, struct opened *o, struct slice list, bool any_time)
{
	struct cose_sign1 cose;
	struct claims claims = { 0 };
	struct certificate root;
	enum err e = cose_parse(cx, list, COSE_TAGGED_18, &cose);
	if (e == OK && !slice_is(cose.type, TRUST_LIST_TYPE))
		e = fail(cx, ERR_TRUST_FORM, "RFC 9596: trust list: type is not " TRUST_LIST_TYPE);
	if (e == OK)
		e = cbor_check(cx, cose.payload);
	if (e == OK)
		e = read_payload(cx, cose.payload, &o->trust, &claims);
	if (e == OK)
		e = check_signature(cx, &cose, &claims, &o->trust, &root);
	if (e == OK)
		e = check_content(cx, &o->trust, &root);
	return e == OK && !any_time ? check_clock(cx, &o->trust, claims.signer) : e;
}

static enum err open_copy(struct ctx *cx, struct slice list, struct slice root, bool any_time, struct trust **out)
{
	if (list.n == 0 || list.n > LIMIT_TRUST_LIST_BYTES || root.n == 0 || root.n > LIMIT_CERT_BYTES)
		return malformed(cx, "it or the root is empty or too long");
	struct opened *o = new_opened(list, root);
	o->trust.root = slice_of(o->shared->bytes + list.n, root.n);
	enum err e = open_list(cx, o, slice_of(o->shared->bytes, list.n), any_time);
	if (e != OK) {
		trust_free(&o->trust);
		return e;
	}
	*out = &o->trust;
	return OK;
}

enum err trust_open(struct ctx *cx, struct slice list, struct slice root, struct trust **out) { return open_copy(cx, list, root, false, out); }
enum err trust_open_any_time(struct ctx *cx, struct slice list, struct slice root, struct trust **out) { return open_copy(cx, list, root, true, out); }

/* ---- asking ---- */

const char *trust_state_name(enum trust_state state)
{
	switch (state) {
	case TRUST_ACTIVE: return "active";
	case TRUST_RETIRED: return "retired";
	case TRUST_REVOKED: return "revoked";
	default: return "none";
	}
}

const struct trusted_key *trust_key(const struct trust *t, enum key_role role, struct slice kid, size_t n)
{
	for (size_t i = 0; i < t->key_count; i++) {
		const struct trusted_key *k = &t->keys[i];
		if (k->role == role && slice_eq(kid, slice_of(k->kid, sizeof k->kid)) && n-- == 0)
			return k;
	}
	return NULL;
}

const struct trusted_key *trust_certificate(const struct trust *t, struct slice der)
{
	for (size_t i = 0; i < t->key_count; i++) {
		if (slice_eq(t->keys[i].certificate, der))
			return &t->keys[i];
	}
	return NULL;
}

enum err trust_check_signer(struct ctx *cx, const struct trust *t, const struct signer *signer)
{
	const struct trusted_key *k = trust_certificate(t, signer->certificate);
	if (k && k->role == signer->role && k->state == TRUST_ACTIVE)
		return OK;
	return fail(cx, ERR_TRUST_KEY, "the %s key is %s in the trust list; `cinnabar-keys rotate %s` makes a new one", key_role_name(signer->role),
		k ? trust_state_name(k->state) : "not", key_role_name(signer->role));
}

const struct trusted_stock *trust_stock(const struct trust *t, const uint8_t digest[static 32])
{
	struct trusted_stock want;
	memcpy(want.digest, digest, 32);
	return t->stock_count ? bsearch(&want, t->stocks, t->stock_count, sizeof want, compare_stocks) : NULL;
}

/* ---- building ---- */

static void put_keys(struct ctx *cx, const struct trust *t, struct buf *b)
{
	struct trusted_key *keys = ctx_alloc(cx, (t->key_count + 1) * sizeof *keys);
	for (size_t i = 0; i < t->key_count; i++) {
		keys[i] = t->keys[i];
		name_key(&keys[i]);
	}
	qsort(keys, t->key_count, sizeof *keys, compare_keys);
	cbor_put_uint(b, MEMBER_KEYS);
	cbor_put_array(b, t->key_count);
	for (size_t i = 0; i < t->key_count; i++) {
		bool revoked = keys[i].state == TRUST_REVOKED;
		cbor_put_map(b, revoked ? 4 : 3);
		cbor_put_uint(b, KEY_ROLE);
		cbor_put_str(b, key_role_name(keys[i].role));
		cbor_put_uint(b, KEY_STATE);
		cbor_put_uint(b, keys[i].state);
		cbor_put_uint(b, KEY_CERTIFICATE);
		cbor_put_bytes(b, keys[i].certificate);
		if (revoked) {
			cbor_put_uint(b, KEY_REVOKED_AT);
			cbor_put_int(b, keys[i].revoked_at);
		}
	}
}

static void put_stocks(struct ctx *cx, const struct trust *t, struct buf *b)
{
	struct trusted_stock *stocks = ctx_alloc(cx, (t->stock_count + 1) * sizeof *stocks);
	for (size_t i = 0; i < t->stock_count; i++)
		stocks[i] = t->stocks[i];
	qsort(stocks, t->stock_count, sizeof *stocks, compare_stocks);
	cbor_put_uint(b, MEMBER_STOCKS);
	cbor_put_array(b, t->stock_count);
	for (size_t i = 0; i < t->stock_count; i++) {
		cbor_put_array(b, 2);
		cbor_put_bytes(b, slice_of(stocks[i].digest, 32));
		cbor_put_uint(b, stocks[i].length);
	}
}

static void put_text(struct buf *b, enum member key, struct slice text)
{
	cbor_put_uint(b, key);
	cbor_put_text(b, text);
}

static void put_bytes(struct buf *b, enum member key, struct slice bytes)
{
	cbor_put_uint(b, key);
	cbor_put_bytes(b, bytes);
}

static void put_number(struct buf *b, enum member key, int64_t v)
{
	cbor_put_uint(b, key);
	cbor_put_int(b, v);
}

enum err trust_build(struct ctx *cx, const struct trust *t, const struct signer *signer, struct buf *out)
{
	uint8_t root_digest[32];
	struct buf b;
	crypto_sha256(t->root, root_digest);
	buf_init(&b, LIMIT_TRUST_LIST_BYTES);
	cbor_put_map(&b, MEMBER_UTC_OFFSET);
	put_number(&b, MEMBER_VERSION, VERSION);
	put_text(&b, MEMBER_AUTHORITY, t->authority);
	put_text(&b, MEMBER_NAME_EN, t->name_en);
	put_text(&b, MEMBER_NAME_ZH, t->name_zh);
	put_text(&b, MEMBER_HOST, t->verify_host);
	cbor_put_uint(&b, MEMBER_SPECIMEN);
	cbor_put_bool(&b, t->specimen);
	put_number(&b, MEMBER_SEQUENCE, (int64_t)t->sequence);
	put_number(&b, MEMBER_ISSUED_AT, t->issued_at);
	put_number(&b, MEMBER_NEXT_UPDATE, t->next_update);
	put_bytes(&b, MEMBER_ROOT, slice_of(root_digest, 32));
	put_bytes(&b, MEMBER_SIGNER, signer->certificate);
	put_bytes(&b, MEMBER_ISSUING_CA, t->issuing_ca);
	put_keys(cx, t, &b);
	put_stocks(cx, t, &b);
	put_number(&b, MEMBER_UTC_OFFSET, t->utc_offset);
	enum err e = buf_ok(&b) ? OK : fail(cx, ERR_LIMIT, "trust list: longer than %d bytes", LIMIT_TRUST_LIST_BYTES);
	if (e == OK)
		e = cose_build(cx, slice_of(signer->kid, 8), SLICE(TRUST_LIST_TYPE), buf_slice(&b), COSE_TAGGED_18, signer->sign, signer->self, out);
	buf_free(&b);
	return e;
}
