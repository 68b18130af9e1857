/* Owns: tests of application/x-www-form-urlencoded. */
#include "tests/unit/check.h"

#include "base/limits.h"
#include "http/urlform.h"

static struct urlform f;
static enum err parse(struct ctx *cx, const char *body) { return urlform_parse(cx, slice_str(body), &f); }

TEST(urlform_plain)
{
	CHECK_OK(parse(cx, "number=7KQ2-9M4X-C3D&code=+%EF%BC%A1b%26%3D&empty="));
	CHECK_INT((long long)f.count, 3);
	CHECK_TEXT(urlform_value(&f, "number"), "7KQ2-9M4X-C3D");
	CHECK_TEXT(urlform_value(&f, "code"), " \xef\xbc\xa1" "b&=");
	CHECK(urlform_value(&f, "empty").p && urlform_value(&f, "empty").n == 0);
	CHECK(!urlform_value(&f, "other").p);
}

TEST(urlform_nothing) { CHECK_OK(parse(cx, "")); CHECK_INT((long long)f.count, 0); }

TEST(urlform_refuses)
{
	static const char *const bad[] = { "a", "=b", "a=b&", "&a=b", "a=b&&c=d", "a=%", "a=%4", "a=%4g", "a=%zz", "a=%00", "a=%ff", "a=b&a=c", "a=b&%61=c",
		"a=\n", "a= b", "a=\xc3\xa9" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(parse(cx, bad[i]), ERR_FORM);
	CHECK_INT((long long)f.count, 0);
}

TEST(urlform_limits)
{
	struct buf b;
	buf_init(&b, 65536);
	buf_puts(&b, "a=");
	buf_fill(&b, 'x', LIMIT_FORM_TEXT);
	CHECK_ERR(urlform_parse(cx, buf_slice(&b), &f), ERR_LIMIT);
	buf_reset(&b);
	for (int i = 0; i <= URLFORM_MAX_FIELDS; i++)
		buf_printf(&b, "%s%d=x", i ? "&" : "", i);
	CHECK_ERR(urlform_parse(cx, buf_slice(&b), &f), ERR_LIMIT);
	buf_free(&b);
}

TEST(urlform_type)
{
	CHECK(urlform_is(SLICE("application/x-www-form-urlencoded")));
	CHECK(urlform_is(SLICE("Application/X-WWW-Form-Urlencoded;charset=UTF-8")));
	CHECK(!urlform_is(SLICE("application/x-www-form-urlencodedx")));
	CHECK(!urlform_is(SLICE("text/plain")));
}
