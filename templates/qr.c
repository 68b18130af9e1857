/* Owns: libqrencode, and the seal's text as its segments. */
#include "templates/qr.h"

#include <qrencode.h>

/* Exported by the library, declared only in its inner header: the symbol under one given mask, without judging eight. */
extern QRcode *QRcode_encodeMask(QRinput *input, int mask);

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
	QRcode *code = QRcode_encodeMask(in, 0);
	QRinput_free(in);
	if (!code || code->version > QR_MAX_VERSION) {
		int version = code ? code->version : 0;
		QRcode_free(code);
		return fail(cx, ERR_QR, "%zu characters need version %d, over %d", text.n, version, QR_MAX_VERSION);
	}
	out->size = code->width;
	out->mask = qr_mask_choose(code->data, code->width, &out->bits);
	QRcode_free(code);
	return OK;
}

bool qr_is_dark(const struct qr *qr, int x, int y)
{
	return qr->bits.row[y][x / 64] >> (x % 64) & 1;
}
