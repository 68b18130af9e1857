/* Owns: the layout of each version, made when it is first used, and filling it. */
#include "templates/qr_code.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 655  /* code words of version 15 */
#define MAX_PARITY 32  /* of a block, rounded up */

/* Tables 7, 9 and E.1 for level M: code words in all, parity words of each block, blocks; centres of the alignment patterns behind 6. */
static const struct form {
	uint16_t words;
	uint8_t parity, blocks, centres[3];
} forms[QR_MAX_VERSION + 1] = {
	[1] = { 26, 10, 1, { 0 } },
	[2] = { 44, 16, 1, { 18 } },
	[3] = { 70, 26, 1, { 22 } },
	[4] = { 100, 18, 2, { 26 } },
	[5] = { 134, 24, 2, { 30 } },
	[6] = { 172, 16, 4, { 34 } },
	[7] = { 196, 18, 4, { 22, 38 } },
	[8] = { 242, 22, 4, { 24, 42 } },
	[9] = { 292, 22, 5, { 26, 46 } },
	[10] = { 346, 26, 5, { 28, 50 } },
	[11] = { 404, 30, 5, { 30, 54 } },
	[12] = { 466, 22, 8, { 32, 58 } },
	[13] = { 532, 22, 9, { 34, 62 } },
	[14] = { 581, 24, 9, { 26, 46, 66 } },
	[15] = { 655, 24, 10, { 26, 48, 70 } },
};

struct layout {
	atomic_bool ready;
	struct qr_bits dark, free;             /* function patterns; modules for data */
	uint16_t place[8 * MAX_WORDS];         /* 128 y + x of each bit of the code words, in their final order */
	uint8_t multiple[256][MAX_PARITY];     /* of the generator polynomial behind its leading 1 */
};

static struct layout layouts[QR_MAX_VERSION + 1];

static int size_of(int version) { return 17 + 4 * version; }
static int data_words(const struct form *f) { return f->words - f->parity * f->blocks; }

/* ---- layout ---- */

static void fix(struct layout *l, int y, int x, bool dark)
{
	uint64_t bit = UINT64_C(1) << (x % 64);
	l->free.row[y][x / 64] &= ~bit;
	l->dark.row[y][x / 64] = (l->dark.row[y][x / 64] & ~bit) | (dark ? bit : 0);
}

/* Rings around y, x: the one at distance `light` is light, as is the one at `outer`, where there is one. */
static void fix_rings(struct layout *l, int size, int y, int x, int light, int outer, int reach)
{
	for (int i = -reach; i <= reach; i++)
		for (int j = -reach; j <= reach; j++) {
			int ring = abs(i) > abs(j) ? abs(i) : abs(j);
			if (y + i >= 0 && y + i < size && x + j >= 0 && x + j < size)
				fix(l, y + i, x + j, ring != light && ring != outer);
		}
}

static void fix_alignment(struct layout *l, const struct form *f, int size)
{
	int at[4] = { 6 }, n = 1;
	while (n < 4 && f->centres[n - 1]) {
		at[n] = f->centres[n - 1];
		n++;
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			bool corner = (i == 0 && j == 0) || (i == 0 && j == n - 1) || (i == n - 1 && j == 0);
			if (!corner)
				fix_rings(l, size, at[i], at[j], 1, -1, 2);
		}
}

/* 7.10: six bits and twelve of a BCH code, twice. */
static void fix_version(struct layout *l, int version, int size)
{
	unsigned rest = (unsigned)version;
	for (int i = 0; i < 12; i++)
		rest = rest << 1 ^ (rest >> 11) * 0x1F25u;
	unsigned bits = (unsigned)version << 12 | rest;
	for (int i = 0; i < 18; i++) {
		fix(l, i / 3, size - 11 + i % 3, bits >> i & 1);
		fix(l, size - 11 + i % 3, i / 3, bits >> i & 1);
	}
}

