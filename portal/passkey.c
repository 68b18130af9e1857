/* Owns: libfido2, and the order of the checks before it. */
#include "portal/passkey.h"

#include "base/crypto.h"
#include "formats/webauthn.h"

#include <fido.h>
#include <fido/es256.h>

#define ANSWER_MOST 8192 /* characters of one posted part */

enum err passkey_party_of(struct ctx *cx, const char *url, struct passkey_party *out)
{
	struct slice s = slice_str(url);
	size_t from = slice_find(s, SLICE("://"), 0);
	if (from == SIZE_MAX)
		return fail(cx, ERR_CONF, "portal.url: not an address");
	from += 3;
	size_t end = slice_find(s, SLICE("/"), from);
	end = end == SIZE_MAX ? s.n : end;
	struct slice host = slice_sub(s, from, end - from);
	size_t port = slice_find_last(host, SLICE(":"));
	if (port != SIZE_MAX && slice_find(host, SLICE("]"), port) == SIZE_MAX)
		host.n = port;
	if (!host.n)
		return fail(cx, ERR_CONF, "portal.url: no host");
	out->id = ctx_string(cx, host);
	out->origin = ctx_string(cx, slice_sub(s, 0, end));
	return OK;
}

void passkey_challenge(char out[static PASSKEY_CHALLENGE])
{
	uint8_t random[32];
	struct buf b;
	crypto_random(random, sizeof random);
	buf_init(&b, PASSKEY_CHALLENGE);
	base64url_encode(&b, slice_of(random, sizeof random));
	memcpy(out, b.p, b.n);
	out[b.n] = 0;
	buf_free(&b);
}

static enum err decode(struct ctx *cx, struct slice text, struct slice *out)
{
	struct buf b;
	*out = (struct slice){ 0 };
	buf_init(&b, ANSWER_MOST);
	bool good = text.n > 0 && text.n <= ANSWER_MOST && base64url_decode(&b, text);
	if (good)
		*out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return good ? OK : fail(cx, ERR_PASSKEY_FORM, "passkey: a part is missing or not base64url");
}

enum err passkey_credential(struct ctx *cx, const struct passkey_answer *a, struct slice *id) { return decode(cx, a->credential, id); }

/* WebAuthn 7.1 steps 7 to 11, 7.2 steps 11 to 15. */
static enum err check_client(struct ctx *cx, const struct passkey_party *p, const char *challenge, const char *type, struct slice data)
{
	struct webauthn_client client;
	struct slice want;
	enum err e = webauthn_parse_client(cx, data, &client);
	if (e == OK)
		e = decode(cx, slice_str(challenge), &want);
	if (e != OK)
		return e;
	if (!slice_is(client.type, type))
		return fail(cx, ERR_PASSKEY_TYPE, "WebAuthn 7: client data of another ceremony");
	if (want.n != 32 || !crypto_equal(client.challenge, want))
		return fail(cx, ERR_PASSKEY_CHALLENGE, "WebAuthn 7: not the challenge that was given");
	if (!slice_is(client.origin, p->origin) || client.cross_origin)
		return fail(cx, ERR_PASSKEY_ORIGIN, "WebAuthn 7: asked for on another site");
	return OK;
}

/* WebAuthn 7.1 steps 14 to 16, 7.2 steps 17 to 19. */
static enum err check_auth(struct ctx *cx, const struct passkey_party *p, const struct webauthn_auth *auth, bool verified)
{
	uint8_t hash[32];
	crypto_sha256(slice_str(p->id), hash);
	if (!slice_eq(auth->rp_hash, slice_of(hash, 32)))
		return fail(cx, ERR_PASSKEY_PARTY, "WebAuthn 7: made for another relying party");
	if (!auth->user_present || (verified && !auth->user_verified))
		return fail(cx, ERR_PASSKEY_PRESENCE, "WebAuthn 7: the person was not %s", auth->user_present ? "verified" : "present");
	return OK;
}

/* WebAuthn 8.2, self attestation: the new key signs itself. */
static enum err check_self(struct ctx *cx, const struct passkey_party *p, const struct webauthn_attestation *att, struct slice client_data)
{
	fido_cred_t *cred = fido_cred_new();
	bool good = cred && fido_cred_set_type(cred, COSE_ES256) == FIDO_OK && fido_cred_set_fmt(cred, "packed") == FIDO_OK
		&& fido_cred_set_rp(cred, p->id, NULL) == FIDO_OK && fido_cred_set_clientdata(cred, client_data.p, client_data.n) == FIDO_OK
		&& fido_cred_set_authdata_raw(cred, att->auth_data.p, att->auth_data.n) == FIDO_OK
		&& fido_cred_set_sig(cred, att->signature.p, att->signature.n) == FIDO_OK && fido_cred_verify_self(cred) == FIDO_OK;
	fido_cred_free(&cred);
	return good ? OK : fail(cx, ERR_PASSKEY_SIGNATURE, "WebAuthn 8.2: the new key did not sign itself");
}

