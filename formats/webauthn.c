/* Owns: WebAuthn's three structures as bytes. Every byte is consumed or the whole is refused. */
#include "formats/webauthn.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/cbor.h"

#define CLIENT_MOST 4096 /* ours are about 150 bytes */
#define AUTH_MOST   2048
#define ID_MOST     255
#define COSE_ES256  (-7)

enum { FLAG_UP = 1, FLAG_UV = 4, FLAG_BE = 8, FLAG_BS = 16, FLAG_AT = 64, FLAG_ED = 128 };

/* ---- clientDataJSON ---- */

static enum err decode_challenge(struct ctx *cx, struct slice text, struct slice *out)
{
	struct buf b;
	buf_init(&b, CLIENT_MOST);
	bool good = text.n > 0 && base64url_decode(&b, text);
	if (good)
		*out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return good ? OK : fail(cx, ERR_WEBAUTHN_CLIENT, "WebAuthn 5.8.1: challenge is not base64url");
}

enum err webauthn_parse_client(struct ctx *cx, struct slice json, struct webauthn_client *out)
{
	struct json *o = NULL;
	*out = (struct webauthn_client){ 0 };
	if (json.n == 0 || json.n > CLIENT_MOST)
		return fail(cx, ERR_WEBAUTHN_CLIENT, "WebAuthn 5.8.1: %zu bytes of client data", json.n);
	if (json_parse(cx, json, &o) != OK || o->type != JSON_IS_OBJECT) {
		ctx_forgive(cx);
		return fail(cx, ERR_WEBAUTHN_CLIENT, "WebAuthn 5.8.1: client data are no JSON object");
	}
	const struct json *cross = json_get(o, "crossOrigin");
	out->type = json_text(o, "type");
	out->origin = json_text(o, "origin");
	if (!out->type.n || !out->origin.n)
		return fail(cx, ERR_WEBAUTHN_CLIENT, "WebAuthn 5.8.1: type or origin is missing");
	if (cross && cross->type != JSON_IS_BOOL)
		return fail(cx, ERR_WEBAUTHN_CLIENT, "WebAuthn 5.8.1: crossOrigin is neither true nor false");
	/* topOrigin is there only for frames of another site. */
	out->cross_origin = (cross && cross->boolean) || json_get(o, "topOrigin");
	return decode_challenge(cx, json_text(o, "challenge"), &out->challenge);
}

/* ---- authenticatorData ---- */

/* RFC 9053 7.1.1: exactly kty EC2, alg ES256, crv P-256, x, y. */
static enum err parse_key(struct ctx *cx, struct cbor_rd *r, struct slice *key)
{
	uint8_t *point = ctx_alloc(cx, 64);
	bool good = cbor_get_map(r) == 5;
	good = good && cbor_get_int(r) == 1 && cbor_get_int(r) == 2;
	good = good && cbor_get_int(r) == 3 && cbor_get_int(r) == COSE_ES256;
	good = good && cbor_get_int(r) == -1 && cbor_get_int(r) == 1;
	for (size_t i = 0; good && i < 2; i++) {
		good = cbor_get_int(r) == -2 - (int64_t)i;
		struct slice part = cbor_get_bytes(r);
		good = good && part.n == 32;
		if (good)
			memcpy(point + 32 * i, part.p, 32);
	}
	if (!good || cbor_failed(r))
		return fail(cx, ERR_WEBAUTHN_AUTH, "WebAuthn 6.5.1: public key is not an ES256 key on P-256");
	*key = slice_of(point, 64);
	return OK;
}

/* The key, and a map of extensions behind it where the flag says so: judged as one array, so that no byte stays unseen. */
static enum err parse_key_and_extensions(struct ctx *cx, struct slice rest, size_t items, bool with_key, struct webauthn_auth *out)
{
	uint8_t *joined = ctx_alloc(cx, rest.n + 1);
	joined[0] = (uint8_t)(0x80 + items);
	if (rest.n)
		memcpy(joined + 1, rest.p, rest.n);
	struct slice all = slice_of(joined, rest.n + 1);
	enum err e = cbor_check(cx, all);
	struct cbor_rd r = cbor_rd(all);
	if (e == OK)
		cbor_get_array(&r);
	if (e == OK && with_key)
		e = parse_key(cx, &r, &out->key);
	if (e != OK)
		return e;
	if (items > with_key) {
		if (cbor_peek(&r) != CBOR_MAP)
			return fail(cx, ERR_WEBAUTHN_AUTH, "WebAuthn 6.1: extensions are no map");
		cbor_skip(&r);
	}
	return cbor_end(&r) ? OK : fail(cx, ERR_WEBAUTHN_AUTH, "WebAuthn 6.1: bytes behind the public key");
}