static void fix_patterns(struct layout *l, int version, int size)
{
	for (int y = 0; y < size; y++)
		for (int x = 0; x < size; x++)
			l->free.row[y][x / 64] |= UINT64_C(1) << (x % 64);
	for (int i = 0; i < size; i++) {
		fix(l, 6, i, i % 2 == 0);
		fix(l, i, 6, i % 2 == 0);
	}
	fix_rings(l, size, 3, 3, 2, 4, 4);
	fix_rings(l, size, 3, size - 4, 2, 4, 4);
	fix_rings(l, size, size - 4, 3, 2, 4, 4);
	if (version > 1)
		fix_alignment(l, &forms[version], size);
	/* Room for the format information, which comes with the mask, and the module that is always dark. */
	for (int i = 0; i < 9; i++) {
		if (i == 6)
			continue;
		fix(l, 8, i, false);
		fix(l, i, 8, false);
	}
	for (int i = 1; i <= 8; i++) {
		fix(l, 8, size - i, false);
		fix(l, size - i, 8, i == 8);
	}
	if (version >= 7)
		fix_version(l, version, size);
}

/* 7.7.3: two columns at a time from the right, up and down in turns, around the timing pattern. */
static void find_places(struct layout *l, const struct form *f, int size)
{
	size_t n = 0;
	bool up = true;
	for (int right = size - 1; right > 0; right -= 2, up = !up) {
		if (right == 6)
			right--;
		for (int k = 0; k < 2 * size && n < 8u * f->words; k++) {
			int y = up ? size - 1 - k / 2 : k / 2, x = right - k % 2;
			if (l->free.row[y][x / 64] >> (x % 64) & 1)
				l->place[n++] = (uint16_t)(128 * y + x);
		}
	}
}

/* In GF(256) of x^8 + x^4 + x^3 + x^2 + 1. */
static uint8_t multiply(uint8_t a, uint8_t b)
{
	unsigned p = 0;
	for (int i = 7; i >= 0; i--)
		p = p << 1 ^ (p >> 7) * 0x11Du ^ ((unsigned)b >> i & 1) * a;
	return (uint8_t)p;
}

static void make_multiples(struct layout *l, int parity)
{
	uint8_t g[MAX_PARITY + 1] = { 1 }, root = 1; /* falling powers, the leading 1 first */
	for (int i = 0; i < parity; i++, root = multiply(root, 2))
		for (int k = i + 1; k > 0; k--)
			g[k] ^= multiply(g[k - 1], root);
	for (int v = 0; v < 256; v++)
		for (int k = 0; k < parity; k++)
			l->multiple[v][k] = multiply((uint8_t)v, g[k + 1]);
}

static const struct layout *layout_of(int version)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct layout *l = &layouts[version];
	if (atomic_load_explicit(&l->ready, memory_order_acquire))
		return l;
	pthread_mutex_lock(&lock);
	if (!atomic_load_explicit(&l->ready, memory_order_relaxed)) {
		fix_patterns(l, version, size_of(version));
		find_places(l, &forms[version], size_of(version));
		make_multiples(l, forms[version].parity);
		atomic_store_explicit(&l->ready, true, memory_order_release);
	}
	pthread_mutex_unlock(&lock);
	return l;
}

/* ---- code words ---- */

struct bits {
	uint8_t p[MAX_WORDS + 8];
	uint64_t held;
	unsigned count; /* of bits held, below 8 */
	size_t n;
};

static void put(struct bits *b, unsigned value, unsigned width)
{
	b->held = b->held << width | value;
	for (b->count += width; b->count >= 8; b->count -= 8)
		b->p[b->n++] = (uint8_t)(b->held >> (b->count - 8));
}

/* Table 5: the place in its alphabet plus one; 0 is not in it. */
static const uint8_t alphanumeric[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16, ['G'] = 17, ['H'] = 18, ['I'] = 19, ['J'] = 20, ['K'] = 21, ['L'] = 22, ['M'] = 23,
	['N'] = 24, ['O'] = 25, ['P'] = 26, ['Q'] = 27, ['R'] = 28, ['S'] = 29, ['T'] = 30, ['U'] = 31, ['V'] = 32, ['W'] = 33, ['X'] = 34,
	['Y'] = 35, ['Z'] = 36, [' '] = 37, ['$'] = 38, ['%'] = 39, ['*'] = 40, ['+'] = 41, ['-'] = 42, ['.'] = 43, ['/'] = 44, [':'] = 45,
};

static bool is_alphanumeric(struct slice s)
{
	bool good = true;
	for (size_t i = 0; i < s.n; i++)
		good &= alphanumeric[s.p[i]] != 0;
	return good;
}

/* Table 3. */
static unsigned byte_count_width(int version) { return version < 10 ? 8 : 16; }
static unsigned alphanumeric_count_width(int version) { return version < 10 ? 9 : 11; }

