/* Owns: hexadecimal digits (RFC 4648 section 8), eight at a time. Written in lower case; read in either. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/buf.h"

#include <string.h>

/* Two digits a byte, without an end mark: 2 * data.n bytes at `digits`. */
void hex_write(struct slice data, uint8_t *digits);
/* The same of 16 bits: four digits. */
static inline void hex_write_16(uint16_t v, uint8_t digits[static 4])
{
	uint32_t x = (uint32_t)(v >> 12 | (v & 0xF00u) | (v & 0xF0u) << 12) | (v & 0xFu) << 24; /* one in each byte */
	x += 0x30303030u + ((x + 0x06060606u) >> 4 & 0x01010101u) * ('a' - '0' - 10);
	memcpy(digits, &x, 4);
}
/* Reads 2 * bytes digits. False when one of them is none; what stands in `out` is then undefined. */
bool hex_read(const uint8_t *digits, size_t bytes, uint8_t *out);
/* How many digits of either case the text begins with. */
size_t hex_span(struct slice text);
/* One digit or more, none of them a capital letter, and nothing else. */
bool hex_is_lower(struct slice text);

/* The same as text: NUL-terminated, 2 * data.n + 1 bytes at `out`. */
void hex_format(struct slice data, char *out);
/* A whole text; false for an odd length, another character, or over `max` bytes. */
bool hex_parse(struct slice text, uint8_t *out, size_t max, size_t *n);

#endif
