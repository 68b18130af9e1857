/*
 * Owns: itemisation (face, direction), visual order of runs, and the two ways to glyphs: one to one for simple scripts,
 * HarfBuzz for the others. UAX 9: rules P2-P3, W-N in the short form for text without format characters, L2.
 */
#include "templates/shape.h"

#include <string.h>

#include "base/text.h"
#include "templates/cluster.h"

struct letter {
	int32_t cp;
	uint32_t at;          /* byte offset */
	int16_t face;
	uint8_t level;        /* 0 left to right, 1 right to left, 2 left to right inside right to left */
	bool complex;
};

enum direction { DIR_NEUTRAL = 0, DIR_LEFT, DIR_RIGHT, DIR_DIGIT, DIR_MARK };

bool shape_is_mark(int32_t cp)
{
	hb_unicode_general_category_t c = hb_unicode_general_category(hb_unicode_funcs_get_default(), (hb_codepoint_t)cp);
	return c == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK || c == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK
		|| c == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

static hb_script_t script_of(int32_t cp)
{
	return hb_unicode_script(hb_unicode_funcs_get_default(), (hb_codepoint_t)cp);
}

enum { HAN_FIRST = 0x4E00, HAN_LAST = 0x9FFF };

/* Scripts whose precomposed characters stand side by side without shaping. */
static bool is_simple(int32_t cp)
{
	if (cp < 0x300 || (cp >= HAN_FIRST && cp <= HAN_LAST) || (cp >= 0x1E00 && cp < 0x1F00))
		return true;
	if (shape_is_mark(cp) || (cp >= 0x1100 && cp < 0x1200)) /* combining marks, single jamo */
		return false;
	hb_script_t script = script_of(cp);
	switch (script) {
	case HB_SCRIPT_COMMON: case HB_SCRIPT_LATIN: case HB_SCRIPT_CYRILLIC: case HB_SCRIPT_GREEK: case HB_SCRIPT_HAN:
	case HB_SCRIPT_HIRAGANA: case HB_SCRIPT_KATAKANA: case HB_SCRIPT_HANGUL: case HB_SCRIPT_BOPOMOFO:
	case HB_SCRIPT_ARMENIAN: case HB_SCRIPT_GEORGIAN: case HB_SCRIPT_ETHIOPIC:
		return true;
	default:
		return false;
	}
}

static enum direction direction_of(int32_t cp)
{
	if (cp < 0x80)
		return (cp | 32) >= 'a' && (cp | 32) <= 'z' ? DIR_LEFT : cp >= '0' && cp <= '9' ? DIR_DIGIT : DIR_NEUTRAL;
	if (cp >= HAN_FIRST && cp <= HAN_LAST)
		return DIR_LEFT;
	if (cp < 0x590 && cp >= 0xC0)
		return shape_is_mark(cp) ? DIR_MARK : DIR_LEFT;
	hb_script_t s = script_of(cp);
	if (s == HB_SCRIPT_INHERITED)
		return DIR_MARK;
	hb_unicode_general_category_t c = hb_unicode_general_category(hb_unicode_funcs_get_default(), (hb_codepoint_t)cp);
	if (c == HB_UNICODE_GENERAL_CATEGORY_DECIMAL_NUMBER)
		return DIR_DIGIT;
	if (s == HB_SCRIPT_COMMON)
		return DIR_NEUTRAL;
	return hb_script_get_horizontal_direction(s) == HB_DIRECTION_RTL ? DIR_RIGHT : DIR_LEFT;
}

/* Neutral characters stay in the face of their neighbour; letters choose anew. */
static inline int face_of(const struct fonts *fonts, int32_t cp, int wanted, int before)
{
	if (wanted >= 0)
		return font_for(fonts, cp, wanted);
	enum direction d = direction_of(cp);
	return font_for(fonts, cp, d == DIR_LEFT || d == DIR_RIGHT ? -1 : before);
}

static enum err read_letters(struct ctx *cx, const struct fonts *fonts, int wanted, struct slice text, struct letter *l, size_t *n, bool *complex)
{
	int face = wanted;
	for (size_t at = 0; at < text.n; (*n)++) {
		struct letter *x = &l[*n];
		x->at = (uint32_t)at;
		x->cp = text_next(text, &at);
		if (x->cp < 0)
			return fail(cx, ERR_TEXT_UTF8, "text to print is not UTF-8");
		face = face_of(fonts, x->cp, wanted, face);
		if (face < 0)
			return fail(cx, ERR_GLYPH, "no font has the character U+%04X", (unsigned)x->cp);
		x->face = (int16_t)face;
		x->complex = !is_simple(x->cp);
		*complex |= x->complex;
	}
	return OK;
}

#define LEVEL_OPEN 0xFF /* a neutral: its neighbours will tell */

/* UAX 9 W2, W7: letters and digits. */
static void level_strong(struct letter *l, size_t n, bool rtl, uint8_t left)
{
	enum direction strong = rtl ? DIR_RIGHT : DIR_LEFT;
	for (size_t i = 0; i < n; i++) {
		enum direction d = direction_of(l[i].cp);
		if (d == DIR_MARK) {
			l[i].level = i ? l[i - 1].level : (uint8_t)rtl;
			continue;
		}
		if (d == DIR_LEFT || d == DIR_RIGHT)
			strong = d;
		l[i].level = d == DIR_RIGHT ? 1 : d == DIR_LEFT ? left : d == DIR_DIGIT ? (strong == DIR_RIGHT ? 2 : left) : LEVEL_OPEN;
	}
}

/* UAX 9 N1, N2: what stands between. */
static void level_neutral(struct letter *l, size_t n, bool rtl, uint8_t left)
{
	for (size_t i = 0; i < n; i++) {
		if (l[i].level != LEVEL_OPEN)
			continue;
		size_t end = i;
		while (end < n && l[end].level == LEVEL_OPEN)
			end++;
		/* Digits count as right-to-left neighbours where they lie in such text (N1). */
		bool before = i ? l[i - 1].level > 0 && !(rtl && l[i - 1].level == 2) : rtl;
		bool after = end < n ? l[end].level > 0 && !(rtl && l[end].level == 2) : rtl;
		uint8_t level = before == after ? (before ? 1 : left) : (uint8_t)rtl;
		if (!rtl && !before && !after)
			level = 0;
		for (; i < end; i++)
			l[i].level = level;
		i--;
	}
}

/* For one level of nesting. */
static void set_levels(struct letter *l, size_t n, bool rtl)
{
	uint8_t left = rtl ? 2 : 0;
	level_strong(l, n, rtl, left);
	level_neutral(l, n, rtl, left);
}

static bool base_is_rtl(const struct letter *l, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum direction d = direction_of(l[i].cp);
		if (d == DIR_LEFT || d == DIR_RIGHT)
			return d == DIR_RIGHT;
	}
	return false;
}

