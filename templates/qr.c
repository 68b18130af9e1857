/* Owns: libqrencode, and the way from modules to rectangles. */
#include "templates/qr.h"

#include <qrencode.h>
#include <string.h>

#include "templates/sheet.h"

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

static uint8_t *put_small(uint8_t *p, int v)
{
	if (v >= 10)
		*p++ = (uint8_t)('0' + v / 10);
	*p++ = (uint8_t)('0' + v % 10);
	*p++ = ' ';
	return p;
}

#define RECTANGLE 16 /* "76 76 77 77 re\n" */

/* Rows of equal runs below each other become one rectangle: fewer bytes, no seams. */
void qr_draw(const struct qr *qr, double x, double y, struct buf *out)
{
	struct qr_bits left = qr->bits;
	buf_puts(out, "q 0 g ");
	sheet_number(out, QR_MODULE);
	buf_puts(out, "0 0 ");
	sheet_number(out, QR_MODULE);
	sheet_number(out, x);
	sheet_number(out, y);
	buf_puts(out, "cm\n");
	for (int row = 0; row < qr->size; row++) {
		uint8_t line[QR_MAX_SIZE * RECTANGLE], *p = line;
		__uint128_t bits = (__uint128_t)left.row[row][1] << 64 | left.row[row][0];
		while (bits) {
			int from = (uint64_t)bits ? __builtin_ctzll((uint64_t)bits) : 64 + __builtin_ctzll((uint64_t)(bits >> 64));
			__uint128_t rest = ~(bits >> from);
			int width = (uint64_t)rest ? __builtin_ctzll((uint64_t)rest) : 64 + __builtin_ctzll((uint64_t)(rest >> 64)), height = 1;
			__uint128_t run = (((__uint128_t)1 << width) - 1) << from;
			bits &= ~run;
			for (; row + height < qr->size; height++) {
				uint64_t *below = left.row[row + height];
				if (((((__uint128_t)below[1] << 64) | below[0]) & run) != run)
					break;
				below[0] &= ~(uint64_t)run;
				below[1] &= ~(uint64_t)(run >> 64);
			}
			p = put_small(p, from);
			p = put_small(p, qr->size - row - height);
			p = put_small(p, width);
			p = put_small(p, height);
			memcpy(p, "re\n", 3);
			p += 3;
		}
		buf_put(out, line, (size_t)(p - line));
	}
	buf_puts(out, "f Q\n");
}
