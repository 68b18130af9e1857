/*
 * Owns: the QR symbol (ISO/IEC 18004) of the seal and its drawing as one filled path. The only user of libqrencode.
 */
#ifndef TEMPLATES_QR_H
#define TEMPLATES_QR_H

#include "base/buf.h"
#include "base/ctx.h"
#include "templates/qr_mask.h"

#define QR_MODULE 1.92      /* points: 8 dots at 300 dpi */
#define QR_MAX_VERSION 15   /* 77 modules: the worst seal */

struct qr {
	int size, mask;         /* modules a side; number of the mask */
	struct qr_bits bits;
};

/* Level M, smallest version; what stands up to '#' as bytes, the rest as alphanumeric. ERR_QR over QR_MAX_VERSION. */
must_use enum err qr_encode(struct ctx *cx, struct slice text, struct qr *out);
bool qr_is_dark(const struct qr *qr, int x, int y);
/* "q ... f Q": the dark modules as rectangles of one path, the symbol's lower left corner at x, y. */
void qr_draw(const struct qr *qr, double x, double y, struct buf *out);

#endif
