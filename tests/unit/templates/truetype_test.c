/* Owns: tests of subsets as files: what they hold, composites, and that a damaged font is refused. Outlines: font_test.c. */
#include "templates/truetype.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/templates/sample.h"

#define SERIF "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf"

static struct slice read_font(struct ctx *cx, struct buf *b)
{
	buf_init(b, 8u << 20);
	CHECK_OK(file_read(cx, SERIF, b));
	return buf_slice(b);
}

static unsigned u16(const uint8_t *p) { return (unsigned)p[0] << 8 | p[1]; }
static uint32_t u32(const uint8_t *p) { return u16(p) << 16 | u16(p + 2); }

static bool subset(struct ctx *cx, const struct truetype *t, const uint32_t *glyphs, size_t n, struct subset *out)
{
	return truetype_subset(cx, t, &(struct truetype_wish){ .glyphs = glyphs, .count = n }, out);
}

TEST(truetype_subset_is_a_whole_font_file)
{
	struct buf b;
	struct truetype t;
	struct subset s;
	const uint32_t glyphs[] = { 36, 37, 90, 36, 300 };
	CHECK(truetype_open(read_font(cx, &b), &t));
	CHECK(subset(cx, &t, glyphs, 5, &s));
	CHECK(s.count >= 5 && s.old[0] == 0);
	for (unsigned i = 1; i < s.count; i++)
		CHECK(s.old[i] > s.old[i - 1]);
	static const char tags[6][5] = { "glyf", "head", "hhea", "hmtx", "loca", "maxp" };
	uint32_t all = 0, end = 12 + 6 * 16;
	CHECK_INT(u16(s.file.p + 4), 6);
	CHECK_INT(s.file.n % 4, 0);
	for (size_t i = 0; i < 6; i++) {
		const uint8_t *e = s.file.p + 12 + 16 * i;
		uint32_t sum = 0, at = u32(e + 8), n = u32(e + 12);
		CHECK(memcmp(e, tags[i], 4) == 0);
		CHECK_INT(at, end); /* no gap but to the next multiple of four */
		end = (at + n + 3) & ~3u;
		for (uint32_t k = at; k < end; k += 4)
			sum += i == 1 && k == at + 8 ? 0 : u32(s.file.p + k);
		CHECK_INT(u32(e + 4), sum);
	}
	CHECK_INT(end, s.file.n);
	for (size_t k = 0; k < s.file.n; k += 4)
		all += u32(s.file.p + k);
	CHECK_INT(all, 0xB1B0AFBA); /* OpenType 1.9, checkSumAdjustment */
	struct truetype again;
	CHECK(truetype_open(s.file, &again));
	CHECK_INT(again.glyphs, s.count);
	buf_free(&b);
}

TEST(truetype_subset_brings_the_parts_of_composites)
{
	struct buf b;
	struct truetype t;
	struct subset s;
	size_t composites = 0;
	CHECK(truetype_open(read_font(cx, &b), &t));
	for (uint32_t g = 1; g < t.glyphs; g++) {
		CHECK(subset(cx, &t, &g, 1, &s));
		composites += s.count > 2;
		ctx_reset(cx);
	}
	CHECK(composites > 100);
	buf_free(&b);
}

static uint32_t table_at(const struct subset *s, size_t i) { return u32(s->file.p + 12 + 16 * i + 8); }

/* A composite of one part, with room for it in the profile; its advance is the part's, its box the part's moved. */
TEST(truetype_subset_moves_a_glyph)
{
	enum { GLYF, HEAD, HHEA, HMTX, LOCA, MAXP };
	struct buf b;
	struct truetype t;
	struct subset s;
	CHECK(truetype_open(read_font(cx, &b), &t));
	const struct truetype_moved moved[] = { { 36, -70, 300 }, { 36, 5, 0 } };
	const uint32_t glyphs[] = { t.glyphs, 37, t.glyphs + 1 };
	CHECK(truetype_subset(cx, &t, &(struct truetype_wish){ glyphs, 3, moved, 2 }, &s));
	CHECK_INT(s.count, 5); /* .notdef, 36, 37, and 36 twice elsewhere */
	unsigned first = truetype_renumber(&s, t.glyphs), part = truetype_renumber(&s, 36);
	CHECK(first == 3 && part == 1 && truetype_shown(&s, first) == 36 && truetype_shown(&s, part) == 36);
	const uint8_t *loca = s.file.p + table_at(&s, LOCA), *glyf = s.file.p + table_at(&s, GLYF), *maxp = s.file.p + table_at(&s, MAXP);
	const uint8_t *m = glyf + 2 * u16(loca + 2 * first), *whole = glyf + 2 * u16(loca + 2 * part), *hmtx = s.file.p + table_at(&s, HMTX);
	CHECK_INT(2 * (u16(loca + 2 * first + 2) - u16(loca + 2 * first)), 18);
	CHECK_HEX(slice_of(m, 2), "ffff");
	CHECK_INT((int16_t)u16(m + 2), (int16_t)u16(whole + 2) - 70);
	CHECK_INT((int16_t)u16(m + 8), (int16_t)u16(whole + 8) + 300);
	CHECK_HEX(slice_of(m + 10, 8), "00030001ffba012c"); /* words, offsets; glyph 1; -70, 300 */
	CHECK_INT(u16(hmtx + 4 * first), u16(hmtx + 4 * part));
	CHECK_INT((int16_t)u16(hmtx + 4 * first + 2), (int16_t)u16(hmtx + 4 * part + 2) - 70);
	CHECK(u16(maxp + 28) >= 1 && u16(maxp + 30) > u16(t.maxp.p + 30) && u16(maxp + 10) >= u16(maxp + 6) && u16(maxp + 12) >= u16(maxp + 8));
	buf_free(&b);
}

