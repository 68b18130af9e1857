/*
 * Owns: penalties by bit operations on whole rows. Columns are judged as rows of the transposed symbol, both at once: a vector holds row i
 * of the symbol and row i of the transposed one. Processors with AVX2 take it in one piece, others in two; the result is the same.
 */
#include "templates/qr_mask.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t row __attribute__((vector_size(32))); /* across: 0 and 1; along, that is transposed: 2 and 3 */
enum { ACROSS = 0, ALONG = 2, LANES = 4 };

#define FAST static inline __attribute__((always_inline)) /* each caller's own processor */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "rows are read as bytes");

#define PAD 16 /* light rows around: outside the symbol counts as light (7.8.3.1) */
struct plane {
	row r[PAD + QR_MAX_SIZE + PAD];
};

/* Sum of set bits of many rows: counts per byte, emptied before a byte can overflow. */
struct counter {
	row bytes;
	unsigned rows;
	uint64_t sum;
};

FAST void counter_empty(struct counter *c)
{
	const uint64_t low = 0x00FF00FF00FF00FF;
	row pairs = (c->bytes & low) + ((c->bytes >> 8) & low);
	for (int i = 0; i < LANES; i++)
		c->sum += (pairs[i] * 0x0001000100010001u) >> 48;
	c->bytes = (row){ 0 };
	c->rows = 0;
}

FAST void counter_add(struct counter *c, row x)
{
	const uint64_t ones = 0x5555555555555555, twos = 0x3333333333333333, fours = 0x0F0F0F0F0F0F0F0F;
	x = x - ((x >> 1) & ones);
	x = (x & twos) + ((x >> 2) & twos);
	c->bytes += (x + (x >> 4)) & fours;
	if (++c->rows == 31)
		counter_empty(c);
}

FAST uint64_t counter_total(struct counter *c)
{
	counter_empty(c);
	return c->sum;
}

FAST bool is_zero(row x) { return (x[0] | x[1] | x[2] | x[3]) == 0; }
FAST row down(row x) { return x >> 1 | (row){ x[1], 0, x[3], 0 } << 63; }

FAST row columns(int n)
{
	const uint64_t all = ~UINT64_C(0);
	return n <= 64 ? (row){ all >> (64 - n), 0, all >> (64 - n), 0 } : (row){ all, all >> (128 - n), all, all >> (128 - n) };
}

/* 1:1:3:1:1 at another scale f, at row i: dark f, light f, dark 3f, light f, dark f, and 4f light on one side. */
FAST row finder_at_scale(const row *r, int i, int f, int size)
{
	row all = ~(row){ 0 }, x = all, before = all, after = all;
	for (int k = 0; k < 7 * f; k++)
		x &= k / f == 1 || k / f == 5 ? ~r[i + k] : r[i + k];
	x &= (i > 0 ? ~r[i - 1] : all) & (i + 7 * f < size ? ~r[i + 7 * f] : all);
	for (int k = 1; k <= 4 * f; k++) {
		if (i - k >= 0)
			before &= ~r[i - k];
		if (i + 7 * f - 1 + k < size)
			after &= ~r[i + 7 * f - 1 + k];
	}
	return x & (before | after);
}

FAST row finder(const row *r) /* scale 1 at r[0] */
{
	row x = r[0] & ~r[1] & r[2] & r[3] & r[4] & ~r[5] & r[6] & ~r[-1] & ~r[7];
	return x & ~((r[-2] | r[-3] | r[-4]) & (r[8] | r[9] | r[10]));
}

/* Runs of five and more (3 + what is over five), patterns like a finder (40 each): down all columns at once. */
FAST uint64_t penalty_lines(const struct plane *p, int size)
{
	struct counter runs = { 0 }, starts = { 0 }, finders = { 0 };
	const row *r = p->r + PAD, all = columns(size);
	row same[QR_MAX_SIZE + 4], fives[QR_MAX_SIZE + 4], last = { 0 }; /* fives: dark from here down */
	for (int i = 0; i < size - 1; i++)
		same[i] = ~(r[i] ^ r[i + 1]) & all;
	for (int i = 0; i + 5 <= size; i++) {
		row five = same[i] & same[i + 1] & same[i + 2] & same[i + 3];
		counter_add(&runs, five);
		counter_add(&starts, five & ~last);
		fives[i] = five & r[i];
		last = five;
	}
	for (int i = 0; i + 7 <= size; i++) {
		row x = finder(r + i);
		if (!is_zero(x))
			counter_add(&finders, x);
	}
	for (int f = 2; 7 * f <= size; f++) {
		bool any = false; /* a dark run of 3f, without which no larger scale can be either */
		for (int i = 0; i + 7 * f <= size; i++) {
			row core = fives[i + 2 * f] & fives[i + 5 * f - 5];
			for (int k = 5; k < 3 * f - 5; k += 5)
				core &= fives[i + 2 * f + k];
			if (is_zero(core))
				continue;
			any = true;
			core &= ~(r[i + f] | r[i + f + 1] | r[i + 5 * f] | r[i + 5 * f + 1]) & r[i] & r[i + 1] & r[i + 6 * f] & r[i + 6 * f + 1];
			if (!is_zero(core))
				counter_add(&finders, finder_at_scale(r, i, f, size) & all);
		}
		if (!any)
			break;
	}
	return counter_total(&runs) + 2 * counter_total(&starts) + 40 * counter_total(&finders);
}

