/*
 * Owns: the Token Status List (draft-ietf-oauth-status-list-20), both ways. In its room zlib's only user. Must never unpack past
 * LIMIT_STATUS_LIST_BYTES.
 */
#include "formats/status_list.h"

#include "base/limits.h"
#include "formats/cbor.h"
#include "formats/cwt.h"

#define ZLIB_CONST /* input is const */
#include <zlib.h>

static bool is_width(unsigned bits) { return bits == 1 || bits == 2 || bits == 4 || bits == 8; }

size_t status_list_bytes(uint64_t count, unsigned bits)
{
	if (!is_width(bits))
		return 0;
	uint64_t per_byte = 8 / bits;
	return (size_t)(count / per_byte + (count % per_byte != 0));
}

/* Section 4.1: entries fill a byte from its least significant bits. False: out of range. */
static bool place(size_t n, unsigned bits, uint64_t index, size_t *byte, unsigned *shift)
{
	if (!is_width(bits))
		return false;
	uint64_t per_byte = 8 / bits;
	*byte = (size_t)(index / per_byte);
	*shift = (unsigned)(index % per_byte) * bits;
	return index / per_byte < n;
}

bool status_list_get(const struct status_list *list, uint64_t index, unsigned *value)
{
	size_t byte;
	unsigned shift;
	if (!place(list->entries.n, list->bits, index, &byte, &shift))
		return false;
	*value = (unsigned)list->entries.p[byte] >> shift & ((1U << list->bits) - 1);
	return true;
}

bool status_list_set(uint8_t *entries, size_t n, unsigned bits, uint64_t index, unsigned value)
{
	size_t byte;
	unsigned shift;
	if (!place(n, bits, index, &byte, &shift) || value >> bits != 0)
		return false;
	unsigned mask = ((1U << bits) - 1) << shift;
	entries[byte] = (uint8_t)((entries[byte] & ~mask) | value << shift);
	return true;
}

/* Section 4.1: DEFLATE in the ZLIB form, highest level recommended. */
static enum err pack(struct ctx *cx, struct slice entries, struct buf *out)
{
	uLongf n = compressBound(entries.n);
	uint8_t *room = buf_grow(out, n);
	if (!room)
		return fail(cx, ERR_LIMIT, "status list: no room for %lu bytes of zlib", n);
	if (compress2(room, &n, entries.p, entries.n, 9) != Z_OK)
		return fail(cx, ERR_SYSTEM, "status list: zlib cannot compress");
	out->n = n;
	return OK;
}

/* One zlib stream that uses all of `packed`. The cap holds while unpacking: a small stream may say it is huge. */
static enum err unpack(struct ctx *cx, struct slice packed, struct buf *entries)
{
	uint8_t chunk[16384];
	size_t total = 0;
	z_stream z = { .next_in = packed.p, .avail_in = (uInt)packed.n };
	enum err e = ERR_STATUS_LIST_PACKED;
	int state = Z_OK;
	if (packed.n > LIMIT_STATUS_LIST_BYTES || inflateInit(&z) != Z_OK)
		return fail(cx, ERR_LIMIT, "status list: %zu packed bytes are not tried", packed.n);
	while (state == Z_OK) {
		z.next_out = chunk;
		z.avail_out = sizeof chunk;
		state = inflate(&z, Z_NO_FLUSH);
		size_t got = sizeof chunk - z.avail_out;
		total += got;
		if (total > LIMIT_STATUS_LIST_BYTES) {
			e = fail(cx, ERR_LIMIT, "status list unpacks to more than %d bytes", LIMIT_STATUS_LIST_BYTES);
			goto out;
		}
		buf_put(entries, chunk, got);
	}
	if (state != Z_STREAM_END)
		(void)fail(cx, e, "status list draft 4.1: lst is not one whole zlib stream");
	else if (z.avail_in != 0)
		(void)fail(cx, e, "status list draft 4.1: %u bytes behind the zlib stream", z.avail_in);
	else if (!buf_ok(entries))
		e = fail(cx, ERR_LIMIT, "status list: no room for %zu unpacked bytes", total);
	else
		e = OK;
out:
	(void)inflateEnd(&z);
	return e;
}

