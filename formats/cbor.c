/*
 * Owns: CBOR, deterministic encoding only (RFC 8949 4.2.1), both ways. Tags are opaque here: the head and the item inside are
 * judged, not the meaning. Must never accept what it would not itself write, and never read past the end of unchecked bytes.
 */
#include "formats/cbor.h"

#include "base/limits.h"
#include "base/text.h"

/* Major types, RFC 8949 3.1, and the three simple values we know, 3.3. */
enum { UNSIGNED = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5, TAG = 6, SIMPLE = 7 };
enum { SIMPLE_FALSE = 20, SIMPLE_TRUE = 21, SIMPLE_NULL = 22 };

static void put_head(struct buf *b, unsigned major, uint64_t v)
{
	uint8_t top = (uint8_t)(major << 5);
	if (v < 24) {
		buf_putc(b, (uint8_t)(top | v));
	} else if (v <= UINT8_MAX) {
		buf_putc(b, top | 24);
		buf_putc(b, (uint8_t)v);
	} else if (v <= UINT16_MAX) {
		buf_putc(b, top | 25);
		buf_u16(b, (uint16_t)v);
	} else if (v <= UINT32_MAX) {
		buf_putc(b, top | 26);
		buf_u32(b, (uint32_t)v);
	} else {
		buf_putc(b, top | 27);
		buf_u64(b, v);
	}
}

void cbor_put_uint(struct buf *b, uint64_t v) { put_head(b, UNSIGNED, v); }

void cbor_put_int(struct buf *b, int64_t v)
{
	if (v >= 0)
		put_head(b, UNSIGNED, (uint64_t)v);
	else
		put_head(b, NEGATIVE, (uint64_t)(-1 - v));
}

void cbor_put_bytes(struct buf *b, struct slice v)
{
	put_head(b, BYTES, v.n);
	buf_put_slice(b, v);
}

void cbor_put_text(struct buf *b, struct slice v)
{
	put_head(b, TEXT, v.n);
	buf_put_slice(b, v);
}

void cbor_put_str(struct buf *b, const char *v) { cbor_put_text(b, slice_str(v)); }
void cbor_put_array(struct buf *b, size_t items) { put_head(b, ARRAY, items); }
void cbor_put_map(struct buf *b, size_t pairs) { put_head(b, MAP, pairs); }
void cbor_put_tag(struct buf *b, uint64_t tag) { put_head(b, TAG, tag); }
void cbor_put_bool(struct buf *b, bool v) { put_head(b, SIMPLE, v ? SIMPLE_TRUE : SIMPLE_FALSE); }
void cbor_put_null(struct buf *b) { put_head(b, SIMPLE, SIMPLE_NULL); }

struct head {
	unsigned major;
	uint64_t value; /* number, length, count, tag or simple value */
};

/* OK, or the rule the head breaks. Reads one head and nothing behind it. */
static enum err take_head(struct rd *r, struct head *h)
{
	uint8_t first = rd_u8(r);
	uint8_t info = first & 0x1f;
	if (r->failed)
		return ERR_CBOR_TRUNCATED;
	*h = (struct head){ .major = first >> 5, .value = info };
	if (h->major == SIMPLE)
		return info >= SIMPLE_FALSE && info <= SIMPLE_NULL ? OK : ERR_CBOR_SIMPLE;
	if (info < 24)
		return OK;
	if (info > 27)
		return info == 31 ? ERR_CBOR_INDEFINITE : ERR_CBOR_RESERVED;
	size_t extra = (size_t)1 << (info - 24);
	struct slice bytes = rd_take(r, extra);
	if (r->failed)
		return ERR_CBOR_TRUNCATED;
	h->value = 0;
	for (size_t i = 0; i < extra; i++)
		h->value = h->value << 8 | bytes.p[i];
	/* The smallest number that needs this many bytes: 24, 2^8, 2^16, 2^32. */
	uint64_t least = extra == 1 ? 24 : UINT64_C(1) << (4 * extra);
	return h->value < least ? ERR_CBOR_SHORTEST : OK;
}

/* Every element takes at least one byte, so a count over what is left is a lie: refused before any loop runs on it. */
static bool count_fits(const struct rd *r, struct head h)
{
	return h.value <= rd_left(r) / (h.major == MAP ? 2 : 1);
}

static enum err check_item(struct rd *r, unsigned depth);

