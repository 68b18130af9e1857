/* Owns: tests of formats/cwt.c: RFC 8392 appendix A and the lies a claims set can tell. */
#include "formats/cwt.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "formats/cbor.h"
#include "tests/unit/check.h"

#include <string.h>

static struct slice hex(struct ctx *cx, const char *text)
{
	size_t n = 0, max = strlen(text) / 2 + 1;
	uint8_t *p = ctx_alloc(cx, max);
	CHECK(hex_parse(slice_str(text), p, max, &n));
	return slice_of(p, n);
}

/* RFC 8392 A.1. */
#define RFC8392_A1 "a70175636f61703a2f2f61732e6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d" \
	"041a5612aeb0051a5610d9f0061a5610d9f007420b71"

TEST(cwt_rfc8392_example_claims_set)
{
	struct cwt set;
	struct buf b;
	buf_init(&b, 1000);
	CHECK_OK(cwt_parse(cx, hex(cx, RFC8392_A1), &set));
	CHECK_TEXT(set.issuer, "coap://as.example.com");
	CHECK_TEXT(set.subject, "erikw");
	CHECK_TEXT(set.audience, "coap://light.example.com");
	CHECK_INT(set.expires_at, 1444064944);
	CHECK_INT(set.not_before, 1443944944);
	CHECK_INT(set.issued_at, 1443944944);
	CHECK_HEX(set.id, "0b71");
	CHECK_INT(set.extra_count, 0);
	CHECK_OK(cwt_encode(cx, &set, &b));
	CHECK_HEX(buf_slice(&b), RFC8392_A1);
	buf_free(&b);
}

/* A.7 carries iat as a float: allowed by RFC 8392 2, not by us. */
TEST(cwt_rfc8392_float_time_is_refused)
{
	struct cwt set;
	CHECK_ERR(cwt_parse(cx, hex(cx, "a106fb41d584367c200000"), &set), ERR_CBOR_SIMPLE);
}

TEST(cwt_further_claims_are_sorted_and_handed_on)
{
	struct cwt set = { .issuer = SLICE("UTO"), .expires_at = 2, .issued_at = 1, .extra_count = 5,
		.extra = { { CWT_DOCUMENT, SLICE("\xa1\x01\x61V") }, { CWT_STATUS, SLICE("\xa0") }, { -1, SLICE("\xf6") },
			{ 0, SLICE("\xf5") }, { 8, SLICE("\x01") } } };
	struct cwt got;
	struct buf b;
	buf_init(&b, 1000);
	CHECK_OK(cwt_encode(cx, &set, &b));
	CHECK_HEX(buf_slice(&b), "a800f5016355544f04020601080119ffffa020f63a00010000a1016156");
	CHECK_OK(cwt_parse(cx, buf_slice(&b), &got));
	CHECK_INT(got.extra_count, 5);
	CHECK_INT(got.extra[0].key, 0);
	CHECK_INT(got.extra[1].key, 8);
	CHECK_INT(got.extra[4].key, CWT_DOCUMENT);
	CHECK_HEX(cwt_claim(&got, CWT_DOCUMENT), "a1016156");
	CHECK_HEX(cwt_claim(&got, CWT_STATUS), "a0");
	CHECK(cwt_claim(&got, 4711).p == NULL);
	CHECK(got.subject.p == NULL && got.audience.p == NULL && got.id.p == NULL && got.not_before == 0);
	buf_free(&b);
}

