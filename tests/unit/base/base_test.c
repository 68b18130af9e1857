#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "tests/unit/check.h"

#include <string.h>

TEST(buf_refuses_over_its_maximum_and_stays_failed)
{
	struct buf b;
	buf_init(&b, 4);
	buf_puts(&b, "abcd");
	CHECK(buf_ok(&b));
	buf_putc(&b, 'e');
	CHECK(!buf_ok(&b));
	CHECK_TEXT(buf_slice(&b), "abcd");
	buf_free(&b);
}

TEST(rd_stays_failed_after_the_end)
{
	struct rd r = rd_of(SLICE("ab"));
	CHECK_INT(rd_u8(&r), 'a');
	CHECK_INT(rd_u16(&r), 0);
	CHECK_INT(rd_u8(&r), 0);
	CHECK(!rd_end(&r));
}

TEST(ctx_keeps_the_first_failure)
{
	CHECK_INT(fail(cx, ERR_JSON, "first"), ERR_JSON);
	CHECK_INT(fail(cx, ERR_LIMIT, "second"), ERR_LIMIT);
	CHECK_INT(cx->err, ERR_JSON);
	CHECK_TEXT(slice_str(cx->text), "first");
}

TEST(text_refuses_overlong_surrogate_and_nul)
{
	CHECK(text_is_utf8(slice_str("欧阳晓明 \xf0\xa0\xae\xb7")));
	CHECK(!text_is_utf8(SLICE("\xc0\x80")));
	CHECK(!text_is_utf8(SLICE("\xed\xa0\x80")));
	CHECK(!text_is_utf8(SLICE("\xf4\x90\x80\x80")));
	CHECK(!text_is_utf8(SLICE("a\0b")));
	CHECK(!text_is_utf8(SLICE("\xe6\xac")));
}

TEST(text_composes)
{
	struct slice out = { 0 };
	CHECK(!text_is_nfc(SLICE("e\xcc\x81")));
	CHECK_OK(text_nfc(cx, SLICE("e\xcc\x81"), &out));
	CHECK_TEXT(out, "é");
}

TEST(date_knows_the_calendar)
{
	struct date d;
	CHECK(date_parse(SLICE("2024-02-29"), false, &d));
	CHECK(!date_parse(SLICE("2023-02-29"), false, &d));
	CHECK(!date_parse(SLICE("1900-02-29"), false, &d));
	CHECK(date_parse(SLICE("2000-02-29"), false, &d));
	CHECK(date_parse(SLICE("1985-00-00"), true, &d));
	CHECK(!date_parse(SLICE("1985-00-00"), false, &d));
	CHECK(!date_parse(SLICE("1985-00-07"), true, &d));
	CHECK(!date_parse(SLICE("1985-1-07"), true, &d));
	CHECK(!date_parse(SLICE("1985-01-07 "), true, &d));
	for (int64_t day = -200000; day < 200000; day += 37)
		CHECK_INT(date_days(date_from_days(day)), day);
}

TEST(date_ends_by_the_clock_of_a_place)
{
	static const int clocks[] = { 480, 0, -210, 840, -720 };
	struct date last = { 2026, 11, 30 };
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		int64_t over = date_over(last, clocks[i]);
		CHECK_INT(date_number(date_at(over - 1, clocks[i])), 20261130);
		CHECK_INT(date_number(date_at(over, clocks[i])), 20261201);
	}
	CHECK_INT(date_over(last, 0) - date_over(last, 480), 8 * 3600);
	CHECK_INT(date_over(last, -210) - date_over(last, 0), 3 * 3600 + 1800);
}

TEST(offset_is_written_one_way)
{
	static const char *const bad[] = { "", "Z", "+8", "08:00", "+0800", "+08:00 ", "+08-00", "-00:00", "+08:07", "+08:60", "+14:15", "-12:15", "+99:00", "++8:00", "-8:00" };
	static const int good[] = { 480, 0, -210, 840, -720, 345, 765 };
	char text[7];
	int offset = 1;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		offset_format(good[i], text);
		CHECK(offset_parse(slice_str(text), &offset));
		CHECK_INT(offset, good[i]);
	}
	offset_format(-210, text);
	CHECK_TEXT(slice_str(text), "-03:30");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!offset_parse(slice_str(bad[i]), &offset));
	CHECK_INT(offset, 765);
}

