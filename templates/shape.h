/*
 * Owns: text into placed glyphs: choice of faces, runs, direction (the part of UAX 9 that text without control characters
 * needs), shaping by HarfBuzz where a script asks for it. Must never drop a character.
 */
#ifndef TEMPLATES_SHAPE_H
#define TEMPLATES_SHAPE_H

#include "templates/font.h"

struct shape_glyph {
	uint32_t glyph;       /* of the full face, or TRUETYPE_NOTHING */
	struct slice text;    /* the characters it stands for; U+200C where others of its cluster say them */
	int16_t advance, natural, dx, dy; /* 1/1000 em; natural: advance in the face */
	bool mirrored;        /* a bracket that opens, drawn as the one that closes elsewhere (UAX 9 L4) */
};

/* Glyphs of one face, in visual order from left to right. */
struct shape_run {
	int face;
	bool complex;         /* left to right, but glyphs and characters need not correspond in order: extraction needs the text itself */
	bool reversed;        /* right to left: glyphs stand in visual order, last character first */
	struct slice text;    /* the characters, logical order */
	size_t first, count;
};

struct shape {
	struct slice text;
	struct shape_glyph *glyphs;
	struct shape_run *runs;
	size_t glyph_count, run_count;
	int width;            /* 1/1000 em */
	bool rtl;             /* base direction, from the first strong character */
};

/* One line of text, no line breaks. face: a face_id to try first for every character, or -1. Result in the arena. Fails with ERR_GLYPH naming U+XXXX. */
must_use enum err shape_text(struct ctx *cx, const struct fonts *fonts, int face, struct slice text, struct shape *out);

/* A character of the categories Mn, Mc and Me (Unicode 4.5): it belongs to the one before. */
bool shape_is_mark(int32_t cp);
/* True when a character and the one before it are one letter for the eye, so that no line may end between them: marks, conjuncts (UAX 29), and
 * the vowels that Thai and Lao write before and behind their consonants. */
bool shape_joins(int32_t before, int32_t cp);

#endif
