/*
 * Owns: cutting a TrueType program (ISO/IEC 14496-22) down to some of its glyphs, for embedding: glyf, head, hhea, hmtx, loca, maxp and
 * nothing else (ISO 32000-1 table 126). Outlines are copied as they stand, without instructions. Must never change a point.
 */
#ifndef TEMPLATES_TRUETYPE_H
#define TEMPLATES_TRUETYPE_H

#include "base/buf.h"
#include "base/ctx.h"

/* The tables of a font file; they borrow its bytes. */
struct truetype {
	struct slice glyf, head, hhea, hmtx, loca, maxp;
	unsigned glyphs, metrics; /* glyphs in all; those of hmtx with an advance of their own */
	bool wide;                /* offsets of 32 bits in loca */
};

/* False for a file that is no TrueType font with one outline table (OpenType with CFF, collections). */
bool truetype_open(struct slice file, struct truetype *out);

/* A subset. Lives in the arena. */
struct subset {
	struct slice file;
	unsigned count;       /* glyphs of the subset, .notdef and parts of composites among them */
	uint32_t *old;        /* old[new] = glyph of the full face, ascending */
};

/* The glyphs asked for, with .notdef and the parts of composites. False where a table ends before what it must hold. */
must_use bool truetype_subset(struct ctx *cx, const struct truetype *t, const uint32_t *glyphs, size_t n, struct subset *out);
/* New number of an old glyph in a subset; the caller asks only for glyphs it put in. Subsets keep the order of the face. */
uint32_t truetype_renumber(const struct subset *s, uint32_t old);

#endif
