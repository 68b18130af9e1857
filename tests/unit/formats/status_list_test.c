/* Owns: tests of formats/status_list.c: our own lists, the lies a list can tell, and the draft's examples. */
#include "formats/status_list.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/limits.h"
#include "formats/cbor.h"
#include "formats/cwt.h"
#include "tests/unit/check.h"

#include <ctype.h>
#include <string.h>
#include <zlib.h>

static struct slice hex(struct ctx *cx, struct slice text)
{
	size_t n = 0;
	uint8_t *p = ctx_alloc(cx, text.n / 2 + 1);
	CHECK(hex_parse(text, p, text.n / 2 + 1, &n));
	return slice_of(p, n);
}

TEST(status_list_bits_of_each_width)
{
	static const unsigned widths[] = { 1, 2, 4, 8 };
	for (size_t w = 0; w < 4; w++) {
		uint8_t bytes[4] = { 0 };
		unsigned bits = widths[w], count = 32 / bits, got = 0;
		struct status_list list = { .bits = bits, .entries = slice_of(bytes, 4) };
		CHECK_INT(status_list_bytes(count, bits), 4);
		CHECK_INT(status_list_bytes(count - 1, bits), bits == 8 ? 3 : 4);
		CHECK_INT(status_list_bytes(count + 1, bits), 5);
		for (unsigned i = 0; i < count; i++)
			CHECK(status_list_set(bytes, 4, bits, i, (i * 7 + 1) & ((1U << bits) - 1)));
		for (unsigned i = 0; i < count; i++) {
			CHECK(status_list_get(&list, i, &got));
			CHECK_INT(got, (i * 7 + 1) & ((1U << bits) - 1));
		}
		CHECK(!status_list_get(&list, count, &got));
		CHECK(!status_list_get(&list, UINT64_MAX, &got));
		CHECK(!status_list_set(bytes, 4, bits, count, 0));
		CHECK(!status_list_set(bytes, 4, bits, 0, 1U << bits));
		CHECK(status_list_set(bytes, 4, bits, 1, 0));
		CHECK(status_list_get(&list, 0, &got));
		CHECK_INT(got, 1);
	}
	unsigned got;
	CHECK_INT(status_list_bytes(8, 3), 0);
	CHECK(!status_list_get(&(struct status_list){ .bits = 3, .entries = SLICE("abc") }, 0, &got));
	CHECK(!status_list_get(&(struct status_list){ .bits = 0, .entries = SLICE("abc") }, 0, &got));
}

static uint8_t low[64] = { [31] = 1, [63] = 1 };

static enum err canned(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	(void)cx;
	(void)digest;
	memcpy(rs, self, 64);
	return OK;
}

static struct status_list sample(struct slice entries)
{
	return (struct status_list){ .uri = SLICE("https://example.com/v1/status/1"), .issued_at = 1686920170, .expires_at = 2291720170,
		.ttl = 43200, .bits = 2, .entries = entries };
}

TEST(status_list_token_round_trip)
{
	struct status_list list = sample(SLICE("\xc9\x44\xf9")), got;
	struct cose_sign1 envelope;
	struct buf token, entries;
	buf_init(&token, 1000);
	buf_init(&entries, 1000);
	CHECK_OK(status_list_build(cx, &list, SLICE("8 bytes!"), canned, low, &token));
	CHECK_INT(token.p[0], 0xd2);
	CHECK_OK(status_list_envelope(cx, buf_slice(&token), &envelope));
	CHECK_HEX(envelope.payload, "a502781f68747470733a2f2f6578616d706c652e636f6d2f76312f7374617475732f31041a8898dfea061a648c5bea19fffda2"
		"636c73744b78da3be9f2130003df0207" "646269747302" "19fffe19a8c0");
	CHECK_OK(status_list_parse(cx, envelope.payload, &entries, &got));
	CHECK_TEXT(got.uri, "https://example.com/v1/status/1");
	CHECK_INT(got.issued_at, list.issued_at);
	CHECK_INT(got.expires_at, list.expires_at);
	CHECK_INT(got.ttl, 43200);
	CHECK_INT(got.bits, 2);
	CHECK_SLICE(got.entries, list.entries);
	struct slice payload = ctx_copy(cx, envelope.payload); /* the envelope points into the token, which is written anew */
	buf_reset(&token);
	CHECK_OK(cose_build(cx, SLICE("8 bytes!"), SLICE("application/cwt"), payload, COSE_TAGGED_18, canned, low, &token));
	CHECK_ERR(status_list_envelope(cx, buf_slice(&token), &envelope), ERR_STATUS_LIST_TYPE);
	buf_reset(&token);
	CHECK_OK(cose_build(cx, SLICE("8 bytes!"), (struct slice){ 0 }, SLICE("\xa0"), COSE_TAGGED_18, canned, low, &token));
	CHECK_ERR(status_list_envelope(cx, buf_slice(&token), &envelope), ERR_STATUS_LIST_TYPE);
	buf_free(&token);
	buf_free(&entries);
}

