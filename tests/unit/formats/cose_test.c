/* Owns: tests of formats/cose.c: our own tokens, the lies a token can tell, and the published COSE examples. */
#include "formats/cose.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "formats/cbor.h"
#include "tests/unit/check.h"

#include <string.h>

static struct slice hex(struct ctx *cx, struct slice text)
{
	size_t n = 0;
	uint8_t *p = ctx_alloc(cx, text.n / 2 + 1);
	CHECK(hex_parse(text, p, text.n / 2 + 1, &n));
	return slice_of(p, n);
}

/* A signer that copies its 64 bytes, so that a token's bytes are known. */
static enum err canned(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	(void)cx;
	(void)digest;
	memcpy(rs, self, 64);
	return OK;
}

static enum err refuses(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	(void)self;
	(void)digest;
	(void)rs;
	return fail(cx, ERR_SYSTEM, "no key today");
}

static uint8_t low[64] = { [31] = 1, [63] = 1 };
static uint8_t high[64] = { [31] = 1, [32] = 0xff, [63] = 1 };

static struct slice build(struct ctx *cx, struct slice type, enum cose_tag tag)
{
	struct buf b;
	buf_init(&b, 1000);
	CHECK_OK(cose_build(cx, SLICE("8 bytes!"), type, SLICE("payload"), tag, canned, low, &b));
	struct slice token = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return token;
}

TEST(cose_round_trip_in_both_tag_forms)
{
	struct cose_sign1 got;
	struct slice token = build(cx, (struct slice){ 0 }, COSE_UNTAGGED);
	CHECK_INT(token.p[0], 0x84);
	CHECK_OK(cose_parse(cx, token, COSE_UNTAGGED, &got));
	CHECK_TEXT(got.kid, "8 bytes!");
	CHECK_TEXT(got.payload, "payload");
	CHECK(got.type.p == NULL);
	CHECK(!memcmp(got.signature, low, 64));
	CHECK_HEX(got.protected_header, "a20126044838206279746573" "21");
	CHECK_OK(cose_parse(cx, token, COSE_TAGGED_ANY, &got));
	CHECK_ERR(cose_parse(cx, token, COSE_TAGGED_18, &got), ERR_COSE_TAG);

	token = build(cx, SLICE("application/x+cwt"), COSE_TAGGED_18);
	CHECK_INT(token.p[0], 0xd2);
	CHECK_OK(cose_parse(cx, token, COSE_TAGGED_18, &got));
	CHECK_TEXT(got.type, "application/x+cwt");
	CHECK_OK(cose_parse(cx, token, COSE_TAGGED_ANY, &got));
	CHECK_ERR(cose_parse(cx, token, COSE_UNTAGGED, &got), ERR_COSE_TAG);
}

TEST(cose_build_hands_on_the_failure_of_the_signer)
{
	struct buf b;
	buf_init(&b, 1000);
	CHECK_ERR(cose_build(cx, SLICE("8 bytes!"), (struct slice){ 0 }, SLICE("p"), COSE_UNTAGGED, refuses, NULL, &b), ERR_SYSTEM);
	CHECK_INT(b.n, 0);
	CHECK_ERR(cose_build(cx, SLICE("8 bytes!"), (struct slice){ 0 }, SLICE("p"), COSE_UNTAGGED, canned, high, &b), ERR_BUG);
	CHECK_ERR(cose_build(cx, SLICE("7 bytes"), (struct slice){ 0 }, SLICE("p"), COSE_UNTAGGED, canned, low, &b), ERR_BUG);
	buf_free(&b);
	buf_init(&b, 50);
	CHECK_ERR(cose_build(cx, SLICE("8 bytes!"), (struct slice){ 0 }, SLICE("p"), COSE_UNTAGGED, canned, low, &b), ERR_LIMIT);
	buf_free(&b);
}

/* A token from its four parts in hex, so that each lie is one line. */
static struct slice token_of(struct ctx *cx, const char *head, const char *header, const char *unprotected,
	const char *payload, const char *tail)
{
	struct buf b;
	buf_init(&b, 1000);
	buf_put_slice(&b, hex(cx, slice_str(head)));
	cbor_put_bytes(&b, hex(cx, slice_str(header)));
	buf_put_slice(&b, hex(cx, slice_str(unprotected)));
	buf_put_slice(&b, hex(cx, slice_str(payload)));
	cbor_put_bytes(&b, slice_of(low, 64));
	buf_put_slice(&b, hex(cx, slice_str(tail)));
	struct slice token = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return token;
}

#define GOOD "a2012604480102030405060708"

