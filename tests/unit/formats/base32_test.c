/* Owns: tests of formats/base32.c: RFC 4648 section 10 without its padding, and the one-spelling rule. */
#include "formats/base32.h"

#include "tests/unit/check.h"

#include <string.h>

static const char *const rfc4648[][2] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" }, { "foob", "MZXW6YQ" },
	{ "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };

TEST(base32_rfc4648_section_10)
{
	for (size_t i = 0; i < sizeof rfc4648 / sizeof *rfc4648; i++) {
		struct buf b;
		buf_init(&b, 100);
		base32_encode(&b, slice_str(rfc4648[i][0]));
		CHECK_TEXT(buf_slice(&b), rfc4648[i][1]);
		CHECK_INT(b.n, base32_length(strlen(rfc4648[i][0])));
		buf_reset(&b);
		CHECK(base32_decode(&b, slice_str(rfc4648[i][1])));
		CHECK_TEXT(buf_slice(&b), rfc4648[i][0]);
		buf_free(&b);
	}
}

TEST(base32_every_byte_at_every_place)
{
	struct buf text, bytes;
	buf_init(&text, 100);
	buf_init(&bytes, 100);
	for (size_t n = 1; n <= 11; n++) {
		for (unsigned value = 0; value < 256; value++) {
			uint8_t data[11] = { 0x55, 0xaa, 0xff, 0, 1, 0x80, 0x7f, 9, 8, 7, 6 };
			data[n - 1] = (uint8_t)value;
			buf_reset(&text);
			buf_reset(&bytes);
			base32_encode(&text, slice_of(data, n));
			CHECK(base32_decode(&bytes, buf_slice(&text)));
			CHECK_SLICE(buf_slice(&bytes), slice_of(data, n));
		}
	}
	buf_free(&text);
	buf_free(&bytes);
}

TEST(base32_refuses)
{
	static const char *const lies[] = { "my", "Mz", "MY======", "MZXQ====", "M", "MZX", "MZXW6Y", "MZXW6YTBO", "MZXW6YTBOIA",
		"MZ", "MZXR", "MZXW7", "MZXW6YR", "M1", "M0", "M8", "M9", "MY ", " MY", "MY\n", "M-", "MZXW6YTBOJ", "\xff\xff" };
	struct buf b;
	buf_init(&b, 100);
	buf_puts(&b, "kept");
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		CHECK(!base32_decode(&b, slice_str(lies[i])));
		CHECK_TEXT(buf_slice(&b), "kept");
		CHECK(buf_ok(&b));
	}
	CHECK(!base32_decode(&b, SLICE("M\0")));
	buf_free(&b);
}

TEST(base32_keeps_to_the_maximum)
{
	struct buf b;
	buf_init(&b, 4);
	CHECK(base32_decode(&b, SLICE("MZXW6YQ")));
	buf_reset(&b);
	CHECK(!base32_decode(&b, SLICE("MZXW6YTB")));
	CHECK(!buf_ok(&b));
	buf_free(&b);
}