TEST(status_list_encode_refuses)
{
	struct buf b;
	buf_init(&b, 1000);
	struct status_list list = sample(SLICE("a"));
	list.bits = 3;
	CHECK_ERR(status_list_encode(cx, &list, &b), ERR_STATUS_LIST);
	list = sample(SLICE(""));
	CHECK_ERR(status_list_encode(cx, &list, &b), ERR_STATUS_LIST);
	list = sample(SLICE("a"));
	list.uri = (struct slice){ 0 };
	CHECK_ERR(status_list_encode(cx, &list, &b), ERR_STATUS_LIST);
	list = sample(SLICE("a"));
	list.issued_at = 0;
	CHECK_ERR(status_list_encode(cx, &list, &b), ERR_STATUS_LIST);
	list = sample(SLICE("a"));
	list.ttl = -1;
	CHECK_ERR(status_list_encode(cx, &list, &b), ERR_STATUS_LIST);
	list = sample(slice_of("a", LIMIT_STATUS_LIST_BYTES + 1));
	CHECK_ERR(status_list_encode(cx, &list, &b), ERR_LIMIT);
	buf_free(&b);
}

/* A claims set whose list value is `value`, in hex, and whose other claims are `more` further pairs in hex, placed in front or behind. */
static enum err parse_with(struct ctx *cx, unsigned pairs, const char *front, const char *value, const char *behind)
{
	struct status_list got;
	struct buf b, entries;
	buf_init(&b, 4096);
	buf_init(&entries, LIMIT_STATUS_LIST_BYTES);
	cbor_put_map(&b, pairs);
	buf_put_slice(&b, hex(cx, slice_str(front)));
	cbor_put_int(&b, CWT_STATUS_LIST);
	buf_put_slice(&b, hex(cx, slice_str(value)));
	buf_put_slice(&b, hex(cx, slice_str(behind)));
	enum err e = status_list_parse(cx, buf_slice(&b), &entries, &got);
	buf_free(&b);
	buf_free(&entries);
	return e;
}

#define SUB_IAT "0261750601"
#define LST "636c7374"
#define BITS "6462697473"
#define STREAM "4b78da3be9f2130003df0207"
#define VALUE "a2" LST STREAM BITS "02"

TEST(status_list_lies_have_their_own_codes)
{
	CHECK_OK(parse_with(cx, 3, SUB_IAT, VALUE, ""));
	CHECK_OK(parse_with(cx, 4, SUB_IAT, VALUE, "19fffe01"));
	CHECK_OK(parse_with(cx, 4, "026175" "0402" "0601", VALUE, ""));
	/* claims */
	CHECK_ERR(parse_with(cx, 2, "0601", VALUE, ""), ERR_STATUS_LIST);            /* no_sub */
	CHECK_ERR(parse_with(cx, 2, "026175", VALUE, ""), ERR_STATUS_LIST);          /* no_iat */
	CHECK_ERR(parse_with(cx, 4, "0161" "69" SUB_IAT, VALUE, ""), ERR_STATUS_LIST); /* has_iss */
	CHECK_ERR(parse_with(cx, 4, "0261750501" "0601", VALUE, ""), ERR_STATUS_LIST); /* has_nbf */
	CHECK_ERR(parse_with(cx, 4, "026175" "036161" "0601", VALUE, ""), ERR_STATUS_LIST); /* has_aud */
	CHECK_ERR(parse_with(cx, 4, SUB_IAT "0740", VALUE, ""), ERR_STATUS_LIST);    /* has_cti */
	CHECK_ERR(parse_with(cx, 4, SUB_IAT, VALUE, "19ffff01"), ERR_STATUS_LIST);   /* foreign_claim */
	CHECK_ERR(parse_with(cx, 5, SUB_IAT, VALUE, "19fffe01" "19ffff01"), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 4, SUB_IAT, VALUE, "19fffe00"), ERR_STATUS_LIST);   /* zero_ttl */
	CHECK_ERR(parse_with(cx, 4, SUB_IAT, VALUE, "19fffe20"), ERR_STATUS_LIST);   /* negative_ttl */
	CHECK_ERR(parse_with(cx, 4, SUB_IAT, VALUE, "19fffe6131"), ERR_STATUS_LIST); /* text_ttl */
	/* value */
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "f6", ""), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a0", ""), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a1" LST STREAM, ""), ERR_STATUS_LIST); /* no_bits */
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a2" LST STREAM BITS "03", ""), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a2" LST STREAM BITS "00", ""), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a2" LST STREAM BITS "10", ""), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a2" LST STREAM BITS "1b0000000100000002", ""), ERR_STATUS_LIST); /* bits_wrap */
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a2" LST STREAM BITS "21", ""), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a2" LST "6131" BITS "02", ""), ERR_STATUS_LIST); /* lst_text */
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a3" LST STREAM BITS "02" "646d6f7265" "01", ""), ERR_STATUS_LIST);
	CHECK_ERR(parse_with(cx, 3, SUB_IAT, "a2" BITS "02" LST STREAM, ""), ERR_CBOR_ORDER);
}

