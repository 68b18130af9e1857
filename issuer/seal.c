/* Owns: making the QR seal and the verification code. */
#include "issuer/seal.h"

#include "base/limits.h"
#include "formats/base32.h"
#include "formats/cose.h"
#include "formats/crockford.h"
#include "schemas/claims.h"

static void make_code(struct sealed *s)
{
	uint64_t bits = 0;
	crypto_random(&bits, sizeof bits);
	crockford_format(bits >> 4, 12, s->code); /* 60 bits */
	crypto_wipe(&bits, sizeof bits);
	struct hash *h = hash_new();
	hash_add(h, s->proof.number);
	hash_add(h, slice_str(s->code));
	hash_finish(h, s->code_digest);
	hash_free(h);
}

static enum err make_token(struct ctx *cx, const struct desk *d, struct sealed *s)
{
	const struct signer *signer = keyring_signer(d->keys, ROLE_QR_SEAL);
	struct slice status_base = slice_str(ctx_printf(cx, "%s/v1/status/", d->verify_url));
	struct buf claims, token, text;
	buf_init(&claims, LIMIT_SEAL_BYTES);
	buf_init(&token, LIMIT_SEAL_BYTES);
	buf_init(&text, LIMIT_SEAL_TEXT);
	enum err e = claims_encode(cx, d->authority, status_base, d->utc_offset, &s->proof, &claims);
	if (e == OK)
		e = cose_build(cx, slice_of(signer->kid, 8), (struct slice){ 0 }, buf_slice(&claims), COSE_UNTAGGED, signer->sign, signer->self, &token);
	if (e == OK) {
		buf_printf(&text, "%s/v#", d->verify_url);
		base32_encode(&text, buf_slice(&token));
		crypto_sha256(buf_slice(&token), s->seal_digest);
		s->text = ctx_copy(cx, buf_slice(&text));
		e = buf_ok(&text) ? OK : fail(cx, ERR_LIMIT, "verify.url is too long for a seal");
	}
	buf_free(&claims);
	buf_free(&token);
	buf_free(&text);
	return e;
}

enum err seal_make(struct ctx *cx, const struct desk *d, struct checked record, const struct proof_options *options,
	const struct reservation *r, struct slice replaces, struct sealed *out)
{
	*out = (struct sealed){ 0 };
	enum err e = proof_show(cx, record, options, date_at(cx->now, d->utc_offset), &out->proof);
	if (e != OK)
		return e;
	out->proof.number = ctx_copy(cx, slice_str(r->number));
	out->proof.status_list = r->list;
	out->proof.status_index = r->index;
	out->proof.replaces = replaces;
	struct buf json;
	buf_init(&json, LIMIT_JSON_BYTES);
	proof_encode(&out->proof, &json);
	out->proof_json = ctx_copy(cx, buf_slice(&json));
	e = buf_ok(&json) ? OK : fail(cx, ERR_LIMIT, "proof is longer than %d bytes", LIMIT_JSON_BYTES);
	buf_free(&json);
	if (e != OK)
		return e;
	make_code(out);
	return make_token(cx, d, out);
}