static size_t bits_needed(int version, size_t bytes, size_t rest)
{
	size_t n = 4 + byte_count_width(version) + 8 * bytes;
	return rest ? n + 4 + alphanumeric_count_width(version) + 11 * (rest / 2) + 6 * (rest % 2) : n;
}

/* 7.4: both segments, the end mark, padding. */
static void put_data(struct bits *b, int version, struct slice text, size_t bytes)
{
	size_t room = (size_t)data_words(&forms[version]);
	struct slice rest = slice_sub(text, bytes, text.n);
	put(b, 4, 4);
	put(b, (unsigned)bytes, byte_count_width(version));
	for (size_t i = 0; i < bytes; i++)
		put(b, text.p[i], 8);
	if (rest.n) {
		put(b, 2, 4);
		put(b, (unsigned)rest.n, alphanumeric_count_width(version));
	}
	for (size_t i = 0; i + 2 <= rest.n; i += 2)
		put(b, (alphanumeric[rest.p[i]] - 1u) * 45 + alphanumeric[rest.p[i + 1]] - 1u, 11);
	if (rest.n % 2)
		put(b, alphanumeric[rest.p[rest.n - 1]] - 1u, 6);
	size_t left = 8 * room - (8 * b->n + b->count);
	put(b, 0, left < 4 ? (unsigned)left : 4);
	put(b, 0, (8 - b->count) % 8);
	for (unsigned pad = 0xEC; b->n < room; pad ^= 0xEC ^ 0x11)
		put(b, pad, 8);
}

/* The remainder of data times x^parity divided by the generator (7.5.2). */
static void put_parity(const struct layout *l, const uint8_t *data, size_t n, uint8_t *out, size_t parity)
{
	uint8_t work[128 + MAX_PARITY] = { 0 }; /* no block of level M is longer than 75 */
	memcpy(work, data, n);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *times = l->multiple[work[i]];
		for (size_t k = 0; k < MAX_PARITY; k++)
			work[i + 1 + k] ^= times[k];
	}
	memcpy(out, work + n, parity);
}

/* 7.6: the blocks' words in turns, data first; the later blocks may have one word more. */
static void interleave(const struct layout *l, const struct form *f, const uint8_t *data, uint8_t *out)
{
	size_t blocks = f->blocks, words = (size_t)data_words(f), least = words / blocks, longer = words % blocks;
	for (size_t i = 0; i < blocks; i++) {
		size_t n = least + (i >= blocks - longer);
		uint8_t parity[MAX_PARITY];
		for (size_t k = 0; k < n; k++)
			out[k < least ? k * blocks + i : least * blocks + i - (blocks - longer)] = data[k];
		put_parity(l, data, n, parity, f->parity);
		for (size_t k = 0; k < f->parity; k++)
			out[words + k * blocks + i] = parity[k];
		data += n;
	}
}

/* Two bits that follow each other mostly stand side by side: they are written together. */
static void put_words(const struct layout *l, const uint8_t *words, size_t n, struct qr_bits *out)
{
	uint64_t *word = out->row[0], held = 0;
	const uint16_t *place = l->place;
	size_t at = 0;
	for (size_t i = 0; i < n; i++)
		for (int k = 7; k >= 0; k--, place++) {
			if (*place / 64 != at) {
				word[at] |= held;
				held = 0;
				at = *place / 64;
			}
			held |= (uint64_t)(words[i] >> k & 1) << (*place % 64);
		}
	word[at] |= held;
}

enum qr_code_result qr_code_make(struct slice text, size_t bytes, int *version, struct qr_bits *plain, struct qr_bits *free)
{
	struct bits b = { .n = 0 };
	uint8_t words[MAX_WORDS];
	size_t rest = text.n - bytes;
	int v = 1;
	if (!is_alphanumeric(slice_sub(text, bytes, text.n)))
		return QR_CODE_NOT_ALPHANUMERIC;
	while (v <= QR_MAX_VERSION && bits_needed(v, bytes, rest) > 8u * (size_t)data_words(&forms[v]))
		v++;
	if (v > QR_MAX_VERSION)
		return QR_CODE_TOO_LONG;
	const struct layout *l = layout_of(v);
	put_data(&b, v, text, bytes);
	interleave(l, &forms[v], b.p, words);
	*plain = l->dark;
	*free = l->free;
	put_words(l, words, forms[v].words, plain);
	*version = v;
	return QR_CODE_MADE;
}
