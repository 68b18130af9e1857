/*
 * Owns: making a page's bytes smaller (RFC 1950, RFC 1951: FlateDecode). The only user of libdeflate. Same input, same bytes. Must never
 * take anything apart again: nothing we read is inflated here.
 */
#ifndef TEMPLATES_DEFLATE_H
#define TEMPLATES_DEFLATE_H

#include "base/buf.h"

/* FAST for what every document brings, SMALL for what is drawn once and then stands in all of them. */
enum deflate_effort { DEFLATE_FAST = 1, DEFLATE_SMALL = 12 };

/* A compressor for one thread at a time; large, so keep it for several streams. Never NULL. */
struct deflater;
struct deflater *deflater_new(enum deflate_effort effort);
void deflater_free(struct deflater *d);
/* Appends a zlib stream. False when it does not fit `out`. */
bool deflater_put(struct deflater *d, struct slice plain, struct buf *out);

#endif
