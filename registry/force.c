/* Owns: the walk over a person's records and the documents made of them. */
#include "registry/force.h"

#include "registry/records.h"

struct look {
	struct ctx *cx;
	struct snapshot *v;
	struct slice identity;        /* of the record that is asked about */
	int64_t changed_at;           /* of the record that is looked at */
	bool asked;                   /* it is that record, or the card of a link */
	bool dead, gone;
	enum err e;
};

static bool look_at_document(void *self, const struct document *d)
{
	struct look *l = self;
	if (d->state == DOCUMENT_REVOKED) {
		l->dead |= slice_is(d->reason, "deceased");
		l->gone |= l->asked && d->changed_at >= l->changed_at && slice_is(d->reason, "record-revoked");
	}
	return !l->dead;
}

static bool look_at_record(void *self, const struct kept_record *r)
{
	struct look *l = self;
	struct slice card = SLICE("pr-card:"), link = SLICE("identity-link:");
	bool of_link = slice_starts(l->identity, link) && slice_starts(r->identity, card) &&
		slice_eq(slice_sub(l->identity, link.n, l->identity.n), slice_sub(r->identity, card.n, r->identity.n));
	l->asked = of_link || slice_eq(l->identity, r->identity);
	l->changed_at = r->changed_at;
	l->e = documents_of(l->cx, l->v, ctx_copy(l->cx, r->identity), look_at_document, l);
	return l->e == OK && !l->dead;
}

enum err force_stands(struct ctx *cx, struct snapshot *v, const char *person, struct slice identity, bool *stands)
{
	struct look l = { .cx = cx, .v = v, .identity = identity, .e = OK };
	*stands = false;
	enum err e = records_of(cx, v, person, look_at_record, &l);
	if (e == OK)
		e = l.e;
	*stands = e == OK && !l.dead && !l.gone;
	return e;
}