TEST(truetype_subset_has_a_glyph_of_nothing)
{
	struct buf b;
	struct truetype t;
	struct subset s;
	CHECK(truetype_open(read_font(cx, &b), &t));
	const struct truetype_moved nothing = { .glyph = TRUETYPE_NOTHING };
	CHECK(truetype_subset(cx, &t, &(struct truetype_wish){ &t.glyphs, 1, &nothing, 1 }, &s));
	CHECK_INT(s.count, 2);
	const uint8_t *loca = s.file.p + table_at(&s, 4), *hmtx = s.file.p + table_at(&s, 3);
	CHECK_INT(u16(loca + 4), u16(loca + 2));
	CHECK_HEX(slice_of(hmtx + 4, 4), "00000000");
	buf_free(&b);
}

TEST(truetype_refuses_moves_it_cannot_make)
{
	struct buf b;
	struct truetype t;
	struct subset s;
	CHECK(truetype_open(read_font(cx, &b), &t));
	const struct truetype_moved far = { 36, 0x7FFF, 0 }, twice = { t.glyphs, 1, 1 }, good = { 36, 1, 1 };
	const uint32_t second = t.glyphs + 1;
	CHECK(truetype_subset(cx, &t, &(struct truetype_wish){ &t.glyphs, 1, &good, 1 }, &s));
	CHECK(!truetype_subset(cx, &t, &(struct truetype_wish){ &t.glyphs, 1, &far, 1 }, &s));
	CHECK(!truetype_subset(cx, &t, &(struct truetype_wish){ &t.glyphs, 1, &twice, 1 }, &s));
	CHECK(!truetype_subset(cx, &t, &(struct truetype_wish){ &second, 1, &good, 1 }, &s));
	buf_free(&b);
}

TEST(truetype_refuses_what_is_no_font)
{
	struct truetype t;
	CHECK(!truetype_open(SLICE(""), &t));
	CHECK(!truetype_open(SLICE("OTTO\0\1\0\0\0\0\0\0"), &t));
	CHECK(!truetype_open(SLICE("\0\1\0\0\0\6\0\0\0\0\0\0"), &t));
	CHECK(!truetype_open(SLICE("\0\1\0\0\377\377\0\0\0\0\0\0"), &t));
}

/* Cut short anywhere and with bytes changed anywhere: refused or cut, never read outside. */
TEST(truetype_survives_damaged_fonts)
{
	struct buf b;
	struct truetype t;
	struct subset s;
	struct slice font = read_font(cx, &b);
	uint32_t glyphs[40], x = 1;
	size_t refused = 0;
	for (uint32_t i = 0; i < 40; i++)
		glyphs[i] = 30 + 37 * i;
	CHECK(truetype_open(font, &t) && subset(cx, &t, glyphs, 40, &s));
	const struct subset good = s;
	uint8_t *copy = malloc(good.file.n);
	CHECK(copy != NULL);
	for (size_t i = 0; i < good.count; i++)
		glyphs[i % 40] = (uint32_t)i;
	for (size_t n = 0; n < good.file.n; n += 13) {
		uint8_t *cut = malloc(n + 1); /* exactly as long, so that a byte behind it is noticed */
		CHECK(cut != NULL);
		memcpy(cut, good.file.p, n);
		refused += !truetype_open(slice_of(cut, n), &t) || !subset(cx, &t, glyphs, 40, &s);
		free(cut);
	}
	CHECK(refused > 0);
	for (int i = 0; i < 3000; i++) {
		memcpy(copy, good.file.p, good.file.n);
		for (int k = 0; k < 4; k++) {
			x = x * 1664525u + 1013904223u;
			copy[(x >> 8) % good.file.n] = (uint8_t)x;
		}
		refused += !truetype_open(slice_of(copy, good.file.n), &t) || !subset(cx, &t, glyphs, 40, &s);
	}
	CHECK(refused > 100);
	free(copy);
	buf_free(&b);
}
