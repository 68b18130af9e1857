/*
 * Owns: the sRGB colour profile that PDF/A wants as output intent, made from the numbers of IEC 61966-2-1 (ICC.1:2010, version 4).
 */
#ifndef TEMPLATES_ICC_H
#define TEMPLATES_ICC_H

#include "base/buf.h"

/* Appends the whole profile, about 600 bytes. */
void icc_srgb(struct buf *b);

#endif
