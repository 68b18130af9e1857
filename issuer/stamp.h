/* Owns: paper -> stamped: PAdES baseline B (EN 319 142-1) over the one revision, written into the reserved /Contents. */
#ifndef ISSUER_STAMP_H
#define ISSUER_STAMP_H

#include "issuer/paper.h"

/* A finished file: stock and fill. Not yet released: review comes next. */
struct stamped {
	const struct paper *paper;
};

/* Signs with the PDF seal key. work: a hash to be used up. Patches the paper's fill in place. */
must_use enum err stamp_make(struct ctx *cx, const struct desk *d, struct paper *paper, struct hash *work, struct stamped *out);

#endif
