/* Owns: the read side of documents. Works on a snapshot; whatever it returns points into it. */
#include "registry/documents.h"

#include "base/crypto.h"
#include "registry/document_code.h"

#include <string.h>

const char *document_state_name(enum document_state state)
{
	static const char *const names[] = { "none", "reserved", "issued", "suspended", "revoked", "superseded", "void" };
	return (unsigned)state < sizeof names / sizeof *names ? names[state] : "none";
}

bool document_is_live(const struct document *d)
{
	return d->state == DOCUMENT_ISSUED || d->state == DOCUMENT_SUSPENDED;
}

/* A number nobody can have is simply not found. */
static bool shaped(struct slice number) { return number.p && number.n == DOCUMENT_NUMBER_SIZE; }

static enum err get_entry(struct ctx *cx, struct snapshot *v, struct slice number, struct slice *entry)
{
	*entry = (struct slice){ 0 };
	if (!shaped(number))
		return OK;
	struct key k = key_document((const char *)number.p);
	return snapshot_get(cx, v, key_slice(&k), entry);
}

enum err documents_find(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, struct document *out)
{
	struct slice entry;
	*found = false;
	*out = (struct document){ 0 };
	enum err e = get_entry(cx, v, number, &entry);
	if (e != OK || !entry.p)
		return e;
	e = document_decode(cx, number, entry, out);
	*found = e == OK;
	return e;
}

enum err documents_digest(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, uint8_t digest[static 32])
{
	struct slice entry;
	enum err e = get_entry(cx, v, number, &entry);
	*found = e == OK && entry.p;
	if (*found)
		crypto_sha256(entry, digest);
	return e;
}

enum err documents_fill(struct ctx *cx, struct snapshot *v, struct slice number, struct slice *fill)
{
	*fill = (struct slice){ 0 };
	if (!shaped(number))
		return OK;
	struct key k = key_fill((const char *)number.p);
	return snapshot_get(cx, v, key_slice(&k), fill);
}

enum err documents_stock(struct ctx *cx, struct snapshot *v, const uint8_t digest[static 32], struct slice *stock)
{
	struct key k = key_stock(digest);
	return snapshot_get(cx, v, key_slice(&k), stock);
}

struct walk {
	struct ctx *cx;
	struct snapshot *v;
	document_each *each;
	void *self;
	enum err e;
};

static bool walk_document(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct document d;
	w->e = document_decode(w->cx, slice_sub(key, 1, key.n), value, &d);
	return w->e == OK && w->each(w->self, &d);
}

enum err documents_range(struct ctx *cx, struct snapshot *v, struct slice after, document_each *each, void *self)
{
	struct walk w = { .cx = cx, .v = v, .each = each, .self = self };
	uint8_t from[1 + DOCUMENT_NUMBER_SIZE + 1] = { 'd' };
	size_t n = 1;
	if (after.n > DOCUMENT_NUMBER_SIZE)
		return fail(cx, ERR_DOCUMENT_MISSING, "no document has this number: want %d characters", DOCUMENT_NUMBER_SIZE);
	if (after.n) {
		/* The number itself and a zero byte: the first key behind it. */
		memcpy(from + 1, after.p, after.n);
		n = 1 + after.n + 1;
	}
	enum err e = snapshot_range(cx, v, slice_of(from, n), SLICE("e"), walk_document, &w);
	return e != OK ? e : w.e;
}

static bool walk_record(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct document d;
	bool found = false;
	(void)value;
	w->e = documents_find(w->cx, w->v, key_record_number(key), &found, &d);
	if (w->e == OK && !found)
		w->e = fail(w->cx, ERR_STORE_CORRUPT, "registry: a record points to a document that is not there");
	return w->e == OK && w->each(w->self, &d);
}

enum err documents_of(struct ctx *cx, struct snapshot *v, struct slice identity, document_each *each, void *self)
{
	struct walk w = { .cx = cx, .v = v, .each = each, .self = self };
	struct key from = key_record(identity, NULL, NULL), to = key_behind(from);
	enum err e = snapshot_range(cx, v, key_slice(&from), key_slice(&to), walk_record, &w);
	return e != OK ? e : w.e;
}

struct same {
	struct walk walk;
	char number[DOCUMENT_NUMBER_SIZE + 1];
};

static bool stop_at_live(void *self, const struct document *d)
{
	struct same *s = self;
	if (!document_is_live(d))
		return true;
	memcpy(s->number, d->number, sizeof s->number);
	return false;
}

enum err documents_same(struct ctx *cx, struct snapshot *v, struct slice identity, const uint8_t content[static 32], bool *found,
	char number[static DOCUMENT_NUMBER_SIZE + 1])
{
	struct same s = { .walk = { .cx = cx, .v = v, .each = stop_at_live } };
	s.walk.self = &s;
	struct key from = key_record(identity, content, NULL), to = key_behind(from);
	enum err e = snapshot_range(cx, v, key_slice(&from), key_slice(&to), walk_record, &s.walk);
	if (e == OK)
		e = s.walk.e;
	*found = e == OK && s.number[0];
	memcpy(number, s.number, sizeof s.number);
	return e;
}

enum err documents_series(struct ctx *cx, struct snapshot *v, struct slice identity, const uint8_t series[static 32], const uint8_t says[static 32],
	bool *found, bool *same, struct document *out)
{
	struct key k = key_series(identity, series);
	struct slice value = { 0 };
	*found = *same = false;
	enum err e = snapshot_get(cx, v, key_slice(&k), &value);
	if (e != OK || !value.p)
		return e;
	if (value.n != DOCUMENT_NUMBER_SIZE + 32)
		return fail(cx, ERR_STORE_CORRUPT, "registry: the entry of a series is damaged");
	e = documents_find(cx, v, slice_sub(value, 0, DOCUMENT_NUMBER_SIZE), found, out);
	if (e == OK && !*found)
		return fail(cx, ERR_STORE_CORRUPT, "registry: a series points to a document that is not there");
	*found = e == OK && document_is_live(out);
	*same = *found && memcmp(value.p + DOCUMENT_NUMBER_SIZE, says, 32) == 0;
	return e;
}
