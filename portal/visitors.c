/* Owns: reading grants and records for the booking pages (visitors.h). */
#include "portal/visitors.h"

#include "registry/records.h"
#include "schemas/record.h"

/* The passport that counts: the newest passport record's, else the one that the newest permit or card names. */
struct passport_walk {
	struct visit *v;
	struct slice number;
	int weight;
	struct date issued;
	enum err e;
};

static bool see_record(void *self, const struct kept_record *r)
{
	struct passport_walk *w = self;
	struct checked c = { 0 };
	w->e = record_kept(w->v->cx, r->json, (struct slice){ 0 }, &c);
	if (w->e != OK)
		return false;
	const struct record *k = c.record;
	bool passport = k->kind == KIND_PASSPORT || k->kind == KIND_IDENTITY_LINK, card = k->kind == KIND_PR_CARD;
	struct slice number = passport ? k->passport.number : card ? k->card.passport_number : k->visa.passport_number;
	struct date issued = passport ? k->passport.issued : card ? k->card.issued : k->visa.issued;
	int weight = passport ? 2 : 1;
	if (number.n && (weight > w->weight || (weight == w->weight && date_compare(issued, w->issued) > 0))) {
		w->number = ctx_copy(w->v->cx, number);
		w->weight = weight;
		w->issued = issued;
	}
	return true;
}

static enum err fill(struct visit *v, const struct grant *g, struct bookable *out)
{
	struct person_name name;
	struct passport_walk walk = { .v = v };
	bool found = false;
	*out = (struct bookable){ .own = grant_is_own(g), .rights = grant_rights_at(g, v->cx->now) };
	memcpy(out->person.id, g->person, PERSON_SIZE);
	out->label = g->label.n ? ctx_copy(v->cx, g->label) : (struct slice){ 0 };
	enum err e = person_name(v->cx, v->w->registry, g->person, &found, &name);
	if (e == OK && found)
		e = records_of(v->cx, v->w->registry, g->person, see_record, &walk);
	if (e != OK || !found)
		return e != OK ? e : walk.e;
	out->person.name = name.given.n ? slice_str(ctx_printf(v->cx, "%.*s, %.*s", SLICE_FMT(name.surname), SLICE_FMT(name.given)))
	                                : ctx_copy(v->cx, name.surname);
	out->person.birth_date = ctx_copy(v->cx, name.birth);
	out->person.passport = walk.number;
	return walk.e;
}

struct grant_walk {
	struct visit *v;
	unsigned right;
	struct bookable *out;
	size_t count;
	enum err e;
};

static bool see_grant(void *self, const struct grant *g)
{
	struct grant_walk *w = self;
	struct bookable one;
	if ((grant_rights_at(g, w->v->cx->now) & w->right) != w->right)
		return true;
	w->e = fill(w->v, g, &one);
	if (w->e != OK || !one.person.name.n)
		return w->e == OK;
	if (one.own && w->count) { /* the own person first */
		w->out[w->count++] = w->out[0];
		w->out[0] = one;
	} else {
		w->out[w->count++] = one;
	}
	return w->count < VISITORS;
}

enum err visitors_list(struct visit *v, unsigned right, struct bookable out[static VISITORS], size_t *count)
{
	struct grant_walk w = { .v = v, .right = right, .out = out };
	enum err e = v->account ? grants_of_account(v->cx, v->w->registry, v->account, see_grant, &w) : OK;
	*count = w.count;
	return e == OK ? w.e : e;
}

static enum err has_right(struct visit *v, const char *person, unsigned right, bool *has, struct grant *g)
{
	bool found = false;
	*has = false;
	enum err e = v->account ? grants_find(v->cx, v->w->registry, v->account, person, &found, g) : OK;
	*has = e == OK && found && (grant_rights_at(g, v->cx->now) & right) == right;
	return e;
}

enum err visitors_current(struct visit *v, struct booking *k)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i++) {
		char now[PERSON_SIZE + 1];
		e = person_now(v->cx, v->w->registry, k->people[i].id, now);
		if (e == OK)
			memcpy(k->people[i].id, now, sizeof now);
	}
	return e;
}

enum err visitors_bookings(struct visit *v, const char *person, struct booking *out, size_t most, size_t *count)
{
	char formers[PERSON_FORMERS][PERSON_SIZE + 1];
	size_t former_count = 0;
	enum err e = appointments_list(v->cx, from_snapshot(v->w->store), person, out, most, count);
	if (e == OK)
		e = person_formers(v->cx, v->w->registry, person, formers, &former_count);
	for (size_t i = 0; e == OK && i < former_count && *count < most; i++) {
		size_t n = 0;
		e = appointments_list(v->cx, from_snapshot(v->w->store), formers[i], out + *count, most - *count, &n);
		*count += n;
	}
	for (size_t i = 0; e == OK && i < *count; i++)
		e = visitors_current(v, &out[i]);
	return e;
}

struct ends {
	int64_t now, since, last;
};

static bool see_end(void *self, const struct grant *g)
{
	struct ends *w = self;
	int64_t end = grant_booked_until(g, w->now);
	if (end >= w->since && end > w->last)
		w->last = end;
	return true;
}

enum err visitors_renewed(void *self, struct ctx *cx, struct booking *k)
{
	struct visit *v = self;
	struct ends w = { .now = cx->now, .since = k->made };
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i++) {
		char now[PERSON_SIZE + 1];
		e = person_now(cx, v->w->registry, k->people[i].id, now);
		if (e == OK)
			e = grants_of_person(cx, v->w->registry, now, see_end, &w);
	}
	k->renewed = w.last;
	return e;
}

enum err visitors_know(struct visit *v, const char *person, bool *know)
{
	struct grant g = { 0 };
	bool all = false;
	enum err e = has_right(v, person, RIGHT_NONE, &all, &g);
	*know = e == OK && all && (grant_rights_at(&g, v->cx->now) & (RIGHT_VIEW | RIGHT_BOOK));
	return e;
}

enum err visitors_find(struct visit *v, const char *person, unsigned right, bool *found, struct bookable *out)
{
	struct grant g;
	enum err e = has_right(v, person, right, found, &g);
	if (e == OK && *found)
		e = fill(v, &g, out);
	*found = *found && e == OK && out->person.name.n;
	return e;
}

enum err visitors_may(struct visit *v, const struct booking *k, unsigned right, bool all, bool *may)
{
	size_t n = 0;
	enum err e = OK;
	for (size_t i = 0; e == OK && i < k->count; i++) {
		struct grant g;
		bool has = false;
		e = has_right(v, k->people[i].id, right, &has, &g);
		n += has;
	}
	*may = e == OK && k->count && (all ? n == k->count : n > 0);
	return e;
}

struct slice bookable_words(struct ctx *cx, const struct booking_person *p)
{
	struct slice end = p->passport.n > 3 ? slice_sub(p->passport, p->passport.n - 3, 3) : (struct slice){ 0 };
	return end.n ? slice_str(ctx_printf(cx, "%.*s (…\u2060%.*s)", SLICE_FMT(p->name), SLICE_FMT(end))) : p->name;
}
