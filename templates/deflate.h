/*
 * Owns: making a page's bytes smaller (RFC 1950, RFC 1951: FlateDecode). The only user of libdeflate. Same input, same bytes. Must never
 * take anything apart again: nothing we read is inflated here.
 */
#ifndef TEMPLATES_DEFLATE_H
#define TEMPLATES_DEFLATE_H

#include "base/buf.h"

/* FAST for what every document brings, SMALL for what is drawn once and then stands in all of them. */
enum deflate_effort { DEFLATE_FAST = 1, DEFLATE_SMALL = 12 };

/* Appends a zlib stream. False when it does not fit `out`. */
bool deflate_put(enum deflate_effort effort, struct slice plain, struct buf *out);

#endif
