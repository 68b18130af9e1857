/*
 * Owns: the faces we print with: font files, their coverage and metrics, subsets for embedding. ISO 32000-1 9.7 (Type 0,
 * CIDFontType2, Identity-H). Must never print a box for a character: what no face has is said so.
 */
#ifndef TEMPLATES_FONT_H
#define TEMPLATES_FONT_H

#include <hb.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "templates/stock.h"
#include "templates/truetype.h"

/* FACE_TEXT, FACE_HAN and FACE_MONO must be there; the others print further scripts when their package is installed. */
enum face_id { FACE_TEXT = 0, FACE_HAN, FACE_MONO, FACE_HANGUL, FACE_OTHER = FACE_HANGUL, FACE_COUNT = 32 };

struct face {
	const char *name;                 /* PostScript name, NULL where the file is not installed */
	hb_face_t *face;
	struct truetype program;          /* the file's tables, for subsetting */
	hb_font_t *font;                  /* scaled to 1000 units an em */
	hb_font_t *exact;                 /* scaled to the face's own units: outlines lose nothing */
	int ascent, descent, cap_height;  /* 1/1000 em */
	int box[4];                       /* FontBBox, 1/1000 em */
	unsigned glyphs, units;
	uint16_t *bmp;                    /* glyph of each character below U+10000 */
	int16_t *advance;                 /* of each glyph, 1/1000 em */
};

struct fonts {
	struct face face[FACE_COUNT];
	int count;
	uint8_t first[0x10000];           /* 1 + first face that has the character, 0 for none: what font_for says for it */
};

/* Glyph of a character in a face, 0 when it has none. */
uint32_t font_glyph_slowly(const struct face *f, int32_t cp); /* of font_glyph alone: behind U+FFFF, or where the face is not installed */
static inline uint32_t font_glyph(const struct face *f, int32_t cp)
{
	return cp >= 0 && cp < 0x10000 && f->bmp ? f->bmp[cp] : font_glyph_slowly(f, cp);
}
/* First face that has the character, or -1. `like` is tried first when it is a face (-1: none). */
int font_for_slowly(const struct fonts *fonts, int32_t cp, int like); /* of font_for alone: behind U+FFFF */
static inline int font_for(const struct fonts *fonts, int32_t cp, int like)
{
	if (cp < 0 || cp >= 0x10000)
		return font_for_slowly(fonts, cp, like);
	return like >= 0 && font_glyph(&fonts->face[like], cp) ? like : fonts->first[cp] - 1;
}
/* Advance in 1/1000 em. */
static inline int font_advance(const struct face *f, uint32_t glyph) { return glyph < f->glyphs ? f->advance[glyph] : 0; }

/* A glyph moved by 1/1000 em, in the units of the face. */
struct truetype_moved font_moved(const struct face *f, uint32_t glyph, int dx, int dy);
/* Glyphs of the full face, and moved ones -> subset. Fails with ERR_FONT. */
must_use enum err font_subset(struct ctx *cx, const struct face *f, const struct truetype_wish *wish, struct subset *out);

/* PDF path (m l c h, no painting) of a glyph, through x' = a x + c y + e, y' = b x + d y + f with x, y in em. */
void font_outline(struct buf *b, const struct face *f, uint32_t glyph, const double m[static 6]);

/* How many glyphs of a subset from i on have the same advance: /W says four and more of them at once (ISO 32000-1 9.7.4.3). */
unsigned font_equal_advances(const struct face *f, const struct subset *s, unsigned i);
#define FONT_WIDTH_RUN 4
/* Entries of /W for all glyphs of a subset: "0[w w] 2 9 w 10[w ...]". */
void font_widths(struct buf *b, const struct face *f, const struct subset *s);
/* ToUnicode CMap; texts[new] = characters of a glyph, empty for none (parts of composites). */
void font_to_unicode(struct buf *b, const struct subset *s, const struct slice *texts);

#endif
