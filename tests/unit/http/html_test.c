/* Owns: tests of escaping by place. Hostile names come as values, markup as literals. */
#include "tests/unit/check.h"

#include "http/html.h"

#include <string.h>

static struct buf out;
static struct html start(void)
{
	buf_free(&out);
	buf_init(&out, 65536);
	return html_on(&out);
}

TEST(html_text_is_escaped)
{
	struct html h = start();
	html_put(&h, "<p>%s</p>", "<script>alert('1')</script> & \"x\"");
	CHECK(buf_ok(&out));
	CHECK_TEXT(buf_slice(&out), "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;</p>");
}

TEST(html_attribute_cannot_be_left)
{
	struct html h = start();
	html_put(&h, "<input value=\"%s\" id=\"a\">", "\" onfocus=\"alert(1)\" x='><img src=x>");
	CHECK(buf_ok(&out));
	CHECK_TEXT(buf_slice(&out), "<input value=\"&quot; onfocus=&quot;alert(1)&quot; x=&#39;&gt;&lt;img src=x&gt;\" id=\"a\">");
}

TEST(html_value_in_a_tag_is_refused)
{
	struct html h = start();
	html_put(&h, "<p %s>", "onclick=alert(1)");
	CHECK(!buf_ok(&out));
}

TEST(html_value_in_single_quotes_is_refused)
{
	struct html h = start();
	html_put(&h, "<p title='%s'>", "x");
	CHECK(!buf_ok(&out));
}

TEST(html_place_is_kept_across_calls)
{
	struct html h = start();
	html_put(&h, "<p title=\"");
	html_put(&h, "%s", "a\"b");
	html_put(&h, "\">%s</p>", "c");
	CHECK(buf_ok(&out));
	CHECK_TEXT(buf_slice(&out), "<p title=\"a&quot;b\">c</p>");
}

TEST(html_greater_sign_in_an_attribute_does_not_end_the_tag)
{
	struct html h = start();
	html_put(&h, "<p title=\">\" %s>", "x");
	CHECK(!buf_ok(&out));
}

TEST(html_script_address_is_refused)
{
	static const char *const bad[] = { "javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//evil.example/x", "evil.example", "" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct html h = start();
		html_put(&h, "<a href=\"%s\">", bad[i]);
		CHECK(!buf_ok(&out));
	}
	static const char *const good[] = { "/v", "#help", "?lang=zh", "https://verify.example/", "http://127.0.0.1:8080" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct html h = start();
		html_put(&h, "<a class=\"x\" href=\"%s\">", good[i]);
		CHECK(buf_ok(&out));
	}
}

TEST(html_address_behind_a_literal_start_is_only_escaped)
{
	struct html h = start();
	html_put(&h, "<a href=\"/assets/%s/x.js\">", "java\"script:");
	CHECK(buf_ok(&out));
	CHECK_TEXT(buf_slice(&out), "<a href=\"/assets/java&quot;script:/x.js\">");
}

TEST(html_overrides_and_controls_are_replaced)
{
	struct html h = start();
	html_put(&h, "%s", "a\xe2\x80\xae" "cod\xe2\x81\xa6" "b\x01\x7f\xc2\x85" "c\xe2\x80\x8f");
	CHECK(buf_ok(&out));
	/* U+202E, U+2066, two controls and U+0085 become U+FFFD; the lone mark U+200F stays. */
	CHECK_TEXT(buf_slice(&out), "a\xef\xbf\xbd" "cod\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" "c\xe2\x80\x8f");
}

TEST(html_bytes_that_are_not_utf8_are_replaced)
{
	struct html h = start();
	html_put(&h, "<p>%.*s</p>", 6, "a\xff<\xc0\xaf\0");
	CHECK(buf_ok(&out));
	CHECK_TEXT(buf_slice(&out), "<p>a\xef\xbf\xbd&lt;\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</p>");
}

TEST(html_numbers_and_percent)
{
	struct html h = start();
	html_put(&h, "%d %d %zu %%", -12, 0, (size_t)18446744073709551615u);
	CHECK_TEXT(buf_slice(&out), "-12 0 18446744073709551615 %");
}

TEST(html_words_isolate_the_value)
{
	struct html h = start();
	html_words(&h, "Ends on {}; yes, {}.", SLICE("<b>"));
	CHECK_TEXT(buf_slice(&out), "Ends on <bdi>&lt;b&gt;</bdi>; yes, <bdi>&lt;b&gt;</bdi>.");
	h = start();
	html_put(&h, "<p title=\"");
	html_words(&h, "Ends {}", SLICE("\""));
	html_put(&h, "\">");
	CHECK_TEXT(buf_slice(&out), "<p title=\"Ends &quot;\">");
}

TEST(html_overflow_shows)
{
	static char big[70000];
	memset(big, '<', sizeof big - 1);
	struct html h = start();
	html_put(&h, "<p>%s</p>", big);
	CHECK(!buf_ok(&out));
	buf_free(&out);
}
