/* jansson as the witness: what it takes or refuses of many broken texts, our reader takes or refuses too, and means the same. */
#include "base/json.h"
#include "tests/unit/check.h"

#include <jansson.h>
#include <string.h>

static const char *const texts[] = {
	"{\"kind\":\"visa\",\"holder\":{\"surname\":\"SPECIMEN\",\"native_name\":\"样本 Образец\"},\"entries\":0,\"open\":null,\"list\":[1,-2,3.5e2,true,false]}",
	"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u6837\\ud842\\udfb7\", \"\\u007f\", \"\xf0\xa0\xae\xb7\xe2\x82\xac\xc3\xa9\", \"\"]",
	" { \"a\" : [ ] , \"b\" : { } ,\t\"c\":[[[{\"d\":[0]}]]],\r\n\"e\":-0,\"f\":0.0,\"g\":-0.5E-3 } ",
	"[9223372036854775807,-9223372036854775808,123456789012345678,1e308,2.2250738585072014e-308,1E+2]",
	"{\"a\":1,\"b\":2,\"c\":3,\"aa\":4,\"ab\":5,\"\":6,\"\\u0061b\\u0063\":7}",
	"\"text\"", "0", "-1.25", "true", "null", "[]", "{}",
};

struct dice {
	uint64_t state;
};

static unsigned roll(struct dice *d, size_t n)
{
	d->state = d->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((d->state >> 33) % n);
}

/* One byte changed, put in or taken out. */
static size_t spoil(struct dice *d, uint8_t *text, size_t n)
{
	static const uint8_t bytes[] = "\"\\{}[]:,0123456789-+.eEutfn aA\n\t\x01\x1f\x7f\x80\xbf\xc0\xc3\xe0\xed\xa0\xf0\xf4\x90\xff/b";
	/* No NUL: jansson overlooks one behind a number. */
	uint8_t c = roll(d, 4) ? bytes[roll(d, sizeof bytes - 1)] : (uint8_t)(1 + roll(d, 255));
	size_t at = roll(d, n + 1);
	switch (roll(d, 3)) {
	case 0:
		memmove(text + at + 1, text + at, n - at);
		text[at] = c;
		return n + 1;
	case 1:
		if (at == n)
			return n;
		memmove(text + at, text + at + 1, n - at - 1);
		return n - 1;
	default:
		if (at < n)
			text[at] = c;
		return n;
	}
}

/* What we write of what we read is what jansson reads. Integers as reals: our writer gives 3.5e2 as 350. */
static void compare_values(struct slice text, const struct json *ours)
{
	size_t flags = JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
	struct buf again;
	buf_init(&again, 1 << 16);
	json_canonical(&again, ours);
	json_t *want = json_loadb((const char *)text.p, text.n, flags, NULL), *got = json_loadb((const char *)again.p, again.n, flags, NULL);
	if (!json_equal(want, got))
		print_message("# %.*s became %.*s\n", SLICE_FMT(text), SLICE_FMT(buf_slice(&again)));
	CHECK(json_equal(want, got));
	json_decref(want);
	json_decref(got);
	buf_free(&again);
}

/* True when both took it. */
static bool compare(struct ctx *cx, struct slice text)
{
	struct json *ours = NULL;
	json_error_t error;
	json_t *theirs = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	enum err e = json_parse(cx, text, &ours);
	if ((e == OK) != (theirs != NULL))
		print_message("# %d against %s: %.*s\n", (int)e, theirs ? "taken" : error.text, SLICE_FMT(text));
	CHECK((e == OK) == (theirs != NULL));
	if (e == OK)
		compare_values(text, ours);
	json_decref(theirs);
	ctx_reset(cx);
	return e == OK;
}

TEST(json_reads_what_jansson_reads)
{
	struct dice d = { 20260310 };
	size_t taken = 0, rounds = 60000;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		CHECK(compare(cx, slice_str(texts[i])));
	for (size_t i = 0; i < rounds; i++) {
		uint8_t text[512];
		const char *from = texts[roll(&d, sizeof texts / sizeof *texts)];
		size_t n = strlen(from), changes = 1 + roll(&d, 3);
		memcpy(text, from, n);
		while (changes--)
			n = spoil(&d, text, n);
		taken += compare(cx, slice_of(text, n));
	}
	/* Neither side is all there is. */
	CHECK(taken > rounds / 10 && taken < rounds * 9 / 10);
}

TEST(json_refuses_each_of_these)
{
	static const char *const bad[] = {
		"", " ", "{", "[", "]", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1",
		"0x10", "NaN", "Infinity", "1e999", "9223372036854775808", "-9223372036854775809", "tru", "True", "nul", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"",
		"\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\u0000\"", "{\"\\u0000\":1}", "\"\n\"", "\"\t\"", "\"\xc0\x80\"",
		"\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xc3\"", "\"\xc3\\u00e9\"", "[1] 2", "{\"a\":1,\"\\u0061\":2}", "\xef\xbb\xbf{}", "/**/1", "[1 2]",
	};
	struct json *v = NULL;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(json_parse(cx, slice_str(bad[i]), &v), ERR_JSON);
	CHECK_ERR(json_parse(cx, slice_of("1\0", 2), &v), ERR_JSON);
	CHECK_ERR(json_parse(cx, slice_of("\"a\0b\"", 5), &v), ERR_JSON);
	CHECK_ERR(json_parse(cx, (struct slice){ 0 }, &v), ERR_JSON);
}

TEST(json_names_the_place_and_not_the_text)
{
	struct json *v = NULL;
	CHECK(json_parse(cx, slice_str("{\"surname\":\n \"样本\" oops}"), &v) == ERR_JSON);
	CHECK(strstr(cx->text, "line 2, column 7") != NULL);
	CHECK(strstr(cx->text, "oops") == NULL);
	ctx_forgive(cx);
	CHECK(json_parse(cx, SLICE("{\"a\":1,\"b\":1,\"a\":2}"), &v) == ERR_JSON);
	CHECK(strstr(cx->text, "appears twice") != NULL);
	ctx_forgive(cx);
}

TEST(json_caps_stand_before_loops)
{
	struct json *v = NULL;
	struct buf b;
	buf_init(&b, 1 << 20);
	for (int members = 512; members <= 513; members++) {
		buf_reset(&b);
		for (int i = 0; i < members; i++)
			buf_printf(&b, "%c\"m%d\":0", i ? ',' : '{', i);
		buf_putc(&b, '}');
		if (members == 512)
			CHECK_OK(json_parse(cx, buf_slice(&b), &v));
		else
			CHECK_ERR(json_parse(cx, buf_slice(&b), &v), ERR_LIMIT);
	}
	buf_reset(&b);
	buf_fill(&b, '[', 100000);
	CHECK_ERR(json_parse(cx, buf_slice(&b), &v), ERR_LIMIT);
	buf_reset(&b);
	buf_puts(&b, "[0");
	for (int i = 0; i < 20000; i++)
		buf_puts(&b, ",0");
	buf_puts(&b, "]");
	CHECK_ERR(json_parse(cx, buf_slice(&b), &v), ERR_LIMIT);
	buf_free(&b);
}
