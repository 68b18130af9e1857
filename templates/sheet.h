/*
 * Owns: a page's content while the glyph numbers of the embedded subsets are still unknown: texts and marks in drawing order,
 * and the glyphs they need. Written out as PDF operators at the end (ISO 32000-1 8-9, marked content 14.6).
 */
#ifndef TEMPLATES_SHEET_H
#define TEMPLATES_SHEET_H

#include "templates/shape.h"

/* Grey and colour of letters, as operators. */
#define SHEET_INK   ".11 .12 .15 rg"
#define SHEET_SOFT  ".38 .40 .44 rg"
#define SHEET_RED   ".69 .13 .09 rg"

enum sheet_align { SHEET_LEFT = 0, SHEET_CENTRE, SHEET_RIGHT };

struct sheet_style {
	double size;
	const char *colour;      /* one of the operators above */
	enum sheet_align align;
	const char *lang;        /* "zh-CN" where the whole line differs from the document's English; NULL: letters of other scripts say theirs */
	int face;                /* -1: by coverage */
	int spacing;             /* letter spacing, 1/1000 em */
};

/*
 * Glyphs asked for in one face, in the order of first use, each with its characters. One that stands off the line or beside its place is a glyph of
 * its own (truetype.h): drawn raised, a mark is no part of its line for those who read the page's text. So is a mirrored bracket, which says another
 * character than the same glyph elsewhere.
 */
struct sheet_need {
	uint32_t *glyphs;        /* of the face, or face.glyphs + i for moved[i] */
	struct slice *texts;
	size_t n, room;
	struct truetype_moved *moved;
	size_t moved_n, moved_room;
};

struct sheet_item;
struct sheet {
	struct ctx *cx;
	const struct fonts *fonts;
	struct sheet_item *first, **last;
	struct sheet_need need[FACE_COUNT];
	/* Glyphs already embedded elsewhere: known[face][glyph] is its number there, 0 for none. NULL: nothing known. */
	uint16_t *const *known;
};

void sheet_init(struct sheet *s, struct ctx *cx, const struct fonts *fonts, uint16_t *const *known);
/* Marked content of the structure tree: "/P <</MCID 3>> BDC" ... EMC. An mcid below 0 is an Artifact. */
void sheet_begin(struct sheet *s, const char *tag, int mcid);
void sheet_end(struct sheet *s);
/* Operators as they are; they must keep the graphics state (q ... Q) and end with a line feed. The bytes must outlive the sheet. */
void sheet_raw(struct sheet *s, struct slice operators);
/* One line, its baseline at x, y (align: which part of the line stands at x). *width gets its width in points when not NULL. */
must_use enum err sheet_text(struct sheet *s, const struct sheet_style *style, double x, double y, struct slice text, double *width);
/* The same with a line shaped before. */
void sheet_shape(struct sheet *s, const struct sheet_style *style, double x, double y, const struct shape *shape);
/* Width of a shaped line in points. */
double sheet_width(const struct sheet_style *style, const struct shape *shape);

/* Asks for the glyph of a character without drawing it; nothing happens when the face lacks it. */
void sheet_want(struct sheet *s, int face, int32_t cp);
/* What a face's subset must hold, for font_subset; borrows from the sheet. */
struct truetype_wish sheet_wish(const struct sheet *s, int face);
/* The characters of a subset by glyph, for font_to_unicode: an array in the arena. */
struct slice *sheet_characters(const struct sheet *s, int face, const struct subset *subset);

/* Where the glyphs are: known ones are font /S<face>, needed ones /F<face> with subset[face]. */
void sheet_write(const struct sheet *s, const struct subset *subset, struct buf *out);

/* A number with at most two decimals, as short as it gets, and a space. */
void sheet_number(struct buf *b, double v);

#endif