TEST(status_list_lies_in_the_packed_bytes)
{
#define WITH(stream) parse_with(cx, 3, SUB_IAT, "a2" LST stream BITS "02", "")
	CHECK_OK(WITH(STREAM));
	CHECK_ERR(WITH("4c78da3be9f2130003df020700"), ERR_STATUS_LIST_PACKED);       /* byte_behind */
	CHECK_ERR(WITH("5678da3be9f2130003df020778da3be9f2130003df0207"), ERR_STATUS_LIST_PACKED); /* two_streams */
	CHECK_ERR(WITH("4a78da3be9f2130003df02"), ERR_STATUS_LIST_PACKED);           /* cut_checksum */
	CHECK_ERR(WITH("4578da3be9f2"), ERR_STATUS_LIST_PACKED);                     /* cut */
	CHECK_ERR(WITH("4b78da3be9f2130003df0208"), ERR_STATUS_LIST_PACKED);         /* wrong_checksum */
	CHECK_ERR(WITH("453be9f21300"), ERR_STATUS_LIST_PACKED);                     /* raw_deflate */
	CHECK_ERR(WITH("4b1f8b0800000000000003c9"), ERR_STATUS_LIST_PACKED);         /* gzip */
	CHECK_ERR(WITH("4b78bb000000013be9f21300"), ERR_STATUS_LIST_PACKED);         /* preset_dictionary */
	CHECK_ERR(WITH("40"), ERR_STATUS_LIST_PACKED);                               /* nothing */
	CHECK_ERR(WITH("48789c030000000001"), ERR_STATUS_LIST);                      /* no_entries */
#undef WITH
}

/* A list of exactly the cap is read; one byte more is refused while unpacking, whatever room the caller's buffer has. */
TEST(status_list_bomb_is_refused_at_the_cap)
{
	uLongf n = compressBound(LIMIT_STATUS_LIST_BYTES + 1);
	struct buf zeros, b, entries;
	struct status_list list, got;
	buf_init(&zeros, LIMIT_STATUS_LIST_BYTES + 1);
	buf_init(&b, 64 * 1024);
	buf_init(&entries, 2 * LIMIT_STATUS_LIST_BYTES);
	buf_fill(&zeros, 0, LIMIT_STATUS_LIST_BYTES + 1);
	list = sample(slice_of(zeros.p, LIMIT_STATUS_LIST_BYTES));
	CHECK_OK(status_list_encode(cx, &list, &b));
	CHECK_OK(status_list_parse(cx, buf_slice(&b), &entries, &got));
	CHECK_INT(got.entries.n, LIMIT_STATUS_LIST_BYTES);
	uint8_t *packed = ctx_alloc(cx, n);
	CHECK_INT(compress2(packed, &n, zeros.p, zeros.n, 9), Z_OK);
	buf_reset(&b);
	buf_reset(&entries);
	cbor_put_map(&b, 3);
	buf_put_slice(&b, hex(cx, SLICE(SUB_IAT)));
	cbor_put_int(&b, CWT_STATUS_LIST);
	cbor_put_map(&b, 2);
	cbor_put_str(&b, "lst");
	cbor_put_bytes(&b, slice_of(packed, n));
	cbor_put_str(&b, "bits");
	cbor_put_uint(&b, 2);
	CHECK_ERR(status_list_parse(cx, buf_slice(&b), &entries, &got), ERR_LIMIT);
	CHECK(entries.n <= LIMIT_STATUS_LIST_BYTES);
	buf_free(&entries);
	buf_init(&entries, 1000);
	CHECK_OK(status_list_encode(cx, &list, (buf_reset(&b), &b)));
	CHECK_ERR(status_list_parse(cx, buf_slice(&b), &entries, &got), ERR_LIMIT); /* the caller's room */
	buf_free(&zeros);
	buf_free(&b);
	buf_free(&entries);
}