TEST(instant_typed_with_an_offset_or_as_a_day)
{
	int64_t want, t = 0;
	CHECK(instant_parse(SLICE("2026-11-30T23:00:00Z"), &want));
	CHECK(instant_typed(SLICE("2026-12-01T07:00:00+08:00"), 0, &t));
	CHECK_INT(t, want);
	CHECK(instant_typed(SLICE("2026-11-30T23:00:00Z"), 480, &t));
	CHECK_INT(t, want);
	CHECK(instant_typed(SLICE("2026-12-01"), 480, &t));
	CHECK_INT(t, want - 7 * 3600);
	CHECK(!instant_typed(SLICE("2026-12-01T07:00:00"), 480, &t));
	CHECK(!instant_typed(SLICE("2026-12-01T07:00:00-00:00"), 480, &t));
	CHECK(!instant_typed(SLICE("2026-12-01+08:00"), 480, &t));
	CHECK(!instant_typed(SLICE("2026-12-01T07:00:00Z+08:0"), 480, &t));
}

TEST(instant_round_trip)
{
	char out[21];
	int64_t t = 0;
	CHECK(instant_parse(SLICE("2026-03-10T12:00:00Z"), &t));
	CHECK_INT(t, CHECK_NOW);
	instant_format(t, out);
	CHECK_TEXT(slice_str(out), "2026-03-10T12:00:00Z");
	instant_format(-1, out);
	CHECK_TEXT(slice_str(out), "1969-12-31T23:59:59Z");
	CHECK(!instant_parse(SLICE("2026-03-10T24:00:00Z"), &t));
	CHECK(!instant_parse(SLICE("2026-03-10T12:00:00"), &t));
}

TEST(json_refuses_what_is_not_json)
{
	struct json *v = NULL;
	CHECK_ERR(json_parse(cx, SLICE("{\"a\":1,\"a\":2}"), &v), ERR_JSON);
	CHECK_ERR(json_parse(cx, SLICE("{} x"), &v), ERR_JSON);
	CHECK_ERR(json_parse(cx, SLICE("\"a\\u0000\""), &v), ERR_JSON);
	CHECK_ERR(json_parse(cx, SLICE("\"\xff\""), &v), ERR_JSON);
	CHECK_ERR(json_parse(cx, SLICE("[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]"), &v), ERR_LIMIT);
	CHECK_OK(json_parse(cx, SLICE("{\"b\":[1,2.5,null],\"a\":\"x\\n\"}"), &v));
	CHECK_TEXT(json_text(v, "a"), "x\n");
}

TEST(json_canonical_sorts)
{
	struct json *v = NULL;
	struct buf b;
	buf_init(&b, 1000);
	CHECK_OK(json_parse(cx, SLICE("{ \"b\":[1,{\"z\":true,\"y\":\"\\u0001\"}],\"a\":null}"), &v));
	json_canonical(&b, v);
	CHECK_TEXT(buf_slice(&b), "{\"a\":null,\"b\":[1,{\"y\":\"\\u0001\",\"z\":true}]}");
	buf_free(&b);
}

