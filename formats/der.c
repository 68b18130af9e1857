/* Owns: strict DER reading and writing (X.690 10 and 11), and the naming parts of a certificate (RFC 5280 4.1). */
#include "formats/der.h"

#include <string.h>

/* X.690 10.1: definite form in the fewest bytes. Longer than 65535 is nothing of ours. */
static size_t take_length(struct rd *r)
{
	uint8_t first = rd_u8(r);
	if (first < 0x80)
		return first;
	size_t n = 0;
	if (first == 0x81)
		n = rd_u8(r);
	else if (first == 0x82)
		n = rd_u16(r);
	if (n < (first == 0x82 ? 0x100 : 0x80))
		r->failed = true;
	return r->failed ? 0 : n;
}

struct slice der_take(struct rd *r, unsigned tag)
{
	if (rd_u8(r) != tag)
		r->failed = true;
	struct slice contents = rd_take(r, take_length(r));
	return r->failed ? (struct slice){ 0 } : contents;
}

struct slice der_take_whole(struct rd *r)
{
	const uint8_t *from = r->p;
	uint8_t tag = rd_u8(r);
	/* Tag number 31 says that the tag goes on: X.690 8.1.2.4. */
	if (tag == 0 || (tag & 0x1f) == 0x1f)
		r->failed = true;
	rd_take(r, take_length(r));
	return r->failed ? (struct slice){ 0 } : slice_of(from, (size_t)(r->p - from));
}

size_t der_size(struct slice s)
{
	struct rd r = rd_of(s);
	return der_take_whole(&r).n;
}

static bool is_minimal_integer(struct slice v)
{
	if (v.n < 2)
		return v.n == 1;
	return !(v.p[0] == 0 && v.p[1] < 0x80) && !(v.p[0] == 0xff && v.p[1] >= 0x80);
}

static bool all_strict(struct slice s, int depth)
{
	struct rd r = rd_of(s);
	while (rd_left(&r) > 0) {
		int tag = rd_peek(&r);
		struct slice whole = der_take_whole(&r);
		if (r.failed)
			return false;
		struct rd inside = rd_of(whole);
		struct slice contents = der_take(&inside, (unsigned)tag);
		if (tag == DER_INTEGER && !is_minimal_integer(contents))
			return false;
		if ((tag & 0x20) && (depth == 0 || !all_strict(contents, depth - 1)))
			return false;
	}
	return true;
}

bool der_is_strict(struct slice s) { return s.n > 0 && all_strict(s, 16); }

size_t der_begin(struct buf *b, unsigned tag)
{
	buf_putc(b, (uint8_t)tag);
	buf_putc(b, 0);
	return b->n;
}

void der_end(struct buf *b, size_t mark)
{
	if (!buf_ok(b))
		return;
	size_t n = b->n - mark, more = n < 0x80 ? 0 : n < 0x100 ? 1 : 2;
	if (n > 0xffff) {
		b->failed = true;
		return;
	}
	if (!buf_grow(b, more))
		return;
	uint8_t *at = b->p + mark;
	memmove(at + more, at, n);
	at[-1] = more ? (uint8_t)(0x80 | more) : (uint8_t)n;
	if (more == 2)
		*at++ = (uint8_t)(n >> 8);
	if (more)
		*at = (uint8_t)(n & 0xff);
}

void der_put(struct buf *b, unsigned tag, struct slice contents)
{
	size_t mark = der_begin(b, tag);
	buf_put_slice(b, contents);
	der_end(b, mark);
}

bool der_certificate(struct slice der, struct der_certificate *out)
{
	*out = (struct der_certificate){ 0 };
	struct rd outer = rd_of(der);
	struct rd signed_part = rd_of(der_take(&outer, DER_SEQUENCE));
	struct rd r = rd_of(der_take(&signed_part, DER_SEQUENCE));
	der_take(&signed_part, DER_SEQUENCE);
	der_take(&signed_part, DER_BIT_STRING);
	if (!rd_end(&outer) || !rd_end(&signed_part))
		return false;
	der_take(&r, DER_CONTEXT_0); /* version: always 3 for us, so always there */
	bool integer = rd_peek(&r) == DER_INTEGER;
	out->serial = der_take_whole(&r);
	der_take(&r, DER_SEQUENCE);
	bool names = rd_peek(&r) == DER_SEQUENCE;
	out->issuer = der_take_whole(&r);
	der_take(&r, DER_SEQUENCE);
	names = names && rd_peek(&r) == DER_SEQUENCE;
	out->subject = der_take_whole(&r);
	names = names && rd_peek(&r) == DER_SEQUENCE;
	out->spki = der_take_whole(&r);
	return !r.failed && integer && names;
}