TEST(cose_lies_in_the_header_have_their_own_codes)
{
	static const struct {
		const char *header;
		enum err want;
	} lies[] = {
		{ GOOD, OK },
		{ "a2012804480102030405060708", OK },                       /* alg -9, ESP256 */
		{ "", ERR_COSE_ALG },                                       /* empty_map */
		{ "a0", ERR_COSE_ALG },
		{ "a104480102030405060708", ERR_COSE_ALG },                 /* no_alg */
		{ "a2012704480102030405060708", ERR_COSE_ALG },             /* alg_eddsa */
		{ "a201382204480102030405060708", ERR_COSE_ALG },           /* alg_es384 */
		{ "a2010504480102030405060708", ERR_COSE_ALG },             /* alg_hmac */
		{ "a20165455332353604480102030405060708", ERR_COSE_ALG },   /* alg_text */
		{ "a10126", ERR_COSE_KID },                                 /* no_kid */
		{ "a20126044701020304050607", ERR_COSE_KID },               /* short_kid */
		{ "a201260449010203040506070809", ERR_COSE_KID },           /* long_kid */
		{ "a20126046161", ERR_COSE_KID },                           /* kid_text */
		{ "a3012602810404480102030405060708", ERR_COSE_CRIT },
		{ "a30126030004480102030405060708", ERR_COSE_HEADER },      /* content_type */
		{ "a3012604480102030405060708182140", ERR_COSE_HEADER },    /* x5chain */
		{ "a30126044801020304050607081000", ERR_COSE_HEADER },      /* type_number */
		{ "a3012604480102030405060708616100", ERR_COSE_HEADER },    /* text_key */
		{ "8101", ERR_COSE_HEADER },                                /* no_map */
		{ "a2044801020304050607080126", ERR_CBOR_ORDER },
		{ "a2012604480102030405060708" "00", ERR_CBOR_TRAILING },
		{ "a201260126", ERR_CBOR_DUPLICATE },                       /* two_algs */
		{ "bf012604480102030405060708ff", ERR_CBOR_INDEFINITE },
	};
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct cose_sign1 got;
		enum err e = cose_parse(cx, token_of(cx, "84", lies[i].header, "a0", "4170", ""), COSE_UNTAGGED, &got);
		if (e != lies[i].want)
			print_error("header %s\n", lies[i].header);
		CHECK_ERR(e, lies[i].want);
	}
}

TEST(cose_lies_in_the_shape_have_their_own_codes)
{
	struct cose_sign1 got;
	CHECK_OK(cose_parse(cx, token_of(cx, "84", GOOD, "a0", "4170", ""), COSE_TAGGED_ANY, &got));
	CHECK_OK(cose_parse(cx, token_of(cx, "d284", GOOD, "a0", "4170", ""), COSE_TAGGED_ANY, &got));
	CHECK_OK(cose_parse(cx, token_of(cx, "d83dd284", GOOD, "a0", "4170", ""), COSE_TAGGED_ANY, &got));
	CHECK_ERR(cose_parse(cx, token_of(cx, "d83d84", GOOD, "a0", "4170", ""), COSE_TAGGED_ANY, &got), ERR_COSE_TAG);
	CHECK_ERR(cose_parse(cx, token_of(cx, "d2d83d84", GOOD, "a0", "4170", ""), COSE_TAGGED_ANY, &got), ERR_COSE_TAG);
	CHECK_ERR(cose_parse(cx, token_of(cx, "d2d284", GOOD, "a0", "4170", ""), COSE_TAGGED_ANY, &got), ERR_COSE_TAG);
	CHECK_ERR(cose_parse(cx, token_of(cx, "d83dd284", GOOD, "a0", "4170", ""), COSE_TAGGED_18, &got), ERR_COSE_TAG);
	CHECK_ERR(cose_parse(cx, token_of(cx, "d86284", GOOD, "a0", "4170", ""), COSE_TAGGED_ANY, &got), ERR_COSE_TAG); /* COSE_Sign */
	CHECK_ERR(cose_parse(cx, token_of(cx, "85", GOOD, "a0", "4170", "f6"), COSE_UNTAGGED, &got), ERR_COSE_SHAPE);
	CHECK_ERR(cose_parse(cx, token_of(cx, "84", GOOD, "a1044131", "4170", ""), COSE_UNTAGGED, &got), ERR_COSE_UNPROTECTED);
	CHECK_ERR(cose_parse(cx, token_of(cx, "84", GOOD, "a10126", "4170", ""), COSE_UNTAGGED, &got), ERR_COSE_UNPROTECTED);
	CHECK_ERR(cose_parse(cx, token_of(cx, "84", GOOD, "f6", "4170", ""), COSE_UNTAGGED, &got), ERR_COSE_UNPROTECTED);
	CHECK_ERR(cose_parse(cx, token_of(cx, "84", GOOD, "a0", "f6", ""), COSE_UNTAGGED, &got), ERR_COSE_PAYLOAD); /* detached */
	CHECK_ERR(cose_parse(cx, token_of(cx, "84", GOOD, "a0", "6170", ""), COSE_UNTAGGED, &got), ERR_COSE_PAYLOAD);
	CHECK_ERR(cose_parse(cx, token_of(cx, "84", GOOD, "a0", "4170", "00"), COSE_UNTAGGED, &got), ERR_CBOR_TRAILING);
	CHECK_ERR(cose_parse(cx, SLICE("\xa0"), COSE_UNTAGGED, &got), ERR_COSE_SHAPE);
	CHECK_ERR(cose_parse(cx, SLICE("\x84\xa0\xa0\x40\x40"), COSE_UNTAGGED, &got), ERR_COSE_SHAPE);
	CHECK_ERR(cose_parse(cx, SLICE(""), COSE_UNTAGGED, &got), ERR_CBOR_TRUNCATED);
}

TEST(cose_refuses_a_signature_of_another_size_and_a_mirrored_one)
{
	struct cose_sign1 got;
	struct slice token = token_of(cx, "84", GOOD, "a0", "4170", "");
	uint8_t *bytes = ctx_alloc(cx, token.n + 1);
	memcpy(bytes, token.p, token.n);
	bytes[token.n - 65] = 63; /* length of the last string */
	CHECK_ERR(cose_parse(cx, slice_of(bytes, token.n - 1), COSE_UNTAGGED, &got), ERR_COSE_SIGNATURE);
	bytes[token.n - 65] = 65;
	CHECK_ERR(cose_parse(cx, slice_of(bytes, token.n + 1), COSE_UNTAGGED, &got), ERR_COSE_SIGNATURE);
	memcpy(bytes, token.p, token.n);
	memcpy(bytes + token.n - 64, high, 64);
	CHECK_ERR(cose_parse(cx, slice_of(bytes, token.n), COSE_UNTAGGED, &got), ERR_COSE_HIGH_S);
}
