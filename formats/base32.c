/* Owns: base32 (RFC 4648 section 6) without padding, upper case only. Must never accept two spellings of the same bytes. */
#include "formats/base32.h"

static const char alphabet[33] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

size_t base32_length(size_t n) { return n / 5 * 8 + (n % 5 * 8 + 4) / 5; }

void base32_encode(struct buf *b, struct slice data)
{
	uint8_t *out = data.n ? buf_grow(b, base32_length(data.n)) : NULL;
	uint32_t bits = 0;
	unsigned held = 0;
	for (size_t i = 0; out && i < data.n; i++) {
		bits = bits << 8 | data.p[i];
		for (held += 8; held >= 5; held -= 5)
			*out++ = (uint8_t)alphabet[bits >> (held - 5) & 31];
	}
	if (out && held > 0)
		*out = (uint8_t)alphabet[bits << (5 - held) & 31];
}

/* Value + 1, so that what is not named has none. */
static const uint8_t values[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11,
	['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
	['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['2'] = 27, ['3'] = 28, ['4'] = 29, ['5'] = 30, ['6'] = 31,
	['7'] = 32,
};

static int value_of(uint8_t c) { return values[c] - 1; }

/* Eight characters are five bytes. False: one of them is none of the alphabet. */
static bool take_eight(const uint8_t *text, uint8_t *out)
{
	uint64_t bits = 0;
	unsigned strange = 0;
	for (size_t i = 0; i < 8; i++) {
		uint8_t value = values[text[i]];
		strange |= value == 0;
		bits = bits << 5 | (uint8_t)(value - 1);
	}
	for (size_t i = 0; i < 5; i++)
		out[i] = (uint8_t)(bits >> (32 - 8 * i));
	return !strange;
}

bool base32_decode(struct buf *b, struct slice text)
{
	size_t start = b->n;
	uint8_t *out = text.n ? buf_grow(b, text.n / 8 * 5 + text.n % 8 * 5 / 8) : NULL;
	uint32_t bits = 0;
	unsigned held = 0;
	if (!out)
		return text.n == 0;
	size_t whole = text.n / 8 * 8;
	for (size_t i = 0; i < whole; i += 8, out += 5) {
		if (!take_eight(text.p + i, out))
			goto refuse;
	}
	for (size_t i = whole; i < text.n; i++) {
		int v = value_of(text.p[i]);
		if (v < 0)
			goto refuse;
		bits = bits << 5 | (uint32_t)v;
		held += 5;
		if (held >= 8) {
			held -= 8;
			*out++ = (uint8_t)(bits >> held);
		}
	}
	/* Five or more bits left over: a whole character carries nothing. Fewer: they are padding and must be zero. */
	if (held < 5 && (bits & ((UINT32_C(1) << held) - 1)) == 0)
		return true;
refuse:
	b->n = start;
	return false;
}
