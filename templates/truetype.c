/* Owns: the six tables of an embedded TrueType program. Sizes are known before a byte is written. */
#include "templates/truetype.h"

#include <string.h>

enum { HEAD_SIZE = 54, HHEA_SIZE = 36, MAXP_SIZE = 32, GLYPH_HEADER = 10, MOVED_SIZE = GLYPH_HEADER + 8 };

static unsigned get16(const uint8_t *p) { return (unsigned)p[0] << 8 | p[1]; }
static uint32_t get32(const uint8_t *p) { return (uint32_t)get16(p) << 16 | get16(p + 2); }

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xFFFF);
}

static struct slice table(struct slice file, const char *tag)
{
	unsigned count = get16(file.p + 4);
	for (unsigned i = 0; i < count && 12 + 16 * (i + 1) <= file.n; i++) {
		const uint8_t *entry = file.p + 12 + 16 * i;
		uint32_t at = get32(entry + 8), n = get32(entry + 12);
		if (memcmp(entry, tag, 4) == 0)
			return at <= file.n && n <= file.n - at ? slice_sub(file, at, n) : (struct slice){ 0 };
	}
	return (struct slice){ 0 };
}

bool truetype_open(struct slice file, struct truetype *out)
{
	if (file.n < 12 || get32(file.p) != 0x00010000)
		return false;
	*out = (struct truetype){ .glyf = table(file, "glyf"), .head = table(file, "head"), .hhea = table(file, "hhea"), .hmtx = table(file, "hmtx"),
		.loca = table(file, "loca"), .maxp = table(file, "maxp") };
	if (out->head.n < HEAD_SIZE || out->hhea.n < HHEA_SIZE || out->maxp.n < MAXP_SIZE || out->glyf.n == 0)
		return false;
	out->wide = get16(out->head.p + 50) != 0;
	out->glyphs = get16(out->maxp.p + 4);
	out->metrics = get16(out->hhea.p + 34);
	bool hmtx = out->metrics > 0 && out->metrics <= out->glyphs && out->hmtx.n >= 2u * out->glyphs + 2u * out->metrics;
	return hmtx && out->loca.n >= (out->glyphs + 1u) * (out->wide ? 4u : 2u);
}

/* --- Glyphs --- */

static size_t location(const struct truetype *t, uint32_t glyph)
{
	return t->wide ? get32(t->loca.p + 4 * glyph) : 2u * get16(t->loca.p + 2 * glyph);
}

/* The description of a glyph, empty for one without an outline. */
static bool describe(const struct truetype *t, uint32_t glyph, struct slice *out)
{
	size_t from = location(t, glyph), to = location(t, glyph + 1);
	if (from > to || to > t->glyf.n || (to > from && to - from < GLYPH_HEADER))
		return false;
	*out = slice_sub(t->glyf, from, to - from);
	return true;
}

static bool is_composite(struct slice glyph) { return glyph.n && glyph.p[0] >> 7; }

enum { WORDS = 0x0001, OFFSETS = 0x0002, SCALE = 0x0008, MORE = 0x0020, TWO_SCALES = 0x0040, MATRIX = 0x0080, INSTRUCTIONS = 0x0100 };

/* Size of one component that begins at `at`, 0 when it does not fit. */
static size_t component(struct slice glyph, size_t at)
{
	if (at + 4 > glyph.n)
		return 0;
	unsigned flags = get16(glyph.p + at);
	size_t n = 4 + (flags & WORDS ? 4u : 2u) + (flags & SCALE ? 2u : flags & TWO_SCALES ? 4u : flags & MATRIX ? 8u : 0u);
	return at + n <= glyph.n ? n : 0;
}

struct plan {
	struct ctx *cx;
	const struct truetype *t;
	const struct truetype_wish *wish;
	uint64_t *used;      /* a bit a glyph, those of the wish behind those of the face */
	uint32_t *queue;     /* every used glyph once, in the order of asking */
	size_t count, room;
	size_t size;         /* bytes of their descriptions, each rounded up */
};

