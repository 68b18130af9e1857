/* Owns: the world of the answers' tests. */
#include "tests/unit/verifier/world.h"

#include "base/crypto.h"
#include "formats/base32.h"
#include "formats/cbor.h"
#include "formats/cose.h"
#include "schemas/claims.h"
#include "verifier/answer_cache.h"
#include "verifier/api.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <unistd.h>

#define HOST "verify.example"
#define KID "12345678"

static EVP_PKEY *seal_key;

static enum err sign(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	uint8_t der[80];
	size_t n = sizeof der;
	(void)cx, (void)self;
	EVP_PKEY_CTX *signer = EVP_PKEY_CTX_new_from_pkey(NULL, seal_key, NULL);
	CHECK(EVP_PKEY_sign_init(signer) == 1 && EVP_PKEY_sign(signer, der, &n, digest, 32) == 1);
	EVP_PKEY_CTX_free(signer);
	CHECK(p256_from_der(slice_of(der, n), rs));
	p256_make_low_s(rs);
	return OK;
}

static void open_key(struct ctx *cx, struct world *w)
{
	uint8_t *spki = NULL;
	seal_key = EVP_EC_gen("P-256");
	int n = i2d_PUBKEY(seal_key, &spki);
	CHECK(n > 0);
	w->key = (struct trusted_key){ .role = ROLE_QR_SEAL, .state = TRUST_ACTIVE,
		.not_before = CHECK_NOW - 86400, .not_after = CHECK_NOW + 1000 * 86400 };
	memcpy(w->key.kid, KID, sizeof w->key.kid);
	CHECK_OK(p256_open(cx, slice_of(spki, (size_t)n), &w->key.key));
	OPENSSL_free(spki);
	w->trust = (struct trust){ .authority = SLICE("UTO"), .name_en = SLICE("Specimen"), .name_zh = SLICE("样本"),
		.verify_host = SLICE(HOST), .specimen = true, .sequence = 1, .next_update = CHECK_NOW + 500 * 86400, .keys = &w->key, .key_count = 1 };
}

static void open_worker(struct ctx *cx, struct world *w, struct worker *worker, bool cache)
{
	*worker = (struct worker){ .hall = &w->hall, .trust = &w->trust };
	buf_init(&worker->passing, 256);
	CHECK_OK(sources_live_open(cx, w->hall.store, &w->trust, &worker->live));
	if (cache)
		sources_live_cache(worker->live);
}

void world_open(struct ctx *cx, struct world *w)
{
	struct conf *conf = NULL;
	*w = (struct world){ .cx = cx, .folder = check_scratch(cx) };
	CHECK_OK(conf_load(cx, w->folder, conf_known, &conf));
	w->hall.conf = conf;
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", w->folder), STORE_CREATE, &w->hall.store));
	open_key(cx, w);
	open_worker(cx, w, &w->remembers, true);
	open_worker(cx, w, &w->forgets, false);
}

void world_close(struct world *w)
{
	sources_live_close(w->remembers.live);
	sources_live_close(w->forgets.live);
	buf_free(&w->remembers.passing);
	buf_free(&w->forgets.passing);
	store_close(w->hall.store);
	struct conf *conf = NULL;
	memcpy(&conf, &w->hall.conf, sizeof conf);
	conf_free(conf);
	p256_free(w->key.key);
	EVP_PKEY_free(seal_key);
	check_remove(w->folder);
}

/* ---- documents ---- */

static struct slice seal_of(struct ctx *cx, const struct world *w, const struct proof *p, uint8_t digest[static 32])
{
	struct buf payload, token, text;
	buf_init(&payload, 1024);
	buf_init(&token, 1024);
	buf_init(&text, 2048);
	CHECK_OK(claims_encode(cx, SLICE("UTO"), SLICE("http://" HOST "/v1/status/"), w->trust.utc_offset, p, &payload));
	CHECK_OK(cose_build(cx, SLICE(KID), (struct slice){ 0 }, buf_slice(&payload), COSE_UNTAGGED, sign, NULL, &token));
	crypto_sha256(buf_slice(&token), digest);
	buf_puts(&text, "http://" HOST "/v#");
	base32_encode(&text, buf_slice(&token));
	struct slice out = ctx_copy(cx, buf_slice(&text));
	buf_free(&payload);
	buf_free(&token);
	buf_free(&text);
	return out;
}

struct slice world_seal(struct world *w, struct slice protected_header, struct slice payload)
{
	struct ctx *cx = w->cx;
	uint8_t digest[32], rs[64];
	struct buf token, text;
	buf_init(&token, 1024);
	buf_init(&text, 2048);
	cose_digest(protected_header, payload, SLICE(""), digest);
	CHECK_OK(sign(cx, NULL, digest, rs));
	cbor_put_array(&token, 4);
	cbor_put_bytes(&token, protected_header);
	cbor_put_map(&token, 0);
	cbor_put_bytes(&token, payload);
	cbor_put_bytes(&token, slice_of(rs, 64));
	buf_puts(&text, "http://" HOST "/v#");
	base32_encode(&text, buf_slice(&token));
	struct slice out = ctx_copy(cx, buf_slice(&text));
	buf_free(&token);
	buf_free(&text);
	return out;
}

