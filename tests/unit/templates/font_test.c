/* Owns: tests of faces: coverage, and that an embedded glyph is the font's glyph to the last point. */
#include "templates/font.h"

#include <hb-ot.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/unit/templates/sample.h"

static float shift[2]; /* of the outline that is taken */

static void put_point(struct buf *b, char op, float x, float y)
{
	buf_printf(b, "%c %g %g ", op, (double)(x + shift[0]), (double)(y + shift[1]));
}

static void move_to(hb_draw_funcs_t *f, void *b, hb_draw_state_t *st, float x, float y, void *u)
{
	(void)f, (void)st, (void)u;
	put_point(b, 'm', x, y);
}

static void line_to(hb_draw_funcs_t *f, void *b, hb_draw_state_t *st, float x, float y, void *u)
{
	(void)f, (void)st, (void)u;
	put_point(b, 'l', x, y);
}

static void quadratic_to(hb_draw_funcs_t *f, void *b, hb_draw_state_t *st, float cx, float cy, float x, float y, void *u)
{
	(void)f, (void)st, (void)u;
	put_point(b, 'q', cx, cy);
	put_point(b, ',', x, y);
}

static void outline(hb_font_t *font, uint32_t glyph, struct buf *b)
{
	hb_draw_funcs_t *f = hb_draw_funcs_create();
	hb_draw_funcs_set_move_to_func(f, move_to, NULL, NULL);
	hb_draw_funcs_set_line_to_func(f, line_to, NULL, NULL);
	hb_draw_funcs_set_quadratic_to_func(f, quadratic_to, NULL, NULL);
	buf_reset(b);
	hb_font_get_glyph_shape(font, glyph, f, b);
	hb_draw_funcs_destroy(f);
}

/* The whole font and a subset of it, to be drawn from. */
struct pair {
	hb_blob_t *blob;
	hb_face_t *small;
	hb_font_t *whole, *part;
};

static struct pair pair_open(const struct face *face, const struct subset *s)
{
	struct pair p = { .blob = hb_blob_create((const char *)s->file.p, (unsigned)s->file.n, HB_MEMORY_MODE_READONLY, NULL, NULL) };
	p.small = hb_face_create(p.blob, 0);
	p.whole = hb_font_create(face->face);
	p.part = hb_font_create(p.small);
	return p;
}

static void pair_close(struct pair *p)
{
	hb_font_destroy(p->whole);
	hb_font_destroy(p->part);
	hb_face_destroy(p->small);
	hb_blob_destroy(p->blob);
}

/* Every stroke of every glyph of a subset against the whole font. */
static void compare_outlines(struct ctx *cx, const struct face *face, const uint32_t *glyphs, size_t n)
{
	struct subset s;
	struct buf want, got;
	buf_init(&want, 1u << 20);
	buf_init(&got, 1u << 20);
	CHECK_OK(font_subset(cx, face, &(struct truetype_wish){ .glyphs = glyphs, .count = n }, &s));
	struct pair fonts = pair_open(face, &s);
	CHECK_INT(hb_face_get_glyph_count(fonts.small), s.count);
	for (size_t i = 0; i < n; i++) {
		uint32_t now = truetype_renumber(&s, glyphs[i]);
		CHECK_INT(s.old[now], glyphs[i]);
		outline(fonts.whole, glyphs[i], &want);
		outline(fonts.part, now, &got);
		CHECK_SLICE(buf_slice(&got), buf_slice(&want));
		CHECK_INT(hb_font_get_glyph_h_advance(fonts.part, now), hb_font_get_glyph_h_advance(fonts.whole, glyphs[i]));
	}
	pair_close(&fonts);
	buf_free(&want);
	buf_free(&got);
}

static void compare_range(struct ctx *cx, const struct face *face, int32_t from, int32_t to)
{
	uint32_t glyphs[1024];
	size_t n = 0;
	for (int32_t cp = from; cp <= to && n < 1024; cp++)
		if (font_glyph(face, cp))
			glyphs[n++] = font_glyph(face, cp);
	CHECK(n > 0);
	compare_outlines(cx, face, glyphs, n);
}

TEST(font_subset_keeps_every_stroke_of_latin)
{
	compare_range(cx, &sample_fonts(cx)->face[FACE_TEXT], 0x20, 0x17F);
	compare_range(cx, &sample_fonts(cx)->face[FACE_TEXT], 0x1EA0, 0x1EF9); /* composites */
	compare_range(cx, &sample_fonts(cx)->face[FACE_TEXT], 0x400, 0x45F);
}

TEST(font_subset_keeps_every_stroke_of_han)
{
	for (int32_t row = 0x4E00; row < 0x9F00; row += 0x900)
		compare_range(cx, &sample_fonts(cx)->face[FACE_HAN], row, row + 0x7F);
}