enum err webauthn_parse_auth(struct ctx *cx, struct slice bytes, struct webauthn_auth *out)
{
	struct rd r = rd_of(bytes);
	*out = (struct webauthn_auth){ 0 };
	out->rp_hash = rd_take(&r, 32);
	uint8_t flags = rd_u8(&r);
	out->counter = rd_u32(&r);
	if (r.failed || bytes.n > AUTH_MOST)
		return fail(cx, ERR_WEBAUTHN_AUTH, "WebAuthn 6.1: %zu bytes of authenticator data", bytes.n);
	out->user_present = flags & FLAG_UP;
	out->user_verified = flags & FLAG_UV;
	out->backup_eligible = flags & FLAG_BE;
	out->backed_up = flags & FLAG_BS;
	out->has_credential = flags & FLAG_AT;
	if (out->backed_up && !out->backup_eligible)
		return fail(cx, ERR_WEBAUTHN_AUTH, "WebAuthn 6.1.3: backed up, but not eligible for it");
	if (out->has_credential) {
		out->aaguid = rd_take(&r, 16);
		out->credential = rd_take(&r, rd_u16(&r));
		if (r.failed || out->credential.n == 0 || out->credential.n > ID_MOST)
			return fail(cx, ERR_WEBAUTHN_AUTH, "WebAuthn 6.5.1: credential id has a wrong length");
	}
	size_t items = (size_t)(out->has_credential ? 1 : 0) + (flags & FLAG_ED ? 1 : 0);
	return parse_key_and_extensions(cx, slice_of(r.p, rd_left(&r)), items, out->has_credential, out);
}

/* ---- attestationObject ---- */

/* 8.2: {"alg": -7, "sig": bytes}; with "x5c" an authority would vouch, which we neither ask for nor judge. */
static bool parse_packed(struct cbor_rd *r, struct slice *signature)
{
	bool good = cbor_get_map(r) == 2 && slice_is(cbor_get_text(r), "alg") && cbor_get_int(r) == COSE_ES256 && slice_is(cbor_get_text(r), "sig");
	*signature = cbor_get_bytes(r);
	return good && signature->n > 0;
}

enum err webauthn_parse_attestation(struct ctx *cx, struct slice bytes, struct webauthn_attestation *out)
{
	*out = (struct webauthn_attestation){ 0 };
	if (bytes.n > 2 * AUTH_MOST)
		return fail(cx, ERR_WEBAUTHN_ATTESTATION, "WebAuthn 6.5.4: %zu bytes of attestation", bytes.n);
	enum err e = cbor_check(cx, bytes);
	if (e != OK)
		return e;
	struct cbor_rd r = cbor_rd(bytes);
	if (cbor_get_map(&r) != 3 || !slice_is(cbor_get_text(&r), "fmt"))
		return fail(cx, ERR_WEBAUTHN_ATTESTATION, "WebAuthn 6.5.4: not fmt, attStmt and authData");
	struct slice format = cbor_get_text(&r);
	bool good = slice_is(cbor_get_text(&r), "attStmt");
	out->self = slice_is(format, "packed");
	if (out->self)
		good = good && parse_packed(&r, &out->signature);
	else
		good = good && slice_is(format, "none") && cbor_get_map(&r) == 0;
	if (!good)
		return fail(cx, ERR_WEBAUTHN_ATTESTATION, "WebAuthn 8: neither \"none\" nor \"packed\" by the credential itself");
	good = slice_is(cbor_get_text(&r), "authData");
	out->auth_data = cbor_get_bytes(&r);
	return good && cbor_end(&r) ? OK : fail(cx, ERR_WEBAUTHN_ATTESTATION, "WebAuthn 6.5.4: authData is missing");
}
