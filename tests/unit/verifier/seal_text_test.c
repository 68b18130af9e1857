#include "verifier/seal_text.h"

#include "base/limits.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

#define HOST SLICE("verify.example:8443")
/* "foobar" in base32 */
#define BODY "MZXW6YTBOI"

static void read_as(struct ctx *cx, const char *text, enum seal_text want)
{
	struct buf token;
	buf_init(&token, LIMIT_SEAL_BYTES);
	CHECK_INT(seal_text_read(slice_str(text), HOST, &token), want);
	if (want == SEAL_TEXT_FOUND)
		CHECK_TEXT(buf_slice(&token), "foobar");
	else
		CHECK_INT(token.n, 0);
	buf_free(&token);
	(void)cx;
}

TEST(seal_text_takes_url_fragment_and_bare_text)
{
	read_as(cx, "https://verify.example:8443/v#" BODY, SEAL_TEXT_FOUND);
	read_as(cx, "HTTPS://VERIFY.EXAMPLE:8443/V#mzxw6ytboi", SEAL_TEXT_FOUND);
	read_as(cx, "#" BODY, SEAL_TEXT_FOUND);
	read_as(cx, "  " BODY "\r\n", SEAL_TEXT_FOUND);
	read_as(cx, "\xef\xbb\xbf" "https://verify.example:8443/v#" BODY, SEAL_TEXT_FOUND);
	read_as(cx, "\"https://verify.example:8443/v#" BODY "\"", SEAL_TEXT_FOUND);
	read_as(cx, " <https://verify.example:8443/v#" BODY ">\n", SEAL_TEXT_FOUND);
	read_as(cx, "\"https://evil.example/v#" BODY "\"", SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "<https://verify.example:8443@evil.example/v#" BODY ">", SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "<>", SEAL_TEXT_UNREADABLE);
	read_as(cx, "\"", SEAL_TEXT_UNREADABLE);
}

/* A keyboard scanner with another layout turns ":/#" into anything; letters and digits survive. */
TEST(seal_text_takes_the_longest_run_of_a_garbled_url)
{
	read_as(cx, "https;--v-" BODY, SEAL_TEXT_FOUND);
}

/* Mail programs wrap long lines, documents are copied with breaks and gaps in them. */
TEST(seal_text_drops_white_space_inside)
{
	read_as(cx, "https://verify.example:8443/v#MZXW\r\n6YTBOI", SEAL_TEXT_FOUND);
	read_as(cx, "https://verify.exa\nmple:8443/v\n#MZ XW\t6Y TB\v\fOI", SEAL_TEXT_FOUND);
	read_as(cx, "<https://verify.example:8443/v#\n MZXW\n 6YTB\n OI\n>", SEAL_TEXT_FOUND);
	read_as(cx, "# mzxw 6ytb oi", SEAL_TEXT_FOUND);
	read_as(cx, "MZXW\n6YTB\nOI", SEAL_TEXT_FOUND);
	read_as(cx, "our seal " BODY, SEAL_TEXT_FOUND);
	/* Nothing else is dropped. */
	read_as(cx, "#MZXW-6YTBOI", SEAL_TEXT_UNREADABLE);
	read_as(cx, "#MZXW\x01" "6YTBOI", SEAL_TEXT_UNREADABLE);
	read_as(cx, "#MZXW\xc2\xa0" "6YTBOI", SEAL_TEXT_UNREADABLE);
	read_as(cx, "https://verify.example:8443\n.evil.example/v#" BODY, SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "https://evil.\nexample/v#MZXW\n6YTBOI", SEAL_TEXT_FOREIGN_HOST);
}

TEST(seal_text_refuses_a_foreign_host)
{
	read_as(cx, "https://verify.example/v#" BODY, SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "https://verify.example:8443.evil.example/v#" BODY, SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "https://evil.example\\@verify.example:8443/v#" BODY, SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "https://verify.example:8443@evil.example/v#" BODY, SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "https://evil.example?https://verify.example:8443/v#" BODY, SEAL_TEXT_FOREIGN_HOST);
	read_as(cx, "https:///v#" BODY, SEAL_TEXT_FOREIGN_HOST);
}

/* Phones and browsers go there all the same; the seal behind it may be a genuine one, copied. */
TEST(seal_text_refuses_a_foreign_host_however_it_is_spelled)
{
	static const char *const lies[] = { "evil.example/v#", "//evil.example/v#", "\\\\evil.example/v#", "https:evil.example/v#", "https:/evil.example/v#",
		"https:\\\\evil.example/v#", "HTTPS:EVIL.EXAMPLE/V#", "javascript://verify.example:8443/%0aalert(1)#", "mailto:a@evil.example#", "tel:123#",
		"evil.example/?x=https://verify.example:8443/v#", "evil.example/https://verify.example:8443/v#", "https://evil.example\thttps://verify.example:8443/v#",
		"https://verify.example:8443\t.evil.example/v#", "https://verify.example.:8443/v#", "ftp://verify.example:8443/v#", "https://verify.example:08443/v#",
		"https://xn--vrify-3ve.example:8443/v#", "https://verify\xe3\x80\x82" "example:8443/v#", "evil.example/", "evil.example?", "evil.example:80/",
		"https:/evil.example/", "https://evil.example/", "https://evil.example#https://verify.example:8443/v#" };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		char text[200];
		snprintf(text, sizeof text, "%s%s", lies[i], BODY);
		read_as(cx, text, SEAL_TEXT_FOREIGN_HOST);
	}
	read_as(cx, "verify.example:8443/v#" BODY, SEAL_TEXT_FOUND);
	read_as(cx, "https:/verify.example:8443\\v#" BODY, SEAL_TEXT_FOUND);
	read_as(cx, "https://verify.example:8443/v\xc2\xa3" BODY, SEAL_TEXT_FOUND);
}

TEST(seal_text_is_unreadable_not_forged_when_cut)
{
	read_as(cx, "", SEAL_TEXT_UNREADABLE);
	read_as(cx, "https://verify.example:8443/v#", SEAL_TEXT_UNREADABLE);
	read_as(cx, "https://verify.example:8443/v#M", SEAL_TEXT_UNREADABLE);
	read_as(cx, "https://verify.example:8443/v#MZXW6YTB01", SEAL_TEXT_UNREADABLE);
	char long_text[LIMIT_SEAL_TEXT + 2];
	memset(long_text, 'A', sizeof long_text);
	long_text[sizeof long_text - 1] = 0;
	read_as(cx, long_text, SEAL_TEXT_UNREADABLE);
}