static bool is_moved(const struct truetype *t, uint32_t glyph) { return glyph >= t->glyphs; }

static bool want(struct plan *p, uint32_t glyph)
{
	struct slice d = { .n = MOVED_SIZE };
	uint64_t bit = UINT64_C(1) << glyph % 64;
	if (is_moved(p->t, glyph) ? glyph - p->t->glyphs >= p->wish->moved_count : !describe(p->t, glyph, &d))
		return false;
	if (p->used[glyph / 64] & bit)
		return true;
	p->used[glyph / 64] |= bit;
	if (p->count == p->room) {
		uint32_t *longer = ctx_alloc(p->cx, (p->room = 2 * p->room + 64) * sizeof *longer);
		if (p->count)
			memcpy(longer, p->queue, p->count * sizeof *longer);
		p->queue = longer;
	}
	p->queue[p->count++] = glyph;
	p->size += (d.n + 3) & ~(size_t)3;
	return true;
}

static bool want_parts(struct plan *p, uint32_t glyph)
{
	struct slice d;
	if (is_moved(p->t, glyph)) {
		uint32_t part = p->wish->moved[glyph - p->t->glyphs].glyph;
		return part == TRUETYPE_NOTHING || (!is_moved(p->t, part) && want(p, part));
	}
	if (!describe(p->t, glyph, &d))
		return false;
	unsigned flags = MORE;
	for (size_t at = GLYPH_HEADER, n; is_composite(d) && flags & MORE; at += n) {
		n = component(d, at);
		if (n == 0 || !want(p, get16(d.p + at + 2)))
			return false;
		flags = get16(d.p + at);
	}
	return true;
}

/* Contours, end points, the length of the instructions and these; then flags and coordinates, which stay. Gives the size, 0 when it does not fit. */
static size_t put_simple(struct slice d, uint8_t *out)
{
	size_t head = GLYPH_HEADER + 2 * (size_t)get16(d.p);
	if (head + 2 > d.n)
		return 0;
	size_t rest = head + 2 + get16(d.p + head);
	if (rest > d.n)
		return 0;
	memcpy(out, d.p, head);
	put16(out + head, 0);
	memcpy(out + head + 2, d.p + rest, d.n - rest);
	return head + 2 + d.n - rest;
}

static size_t put_composite(struct slice d, const struct subset *s, uint8_t *out)
{
	size_t at = GLYPH_HEADER;
	unsigned flags = MORE;
	memcpy(out, d.p, GLYPH_HEADER);
	while (flags & MORE) {
		size_t n = component(d, at);
		flags = get16(d.p + at);
		memcpy(out + at, d.p + at, n);
		put16(out + at, flags & ~(unsigned)INSTRUCTIONS);
		put16(out + at + 2, truetype_renumber(s, get16(d.p + at + 2)));
		at += n;
	}
	return at;
}

static bool put_sum(unsigned a, int b, uint8_t *out)
{
	int v = (int16_t)a + b;
	put16(out, (unsigned)v & 0xFFFF);
	return v == (int16_t)v;
}

/* A composite of one part (OpenType glyf, composite glyph description); nothing where the part draws nothing. */
static bool put_moved(const struct truetype *t, const struct subset *s, const struct truetype_moved *m, uint8_t *out, size_t *size)
{
	struct slice d;
	*size = 0;
	if (m->glyph == TRUETYPE_NOTHING)
		return true;
	if (!describe(t, m->glyph, &d) || d.n == 0)
		return d.n == 0;
	bool fits = true;
	put16(out, 0xFFFF);
	for (int i = 0; i < 4; i++)
		fits = put_sum(get16(d.p + 2 + 2 * i), i % 2 ? m->dy : m->dx, out + 2 + 2 * i) && fits;
	put16(out + GLYPH_HEADER, WORDS | OFFSETS);
	put16(out + GLYPH_HEADER + 2, truetype_renumber(s, m->glyph));
	*size = MOVED_SIZE;
	return put_sum(0, m->dx, out + GLYPH_HEADER + 4) && put_sum(0, m->dy, out + GLYPH_HEADER + 6) && fits;
}

