/* Owns: tests of serving files: which address, which form, how long it is kept. */
#include "http/assets.h"

#include "tests/unit/check.h"

#include <string.h>
#include <zlib.h>

static char words[4096];

static struct assets *some(const char *script)
{
	memset(words, 'w', sizeof words);
	const struct asset files[] = { { "style.css", ASSET_CSS, slice_of(words, sizeof words), NULL }, { "icon.svg", ASSET_SVG, SLICE("<svg/>"), NULL },
		{ "app.js", ASSET_JS, slice_str(script), "script-src 'self'" }, { "none.js", ASSET_JS, { 0 }, NULL } };
	return assets_open(files, sizeof files / sizeof *files);
}

static const char *header(struct ctx *cx, const struct http_reply *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++) {
		if (!strcmp(r->headers[i].name, name))
			return ctx_string(cx, r->headers[i].value);
	}
	return "";
}

static struct http_reply asked(struct ctx *cx, const struct assets *a, const char *path, const char *encoding, const char *tag)
{
	struct http_request q = { .path = slice_str(path), .accept_encoding = slice_str(encoding), .if_none_match = slice_str(tag) };
	struct http_reply r = { 0 };
	(void)cx;
	CHECK_INT(assets_answer(a, &q, &r), r.status != 0);
	return r;
}

TEST(assets_packed_for_who_takes_it)
{
	struct assets *a = some("go()");
	const char *style = ctx_printf(cx, "%s/style.css", assets_base(a)), *icon = ctx_printf(cx, "%s/icon.svg", assets_base(a));
	struct http_reply r = asked(cx, a, style, "br, gzip", "");
	uint8_t plain[sizeof words];
	z_stream z = { .avail_in = (uInt)r.body.n, .next_out = plain, .avail_out = sizeof plain };
	CHECK_TEXT(slice_str(header(cx, &r, "Content-Encoding")), "gzip");
	CHECK(r.body.n < sizeof words / 10);
	memcpy(&z.next_in, &r.body.p, sizeof z.next_in);
	CHECK(inflateInit2(&z, 15 + 16) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == sizeof words && !memcmp(plain, words, sizeof words));
	inflateEnd(&z);
	r = asked(cx, a, style, "br, gzip;q=0", "");
	CHECK(r.body.n == sizeof words && !*header(cx, &r, "Content-Encoding"));
	CHECK_TEXT(slice_str(header(cx, &r, "Vary")), "Accept-Encoding");
	/* What would not get smaller stays as it is. */
	r = asked(cx, a, icon, "gzip", "");
	CHECK_TEXT(r.body, "<svg/>");
	CHECK(!*header(cx, &r, "Content-Encoding"));
	assets_close(a);
}

TEST(assets_kept_for_ever_under_their_own_digest_only)
{
	struct assets *a = some("go()"), *b = some("gone()");
	CHECK(strcmp(assets_base(a), assets_base(b)) != 0 && strlen(assets_base(a)) == 20);
	struct http_reply now = asked(cx, a, ctx_printf(cx, "%s/app.js", assets_base(a)), "", ""), before = asked(cx, a, ctx_printf(cx, "%s/app.js", assets_base(b)), "", "");
	CHECK(strstr(header(cx, &now, "Cache-Control"), "immutable"));
	CHECK_TEXT(slice_str(header(cx, &before, "Cache-Control")), "no-cache");
	CHECK_TEXT(before.body, "go()");
	CHECK_TEXT(slice_str(header(cx, &now, "Content-Security-Policy")), "script-src 'self'");
	assets_close(a);
	assets_close(b);
}

TEST(assets_304_to_who_has_it)
{
	struct assets *a = some("go()");
	const char *path = ctx_printf(cx, "%s/app.js", assets_base(a));
	struct http_reply r = asked(cx, a, path, "", "");
	const char *tag = header(cx, &r, "ETag");
	CHECK_INT((long long)strlen(tag), 18);
	const char *const same[] = { tag, ctx_printf(cx, "W/%s", tag), ctx_printf(cx, "\"x\", %s", tag), "*" };
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		r = asked(cx, a, path, "gzip", same[i]);
		CHECK_INT(r.status, 304);
		CHECK(r.body.n == 0 && *header(cx, &r, "ETag"));
	}
	r = asked(cx, a, path, "", "\"0000000000000000\"");
	CHECK_INT(r.status, 200);
	assets_close(a);
}

TEST(assets_answer_what_was_named_and_nothing_else)
{
	static const char *const absent[] = { "/assets/", "/assets/x", "/assets/x/", "/assets/x/none.js", "/assets/x/../style.css/", "/assets/x/app.js?", "style.css", "/", "" };
	struct assets *a = some("go()");
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
		CHECK_INT(asked(cx, a, absent[i], "", "").status, 0);
	CHECK_TEXT(asked(cx, a, "/favicon.ico", "", "").body, "<svg/>");
	CHECK_TEXT(asked(cx, a, "/robots.txt", "", "").body, "User-agent: *\nDisallow: /\n");
	CHECK_TEXT(slice_str(assets_base(NULL)), "/assets/0");
	assets_close(a);
}
