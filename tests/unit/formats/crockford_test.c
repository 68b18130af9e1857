/* Owns: tests of formats/crockford.c: what people type, and how much the check character catches. */
#include "formats/crockford.h"

#include "base/crypto.h"
#include "tests/unit/check.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

TEST(crockford_round_trip)
{
	char text[15], back[15], grouped[20];
	for (uint64_t i = 0; i < 2000; i++) {
		uint64_t bits = i * UINT64_C(0x9e3779b97f4a7c15);
		for (size_t digits = 10; digits <= 12; digits += 2) {
			crockford_format(bits, digits, text);
			CHECK_INT(strlen(text), digits + 1);
			CHECK(crockford_parse(slice_str(text), digits, back));
			CHECK_TEXT(slice_str(back), text);
			crockford_group(text, grouped);
			CHECK(crockford_parse(slice_str(grouped), digits, back));
			CHECK_TEXT(slice_str(back), text);
		}
	}
}

/* Worked by hand from ISO/IEC 7064 9.2: all zeros double 32 to 31, 29, 25, 17, 1, 2, 4, 8, 16, 32 mod 33; then 33 - 32 = 1. */
TEST(crockford_check_character_by_hand)
{
	char text[15];
	crockford_format(0, 10, text);
	CHECK_TEXT(slice_str(text), "00000000001");
	crockford_format(1, 1, text); /* S = 33 mod 32 = 1, P = 2, check 31 */
	CHECK_TEXT(slice_str(text), "1Z");
	crockford_format(UINT64_MAX, 12, text);
	CHECK(!strncmp(text, "ZZZZZZZZZZZZ", 12));
}

TEST(crockford_groups_by_four)
{
	char out[20];
	crockford_group("7K3QD9XW2M4", out);
	CHECK_TEXT(slice_str(out), "7K3Q-D9XW-2M4");
	crockford_group("7K3QD9XW2M4AB", out);
	CHECK_TEXT(slice_str(out), "7K3Q-D9XW-2M4A-B");
	crockford_group("ABCD", out);
	CHECK_TEXT(slice_str(out), "ABCD");
	crockford_group("", out);
	CHECK_TEXT(slice_str(out), "");
}

TEST(crockford_reads_what_people_type)
{
	static const char *const typed[] = { "0000-0000-001", "oooo OOOO oo1", " 0000.0000.00l ", "0000\t0000\xe2\x80\x93" "00I\n",
		"00000000 00i", "０００００００００Ｏ１", "ｏ０００　００００－００１", "0000\xc2\xa0" "0000 001",
		/* Copied from messages and other programs: spaces and hyphens of all kinds, direction marks, joiners, a soft hyphen. */
		"\xef\xbb\xbf" "0000\xe2\x80\x83" "0000\xe2\x80\xaf" "001", "\xe2\x80\x8e" "0000-0000-001\xe2\x80\x8f", "0000\xe2\x80\x8b" "0000\xe2\x81\xa0" "001",
		"\xe2\x81\xa6" "0000\xc2\xad" "0000001\xe2\x81\xa9", "0000\xef\xb9\xa3" "0000\xe3\x83\xbc" "001",
		"\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa0" "000000\xd9\xa1", "\xdb\xb0\xdb\xb0\xdb\xb0\xdb\xb0" "000000\xdb\xb1" };
	char out[15];
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		CHECK(crockford_parse(slice_str(typed[i]), 10, out));
		CHECK_TEXT(slice_str(out), "00000000001");
	}
	char text[15], full[64] = "";
	crockford_format(UINT64_C(0x3a5f0c9d1e27b), 10, text);
	for (size_t i = 0; text[i]; i++) {
		char wide[4] = { (char)0xef, (char)(text[i] >= '@' ? 0xbc + (text[i] >= 0x60) : 0xbc), (char)(text[i] - 0x20 + 0x80), 0 };
		memcpy(full + strlen(full), wide, 4);
	}
	CHECK(crockford_parse(slice_str(full), 10, out));
	CHECK_TEXT(slice_str(out), text);
}

TEST(crockford_refuses)
{
	static const char *const typed[] = { "", "-", "0000000001", "000000000001", "00000000000", "0000000000U",
		"u0000000001", "0000000000\xc3\x9f", "00000000001\xff", "0000_0000_001", "0000/0000/001", "00000000002", "0000000000*" };
	char out[15];
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		CHECK(!crockford_parse(slice_str(typed[i]), 10, out));
		CHECK_TEXT(slice_str(out), "");
	}
	CHECK(!crockford_parse(SLICE("0000000000\0" "1"), 10, out));
	CHECK(!crockford_parse(SLICE("00000000001"), 13, out));
}

/*
 * A hybrid system catches every single substitution, but not every exchange of neighbours: about two in a thousand pass. The count
 * stands here so that no text promises more.
 */
TEST(crockford_catches_each_substitution_and_counts_transpositions)
{
	size_t substitutions = 0, transpositions = 0, missed = 0;
	char text[15], out[15];
	for (uint64_t i = 0; i < 400; i++) {
		crockford_format(i * UINT64_C(0x9e3779b97f4a7c15) ^ i, 12, text);
		for (size_t at = 0; at < 13; at++) {
			char was = text[at];
			for (const char *c = alphabet; *c; c++) {
				text[at] = *c;
				if (*c != was) {
					CHECK(!crockford_parse(slice_str(text), 12, out));
					substitutions++;
				}
			}
			text[at] = was;
		}
		for (size_t at = 0; at < 12; at++) {
			char a = text[at], b = text[at + 1];
			if (a == b)
				continue;
			text[at] = b;
			text[at + 1] = a;
			transpositions++;
			missed += crockford_parse(slice_str(text), 12, out);
			text[at] = a;
			text[at + 1] = b;
		}
	}
	CHECK_INT(substitutions, 400 * 13 * 31);
	CHECK_INT(transpositions, 4658);
	CHECK_INT(missed, 10);
}