TEST(crypto_published_digest)
{
	uint8_t digest[32];
	crypto_sha256(SLICE("abc"), digest); /* FIPS 180-4 example */
	CHECK_HEX(slice_of(digest, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(hash_copies_go_their_own_way)
{
	struct hash *a = hash_new();
	uint8_t one[32], two[32];
	hash_add(a, SLICE("ab"));
	struct hash *b = hash_copy(a);
	hash_add(a, SLICE("x"));
	hash_add(b, SLICE("c"));
	hash_finish(a, one);
	hash_finish(b, two);
	CHECK_HEX(slice_of(two, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	CHECK(memcmp(one, two, 32) != 0);
	hash_free(a);
	hash_free(b);
}

TEST(base64_is_strict)
{
	struct buf b;
	buf_init(&b, 100);
	base64_encode(&b, SLICE("foob"));
	CHECK_TEXT(buf_slice(&b), "Zm9vYg==");
	buf_reset(&b);
	CHECK(base64_decode(&b, SLICE("Zm9vYg==")));
	CHECK_TEXT(buf_slice(&b), "foob");
	CHECK(!base64_decode(&b, SLICE("Zm9vYh==")));
	CHECK(!base64_decode(&b, SLICE("Zm9v Yg=")));
	CHECK(!base64_decode(&b, SLICE("Zm9=Yg==")));
	CHECK(!base64_decode(&b, SLICE("Zm9vYg")));
	buf_free(&b);
}

TEST(p256_der_is_strict)
{
	uint8_t rs[64], back[64], der[72];
	memset(rs, 0x80, 64);
	memset(rs, 0, 5);
	size_t n = p256_to_der(rs, der);
	CHECK(p256_from_der(slice_of(der, n), back));
	CHECK(memcmp(rs, back, 64) == 0);
	CHECK(!p256_from_der(slice_of(der, n - 1), back));
	CHECK(!p256_from_der(SLICE("\x30\x07\x02\x02\x00\x01\x02\x01\x01"), back));
	CHECK(!p256_from_der(SLICE("\x30\x06\x02\x01\x81\x02\x01\x01"), back));
}

TEST(p256_low_s_is_an_involution)
{
	uint8_t rs[64] = { 0 };
	rs[63] = 5;
	CHECK(p256_is_low_s(rs));
	memset(rs + 32, 0xee, 32);
	CHECK(!p256_is_low_s(rs));
	p256_make_low_s(rs);
	CHECK(p256_is_low_s(rs));
}

TEST(json_members_by_type)
{
	struct json *o = NULL;
	int64_t value = 7;
	CHECK_OK(json_parse(cx, SLICE("{\"n\":-3,\"t\":true,\"f\":false,\"s\":\"3\",\"r\":3.5,\"z\":null}"), &o));
	CHECK_INT(json_int(o, "n"), -3);
	CHECK(json_int(o, "s") == 0 && json_int(o, "r") == 0 && json_int(o, "t") == 0 && json_int(o, "absent") == 0 && json_int(NULL, "n") == 0);
	CHECK(json_flag(o, "t") && !json_flag(o, "f") && !json_flag(o, "s") && !json_flag(o, "n") && !json_flag(o, "z") && !json_flag(NULL, "t"));
	CHECK(!json_take_int(o, "s", &value) && !json_take_int(o, "absent", &value) && value == 7);
	CHECK(json_take_int(o, "n", &value) && value == -3);
}

/* SP 800-38A 6.5 with the key of its appendix F: the stream over zeros is the encrypted counter. */
TEST(cipher_is_aes_in_counter_mode)
{
	static const uint8_t key[16] = { 0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c };
	uint8_t out[40], back[40], zeros[40] = { 0 };
	struct cipher *c = cipher_new();
	/* Counter blocks encrypted by `openssl enc -aes-128-ecb -nopad`. */
	cipher_run(c, key, 0, slice_of(zeros, sizeof zeros), out);
	CHECK_HEX(slice_of(out, 32), "7df76b0c1ab899b33e42f047b91b546f57127d4034b1bebfaef466b9c7726fc6");
	cipher_run(c, key, UINT64_C(0x0102030405060708), slice_of(zeros, 16), out);
	CHECK_HEX(slice_of(out, 16), "5dc8d5a6af38131b4e8ba8855e92b30b");
	cipher_run(c, key, 5, slice_of("a text of forty bytes, give or take one.", 40), out);
	CHECK(memcmp(out, "a text of", 9) != 0);
	memcpy(back, out, sizeof back);
	cipher_run(c, key, 5, slice_of(back, sizeof back), back);
	CHECK(memcmp(back, "a text of forty bytes, give or take one.", 40) == 0);
	cipher_run(c, key, 5, slice_of(out, 0), out);
	cipher_free(c);
	cipher_free(NULL);
}

TEST(concat_is_what_printf_writes)
{
	CHECK_TEXT(slice_str(ctx_concat(cx, "a", NULL)), "a");
	CHECK_TEXT(slice_str(ctx_concat(cx, "", "", NULL)), "");
	CHECK_TEXT(slice_str(ctx_concat(cx, "2026", "年", "", "11", "月", NULL)), ctx_printf(cx, "%d年%s%d月", 2026, "", 11));
	/* Each piece of the arena ends where the next begins. */
	const char *first = ctx_concat(cx, "0123456789", "abcde", NULL), *second = ctx_concat(cx, "z", NULL);
	CHECK_TEXT(slice_str(first), "0123456789abcde");
	CHECK_TEXT(slice_str(second), "z");
}
