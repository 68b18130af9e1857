/* Hexadecimal digits against the plain definition: every byte at every place of a word, every length around one. */
#include "base/hex.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

static int value(int c)
{
	const char *all = "0123456789abcdef0123456789ABCDEF", *at = c ? strchr(all, c) : NULL;
	return at ? (int)(at - all) % 16 : -1;
}

TEST(hex_reads_and_refuses_every_byte_at_every_place)
{
	for (size_t place = 0; place < 18; place++) {
		for (int c = 0; c < 256; c++) {
			uint8_t digits[18], out[9], want[9];
			memcpy(digits, "0123456789abcdefAF", 18);
			digits[place] = (uint8_t)c;
			bool good = value(c) >= 0, lower = good && !(c >= 'A' && c <= 'F');
			CHECK(hex_read(digits, 9, out) == good);
			CHECK(hex_span(slice_of(digits, 18)) == (good ? 18 : place));
			digits[16] = digits[17] = '7';
			if (place < 16)
				CHECK(hex_is_lower(slice_of(digits, 18)) == lower);
			if (!good || place >= 16)
				continue;
			for (size_t i = 0; i < 9; i++)
				want[i] = (uint8_t)(value(digits[2 * i]) << 4 | value(digits[2 * i + 1]));
			CHECK(hex_read(digits, 9, out) && memcmp(out, want, 9) == 0);
		}
	}
}

TEST(hex_writes_what_printf_writes_at_every_length)
{
	uint8_t bytes[256];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 37 + 11);
	for (size_t n = 0; n <= sizeof bytes; n++) {
		char want[513] = "", got[514];
		uint8_t back[256];
		size_t size = 999;
		for (size_t i = 0; i < n; i++)
			snprintf(want + 2 * i, 3, "%02x", bytes[i]);
		memset(got, 'z', sizeof got);
		hex_format(slice_of(bytes, n), got);
		CHECK(strcmp(got, want) == 0);
		CHECK(got[2 * n + 1] == 'z');
		CHECK(hex_parse(slice_of(got, 2 * n), back, n, &size) && size == n && memcmp(back, bytes, n) == 0);
		CHECK(n == 0 || !hex_parse(slice_of(got, 2 * n), back, n - 1, &size));
		CHECK(n == 0 || !hex_parse(slice_of(got, 2 * n - 1), back, n, &size));
	}
}

TEST(hex_touches_no_byte_beyond_its_own)
{
	for (size_t n = 1; n <= 13; n++) {
		uint8_t out[16], digits[32];
		memset(out, 0x5A, sizeof out);
		memset(digits, 'e', sizeof digits);
		CHECK(hex_read(digits, n, out));
		for (size_t i = 0; i < sizeof out; i++)
			CHECK(out[i] == (i < n ? 0xEE : 0x5A));
		memset(digits, 'z', sizeof digits);
		hex_write(slice_of(out, n), digits);
		for (size_t i = 0; i < sizeof digits; i++)
			CHECK(digits[i] == (i < 2 * n ? 'e' : 'z'));
		/* What stands behind the last digit is not judged. */
		CHECK(hex_read(digits, n, out));
	}
	CHECK(hex_span(SLICE("")) == 0);
	CHECK(!hex_is_lower(SLICE("")));
}

TEST(hex_writes_every_number_of_16_bits)
{
	for (unsigned v = 0; v <= 0xFFFF; v++) {
		char want[5];
		uint8_t got[4];
		snprintf(want, sizeof want, "%04x", v);
		hex_write_16((uint16_t)v, got);
		CHECK(memcmp(got, want, 4) == 0);
	}
}
