/* Owns: drawing a silhouette and coding it as one grey baseline JPEG scan. */
#include "tests/tools/silhouette.h"

#include <math.h>

enum { WIDTH = 240, HEIGHT = 320 };

struct shape {
	double head_x, head_y, shoulder_x, shoulder_y, grey;
};

/* T.81 annex K: luminance quantisation, at about quality 60, in zigzag order; and the typical Huffman tables. */
static const uint8_t zigzag[64] = { 0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
	21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63 };
static const uint8_t quantum[64] = { 6, 5, 5, 6, 6, 6, 7, 8, 8, 8, 9, 11, 13, 11, 10, 10, 13, 17, 15, 16, 16, 15, 17, 21, 23, 26, 23, 19, 22, 23, 29,
	34, 31, 27, 31, 36, 40, 41, 41, 40, 45, 50, 55, 51, 44, 48, 54, 62, 62, 61, 67, 73, 77, 68, 75, 83, 87, 83, 93, 99, 96, 99, 99, 99 };
static const uint8_t dc_counts[16] = { 0, 1, 5, 1, 1, 1, 1, 1, 1 };
static const uint8_t dc_values[12] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
static const uint8_t ac_counts[16] = { 0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125 };
static const uint8_t ac_first[37] = { 0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14,
	0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82 };

struct code { uint16_t bits; uint8_t length; };

struct coder {
	struct buf *out;
	uint32_t bits;
	unsigned count;
	struct code dc[256], ac[256];
	uint8_t ac_values[162];
	int last_dc;
};

/* The rare symbols follow the frequent ones in ascending order. */
static void order_ac(uint8_t values[162])
{
	bool used[256] = { false };
	size_t n = 0;
	for (; n < sizeof ac_first; n++) {
		values[n] = ac_first[n];
		used[ac_first[n]] = true;
	}
	for (unsigned v = 0; v < 256; v++) {
		unsigned size = v & 15;
		if (!used[v] && size >= 1 && size <= 10)
			values[n++] = (uint8_t)v;
	}
}

/* T.81 annex C: code words in ascending order of length. */
static void make_codes(const uint8_t counts[16], const uint8_t *values, struct code codes[256])
{
	uint16_t next = 0;
	for (uint8_t length = 1; length <= 16; length++) {
		for (unsigned i = 0; i < counts[length - 1]; i++)
			codes[*values++] = (struct code){ next++, length };
		next = (uint16_t)(next << 1);
	}
}

static void put_bits(struct coder *c, uint32_t bits, unsigned count)
{
	c->bits = c->bits << count | bits;
	c->count += count;
	while (c->count >= 8) {
		uint8_t byte = (uint8_t)(c->bits >> (c->count - 8));
		buf_putc(c->out, byte);
		if (byte == 0xff)
			buf_putc(c->out, 0);
		c->count -= 8;
	}
}

static unsigned size_of(int v)
{
	unsigned n = 0;
	for (v = v < 0 ? -v : v; v; v >>= 1)
		n++;
	return n;
}

static void put_value(struct coder *c, struct code code, int v)
{
	unsigned size = size_of(v);
	put_bits(c, code.bits, code.length);
	if (size)
		put_bits(c, (uint32_t)(v < 0 ? v - 1 : v) & ((1u << size) - 1), size);
}

/* Separable cosine transform (A.3.3). */
static void transform(double b[64])
{
	double row[64];
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < 8; i++) {
			for (int u = 0; u < 8; u++) {
				double sum = 0;
				for (int x = 0; x < 8; x++)
					sum += b[i * 8 + x] * cos((2 * x + 1) * u * M_PI / 16);
				row[u * 8 + i] = sum * (u ? 0.5 : 0.5 * M_SQRT1_2);
			}
		}
		for (int i = 0; i < 64; i++)
			b[i] = row[i];
	}
}

static void put_block(struct coder *c, double b[64])
{
	transform(b);
	int run = 0;
	for (int k = 0; k < 64; k++) {
		int v = (int)lround(b[zigzag[k]] / quantum[k]);
		if (k == 0) {
			put_value(c, c->dc[size_of(v - c->last_dc)], v - c->last_dc);
			c->last_dc = v;
			continue;
		}
		if (v == 0) {
			run++;
			continue;
		}
		for (; run > 15; run -= 16)
			put_bits(c, c->ac[0xf0].bits, c->ac[0xf0].length);
		put_value(c, c->ac[(unsigned)run << 4 | size_of(v)], v);
		run = 0;
	}
	if (run)
		put_bits(c, c->ac[0].bits, c->ac[0].length);
}

/* 0 outside, 1 inside, soft over a few pixels at the border of an ellipse. */
static double inside(double x, double y, double cx, double cy, double rx, double ry)
{
	double d = (1 - hypot((x - cx) / rx, (y - cy) / ry)) * (rx < ry ? rx : ry) / 3 + 0.5;
	return d < 0 ? 0 : d > 1 ? 1 : d;
}

static double pixel(const struct shape *s, double x, double y)
{
	double ground = 228 - y / 16;
	double body = inside(x, y, 120, 345, s->shoulder_x, s->shoulder_y);
	double neck = inside(x, y, 120, 205, 31, 80);
	double head = inside(x, y, 120, 128, s->head_x, s->head_y);
	double figure = fmax(fmax(body, neck), head);
	return ground * (1 - figure) + (s->grey + y / 20) * figure;
}

static void put_table(struct buf *out, uint8_t id, const uint8_t counts[16], const uint8_t *values, size_t n)
{
	buf_put(out, "\xff\xc4", 2);
	buf_u16(out, (uint16_t)(19 + n));
	buf_putc(out, id);
	buf_put(out, counts, 16);
	buf_put(out, values, n);
}

static void put_headers(struct coder *c)
{
	buf_put(c->out, "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 20);
	buf_put(c->out, "\xff\xdb\0\x43\0", 5);
	buf_put(c->out, quantum, 64);
	buf_put(c->out, "\xff\xc0\0\x0b\x08", 5);
	buf_u16(c->out, HEIGHT);
	buf_u16(c->out, WIDTH);
	buf_put(c->out, "\1\1\x11\0", 4);
	put_table(c->out, 0x00, dc_counts, dc_values, sizeof dc_values);
	put_table(c->out, 0x10, ac_counts, c->ac_values, sizeof c->ac_values);
	buf_put(c->out, "\xff\xda\0\x08\1\1\0\0\x3f\0", 10);
}

void silhouette_draw(uint64_t seed, struct buf *out)
{
	struct shape s = { 54 + (double)(seed % 11), 68 + (double)(seed / 11 % 11), 94 + (double)(seed / 121 % 15),
		122 + (double)(seed / 1815 % 13), 96 + (double)(seed / 23595 % 48) };
	struct coder c = { .out = out };
	order_ac(c.ac_values);
	make_codes(dc_counts, dc_values, c.dc);
	make_codes(ac_counts, c.ac_values, c.ac);
	put_headers(&c);
	for (int y = 0; y < HEIGHT; y += 8) {
		for (int x = 0; x < WIDTH; x += 8) {
			double block[64];
			for (int i = 0; i < 64; i++)
				block[i] = pixel(&s, x + i % 8, y + i / 8) - 128;
			put_block(&c, block);
		}
	}
	put_bits(&c, 0x7f, 7);
	c.count = 0;
	buf_put(out, "\xff\xd9", 2);
}
