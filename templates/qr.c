/* Owns: libqrencode, and the way from modules to the samples of an image mask. */
#include "templates/qr.h"

#include <qrencode.h>
#include <string.h>

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

/* Each bit of a byte twice, for one line of samples. */
static uint16_t widen(uint8_t byte)
{
	uint32_t v = byte;
	v = (v | v << 4) & 0x0F0F;
	v = (v | v << 2) & 0x3333;
	v = (v | v << 1) & 0x5555;
	return (uint16_t)(v | v << 1);
}

static uint8_t mirror(uint8_t b)
{
	b = (uint8_t)(b >> 4 | b << 4);
	b = (uint8_t)((b & 0xCC) >> 2 | (b & 0x33) << 2);
	return (uint8_t)((b & 0xAA) >> 1 | (b & 0x55) << 1);
}

void qr_samples(const struct qr *qr, struct buf *out)
{
	size_t wide = (size_t)(QR_SAMPLES * qr->size + 7) / 8, bytes = (size_t)(qr->size + 7) / 8;
	for (int y = 0; y < qr->size; y++) {
		uint8_t line[2 * sizeof qr->bits.row[0]];
		for (size_t i = 0; i < bytes; i++) {
			uint16_t pair = widen(mirror((uint8_t)~(qr->bits.row[y][i / 8] >> (i % 8 * 8))));
			line[2 * i] = (uint8_t)(pair >> 8);
			line[2 * i + 1] = (uint8_t)pair;
		}
		for (int k = 0; k < QR_SAMPLES; k++)
			buf_put(out, line, wide);
	}
}
