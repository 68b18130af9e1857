/* Owns: libqrencode's symbol as runs of one SVG path. */
#include "portal/qr_svg.h"

#include <qrencode.h>

#define QUIET 4 /* modules around it (ISO/IEC 18004 5.3.8) */

static void put_row(struct buf *out, const unsigned char *row, int width, int y)
{
	for (int x = 0; x < width;) {
		int from = x;
		while (x < width && row[x] & 1)
			x++;
		if (x > from)
			buf_printf(out, "M%d %dh%dv1H%dz", from + QUIET, y + QUIET, x - from, from + QUIET);
		else
			x++;
	}
}

enum err qr_svg(struct ctx *cx, struct slice text, const char *label, struct buf *out)
{
	QRcode *code = text.n && text.n <= QR_SVG_TEXT ? QRcode_encodeData((int)text.n, text.p, 0, QR_ECLEVEL_M) : NULL;
	if (!code)
		return fail(cx, ERR_QR, "%zu bytes do not fit the QR code of a page", text.n);
	int side = code->width + 2 * QUIET;
	buf_printf(out, "<svg class=\"qr\" role=\"img\" aria-label=\"%s\" width=\"220\" height=\"220\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
		"<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", label, side, side, side, side);
	for (int y = 0; y < code->width; y++)
		put_row(out, code->data + y * code->width, code->width, y);
	buf_puts(out, "\"/></svg>\n");
	QRcode_free(code);
	return buf_ok(out) ? OK : fail(cx, ERR_QR, "no room for the QR code");
}