/* The draft's examples are not in deterministic order ("bits" before "lst"), so tests read them with the plain reader. */
static struct slice read_example(struct ctx *cx, const char *name)
{
	struct slice text = check_file(cx, ctx_printf(cx, "%s/status-list/examples/%s.md", check_vectors(), name));
	size_t mark = slice_find(text, SLICE("encoded:"), 0), n = 0;
	char *digits = ctx_alloc(cx, text.n + 1);
	for (size_t i = mark == SIZE_MAX ? 0 : mark + 8; i < text.n; i++) {
		if (isxdigit(text.p[i]))
			digits[n++] = (char)text.p[i];
	}
	CHECK(n > 0);
	return hex(cx, slice_of(digits, n));
}

/* {"bits", "lst"} as the draft writes it, re-encoded our way and read by the real parser. */
static void open_example(struct ctx *cx, struct cbor_rd *r, struct buf *entries, struct status_list *out, struct slice *packed)
{
	struct buf b;
	buf_init(&b, 65536);
	CHECK_INT(cbor_get_map(r), 2);
	CHECK_TEXT(cbor_get_text(r), "bits");
	uint64_t bits = cbor_get_uint(r);
	CHECK_TEXT(cbor_get_text(r), "lst");
	*packed = cbor_get_bytes(r);
	CHECK(!cbor_failed(r));
	cbor_put_map(&b, 3);
	buf_put_slice(&b, hex(cx, SLICE(SUB_IAT)));
	cbor_put_int(&b, CWT_STATUS_LIST);
	cbor_put_map(&b, 2);
	cbor_put_str(&b, "lst");
	cbor_put_bytes(&b, *packed);
	cbor_put_str(&b, "bits");
	cbor_put_uint(&b, bits);
	CHECK_OK(status_list_parse(cx, buf_slice(&b), entries, out));
	buf_free(&b);
}

/* Where this machine's zlib is the one of the examples, our packed bytes are theirs. */
static void check_packed(struct ctx *cx, const struct status_list *list, struct slice packed)
{
	struct status_list ours = sample(list->entries);
	struct buf b;
	buf_init(&b, 65536);
	ours.bits = list->bits;
	CHECK_OK(status_list_encode(cx, &ours, &b));
	CHECK(slice_find(buf_slice(&b), packed, 0) != SIZE_MAX);
	buf_free(&b);
}

struct entry {
	uint64_t index;
	unsigned value;
};

static void check_example(struct ctx *cx, const char *name, unsigned bits, size_t bytes, const struct entry *want, size_t count)
{
	struct buf entries;
	struct status_list list;
	struct slice packed;
	struct slice item = read_example(cx, name);
	buf_init(&entries, LIMIT_STATUS_LIST_BYTES);
	CHECK_ERR(cbor_check(cx, item), ERR_CBOR_ORDER);
	struct cbor_rd r = cbor_rd(item);
	open_example(cx, &r, &entries, &list, &packed);
	CHECK(cbor_end(&r));
	CHECK_INT(list.bits, bits);
	CHECK_INT(list.entries.n, bytes);
	size_t next = 0;
	unsigned value;
	for (uint64_t i = 0; status_list_get(&list, i, &value); i++) {
		if (value == 0)
			continue;
		if (want) {
			CHECK(next < count);
			CHECK_INT(i, want[next].index);
			CHECK_INT(value, want[next].value);
		}
		next++;
	}
	CHECK_INT(next, count);
	check_packed(cx, &list, packed);
	buf_free(&entries);
}

