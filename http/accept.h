/*
 * Owns: what a client says it wants: which of the languages on offer most, whether a page, whether packed. Must never look at anything but a header's text.
 */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

#include "base/buf.h"

/*
 * The best of an Accept-Language header (RFC 9110 12.5.4) among `count` offered codes of two letters ("en"): its index, of equal weights that which
 * stands first in the header; -1 when the header names none of them. Only primary subtags count ("zh-TW" is "zh"); a malformed weight is none.
 */
int accept_language_best(struct slice header, const char *const *offered, int count);
/* Accept (RFC 9110 12.5.1): is text/html named, before any JSON? False for an absent header: a program that says nothing wants no page. */
bool accept_html(struct slice header);
/* Accept-Encoding (RFC 9110 12.5.3) names gzip, and not with weight 0. */
bool accept_gzip(struct slice header);

#endif
