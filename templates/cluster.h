/*
 * Owns: what each glyph of a shaped run says to those who read the page's text: its characters for ToUnicode (ISO 32000-1 9.10). Must never say a
 * character twice, nor lose one.
 */
#ifndef TEMPLATES_CLUSTER_H
#define TEMPLATES_CLUSTER_H

#include "templates/shape.h"

/*
 * Sets glyphs[i].text for a run that HarfBuzz shaped: n glyphs from left to right, info as it gave them for `text`. A glyph that has a character of
 * its own says that; what is left of a cluster is said by its first other glyph, nothing (U+200C) by the rest. Right to left, marks of one letter
 * change places so that the last stands first; they advance nothing. Texts borrow from `text` or live in the arena.
 */
void cluster_say(struct ctx *cx, const struct face *f, struct slice text, const hb_glyph_info_t *info, struct shape_glyph *glyphs, unsigned n, bool rtl);

#endif