static inline void put_letter(struct shape *s, const struct face *f, int32_t cp, struct slice text)
{
	uint32_t g = font_glyph(f, cp);
	int16_t adv = (int16_t)font_advance(f, g);
	s->glyphs[s->glyph_count++] = (struct shape_glyph){ g, text, adv, adv, 0, 0, false };
	s->width += adv;
}

static void put_simple(const struct fonts *fonts, struct shape *s, const struct letter *l, size_t n, int face, struct slice text)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = l[i].at - l[0].at, end = i + 1 < n ? l[i + 1].at - l[0].at : text.n;
		put_letter(s, &fonts->face[face], l[i].cp, slice_sub(text, at, end - at));
	}
}

/*
 * The short way of most texts, whose characters are all simple: what the long way makes of them, in one go. False where one is not simple
 * or cannot be printed.
 */
static bool shape_simple(struct ctx *cx, const struct fonts *fonts, int wanted, struct shape *s)
{
	struct slice text = s->text;
	struct shape_run *r = NULL;
	int face = wanted;
	s->glyphs = ctx_alloc_raw(cx, (text.n + 1) * sizeof *s->glyphs);
	s->runs = ctx_alloc_raw(cx, (text.n + 1) * sizeof *s->runs);
	for (size_t at = 0, from = 0; at < text.n; from = at) {
		int32_t cp = text_next(text, &at);
		if (cp < 0 || !is_simple(cp))
			return false;
		face = face_of(fonts, cp, wanted, face);
		if (face < 0)
			return false;
		if (!r || r->face != face) {
			r = &s->runs[s->run_count++];
			*r = (struct shape_run){ .face = face, .text = slice_of(text.p + from, 0), .first = s->glyph_count };
		}
		put_letter(s, &fonts->face[face], cp, slice_of(text.p + from, at - from));
		r->text.n += at - from;
		r->count++;
	}
	return true;
}

