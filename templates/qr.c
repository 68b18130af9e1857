/* Owns: the seal's text as a symbol. */
#include "templates/qr.h"

enum err qr_encode(struct ctx *cx, struct slice text, struct qr *out)
{
	struct qr_bits plain, free;
	int version = 0;
	if (text.n == 0 || text.n > 1024)
		return fail(cx, ERR_QR, "%zu characters", text.n);
	size_t bytes = slice_find(text, SLICE("#"), 0);
	bytes = bytes == SIZE_MAX ? text.n : bytes + 1;
	switch (qr_code_make(text, bytes, &version, &plain, &free)) {
	case QR_CODE_NOT_ALPHANUMERIC:
		return fail(cx, ERR_QR, "ISO/IEC 18004 7.4.4: text behind '#' is not alphanumeric");
	case QR_CODE_TOO_LONG:
		return fail(cx, ERR_QR, "%zu characters need a version over %d", text.n, QR_MAX_VERSION);
	default:
		break;
	}
	out->size = 17 + 4 * version;
	out->mask = qr_mask_choose(&plain, &free, out->size, &out->bits);
	return OK;
}

bool qr_is_dark(const struct qr *qr, int x, int y)
{
	return qr->bits.row[y][x / 64] >> (x % 64) & 1;
}
