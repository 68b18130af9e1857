/*
 * Owns: COSE_Sign1 (RFC 9052 4.2) in the one shape we write and read: ES256, alg, kid and at most typ, all protected. Must
 * never take the algorithm from the token as a choice, and never verify anything but the bytes as received.
 */
#include "formats/cose.h"

#include "base/crypto.h"
#include "formats/cbor.h"

enum { TAG_SIGN1 = 18, TAG_CWT = 61 };
/* RFC 9052 3.1 and RFC 9596. */
enum { HEADER_ALG = 1, HEADER_CRIT = 2, HEADER_KID = 4, HEADER_TYPE = 16 };
/* RFC 9053 2.1; RFC 9864 names the same algorithm, curve fixed, -9. */
enum { ALG_ES256 = -7, ALG_ESP256 = -9 };

void cose_digest(struct slice protected_header, struct slice payload, struct slice external_aad, uint8_t out[static 32])
{
	/* RFC 9052 4.4: an empty map is signed as the empty string, however it was sent. */
	if (slice_eq(protected_header, SLICE("\xa0")))
		protected_header = SLICE("");
	struct buf b;
	buf_init(&b, protected_header.n + payload.n + external_aad.n + 64);
	cbor_put_array(&b, 4);
	cbor_put_str(&b, "Signature1");
	cbor_put_bytes(&b, protected_header);
	cbor_put_bytes(&b, external_aad);
	cbor_put_bytes(&b, payload);
	crypto_sha256(buf_slice(&b), out);
	buf_free(&b);
}

static enum err parse_tags(struct ctx *cx, struct cbor_rd *r, enum cose_tag tag)
{
	bool has_cwt = false, has_sign1 = false;
	while (cbor_peek(r) == CBOR_TAG) {
		uint64_t v = cbor_get_tag(r);
		if (v == TAG_CWT && !has_cwt && !has_sign1 && tag == COSE_TAGGED_ANY)
			has_cwt = true;
		else if (v == TAG_SIGN1 && !has_sign1 && tag != COSE_UNTAGGED)
			has_sign1 = true;
		else
			return fail(cx, ERR_COSE_TAG, "RFC 9052 2: tag %llu not expected here", (unsigned long long)v);
	}
	/* RFC 8392 6: the CWT tag prefixes a COSE tag. */
	if (!has_sign1 && (has_cwt || tag == COSE_TAGGED_18))
		return fail(cx, ERR_COSE_TAG, "RFC 9052 2: COSE_Sign1 tag 18 is missing");
	return OK;
}

static enum err parse_alg(struct ctx *cx, struct cbor_rd *r)
{
	int64_t alg = cbor_get_int(r);
	if (cbor_failed(r) || (alg != ALG_ES256 && alg != ALG_ESP256))
		return fail(cx, ERR_COSE_ALG, "RFC 9053 2.1: alg %lld, want -7", (long long)alg);
	return OK;
}

static enum err parse_kid(struct ctx *cx, struct cbor_rd *r, struct cose_sign1 *out)
{
	out->kid = cbor_get_bytes(r);
	if (cbor_failed(r) || out->kid.n != COSE_KID_BYTES)
		return fail(cx, ERR_COSE_KID, "RFC 9052 3.1: kid must be a byte string of %d", COSE_KID_BYTES);
	return OK;
}

static enum err parse_type(struct ctx *cx, struct cbor_rd *r, struct cose_sign1 *out)
{
	out->type = cbor_get_text(r);
	if (cbor_failed(r))
		return fail(cx, ERR_COSE_HEADER, "RFC 9596 2: typ must be a text string");
	return OK;
}

static enum err parse_protected(struct ctx *cx, struct cose_sign1 *out)
{
	bool has_alg = false, has_kid = false;
	enum err e = OK;
	if (out->protected_header.n > 0 && (e = cbor_check(cx, out->protected_header)) != OK)
		return e;
	struct cbor_rd r = cbor_rd(out->protected_header);
	size_t pairs = out->protected_header.n ? cbor_get_map(&r) : 0;
	for (size_t i = 0; i < pairs && e == OK; i++) {
		int64_t key = cbor_get_int(&r);
		if (cbor_failed(&r))
			break;
		if (key == HEADER_ALG) {
			has_alg = true;
			e = parse_alg(cx, &r);
		} else if (key == HEADER_KID) {
			has_kid = true;
			e = parse_kid(cx, &r, out);
		} else if (key == HEADER_TYPE) {
			e = parse_type(cx, &r, out);
		} else if (key == HEADER_CRIT) {
			e = fail(cx, ERR_COSE_CRIT, "RFC 9052 3.1: crit names headers we do not know");
		} else {
			e = fail(cx, ERR_COSE_HEADER, "RFC 9052 3: protected header %lld is not used here", (long long)key);
		}
	}
	if (e != OK)
		return e;
	if (out->protected_header.n > 0 && !cbor_end(&r))
		return fail(cx, ERR_COSE_HEADER, "RFC 9052 3: protected header is not a map with integer keys");
	if (!has_alg)
		return fail(cx, ERR_COSE_ALG, "RFC 9052 3.1: alg is missing from the protected header");
	if (!has_kid)
		return fail(cx, ERR_COSE_KID, "RFC 9052 3.1: kid is missing from the protected header");
	return OK;
}

