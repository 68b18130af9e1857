/*
 * Owns: cutting a TrueType program (ISO/IEC 14496-22) down to some of its glyphs, for embedding: glyf, head, hhea, hmtx, loca, maxp and
 * nothing else (ISO 32000-1 table 126). Outlines are copied as they stand, without instructions; one that stands elsewhere than its glyph is
 * a composite of that glyph alone. Must never change a point.
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

/* A glyph drawn elsewhere than it stands, its advance the same: where a mark belongs on its letter. Units of the face. */
#define TRUETYPE_NOTHING UINT32_MAX
struct truetype_moved {
	uint32_t glyph; /* of the face, or TRUETYPE_NOTHING: without ink and without advance */
	int dx, dy;
};

/* What a subset is made of: glyphs of the face, or truetype.glyphs + i for moved[i]. */
struct truetype_wish {
	const uint32_t *glyphs;
	size_t count;
	const struct truetype_moved *moved;
	size_t moved_count;
};

/* A subset. Lives in the arena; borrows the moved glyphs of the wish. */
struct subset {
	struct slice file;
	unsigned count;       /* glyphs of the subset, .notdef and parts of composites among them */
	uint32_t *old;        /* old[new] = glyph of the full face or of the wish, ascending */
	unsigned face_glyphs;
	const struct truetype_moved *moved;
};

/* The glyphs asked for, with .notdef and the parts of composites. False where a table ends before what it must hold, or a move leads beyond 16 bits. */
must_use bool truetype_subset(struct ctx *cx, const struct truetype *t, const struct truetype_wish *wish, struct subset *out);
/* The face's glyph that a glyph of the subset shows, whose advance it has; TRUETYPE_NOTHING. */
uint32_t truetype_shown(const struct subset *s, unsigned glyph);
/* New number of an old glyph in a subset; the caller asks only for glyphs it put in. Subsets keep the order of the face. */
uint32_t truetype_renumber(const struct subset *s, uint32_t old);

#endif
