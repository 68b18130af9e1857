/* WebAuthn's three structures: what is read, and what is refused, by name of the lie. */
#include "formats/webauthn.h"

#include "formats/cbor.h"
#include "tests/unit/check.h"

#define GOOD "{\"type\":\"webauthn.get\",\"challenge\":\"AAEC\",\"origin\":\"https://portal.example.org\",\"crossOrigin\":false}"

TEST(webauthn_client_read)
{
	struct webauthn_client c;
	CHECK_OK(webauthn_parse_client(cx, SLICE(GOOD), &c));
	CHECK_TEXT(c.type, WEBAUTHN_GET);
	CHECK_HEX(c.challenge, "000102");
	CHECK_TEXT(c.origin, "https://portal.example.org");
	CHECK(!c.cross_origin);
	CHECK_OK(webauthn_parse_client(cx, SLICE("{\"type\":\"t\",\"challenge\":\"AAEC\",\"origin\":\"o\",\"other_keys_can_be_added_here\":1}"), &c));
	CHECK(!c.cross_origin);
	CHECK_OK(webauthn_parse_client(cx, SLICE("{\"type\":\"t\",\"challenge\":\"AAEC\",\"origin\":\"o\",\"topOrigin\":\"p\"}"), &c));
	CHECK(c.cross_origin);
}

TEST(webauthn_client_lies)
{
	static const char *const lies[] = { "", "null", "[]", "{}", "{\"type\":\"t\",\"origin\":\"o\"}", "{\"type\":\"t\",\"challenge\":\"AAEC\"}",
		"{\"challenge\":\"AAEC\",\"origin\":\"o\"}", "{\"type\":\"t\",\"challenge\":\"AA==\",\"origin\":\"o\"}", "{\"type\":\"t\",\"challenge\":\"A+/C\",\"origin\":\"o\"}",
		"{\"type\":\"t\",\"challenge\":\"\",\"origin\":\"o\"}", "{\"type\":1,\"challenge\":\"AAEC\",\"origin\":\"o\"}",
		"{\"type\":\"t\",\"type\":\"u\",\"challenge\":\"AAEC\",\"origin\":\"o\"}", "{\"type\":\"t\",\"challenge\":\"AAEC\",\"origin\":\"o\",\"crossOrigin\":\"false\"}", GOOD "x" };
	struct webauthn_client c;
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
		CHECK_ERR(webauthn_parse_client(cx, slice_str(lies[i]), &c), ERR_WEBAUTHN_CLIENT);
	CHECK_ERR(webauthn_parse_client(cx, slice_of(ctx_alloc(cx, 5000), 5000), &c), ERR_WEBAUTHN_CLIENT);
}

/* Head of authenticator data: 32 bytes of hash, flags, counter 5. */
static void put_head(struct buf *b, uint8_t flags)
{
	buf_fill(b, 0xab, 32);
	buf_putc(b, flags);
	buf_u32(b, 5);
}

static void put_key(struct buf *b, int64_t alg, int64_t curve, size_t x_size)
{
	cbor_put_map(b, 5);
	cbor_put_int(b, 1);
	cbor_put_int(b, 2);
	cbor_put_int(b, 3);
	cbor_put_int(b, alg);
	cbor_put_int(b, -1);
	cbor_put_int(b, curve);
	uint8_t point[64] = { 1 };
	cbor_put_int(b, -2);
	cbor_put_bytes(b, slice_of(point, x_size));
	cbor_put_int(b, -3);
	cbor_put_bytes(b, slice_of(point, 32));
}

static void put_credential(struct buf *b, uint16_t id_size)
{
	buf_fill(b, 0, 16);
	buf_u16(b, id_size);
	buf_fill(b, 'i', id_size);
}

#define AUTH_TEST(name) \
	static void auth_##name(struct ctx *cx, struct buf *b, struct webauthn_auth *a); \
	TEST(name) \
	{ \
		struct buf b; \
		struct webauthn_auth a; \
		buf_init(&b, 8192); \
		auth_##name(cx, &b, &a); \
		buf_free(&b); \
	} \
	static void auth_##name(struct ctx *cx, struct buf *b, struct webauthn_auth *a)

AUTH_TEST(webauthn_auth_assertion)
{
	put_head(b, 5);
	CHECK_OK(webauthn_parse_auth(cx, buf_slice(b), a));
	CHECK(a->user_present && a->user_verified && !a->has_credential && !a->backed_up);
	CHECK_INT(a->counter, 5);
	CHECK_INT(a->rp_hash.n, 32);
	for (size_t n = 0; n < b->n; n++)
		CHECK_ERR(webauthn_parse_auth(cx, slice_of(b->p, n), a), ERR_WEBAUTHN_AUTH);
	buf_putc(b, 0);
	CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_CBOR_TRAILING);
}

