/*
 * Owns: a symbol's samples as a zlib stream (RFC 1950, RFC 1951), written straight from its modules: with two samples a module there are only
 * sixteen different bytes, and every line stands twice. One Huffman code for all symbols, so that nothing is counted or searched.
 */
#include "templates/qr.h"

#include <pthread.h>
#include <string.h>

_Static_assert(QR_SAMPLES == 2, "a byte of samples is four modules twice");

enum { LITERALS = 270, DISTANCES = 9, END = 256, FIRST_LENGTH = 267, COMMON = 4, RARE = 5 };

/* RFC 1951 3.2.5: copies of 15 to 20 bytes from as many before, a line of samples of 57 to 80 modules; smaller symbols' lines are spelt out. */
enum { COPY_MIN = 15, COPY_MAX = 20 };

struct bits {
	uint8_t p[2048]; /* a symbol of 53 modules, spelt out, is the longest: 1000 */
	uint64_t held;
	unsigned count; /* of bits held, below 8 after put() */
	size_t n;
};

static inline void put(struct bits *b, uint64_t value, unsigned width)
{
	b->held |= value << b->count;
	for (b->count += width; b->count >= 8; b->count -= 8, b->held >>= 8)
		b->p[b->n++] = (uint8_t)b->held;
}

static struct {
	struct bits head;                    /* zlib header, block header, widths of the codes */
	uint16_t pair[256];                  /* codes of the samples of eight modules */
	uint8_t pair_width[256], sample[16]; /* samples of four modules */
	uint16_t code[LITERALS];             /* the first bit lowest */
	uint8_t width[LITERALS];
} table;

/* Four modules, 1 = dark, the leftmost in the lowest bit, as samples: each twice, 0 = dark, the leftmost in the highest. */
static uint8_t widen(unsigned four)
{
	unsigned v = 0;
	for (unsigned i = 0; i < 4; i++)
		v |= (four >> i & 1 ? 0 : 3u) << (6 - 2 * i);
	return (uint8_t)v;
}

/* 3.2.2: codes in the order of width, then value. */
static void number_codes(void)
{
	unsigned next = 0;
	for (uint8_t width = COMMON; width <= RARE; width++, next <<= 1)
		for (size_t i = 0; i < LITERALS; i++) {
			if (table.width[i] != width)
				continue;
			unsigned turned = 0;
			for (unsigned k = 0; k < width; k++)
				turned |= (next >> k & 1) << (width - 1u - k);
			table.code[i] = (uint16_t)turned;
			next++;
		}
}

/* Widths 0 1 4 5, and 18 for a run of zeros: their own code in two and three bits (3.2.7). */
static void put_width(struct bits *b, unsigned width)
{
	switch (width) {
	case 0: put(b, 0, 2); return;      /* 00 */
	case 1: put(b, 3, 3); return;      /* 110 */
	case COMMON: put(b, 2, 2); return; /* 01 */
	default: put(b, 7, 3); return;     /* 111 */
	}
}

static void put_widths(struct bits *b, const uint8_t *widths, size_t n)
{
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 0; i + run < n && run < 138 && widths[i + run] == 0;)
			run++;
		if (run >= 11) {
			put(b, 1, 2); /* 10 */
			put(b, run - 11, 7);
		} else {
			run = 1;
			put_width(b, widths[i]);
		}
	}
}

static void put_head(struct bits *b)
{
	static const uint8_t order[18] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1 };
	static const uint8_t own[19] = { [0] = 2, [1] = 3, [COMMON] = 2, [RARE] = 3, [18] = 2 };
	uint8_t widths[LITERALS + DISTANCES] = { 0 };
	memcpy(widths, table.width, LITERALS);
	widths[LITERALS + 7] = widths[LITERALS + 8] = 1; /* distances 13 to 16 and 17 to 24 */
	put(b, 0x0178, 16);
	put(b, 1 | 2 << 1, 3);
	put(b, LITERALS - 257, 5);
	put(b, DISTANCES - 1, 5);
	put(b, sizeof order - 4, 4);
	for (size_t i = 0; i < sizeof order; i++)
		put(b, own[order[i]], 3);
	put_widths(b, widths, sizeof widths);
}

static void make_table(void)
{
	/* What a mask makes rare: modules in turns, and a pair between two others. */
	static const uint8_t rare[4] = { 0x5, 0xA, 0x9, 0x6 };
	for (unsigned i = 0; i < 16; i++) {
		table.sample[i] = widen(i);
		table.width[table.sample[i]] = memchr(rare, (int)i, sizeof rare) ? RARE : COMMON;
	}
	table.width[END] = table.width[FIRST_LENGTH] = table.width[FIRST_LENGTH + 1] = table.width[FIRST_LENGTH + 2] = RARE;
	number_codes();
	for (unsigned i = 0; i < 256; i++) {
		uint8_t left = table.sample[i & 15], right = table.sample[i >> 4];
		table.pair[i] = (uint16_t)(table.code[left] | table.code[right] << table.width[left]);
		table.pair_width[i] = (uint8_t)(table.width[left] + table.width[right]);
	}
	put_head(&table.head);
}

/* RFC 1950 9: both sums over what a line is, twice. */
struct adler {
	uint64_t a, b;
};

static void add_line(struct adler *sum, const uint8_t *line, size_t n)
{
	uint64_t plain = 0, falling = 0;
	for (size_t i = 0; i < n; i++) {
		plain += line[i];
		falling += (n - i) * line[i];
	}
	for (int k = 0; k < QR_SAMPLES; k++) {
		sum->b += n * sum->a + falling;
		sum->a += plain;
	}
}

/* The line again, from right before it. */
static void put_copy(struct bits *b, size_t n)
{
	unsigned code = n <= 16 ? 0 : n <= 18 ? 1 : 2, base = 15 + 2 * code, extra = code == 2 ? 2 : 1;
	put(b, table.code[FIRST_LENGTH + code], table.width[FIRST_LENGTH + code]);
	put(b, n - base, extra);
	if (n <= 16)
		put(b, (n - 13) << 1, 3);     /* distance code 7 = 0 */
	else
		put(b, (n - 17) << 1 | 1, 4); /* distance code 8 = 1 */
}

static void put_line(struct bits *b, const uint8_t *modules, size_t n)
{
	for (size_t i = 0; i < n / 2; i++)
		put(b, table.pair[modules[i]], table.pair_width[modules[i]]);
	if (n % 2) {
		uint8_t last = table.sample[modules[n / 2] & 15];
		put(b, table.code[last], table.width[last]);
	}
}

void qr_pack(const struct qr *qr, struct buf *out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct bits b;
	struct adler sum = { 1, 0 };
	size_t n = ((size_t)qr->size + 3) / 4;
	pthread_once(&once, make_table);
	b = table.head;
	for (int y = 0; y < qr->size; y++) {
		uint8_t modules[16], line[COPY_MAX + 1];
		memcpy(modules, qr->bits.row[y], sizeof modules);
		for (size_t i = 0; i < n; i++)
			line[i] = table.sample[modules[i / 2] >> (i % 2 * 4) & 15];
		add_line(&sum, line, n);
		put_line(&b, modules, n);
		if (n >= COPY_MIN)
			put_copy(&b, n);
		else
			put_line(&b, modules, n);
	}
	put(&b, table.code[END], table.width[END]);
	put(&b, 0, (8 - b.count) % 8);
	buf_put(out, b.p, b.n);
	buf_u32(out, (uint32_t)(sum.b % 65521 << 16 | sum.a % 65521));
}
