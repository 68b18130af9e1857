/*
 * Owns: Crockford base32 for numbers and codes that people type: alphabet without I L O U, check character of the ISO/IEC 7064
 * hybrid recursion with modulus 33,32, forgiving reading. Must never tell two numbers apart by case or spacing.
 */
#include "formats/crockford.h"

#include "base/text.h"

#include <string.h>

static const char alphabet[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* ISO/IEC 7064 9.2: P starts at M; S = P + a mod M, 0 read as M; P = 2 S mod M+1. The check character makes P + c = 1 mod M. */
static unsigned check_value(const uint8_t *values, size_t n)
{
	unsigned p = 32;
	for (size_t i = 0; i < n; i++) {
		unsigned s = (p + values[i]) % 32;
		p = 2 * (s ? s : 32) % 33;
	}
	return (33 - p) % 32;
}

void crockford_format(uint64_t bits, size_t digits, char *out)
{
	uint8_t values[CROCKFORD_MAX_DIGITS];
	if (digits > CROCKFORD_MAX_DIGITS)
		digits = CROCKFORD_MAX_DIGITS;
	for (size_t i = 0; i < digits; i++) {
		values[i] = (uint8_t)(bits >> (5 * (digits - 1 - i)) & 31);
		out[i] = alphabet[values[i]];
	}
	out[digits] = alphabet[check_value(values, digits)];
	out[digits + 1] = 0;
}

int crockford_value(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

/* U+FF01 to U+FF5E are the full-width twins of '!' to '~'; Arabic and Persian keyboards have digits of their own. */
static int32_t narrow(int32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xff01 + '!';
	if (c >= 0x660 && c <= 0x669)
		return c - 0x660 + '0';
	return c >= 0x6f0 && c <= 0x6f9 ? c - 0x6f0 + '0' : c;
}

/* Spaces, hyphens and full stops of all kinds, and what cannot be seen but comes along with copied text: direction marks, joiners, soft hyphens. */
static const struct { uint16_t first, last; } fillers[] = {
	{ '\t', '\n' }, { '\r', '\r' }, { ' ', ' ' }, { '-', '.' }, { 0xa0, 0xa0 }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x2000, 0x2015 },
	{ 0x2028, 0x202f }, { 0x205f, 0x2060 }, { 0x2066, 0x2069 }, { 0x2212, 0x2212 }, { 0x3000, 0x3000 }, { 0x3002, 0x3002 }, { 0x30fc, 0x30fc },
	{ 0xfe58, 0xfe58 }, { 0xfe63, 0xfe63 }, { 0xfeff, 0xfeff },
};

static bool is_filler(int32_t c)
{
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
		if (c >= fillers[i].first && c <= fillers[i].last)
			return true;
	}
	return false;
}

/* 0 to 31, or -1 for a character that stands for none. */
static int value_of(int32_t c)
{
	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	const char *hit = c > 0 && c < 128 ? strchr(alphabet, (int)c) : NULL;
	return hit ? (int)(hit - alphabet) : -1;
}

bool crockford_parse(struct slice typed, size_t digits, char *out)
{
	uint8_t values[CROCKFORD_MAX_DIGITS + 1];
	size_t n = 0;
	out[0] = 0;
	if (digits > CROCKFORD_MAX_DIGITS)
		return false;
	for (size_t at = 0; at < typed.n;) {
		int32_t c = narrow(text_next(typed, &at));
		if (is_filler(c))
			continue;
		int value = value_of(c);
		if (value < 0 || n > digits)
			return false;
		values[n++] = (uint8_t)value;
	}
	if (n != digits + 1 || check_value(values, digits) != values[digits])
		return false;
	for (size_t i = 0; i < n; i++)
		out[i] = alphabet[values[i]];
	out[n] = 0;
	return true;
}

void crockford_group(const char *plain, char *out)
{
	for (size_t i = 0; plain[i]; i++) {
		if (i > 0 && i % 4 == 0)
			*out++ = '-';
		*out++ = plain[i];
	}
	*out = 0;
}