void world_visa(struct proof *p, const char *surname, const char *ends)
{
	p->value[FIELD_SURNAME] = slice_str(surname);
	p->value[FIELD_BIRTH] = SLICE("1985-02-03");
	p->value[FIELD_SEX] = SLICE("X");
	p->value[FIELD_NATIONALITY] = SLICE("UTO");
	p->value[FIELD_NUMBER] = SLICE("V00000001");
	p->value[FIELD_PASSPORT_NUMBER] = SLICE("E00000001");
	p->value[FIELD_TYPE] = SLICE("residence-permit");
	p->value[FIELD_CATEGORY] = SLICE("Z");
	p->value[FIELD_ISSUED] = SLICE("2024-01-02");
	p->value[FIELD_EXPIRES] = slice_str(ends);
}

static struct proof proof_of(struct ctx *cx, const char *surname, const char *visa_ends, int proof_days, const struct reservation *r)
{
	struct proof p = { .kind = KIND_VISA, .number = slice_str(r->number), .status_list = r->list, .status_index = r->index,
		.issued_at = cx->now };
	p.proof_ends = date_from_days(date_days(date_of_instant(cx->now)) + proof_days);
	world_visa(&p, surname, visa_ends);
	return p;
}

struct world_document world_issue(struct world *w, const char *surname, const char *visa_ends, int proof_days)
{
	static const uint8_t stock[100], fill[200];
	struct ctx *cx = w->cx;
	struct reservation r;
	struct batch *b = NULL;
	struct world_document out = { .number = "" };
	struct document d = { .kind = KIND_VISA, .issued_at = cx->now, .proof_at = 1, .proof_size = 4 };
	CHECK_OK(batch_begin(cx, w->hall.store, &b));
	CHECK_OK(documents_reserve(cx, b, 1, &r));
	struct proof p = proof_of(cx, surname, visa_ends, proof_days, &r);
	out.seal = seal_of(cx, w, &p, d.seal_digest);
	memcpy(out.number, r.number, sizeof out.number);
	memcpy(d.number, r.number, sizeof d.number);
	d.list = r.list;
	d.index = r.index;
	d.identity = slice_str(ctx_printf(cx, "record-%u", ++w->documents));
	crypto_sha256(d.identity, d.content);
	crypto_sha256(slice_of(stock, sizeof stock), d.stock);
	CHECK_OK(documents_put_stock(cx, b, d.stock, slice_of(stock, sizeof stock)));
	CHECK_OK(documents_issue(cx, b, &d, slice_of(fill, sizeof fill)));
	CHECK_OK(batch_commit(cx, b));
	return out;
}

struct slice world_unissued(struct world *w)
{
	uint8_t digest[32];
	struct reservation r = { .number = "00000000000" };
	struct proof p = proof_of(w->cx, "MUSTER", "2026-12-31", 90, &r);
	return seal_of(w->cx, w, &p, digest);
}

void world_change(struct world *w, const char *number, enum document_state to, int64_t at)
{
	struct ctx *cx = w->cx;
	struct batch *b = NULL;
	int64_t before = cx->now;
	cx->now = at;
	CHECK_OK(batch_begin(cx, w->hall.store, &b));
	CHECK_OK(documents_change(cx, b, slice_str(number), to, "test"));
	CHECK_OK(batch_commit(cx, b));
	cx->now = before;
}

void world_mark(struct world *w, const char *number, bool under_correction)
{
	struct ctx *cx = w->cx;
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, w->hall.store, &b));
	CHECK_OK(documents_mark(cx, b, slice_str(number), under_correction, "test"));
	CHECK_OK(batch_commit(cx, b));
}

void world_supersede(struct world *w, const char *old_number, const char *successor)
{
	struct ctx *cx = w->cx;
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, w->hall.store, &b));
	CHECK_OK(documents_link(cx, b, slice_str(old_number), slice_str(successor)));
	CHECK_OK(batch_commit(cx, b));
}

void world_trust(struct world *w, const struct trust *t)
{
	struct worker *workers[] = { &w->remembers, &w->forgets };
	w->trust = *t;
	for (size_t i = 0; i < 2; i++) {
		sources_live_trust(workers[i]->live, &w->trust);
		workers[i]->passing_at = 0;
	}
}

/* ---- asking ---- */

struct slice world_post(struct world *w, struct worker *worker, const char *body, const char *language, int64_t now)
{
	struct ctx cx;
	struct http_reply r = { 0 };
	struct http_request q = { .method = HTTP_POST, .path = SLICE("/v1/verify"), .body = slice_str(body),
		.content_type = SLICE("application/json"), .accept = SLICE("application/json"), .accept_language = slice_str(language) };
	ctx_init(&cx, now);
	api_routes[0].handler(&cx, worker, &q, &r);
	CHECK_INT(r.status, 200);
	struct slice out = slice_str(ctx_printf(w->cx, "%.*s%.*s", SLICE_FMT(r.lead), SLICE_FMT(r.body)));
	ctx_free(&cx);
	return out;
}

struct slice world_ask(struct world *w, struct worker *worker, struct slice seal, const char *language, int64_t now)
{
	return world_post(w, worker, ctx_printf(w->cx, "{\"seal\":\"%.*s\"}", SLICE_FMT(seal)), language, now);
}

bool world_is_kept(struct world *w, struct slice seal, bool chinese, int64_t now)
{
	struct ctx cx;
	struct kept_answer kept;
	ctx_init(&cx, now);
	bool found = answer_cache_find(&cx, sources_live(w->remembers.live), seal, chinese, 0, &kept);
	ctx_free(&cx);
	return found;
}
