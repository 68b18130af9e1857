/* Owns: calling the stages in their order. */
#include "issuer/maker.h"

#include "issuer/review.h"

#include <stdlib.h>
#include <string.h>

struct maker {
	const struct desk *desk;
	struct reviewer *reviewer;
	struct hash *work;
};

struct maker *maker_new(const struct desk *d)
{
	struct maker *m = calloc(1, sizeof *m);
	if (!m)
		abort();
	*m = (struct maker){ .desk = d, .reviewer = reviewer_new(d->trust, d->stocks), .work = hash_new() };
	return m;
}

void maker_free(struct maker *m)
{
	if (!m)
		return;
	reviewer_free(m->reviewer);
	hash_free(m->work);
	free(m);
}

static struct proof_options options_for(enum kind kind, const struct making *making)
{
	return (struct proof_options){ .recipient = making->recipient, .purpose = making->purpose, .mask = making->mask & proof_maskable(kind),
		.proof_days = making->proof_days };
}

static void add_text(struct hash *h, struct slice text)
{
	uint8_t size[8];
	for (int i = 0; i < 8; i++)
		size[i] = (uint8_t)((uint64_t)text.n >> (8 * i));
	hash_add(h, slice_of(size, 8));
	hash_add(h, text);
}

void maker_content(const struct record *record, const struct making *making, uint8_t out[static 32])
{
	uint64_t mask = making->mask & proof_maskable(record->kind);
	int64_t days = making->proof_days;
	struct hash *h = hash_new();
	add_text(h, slice_of(record->content, 32));
	add_text(h, making->recipient);
	add_text(h, making->purpose);
	add_text(h, making->replaces);
	add_text(h, slice_of(&mask, sizeof mask));
	add_text(h, slice_of(&days, sizeof days));
	if (making->token.n)
		add_text(h, making->token);
	hash_finish(h, out);
	hash_free(h);
}

void maker_says(const struct record *record, const struct making *making, uint8_t out[static 32])
{
	struct making plain = *making;
	plain.replaces = plain.token = (struct slice){ 0 };
	maker_content(record, &plain, out);
}

void maker_series(enum kind kind, const struct making *making, uint8_t out[static 32])
{
	uint64_t mask = making->mask & proof_maskable(kind);
	int64_t days = making->proof_days;
	struct hash *h = hash_new();
	hash_add(h, SLICE("series"));
	add_text(h, making->recipient);
	add_text(h, making->purpose);
	add_text(h, slice_of(&mask, sizeof mask));
	add_text(h, slice_of(&days, sizeof days));
	hash_finish(h, out);
	hash_free(h);
}

static struct slice replaced_by(const struct making *making) { return making->replaces.p ? making->replaces : making->follows; }

static void describe(const struct ctx *cx, const struct record *record, const struct making *making, const struct sealed *s,
	const struct paper *p, const struct reservation *r, struct made *m)
{
	struct document *d = &m->document;
	*d = (struct document){ .state = DOCUMENT_ISSUED, .kind = (int)record->kind, .list = r->list, .index = r->index, .issued_at = cx->now,
		.changed_at = cx->now, .proof_at = (uint32_t)p->fill.proof_at, .proof_size = (uint32_t)p->fill.proof_size,
		.photo_at = (uint32_t)p->fill.photo_at, .photo_size = (uint32_t)p->fill.photo_size };
	memcpy(d->number, r->number, sizeof d->number);
	memcpy(d->code_digest, s->code_digest, 32);
	memcpy(d->seal_digest, s->seal_digest, 32);
	memcpy(d->stock, stock_digest(p->stock), 32);
	maker_content(record, making, d->content);
	if (making->series) {
		maker_series(record->kind, making, d->series);
		maker_says(record, making, d->says);
	}
	buf_put_slice(&m->identity, record->identity);
	d->identity = buf_slice(&m->identity);
	struct slice replaces = replaced_by(making);
	if (replaces.n == DOCUMENT_NUMBER_SIZE)
		memcpy(d->predecessor, replaces.p, DOCUMENT_NUMBER_SIZE);
	memcpy(m->code, s->code, sizeof m->code);
	m->kind = record->kind;
}

enum err maker_make(struct ctx *cx, struct maker *m, struct checked record, const struct making *making, const struct reservation *r,
	struct made **out)
{
	struct sealed sealed;
	struct paper paper = { 0 };
	struct stamped stamped;
	struct proof_options options = options_for(record.record->kind, making);
	enum err e = seal_make(cx, m->desk, record, &options, r, replaced_by(making), &sealed);
	if (e == OK)
		e = paper_make(cx, m->desk, &sealed, &paper);
	if (e == OK)
		e = stamp_make(cx, m->desk, &paper, m->work, &stamped);
	if (e == OK)
		e = review_stamped(cx, m->reviewer, &stamped);
	if (e == OK) {
		struct made *made = calloc(1, sizeof *made);
		if (!made)
			abort();
		buf_init(&made->identity, 256);
		describe(cx, record.record, making, &sealed, &paper, r, made);
		/* The bytes move to the caller; the paper keeps an empty buffer. */
		made->fill = paper.fill.bytes;
		buf_init(&paper.fill.bytes, 0);
		*out = made;
	}
	paper_clear(&paper);
	return e;
}

bool maker_missing_glyph(struct ctx *cx, const struct desk *d, struct checked record, const struct making *making, int32_t *character, enum field_id *field)
{
	struct proof proof;
	struct proof_options options = options_for(record.record->kind, making);
	if (proof_show(cx, record, &options, date_at(cx->now, d->utc_offset), &proof) != OK)
		return false;
	for (int id = FIELD_NONE + 1; id < FIELD_COUNT; id++) {
		*character = fonts_missing(d->fonts, proof.value[id]);
		*field = (enum field_id)id;
		if (*character)
			return true;
	}
	*field = FIELD_NONE;
	*character = fonts_missing(d->fonts, proof.recipient);
	if (!*character)
		*character = fonts_missing(d->fonts, proof.purpose);
	return *character != 0;
}

const char *maker_place_of(struct ctx *cx, enum kind kind, enum field_id field)
{
	switch (field) {
	case FIELD_NONE:
		return "";
	case FIELD_SURNAME:
	case FIELD_GIVEN:
	case FIELD_NATIVE:
		return ctx_printf(cx, "/holder/%s", field_of(field)->key);
	case FIELD_AUTHORITY:
		return kind == KIND_IDENTITY_LINK ? "/card/authority" : "/authority";
	default:
		return ctx_printf(cx, "/%s", field_of(field)->key);
	}
}

void made_free(struct made *m)
{
	if (!m)
		return;
	buf_free(&m->fill);
	buf_free(&m->identity);
	free(m);
}