AUTH_TEST(webauthn_auth_registration)
{
	put_head(b, 0x45);
	put_credential(b, 20);
	put_key(b, -7, 1, 32);
	CHECK_OK(webauthn_parse_auth(cx, buf_slice(b), a));
	CHECK(a->has_credential);
	CHECK_INT(a->credential.n, 20);
	CHECK_INT(a->key.n, 64);
	CHECK_INT(a->key.p[0], 1);
	CHECK_INT(a->key.p[32], 1);
	for (size_t n = 37; n < b->n; n++)
		CHECK(webauthn_parse_auth(cx, slice_of(b->p, n), a) != OK);
	ctx_forgive(cx);
	buf_putc(b, 0xa0);
	CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_CBOR_TRAILING); /* extensions that no flag announces */
}

AUTH_TEST(webauthn_auth_extensions)
{
	put_head(b, 0xc5);
	put_credential(b, 20);
	put_key(b, -7, 1, 32);
	CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_CBOR_TRUNCATED); /* announced, not there */
	cbor_put_map(b, 1);
	cbor_put_str(b, "credProtect");
	cbor_put_uint(b, 2);
	CHECK_OK(webauthn_parse_auth(cx, buf_slice(b), a));
	CHECK_INT(a->key.n, 64);
	buf_reset(b);
	put_head(b, 0x85);
	cbor_put_uint(b, 1);
	CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_WEBAUTHN_AUTH); /* no map */
}

AUTH_TEST(webauthn_auth_backed_up_but_not_eligible)
{
	put_head(b, 0x11);
	CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_WEBAUTHN_AUTH);
}

AUTH_TEST(webauthn_auth_id_empty_or_long)
{
	put_head(b, 0x45);
	put_credential(b, 0);
	put_key(b, -7, 1, 32);
	CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_WEBAUTHN_AUTH);
	buf_reset(b);
	put_head(b, 0x45);
	put_credential(b, 256);
	put_key(b, -7, 1, 32);
	CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_WEBAUTHN_AUTH);
}

AUTH_TEST(webauthn_auth_other_keys)
{
	static const struct { int64_t alg, curve; size_t x; } keys[] = { { -257, 1, 32 }, { -8, 1, 32 }, { -7, 2, 32 }, { -7, 1, 31 }, { -7, 1, 33 } };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		buf_reset(b);
		put_head(b, 0x45);
		put_credential(b, 20);
		put_key(b, keys[i].alg, keys[i].curve, keys[i].x);
		CHECK_ERR(webauthn_parse_auth(cx, buf_slice(b), a), ERR_WEBAUTHN_AUTH);
	}
}

static void put_attestation(struct buf *b, const char *format, int packed)
{
	cbor_put_map(b, 3);
	cbor_put_str(b, "fmt");
	cbor_put_str(b, format);
	cbor_put_str(b, "attStmt");
	cbor_put_map(b, packed ? 2 : 0);
	if (packed) {
		cbor_put_str(b, "alg");
		cbor_put_int(b, packed == 1 ? -7 : -257);
		cbor_put_str(b, "sig");
		cbor_put_bytes(b, SLICE("sig"));
	}
	cbor_put_str(b, "authData");
	cbor_put_bytes(b, SLICE("data"));
}

AUTH_TEST(webauthn_attestation_forms)
{
	struct webauthn_attestation at;
	(void)a;
	put_attestation(b, "none", 0);
	CHECK_OK(webauthn_parse_attestation(cx, buf_slice(b), &at));
	CHECK(!at.self);
	CHECK_TEXT(at.auth_data, "data");
	for (size_t n = 0; n < b->n; n++)
		CHECK(webauthn_parse_attestation(cx, slice_of(b->p, n), &at) != OK);
	ctx_forgive(cx);
	buf_reset(b);
	put_attestation(b, "packed", 1);
	CHECK_OK(webauthn_parse_attestation(cx, buf_slice(b), &at));
	CHECK(at.self);
	CHECK_TEXT(at.signature, "sig");
	static const struct { const char *format; int packed; } lies[] = { { "none", 1 }, { "packed", 0 }, { "packed", 2 }, { "tpm", 0 }, { "fido-u2f", 1 }, { "", 0 } };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		buf_reset(b);
		put_attestation(b, lies[i].format, lies[i].packed);
		CHECK_ERR(webauthn_parse_attestation(cx, buf_slice(b), &at), ERR_WEBAUTHN_ATTESTATION);
	}
	buf_putc(b, 0);
	CHECK_ERR(webauthn_parse_attestation(cx, buf_slice(b), &at), ERR_CBOR_TRAILING);
}
