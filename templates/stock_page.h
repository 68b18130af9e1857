/*
 * Owns: what the stock draws on the page and how it is tagged. Only stock*.c include it.
 */
#ifndef TEMPLATES_STOCK_PAGE_H
#define TEMPLATES_STOCK_PAGE_H

#include "templates/haru.h"
#include "templates/sheet.h"
#include "templates/stock_inner.h"

/* A stock being drawn. */
struct draft {
	const struct fonts *fonts;
	struct stock *stock;
	struct haru haru;
	struct sheet sheet;
	const struct house_style *style;
	HPDF_Dict font[FACE_COUNT];
	HPDF_Dict tree, document;   /* StructTreeRoot and its one Document element */
	HPDF_Array parents;         /* ParentTree: element of each mcid */
	int mcids;
};

/* Labels and sentences onto the sheet, with their structure elements. Fails with ERR_GLYPH when the house style holds such a character. */
must_use enum err stock_draw_page(struct draft *d);
/* Watermark, frames and rules, onto the page itself: once the fonts' glyph numbers are known, before the sheet is written. */
void stock_draw_ground(struct draft *d);
/* The signature field's element and the parent tree: after everything else. */
void stock_end_tree(struct draft *d, HPDF_Dict field);
/* Characters the fill will print in the Han face. */
void stock_want_han(struct draft *d, const char *text);

#endif
