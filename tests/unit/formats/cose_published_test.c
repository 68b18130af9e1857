/* Owns: tests of formats/cose.c against the published COSE and CWT examples (RFC 9052, RFC 8392), passing and failing. */
#include "formats/cose.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
#include "formats/cbor.h"
#include "formats/cwt.h"
#include "tests/unit/check.h"

#include <string.h>

/* Upper or lower hex, as the files have it. */
static struct slice hex(struct ctx *cx, struct slice text)
{
	size_t n = 0;
	uint8_t *p = ctx_alloc(cx, text.n / 2 + 1);
	CHECK(hex_parse(text, p, text.n / 2 + 1, &n));
	return slice_of(p, n);
}

/* base64url without padding (RFC 7515 2) of 32 bytes. */
static void base64url(struct buf *out, struct slice text)
{
	struct buf b;
	buf_init(&b, 100);
	for (size_t i = 0; i < text.n; i++)
		buf_putc(&b, text.p[i] == '-' ? '+' : text.p[i] == '_' ? '/' : text.p[i]);
	buf_putc(&b, '=');
	CHECK(base64_decode(out, buf_slice(&b)));
	buf_free(&b);
}

static struct p256_key *open_key(struct ctx *cx, const struct json *jwk)
{
	struct p256_key *key = NULL;
	struct buf spki;
	buf_init(&spki, 200);
	buf_put_slice(&spki, hex(cx, SLICE("3059301306072a8648ce3d020106082a8648ce3d03010703420004")));
	if (json_get(jwk, "x_hex")) {
		buf_put_slice(&spki, hex(cx, json_text(jwk, "x_hex")));
		buf_put_slice(&spki, hex(cx, json_text(jwk, "y_hex")));
	} else {
		base64url(&spki, json_text(jwk, "x"));
		base64url(&spki, json_text(jwk, "y"));
	}
	CHECK_OK(p256_open(cx, buf_slice(&spki), &key));
	buf_free(&spki);
	return key;
}

/* What a lenient reader of RFC 9052 would answer: tag 18 or none, four parts, alg -7 wherever it stands, signature right. */
static bool verifies(struct ctx *cx, struct slice token, const struct json *sign0)
{
	struct cbor_rd r = cbor_rd(token);
	if (cbor_peek(&r) == CBOR_TAG && cbor_get_tag(&r) != 18)
		return false;
	size_t parts = cbor_get_array(&r);
	struct slice header = cbor_get_bytes(&r), unprotected = cbor_skip(&r), payload = cbor_get_bytes(&r), rs = cbor_get_bytes(&r);
	if (parts != 4 || !cbor_end(&r) || rs.n != 64)
		return false;
	bool has_alg = slice_find(header, SLICE("\x01\x26"), 0) != SIZE_MAX || slice_find(unprotected, SLICE("\x01\x26"), 0) != SIZE_MAX;
	if (!has_alg)
		return false;
	uint8_t digest[32], copy[64];
	memcpy(copy, rs.p, 64);
	cose_digest(header, payload, hex(cx, json_text(sign0, "external")), digest);
	struct p256_key *key = open_key(cx, json_get(sign0, "key"));
	bool good = p256_verify(key, digest, copy);
	digest[0] ^= 1;
	CHECK(!p256_verify(key, digest, copy));
	p256_free(key);
	return good;
}

struct example {
	const char *path;
	bool good;        /* as the suite says; false too where it is not ES256 */
	enum err ours;    /* what our narrower profile answers */
};

static const struct example examples[] = {
	{ "sign1-tests/sign-pass-01", true, ERR_COSE_ALG },  /* alg unprotected, empty protected map */
	{ "sign1-tests/sign-pass-02", true, ERR_COSE_KID },  /* external_aad; kid unprotected */
	{ "sign1-tests/sign-pass-03", true, ERR_COSE_KID },
	{ "sign1-tests/sign-fail-01", false, ERR_COSE_TAG },
	{ "sign1-tests/sign-fail-02", false, ERR_COSE_KID },
	{ "sign1-tests/sign-fail-03", false, ERR_COSE_ALG },
	{ "sign1-tests/sign-fail-04", false, ERR_COSE_ALG },
	{ "sign1-tests/sign-fail-06", false, ERR_COSE_HEADER },
	{ "sign1-tests/sign-fail-07", false, ERR_COSE_KID },
	{ "ecdsa-examples/ecdsa-sig-01", true, ERR_COSE_HEADER }, /* content type */
	{ "ecdsa-examples/ecdsa-sig-02", false, ERR_COSE_ALG },   /* P-384 */
	{ "ecdsa-examples/ecdsa-sig-03", false, ERR_COSE_ALG },
	{ "ecdsa-examples/ecdsa-sig-04", false, ERR_COSE_ALG },
	{ "ecdsa-examples/ecdsa-01", false, ERR_COSE_TAG },       /* COSE_Sign, tag 98 */
	{ "eddsa-examples/eddsa-sig-01", false, ERR_COSE_ALG },
	{ "eddsa-examples/eddsa-sig-02", false, ERR_COSE_ALG },
	{ "eddsa-examples/eddsa-01", false, ERR_COSE_TAG },
	{ "CWT/A_3", true, ERR_COSE_KID },
	{ "CWT/A_4", false, ERR_COSE_TAG },                       /* COSE_Mac0 */
	{ "CWT/A_5", false, ERR_COSE_TAG },                       /* COSE_Encrypt0 */
	{ "CWT/A_6", false, ERR_COSE_TAG },
	{ "CWT/A_7", false, ERR_COSE_TAG },
};

