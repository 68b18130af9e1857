/* Owns: tests of formats/cbor.c against RFC 8949 appendix A and the lies a token can tell. */
#include "formats/cbor.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/limits.h"
#include "tests/cbor_copy.h"
#include "tests/unit/check.h"

#include <string.h>

static struct slice hex(struct ctx *cx, const char *text)
{
	size_t n = 0, max = strlen(text) / 2 + 1;
	uint8_t *p = ctx_alloc(cx, max);
	CHECK(hex_parse(slice_str(text), p, max, &n));
	return slice_of(p, n);
}

static enum err named(const char *name)
{
	for (int code = OK; code < ERR_COUNT; code++) {
		if (!strcmp(err_name((enum err)code), name))
			return (enum err)code;
	}
	CHECK(false && "no such code");
	return ERR_BUG;
}

/* name.in: hex of one item; name.want: "same" (read and written back) or the code of the refusal. One case a line, both files. */
static void each_vector(struct ctx *cx, const char *path, const char *stem)
{
	struct slice in = check_file(cx, path);
	struct slice want = check_file(cx, ctx_printf(cx, "tests/vectors/cbor/%s.want", stem));
	size_t cases = 0;
	CHECK(in.n > 0 && want.n > 0);
	for (char *i = ctx_string(cx, in), *w = ctx_string(cx, want); i && *i; cases++) {
		char *item_text = strsep(&i, "\n"), *code = strsep(&w, "\n");
		CHECK(w && code);
		struct slice item = hex(cx, item_text);
		enum err got = cbor_check(cx, item), expected = strcmp(code, "same") ? named(code) : OK;
		if (got != expected)
			print_error("%s: %s\n", stem, item_text);
		CHECK_ERR(got, expected);
		if (!strcmp(code, "same")) {
			struct buf b;
			buf_init(&b, 4096);
			struct cbor_rd r = cbor_rd(item);
			cbor_copy(&r, &b);
			CHECK(cbor_end(&r));
			CHECK_SLICE(buf_slice(&b), item);
			r = cbor_rd(item);
			CHECK_SLICE(cbor_skip(&r), item);
			CHECK(cbor_end(&r));
			buf_free(&b);
		}
	}
	CHECK(cases > 1);
}

TEST(cbor_vectors_are_kept_or_refused)
{
	CHECK(check_folder(cx, "tests/vectors/cbor", ".in", each_vector) >= 2);
}

TEST(cbor_refuses_each_cut_of_a_message)
{
	struct slice whole = hex(cx, "d28443a10126a04e8201a2036568656c6c6f0aff4040");
	for (size_t n = 0; n < 4; n++)
		CHECK_ERR(cbor_check(cx, slice_sub(whole, 0, n)), ERR_CBOR_TRUNCATED);
	whole = hex(cx, "a2018203f504a16161f6");
	CHECK_OK(cbor_check(cx, whole));
	for (size_t n = 0; n < whole.n; n++)
		CHECK_ERR(cbor_check(cx, slice_sub(whole, 0, n)), ERR_CBOR_TRUNCATED);
	CHECK_ERR(cbor_check(cx, (struct slice){ 0 }), ERR_CBOR_TRUNCATED);
}

TEST(cbor_depth_is_capped)
{
	struct buf b;
	buf_init(&b, 100);
	for (int i = 0; i < LIMIT_CBOR_DEPTH; i++)
		cbor_put_array(&b, 1);
	cbor_put_null(&b);
	CHECK_OK(cbor_check(cx, buf_slice(&b)));
	buf_reset(&b);
	for (int i = 0; i <= LIMIT_CBOR_DEPTH; i++)
		cbor_put_tag(&b, 1);
	cbor_put_null(&b);
	CHECK_ERR(cbor_check(cx, buf_slice(&b)), ERR_CBOR_DEPTH);
	buf_free(&b);
}

TEST(cbor_reader_fails_on_the_wrong_type_and_stays_failed)
{
	struct cbor_rd r = cbor_rd(hex(cx, "0141616161"));
	CHECK_INT(cbor_get_bytes(&r).n, 0);
	CHECK(cbor_failed(&r));
	CHECK_INT(cbor_get_uint(&r), 0);
	CHECK_INT(cbor_peek(&r), CBOR_INVALID);
	CHECK_INT(cbor_skip(&r).n, 0);
	CHECK(!cbor_end(&r));
	r = cbor_rd(hex(cx, "f6"));
	CHECK(!cbor_get_bool(&r));
	CHECK(cbor_failed(&r));
	r = cbor_rd(hex(cx, "f5"));
	cbor_get_null(&r);
	CHECK(cbor_failed(&r));
}

TEST(cbor_int_beyond_64_bits_fails_the_reader)
{
	struct cbor_rd r = cbor_rd(hex(cx, "1b8000000000000000"));
	CHECK_INT(cbor_get_int(&r), 0);
	CHECK(cbor_failed(&r));
	r = cbor_rd(hex(cx, "3b7fffffffffffffff"));
	CHECK_INT(cbor_get_int(&r), INT64_MIN);
	CHECK(cbor_end(&r));
}

/* The reader is used after cbor_check, but unchecked bytes must not hurt it either. */
TEST(cbor_reader_survives_lengths_that_lie)
{
	static const char *const lies[] = { "5bffffffffffffffff00", "9bffffffffffffffff00", "bb800000000000000000", "bbffffffffffffffff00",
		"5a7fffffff", "9f01ff", "7f6161ff", "a2010203" };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct slice item = hex(cx, lies[i]);
		struct cbor_rd r = cbor_rd(item);
		CHECK_INT(cbor_skip(&r).n, 0);
		CHECK(cbor_failed(&r));
		r = cbor_rd(item);
		CHECK_INT(cbor_get_bytes(&r).n, 0);
		r = cbor_rd(item);
		CHECK(cbor_get_array(&r) == 0);
		r = cbor_rd(item);
		CHECK(cbor_get_map(&r) == 0 || item.p[0] == 0xa2);
	}
}

TEST(cbor_says_where)
{
	CHECK_INT(cbor_check(cx, hex(cx, "830102fa47c35000")), ERR_CBOR_SIMPLE);
	CHECK(strstr(cx->text, "byte 4 of 8"));
	CHECK(strstr(cx->text, "RFC 8949"));
}
