/*
 * Owns: the fill: what one document adds behind its stock, as one revision: values, glyphs the stock lacks, XMP, JSON
 * attachment, QR, signature dictionary (last object), one cross-reference table, trailer. Signs nothing.
 */
#ifndef TEMPLATES_FILL_H
#define TEMPLATES_FILL_H

#include "templates/stock.h"

struct fill_input {
	const struct proof *proof;
	struct slice proof_json;  /* proof_encode's bytes, stored unfiltered so that they can be found by position */
	struct slice seal_text;   /* the whole URL of the QR */
	const char *code;         /* verification code, ungrouped */
	size_t contents_size;     /* bytes to reserve for the CMS (twice as many hex digits) */
};

struct fill {
	struct buf bytes;         /* owned; /Contents is all zero digits until the stamp patches it */
	size_t contents_at;       /* offset inside the fill of the '<' of /Contents */
	size_t contents_digits;   /* hex digits between < and > */
	size_t proof_at, proof_size; /* where proof_json stands inside the fill */
	size_t photo_at, photo_size; /* where the holder's JPEG stands inside the fill; 0 without one */
};

/*
 * ERR_GLYPH names the character no font has (as U+XXXX) and the field. /ByteRange is already final: it covers the file but for
 * the string of /Contents with its < and >. The fill ends with "%%EOF\n".
 */
must_use enum err fill_build(struct ctx *cx, const struct stock *stock, const struct fonts *fonts, const struct fill_input *in, struct fill *out);
void fill_free(struct fill *f);

#endif
