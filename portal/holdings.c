/* Owns: the reading of a person's records and the rules of what ends when. */
#include "portal/holdings.h"

#include "base/log.h"
#include "registry/force.h"

#include <stdlib.h>

/* Days before the end by which to apply, and from which to remind. Exit and Entry Administration Law art. 29 (stay: 7), 32 (residence: 30). */
static const struct { int act, remind; } times[ENDING_COUNT] = {
	[ENDING_ENTRY] = { 0, 21 },
	[ENDING_STAY] = { 7, 21 },
	[ENDING_STAY_PERMIT] = { 7, 21 },
	[ENDING_RESIDENCE] = { 30, 60 },
	[ENDING_CARD] = { 30, 90 },
	[ENDING_PASSPORT] = { 0, 180 },
};

struct walk {
	struct ctx *cx;
	struct holdings *out;
	enum err e;
};

static struct date issued_of(const struct record *r)
{
	switch (r->kind) {
	case KIND_VISA:
		return r->visa.issued;
	case KIND_PR_CARD:
		return r->card.issued;
	case KIND_PASSPORT:
		return r->passport.issued;
	default:
		return date_compare(r->card.issued, r->passport.issued) > 0 ? r->card.issued : r->passport.issued;
	}
}

static enum err read_one(struct ctx *cx, const struct kept_record *r, struct holding *out)
{
	struct checked checked;
	struct proof proof = { 0 };
	const struct proof_options options = { .proof_days = 1 };
	enum err e = record_kept(cx, r->json, (struct slice){ 0 }, &checked);
	if (e == OK)
		e = proof_show(cx, checked, &options, date_of_instant(cx->now), &proof);
	if (e != OK)
		return e;
	*out = (struct holding){ .kind = checked.record->kind, .identity = ctx_copy(cx, r->identity), .record = checked.record,
		.issued = issued_of(checked.record), .under_correction = r->under_correction, .correction = r->correction, .kept_at = r->kept_at,
		.changed_at = r->changed_at };
	memcpy(out->value, proof.value, sizeof out->value);
	return OK;
}

static bool take(void *self, const struct kept_record *r)
{
	struct walk *w = self;
	if (w->out->count == HOLDINGS_MAX)
		return false;
	w->e = read_one(w->cx, r, &w->out->all[w->out->count]);
	w->out->count += w->e == OK;
	return w->e == OK;
}

/* By kind, newest first; what has the same day of issue: the one that changed last first. */
static int compare(const void *a, const void *b)
{
	const struct holding *x = a, *y = b;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	int by_date = date_compare(y->issued, x->issued);
	if (by_date)
		return by_date;
	return x->changed_at == y->changed_at ? slice_compare(x->identity, y->identity) : x->changed_at > y->changed_at ? -1 : 1;
}

enum err holdings_read(struct ctx *cx, struct snapshot *registry, const char *person, struct holdings *out)
{
	struct walk w = { .cx = cx, .out = out, .e = OK };
	*out = (struct holdings){ .all = ctx_alloc(cx, HOLDINGS_MAX * sizeof *out->all) };
	enum err e = records_of(cx, registry, person, take, &w);
	if (e == OK)
		e = w.e;
	if (e != OK)
		return e;
	qsort(out->all, out->count, sizeof *out->all, compare);
	for (size_t i = 0; e == OK && i < out->count; i++) {
		struct holding *one = &out->all[i];
		one->current = i == 0 || one->kind != one[-1].kind;
		if (one->current)
			e = force_stands(cx, registry, person, one->identity, &one->stands);
	}
	return e;
}

const struct holding *holdings_current(const struct holdings *h, enum kind kind)
{
	for (size_t i = 0; i < h->count; i++) {
		if (h->all[i].kind == kind)
			return &h->all[i];
	}
	return NULL;
}

