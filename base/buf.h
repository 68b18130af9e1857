/*
 * Owns: byte containers. slice = borrowed bytes by value; buf = owned bytes with a mandatory maximum and a sticky
 * overflow; rd = sticky-error reader. Must never grow without a cap or read past an end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes. {NULL, 0} is "absent"; {non-NULL, 0} is "present and empty". */
struct slice {
	const uint8_t *p;
	size_t n;
};

/* A slice of a string literal, without its NUL. */
#define SLICE(lit) ((struct slice){ (const uint8_t *)("" lit), sizeof(lit) - 1 })
/* printf arguments for "%.*s". */
#define SLICE_FMT(s) (int)(s).n, (const char *)(s).p

static inline struct slice slice_of(const void *p, size_t n) { return (struct slice){ p, n }; }
/* Bytes of a C string without the NUL; NULL gives the absent slice. */
static inline struct slice slice_str(const char *text) { return text ? slice_of(text, strlen(text)) : (struct slice){ 0 }; }
static inline bool slice_eq(struct slice a, struct slice b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool slice_is(struct slice a, const char *text) { return slice_eq(a, slice_str(text)); }
bool slice_starts(struct slice a, struct slice prefix);
/* memcmp order, a shorter prefix first. */
int slice_compare(struct slice a, struct slice b);
/* Bytes from..from+n, cut at the end of s. */
struct slice slice_sub(struct slice s, size_t from, size_t n);
/* Offset of the first / last occurrence of needle at or after `from`, or SIZE_MAX. */
size_t slice_find(struct slice s, struct slice needle, size_t from);
size_t slice_find_last(struct slice s, struct slice needle);

/* Owned bytes. Passing `max` sets `failed` and drops the write: check once with buf_ok at the end. */
struct buf {
	uint8_t *p;
	size_t n, cap, max;
	bool failed;
};

void buf_init(struct buf *b, size_t max);
/* Frees and leaves an empty buffer that refuses writes. buf_wipe clears the memory first (secrets). */
void buf_free(struct buf *b);
void buf_wipe(struct buf *b);
/* Keeps the memory, forgets the contents and the failure. */
void buf_reset(struct buf *b);
/* Makes room for so many bytes in all: what is known to become long is not moved while it grows. */
void buf_reserve(struct buf *b, size_t n);
/* Room for n more bytes, uninitialised, counted as written; NULL (and failed) over the maximum. */
uint8_t *buf_grow_slowly(struct buf *b, size_t n); /* of buf_grow alone: where there is not room enough yet, or none may be had */
static inline uint8_t *buf_grow(struct buf *b, size_t n)
{
	if (b->failed || n >= b->cap - b->n)
		return buf_grow_slowly(b, n);
	b->n += n;
	return b->p + b->n - n;
}
static inline void buf_put(struct buf *b, const void *p, size_t n)
{
	uint8_t *at = n ? buf_grow(b, n) : NULL;
	if (at)
		memcpy(at, p, n);
}
static inline void buf_put_slice(struct buf *b, struct slice s) { buf_put(b, s.p, s.n); }
static inline void buf_puts(struct buf *b, const char *text) { buf_put(b, text, strlen(text)); }
void buf_fill(struct buf *b, uint8_t byte, size_t n);
void buf_decimal(struct buf *b, int64_t v); /* as printf writes it, in a tenth of the time */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_u16(struct buf *b, uint16_t v); /* big-endian */
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);
static inline void buf_putc(struct buf *b, uint8_t byte)
{
	uint8_t *at = buf_grow(b, 1);
	if (at)
		*at = byte;
}
bool buf_ok(const struct buf *b);
struct slice buf_slice(const struct buf *b);

/* Reader over borrowed bytes: after the first failure every read returns zero or empty. */
struct rd {
	const uint8_t *p, *end;
	bool failed;
};

struct rd rd_of(struct slice s);
static inline size_t rd_left(const struct rd *r) { return r->failed || !r->p ? 0 : (size_t)(r->end - r->p); }
static inline uint8_t rd_u8(struct rd *r)
{
	bool there = rd_left(r) > 0;
	r->failed |= !there;
	return there ? *r->p++ : 0;
}
uint16_t rd_u16(struct rd *r); /* big-endian */
uint32_t rd_u32(struct rd *r);
uint64_t rd_u64(struct rd *r);
struct slice rd_take(struct rd *r, size_t n);
/* Next byte without taking it; -1 at the end. */
static inline int rd_peek(const struct rd *r) { return rd_left(r) ? *r->p : -1; }
/* Takes exactly these bytes or fails. */
void rd_expect(struct rd *r, struct slice literal);
/* True only when nothing failed and nothing remains: every parse ends with it. */
bool rd_end(const struct rd *r);

#endif
