/* Owns: keys and entries of documents (document_code.h). Entries are CBOR maps with integer keys; absent means empty or zero. */
#include "registry/document_code.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "formats/cbor.h"
#include "formats/crockford.h"

#include <string.h>

enum field { FIELD_STATE = 1, FIELD_CORRECTION, FIELD_KIND, FIELD_LIST, FIELD_INDEX, FIELD_ISSUED, FIELD_CHANGED, FIELD_REASON,
	FIELD_CODE, FIELD_STOCK, FIELD_PROOF_AT, FIELD_PROOF_SIZE, FIELD_IDENTITY, FIELD_CONTENT, FIELD_SUCCESSOR, FIELD_PREDECESSOR,
	FIELD_SEAL, FIELD_HISTORY, FIELD_PHOTO_AT, FIELD_PHOTO_SIZE };

#define ENTRY_MAX   1800 /* stays inside a page of LMDB */
#define HISTORY_MAX 64   /* past states kept; a document changes a few times in its life */

const struct slice key_indexes = { (const uint8_t *)"m/indexes", 9 };

static struct key key_of(char kind, const void *p, size_t n)
{
	struct key k = { .p = { (uint8_t)kind }, .n = 1 + n };
	memcpy(k.p + 1, p, n);
	return k;
}

struct key key_document(const char *number) { return key_of('d', number, DOCUMENT_NUMBER_SIZE); }
struct key key_fill(const char *number) { return key_of('f', number, DOCUMENT_NUMBER_SIZE); }
struct key key_open(const char *number) { return key_of('o', number, DOCUMENT_NUMBER_SIZE); }
struct key key_stock(const uint8_t digest[static 32]) { return key_of('s', digest, 32); }
struct slice key_slice(const struct key *k) { return slice_of(k->p, k->n); }

struct key key_index(uint32_t list, uint32_t index)
{
	uint8_t place[8];
	for (size_t i = 0; i < 4; i++) {
		place[i] = (uint8_t)(list >> (24 - 8 * i));
		place[4 + i] = (uint8_t)(index >> (24 - 8 * i));
	}
	return key_of('i', place, sizeof place);
}

struct key key_record(struct slice identity, const uint8_t *content, const char *number)
{
	struct key k = { .p = { 'r' }, .n = 33 };
	crypto_sha256(identity, k.p + 1);
	if (content) {
		memcpy(k.p + 33, content, 32);
		k.n = 65;
	}
	if (content && number) {
		memcpy(k.p + 65, number, DOCUMENT_NUMBER_SIZE);
		k.n = DOCUMENT_KEY_MAX;
	}
	return k;
}

struct key key_series(struct slice identity, const uint8_t series[static 32])
{
	struct key k = { .p = { 'w' }, .n = 65 };
	crypto_sha256(identity, k.p + 1);
	memcpy(k.p + 33, series, 32);
	return k;
}

struct slice key_record_number(struct slice key) { return slice_sub(key, 65, DOCUMENT_NUMBER_SIZE); }

struct key key_behind(struct key k)
{
	/* Every byte of a digest may be 0xff: carry. The first byte is a letter, so the carry always ends. */
	while (k.p[k.n - 1] == 0xff)
		k.n--;
	k.p[k.n - 1]++;
	return k;
}

enum err document_number(struct ctx *cx, struct slice number, char out[static DOCUMENT_NUMBER_SIZE + 1])
{
	char read[DOCUMENT_NUMBER_SIZE + 1] = "";
	if (number.n != DOCUMENT_NUMBER_SIZE || !crockford_parse(number, DOCUMENT_NUMBER_SIZE - 1, read) || !slice_is(number, read))
		return fail(cx, ERR_DOCUMENT_MISSING, "no document has this number: want %d characters with a right check character",
			DOCUMENT_NUMBER_SIZE);
	memcpy(out, read, sizeof read);
	return OK;
}

static bool all_zero(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i])
			return false;
	}
	return true;
}

static bool reason_is_code(struct slice reason)
{
	for (size_t i = 0; i < reason.n; i++) {
		uint8_t c = reason.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
			return false;
	}
	return reason.n <= LIMIT_REASON;
}

static const char *wrong_field(const struct document *d)
{
	if (d->state <= DOCUMENT_NONE || d->state > DOCUMENT_VOID)
		return "state";
	if (d->index >= LIST_SIZE)
		return "index";
	if (d->kind < 0)
		return "kind";
	if (!reason_is_code(d->reason))
		return "reason (a code: a-z 0-9 - _ .)";
	return d->identity.n > LIMIT_IDENTITY ? "identity" : NULL;
}