/* Blocks of 2 x 2 in one colour (3 each) and the share of dark modules (10 for each 5 %): across alone says both. */
FAST uint64_t penalty_area(const struct plane *p, int size)
{
	struct counter blocks = { 0 }, dark = { 0 };
	const row *r = p->r + PAD, only = { ~UINT64_C(0), ~UINT64_C(0), 0, 0 }, all = columns(size) & only, inner = columns(size - 1) & only;
	for (int i = 0; i < size; i++) {
		counter_add(&dark, r[i] & all);
		if (i + 1 < size) {
			row same = ~(r[i] ^ r[i + 1]);
			counter_add(&blocks, same & down(same) & ~(r[i] ^ down(r[i])) & inner);
		}
	}
	int area = size * size, share = (200 * (int)counter_total(&dark) + area) / area / 2;
	return 3 * counter_total(&blocks) + (uint64_t)(abs(share - 50) / 5) * 10;
}

/* Table 10: condition of mask m at row i, column j; all repeat after 12. */
static bool is_masked(int m, int i, int j)
{
	switch (m) {
	case 0: return (i + j) % 2 == 0;
	case 1: return i % 2 == 0;
	case 2: return j % 3 == 0;
	case 3: return (i + j) % 3 == 0;
	case 4: return (i / 2 + j / 3) % 2 == 0;
	case 5: return i * j % 2 + i * j % 3 == 0;
	case 6: return (i * j % 2 + i * j % 3) % 2 == 0;
	default: return (i * j % 3 + (i + j) % 2) % 2 == 0;
	}
}

/* The twelve different rows of each mask: made once. */
static row mask_rows[8][12];

static void make_mask_row(int m, int i, bool transposed, uint64_t out[static 2])
{
	const uint64_t repeat = UINT64_C(0x1001001001001); /* 1, 12, 24, 36, 48 */
	uint64_t seed = 0;
	for (int j = 0; j < 12; j++)
		seed |= (uint64_t)(transposed ? is_masked(m, j, i) : is_masked(m, i, j)) << j;
	uint64_t turned = (seed >> 4 | seed << 8) & 0xFFF; /* 64 = 5 * 12 + 4 */
	out[0] = seed * repeat | seed << 60;
	out[1] = turned * repeat | turned << 60;
}

static void make_masks(void)
{
	for (int m = 0; m < 8; m++)
		for (int i = 0; i < 12; i++) {
			uint64_t lanes[LANES];
			make_mask_row(m, i, false, lanes + ACROSS);
			make_mask_row(m, i, true, lanes + ALONG);
			memcpy(&mask_rows[m][i], lanes, sizeof lanes);
		}
}

/* Table C.1 for level M: data, BCH bits and the fixed pattern already in them. */
static const uint16_t formats[8] = { 0x5412, 0x5125, 0x5E7C, 0x5B4B, 0x45F9, 0x40CE, 0x4F97, 0x4AA0 };

static inline void set_lane(struct plane *p, int i, int lane, int at, unsigned bit)
{
	uint64_t m = UINT64_C(1) << (at % 64), *word = (uint64_t *)&p->r[PAD + i] + lane + at / 64;
	*word = (*word & ~m) | (bit ? m : 0);
}

static inline void set(struct plane *p, int y, int x, unsigned bit)
{
	set_lane(p, y, ACROSS, x, bit);
	set_lane(p, x, ALONG, y, bit);
}

/* 7.9.1, both places. */
static void set_format(struct plane *p, int size, unsigned format)
{
	for (int i = 0; i < 8; i++, format >>= 1) {
		set(p, 8, size - 1 - i, format & 1);
		set(p, i < 6 ? i : i + 1, 8, format & 1);
	}
	for (int i = 0; i < 7; i++, format >>= 1) {
		set(p, size - 7 + i, 8, format & 1);
		set(p, 8, i == 0 ? 7 : 6 - i, format & 1);
	}
}

