/*
 * Owns: base45 (RFC 9285), as in strings that begin with HC1. Reading of foreign codes in tests and interoperation only; our own
 * seal is base32. Must never accept two spellings of the same bytes.
 */
#ifndef FORMATS_BASE45_H
#define FORMATS_BASE45_H

#include "base/buf.h"

/* Characters for n bytes. */
size_t base45_length(size_t n);
/* Appends the text of data. */
void base45_encode(struct buf *b, struct slice data);
/*
 * Appends the bytes of text. False, with nothing appended: a character outside the 45 (lower case too), one character over a
 * multiple of three, a triplet above 65535 or a last pair above 255 (RFC 9285 4, 6), or no room in b (then b has failed).
 */
bool base45_decode(struct buf *b, struct slice text);

#endif
