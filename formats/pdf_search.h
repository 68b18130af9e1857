/*
 * Owns: finding a signature in a file that the walk of formats/pdf.c cannot follow, because another program has saved it again, so that
 * "ours but changed" can be told from "never ours". What it finds is never taken for good.
 */
#ifndef FORMATS_PDF_SEARCH_H
#define FORMATS_PDF_SEARCH_H

#include "base/buf.h"

/* Slices point into the file; absent = not found. */
struct pdf_found {
	size_t count;           /* how often /ByteRange stands there, 2 for more; the rest is of the first one */
	struct slice range;     /* from [ to ], where it is short enough */
	struct slice contents;  /* between the delimiters of the nearest /Contents that is a string */
	bool literal;           /* these are ( and ), not < and > */
};

/* In linear time. */
void pdf_search(struct slice file, struct pdf_found *out);

/* The bytes of a literal string (ISO 32000-1 7.3.4.2), without its outer parentheses; what is beyond `room` is left out. Gives their number. */
size_t pdf_search_literal(struct slice text, uint8_t *out, size_t room);

#endif
