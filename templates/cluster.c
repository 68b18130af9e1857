/* Owns: sharing out (cluster.h). Clusters are HarfBuzz's, of one character each where the script allows (level "monotone characters"). */
#include "templates/cluster.h"

#include "base/text.h"

#define SAYS_NOTHING SLICE("\xE2\x80\x8C") /* Level A wants some character for each glyph: U+200C */

/* From the cluster's first byte to the next cluster's, which stands before it where the text runs to the left. */
static struct slice text_of(const hb_glyph_info_t *info, unsigned n, unsigned i, struct slice text, bool rtl)
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

/* Marks on one letter stand in the font's order, which need not be the text's. They advance nothing, so that it is free: right to left the last comes first. */
static void order_marks(struct cluster *c, size_t *place, bool rtl)
{
	for (unsigned i = 1; rtl && i < c->count; i++)
		for (unsigned k = i; k && place[k] > place[k - 1] && !c->glyphs[k].advance && !c->glyphs[k - 1].advance; k--) {
			struct shape_glyph g = c->glyphs[k];
			size_t at = place[k];
			c->glyphs[k] = c->glyphs[k - 1];
			place[k] = place[k - 1];
			c->glyphs[k - 1] = g;
			place[k - 1] = at;
		}
}

#define MOST_PARTS 4 /* of one character, in two steps */

/*
 * Readers that know no ActualText take what each glyph says: its own character where it has one, for it says the same wherever it stands;
 * what is left of the cluster is said by its first other glyph, and nothing is said twice.
 */
static void share_cluster(struct ctx *cx, const struct face *f, struct shape_glyph *glyphs, unsigned n, struct slice text, bool rtl)
{
	size_t *place = ctx_alloc(cx, n * sizeof *place);
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
			place[i] = k;
		}
	}
	order_marks(&c, place, rtl);
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

/* The marks of one glyph, last first: readers turn them round with the line. For those that do not it is the same text (UAX 15, canonical order). */
static struct slice turn_marks(struct ctx *cx, struct slice text)
{
	int32_t marks[8];
	size_t n = 0;
	struct buf b;
	for (size_t at = 0; at < text.n; n++)
		if (n == 8 || !shape_is_mark(marks[n] = text_next(text, &at)))
			return text;
	if (n < 2)
		return text;
	buf_init(&b, text.n);
	while (n)
		text_put(&b, marks[--n]);
	struct slice turned = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return turned;
}

void cluster_say(struct ctx *cx, const struct face *f, struct slice text, const hb_glyph_info_t *info, struct shape_glyph *g, unsigned n, bool rtl)
{
	for (unsigned i = 0; i < n; i++)
		g[i].text = text_of(info, n, i, text, rtl);
	for (unsigned i = 0, to; i < n; i = to) {
		struct slice all = g[i].text;
		for (to = i + 1; to < n; to++) {
			if (info[to].cluster == info[to - 1].cluster)
				continue;
			if (rtl || !reaches_back(&(struct cluster){ .face = f, .glyphs = g + i, .count = to - i }, g[to].text))
				break;
			all.n += g[to].text.n;
		}
		if (to - i > 1)
			share_cluster(cx, f, g + i, to - i, all, rtl);
		for (unsigned k = i; rtl && k < to; k++)
			g[k].text = turn_marks(cx, g[k].text);
	}
}
