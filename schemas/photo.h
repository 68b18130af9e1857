/*
 * Owns: what we need to know of a holder's photo: that it is one whole baseline or progressive JPEG (ITU-T T.81 annex B), its
 * size and colours. Reads markers only; must never decode an image.
 */
#ifndef SCHEMAS_PHOTO_H
#define SCHEMAS_PHOTO_H

#include "schemas/flaw.h"

#define PHOTO_LEAST_PIXELS 120  /* each side: enough to compare a face */
#define PHOTO_MOST_PIXELS  2000

struct photo {
	unsigned width, height;
	unsigned components; /* 1 grey, 3 colour */
	unsigned orientation; /* Exif 4.6.5: 1 upright, 0 not said */
};

/*
 * FLAW_NONE, or what is wrong: FLAW_PHOTO_SIZE, FLAW_PHOTO_JPEG, FLAW_PHOTO_TURNED (paper and screen would show it differently),
 * FLAW_PHOTO_PIXELS. bare: the same picture without comments and what cameras write beside it (place, owner, a second picture), to which
 * strangers who get the paper have no right.
 */
enum flaw_code photo_parse(struct slice jpeg, struct buf *bare, struct photo *out);

#endif
