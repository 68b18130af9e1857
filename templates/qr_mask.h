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
 * modules: size x size bytes at level M, without mask (bit 0 dark, bit 7 function module). Writes the symbol under the mask with the
 * least penalty, the first of equals, and returns that mask.
 */
int qr_mask_choose(const uint8_t *modules, int size, struct qr_bits *out);

#endif
