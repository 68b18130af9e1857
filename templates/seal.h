/*
 * Owns: the round seal and the SPECIMEN mark as vectors. A generic design of our own; must never resemble the crest or emblem of a
 * real authority.
 */
#ifndef TEMPLATES_SEAL_H
#define TEMPLATES_SEAL_H

#include "templates/sheet.h"

/* Asks for the glyphs the seal prints. Characters that no font has are left to the page's own texts to refuse. */
void seal_want(struct sheet *s, const struct house_style *style);
/*
 * Operators of a form of size x size points: rings, authority's names on the circle, a rosette in the middle, specimen words when
 * asked. Fonts are named /S<face> as on the page; known as in struct sheet.
 */
void seal_draw(struct buf *b, const struct fonts *fonts, uint16_t *const *known, const struct house_style *style, double size);
/* "SPECIMEN 样本" across the page, pale, within q ... Q; as text it reads as nothing. */
void seal_watermark(struct buf *b, const struct fonts *fonts, uint16_t *const *known, double page_width, double page_height);

#endif
