/* Names of devices, ways back of our own, and the QR code of an authenticator's key. */
#include "portal/entrance.h"
#include "portal/qr_svg.h"
#include "tests/unit/check.h"

TEST(entrance_devices)
{
	static const struct { const char *agent, *want; } table[] = {
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows" },
		{ "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 MicroMessenger/8.0", "WeChat, iPhone" },
		{ "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android" },
		{ "curl/8.0", "" }, { "", "" }, { "<script>alert(1)</script> Firefox", "Firefox" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CHECK_TEXT(slice_str(entrance_device(cx, slice_str(table[i].agent))), table[i].want);
}

TEST(entrance_next_stays_at_home)
{
	struct visit v = { .cx = cx };
	static const char *const away[] = { "", "//evil.test", "https://evil.test", "/\\evil.test", "/a?b=c", "/a#b", "/a\r\nSet-Cookie: x=y", "account", "/%2f/evil.test", "/a.b" };
	CHECK_TEXT(slice_str(entrance_next(&v, SLICE("/account/devices"))), "/account/devices");
	CHECK_TEXT(slice_str(entrance_next(&v, SLICE("/p/0ABCDEFGHJKM/visa"))), "/p/0ABCDEFGHJKM/visa");
	for (size_t i = 0; i < sizeof away / sizeof *away; i++)
		CHECK_TEXT(slice_str(entrance_next(&v, slice_str(away[i]))), "/");
}

TEST(qr_svg_of_a_key)
{
	struct buf b;
	buf_init(&b, 65536);
	CHECK_OK(qr_svg(cx, SLICE("otpauth://totp/A:b?secret=GEZDGNBVGY3TQOJQ&issuer=A"), "QR", &b));
	CHECK(slice_starts(buf_slice(&b), SLICE("<svg class=\"qr\" role=\"img\" aria-label=\"QR\"")));
	CHECK(slice_find(buf_slice(&b), SLICE("M4 4h7v1H4z"), 0) != SIZE_MAX); /* upper edge of the first finder pattern */
	CHECK_ERR(qr_svg(cx, (struct slice){ 0 }, "QR", &b), ERR_QR);
	CHECK_ERR(qr_svg(cx, slice_of(ctx_alloc(cx, QR_SVG_TEXT + 1), QR_SVG_TEXT + 1), "QR", &b), ERR_QR);
	buf_free(&b);
}
