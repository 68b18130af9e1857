/* Owns: tests of order and joining. Glyphs are compared by the characters they stand for, from left to right. */
#include "templates/shape.h"

#include "tests/unit/templates/sample.h"

/* The characters of the glyphs from left to right; | between runs. */
static struct slice seen(struct ctx *cx, const char *text)
{
	struct shape s;
	struct buf b;
	buf_init(&b, 4096);
	CHECK_OK(shape_text(cx, sample_fonts(cx), -1, slice_str(text), &s));
	int width = 0;
	for (size_t r = 0; r < s.run_count; r++) {
		if (r)
			buf_putc(&b, '|');
		for (size_t k = 0; k < s.runs[r].count; k++) {
			buf_put_slice(&b, s.glyphs[s.runs[r].first + k].text);
			width += s.glyphs[s.runs[r].first + k].advance;
		}
	}
	CHECK_INT(width, s.width);
	struct slice copy = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return copy;
}

TEST(shape_keeps_simple_text_in_order)
{
	CHECK_TEXT(seen(cx, "ŁUCJA Nguyễn"), "ŁUCJA Nguyễn");
	CHECK_TEXT(seen(cx, "ANNA 样本"), "ANNA |样本");
}

TEST(shape_turns_arabic_round)
{
	CHECK_TEXT(seen(cx, "محمد"), "دمحم");
	CHECK_TEXT(seen(cx, "عبد الله"), "هللا دبع");
}

TEST(shape_keeps_numbers_upright_inside_arabic)
{
	CHECK_TEXT(seen(cx, "محمد 12"), "12| دمحم");
	CHECK_TEXT(seen(cx, "AB محمد"), "AB |دمحم");
}

TEST(shape_joins_arabic_letters)
{
	struct shape alone, joined;
	CHECK_OK(shape_text(cx, sample_fonts(cx), -1, slice_str("م"), &alone));
	CHECK_OK(shape_text(cx, sample_fonts(cx), -1, slice_str("مم"), &joined));
	CHECK(alone.glyphs[0].glyph != joined.glyphs[0].glyph && joined.glyphs[0].glyph != joined.glyphs[1].glyph);
	CHECK(joined.runs[0].reversed && !joined.runs[0].complex);
}

TEST(shape_reorders_devanagari_under_its_own_text)
{
	struct shape s;
	CHECK_OK(shape_text(cx, sample_fonts(cx), -1, slice_str("हिन्दी"), &s));
	CHECK_INT(s.run_count, 1);
	CHECK(s.runs[0].complex && !s.runs[0].reversed);
	CHECK_TEXT(s.runs[0].text, "हिन्दी");
}

/* What readers without ActualText take out: the glyphs' own characters, each once. */
TEST(shape_glyphs_say_each_character_once)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "ตัวอย่าง", "ตัวอย่าง" }, { "น้ำ", "นํ้า" }, { "त्रि", "त्रि" }, { "र्क", "कर्" }, { "हिन्दी", "िहन्दी" }, { "क्षत्रियो", "क्षत्रियो" }, { "மா சோ", "மா ேசா" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct shape s;
		struct buf b;
		buf_init(&b, 256);
		CHECK_OK(shape_text(cx, sample_fonts(cx), -1, slice_str(cases[i].text), &s));
		for (size_t k = 0; k < s.glyph_count; k++)
			if (!slice_is(s.glyphs[k].text, "\xE2\x80\x8C"))
				buf_put_slice(&b, s.glyphs[k].text);
		CHECK_TEXT(buf_slice(&b), cases[i].want);
		buf_free(&b);
	}
}

/* From left to right, so that a reader who turns the line round has the text; the font has one glyph for fatha and shadda, and draws qamats first. */
TEST(shape_gives_each_mark_its_own_glyph)
{
	CHECK_TEXT(seen(cx, "\u0641\u064E\u0627\u0637\u0650\u0645"), "\u0645\u0650\u0637\u0627\u064E\u0641");
	CHECK_TEXT(seen(cx, "\u062D\u064E\u0645\u064E\u0651\u062F"), "\u062F\u0651\u064E\u0645\u064E\u062D");
	CHECK_TEXT(seen(cx, "\u05E9\u05B8\u05C1\u05DC"), "\u05DC\u05C1\u05B8\u05E9");
	CHECK_TEXT(seen(cx, "ที่"), "ที่");
}

/* What is no letter of the direction would count to what stands before the line. */
TEST(shape_says_the_direction_where_no_letter_does)
{
	CHECK_TEXT(seen(cx, "\u0639\u0644\u0650"), "\u200F\u0650\u0644\u0639");
	CHECK_TEXT(seen(cx, "AB \u0644\u0650"), "AB |\u200F\u0650\u0644");
	CHECK_TEXT(seen(cx, "(\u0639\u0644)"), "\u200F)|\u0644\u0639|(");
	CHECK_TEXT(seen(cx, "\u0639\u0644"), "\u0644\u0639");
}

TEST(shape_refuses_a_character_without_glyph)
{
	struct shape s;
	enum err err = shape_text(cx, sample_fonts(cx), -1, slice_str("A\U00016800"), &s);
	CHECK_INT(err, ERR_GLYPH);
	CHECK(slice_find(slice_str(cx->text), SLICE("U+16800"), 0) != SIZE_MAX);
}

TEST(shape_no_line_ends_within_a_letter)
{
	static const int32_t one[][2] = { { 0x0915, 0x093F }, { 0x094D, 0x0937 }, { 0x0E01, 0x0E48 }, { 0x0E40, 0x0E01 }, { 0x0E01, 0x0E33 }, { 0x0EC0, 0x0E81 },
		{ 0x17D2, 0x179A }, { 'e', 0x0301 }, { 0x0915, 0x200D }, { 0x200D, 0x0915 } };
	static const int32_t two[][2] = { { 'a', 'b' }, { ' ', 'b' }, { 0x6837, 0x672C }, { 0x0915, 0x0915 }, { 0x093F, 0x0915 }, { 0x0E48, 0x0E01 }, { 0, 0x0E01 },
		{ 0x0E2D, 0x0E40 } };
	for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
		CHECK(shape_joins(one[i][0], one[i][1]));
	for (size_t i = 0; i < sizeof two / sizeof two[0]; i++)
		CHECK(!shape_joins(two[i][0], two[i][1]));
}
