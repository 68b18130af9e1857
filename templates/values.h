/*
 * Owns: the values of a proof as they stand on the paper: text, words beside it, size, line breaks. Only fill*.c include it.
 */
#ifndef TEMPLATES_VALUES_H
#define TEMPLATES_VALUES_H

#include "schemas/proof.h"
#include "templates/sheet.h"
#include "templates/stock_inner.h"

/* Draws every cell of the page. ERR_GLYPH names the character and the field. */
must_use enum err values_draw(struct ctx *cx, struct sheet *s, const struct page *page, const struct proof *proof, const char *code);
/* The masking legend, with the number of the document it replaces when there is one. */
must_use enum err values_draw_legend(struct ctx *cx, struct sheet *s, const struct stock *stock, const struct proof *proof);
/* "7K3QD9XW2M4" -> "7K3Q-D9XW-2M4", in the arena. */
struct slice values_group(struct ctx *cx, struct slice plain);

#endif
