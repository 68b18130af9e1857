/*
 * Owns: the codewords of a QR symbol at level M (ISO/IEC 18004 7.4 to 7.6): a text in one or two segments, padded, with Reed-Solomon's
 * correction, in the order in which they are placed. Must never choose a larger version than the text needs.
 */
#ifndef TEMPLATES_QR_WORDS_H
#define TEMPLATES_QR_WORDS_H

#include "base/buf.h"

#define QR_MAX_VERSION 15     /* 77 modules: the worst seal */
#define QR_MAX_WORDS   655    /* codewords of that version */

/*
 * The smallest version for a text whose first `bytes` bytes are one segment of bytes and the rest, if any, one of alphanumeric characters.
 * 0: over QR_MAX_VERSION, or a character of the rest is not alphanumeric.
 */
int qr_version_for(struct slice text, size_t bytes);
/* Codewords of that version, as many as are returned: no more than QR_MAX_WORDS. */
size_t qr_words(struct slice text, size_t bytes, int version, uint8_t out[static QR_MAX_WORDS]);

#endif
