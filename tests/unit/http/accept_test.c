/* Which language a browser gets, and who gets a page. */
#include "http/accept.h"
#include "tests/unit/check.h"

TEST(accept_language_of_most_weight_then_of_first_place)
{
	static const char *const offered[] = { "en", "zh", "ar" };
	static const struct { const char *header; int want; } cases[] = {
		{ "zh-CN,zh;q=0.9,en;q=0.8", 1 },
		{ "en;q=0.3, zh;q=0.7", 1 },
		{ "ar,zh", 2 },
		{ "zh;q=0.5,en;q=0.5", 1 },
		{ " \tZH-Hant-TW ; q=0.001", 1 },
		{ "en;q=1.999,zh;q=1", 0 },
		{ "zh;q=0,en;q=0.1", 0 },
		{ "zh;q=2,en;q=0.1", 0 },
		{ "zh;weight=1", -1 },
		{ "zho,z,*", -1 },
		{ "", -1 },
		{ ",,;,", -1 },
		{ "fr,de;q=0.9", -1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_INT(accept_language_best(slice_str(cases[i].header), offered, 3), cases[i].want);
	CHECK_INT(accept_language_best(slice_str("ar"), offered, 2), -1);
}

TEST(accept_html_before_json)
{
	CHECK(accept_html(SLICE("text/html,application/xhtml+xml,*/*;q=0.8")));
	CHECK(accept_html(SLICE("text/html, application/json")));
	CHECK(!accept_html(SLICE("application/json")));
	CHECK(!accept_html(SLICE("application/json, text/html;q=0.1")));
	CHECK(!accept_html(SLICE("*/*")));
	CHECK(!accept_html((struct slice){ 0 }));
}

TEST(accept_gzip_by_name_and_weight)
{
	CHECK(accept_gzip(SLICE("gzip, deflate, br")) && accept_gzip(SLICE("br;q=1.0, GZip;q=0.2")));
	CHECK(!accept_gzip(SLICE("gzip;q=0")) && !accept_gzip(SLICE("br, gzip; q=0.0, *")));
	CHECK(!accept_gzip(SLICE("notgzip, deflate")) && !accept_gzip(SLICE("identity")) && !accept_gzip((struct slice){ 0 }));
}