TEST(font_subset_keeps_every_stroke_of_every_face)
{
	const struct fonts *fonts = sample_fonts(cx);
	for (int i = 0; i < fonts->count; i++) {
		const struct face *f = &fonts->face[i];
		uint32_t glyphs[700];
		size_t n = 0;
		for (uint32_t g = 1; f->name && g < f->glyphs && n < 700; g += 1 + f->glyphs / 700)
			glyphs[n++] = g;
		if (n)
			compare_outlines(cx, f, glyphs, n);
		ctx_reset(cx);
	}
}

/* A mark moved onto its letter is the font's mark, every point by the same way; also one that is a composite in the font. */
TEST(font_subset_moves_every_stroke)
{
	const struct face *f = &sample_fonts(cx)->face[FACE_TEXT];
	const int32_t marks[] = { 0x301, 0x323, 0xC5 };
	for (size_t i = 0; i < 3; i++) {
		const struct truetype_moved m = font_moved(f, font_glyph(f, marks[i]), -40, 170);
		struct subset s;
		struct buf want, got;
		buf_init(&want, 65536);
		buf_init(&got, 65536);
		CHECK_OK(font_subset(cx, f, &(struct truetype_wish){ &f->glyphs, 1, &m, 1 }, &s));
		struct pair fonts = pair_open(f, &s);
		outline(fonts.part, truetype_renumber(&s, f->glyphs), &got);
		shift[0] = (float)m.dx;
		shift[1] = (float)m.dy;
		outline(fonts.whole, m.glyph, &want);
		shift[0] = shift[1] = 0;
		CHECK(want.n > 0 && m.dx && m.dy);
		CHECK_SLICE(buf_slice(&got), buf_slice(&want));
		CHECK_INT(hb_font_get_glyph_h_advance(fonts.part, truetype_renumber(&s, f->glyphs)), hb_font_get_glyph_h_advance(fonts.whole, m.glyph));
		pair_close(&fonts);
		buf_free(&want);
		buf_free(&got);
	}
}

TEST(font_outline_test_would_notice_a_lost_stroke)
{
	const struct face *face = &sample_fonts(cx)->face[FACE_HAN];
	struct buf a, b;
	hb_font_t *font = hb_font_create(face->face);
	buf_init(&a, 65536);
	buf_init(&b, 65536);
	outline(font, font_glyph(face, 0x672C), &a); /* 本 */
	outline(font, font_glyph(face, 0x6728), &b); /* 木: the same without one stroke */
	CHECK(!slice_eq(buf_slice(&a), buf_slice(&b)) && a.n > b.n);
	hb_font_destroy(font);
	buf_free(&a);
	buf_free(&b);
}

TEST(font_has_the_scripts_of_the_holders)
{
	static const char *const texts[] = { "Zażółć gęślą", "Nguyễn Thị Đặng", "Образец", "样本", "𠮷", "محمد", "สมชาย", "नमूना", "홍길동", "Ελένη", "山田たろう" };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		CHECK_INT(fonts_missing(sample_fonts(cx), slice_str(texts[i])), 0);
}

TEST(font_names_the_character_no_face_has)
{
	CHECK_INT(fonts_missing(sample_fonts(cx), slice_str("SPECIMEN \U00016800")), 0x16800);
	CHECK_INT(fonts_missing(sample_fonts(cx), SLICE("A\xC3")), 0xFFFD);
}

TEST(font_to_unicode_writes_ranges_and_single_characters)
{
	struct subset s = { .count = 8 };
	const struct slice texts[8] = { { 0 }, SLICE("a"), SLICE("b"), SLICE("c"), SLICE("z"), SLICE("لا"), SLICE("\xF0\xA0\xAE\xB7"), { 0 } };
	struct buf b;
	buf_init(&b, 4096);
	font_to_unicode(&b, &s, texts);
	CHECK(slice_find(buf_slice(&b), SLICE("3 beginbfchar\n<0004><007a>\n<0005><06440627>\n<0006><d842dfb7>\nendbfchar\n"), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&b), SLICE("1 beginbfrange\n<0001><0003><0061>\nendbfrange\n"), 0) != SIZE_MAX);
	buf_free(&b);
}

TEST(font_widths_says_equal_advances_at_once)
{
	const struct face *f = &sample_fonts(cx)->face[FACE_HAN];
	uint32_t han = font_glyph(f, 0x672C), space = font_glyph(f, ' ');
	uint32_t old[7] = { space, han, han, han, han, han, space };
	struct subset s = { .count = 7, .old = old, .face_glyphs = f->glyphs };
	struct buf b;
	buf_init(&b, 4096);
	font_widths(&b, f, &s);
	char want[64];
	snprintf(want, sizeof want, "0[%d] 1 5 %d 6[%d]", font_advance(f, space), font_advance(f, han), font_advance(f, space));
	CHECK_TEXT(buf_slice(&b), want);
	buf_free(&b);
}
