/* Owns: tests of posted forms as questions. */
#include "tests/unit/check.h"

#include "base/limits.h"
#include "verifier/ask.h"

#define FORM SLICE("application/x-www-form-urlencoded")

static struct ask ask;
static enum err form(struct ctx *cx, const char *body) { return ask_form(cx, FORM, slice_str(body), &ask); }

TEST(ask_typed_code)
{
	CHECK_OK(form(cx, "number=7KQ2-9M4X-C3D&code=4t8w+n2vh"));
	CHECK_INT(ask.question.kind, QUESTION_CODE);
	CHECK_TEXT(ask.question.number, "7KQ2-9M4X-C3D");
	CHECK_TEXT(ask.question.code, "4t8w n2vh");
	CHECK_TEXT(ask.typed_code, "4t8w n2vh");
}

TEST(ask_seal_typed_by_a_scanner_into_any_field)
{
	CHECK_OK(form(cx, "seal=https%3A%2F%2Fv.example%2Fv%23ABC"));
	CHECK_INT(ask.question.kind, QUESTION_SEAL);
	CHECK_OK(form(cx, "number=https%3A%2F%2Fv.example%2Fv%23ABC&code="));
	CHECK_INT(ask.question.kind, QUESTION_SEAL);
	CHECK_TEXT(ask.question.seal, "https://v.example/v#ABC");
	CHECK_OK(form(cx, "number=1&code=QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"));
	CHECK_INT(ask.question.kind, QUESTION_SEAL);
}

TEST(ask_file)
{
	CHECK_OK(ask_form(cx, SLICE("multipart/form-data; boundary=b"),
		SLICE("--b\r\nContent-Disposition: form-data; name=\"pdf\"; filename=\"x.pdf\"\r\n\r\n%PDF\r\n--b--\r\n"), &ask));
	CHECK_INT(ask.question.kind, QUESTION_PDF);
	CHECK_TEXT(ask.question.pdf, "%PDF");
}

TEST(ask_language_button_asks_nothing)
{
	CHECK_OK(form(cx, "number=&code=AB&switched=1"));
	CHECK(ask.switched);
	CHECK_INT(ask.question.kind, QUESTION_NONE);
	CHECK_TEXT(ask.typed_code, "AB");
}

TEST(ask_refuses)
{
	static const char *const bad[] = { "", "number=1", "code=1", "number=&code=", "seal=", "seal=a&number=1&code=2", "number=1&code=2&number=3", "number=%" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_ERR(form(cx, bad[i]), ERR_FORM);
		CHECK_INT(ask.question.kind, QUESTION_NONE);
	}
	CHECK_ERR(ask_form(cx, SLICE("multipart/form-data; boundary=b"),
		SLICE("--b\r\nContent-Disposition: form-data; name=\"pdf\"; filename=\"\"\r\n\r\n\r\n--b--\r\n"), &ask), ERR_FORM);
	CHECK_ERR(ask_form(cx, SLICE("application/json"), SLICE("{}"), &ask), ERR_FORM_TYPE);
	CHECK_ERR(ask_form(cx, (struct slice){ 0 }, SLICE("a=b"), &ask), ERR_FORM_TYPE);
}

TEST(ask_says_what_is_missing)
{
	static const struct { const char *body; enum ask_flaw flaw; } forms[] = { { "number=&code=", ASK_NOTHING }, { "number=1&code=", ASK_NO_CODE },
		{ "number=&code=1", ASK_NO_NUMBER }, { "seal=a&number=1&code=2", ASK_TWO }, { "number=%", ASK_FINE } };
	static const struct { const char *name, *data; enum ask_flaw flaw; } files[] = { { "", "", ASK_NO_FILE }, { "x.pdf", "", ASK_EMPTY_FILE } };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		CHECK_ERR(form(cx, forms[i].body), ERR_FORM);
		CHECK_INT(ask.flaw, forms[i].flaw);
	}
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		CHECK_ERR(ask_form(cx, SLICE("multipart/form-data; boundary=b"), slice_str(ctx_printf(cx,
			"--b\r\nContent-Disposition: form-data; name=\"pdf\"; filename=\"%s\"\r\n\r\n%s\r\n--b--\r\n", files[i].name, files[i].data)), &ask), ERR_FORM);
		CHECK_INT(ask.flaw, files[i].flaw);
	}
	CHECK_OK(form(cx, "number=1&code=2"));
	CHECK_INT(ask.flaw, ASK_FINE);
}

TEST(ask_limit)
{
	struct buf b;
	buf_init(&b, 8192);
	buf_puts(&b, "seal=");
	buf_fill(&b, 'A', LIMIT_SEAL_TEXT + 1);
	CHECK_ERR(ask_form(cx, FORM, buf_slice(&b), &ask), ERR_LIMIT);
	buf_free(&b);
}
