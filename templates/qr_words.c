/* Owns: segments, padding, correction and interleaving. */
#include "templates/qr_words.h"

#include <pthread.h>
#include <string.h>

enum { MOST_CORRECTION = 32, MODE_BYTES = 4, MODE_ALPHANUMERIC = 2, MODE_BITS = 4 };

/* ISO/IEC 18004 table 9, level M. A version's last blocks may hold one data word more than its first ones. */
static const struct plan {
	uint16_t words;
	uint8_t correction, blocks; /* correction words of each block; blocks */
} plans[QR_MAX_VERSION + 1] = {
	{ 0, 0, 0 }, { 26, 10, 1 }, { 44, 16, 1 }, { 70, 26, 1 }, { 100, 18, 2 }, { 134, 24, 2 }, { 172, 16, 4 }, { 196, 18, 4 }, { 242, 22, 4 },
	{ 292, 22, 5 }, { 346, 26, 5 }, { 404, 30, 5 }, { 466, 22, 8 }, { 532, 22, 9 }, { 581, 24, 9 }, { QR_MAX_WORDS, 24, 10 },
};

static size_t data_words(const struct plan *p) { return p->words - (size_t)p->correction * p->blocks; }

/* ---- data words ---- */

static int alphanumeric(uint8_t c)
{
	static const char others[] = " $%*+-./:";
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	if (c >= '0' && c <= '9')
		return c - '0';
	const char *at = c ? strchr(others, c) : NULL;
	return at ? (int)(at - others) + 36 : -1;
}

/* Table 3. */
static unsigned count_bits(int version, bool bytes) { return bytes ? (version < 10 ? 8 : 16) : version < 10 ? 9 : 11; }

static size_t bits_needed(struct slice text, size_t bytes, int version)
{
	size_t rest = text.n - bytes, bits = bytes ? MODE_BITS + count_bits(version, true) + 8 * bytes : 0;
	return rest ? bits + MODE_BITS + count_bits(version, false) + 11 * (rest / 2) + 6 * (rest % 2) : bits;
}

int qr_version_for(struct slice text, size_t bytes)
{
	for (size_t i = bytes; i < text.n; i++)
		if (alphanumeric(text.p[i]) < 0)
			return 0;
	for (int v = 1; v <= QR_MAX_VERSION; v++)
		if (bits_needed(text, bytes, v) <= 8 * data_words(&plans[v]))
			return v;
	return 0;
}

struct bits {
	uint8_t *p;
	size_t n;       /* whole bytes written */
	uint64_t held;
	unsigned count; /* of bits held, below 8 after put() */
};

static void put(struct bits *b, unsigned value, unsigned width)
{
	b->held = b->held << width | value;
	for (b->count += width; b->count >= 8;)
		b->p[b->n++] = (uint8_t)(b->held >> (b->count -= 8));
}

static void put_data(struct slice text, size_t bytes, int version, uint8_t *out)
{
	struct bits b = { .p = out };
	size_t most = data_words(&plans[version]), rest = text.n - bytes;
	if (bytes) {
		put(&b, MODE_BYTES, MODE_BITS);
		put(&b, (unsigned)bytes, count_bits(version, true));
	}
	for (size_t i = 0; i < bytes; i++)
		put(&b, text.p[i], 8);
	if (rest) {
		put(&b, MODE_ALPHANUMERIC, MODE_BITS);
		put(&b, (unsigned)rest, count_bits(version, false));
	}
	for (size_t i = bytes; i + 1 < text.n; i += 2)
		put(&b, (unsigned)(alphanumeric(text.p[i]) * 45 + alphanumeric(text.p[i + 1])), 11);
	if (rest % 2)
		put(&b, (unsigned)alphanumeric(text.p[text.n - 1]), 6);
	/* 7.4.9, 7.4.10: up to four zeros, zeros to the byte's end, then two bytes in turns. */
	size_t left = 8 * most - 8 * b.n - b.count;
	put(&b, 0, left < 4 ? (unsigned)left : 4);
	put(&b, 0, (8 - b.count) % 8);
	for (uint8_t pad = 0xEC; b.n < most; pad ^= 0xEC ^ 0x11)
		b.p[b.n++] = pad;
}

/* ---- correction: the remainder of the data by the generator, over GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1 (7.5.2) ---- */

/* The generator without its leading 1, times every number: highest power first. One for each number of correction words. */
typedef uint8_t multiples[256][MOST_CORRECTION];
static multiples tables[MOST_CORRECTION];

static uint8_t times(uint8_t a, uint8_t b)
{
	unsigned product = 0;
	for (unsigned x = a; b; b >>= 1, x = x << 1 ^ (x & 0x80 ? 0x11D : 0))
		product ^= b & 1 ? x : 0;
	return (uint8_t)product;
}

static void make_table(size_t correction, multiples out)
{
	uint8_t generator[MOST_CORRECTION + 1] = { 1 }, root = 1;
	for (size_t n = 1; n <= correction; n++, root = times(root, 2))
		for (size_t i = n; i > 0; i--)
			generator[i] ^= times(generator[i - 1], root);
	for (size_t v = 0; v < 256; v++)
		for (size_t i = 0; i < correction; i++)
			out[v][i] = times((uint8_t)v, generator[i + 1]);
}

static void make_tables(void)
{
	for (int v = 1; v <= QR_MAX_VERSION; v++) {
		size_t correction = plans[v].correction;
		if (!tables[correction][1][0])
			make_table(correction, tables[correction]);
	}
}

static void correct(const uint8_t *data, size_t n, size_t correction, uint8_t out[static MOST_CORRECTION])
{
	uint8_t rest[MOST_CORRECTION + 1] = { 0 };
	for (size_t i = 0; i < n; i++) {
		const uint8_t *row = tables[correction][data[i] ^ rest[0]];
		for (size_t k = 0; k < MOST_CORRECTION; k++)
			rest[k] = rest[k + 1] ^ row[k];
	}
	memcpy(out, rest, MOST_CORRECTION);
}

/* 7.6: the first word of every block, the second of every block, and so on; data first. */
size_t qr_words(struct slice text, size_t bytes, int version, uint8_t out[static QR_MAX_WORDS])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const struct plan *p = &plans[version];
	uint8_t data[QR_MAX_WORDS], extra[MOST_CORRECTION];
	size_t count = data_words(p), least = count / p->blocks, small = p->blocks - count % p->blocks;
	pthread_once(&once, make_tables);
	put_data(text, bytes, version, data);
	for (size_t b = 0, at = 0; b < p->blocks; b++) {
		size_t n = least + (b >= small);
		correct(data + at, n, p->correction, extra);
		for (size_t i = 0; i < least; i++)
			out[i * p->blocks + b] = data[at + i];
		if (n > least)
			out[least * p->blocks + b - small] = data[at + least];
		for (size_t i = 0; i < p->correction; i++)
			out[count + i * p->blocks + b] = extra[i];
		at += n;
	}
	return p->words;
}
