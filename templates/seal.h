/*
 * Owns: the round seal and the SPECIMEN mark as vectors: letters as outlines, so that nothing of them is text. A generic design of
 * our own; must never resemble the crest or emblem of a real authority.
 */
#ifndef TEMPLATES_SEAL_H
#define TEMPLATES_SEAL_H

#include "templates/font.h"

/* Operators of a form of size x size points: rings, authority's names on the circle, a knot in the middle, specimen words when asked. */
void seal_draw(struct buf *b, const struct fonts *fonts, const struct house_style *style, double size);
/* "SPECIMEN 样本" across the page, pale, within q ... Q. */
void seal_watermark(struct buf *b, const struct fonts *fonts, double page_width, double page_height);

#endif
