/*
 * Owns: the ASN.1 values that only certificates need, on top of formats/der.h: BOOLEAN, small INTEGER, times; and elements built
 * in the arena. X.690 10 and 11, RFC 5280 4.1.2.5.
 */
#ifndef KEYS_ASN1_H
#define KEYS_ASN1_H

#include "base/ctx.h"
#include "formats/der.h"

enum { TAG_BOOLEAN = 0x01, TAG_UTF8 = 0x0c, TAG_PRINTABLE = 0x13, TAG_UTC_TIME = 0x17, TAG_GENERAL_TIME = 0x18, TAG_IMPLICIT_0 = 0x80,
	TAG_EXPLICIT_0 = 0xa0, TAG_EXPLICIT_3 = 0xa3 };

/* Takes the next element whole, which must have this tag. Sticky as rd is, as are all below. */
struct slice asn1_take_whole(struct rd *r, unsigned tag);
/* A BOOLEAN DEFAULT FALSE: true only where TRUE stands; FALSE written out is not DER and fails the reader. */
bool asn1_take_true(struct rd *r);
/* Non-negative INTEGER below 2^31. */
uint32_t asn1_take_small(struct rd *r);
/* UTCTime to 2049, GeneralizedTime after, to the second, in UTC. */
int64_t asn1_take_time(struct rd *r);

/* An element in the arena: tag, shortest length, the parts one after the other (65535 bytes at most). An absent part adds nothing. */
struct slice asn1_make_parts(struct ctx *cx, unsigned tag, size_t count, const struct slice *parts);
#define asn1_make(cx, tag, ...) \
	asn1_make_parts((cx), (tag), sizeof((struct slice[]){ __VA_ARGS__ }) / sizeof(struct slice), (const struct slice[]){ __VA_ARGS__ })
/* INTEGER from unsigned big-endian bytes. */
struct slice asn1_make_integer(struct ctx *cx, struct slice magnitude);
struct slice asn1_make_time(struct ctx *cx, int64_t seconds);

#endif
