/* The quick look at {"seal": text}: it may decline anything, but what it says json_parse says too. */
#include "base/json.h"
#include "base/limits.h"
#include "tests/unit/check.h"

/* What json_parse says of the question: the one member's text, or the absent slice. */
static struct slice general(struct ctx *cx, struct slice json)
{
	struct json *v = NULL;
	if (json_parse(cx, json, &v) != OK) {
		ctx_forgive(cx);
		return (struct slice){ 0 };
	}
	return v->count == 1 ? json_text(v, "seal") : (struct slice){ 0 };
}

static bool agrees(struct ctx *cx, struct slice json)
{
	struct slice quick = { 0 };
	if (!json_only_text(json, "seal", &quick))
		return false;
	struct slice want = general(cx, json);
	CHECK(want.p != NULL);
	CHECK_SLICE(quick, want);
	return true;
}

TEST(json_only_text_takes_the_usual_forms)
{
	CHECK(agrees(cx, SLICE("{\"seal\":\"HTTP://A/V#ABC\"}")));
	CHECK(agrees(cx, SLICE(" \t\r\n{ \"seal\" : \"a b~\x7f!\" }\n")));
	CHECK(agrees(cx, SLICE("{\"seal\":\"\"}")));
	CHECK(agrees(cx, SLICE("{\"seal\":\"12345678\"}")));
}

TEST(json_only_text_leaves_the_rest_to_the_parser)
{
	static const struct slice others[] = {
		SLICE(""), SLICE("{}"), SLICE("{\"seal\":1}"), SLICE("{\"seal\":null}"), SLICE("[\"seal\"]"), SLICE("{\"code\":\"A\"}"), SLICE("{\"seal\":\"A\"} x"),
		SLICE("{\"seal\":\"A\",\"code\":\"B\"}"), SLICE("{\"seal\":\"A\",\"seal\":\"B\"}"), SLICE("{\"seal\":\"A\",}"), SLICE("{\"seal\":\"A\""),
		SLICE("{\"seal\":\"A"), SLICE("{\"seal\" \"A\"}"), SLICE("{\"seal\":\"\\u0041\"}"), SLICE("{\"seal\":\"1234567\\n\"}"), SLICE("{\"seal\":\"\xc3\xa4\"}"),
		SLICE("{\"seal\":\"\xff\"}"), SLICE("{\"seal\":\"a\nb\"}"), SLICE("{\"seal\":\"1234567\x1f\"}"), SLICE("{\"seal\":\"12345678\x01\"}"),
		SLICE("{\"seal\":\"a\0b\"}"), SLICE("{\"se\\u0061l\":\"A\"}"), SLICE("{ \"seal \":\"A\"}"), SLICE("{\"seal\":\"A\"}}"), SLICE("{\"seal\":\"A\"}\0"),
		SLICE("\xef\xbb\xbf{\"seal\":\"A\"}"), SLICE("{\"seal\":\"A\"}\f"), SLICE("{\"SEAL\":\"A\"}"),
	};
	struct slice got;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(!json_only_text(others[i], "seal", &got));
	CHECK(!json_only_text((struct slice){ 0 }, "seal", &got));
}

/* Every byte in every place of a good text. */
TEST(json_only_text_never_says_more_than_the_parser)
{
	static const char good[] = " {\"seal\" : \"ABCDEFGHIJKL\"} ";
	char text[sizeof good];
	size_t taken = 0;
	for (size_t at = 0; at < sizeof good - 1; at++) {
		for (int c = 0; c < 256; c++) {
			memcpy(text, good, sizeof good);
			text[at] = (char)c;
			taken += agrees(cx, slice_of(text, sizeof good - 1));
		}
		ctx_reset(cx);
	}
	CHECK(taken > 1000);
	for (size_t n = 0; n < sizeof good - 1; n++)
		CHECK(!agrees(cx, slice_of(good, n)) || n == sizeof good - 2);
}

TEST(json_only_text_has_the_limit_of_the_parser)
{
	struct slice got;
	char *text = memset(ctx_alloc(cx, LIMIT_JSON_BYTES + 1), ' ', LIMIT_JSON_BYTES + 1);
	memcpy(text, "{\"seal\":\"A\"}", 12);
	CHECK(json_only_text(slice_of(text, LIMIT_JSON_BYTES), "seal", &got));
	CHECK(!json_only_text(slice_of(text, LIMIT_JSON_BYTES + 1), "seal", &got));
}

/* Every byte at every place among others: what is written is read back the same. */
TEST(json_escapes_what_it_must_wherever_it_stands)
{
	for (size_t n = 1; n < 20; n++) {
		for (size_t at = 0; at < n; at++) {
			for (int c = 1; c < 0x80; c++) {
				char text[20];
				struct buf b;
				struct json *v = NULL;
				memset(text, 'x', n);
				text[at] = (char)c;
				buf_init(&b, 100);
				struct json_out o = json_out(&b);
				json_put_text(&o, NULL, slice_of(text, n));
				CHECK_OK(json_parse(cx, buf_slice(&b), &v));
				CHECK_SLICE(v->string, slice_of(text, n));
				bool escaped = c < 0x20 || c == 0x7f || c == '"' || c == '\\';
				CHECK((b.n != n + 2) == escaped);
				buf_free(&b);
			}
		}
		ctx_reset(cx);
	}
}

/* A refusal tells the kind of fault and the place, never the input; a line number only where there are lines. */
TEST(json_refusal_says_what_is_wrong)
{
	static const struct { struct slice text; const char *says; } lies[] = {
		{ SLICE("{\"a\":\"SECRET\xE7\x8E\"}"), "at column 12: bytes that are not UTF-8" },
		{ SLICE("{\"a\":\"SECRET"), "at column 12: it ends too early" },
		{ SLICE("{\"a\":1} SECRET"), "at column 14: something follows behind its end" },
		{ SLICE("{\"a\":1,\"a\":2}"), "at column 10: a member name appears twice" },
		{ SLICE("{\"a\":1e999}"), "at column 10: a number too large" },
		{ SLICE("{\"a\":\"\\u0000\"}"), "at column 13: the character U+0000" },
		{ SLICE("{\"a\":SECRET}"), "at column 11" },
		{ SLICE("{\"a\":1}\n{\"a\":1}"), "at line 2, column 1: something follows behind its end" },
	};
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct json *j = NULL;
		CHECK_INT(json_parse(cx, lies[i].text, &j), ERR_JSON);
		CHECK_TEXT(slice_str(cx->text), ctx_printf(cx, "RFC 8259: not well-formed JSON %s", lies[i].says));
		ctx_forgive(cx);
	}
}