TEST(cwt_lies_have_their_own_codes)
{
	static const struct {
		const char *set;
		enum err want;
	} lies[] = {
		{ "a0", OK },
		{ "80", ERR_CWT_SHAPE },
		{ "d83da0", ERR_CWT_SHAPE },                   /* tagged */
		{ "", ERR_CBOR_TRUNCATED },
		{ "a000", ERR_CBOR_TRAILING },
		{ "a1616101", ERR_CWT_KEY },                   /* text key */
		{ "a1410101", ERR_CWT_KEY },                   /* bytes key */
		{ "a11bffffffffffffffff01", ERR_CWT_KEY },     /* key above 2^63 */
		{ "a101420102", ERR_CWT_TYPE },                /* issuer as bytes */
		{ "a10201", ERR_CWT_TYPE },                    /* subject as number */
		{ "a103816161", ERR_CWT_TYPE },                /* audience as array */
		{ "a1046161", ERR_CWT_TYPE },                  /* exp as text */
		{ "a106c101", ERR_CWT_TYPE },                  /* iat with tag 1, which RFC 8392 2 forbids */
		{ "a1076161", ERR_CWT_TYPE },                  /* cti as text */
		{ "a10400", ERR_CWT_TIME },
		{ "a10420", ERR_CWT_TIME },                    /* before 1970 */
		{ "a1041b0000003afff44180", ERR_CWT_TIME },    /* 10000-01-01 */
		{ "a1041b0000003afff4417f", OK },
		{ "a1041bffffffffffffffff", ERR_CWT_TIME },
		{ "a204020101", ERR_CBOR_ORDER },
		{ "a204020402", ERR_CBOR_DUPLICATE },          /* two_expiries */
		{ "a104" "f6", ERR_CWT_TYPE },
	};
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct cwt set;
		enum err e = cwt_parse(cx, hex(cx, lies[i].set), &set);
		if (e != lies[i].want)
			print_error("claims set %s\n", lies[i].set);
		CHECK_ERR(e, lies[i].want);
	}
}

TEST(cwt_number_of_further_claims_is_capped)
{
	struct buf b;
	struct cwt set = { 0 };
	buf_init(&b, 1000);
	cbor_put_map(&b, CWT_MAX_EXTRA + 1);
	for (int i = 0; i <= CWT_MAX_EXTRA; i++) {
		cbor_put_int(&b, 8 + i);
		cbor_put_null(&b);
	}
	CHECK_ERR(cwt_parse(cx, buf_slice(&b), &set), ERR_CWT_CLAIMS);
	set.extra_count = CWT_MAX_EXTRA + 1;
	CHECK_ERR(cwt_encode(cx, &set, &b), ERR_CWT_CLAIMS);
	buf_free(&b);
}

TEST(cwt_encode_refuses_what_parse_would)
{
	struct cwt twice = { .extra_count = 2, .extra = { { 8, SLICE("\x01") }, { 8, SLICE("\x02") } } };
	struct cwt hidden = { .issuer = SLICE("UTO"), .extra_count = 1, .extra = { { 1, SLICE("\x01") } } };
	struct cwt two_items = { .extra_count = 1, .extra = { { 8, SLICE("\x01\x02") } } };
	struct cwt nothing = { .extra_count = 1, .extra = { { 8, SLICE("") } } };
	struct cwt early = { .issued_at = -1 };
	struct cwt text = { .issuer = SLICE("\xff") };
	struct buf b;
	buf_init(&b, 1000);
	CHECK_ERR(cwt_encode(cx, &twice, &b), ERR_CBOR_DUPLICATE);
	buf_reset(&b);
	CHECK_ERR(cwt_encode(cx, &hidden, &b), ERR_CBOR_DUPLICATE);
	buf_reset(&b);
	CHECK_ERR(cwt_encode(cx, &two_items, &b), ERR_CBOR_TRAILING);
	buf_reset(&b);
	CHECK_ERR(cwt_encode(cx, &nothing, &b), ERR_CBOR_TRUNCATED);
	buf_reset(&b);
	CHECK_ERR(cwt_encode(cx, &early, &b), ERR_CWT_TIME);
	buf_reset(&b);
	CHECK_ERR(cwt_encode(cx, &text, &b), ERR_CBOR_TEXT);
	buf_free(&b);
	buf_init(&b, 3);
	CHECK_ERR(cwt_encode(cx, &(struct cwt){ .issuer = SLICE("UTO") }, &b), ERR_LIMIT);
	buf_free(&b);
}
