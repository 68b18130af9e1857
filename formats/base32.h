/*
 * Owns: base32 (RFC 4648 section 6) without padding, upper case only: the payload of a seal's URL. One text for one value:
 * must never accept two spellings of the same bytes.
 */
#ifndef FORMATS_BASE32_H
#define FORMATS_BASE32_H

#include "base/buf.h"

/* Characters for n bytes. */
size_t base32_length(size_t n);
/* Appends the text of data. */
void base32_encode(struct buf *b, struct slice data);
/*
 * Appends the bytes of text. False, with nothing appended: a character outside A-Z 2-7, a length that no byte string has (1, 3
 * or 6 over a multiple of 8), trailing bits that are not zero, or no room in b (then b has failed).
 */
bool base32_decode(struct buf *b, struct slice text);

#endif