#define SAYS_RIGHT_TO_LEFT SLICE("\xE2\x80\x8F") /* U+200F */

/* Readers turn a line round from its first letter of this direction on: where none stands in front, a glyph without ink says it. */
static void put_direction(struct shape *s, size_t first)
{
	size_t at = 0;
	struct shape_glyph *g = s->glyphs + first;
	int32_t cp = s->glyph_count > first ? text_next(g->text, &at) : ' ';
	if (cp == ' ' || (direction_of(cp) == DIR_RIGHT && !shape_is_mark(cp)))
		return;
	memmove(g + 1, g, (s->glyph_count++ - first) * sizeof *g);
	*g = (struct shape_glyph){ .glyph = TRUETYPE_NOTHING, .text = SAYS_RIGHT_TO_LEFT };
}

static void put_complex(struct ctx *cx, const struct fonts *fonts, struct shape *s, size_t *room, struct slice text, int face, bool rtl)
{
	const struct face *f = &fonts->face[face];
	hb_buffer_t *b = hb_buffer_create();
	hb_buffer_add_utf8(b, (const char *)text.p, (int)text.n, 0, (int)text.n);
	hb_buffer_guess_segment_properties(b);
	hb_buffer_set_direction(b, rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
	hb_buffer_set_cluster_level(b, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS); /* a mark is a cluster of its own */
	/* Right to left no ornamental ligatures: readers of the text would turn the characters of one glyph round. */
	static const hb_feature_t plain[2] = { { HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1 }, { HB_TAG('d', 'l', 'i', 'g'), 0, 0, (unsigned)-1 } };
	hb_shape(f->font, b, plain, rtl ? 2 : 0);
	unsigned n = 0;
	const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(b, &n);
	const hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(b, NULL);
	size_t first = s->glyph_count, need = first + n + 1;
	if (need > *room) { /* shaping may add glyphs */
		struct shape_glyph *g = ctx_alloc(cx, (need + *room) * sizeof *g);
		memcpy(g, s->glyphs, first * sizeof *g);
		s->glyphs = g;
		*room += need;
	}
	for (unsigned i = 0; i < n; i++) {
		int natural = font_advance(f, info[i].codepoint);
		s->glyphs[s->glyph_count++] = (struct shape_glyph){ info[i].codepoint, { 0 }, (int16_t)pos[i].x_advance, (int16_t)natural,
			(int16_t)pos[i].x_offset, (int16_t)pos[i].y_offset, false };
		s->width += pos[i].x_advance;
	}
	cluster_say(cx, f, text, info, s->glyphs + first, n, rtl);
	for (size_t i = first; rtl && i < s->glyph_count; i++) {
		size_t at = 0;
		hb_codepoint_t cp = (hb_codepoint_t)text_next(s->glyphs[i].text, &at);
		s->glyphs[i].mirrored = hb_unicode_mirroring(hb_unicode_funcs_get_default(), cp) != cp;
	}
	hb_buffer_destroy(b);
}

/* Logical pieces of one face and level; their visual order by UAX 9 L2. */
struct piece {
	size_t from, to;
	uint8_t level;
	bool complex;
};

static size_t cut_pieces(const struct letter *l, size_t n, struct piece *p)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		if (count && l[i].face == l[i - 1].face && l[i].level == p[count - 1].level) {
			p[count - 1].to = i + 1;
			p[count - 1].complex |= l[i].complex;
		} else {
			p[count++] = (struct piece){ i, i + 1, l[i].level, l[i].complex || l[i].level == 1 };
		}
	}
	return count;
}

