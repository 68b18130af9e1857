/*
 * Owns: a QR code (ISO/IEC 18004) as an SVG for a page: dark modules as one path on white, with its quiet zone. For what a phone's camera reads off the
 * screen; seals on paper are drawn by templates/qr.c.
 */
#ifndef PORTAL_QR_SVG_H
#define PORTAL_QR_SVG_H

#include "base/ctx.h"

#define QR_SVG_TEXT 512 /* bytes that may be put into one */

/* Appends <svg ...>. label is plain ASCII without markup characters, for who cannot see it. ERR_QR: too long. */
must_use enum err qr_svg(struct ctx *cx, struct slice text, const char *label, struct buf *out);

#endif
