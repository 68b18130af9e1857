/* Owns: the test's authenticator, over OpenSSL. */
#include "tests/unit/portal/authenticator.h"

#include "base/crypto.h"
#include "formats/cbor.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>

struct authenticator {
	EVP_PKEY *key;
	uint8_t point[64];
};

struct authenticator *authenticator_new(void)
{
	struct authenticator *a = calloc(1, sizeof *a);
	uint8_t encoded[65];
	size_t n = 0;
	a->key = EVP_EC_gen("P-256");
	if (EVP_PKEY_get_octet_string_param(a->key, OSSL_PKEY_PARAM_PUB_KEY, encoded, sizeof encoded, &n) != 1 || n != 65)
		abort();
	memcpy(a->point, encoded + 1, 64);
	return a;
}

void authenticator_free(struct authenticator *a)
{
	EVP_PKEY_free(a->key);
	free(a);
}

static struct slice text64(struct ctx *cx, struct slice bytes)
{
	struct buf b;
	buf_init(&b, 8192);
	base64url_encode(&b, bytes);
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

static struct slice client_data(struct ctx *cx, const struct answer_wish *w, const char *type)
{
	return slice_str(ctx_printf(cx, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s}", w->type ? w->type : type, w->challenge,
		w->origin, w->cross_origin ? "true" : "false"));
}

static void auth_data(struct buf *b, const struct authenticator *a, const struct answer_wish *w, bool with_key)
{
	uint8_t hash[32];
	crypto_sha256(slice_str(w->party), hash);
	buf_put(b, hash, 32);
	buf_putc(b, (uint8_t)((w->flags ? w->flags : 5) | (with_key ? 0x40 : 0)));
	buf_u32(b, w->counter);
	if (!with_key)
		return;
	buf_fill(b, 0, 16);
	buf_u16(b, 16);
	buf_put(b, a->point, 16); /* the id */
	cbor_put_map(b, 5);
	int64_t heads[][2] = { { 1, 2 }, { 3, -7 }, { -1, 1 } };
	for (size_t i = 0; i < 3; i++) {
		cbor_put_int(b, heads[i][0]);
		cbor_put_int(b, heads[i][1]);
	}
	for (int i = 0; i < 2; i++) {
		cbor_put_int(b, -2 - i);
		cbor_put_bytes(b, slice_of(a->point + 32 * i, 32));
	}
}

static struct slice sign(struct ctx *cx, const struct authenticator *a, struct slice auth, struct slice client, bool wrong)
{
	uint8_t data[4096], der[80];
	size_t n = sizeof der;
	memcpy(data, auth.p, auth.n);
	crypto_sha256(client, data + auth.n);
	data[0] ^= wrong;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	if (EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, a->key) != 1 || EVP_DigestSign(md, der, &n, data, auth.n + 32) != 1)
		abort();
	EVP_MD_CTX_free(md);
	return ctx_copy(cx, slice_of(der, n));
}

struct passkey_answer authenticator_register(struct ctx *cx, struct authenticator *a, const struct answer_wish *w)
{
	struct buf auth, object;
	struct slice client = client_data(cx, w, "webauthn.create");
	buf_init(&auth, 4000);
	buf_init(&object, 8000);
	auth_data(&auth, a, w, true);
	cbor_put_map(&object, 3);
	cbor_put_str(&object, "fmt");
	cbor_put_str(&object, w->self ? "packed" : "none");
	cbor_put_str(&object, "attStmt");
	cbor_put_map(&object, w->self ? 2 : 0);
	if (w->self) {
		cbor_put_str(&object, "alg");
		cbor_put_int(&object, -7);
		cbor_put_str(&object, "sig");
		cbor_put_bytes(&object, sign(cx, a, buf_slice(&auth), client, w->wrong_signature));
	}
	cbor_put_str(&object, "authData");
	cbor_put_bytes(&object, buf_slice(&auth));
	struct passkey_answer out = { .client_data = text64(cx, client), .attestation = text64(cx, buf_slice(&object)) };
	buf_free(&auth);
	buf_free(&object);
	return out;
}

struct passkey_answer authenticator_assert(struct ctx *cx, struct authenticator *a, const struct answer_wish *w)
{
	struct buf auth;
	struct slice client = client_data(cx, w, "webauthn.get");
	buf_init(&auth, 4000);
	auth_data(&auth, a, w, false);
	struct passkey_answer out = { .client_data = text64(cx, client), .credential = text64(cx, slice_of(a->point, 16)),
		.auth_data = text64(cx, buf_slice(&auth)), .signature = text64(cx, sign(cx, a, buf_slice(&auth), client, w->wrong_signature)) };
	buf_free(&auth);
	return out;
}