static enum err check_pairs(struct rd *r, uint64_t pairs, unsigned depth)
{
	struct slice last = { 0 };
	for (uint64_t i = 0; i < pairs; i++) {
		const uint8_t *start = r->p;
		enum err e = check_item(r, depth);
		if (e != OK)
			return e;
		struct slice key = slice_of(start, (size_t)(r->p - start));
		int order = i ? slice_compare(last, key) : -1;
		if (order >= 0)
			return order == 0 ? ERR_CBOR_DUPLICATE : ERR_CBOR_ORDER;
		last = key;
		e = check_item(r, depth);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err check_string(struct rd *r, struct head h)
{
	if (h.value > rd_left(r))
		return ERR_CBOR_TRUNCATED;
	struct slice s = rd_take(r, (size_t)h.value);
	return h.major == BYTES || text_is_utf8(s) ? OK : ERR_CBOR_TEXT;
}

static enum err check_item(struct rd *r, unsigned depth)
{
	struct head h;
	enum err e = take_head(r, &h);
	if (e != OK)
		return e;
	switch (h.major) {
	case NEGATIVE:
		return h.value > INT64_MAX ? ERR_CBOR_RANGE : OK;
	case BYTES:
	case TEXT:
		return check_string(r, h);
	case ARRAY:
	case MAP:
	case TAG:
		if (depth == LIMIT_CBOR_DEPTH)
			return ERR_CBOR_DEPTH;
		if (h.major == TAG)
			return check_item(r, depth + 1);
		if (!count_fits(r, h))
			return ERR_CBOR_TRUNCATED;
		if (h.major == MAP)
			return check_pairs(r, h.value, depth + 1);
		for (uint64_t i = 0; i < h.value && e == OK; i++)
			e = check_item(r, depth + 1);
		return e;
	default:
		return OK;
	}
}

enum err cbor_check(struct ctx *cx, struct slice item)
{
	struct rd r = rd_of(item);
	enum err e = check_item(&r, 0);
	if (e == OK && !rd_end(&r))
		e = ERR_CBOR_TRAILING;
	if (e != OK)
		return fail(cx, e, "RFC 8949 4.2.1: %s, at or before byte %zu of %zu", err_text(e),
			r.p ? (size_t)(r.p - item.p) : 0, item.n);
	return OK;
}

struct cbor_rd cbor_rd(struct slice item) { return (struct cbor_rd){ rd_of(item) }; }
bool cbor_failed(const struct cbor_rd *r) { return r->rd.failed; }
bool cbor_end(const struct cbor_rd *r) { return rd_end(&r->rd); }

enum cbor_type cbor_peek(const struct cbor_rd *r)
{
	static const enum cbor_type of_major[7] = { CBOR_UINT, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG };
	int first = rd_peek(&r->rd);
	if (first < 0)
		return CBOR_INVALID;
	if (first >> 5 != SIMPLE)
		return of_major[first >> 5];
	int simple = first & 0x1f;
	if (simple == SIMPLE_FALSE || simple == SIMPLE_TRUE)
		return CBOR_BOOL;
	return simple == SIMPLE_NULL ? CBOR_NULL : CBOR_INVALID;
}

/* The head of an item that must have this major type; zero after any failure. */
static uint64_t take(struct cbor_rd *r, unsigned major)
{
	struct head h;
	if (rd_peek(&r->rd) >> 5 != (int)major || take_head(&r->rd, &h) != OK) {
		r->rd.failed = true;
		return 0;
	}
	return h.value;
}

static struct slice take_string(struct cbor_rd *r, unsigned major)
{
	uint64_t n = take(r, major);
	if (n > rd_left(&r->rd))
		r->rd.failed = true;
	return rd_take(&r->rd, r->rd.failed ? 0 : (size_t)n);
}

static size_t take_count(struct cbor_rd *r, unsigned major)
{
	struct head h = { .major = major, .value = take(r, major) };
	if (!count_fits(&r->rd, h))
		r->rd.failed = true;
	return r->rd.failed ? 0 : (size_t)h.value;
}

uint64_t cbor_get_uint(struct cbor_rd *r) { return take(r, UNSIGNED); }

int64_t cbor_get_int(struct cbor_rd *r)
{
	bool negative = cbor_peek(r) == CBOR_NEGATIVE;
	uint64_t v = take(r, negative ? NEGATIVE : UNSIGNED);
	if (v > INT64_MAX) {
		r->rd.failed = true;
		return 0;
	}
	return r->rd.failed ? 0 : negative ? -1 - (int64_t)v : (int64_t)v;
}

struct slice cbor_get_bytes(struct cbor_rd *r) { return take_string(r, BYTES); }
struct slice cbor_get_text(struct cbor_rd *r) { return take_string(r, TEXT); }
size_t cbor_get_array(struct cbor_rd *r) { return take_count(r, ARRAY); }
size_t cbor_get_map(struct cbor_rd *r) { return take_count(r, MAP); }
uint64_t cbor_get_tag(struct cbor_rd *r) { return take(r, TAG); }

bool cbor_get_bool(struct cbor_rd *r)
{
	if (cbor_peek(r) != CBOR_BOOL)
		r->rd.failed = true;
	return take(r, SIMPLE) == SIMPLE_TRUE;
}

void cbor_get_null(struct cbor_rd *r)
{
	if (cbor_peek(r) != CBOR_NULL)
		r->rd.failed = true;
	(void)take(r, SIMPLE);
}

struct slice cbor_skip(struct cbor_rd *r)
{
	const uint8_t *start = r->rd.p;
	/* Items still to come; a count that does not fit fails, so this cannot overflow. */
	for (uint64_t left = 1; left > 0 && !r->rd.failed; left--) {
		struct head h;
		if (take_head(&r->rd, &h) != OK)
			r->rd.failed = true;
		else if (h.major == BYTES || h.major == TEXT)
			(void)rd_take(&r->rd, h.value > SIZE_MAX ? SIZE_MAX : (size_t)h.value);
		else if (h.major == TAG)
			left++;
		else if ((h.major == ARRAY || h.major == MAP) && !count_fits(&r->rd, h))
			r->rd.failed = true;
		else if (h.major == ARRAY || h.major == MAP)
			left += h.major == MAP ? 2 * h.value : h.value;
	}
	return r->rd.failed ? slice_of("", 0) : slice_of(start, (size_t)(r->rd.p - start));
}
