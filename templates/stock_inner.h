/*
 * Owns: what the fill must know about a stock beyond its bytes. Only stock*.c and fill*.c include it.
 */
#ifndef TEMPLATES_STOCK_INNER_H
#define TEMPLATES_STOCK_INNER_H

#include "templates/font.h"
#include "templates/page.h"
#include "templates/stock.h"

/* Objects that the stock refers to and each fill writes, numbered from stock->objects + 1 in this order. */
enum fill_object {
	FILL_CONTENT = 0, FILL_RESOURCES, FILL_XMP, FILL_INFO, FILL_PROOF, FILL_PHOTO_ELEMENT, FILL_SIGNATURE, FILL_OBJECTS
};

struct stock {
	struct buf bytes, xref;      /* xref: the stock's lines of the cross-reference table */
	uint8_t digest[32];
	struct hash *hash;
	enum kind kind;
	struct page page;
	char *authority_en;
	uint32_t *offsets;           /* 1..objects */
	uint32_t objects, root, page_object, document_element;
	uint32_t font[FACE_COUNT];   /* Type 0 font object of a face, 0 for none */
	uint16_t *known[FACE_COUNT]; /* glyph of the full face -> glyph of the embedded subset, 0 for none */
	int mcid_legend, mcid_qr, mcid_photo;
};

#endif
