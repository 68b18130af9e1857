/* TOTP against RFC 6238 appendix B and RFC 4226 appendix D; recovery codes. */
#include "portal/totp.h"
#include "tests/unit/check.h"

#define KEY SLICE("12345678901234567890")

TEST(totp_published_rfc6238)
{
	static const struct { int64_t at; const char *want; } table[] = { { 59, "94287082" }, { 1111111109, "07081804" }, { 1111111111, "14050471" },
		{ 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" } };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char code[9];
		totp_code(KEY, (uint64_t)(table[i].at / 30), 8, code);
		CHECK_TEXT(slice_str(code), table[i].want);
	}
}

TEST(totp_published_rfc4226)
{
	static const char *const want[] = { "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489" };
	for (uint64_t i = 0; i < 10; i++) {
		char code[9];
		totp_code(KEY, i, 6, code);
		CHECK_TEXT(slice_str(code), want[i]);
	}
}

TEST(totp_one_use_per_step)
{
	int64_t step = 0, last = 0;
	CHECK(totp_check(KEY, SLICE("287 082"), 59, last, &step)); /* step 1 */
	CHECK_INT(step, 1);
	last = step;
	CHECK(!totp_check(KEY, SLICE("287082"), 59, last, &step)); /* the same code again */
	CHECK(!totp_check(KEY, SLICE("755224"), 59, last, &step)); /* an older one, still within the window */
	CHECK(totp_check(KEY, SLICE("359152"), 59, last, &step)); /* a clock 30 s ahead */
	CHECK_INT(step, 2);
}

TEST(totp_window)
{
	int64_t step = 0;
	CHECK(totp_check(KEY, SLICE("287082"), 89, -5, &step));
	CHECK(!totp_check(KEY, SLICE("287082"), 90, -5, &step)); /* two steps ago */
	CHECK(!totp_check(KEY, SLICE("969429"), 59, -5, &step)); /* two steps ahead */
}

TEST(totp_typed_lies)
{
	int64_t step = 0;
	static const char *const lies[] = { "", "28708", "2870822", "94287082", "28708a", "287082\n", "-87082", "287083", "\xff\xff" };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
		CHECK(!totp_check(KEY, slice_str(lies[i]), 59, -5, &step));
	CHECK(!totp_check(SLICE(""), SLICE("287082"), 59, -5, &step));
	CHECK(totp_check(KEY, SLICE("\xef\xbc\x92\xef\xbc\x98\xef\xbc\x97\xef\xbc\x90\xef\xbc\x98\xef\xbc\x92"), 59, -5, &step)); /* full-width */
}

TEST(totp_address)
{
	CHECK_TEXT(totp_key_text(cx, KEY), "gezd gnbv gy3t qojq gezd gnbv gy3t qojq");
	CHECK_TEXT(totp_uri(cx, KEY, SLICE("A & B"), SLICE("a@example.org")),
		"otpauth://totp/A%20%26%20B:a%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A%20%26%20B");
}

TEST(recovery_round_trip)
{
	char text[RECOVERY_TEXT], other[RECOVERY_TEXT], sloppy[2 * RECOVERY_TEXT] = "";
	uint8_t digest[32], again[32];
	recovery_make(text, digest);
	recovery_make(other, again);
	CHECK(memcmp(digest, again, 32) != 0);
	CHECK_INT(strlen(text), 29);
	CHECK(recovery_digest(slice_str(text), again));
	CHECK(!memcmp(digest, again, 32));
	for (size_t i = 0, n = 0; text[i]; i++) {
		char c = text[i];
		sloppy[n++] = c == '-' ? ' ' : c == '0' ? 'o' : c == '1' ? 'l' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		if (i % 5 == 0)
			sloppy[n++] = ' ';
	}
	CHECK(recovery_digest(slice_str(sloppy), again));
	CHECK(!memcmp(digest, again, 32));
}

TEST(recovery_wrong_form)
{
	uint8_t digest[32];
	CHECK(!recovery_digest(SLICE(""), digest));
	CHECK(!recovery_digest(SLICE("0000-0000-0000-0000-0000-000"), digest));
	CHECK(!recovery_digest(SLICE("0000-0000-0000-0000-0000-00000"), digest));
	CHECK(!recovery_digest(SLICE("0000-0000-0000-0000-0000-000U"), digest));
}
