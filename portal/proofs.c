/* Owns: finding a person's documents by the identities of their records. */
#include "portal/proofs.h"

#include "portal/holdings.h"

#include <stdlib.h>
#include <string.h>

#define IDENTITIES_MAX (2 * HOLDINGS_MAX)

enum standing proofs_standing(const struct document *d, struct date proof_ends, struct date ends, struct date today)
{
	switch (d->state) {
	case DOCUMENT_ISSUED:
		if (ends.year && date_compare(ends, today) < 0)
			return STANDING_RECORD_ENDED;
		return proof_ends.year && date_compare(proof_ends, today) < 0 ? STANDING_PROOF_ENDED : STANDING_FORCE;
	case DOCUMENT_SUSPENDED:
		return STANDING_SUSPENDED;
	case DOCUMENT_SUPERSEDED:
		return STANDING_REPLACED;
	case DOCUMENT_REVOKED:
		return STANDING_WITHDRAWN;
	default:
		return STANDING_NONE;
	}
}

static enum err show(struct ctx *cx, struct snapshot *v, struct date today, const struct document *d, struct made_proof *out)
{
	struct slice fill;
	struct proof p;
	enum err e = documents_fill(cx, v, slice_str(d->number), &fill);
	if (e == OK)
		e = proof_parse(cx, slice_sub(fill, d->proof_at, d->proof_size), &p);
	if (e != OK)
		return e;
	*out = (struct made_proof){ .kind = p.kind, .under_correction = d->under_correction, .issued_at = d->issued_at, .changed_at = d->changed_at,
		.recipient = p.recipient, .purpose = p.purpose, .masked = p.masked, .proof_ends = p.proof_ends, .ends = p.ends,
		.standing = proofs_standing(d, p.proof_ends, p.ends, today) };
	memcpy(out->number, d->number, sizeof out->number);
	memcpy(out->successor, d->successor, sizeof out->successor);
	return OK;
}

/* ---- all of a person ---- */

/* What is needed of a document to put it in its place. */
struct paper {
	char number[DOCUMENT_NUMBER_SIZE + 1];
	enum document_state state;
	int64_t issued_at;
};

struct walk {
	struct ctx *cx;
	struct slice *identities;
	size_t identity_count;
	struct paper *all;
	size_t count, room;
};

static bool take_identity(void *self, const struct kept_record *r)
{
	struct walk *w = self;
	if (w->identity_count + 2 > IDENTITIES_MAX)
		return false;
	w->identities[w->identity_count++] = ctx_copy(w->cx, r->identity);
	/* The issuer puts links together from card and passport; they bear the card's number. */
	if (slice_starts(r->identity, SLICE("pr-card:")))
		w->identities[w->identity_count++] = slice_str(ctx_printf(w->cx, "identity-link:%.*s", SLICE_FMT(slice_sub(r->identity, 8, SIZE_MAX))));
	return true;
}

static int by_text(const void *a, const void *b) { return slice_compare(*(const struct slice *)a, *(const struct slice *)b); }

static bool take_document(void *self, const struct document *d)
{
	struct walk *w = self;
	if (d->state == DOCUMENT_RESERVED || d->state == DOCUMENT_VOID)
		return true;
	if (w->count == w->room) {
		struct paper *more = ctx_alloc(w->cx, 2 * w->room * sizeof *more);
		memcpy(more, w->all, w->count * sizeof *more);
		w->all = more;
		w->room *= 2;
	}
	struct paper *p = &w->all[w->count++];
	*p = (struct paper){ .state = d->state, .issued_at = d->issued_at };
	memcpy(p->number, d->number, sizeof p->number);
	return w->count < PROOFS_MAX;
}

/* Newest first; of the same second: by number, so that pages stay the same. */
static int newest(const void *a, const void *b)
{
	const struct paper *x = a, *y = b;
	return x->issued_at == y->issued_at ? memcmp(x->number, y->number, sizeof x->number) : x->issued_at > y->issued_at ? -1 : 1;
}

static enum err show_number(struct ctx *cx, struct snapshot *v, struct date today, const char *number, struct made_proof *out)
{
	struct document d;
	bool found = false;
	enum err e = documents_find(cx, v, slice_str(number), &found, &d);
	if (e == OK && !found)
		e = fail(cx, ERR_STORE_CORRUPT, "a document that was listed is not there");
	return e == OK ? show(cx, v, today, &d, out) : e;
}

