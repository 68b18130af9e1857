/*
 * Owns: judging a seal (QR): host, COSE structure, key, signature, claims, agreement with the registry. Nothing of the claims
 * is believed before the signature holds.
 */
#include "base/limits.h"
#include "formats/cose.h"
#include "schemas/claims.h"
#include "verifier/evidence.h"
#include "verifier/seal_cache.h"
#include "verifier/seal_text.h"

#include <string.h>

/* Which finding a refusal of the COSE parser is; everything else was not read completely or is no seal. */
static enum finding_code structure_finding(enum err e)
{
	switch (e) {
	case ERR_COSE_ALG:
		return FINDING_SEAL_ALGORITHM;
	case ERR_COSE_HEADER:
	case ERR_COSE_CRIT:
	case ERR_COSE_KID:
	case ERR_COSE_UNPROTECTED:
		return FINDING_SEAL_HEADER;
	case ERR_COSE_HIGH_S:
		return FINDING_SEAL_MIRRORED;
	default:
		return FINDING_SEAL_STRUCTURE;
	}
}

/* The trusted key under which the token with this digest verifies, or NULL; *named tells whether any key has its kid. */
static const struct trusted_key *verifying_key(const struct sources *s, const uint8_t digest[static 32], const struct cose_sign1 *sign1,
	bool *named, bool *seen)
{
	int known = s->cache ? seal_cache_find(s->cache, digest) : -1;
	*named = *seen = known >= 0;
	if (known >= 0)
		return &s->trust->keys[known];
	/* A kid is a hint: every key that bears it is tried. */
	const struct trusted_key *key;
	for (size_t n = 0; (key = trust_key(s->trust, ROLE_QR_SEAL, sign1->kid, n)) != NULL; n++) {
		*named = true;
		if (!p256_verify(key->key, sign1->digest, sign1->signature))
			continue;
		if (s->cache)
			seal_cache_add(s->cache, digest, (int)(key - s->trust->keys));
		return key;
	}
	return NULL;
}

static void read_claims(struct ctx *cx, const struct sources *s, struct slice payload, struct verdict *v, struct evidence *e)
{
	struct claims claims = { 0 };
	if (claims_parse(cx, payload, s->trust->utc_offset, &claims) != OK) {
		ctx_forgive(cx);
		verdict_add(v, FINDING_SEAL_CLAIMS);
		return;
	}
	if (!slice_eq(claims.issuer, s->trust->authority)) {
		verdict_add(v, FINDING_SEAL_ISSUER);
		return;
	}
	e->claimed_proof = claims.proof;
	e->claimed_proof.issued_at = claims.issued_at;
	e->names_cut = claims.names_cut;
	e->has_claim = true;
}

static enum err ask_registry(struct ctx *cx, const struct sources *s, const uint8_t digest[static 32], struct verdict *v, struct evidence *e)
{
	const struct proof *p = &e->claimed_proof;
	/* Of a seal that comes again the answer may be kept: strangers' inventions and one-time questions fill no memory. */
	struct wanted w = { .number = p->number, .list = p->status_list, .index = p->status_index, .basis = e->seen && s->answers };
	enum err err = s->know(cx, s->self, &w, &e->known);
	if (err != OK)
		return err;
	e->knows = true;
	if (e->known.has_document && memcmp(digest, e->known.seal_digest, 32) != 0)
		verdict_add(v, FINDING_SEAL_DIFFERS);
	return OK;
}

static enum err judge_token(struct ctx *cx, const struct sources *s, struct slice token, struct verdict *v, struct evidence *e)
{
	struct cose_sign1 sign1;
	enum err err = cose_parse(cx, token, COSE_UNTAGGED, &sign1);
	/* A mirrored signature needs no key to make: whose it was before is told by the kid alone. */
	if (err == ERR_COSE_HIGH_S)
		verdict_add(v, trust_key(s->trust, ROLE_QR_SEAL, sign1.kid, 0) ? FINDING_SEAL_KEY_OURS : FINDING_SEAL_KEY_UNKNOWN);
	if (err != OK) {
		verdict_add(v, structure_finding(err));
		ctx_forgive(cx);
		return OK;
	}
	/* Another of our keys' products (a status list, a trust list) says so in its type; a seal has none. */
	if (sign1.type.p) {
		verdict_add(v, FINDING_SEAL_HEADER);
		return OK;
	}
	bool named = false;
	uint8_t digest[32];
	crypto_sha256(token, digest);
	e->claimed_key = verifying_key(s, digest, &sign1, &named, &e->seen);
	verdict_add(v, named ? FINDING_SEAL_KEY_OURS : FINDING_SEAL_KEY_UNKNOWN);
	if (!e->claimed_key) {
		if (named)
			verdict_add(v, FINDING_SEAL_SIGNATURE_WRONG);
		return OK;
	}
	verdict_add(v, FINDING_SEAL_SIGNATURE_GOOD);
	read_claims(cx, s, sign1.payload, v, e);
	return e->has_claim ? ask_registry(cx, s, digest, v, e) : OK;
}

enum err check_seal(struct ctx *cx, const struct sources *s, struct slice text, struct verdict *v, struct evidence *e)
{
	if (text.n == 0) {
		verdict_add(v, FINDING_INPUT_EMPTY);
		return OK;
	}
	struct buf token;
	buf_init(&token, LIMIT_SEAL_BYTES);
	enum err err = OK;
	switch (seal_text_read(text, s->trust->verify_host, &token)) {
	case SEAL_TEXT_FOREIGN_HOST:
		verdict_add(v, FINDING_SEAL_HOST);
		break;
	case SEAL_TEXT_UNREADABLE:
		verdict_add(v, FINDING_SEAL_TEXT);
		break;
	case SEAL_TEXT_FOUND:
		/* The claims point into the token: it moves to the request's memory. */
		err = judge_token(cx, s, ctx_copy(cx, buf_slice(&token)), v, e);
		break;
	}
	buf_free(&token);
	return err;
}