const struct holding *holdings_card(const struct holdings *h)
{
	const struct holding *own = holdings_current(h, KIND_PR_CARD);
	return own ? own : holdings_current(h, KIND_IDENTITY_LINK);
}

const struct holding *holdings_passport(const struct holdings *h)
{
	const struct holding *own = holdings_current(h, KIND_PASSPORT);
	return own ? own : holdings_current(h, KIND_IDENTITY_LINK);
}

static bool stands(const struct holding *one) { return one && one->stands; }

bool holdings_can_prove(const struct holdings *h, enum kind kind)
{
	if (kind == KIND_IDENTITY_LINK && !holdings_current(h, kind))
		return stands(holdings_current(h, KIND_PR_CARD)) && stands(holdings_current(h, KIND_PASSPORT));
	return stands(holdings_current(h, kind));
}

bool holdings_values(const struct holdings *h, enum kind kind, struct slice out[static FIELD_COUNT])
{
	const struct holding *own = holdings_current(h, kind), *card = holdings_card(h), *passport = holdings_passport(h);
	memset(out, 0, FIELD_COUNT * sizeof *out);
	if (!holdings_can_prove(h, kind))
		return false;
	for (const enum field_id *id = kind_fields(kind); *id; id++) {
		const struct holding *from = own ? own : *id >= FIELD_PASSPORT_NUMBER ? passport : card;
		out[*id] = from->value[*id];
	}
	return true;
}

void holdings_masked(struct ctx *cx, enum kind kind, const struct slice value[static FIELD_COUNT], uint64_t mask, struct slice out[static FIELD_COUNT],
	uint64_t *masked)
{
	struct proof p = { .kind = kind };
	memcpy(p.value, value, sizeof p.value);
	proof_mask(cx, &p, mask);
	memcpy(out, p.value, sizeof p.value);
	*masked = p.masked;
}

/* ---- what ends ---- */

static enum ending ending_of_visa(const struct visa *v)
{
	if (slice_is(v->type, "residence-permit"))
		return ENDING_RESIDENCE;
	if (slice_is(v->type, "stay-permit"))
		return ENDING_STAY_PERMIT;
	return v->expires.year ? ENDING_STAY : ENDING_ENTRY;
}

static void add(struct deadline *out, size_t *n, enum ending what, const struct holding *of, struct date ends, struct date today)
{
	if (!ends.year || !ends.day || *n == DEADLINES_MAX)
		return;
	int64_t last = date_days(ends), days = last - date_days(today);
	out[(*n)++] = (struct deadline){ .what = what, .of = of, .ends = ends, .days = (int)days, .soon = days <= times[what].remind,
		.act_by = times[what].act ? date_from_days(last - times[what].act) : (struct date){ 0 } };
}

static int sooner(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	int by_date = date_compare(x->ends, y->ends);
	return by_date ? by_date : (int)x->what - (int)y->what;
}

size_t holdings_deadlines(const struct holdings *h, struct date today, struct deadline out[static DEADLINES_MAX])
{
	const struct holding *visa = holdings_current(h, KIND_VISA), *card = holdings_card(h), *passport = holdings_passport(h);
	size_t n = 0;
	if (stands(visa))
		add(out, &n, ending_of_visa(&visa->record->visa), visa, visa->record->ends, today);
	if (stands(card))
		add(out, &n, ENDING_CARD, card, card->record->card.expires, today);
	if (stands(passport))
		add(out, &n, ENDING_PASSPORT, passport, passport->record->passport.expires, today);
	for (size_t i = 0; passport && i < n; i++) {
		/* A visa yet to be used stays in its passport; permits and cards go on with a new one. */
		bool goes_on = out[i].what == ENDING_STAY_PERMIT || out[i].what == ENDING_RESIDENCE || out[i].what == ENDING_CARD;
		out[i].outlives_passport = goes_on && date_compare(out[i].ends, passport->record->passport.expires) > 0;
	}
	qsort(out, n, sizeof *out, sooner);
	return n;
}