/* The standings that a state can mean. Only where they differ need the proof be read. */
static unsigned can_stand(enum document_state state)
{
	switch (state) {
	case DOCUMENT_ISSUED:
		return 1u << STANDING_FORCE | 1u << STANDING_PROOF_ENDED | 1u << STANDING_RECORD_ENDED;
	case DOCUMENT_SUSPENDED:
		return 1u << STANDING_SUSPENDED;
	case DOCUMENT_SUPERSEDED:
		return 1u << STANDING_REPLACED;
	case DOCUMENT_REVOKED:
		return 1u << STANDING_WITHDRAWN;
	default:
		return 1u << STANDING_NONE;
	}
}

static enum err pick(struct ctx *cx, struct snapshot *v, const struct walk *w, const struct proof_page *page, struct made_proof *out, size_t *count,
	size_t *total)
{
	unsigned wanted = page->standings ? page->standings : ~0u;
	size_t looked = page->most && page->most < w->count ? page->most : w->count;
	enum err e = OK;
	for (size_t i = 0; e == OK && i < looked; i++) {
		unsigned can = can_stand(w->all[i].state);
		bool in_page = *total >= page->from && *count < page->rows, fits = (can & wanted) != 0;
		struct made_proof one;
		if (fits && (in_page || (can & wanted) != can)) {
			e = show_number(cx, v, page->today, w->all[i].number, &one);
			fits = e == OK && (wanted >> one.standing & 1);
		}
		if (!fits)
			continue;
		if (in_page)
			out[(*count)++] = one;
		++*total;
	}
	return e;
}

enum err proofs_read(struct ctx *cx, struct snapshot *v, const char *person, const struct proof_page *page, struct made_proof **out, size_t *count,
	size_t *total)
{
	struct walk w = { .cx = cx, .identities = ctx_alloc(cx, IDENTITIES_MAX * sizeof(struct slice)), .room = 64, .all = ctx_alloc(cx, 64 * sizeof(struct paper)) };
	enum err e = records_of(cx, v, person, take_identity, &w);
	qsort(w.identities, w.identity_count, sizeof *w.identities, by_text);
	for (size_t i = 0; e == OK && i < w.identity_count && w.count < PROOFS_MAX; i++) {
		if (i == 0 || !slice_eq(w.identities[i], w.identities[i - 1]))
			e = documents_of(cx, v, w.identities[i], take_document, &w);
	}
	qsort(w.all, w.count, sizeof *w.all, newest);
	*out = ctx_alloc(cx, (page->rows + 1) * sizeof **out);
	*count = *total = 0;
	return e == OK ? pick(cx, v, &w, page, *out, count, total) : e;
}

/* ---- one ---- */

static enum err is_of(struct ctx *cx, struct snapshot *v, const char *person, struct slice identity, bool *yes)
{
	struct kept_record r;
	bool found = false;
	enum err e = records_find(cx, v, identity, &found, &r);
	if (e == OK && !found && slice_starts(identity, SLICE("identity-link:")))
		e = records_find(cx, v, slice_str(ctx_printf(cx, "pr-card:%.*s", SLICE_FMT(slice_sub(identity, 14, SIZE_MAX)))), &found, &r);
	*yes = e == OK && found && slice_is(slice_str(r.person), person);
	return e;
}

enum err proofs_find(struct ctx *cx, struct snapshot *v, struct date today, const char *person, struct slice number, bool *found,
	struct made_proof *out)
{
	struct document d;
	bool there = false, own = false;
	*found = false;
	enum err e = documents_find(cx, v, number, &there, &d);
	if (e != OK || !there || d.state == DOCUMENT_RESERVED || d.state == DOCUMENT_VOID)
		return e;
	e = is_of(cx, v, person, d.identity, &own);
	if (e != OK || !own)
		return e;
	*found = true;
	return show(cx, v, today, &d, out);
}

enum err proofs_file(struct ctx *cx, struct snapshot *v, const char *number, struct slice *pdf)
{
	struct document d;
	struct slice stock = { 0 }, fill = { 0 };
	bool found = false;
	enum err e = documents_find(cx, v, slice_str(number), &found, &d);
	if (e == OK && found)
		e = documents_fill(cx, v, slice_str(number), &fill);
	if (e == OK && fill.n)
		e = documents_stock(cx, v, d.stock, &stock);
	if (e != OK)
		return e;
	if (!fill.n || !stock.n)
		return fail(cx, ERR_DOCUMENT_MISSING, "no file of this document is kept");
	uint8_t *p = ctx_alloc(cx, stock.n + fill.n);
	memcpy(p, stock.p, stock.n);
	memcpy(p + stock.n, fill.p, fill.n);
	*pdf = slice_of(p, stock.n + fill.n);
	return OK;
}