/* A point that is not on the curve would be found out at the first assertion; it must not be kept until then. */
static enum err check_point(struct ctx *cx, struct slice key)
{
	es256_pk_t *pk = es256_pk_new();
	bool good = pk && es256_pk_from_ptr(pk, key.p, key.n) == FIDO_OK;
	EVP_PKEY *point = good ? es256_pk_to_EVP_PKEY(pk) : NULL;
	good = point != NULL;
	EVP_PKEY_free(point);
	es256_pk_free(&pk);
	return good ? OK : fail(cx, ERR_PASSKEY_SIGNATURE, "RFC 9053 7.1.1: not a point of P-256");
}

enum err passkey_register(struct ctx *cx, const struct passkey_party *p, const char *challenge, const struct passkey_answer *a, struct account_passkey *out)
{
	struct webauthn_attestation att;
	struct webauthn_auth auth;
	struct slice client_data, object;
	*out = (struct account_passkey){ 0 };
	enum err e = decode(cx, a->client_data, &client_data);
	if (e == OK)
		e = decode(cx, a->attestation, &object);
	if (e == OK)
		e = check_client(cx, p, challenge, WEBAUTHN_CREATE, client_data);
	if (e == OK)
		e = webauthn_parse_attestation(cx, object, &att);
	if (e == OK)
		e = webauthn_parse_auth(cx, att.auth_data, &auth);
	if (e == OK)
		e = check_auth(cx, p, &auth, false);
	if (e == OK && !auth.has_credential)
		e = fail(cx, ERR_WEBAUTHN_AUTH, "WebAuthn 7.1: no credential in the registration");
	if (e != OK)
		return e;
	fido_init(0);
	e = check_point(cx, auth.key);
	if (e == OK && att.self)
		e = check_self(cx, p, &att, client_data);
	if (e != OK)
		return e;
	*out = (struct account_passkey){ .id = ctx_copy(cx, auth.credential), .key = auth.key, .counter = auth.counter, .added = cx->now };
	return OK;
}

static enum err check_signature(struct ctx *cx, const struct passkey_party *p, const struct account_passkey *key, struct slice client_data,
	struct slice auth_data, struct slice signature)
{
	fido_assert_t *as = fido_assert_new();
	es256_pk_t *pk = es256_pk_new();
	bool good = as && pk && es256_pk_from_ptr(pk, key->key.p, key->key.n) == FIDO_OK && fido_assert_set_rp(as, p->id) == FIDO_OK
		&& fido_assert_set_clientdata(as, client_data.p, client_data.n) == FIDO_OK && fido_assert_set_count(as, 1) == FIDO_OK
		&& fido_assert_set_authdata_raw(as, 0, auth_data.p, auth_data.n) == FIDO_OK && fido_assert_set_sig(as, 0, signature.p, signature.n) == FIDO_OK
		&& fido_assert_verify(as, 0, COSE_ES256, pk) == FIDO_OK;
	es256_pk_free(&pk);
	fido_assert_free(&as);
	return good ? OK : fail(cx, ERR_PASSKEY_SIGNATURE, "WebAuthn 7.2: signature is not this key's");
}

enum err passkey_assert(struct ctx *cx, const struct passkey_party *p, const char *challenge, const struct account_passkey *key,
	const struct passkey_answer *a, bool verified, uint32_t *counter)
{
	struct slice client_data, auth_data, signature;
	struct webauthn_auth auth;
	enum err e = decode(cx, a->client_data, &client_data);
	if (e == OK)
		e = decode(cx, a->auth_data, &auth_data);
	if (e == OK)
		e = decode(cx, a->signature, &signature);
	if (e == OK)
		e = check_client(cx, p, challenge, WEBAUTHN_GET, client_data);
	if (e == OK)
		e = webauthn_parse_auth(cx, auth_data, &auth);
	if (e == OK)
		e = check_auth(cx, p, &auth, verified);
	if (e != OK)
		return e;
	fido_init(0);
	e = check_signature(cx, p, key, client_data, auth_data, signature);
	if (e != OK)
		return e;
	/* 7.2 step 22: a counter that stands still or goes back belongs to a copy; authenticators without one always say 0. */
	if ((auth.counter || key->counter) && auth.counter <= key->counter)
		return fail(cx, ERR_PASSKEY_COUNTER, "WebAuthn 7.2: the signature counter did not rise");
	*counter = auth.counter;
	return OK;
}