struct symbol {
	struct plane plain, free; /* without mask; modules that masks change */
};

FAST void apply(const struct symbol *s, int size, int m, struct plane *out)
{
	for (int i = 0, k = 0; i < size; i++, k = k == 11 ? 0 : k + 1)
		out->r[PAD + i] = s->plain.r[PAD + i] ^ (s->free.r[PAD + i] & mask_rows[m][k]);
	set_format(out, size, formats[m]);
}

/* Fills the transposed half. Blocks of 8 x 8 modules, each turned by three exchanges. */
static void transpose(struct plane *p, int size)
{
	const uint8_t *from = (const uint8_t *)&p->r[PAD];
	uint8_t *to = (uint8_t *)&p->r[PAD] + ALONG * sizeof(uint64_t);
	for (int y = 0; y < size; y += 8)
		for (int x = 0; x < size; x += 8) {
			uint64_t b = 0, t;
			for (size_t k = 0; k < 8; k++)
				b |= (uint64_t)from[((size_t)y + k) * sizeof(row) + (size_t)x / 8] << (8 * k);
			t = (b ^ b >> 7) & 0x00AA00AA00AA00AA;
			b ^= t ^ t << 7;
			t = (b ^ b >> 14) & 0x0000CCCC0000CCCC;
			b ^= t ^ t << 14;
			t = (b ^ b >> 28) & 0x00000000F0F0F0F0;
			b ^= t ^ t << 28;
			for (size_t k = 0; k < 8; k++)
				to[((size_t)x + k) * sizeof(row) + (size_t)y / 8] = (uint8_t)(b >> (8 * k));
		}
}

/* One bit of each of eight bytes, the first lowest. */
static inline uint8_t pack(const uint8_t *p, int shift)
{
	uint64_t v;
	memcpy(&v, p, 8);
	return (uint8_t)((v >> shift & 0x0101010101010101) * 0x0102040810204080 >> 56);
}

static void load_row(const uint8_t *from, int size, struct symbol *s, int y)
{
	uint64_t dark[LANES] = { 0 }, fixed[LANES] = { 0 };
	uint8_t tail[8] = { 0 }, *darks = (uint8_t *)dark, *fixeds = (uint8_t *)fixed;
	int x = 0;
	for (; x + 8 <= size; x += 8) {
		darks[x / 8] = pack(from + x, 0);
		fixeds[x / 8] = pack(from + x, 7);
	}
	memcpy(tail, from + x, (size_t)(size - x));
	darks[x / 8] = pack(tail, 0);
	fixeds[x / 8] = pack(tail, 7);
	row free = ~(row){ fixed[0], fixed[1] } & columns(size);
	free[ALONG] = free[ALONG + 1] = 0;
	s->free.r[PAD + y] = free;
	s->plain.r[PAD + y] = (row){ dark[0], dark[1] };
}

static void load(const uint8_t *modules, int size, struct symbol *s)
{
	memset(s, 0, sizeof *s);
	for (int y = 0; y < size; y++)
		load_row(modules + y * size, size, s, y);
	transpose(&s->plain, size);
	transpose(&s->free, size);
}

FAST int choose(const struct symbol *s, int size, struct plane *p)
{
	uint64_t least = UINT64_MAX;
	int best = 0;
	for (int m = 0; m < 8; m++) {
		apply(s, size, m, p);
		uint64_t penalty = penalty_area(p, size) + penalty_lines(p, size);
		if (penalty < least) {
			least = penalty;
			best = m;
		}
	}
	return best;
}

typedef int chooser(const struct symbol *s, int size, struct plane *p);

static int choose_anywhere(const struct symbol *s, int size, struct plane *p) { return choose(s, size, p); }

#if defined __x86_64__
__attribute__((target("avx2"))) static int choose_avx2(const struct symbol *s, int size, struct plane *p) { return choose(s, size, p); }

static chooser *fitting(void) { return __builtin_cpu_supports("avx2") ? choose_avx2 : choose_anywhere; }
#else
static chooser *fitting(void) { return choose_anywhere; }
#endif

int qr_mask_choose(const uint8_t *modules, int size, struct qr_bits *out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct symbol s;
	struct plane p = { 0 };
	pthread_once(&once, make_masks);
	load(modules, size, &s);
	int best = fitting()(&s, size, &p);
	apply(&s, size, best, &p);
	for (int i = 0; i < size; i++) {
		out->row[i][0] = p.r[PAD + i][0];
		out->row[i][1] = p.r[PAD + i][1];
	}
	return best;
}
