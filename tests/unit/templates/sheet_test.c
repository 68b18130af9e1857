/* Owns: tests of glyphs that are not where or what the face has them: each has a number, a place and characters of its own. */
#include "templates/sheet.h"

#include "tests/unit/templates/sample.h"

#define SIZE 10

static const struct sheet_style style = { SIZE, SHEET_INK, SHEET_LEFT, NULL, -1, 0 };

/* One line on a sheet of its own, and what the page says. */
static struct slice drawn(struct ctx *cx, struct sheet *s, uint16_t *const *known, const char *text, struct subset *subsets)
{
	struct buf b;
	sheet_init(s, cx, sample_fonts(cx), known);
	CHECK_OK(sheet_text(s, &style, 0, 0, slice_str(text), NULL));
	for (int i = 0; i < FACE_COUNT; i++) {
		const struct truetype_wish wish = sheet_wish(s, i);
		if (wish.count)
			CHECK_OK(font_subset(cx, &s->fonts->face[i], &wish, &subsets[i]));
	}
	buf_init(&b, 65536);
	sheet_write(s, subsets, &b);
	struct slice copy = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return copy;
}

static bool holds(struct slice text, const char *part) { return slice_find(text, slice_str(part), 0) != SIZE_MAX; }

TEST(sheet_puts_marks_where_the_shape_has_them)
{
	static const char *const texts[] = { "\u0639\u064E\u0644\u0650\u064A\u0651\u064C", "\u05E9\u05B8\u05C1\u05DC", "\u0E17\u0E35\u0E48", "Q\u0303" };
	for (size_t i = 0; i < 4; i++) {
		struct sheet s;
		struct shape shape;
		struct subset subsets[FACE_COUNT] = { 0 };
		struct slice page = drawn(cx, &s, NULL, texts[i], subsets);
		CHECK_OK(shape_text(cx, s.fonts, -1, slice_str(texts[i]), &shape));
		size_t marks = 0;
		for (size_t k = 0; k < shape.glyph_count; k++) {
			const struct shape_glyph *g = &shape.glyphs[k];
			int face = shape.runs[0].face;
			const struct truetype_wish wish = sheet_wish(&s, face);
			const struct truetype_moved m = font_moved(&s.fonts->face[face], g->glyph, g->dx, g->dy);
			size_t found = 0;
			for (size_t j = 0; j < wish.moved_count; j++)
				found += wish.moved[j].glyph == m.glyph && wish.moved[j].dx == m.dx && wish.moved[j].dy == m.dy;
			CHECK_INT(found, g->dx || g->dy || g->glyph == TRUETYPE_NOTHING);
			marks += g->dx || g->dy;
		}
		CHECK(marks > 0 && shape.run_count == 1);
		CHECK(!holds(page, "Ts")); /* nothing is raised */
	}
}

/* A glyph that the stock has is the stock's only where it stands in its place and says its own character. */
TEST(sheet_takes_from_the_stock_what_is_the_same)
{
	const struct fonts *fonts = sample_fonts(cx);
	uint16_t *known[FACE_COUNT] = { 0 };
	for (int i = 0; i < fonts->count; i++) {
		known[i] = ctx_alloc(cx, fonts->face[i].glyphs * sizeof **known);
		for (unsigned g = 0; g < fonts->face[i].glyphs; g++)
			known[i][g] = (uint16_t)(g + 1);
	}
	struct sheet s;
	struct subset subsets[FACE_COUNT] = { 0 };
	CHECK(!holds(drawn(cx, &s, known, "ABC (D)", subsets), "/F"));
	CHECK(!holds(drawn(cx, &s, known, "\u0639\u0644", subsets), "/F"));
	CHECK(holds(drawn(cx, &s, known, "\u0639\u064E\u0644", subsets), "/F"));
	CHECK(holds(drawn(cx, &s, known, "(\u0639\u0644)", subsets), "/F"));
}

/* A string ends where its brackets do, and a carriage return in it would be read as a line feed. */
TEST(sheet_escapes_what_a_string_cannot_hold)
{
	const struct face *face = &sample_fonts(cx)->face[FACE_TEXT];
	uint16_t *known[FACE_COUNT] = { 0 };
	struct sheet s;
	struct subset subsets[FACE_COUNT] = { 0 };
	known[FACE_TEXT] = ctx_alloc(cx, face->glyphs * sizeof **known);
	known[FACE_TEXT][font_glyph(face, 'A')] = 0x0D28;
	known[FACE_TEXT][font_glyph(face, 'B')] = 0x295C;
	known[FACE_TEXT][font_glyph(face, 'C')] = 0x0A41;
	CHECK(holds(drawn(cx, &s, known, "ABC", subsets), "(\\r\\(\\)\\\\\nA)Tj"));
}

/* The bracket that closes right to left looks like the one that opens: two glyphs, each with its own character. */
TEST(sheet_says_the_bracket_of_the_text)
{
	struct sheet s;
	struct subset subset;
	size_t opens = 0, closes = 0;
	sheet_init(&s, cx, sample_fonts(cx), NULL);
	CHECK_OK(sheet_text(&s, &style, 0, 0, slice_str("(A"), NULL));
	CHECK_OK(sheet_text(&s, &style, 0, SIZE, slice_str("\u0639)"), NULL));
	const struct face *f = &s.fonts->face[FACE_TEXT];
	const struct truetype_wish wish = sheet_wish(&s, FACE_TEXT);
	CHECK_OK(font_subset(cx, f, &wish, &subset));
	const struct slice *said = sheet_characters(&s, FACE_TEXT, &subset);
	for (unsigned i = 0; i < subset.count; i++) {
		opens += slice_is(said[i], "(") && truetype_shown(&subset, i) == font_glyph(f, '(');
		closes += slice_is(said[i], ")") && truetype_shown(&subset, i) == font_glyph(f, '(');
	}
	CHECK(opens == 1 && closes == 1);
}
