/*
 * Owns: what the file says about itself, twice and alike: XMP (ISO 16684-1) and the information dictionary; PDF/A-3 A
 * (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) identification.
 */
#ifndef TEMPLATES_XMP_H
#define TEMPLATES_XMP_H

#include "base/buf.h"

struct xmp {
	const char *title, *author; /* UTF-8 */
	int64_t at;                 /* creation and modification */
};

void xmp_packet(struct buf *b, const struct xmp *x);
/* "<</Title...>>" */
void xmp_info(struct buf *b, const struct xmp *x);

#endif
