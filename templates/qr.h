/*
 * Owns: the QR symbol (ISO/IEC 18004) of the seal and its samples as an image mask. The only user of libqrencode here.
 */
#ifndef TEMPLATES_QR_H
#define TEMPLATES_QR_H

#include "base/buf.h"
#include "base/ctx.h"
#include "templates/qr_mask.h"
#include "templates/qr_words.h"

#define QR_MODULE 1.92      /* points: 8 dots at 300 dpi */
/*
 * Two samples a module: a screen's renderer then makes the mask smaller, and the grey it gives is read; one sample a module would be made
 * larger, by repeating rows here and there, and is not. As filled rectangles many large symbols were not read at 72 dpi.
 */
#define QR_SAMPLES 2

struct qr {
	int size, mask;         /* modules a side; number of the mask */
	struct qr_bits bits;
};

/* Level M, smallest version; what stands up to '#' as bytes, the rest as alphanumeric. ERR_QR over QR_MAX_VERSION. */
must_use enum err qr_encode(struct ctx *cx, struct slice text, struct qr *out);
bool qr_is_dark(const struct qr *qr, int x, int y);
/*
 * The samples of an image mask (ISO 32000-1 8.9.6.2) as a zlib stream for FlateDecode: QR_SAMPLES a module each way, 0 is dark, the leftmost in
 * the highest bit, rows of whole bytes, the top row first.
 */
void qr_pack(const struct qr *qr, struct buf *out);

#endif