/* The pairs that are there, counted first because CBOR wants the count ahead. */
static void put_pairs(struct buf *b, const struct document *d, size_t *pairs)
{
#define PAIR(field, there, put) do { if (there) { (*pairs)++; if (b) { cbor_put_uint(b, (field)); put; } } } while (0)
	PAIR(FIELD_STATE, true, cbor_put_uint(b, d->state));
	PAIR(FIELD_CORRECTION, d->under_correction, cbor_put_bool(b, true));
	PAIR(FIELD_KIND, d->kind, cbor_put_uint(b, (uint64_t)d->kind));
	PAIR(FIELD_LIST, true, cbor_put_uint(b, d->list));
	PAIR(FIELD_INDEX, true, cbor_put_uint(b, d->index));
	PAIR(FIELD_ISSUED, d->issued_at, cbor_put_int(b, d->issued_at));
	PAIR(FIELD_CHANGED, d->changed_at, cbor_put_int(b, d->changed_at));
	PAIR(FIELD_REASON, d->reason.n, cbor_put_text(b, d->reason));
	PAIR(FIELD_CODE, !all_zero(d->code_digest, 32), cbor_put_bytes(b, slice_of(d->code_digest, 32)));
	PAIR(FIELD_STOCK, !all_zero(d->stock, 32), cbor_put_bytes(b, slice_of(d->stock, 32)));
	PAIR(FIELD_PROOF_AT, d->proof_at, cbor_put_uint(b, d->proof_at));
	PAIR(FIELD_PROOF_SIZE, d->proof_size, cbor_put_uint(b, d->proof_size));
	PAIR(FIELD_IDENTITY, d->identity.n, cbor_put_bytes(b, d->identity));
	PAIR(FIELD_CONTENT, !all_zero(d->content, 32), cbor_put_bytes(b, slice_of(d->content, 32)));
	PAIR(FIELD_SUCCESSOR, d->successor[0], cbor_put_str(b, d->successor));
	PAIR(FIELD_PREDECESSOR, d->predecessor[0], cbor_put_str(b, d->predecessor));
	PAIR(FIELD_SEAL, !all_zero(d->seal_digest, 32), cbor_put_bytes(b, slice_of(d->seal_digest, 32)));
	PAIR(FIELD_HISTORY, d->history.n, buf_put_slice(b, d->history));
	PAIR(FIELD_PHOTO_AT, d->photo_at, cbor_put_uint(b, d->photo_at));
	PAIR(FIELD_PHOTO_SIZE, d->photo_size, cbor_put_uint(b, d->photo_size));
#undef PAIR
}

enum err document_encode(struct ctx *cx, const struct document *d, struct slice *out)
{
	const char *wrong = wrong_field(d);
	if (wrong)
		return fail(cx, ERR_DOCUMENT_FIELD, "document entry: %s is out of its range", wrong);
	struct buf b;
	size_t pairs = 0;
	buf_init(&b, ENTRY_MAX);
	put_pairs(NULL, d, &pairs);
	cbor_put_map(&b, pairs);
	put_pairs(&b, d, &pairs);
	bool fits = buf_ok(&b);
	*out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return fits ? OK : fail(cx, ERR_DOCUMENT_FIELD, "document entry: longer than %d bytes", ENTRY_MAX);
}

static bool take_bytes(struct cbor_rd *r, uint8_t out[static 32])
{
	struct slice s = cbor_get_bytes(r);
	if (s.n != 32)
		return false;
	memcpy(out, s.p, 32);
	return true;
}

static bool take_number(struct cbor_rd *r, char out[static DOCUMENT_NUMBER_SIZE + 1])
{
	struct slice s = cbor_get_text(r);
	if (s.n != DOCUMENT_NUMBER_SIZE)
		return false;
	memcpy(out, s.p, DOCUMENT_NUMBER_SIZE);
	out[DOCUMENT_NUMBER_SIZE] = 0;
	return true;
}

static bool take_u32(struct cbor_rd *r, uint32_t *out)
{
	uint64_t v = cbor_get_uint(r);
	*out = (uint32_t)v;
	return v <= UINT32_MAX;
}

struct past {
	int64_t until;
	enum document_state state;
};

/* An array of [until, state], at most HISTORY_MAX; gives how many, 0 when it is not one. `out` may be NULL. */
static size_t take_history(struct slice history, struct past *out)
{
	struct cbor_rd r = cbor_rd(history);
	size_t n = cbor_get_array(&r);
	for (size_t i = 0; i < n && n <= HISTORY_MAX && !cbor_failed(&r); i++) {
		struct past p = { 0 };
		uint64_t state = 0;
		if (cbor_get_array(&r) != 2)
			return 0;
		p.until = cbor_get_int(&r);
		state = cbor_get_uint(&r);
		if (state == DOCUMENT_NONE || state > DOCUMENT_VOID)
			return 0;
		p.state = (enum document_state)state;
		if (out)
			out[i] = p;
	}
	return n <= HISTORY_MAX && cbor_end(&r) ? n : 0;
}