static void check_example(struct ctx *cx, const struct example *x)
{
	struct json *file = NULL;
	struct cose_sign1 got;
	CHECK_OK(json_parse(cx, check_file(cx, ctx_printf(cx, "%s/cose/%s.json", check_vectors(), x->path)), &file));
	const struct json *sign0 = json_get(json_get(file, "input"), "sign0");
	struct slice token = hex(cx, json_text(json_get(file, "output"), "cbor"));
	bool is_p256 = sign0 && (!json_get(json_get(sign0, "key"), "crv") || slice_is(json_text(json_get(sign0, "key"), "crv"), "P-256"));
	bool good = is_p256 && verifies(cx, token, sign0);
	enum err e = cose_parse(cx, token, COSE_TAGGED_ANY, &got);
	if (good != x->good || e != x->ours)
		print_error("%s: signature %s, want %s\n", x->path, good ? "good" : "bad", x->good ? "good" : "bad");
	CHECK_INT(good, x->good);
	CHECK_ERR(e, x->ours);
	/* The bytes to be signed stand in the file: our digest is theirs. A failing file shows those from before its damage. */
	struct slice signed_hex = json_text(json_get(file, "intermediates"), "ToBeSign_hex");
	if (x->good) {
		uint8_t want[32], digest[32];
		struct cbor_rd r = cbor_rd(token);
		if (cbor_peek(&r) == CBOR_TAG)
			(void)cbor_get_tag(&r);
		(void)cbor_get_array(&r);
		struct slice header = cbor_get_bytes(&r);
		(void)cbor_skip(&r);
		cose_digest(header, cbor_get_bytes(&r), hex(cx, json_text(sign0, "external")), digest);
		crypto_sha256(hex(cx, signed_hex), want);
		CHECK_SLICE(slice_of(digest, 32), slice_of(want, 32));
	}
}

TEST(cose_published_examples)
{
	if (!check_vectors())
		skip();
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
		check_example(cx, &examples[i]);
}

/* The Sig_structure by hand for RFC 8392 A.3, so that the rule is tested without the folder too. */
TEST(cose_digest_of_rfc8392_example)
{
	uint8_t digest[32], want[32];
	struct slice claims = hex(cx, SLICE(
		"a70175636f61703a2f2f61732e6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e65"
		"78616d706c652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b71"));
	struct slice signed_bytes = hex(cx, SLICE(
		"846a5369676e61747572653143a10126405850a70175636f61703a2f2f61732e6578616d706c652e636f6d02656572"
		"696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b71"));
	crypto_sha256(signed_bytes, want);
	cose_digest(SLICE("\xa1\x01\x26"), claims, SLICE(""), digest);
	CHECK_SLICE(slice_of(digest, 32), slice_of(want, 32));
	cose_digest(SLICE("\xa0"), claims, SLICE(""), digest);
	cose_digest(SLICE(""), claims, SLICE(""), want);
	CHECK_SLICE(slice_of(digest, 32), slice_of(want, 32));
}

TEST(cwt_published_claims)
{
	struct json *file = NULL;
	struct cwt set;
	struct buf b;
	if (!check_vectors())
		skip();
	CHECK_OK(json_parse(cx, check_file(cx, ctx_printf(cx, "%s/cose/CWT/A_3.json", check_vectors())), &file));
	struct slice claims = hex(cx, json_text(json_get(file, "input"), "plaintext_hex"));
	buf_init(&b, 1000);
	CHECK_OK(cwt_parse(cx, claims, &set));
	CHECK_OK(cwt_encode(cx, &set, &b));
	CHECK_SLICE(buf_slice(&b), claims);
	buf_free(&b);
	CHECK_OK(json_parse(cx, check_file(cx, ctx_printf(cx, "%s/cose/CWT/A_7.json", check_vectors())), &file));
	CHECK_ERR(cwt_parse(cx, hex(cx, json_text(json_get(file, "input"), "plaintext_hex")), &set), ERR_CBOR_SIMPLE);
}
