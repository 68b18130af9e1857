/*
 * Owns: fine line art for the ground of the paper: bands of waves and rosettes, as operators that repeat one path under many
 * matrices (which deflates to almost nothing). Decoration only; must never stand where text has to be read by machines.
 */
#ifndef TEMPLATES_GUILLOCHE_H
#define TEMPLATES_GUILLOCHE_H

#include "base/buf.h"

/* Waves from x to x + width about y: `lines` copies of one wave, each a little later, two families against each other. */
struct guilloche_band {
	double x, y, width, amplitude, period;
	int lines;
};
void guilloche_band(struct buf *b, const struct guilloche_band *band);

/* A closed curve with `petals` petals between radius inner and outer, drawn `lines` times, turned by equal steps within one petal. */
struct guilloche_rosette {
	double x, y, inner, outer;
	int petals, lines;
};
void guilloche_rosette(struct buf *b, const struct guilloche_rosette *rosette);

#endif