static void order_pieces(struct piece *p, size_t n)
{
	for (uint8_t level = 2; level >= 1; level--)
		for (size_t i = 0; i < n; i++) {
			size_t j = i;
			while (j < n && p[j].level >= level)
				j++;
			for (size_t a = i, b = j; a + 1 < b; a++) {
				struct piece t = p[a];
				p[a] = p[--b];
				p[b] = t;
			}
			if (j > i)
				i = j - 1;
		}
}

static enum err shape_any(struct ctx *cx, const struct fonts *fonts, int face, struct slice text, struct shape *out)
{
	size_t n = 0, room = text.n + 1;
	bool complex = false;
	*out = (struct shape){ .text = text };
	struct letter *l = ctx_alloc(cx, room * sizeof *l);
	enum err err = read_letters(cx, fonts, face, text, l, &n, &complex);
	if (err != OK)
		return err;
	if (complex) { /* right-to-left scripts are all among the complex ones */
		out->rtl = base_is_rtl(l, n);
		set_levels(l, n, out->rtl);
	}
	room = n + 1;
	out->glyphs = ctx_alloc(cx, room * sizeof *out->glyphs);
	struct piece *p = ctx_alloc(cx, (n + 1) * sizeof *p);
	size_t pieces = cut_pieces(l, n, p);
	if (complex)
		order_pieces(p, pieces);
	out->runs = ctx_alloc(cx, (pieces + 1) * sizeof *out->runs);
	for (size_t i = 0; i < pieces; i++) {
		size_t at = l[p[i].from].at, end = p[i].to < n ? l[p[i].to].at : text.n;
		struct shape_run *r = &out->runs[out->run_count++];
		*r = (struct shape_run){ l[p[i].from].face, p[i].complex && p[i].level != 1, p[i].level == 1, slice_of(text.p + at, end - at), out->glyph_count, 0 };
		if (p[i].complex)
			put_complex(cx, fonts, out, &room, r->text, r->face, p[i].level == 1);
		else
			put_simple(fonts, out, l + p[i].from, p[i].to - p[i].from, r->face, r->text);
		if (r->reversed && !(i && p[i - 1].level == 1))
			put_direction(out, r->first);
		r->count = out->glyph_count - r->first;
	}
	return OK;
}

enum err shape_text(struct ctx *cx, const struct fonts *fonts, int face, struct slice text, struct shape *out)
{
	*out = (struct shape){ .text = text };
	return shape_simple(cx, fonts, face, out) ? OK : shape_any(cx, fonts, face, text, out);
}

#define ZERO_WIDTH_JOINER 0x200D

bool shape_joins(int32_t before, int32_t cp)
{
	hb_unicode_funcs_t *u = hb_unicode_funcs_get_default();
	if (cp < 0x300)
		return false;
	if (shape_is_mark(cp) || cp == ZERO_WIDTH_JOINER || before == ZERO_WIDTH_JOINER)
		return true;
	if (hb_unicode_combining_class(u, (hb_codepoint_t)before) == HB_UNICODE_COMBINING_CLASS_VIRAMA) /* a virama asks for the next consonant */
		return true;
	int32_t first = before & ~0x80, last = cp & ~0x80; /* Lao stands 0x80 behind Thai */
	return (first >= 0x0E40 && first <= 0x0E44) || last == 0x0E30 || last == 0x0E32 || last == 0x0E33 || last == 0x0E45;
}