enum err status_list_encode(struct ctx *cx, const struct status_list *list, struct buf *out)
{
	struct cwt set = { .subject = list->uri, .issued_at = list->issued_at, .expires_at = list->expires_at };
	struct buf packed, value, ttl;
	buf_init(&packed, compressBound(list->entries.n));
	buf_init(&value, compressBound(list->entries.n) + 64);
	buf_init(&ttl, 16);
	enum err e = ERR_STATUS_LIST;
	if (!is_width(list->bits) || !list->uri.p || list->issued_at == 0 || list->ttl < 0 || list->entries.n == 0) {
		(void)fail(cx, e, "status list draft 4, 5.1: width, uri, iat, ttl or entries missing or wrong");
		goto out;
	}
	if (list->entries.n > LIMIT_STATUS_LIST_BYTES) {
		e = fail(cx, ERR_LIMIT, "status list of %zu bytes, at most %d", list->entries.n, LIMIT_STATUS_LIST_BYTES);
		goto out;
	}
	e = pack(cx, list->entries, &packed);
	if (e != OK)
		goto out;
	/* "lst" before "bits": deterministic order puts the shorter key first (RFC 8949 4.2.1). */
	cbor_put_map(&value, 2);
	cbor_put_str(&value, "lst");
	cbor_put_bytes(&value, buf_slice(&packed));
	cbor_put_str(&value, "bits");
	cbor_put_uint(&value, list->bits);
	set.extra[set.extra_count++] = (struct cwt_claim){ CWT_STATUS_LIST, buf_slice(&value) };
	if (list->ttl > 0) {
		cbor_put_int(&ttl, list->ttl);
		set.extra[set.extra_count++] = (struct cwt_claim){ CWT_TTL, buf_slice(&ttl) };
	}
	e = cwt_encode(cx, &set, out);
out:
	buf_free(&packed);
	buf_free(&value);
	buf_free(&ttl);
	return e;
}

/* {"lst": bytes, "bits": 1 | 2 | 4 | 8}, section 4.3; "aggregation_uri" is not ours. */
static enum err parse_value(struct ctx *cx, struct slice value, struct status_list *out, struct slice *packed)
{
	struct cbor_rd r = cbor_rd(value);
	size_t pairs = cbor_get_map(&r);
	struct slice first = cbor_get_text(&r);
	*packed = cbor_get_bytes(&r);
	struct slice second = cbor_get_text(&r);
	uint64_t bits = cbor_get_uint(&r);
	if (pairs != 2 || !cbor_end(&r) || !slice_is(first, "lst") || !slice_is(second, "bits"))
		return fail(cx, ERR_STATUS_LIST, "status list draft 4.3: want a map of lst (bytes) and bits (integer)");
	if (bits > 8 || !is_width((unsigned)bits))
		return fail(cx, ERR_STATUS_LIST, "status list draft 4.3: bits is not 1, 2, 4 or 8");
	out->bits = (unsigned)bits;
	return OK;
}

static enum err parse_ttl(struct ctx *cx, struct slice value, struct status_list *out)
{
	struct cbor_rd r = cbor_rd(value);
	out->ttl = cbor_get_int(&r);
	if (!cbor_end(&r) || out->ttl < 1)
		return fail(cx, ERR_STATUS_LIST, "status list draft 5.1: ttl is not a positive number of seconds");
	return OK;
}

enum err status_list_parse(struct ctx *cx, struct slice payload, struct buf *entries, struct status_list *out)
{
	struct cwt set;
	struct slice packed;
	*out = (struct status_list){ 0 };
	enum err e = cwt_parse(cx, payload, &set);
	if (e != OK)
		return e;
	struct slice value = cwt_claim(&set, CWT_STATUS_LIST), ttl = cwt_claim(&set, CWT_TTL);
	if (!set.subject.p || set.issued_at == 0 || !value.p)
		return fail(cx, ERR_STATUS_LIST, "status list draft 5.2: sub, iat or the list itself is missing");
	if (set.issuer.p || set.audience.p || set.not_before != 0 || set.id.p || set.extra_count != 1 + (ttl.p != NULL))
		return fail(cx, ERR_STATUS_LIST, "status list draft 5.2: claims beyond sub, iat, exp, ttl and the list");
	out->uri = set.subject;
	out->issued_at = set.issued_at;
	out->expires_at = set.expires_at;
	e = ttl.p ? parse_ttl(cx, ttl, out) : OK;
	if (e != OK)
		return e;
	e = parse_value(cx, value, out, &packed);
	if (e != OK)
		return e;
	size_t start = entries->n;
	e = unpack(cx, packed, entries);
	if (e != OK)
		return e;
	if (entries->n == start)
		return fail(cx, ERR_STATUS_LIST, "status list draft 4: list without entries");
	out->entries = slice_sub(buf_slice(entries), start, entries->n - start);
	return OK;
}

enum err status_list_build(struct ctx *cx, const struct status_list *list, struct slice kid, cose_signer *sign, void *self,
	struct buf *out)
{
	struct buf payload;
	buf_init(&payload, compressBound(list->entries.n) + list->uri.n + 128);
	enum err e = status_list_encode(cx, list, &payload);
	if (e == OK)
		e = cose_build(cx, kid, SLICE(STATUS_LIST_TYPE), buf_slice(&payload), COSE_TAGGED_18, sign, self, out);
	buf_free(&payload);
	return e;
}

enum err status_list_envelope(struct ctx *cx, struct slice token, struct cose_sign1 *out)
{
	enum err e = cose_parse(cx, token, COSE_TAGGED_18, out);
	if (e != OK)
		return e;
	if (!slice_is(out->type, STATUS_LIST_TYPE))
		return fail(cx, ERR_STATUS_LIST_TYPE, "status list draft 5.2: typ is not " STATUS_LIST_TYPE);
	return OK;
}
