/*
 * Owns: invented portraits for tests and samples: a grey silhouette drawn and written as baseline JPEG (ITU-T T.81) by us.
 * Must never look like a person.
 */
#ifndef TESTS_TOOLS_SILHOUETTE_H
#define TESTS_TOOLS_SILHOUETTE_H

#include "base/buf.h"

/* Appends a grey JPEG of 240 x 320 pixels, about 4 KB; the seed varies its shape and shade. */
void silhouette_draw(uint64_t seed, struct buf *out);

#endif
