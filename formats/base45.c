/* Owns: base45 (RFC 9285). Must never accept two spellings of the same bytes. */
#include "formats/base45.h"

#include <string.h>

static const char alphabet[46] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

size_t base45_length(size_t n) { return n / 2 * 3 + n % 2 * 2; }

void base45_encode(struct buf *b, struct slice data)
{
	for (size_t i = 0; i < data.n; i += 2) {
		bool is_pair = i + 1 < data.n;
		unsigned v = is_pair ? (unsigned)data.p[i] << 8 | data.p[i + 1] : data.p[i];
		buf_putc(b, (uint8_t)alphabet[v % 45]);
		buf_putc(b, (uint8_t)alphabet[v / 45 % 45]);
		if (is_pair)
			buf_putc(b, (uint8_t)alphabet[v / 45 / 45]);
	}
}

/* Value of up to three characters, least significant first, or -1. */
static long take(const uint8_t *p, size_t n)
{
	static const long weight[3] = { 1, 45, 45 * 45 };
	long v = 0;
	for (size_t i = 0; i < n; i++) {
		const uint8_t *hit = memchr(alphabet, p[i], 45);
		if (!hit)
			return -1;
		v += weight[i] * (long)(hit - (const uint8_t *)alphabet);
	}
	return v;
}

bool base45_decode(struct buf *b, struct slice text)
{
	size_t start = b->n;
	if (text.n % 3 == 1)
		return false;
	for (size_t i = 0; i < text.n; i += 3) {
		size_t n = text.n - i < 3 ? 2 : 3;
		long v = take(text.p + i, n);
		if (v < 0 || v > (n == 3 ? 65535 : 255)) {
			b->n = start;
			return false;
		}
		if (n == 3)
			buf_u16(b, (uint16_t)v);
		else
			buf_putc(b, (uint8_t)v);
	}
	if (!buf_ok(b))
		b->n = start;
	return buf_ok(b);
}