/* --- Tables --- */

static uint32_t sum(const uint8_t *p, size_t n)
{
	uint32_t v = 0;
	for (size_t i = 0; i < n; i += 4)
		v += get32(p + i);
	return v;
}

static unsigned advance(const struct truetype *t, const struct subset *s, unsigned i)
{
	uint32_t g = truetype_shown(s, i);
	return g == TRUETYPE_NOTHING ? 0 : get16(t->hmtx.p + 4 * (g < t->metrics ? g : t->metrics - 1));
}

static void put_bearing(const struct truetype *t, const struct subset *s, unsigned i, uint8_t *out)
{
	uint32_t g = truetype_shown(s, i);
	int by = is_moved(t, s->old[i]) ? s->moved[s->old[i] - t->glyphs].dx : 0;
	size_t at = g < t->metrics ? 4 * (size_t)g + 2 : 4 * (size_t)t->metrics + 2 * (size_t)(g - t->metrics);
	put_sum(g == TRUETYPE_NOTHING ? 0 : get16(t->hmtx.p + at), by, out);
}

/* Advances that repeat at the end are said once: how many stand before that. */
static unsigned count_metrics(const struct truetype *t, const struct subset *s)
{
	unsigned n = s->count;
	while (n > 1 && advance(t, s, n - 1) == advance(t, s, n - 2))
		n--;
	return n;
}

static void put_metrics(const struct truetype *t, const struct subset *s, unsigned metrics, uint8_t *out)
{
	for (unsigned i = 0; i < s->count; i++) {
		if (i < metrics) {
			put16(out, advance(t, s, i));
			out += 2;
		}
		put_bearing(t, s, i, out);
		out += 2;
	}
}

/* Offsets are even, and of 16 bits where that is enough. */
static bool put_glyphs(const struct truetype *t, const struct subset *s, bool wide, uint8_t *glyf, uint8_t *loca, size_t *size)
{
	size_t at = 0;
	for (unsigned i = 0; i <= s->count; i++) {
		struct slice d;
		if (wide)
			put32(loca + 4 * i, (uint32_t)at);
		else
			put16(loca + 2 * i, (unsigned)(at / 2));
		if (i == s->count)
			break;
		if (is_moved(t, s->old[i])) {
			size_t n;
			if (!put_moved(t, s, &s->moved[s->old[i] - t->glyphs], glyf + at, &n))
				return false;
			at += n;
			continue;
		}
		if (!describe(t, s->old[i], &d))
			return false;
		size_t n = d.n == 0 ? 0 : is_composite(d) ? put_composite(d, s, glyf + at) : put_simple(d, glyf + at);
		if (d.n && n == 0)
			return false;
		at += (n + 1) & ~(size_t)1;
	}
	*size = at;
	return true;
}

struct entry {
	const char *tag;
	size_t at, n;
};

static void put_directory(uint8_t *file, const struct entry *e, size_t count)
{
	memcpy(file, "\0\1\0\0\0\6\0\100\0\2\0\40", 12); /* six tables: 4 * 16, 2, 2 * 16 */
	for (size_t i = 0; i < count; i++) {
		uint8_t *entry = file + 12 + 16 * i;
		memcpy(entry, e[i].tag, 4);
		put32(entry + 4, sum(file + e[i].at, (e[i].n + 3) & ~(size_t)3));
		put32(entry + 8, (uint32_t)e[i].at);
		put32(entry + 12, (uint32_t)e[i].n);
	}
}

static unsigned larger(unsigned a, unsigned b) { return a > b ? a : b; }

static void put_profile(const struct truetype *t, const struct subset *s, uint8_t *maxp)
{
	memcpy(maxp, t->maxp.p, MAXP_SIZE);
	put16(maxp + 4, s->count);
	memset(maxp + 14, 0, 14); /* what instructions need */
	put16(maxp + 14, 1);
	if (!is_moved(t, s->old[s->count - 1]))
		return;
	put16(maxp + 10, larger(get16(maxp + 6), get16(maxp + 10))); /* points, contours: a part may have as many as any glyph */
	put16(maxp + 12, larger(get16(maxp + 8), get16(maxp + 12)));
	put16(maxp + 28, larger(get16(maxp + 28), 1));
	put16(maxp + 30, get16(maxp + 30) + 1);
}

