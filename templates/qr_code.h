/*
 * Owns: what of a QR symbol is there before its mask (ISO/IEC 18004 7.4-7.7): modes, code words, Reed-Solomon blocks, function patterns and
 * where each bit goes. Level M, versions up to 15. Must never choose a mask.
 */
#ifndef TEMPLATES_QR_CODE_H
#define TEMPLATES_QR_CODE_H

#include "base/buf.h"
#include "templates/qr_mask.h"

#define QR_MAX_VERSION 15 /* 77 modules: the worst seal */

enum qr_code_result { QR_CODE_MADE = 0, QR_CODE_NOT_ALPHANUMERIC, QR_CODE_TOO_LONG };

/*
 * The first `bytes` of text in byte mode, the rest alphanumeric, in the smallest version. Writes the version, the modules without mask and
 * format information, and which of them a mask may change.
 */
enum qr_code_result qr_code_make(struct slice text, size_t bytes, int *version, struct qr_bits *plain, struct qr_bits *free);

#endif
