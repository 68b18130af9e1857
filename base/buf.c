/* Owns: slices, capped buffers and sticky readers. The only place that calls realloc for input-sized memory. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool slice_starts(struct slice a, struct slice prefix) { return a.n >= prefix.n && slice_eq(slice_of(a.p, prefix.n), prefix); }

int slice_compare(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	if (order != 0)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

struct slice slice_sub(struct slice s, size_t from, size_t n)
{
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return slice_of(s.p ? s.p + from : NULL, n);
}

size_t slice_find(struct slice s, struct slice needle, size_t from)
{
	if (from > s.n || needle.n == 0 || needle.n > s.n - from)
		return SIZE_MAX;
	const uint8_t *hit = needle.n == 1 ? memchr(s.p + from, needle.p[0], s.n - from) : memmem(s.p + from, s.n - from, needle.p, needle.n);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t slice_find_last(struct slice s, struct slice needle)
{
	if (needle.n == 0 || needle.n > s.n)
		return SIZE_MAX;
	const uint8_t *hit;
	for (size_t n = s.n - needle.n + 1; (hit = memrchr(s.p, needle.p[0], n)) != NULL; n = (size_t)(hit - s.p)) {
		if (memcmp(hit, needle.p, needle.n) == 0)
			return (size_t)(hit - s.p);
	}
	return SIZE_MAX;
}

void buf_init(struct buf *b, size_t max) { *b = (struct buf){ .max = max }; }

void buf_free(struct buf *b)
{
	free(b->p);
	buf_init(b, 0);
}

void buf_wipe(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap);
	buf_free(b);
}

void buf_reset(struct buf *b)
{
	b->n = 0;
	b->failed = false;
}

/* A fresh block instead of realloc, so that an old copy of a secret can be cleared. */
static void move(struct buf *b, size_t cap)
{
	uint8_t *p = malloc(cap);
	if (!p)
		abort();
	if (b->n)
		memcpy(p, b->p, b->n);
	if (b->p)
		explicit_bzero(b->p, b->n);
	free(b->p);
	b->p = p;
	b->cap = cap;
}

static void widen(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 256;
	/* Small ones grow fast: most of what is written in small pieces ends between 1 and 4 KB. */
	while (cap - b->n < n)
		cap *= cap < 4096 ? 4 : 2;
	move(b, cap < b->max ? cap : b->max);
}

void buf_reserve(struct buf *b, size_t n)
{
	if (n > b->max)
		n = b->max;
	if (n > b->cap)
		move(b, n);
}

uint8_t *buf_grow_slowly(struct buf *b, size_t n)
{
	if (b->failed || n > b->max - b->n) {
		b->failed = true;
		return NULL;
	}
	if (n > b->cap - b->n)
		widen(b, n);
	uint8_t *at = b->p ? b->p + b->n : NULL;
	b->n += n;
	return at;
}

void buf_fill(struct buf *b, uint8_t byte, size_t n)
{
	uint8_t *at = n ? buf_grow(b, n) : NULL;
	if (at)
		memset(at, byte, n);
}

void buf_decimal(struct buf *b, int64_t v)
{
	char t[20];
	size_t at = sizeof t;
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
	do
		t[--at] = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		t[--at] = '-';
	buf_put(b, t + at, sizeof t - at);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	char line[1024];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof line) {
		buf_put(b, line, (size_t)n);
		return;
	}
	char *text = NULL;
	va_start(args, fmt);
	n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n < 0)
		abort();
	buf_put(b, text, (size_t)n);
	free(text);
}

static void put_big_endian(struct buf *b, uint64_t v, unsigned bytes)
{
	uint8_t *at = buf_grow(b, bytes);
	for (unsigned i = 0; at && i < bytes; i++)
		at[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
}

void buf_u16(struct buf *b, uint16_t v) { put_big_endian(b, v, 2); }
void buf_u32(struct buf *b, uint32_t v) { put_big_endian(b, v, 4); }
void buf_u64(struct buf *b, uint64_t v) { put_big_endian(b, v, 8); }
bool buf_ok(const struct buf *b) { return !b->failed; }
struct slice buf_slice(const struct buf *b) { return slice_of(b->p ? b->p : (const uint8_t *)"", b->n); }

struct rd rd_of(struct slice s) { return (struct rd){ .p = s.p, .end = s.p ? s.p + s.n : NULL }; }

struct slice rd_take(struct rd *r, size_t n)
{
	if (n > rd_left(r)) {
		r->failed = true;
		return slice_of("", 0);
	}
	struct slice s = slice_of(n ? r->p : (const uint8_t *)"", n);
	if (n)
		r->p += n;
	return s;
}

static uint64_t take_big_endian(struct rd *r, unsigned bytes)
{
	struct slice s = rd_take(r, bytes);
	uint64_t v = 0;
	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | s.p[i];
	return v;
}

uint16_t rd_u16(struct rd *r) { return (uint16_t)take_big_endian(r, 2); }
uint32_t rd_u32(struct rd *r) { return (uint32_t)take_big_endian(r, 4); }
uint64_t rd_u64(struct rd *r) { return take_big_endian(r, 8); }

void rd_expect(struct rd *r, struct slice literal)
{
	if (!slice_eq(rd_take(r, literal.n), literal))
		r->failed = true;
}

bool rd_end(const struct rd *r) { return !r->failed && r->p == r->end; }
