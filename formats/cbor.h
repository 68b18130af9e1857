/*
 * Owns: CBOR, deterministic encoding only (RFC 8949 4.2.1): shortest heads, definite lengths, map keys in bytewise order and
 * unique, no floats, text well-formed. Must never accept what it would not itself write.
 */
#ifndef FORMATS_CBOR_H
#define FORMATS_CBOR_H

#include "base/buf.h"
#include "base/ctx.h"

enum cbor_type { CBOR_INVALID = 0, CBOR_UINT, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG, CBOR_BOOL, CBOR_NULL };

/* Encoders append one item (or head). The caller writes map keys in order; cbor_check tells when it did not. */
void cbor_put_uint(struct buf *b, uint64_t v);
void cbor_put_int(struct buf *b, int64_t v);
void cbor_put_bytes(struct buf *b, struct slice v);
void cbor_put_text(struct buf *b, struct slice v);
void cbor_put_str(struct buf *b, const char *v);
void cbor_put_array(struct buf *b, size_t items);
void cbor_put_map(struct buf *b, size_t pairs);
void cbor_put_tag(struct buf *b, uint64_t tag);
void cbor_put_bool(struct buf *b, bool v);
void cbor_put_null(struct buf *b);

/*
 * Judges a whole input: exactly one item, deterministic, depth <= LIMIT_CBOR_DEPTH, nothing behind it. Run it before reading.
 * Integers are those of cbor_put_uint and cbor_put_int (-2^63 to 2^64-1); text holds no NUL. Fails with ERR_CBOR_*.
 */
must_use enum err cbor_check(struct ctx *cx, struct slice item);

/* Sticky reader over checked bytes. A wrong type fails the reader, later reads give 0 or empty; every parse ends with cbor_end. */
struct cbor_rd {
	struct rd rd;
};

struct cbor_rd cbor_rd(struct slice item);
/* Type of the next item; CBOR_INVALID at the end and after a failure. */
enum cbor_type cbor_peek(const struct cbor_rd *r);
uint64_t cbor_get_uint(struct cbor_rd *r);
int64_t cbor_get_int(struct cbor_rd *r);
struct slice cbor_get_bytes(struct cbor_rd *r);
struct slice cbor_get_text(struct cbor_rd *r);
size_t cbor_get_array(struct cbor_rd *r);
size_t cbor_get_map(struct cbor_rd *r);
uint64_t cbor_get_tag(struct cbor_rd *r);
bool cbor_get_bool(struct cbor_rd *r);
void cbor_get_null(struct cbor_rd *r);
/* Steps over one item of any type and gives its bytes. */
struct slice cbor_skip(struct cbor_rd *r);
bool cbor_failed(const struct cbor_rd *r);
bool cbor_end(const struct cbor_rd *r);

#endif
