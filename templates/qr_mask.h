/*
 * Owns: the choice of a QR symbol's mask (ISO/IEC 18004 7.8): the penalties of all eight, eighty columns at a time. The same choice as
 * libqrencode's, for a tenth of the time. Must never touch function modules but the format information.
 */
#ifndef TEMPLATES_QR_MASK_H
#define TEMPLATES_QR_MASK_H

#include <stdbool.h>
#include <stdint.h>

#define QR_MAX_SIZE 77 /* modules a side of version 15 */

/* Bit x % 64 of row[y][x / 64]: 1 = dark. */
struct qr_bits {
	uint64_t row[QR_MAX_SIZE][2];
};

/*
 * plain: the symbol of level M without mask and format information; free: the modules that a mask changes. Writes the symbol under the
 * mask with the least penalty, the first of equals, and returns that mask.
 */
int qr_mask_choose(const struct qr_bits *plain, const struct qr_bits *free, int size, struct qr_bits *out);

#endif
