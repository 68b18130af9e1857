/*
 * Owns: itemisation (face, direction), visual order of runs, and the two ways to glyphs: one to one for simple scripts,
 * HarfBuzz for the others. UAX 9: rules P2-P3, W-N in the short form for text without format characters, L2.
 */
#include "templates/shape.h"

#include <string.h>

#include "base/text.h"

struct letter {
	int32_t cp;
	uint32_t at;          /* byte offset */
	int16_t face;
	uint8_t level;        /* 0 left to right, 1 right to left, 2 left to right inside right to left */
	bool complex;
};

enum direction { DIR_NEUTRAL = 0, DIR_LEFT, DIR_RIGHT, DIR_DIGIT, DIR_MARK };

static bool is_mark(int32_t cp)
{
	hb_unicode_general_category_t c = hb_unicode_general_category(hb_unicode_funcs_get_default(), (hb_codepoint_t)cp);
	return c == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK || c == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK
		|| c == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

static hb_script_t script_of(int32_t cp)
{
	return hb_unicode_script(hb_unicode_funcs_get_default(), (hb_codepoint_t)cp);
}

/* Scripts whose precomposed characters stand side by side without shaping. */
static bool is_simple(int32_t cp)
{
	if (cp < 0x300 || (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x1E00 && cp < 0x1F00))
		return true;
	if (is_mark(cp) || (cp >= 0x1100 && cp < 0x1200)) /* combining marks, single jamo */
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
	if (cp < 0x590 && cp >= 0xC0)
		return is_mark(cp) ? DIR_MARK : DIR_LEFT;
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

static enum err read_letters(struct ctx *cx, const struct fonts *fonts, int wanted, struct slice text, struct letter *l, size_t *n, bool *complex)
{
	int face = wanted;
	for (size_t at = 0; at < text.n; (*n)++) {
		struct letter *x = &l[*n];
		x->at = (uint32_t)at;
		x->cp = text_next(text, &at);
		if (x->cp < 0)
			return fail(cx, ERR_TEXT_UTF8, "text to print is not UTF-8");
		/* Neutral characters stay in the face of their neighbour; letters choose anew. */
		enum direction d = direction_of(x->cp);
		face = font_for(fonts, x->cp, wanted >= 0 ? wanted : d == DIR_LEFT || d == DIR_RIGHT ? -1 : face);
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

static void put_simple(const struct fonts *fonts, struct shape *s, const struct letter *l, size_t n, int face, struct slice text)
{
	const struct face *f = &fonts->face[face];
	for (size_t i = 0; i < n; i++) {
		uint32_t g = font_glyph(f, l[i].cp);
		int16_t adv = (int16_t)font_advance(f, g);
		size_t at = l[i].at - l[0].at, end = i + 1 < n ? l[i + 1].at - l[0].at : text.n;
		s->glyphs[s->glyph_count++] = (struct shape_glyph){ g, slice_sub(text, at, end - at), adv, adv, 0, 0 };
		s->width += adv;
	}
}

#define SAYS_NOTHING SLICE("\xE2\x80\x8C") /* Level A wants some character for each glyph: U+200C */

/* From the cluster's first byte to the next cluster's, which stands before it where the text runs to the left. */
static struct slice cluster_text(const hb_glyph_info_t *info, unsigned n, unsigned i, struct slice text, bool rtl)
{
	size_t from = info[i].cluster, end = text.n;
	if (rtl && i > 0 && info[i - 1].cluster == from)
		return SAYS_NOTHING;
	if (rtl && i > 0)
		end = info[i - 1].cluster;
	for (unsigned k = i + 1; !rtl && k < n; k++)
		if (info[k].cluster != from) {
			end = info[k].cluster;
			break;
		}
	return slice_sub(text, from, end - from);
}

/* Glyphs of one cluster, and the characters they share out among themselves. */
struct cluster {
	const struct face *face;
	struct shape_glyph *glyphs;
	unsigned count;
	int32_t *parts; /* 0: given away */
	size_t part_count;
};

static bool is_drawn(const struct cluster *c, int32_t cp)
{
	uint32_t g = font_glyph(c->face, cp);
	for (unsigned i = 0; g && i < c->count; i++)
		if (c->glyphs[i].glyph == g)
			return true;
	return false;
}

/* A character that the font draws in two pieces counts as those: vowels on both sides of their letter; sara am of Thai and Lao. */
static void add_parts(struct cluster *c, int32_t cp, int depth)
{
	hb_codepoint_t a = 0, b = 0;
	bool am = (cp & ~0x80) == 0x0E33;
	if (am) {
		a = (hb_codepoint_t)cp + 0x1A;
		b = (hb_codepoint_t)cp - 1;
	}
	if (depth && !is_drawn(c, cp) && (am || hb_unicode_decompose(hb_unicode_funcs_get_default(), (hb_codepoint_t)cp, &a, &b)) && b) {
		add_parts(c, (int32_t)a, depth - 1);
		add_parts(c, (int32_t)b, depth - 1);
	} else {
		c->parts[c->part_count++] = cp;
	}
}

#define MOST_PARTS 4 /* of one character, in two steps */

/*
 * Readers that know no ActualText take what each glyph says: its own character where it has one, for it says the same wherever it stands;
 * what is left of the cluster is said by its first other glyph, and nothing is said twice.
 */
static void share_cluster(struct ctx *cx, const struct face *f, struct shape_glyph *glyphs, unsigned n, struct slice text)
{
	struct cluster c = { f, glyphs, n, ctx_alloc(cx, text.n * MOST_PARTS * sizeof *c.parts), 0 };
	struct buf rest;
	for (size_t at = 0; at < text.n;)
		add_parts(&c, text_next(text, &at), 2);
	buf_init(&rest, text.n * MOST_PARTS * 4);
	for (unsigned i = 0; i < n; i++) {
		glyphs[i].text = (struct slice){ 0 };
		for (size_t k = 0; k < c.part_count && !glyphs[i].text.n; k++) {
			if (c.parts[k] == 0 || font_glyph(f, c.parts[k]) != glyphs[i].glyph)
				continue;
			buf_reset(&rest);
			text_put(&rest, c.parts[k]);
			glyphs[i].text = ctx_copy(cx, buf_slice(&rest));
			c.parts[k] = 0;
		}
	}
	buf_reset(&rest);
	for (size_t k = 0; k < c.part_count; k++)
		if (c.parts[k])
			text_put(&rest, c.parts[k]);
	struct slice left = rest.n ? ctx_copy(cx, buf_slice(&rest)) : SAYS_NOTHING;
	for (unsigned i = 0; i < n; i++) {
		if (glyphs[i].text.n)
			continue;
		glyphs[i].text = left;
		left = SAYS_NOTHING;
	}
	buf_free(&rest);
}

/* The next cluster's vowel stands partly in front of this one's letter. */
static bool reaches_back(const struct cluster *c, struct slice next)
{
	hb_codepoint_t a = 0, b = 0;
	size_t at = 0;
	int32_t cp = text_next(next, &at);
	return !is_drawn(c, cp) && hb_unicode_decompose(hb_unicode_funcs_get_default(), (hb_codepoint_t)cp, &a, &b) && is_drawn(c, (int32_t)a);
}

/* Glyphs from left to right, each with its cluster's text so far. */
static void share_clusters(struct ctx *cx, const struct face *f, struct shape_glyph *g, const hb_glyph_info_t *info, unsigned n)
{
	for (unsigned i = 0, to; i < n; i = to) {
		struct slice text = g[i].text;
		for (to = i + 1; to < n; to++) {
			if (info[to].cluster == info[to - 1].cluster)
				continue;
			if (!reaches_back(&(struct cluster){ .face = f, .glyphs = g + i, .count = to - i }, g[to].text))
				break;
			text.n += g[to].text.n;
		}
		if (to - i > 1)
			share_cluster(cx, f, g + i, to - i, text);
	}
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
	if (s->glyph_count + n > *room) { /* shaping may add glyphs */
		size_t more = s->glyph_count + n + *room;
		struct shape_glyph *g = ctx_alloc(cx, more * sizeof *g);
		memcpy(g, s->glyphs, s->glyph_count * sizeof *g);
		s->glyphs = g;
		*room = more;
	}
	for (unsigned i = 0; i < n; i++) {
		struct slice said = cluster_text(info, n, i, text, rtl);
		int natural = font_advance(f, info[i].codepoint);
		s->glyphs[s->glyph_count++] = (struct shape_glyph){ info[i].codepoint, said, (int16_t)pos[i].x_advance, (int16_t)natural,
			(int16_t)pos[i].x_offset, (int16_t)pos[i].y_offset };
		s->width += pos[i].x_advance;
	}
	if (!rtl)
		share_clusters(cx, f, s->glyphs + s->glyph_count - n, info, n);
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

enum err shape_text(struct ctx *cx, const struct fonts *fonts, int face, struct slice text, struct shape *out)
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
		r->count = out->glyph_count - r->first;
	}
	return OK;
}

#define ZERO_WIDTH_JOINER 0x200D

bool shape_joins(int32_t before, int32_t cp)
{
	hb_unicode_funcs_t *u = hb_unicode_funcs_get_default();
	if (cp < 0x300)
		return false;
	hb_unicode_general_category_t c = hb_unicode_general_category(u, (hb_codepoint_t)cp);
	if (c == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK || c == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK
		|| c == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK || cp == ZERO_WIDTH_JOINER || before == ZERO_WIDTH_JOINER)
		return true;
	if (hb_unicode_combining_class(u, (hb_codepoint_t)before) == HB_UNICODE_COMBINING_CLASS_VIRAMA) /* a virama asks for the next consonant */
		return true;
	int32_t first = before & ~0x80, last = cp & ~0x80; /* Lao stands 0x80 behind Thai */
	return (first >= 0x0E40 && first <= 0x0E44) || last == 0x0E30 || last == 0x0E32 || last == 0x0E33 || last == 0x0E45;
}