static bool put_file(struct ctx *cx, const struct truetype *t, size_t descriptions, struct subset *s)
{
	enum { GLYF, HEAD, HHEA, HMTX, LOCA, MAXP, TABLES };
	bool wide = descriptions > 0x1FFFE;
	unsigned metrics = count_metrics(t, s);
	size_t loca = (s->count + 1) * (wide ? 4u : 2u), hmtx = 2 * ((size_t)s->count + metrics);
	struct entry e[TABLES] = { { "glyf", 12 + 16 * TABLES, 0 }, { "head", 0, HEAD_SIZE }, { "hhea", 0, HHEA_SIZE }, { "hmtx", 0, hmtx },
		{ "loca", 0, loca }, { "maxp", 0, MAXP_SIZE } };
	uint8_t *file = ctx_alloc(cx, e[GLYF].at + descriptions + HEAD_SIZE + HHEA_SIZE + MAXP_SIZE + hmtx + loca + 4 * TABLES);
	uint8_t *offsets = ctx_alloc(cx, loca);
	if (!put_glyphs(t, s, wide, file + e[GLYF].at, offsets, &e[GLYF].n))
		return false;
	for (int i = 1; i < TABLES; i++)
		e[i].at = (e[i - 1].at + e[i - 1].n + 3) & ~(size_t)3;
	memcpy(file + e[LOCA].at, offsets, loca);
	put_metrics(t, s, metrics, file + e[HMTX].at);
	memcpy(file + e[HEAD].at, t->head.p, HEAD_SIZE);
	put32(file + e[HEAD].at + 8, 0);
	put16(file + e[HEAD].at + 50, wide);
	memcpy(file + e[HHEA].at, t->hhea.p, HHEA_SIZE);
	put16(file + e[HHEA].at + 34, metrics);
	put_profile(t, s, file + e[MAXP].at);
	size_t n = (e[MAXP].at + e[MAXP].n + 3) & ~(size_t)3;
	put_directory(file, e, TABLES);
	put32(file + e[HEAD].at + 8, 0xB1B0AFBA - sum(file, n));
	s->file = slice_of(file, n);
	return true;
}

bool truetype_subset(struct ctx *cx, const struct truetype *t, const struct truetype_wish *wish, struct subset *out)
{
	size_t words = (t->glyphs + wish->moved_count) / 64 + 1;
	struct plan p = { .cx = cx, .t = t, .wish = wish, .used = ctx_alloc(cx, words * sizeof *p.used) };
	bool good = want(&p, 0);
	for (size_t i = 0; i < wish->count; i++)
		good = good && want(&p, wish->glyphs[i]);
	for (size_t i = 0; good && i < p.count; i++)
		good = want_parts(&p, p.queue[i]);
	if (!good)
		return false;
	*out = (struct subset){ .old = ctx_alloc(cx, p.count * sizeof *out->old), .face_glyphs = t->glyphs, .moved = wish->moved };
	for (size_t i = 0; i < words; i++)
		for (uint64_t left = p.used[i]; left; left &= left - 1)
			out->old[out->count++] = (uint32_t)(64 * i) + (unsigned)__builtin_ctzll(left);
	return put_file(cx, t, p.size, out);
}

uint32_t truetype_shown(const struct subset *s, unsigned glyph)
{
	uint32_t old = s->old[glyph];
	return old < s->face_glyphs ? old : s->moved[old - s->face_glyphs].glyph;
}

uint32_t truetype_renumber(const struct subset *s, uint32_t old)
{
	unsigned low = 0, high = s->count;
	while (low < high) {
		unsigned mid = (low + high) / 2;
		if (s->old[mid] < old)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