static enum err parse_signature(struct ctx *cx, struct cbor_rd *r, struct cose_sign1 *out)
{
	struct slice rs = cbor_get_bytes(r);
	if (!cbor_end(r) || rs.n != sizeof out->signature)
		return fail(cx, ERR_COSE_SIGNATURE, "RFC 9053 2.1: signature must be a byte string of 64, last of the four");
	for (size_t i = 0; i < rs.n; i++)
		out->signature[i] = rs.p[i];
	if (!p256_is_low_s(out->signature))
		return fail(cx, ERR_COSE_HIGH_S, "signature is mirrored: s above n/2, which no signer of ours makes");
	return OK;
}

enum err cose_parse(struct ctx *cx, struct slice token, enum cose_tag tag, struct cose_sign1 *out)
{
	*out = (struct cose_sign1){ 0 };
	enum err e = cbor_check(cx, token);
	if (e != OK)
		return e;
	struct cbor_rd r = cbor_rd(token);
	e = parse_tags(cx, &r, tag);
	if (e != OK)
		return e;
	if (cbor_peek(&r) != CBOR_ARRAY || cbor_get_array(&r) != 4)
		return fail(cx, ERR_COSE_SHAPE, "RFC 9052 4.2: COSE_Sign1 is an array of four");
	out->protected_header = cbor_get_bytes(&r);
	if (cbor_failed(&r))
		return fail(cx, ERR_COSE_SHAPE, "RFC 9052 3: protected header must be a byte string");
	e = parse_protected(cx, out);
	if (e != OK)
		return e;
	if (cbor_peek(&r) != CBOR_MAP || cbor_get_map(&r) != 0)
		return fail(cx, ERR_COSE_UNPROTECTED, "RFC 9052 3: the unprotected header must be an empty map");
	out->payload = cbor_get_bytes(&r);
	if (cbor_failed(&r))
		return fail(cx, ERR_COSE_PAYLOAD, "RFC 9052 4.2: payload must be attached as a byte string");
	e = parse_signature(cx, &r, out);
	if (e != OK)
		return e;
	cose_digest(out->protected_header, out->payload, SLICE(""), out->digest);
	return OK;
}

enum err cose_build(struct ctx *cx, struct slice kid, struct slice type, struct slice payload, enum cose_tag tag,
	cose_signer *sign, void *self, struct buf *out)
{
	uint8_t digest[32], rs[64];
	struct buf header;
	enum err e = OK;
	if (kid.n != COSE_KID_BYTES || tag == COSE_TAGGED_ANY)
		return fail(cx, ERR_BUG, "cose_build: kid of %zu bytes, tag form %d", kid.n, (int)tag);
	buf_init(&header, 64 + type.n);
	cbor_put_map(&header, type.p ? 3 : 2);
	cbor_put_int(&header, HEADER_ALG);
	cbor_put_int(&header, ALG_ES256);
	cbor_put_int(&header, HEADER_KID);
	cbor_put_bytes(&header, kid);
	if (type.p) {
		cbor_put_int(&header, HEADER_TYPE);
		cbor_put_text(&header, type);
	}
	cose_digest(buf_slice(&header), payload, SLICE(""), digest);
	e = sign(cx, self, digest, rs);
	if (e != OK)
		goto out;
	if (!p256_is_low_s(rs)) {
		e = fail(cx, ERR_BUG, "cose_build: the signer gave a high s");
		goto out;
	}
	if (tag == COSE_TAGGED_18)
		cbor_put_tag(out, TAG_SIGN1);
	cbor_put_array(out, 4);
	cbor_put_bytes(out, buf_slice(&header));
	cbor_put_map(out, 0);
	cbor_put_bytes(out, payload);
	cbor_put_bytes(out, slice_of(rs, sizeof rs));
	e = buf_ok(out) ? OK : fail(cx, ERR_LIMIT, "COSE_Sign1 does not fit into %zu bytes", out->max);
out:
	buf_free(&header);
	return e;
}
