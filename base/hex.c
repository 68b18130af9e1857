/* Owns: digits eight at a time, each in a byte of a word; what is left over goes through a word of its own. */
#include "base/hex.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first digit is a word's lowest byte");

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t load(const uint8_t *p, size_t n)
{
	uint64_t word = 0;
	memcpy(&word, p, n);
	return word;
}

/* Four bytes, the first lowest, as eight digits. */
static uint64_t widen(uint64_t bytes)
{
	uint64_t x = (bytes | bytes << 16) & UINT64_C(0x0000FFFF0000FFFF);
	x = (x | x << 8) & UINT64_C(0x00FF00FF00FF00FF);
	x = (x >> 4 | x << 8) & EACH(0x0F);
	uint64_t letters = (x + EACH(6)) >> 4 & EACH(1);
	return x + EACH('0') + letters * ('a' - '0' - 10);
}

/* The inverse, of digits of either case. */
static uint32_t narrow(uint64_t digits)
{
	uint64_t x = (digits & EACH(0x0F)) + (digits >> 6 & EACH(1)) * 9;
	x = (x << 4 | x >> 8) & UINT64_C(0x00FF00FF00FF00FF);
	x = (x | x >> 8) & UINT64_C(0x0000FFFF0000FFFF);
	return (uint32_t)(x | x >> 16);
}

/* The top bit of each byte that is not below `least`; of bytes below 0x80 alone, so that no sum carries over. */
static uint64_t not_below(uint64_t bytes, uint8_t least) { return (bytes + EACH(0x80u - least)) & EACH(0x80); }

static uint64_t between(uint64_t bytes, uint8_t first, uint8_t last)
{
	return not_below(bytes, first) & ~not_below(bytes, (uint8_t)(last + 1));
}

/* The top bit of each byte that is no digit. */
static uint64_t others(uint64_t word, bool capitals)
{
	uint64_t low = word & EACH(0x7F), letters = capitals ? low | EACH(0x20) : low;
	return (~(between(low, '0', '9') | between(letters, 'a', 'f')) | word) & EACH(0x80);
}

static inline void write_some(const uint8_t *p, size_t n, uint8_t *digits)
{
	uint64_t word = widen(load(p, n));
	memcpy(digits, &word, 2 * n);
}

void hex_write(struct slice data, uint8_t *digits)
{
	size_t i = 0;
	for (; data.n - i >= 4; i += 4)
		write_some(data.p + i, 4, digits + 2 * i);
	if (i < data.n)
		write_some(data.p + i, data.n - i, digits + 2 * i);
}

/* Gives what is no digit. */
static inline uint64_t read_some(const uint8_t *digits, size_t bytes, uint8_t *out)
{
	uint64_t word = load(digits, 2 * bytes);
	uint32_t four = narrow(word);
	memcpy(out, &four, bytes);
	return others(word, true) << (64 - 16 * bytes);
}

bool hex_read(const uint8_t *digits, size_t bytes, uint8_t *out)
{
	uint64_t wrong = 0;
	size_t i = 0;
	for (; bytes - i >= 4; i += 4)
		wrong |= read_some(digits + 2 * i, 4, out + i);
	if (i < bytes)
		wrong |= read_some(digits + 2 * i, bytes - i, out + i);
	return wrong == 0;
}

/* Digits that the text begins with. Bytes behind its end are read as 0, which is none. */
static size_t span(struct slice text, bool capitals)
{
	uint64_t wrong = 0;
	size_t i = 0;
	for (; text.n - i >= 8 && !wrong; i += 8)
		wrong = others(load(text.p + i, 8), capitals);
	if (!wrong) {
		wrong = text.n - i ? others(load(text.p + i, text.n - i), capitals) : EACH(0x80);
		i += 8;
	}
	return i - 8 + (size_t)__builtin_ctzll(wrong) / 8;
}

size_t hex_span(struct slice text) { return span(text, true); }
bool hex_is_lower(struct slice text) { return text.n > 0 && span(text, false) == text.n; }

void hex_format(struct slice data, char *out)
{
	hex_write(data, (uint8_t *)out);
	out[2 * data.n] = 0;
}

bool hex_parse(struct slice text, uint8_t *out, size_t max, size_t *n)
{
	if (text.n % 2 != 0 || text.n / 2 > max || !hex_read(text.p, text.n / 2, out))
		return false;
	*n = text.n / 2;
	return true;
}
