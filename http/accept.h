/*
 * Owns: which of the languages that a server offers a client wants most. Must never look at anything but the header's text.
 */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

#include "base/buf.h"

/*
 * The best of an Accept-Language header (RFC 9110 12.5.4) among `count` offered codes of two letters ("en"): its index, of equal weights that which
 * stands first in the header; -1 when the header names none of them. Only primary subtags count ("zh-TW" is "zh"); a malformed weight is none.
 */
int accept_language_best(struct slice header, const char *const *offered, int count);

#endif
