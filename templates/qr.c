/* Owns: libqrencode, and the way from modules to rectangles. */
#include "templates/qr.h"

#include <qrencode.h>
#include <string.h>

#include "templates/sheet.h"

static QRinput *split(struct slice text)
{
	QRinput *in = QRinput_new2(0, QR_ECLEVEL_M);
	if (!in)
		return NULL;
	size_t bytes = slice_find(text, SLICE("#"), 0);
	bytes = bytes == SIZE_MAX ? text.n : bytes + 1;
	if (QRinput_append(in, QR_MODE_8, (int)bytes, text.p) == 0
		&& (bytes == text.n || QRinput_append(in, QR_MODE_AN, (int)(text.n - bytes), text.p + bytes) == 0))
		return in;
	QRinput_free(in);
	return NULL;
}

enum err qr_encode(struct ctx *cx, struct slice text, struct qr *out)
{
	if (text.n == 0 || text.n > 1024)
		return fail(cx, ERR_QR, "%zu characters", text.n);
	QRinput *in = split(text);
	if (!in)
		return fail(cx, ERR_QR, "ISO/IEC 18004 7.4.4: text behind '#' is not alphanumeric");
	QRcode *code = QRcode_encodeInput(in);
	QRinput_free(in);
	if (!code || code->version > QR_MAX_VERSION) {
		QRcode_free(code);
		return fail(cx, ERR_QR, "%zu characters need a version over %d", text.n, QR_MAX_VERSION);
	}
	out->size = code->width;
	out->modules = ctx_copy(cx, slice_of(code->data, (size_t)code->width * (size_t)code->width)).p;
	QRcode_free(code);
	return OK;
}

static void put_small(struct buf *b, int v)
{
	uint8_t t[3];
	size_t n = 0;
	if (v >= 10)
		t[n++] = (uint8_t)('0' + v / 10);
	t[n++] = (uint8_t)('0' + v % 10);
	t[n++] = ' ';
	buf_put(b, t, n);
}

void qr_draw(const struct qr *qr, double x, double y, struct buf *out)
{
	buf_puts(out, "q 0 g ");
	sheet_number(out, QR_MODULE);
	buf_puts(out, "0 0 ");
	sheet_number(out, QR_MODULE);
	sheet_number(out, x);
	sheet_number(out, y);
	buf_puts(out, "cm\n");
	for (int row = 0; row < qr->size; row++) {
		const uint8_t *m = qr->modules + row * qr->size;
		for (int at = 0; at < qr->size;) {
			int from = at;
			while (at < qr->size && m[at] & 1)
				at++;
			if (at > from) {
				put_small(out, from);
				put_small(out, qr->size - 1 - row);
				put_small(out, at - from);
				buf_put(out, "1 re\n", 5);
			}
			at += at == from;
		}
	}
	buf_puts(out, "f Q\n");
}