TEST(status_list_published_bit_arrays)
{
	/* Sections 4.1 and "Test vectors" of the draft. */
	static const struct entry short1[] = { { 0, 1 }, { 3, 1 }, { 4, 1 }, { 5, 1 }, { 7, 1 }, { 8, 1 }, { 9, 1 }, { 13, 1 }, { 15, 1 } };
	static const struct entry short2[] = { { 0, 1 }, { 1, 2 }, { 3, 3 }, { 5, 1 }, { 7, 1 }, { 8, 1 }, { 9, 2 }, { 10, 3 }, { 11, 3 } };
	static const struct entry long1[] = { { 0, 1 }, { 1993, 1 }, { 25460, 1 }, { 159495, 1 }, { 495669, 1 }, { 554353, 1 },
		{ 645645, 1 }, { 723232, 1 }, { 854545, 1 }, { 934534, 1 }, { 1000345, 1 } };
	static const struct entry long2[] = { { 0, 1 }, { 1993, 2 }, { 25460, 1 }, { 159495, 3 }, { 495669, 1 }, { 554353, 1 },
		{ 645645, 2 }, { 723232, 1 }, { 854545, 1 }, { 934534, 2 }, { 1000345, 3 } };
	static const struct entry long4[] = { { 0, 1 }, { 1993, 2 }, { 35460, 3 }, { 459495, 4 }, { 595669, 5 }, { 754353, 6 },
		{ 845645, 7 }, { 923232, 8 }, { 924445, 9 }, { 934534, 10 }, { 1000345, 12 }, { 1004534, 11 }, { 1030203, 13 },
		{ 1030204, 14 }, { 1030205, 15 } };
	if (!check_vectors())
		skip();
	check_example(cx, "status_list_encoding_cbor", 1, 2, short1, 9);
	check_example(cx, "status_list_encoding2_cbor", 2, 3, short2, 9);
	check_example(cx, "status_list_encoding1_long_cbor", 1, 1 << 17, long1, 11);
	check_example(cx, "status_list_encoding2_long_cbor", 2, 1 << 18, long2, 11);
	check_example(cx, "status_list_encoding4_cbor", 4, 1 << 19, long4, 15);
	check_example(cx, "status_list_encoding8_cbor", 8, 1 << 20, NULL, 255);
}

/* The draft's signed token; its key is not published with it. Ours refuses its claim order and its unprotected kid. */
TEST(status_list_published_token)
{
	struct cose_sign1 envelope;
	struct buf entries;
	struct status_list list;
	struct cwt set;
	struct slice packed;
	if (!check_vectors())
		skip();
	struct slice token = read_example(cx, "status_list_cwt");
	CHECK_ERR(status_list_envelope(cx, token, &envelope), ERR_COSE_KID);
	struct cbor_rd r = cbor_rd(token);
	CHECK_INT(cbor_get_tag(&r), 18);
	CHECK_INT(cbor_get_array(&r), 4);
	CHECK_HEX(cbor_get_bytes(&r), "a2012610781a6170706c69636174696f6e2f7374617475736c6973742b637774");
	CHECK_HEX(cbor_skip(&r), "a104423132");
	struct slice payload = cbor_get_bytes(&r);
	CHECK_INT(cbor_get_bytes(&r).n, 64);
	CHECK(cbor_end(&r));
	buf_init(&entries, 1000);
	CHECK_ERR(status_list_parse(cx, payload, &entries, &list), ERR_CBOR_ORDER);
	r = cbor_rd(payload);
	CHECK_INT(cbor_get_map(&r), 5);
	CHECK_INT(cbor_get_int(&r), 2);
	CHECK_TEXT(cbor_get_text(&r), "https://example.com/statuslists/1");
	CHECK_INT(cbor_get_int(&r), 6);
	CHECK_INT(cbor_get_int(&r), 1686920170);
	CHECK_INT(cbor_get_int(&r), 4);
	CHECK_INT(cbor_get_int(&r), 2291720170);
	CHECK_INT(cbor_get_int(&r), CWT_TTL);
	CHECK_INT(cbor_get_int(&r), 43200);
	CHECK_INT(cbor_get_int(&r), CWT_STATUS_LIST);
	open_example(cx, &r, &entries, &list, &packed);
	CHECK(cbor_end(&r));
	CHECK_HEX(list.entries, "b9a3");
	/* The referenced token names the list by claim 65535. */
	r = cbor_rd(read_example(cx, "referenced_token_cwt"));
	CHECK_INT(cbor_get_tag(&r), 18);
	CHECK_INT(cbor_get_array(&r), 4);
	(void)cbor_skip(&r);
	(void)cbor_skip(&r);
	payload = cbor_get_bytes(&r);
	CHECK_ERR(cwt_parse(cx, payload, &set), ERR_CBOR_ORDER);
	CHECK(slice_find(payload, hex(cx, SLICE("19ffffa16b7374617475735f6c697374a26369647800")), 0) != SIZE_MAX);
	buf_free(&entries);
}