struct slice document_history(struct ctx *cx, const struct document *d, int64_t until)
{
	struct past past[HISTORY_MAX + 1];
	size_t n = d->history.n ? take_history(d->history, past) : 0, first = n == HISTORY_MAX;
	past[n++] = (struct past){ until, d->state };
	struct buf b;
	buf_init(&b, ENTRY_MAX);
	cbor_put_array(&b, n - first);
	for (size_t i = first; i < n; i++) {
		cbor_put_array(&b, 2);
		cbor_put_int(&b, past[i].until);
		cbor_put_uint(&b, past[i].state);
	}
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

enum document_state document_state_at(const struct document *d, int64_t instant)
{
	struct past past[HISTORY_MAX];
	size_t n = d->history.n ? take_history(d->history, past) : 0;
	for (size_t i = 0; i < n; i++) {
		if (instant < past[i].until)
			return past[i].state;
	}
	return d->state;
}

int64_t document_state_until(const struct document *d, int64_t instant)
{
	struct past past[HISTORY_MAX];
	size_t n = d->history.n ? take_history(d->history, past) : 0;
	int64_t until = INT64_MAX;
	for (size_t i = 0; i < n; i++) {
		if (past[i].until > instant && past[i].until < until)
			until = past[i].until;
	}
	return until;
}

static bool take_field(struct cbor_rd *r, uint64_t field, struct document *d)
{
	uint32_t small = 0;
	bool good = true;
	switch (field) {
	case FIELD_STATE: good = take_u32(r, &small); d->state = (enum document_state)(small <= DOCUMENT_VOID ? small : 0); break;
	case FIELD_CORRECTION: d->under_correction = cbor_get_bool(r); break;
	case FIELD_KIND: good = take_u32(r, &small) && small <= INT32_MAX; d->kind = (int)small; break;
	case FIELD_LIST: good = take_u32(r, &d->list); break;
	case FIELD_INDEX: good = take_u32(r, &d->index); break;
	case FIELD_ISSUED: d->issued_at = cbor_get_int(r); break;
	case FIELD_CHANGED: d->changed_at = cbor_get_int(r); break;
	case FIELD_REASON: d->reason = cbor_get_text(r); break;
	case FIELD_CODE: good = take_bytes(r, d->code_digest); break;
	case FIELD_STOCK: good = take_bytes(r, d->stock); break;
	case FIELD_PROOF_AT: good = take_u32(r, &d->proof_at); break;
	case FIELD_PROOF_SIZE: good = take_u32(r, &d->proof_size); break;
	case FIELD_IDENTITY: d->identity = cbor_get_bytes(r); break;
	case FIELD_CONTENT: good = take_bytes(r, d->content); break;
	case FIELD_SUCCESSOR: good = take_number(r, d->successor); break;
	case FIELD_PREDECESSOR: good = take_number(r, d->predecessor); break;
	case FIELD_SEAL: good = take_bytes(r, d->seal_digest); break;
	case FIELD_HISTORY: d->history = cbor_skip(r); good = take_history(d->history, NULL) > 0; break;
	case FIELD_PHOTO_AT: good = take_u32(r, &d->photo_at); break;
	case FIELD_PHOTO_SIZE: good = take_u32(r, &d->photo_size); break;
	default: good = false; break;
	}
	return good && !cbor_failed(r);
}

enum err document_decode(struct ctx *cx, struct slice number, struct slice entry, struct document *out)
{
	*out = (struct document){ 0 };
	enum err e = number.n == DOCUMENT_NUMBER_SIZE ? cbor_check(cx, entry) : ERR_STORE_CORRUPT;
	if (e != OK) {
		ctx_forgive(cx);
		return fail(cx, ERR_STORE_CORRUPT, "registry: a document's entry is not deterministic CBOR (RFC 8949 4.2.1)");
	}
	memcpy(out->number, number.p, DOCUMENT_NUMBER_SIZE);
	struct cbor_rd r = cbor_rd(entry);
	bool good = true;
	for (size_t left = cbor_get_map(&r); good && left > 0; left--)
		good = take_field(&r, cbor_get_uint(&r), out);
	if (!good || !cbor_end(&r) || wrong_field(out))
		return fail(cx, ERR_STORE_CORRUPT, "registry: a document's entry is damaged");
	return OK;
}
