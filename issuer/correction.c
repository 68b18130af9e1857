/* Owns: a holder's report that a record is wrong: the record and its live documents are under correction until an officer has decided. */
#include "issuer/holder.h"

#include "base/limits.h"
#include "registry/records.h"
#include "registry/reports.h"

#include <string.h>

#define MOST_MARKED 256 /* live documents of one record that are marked */

struct correction {
	struct act *act;
	struct report report;
	bool runs_already;            /* the record has a case: it keeps it */
	char numbers[MOST_MARKED][DOCUMENT_NUMBER_SIZE + 1];
	size_t count;
};

static bool add_live(void *self, const struct document *d)
{
	struct correction *c = self;
	if (document_is_live(d) && !d->under_correction)
		memcpy(c->numbers[c->count++], d->number, sizeof d->number);
	return c->count < MOST_MARKED;
}

struct links {
	struct ctx *cx;
	struct slice identity[8];
	size_t count;
};

/* Links are made from any card and passport of the person. */
static bool add_link(void *self, const struct kept_record *r)
{
	struct links *l = self;
	struct slice card = SLICE("pr-card:");
	if (slice_starts(r->identity, card))
		l->identity[l->count++] = slice_str(ctx_printf(l->cx, "identity-link:%.*s", SLICE_FMT(slice_sub(r->identity, card.n, r->identity.n))));
	return l->count < sizeof l->identity / sizeof *l->identity;
}

static enum err find_documents(struct act *a, struct slice identity, struct correction *c)
{
	struct links l = { .cx = a->cx };
	enum err e = documents_of(a->cx, a->view, identity, add_live, c);
	if (e == OK && !slice_starts(identity, SLICE("visa:")))
		e = records_of(a->cx, a->view, a->person, add_link, &l);
	for (size_t i = 0; e == OK && i < l.count && c->count < MOST_MARKED; i++) {
		if (!slice_eq(l.identity[i], identity))
			e = documents_of(a->cx, a->view, l.identity[i], add_live, c);
	}
	return e;
}

static enum err put_correction(struct ctx *cx, struct batch *b, void *self)
{
	struct correction *c = self;
	enum err e = reports_add(cx, b, &c->report);
	if (e == OK && !c->runs_already)
		e = records_mark(cx, b, c->report.identity, slice_str(c->report.case_code));
	for (size_t i = 0; e == OK && i < c->count; i++) {
		e = documents_mark(cx, b, slice_str(c->numbers[i]), true, "holder-report");
		/* Revoked or replaced meanwhile: nothing to mark, and nothing was written. */
		if (e == ERR_DOCUMENT_STATE) {
			ctx_forgive(cx);
			e = OK;
		} else if (e == OK) {
			e = act_note(cx, b, c->act, "mark-correction", slice_str(c->numbers[i]), "holder-report");
		}
	}
	return e == OK ? act_note(cx, b, c->act, "error-report", (struct slice){ 0 }, NULL) : e;
}

/* Lines of plain text. */
static bool is_text(struct slice s)
{
	if (s.n == 0 || !text_is_utf8(s) || text_length(s) > LIMIT_NOTE)
		return false;
	for (size_t at = 0; at < s.n;) {
		int32_t c = text_next(s, &at);
		if (c != '\n' && c != '\r' && !text_is_plain(c))
			return false;
	}
	return true;
}

static enum err read_report(struct act *a, struct report *r)
{
	*r = (struct report){ .at = a->cx->now, .identity = act_text(a, "identity"), .field = act_text(a, "field"), .text = act_text(a, "text") };
	memcpy(r->account, a->account, sizeof r->account);
	memcpy(r->person, a->person, sizeof r->person);
	if (r->identity.n == 0 || r->identity.n > LIMIT_IDENTITY)
		return act_misfit(a, "identity");
	if (!slice_is(r->field, "other") && field_parse(r->field) == FIELD_NONE)
		return act_misfit(a, "field");
	return is_text(r->text) ? OK : act_misfit(a, "text");
}

enum err correction_report(struct act *a)
{
	struct correction *c = ctx_alloc(a->cx, sizeof *c);
	struct kept_record r;
	bool found = false;
	c->act = a;
	enum err e = read_report(a, &c->report);
	if (e == OK)
		e = records_find(a->cx, a->view, c->report.identity, &found, &r);
	if (e == OK && (!found || strcmp(r.person, a->person) != 0))
		e = fail(a->cx, ERR_ISSUER_MISSING, "the person has no such record");
	if (e != OK)
		return e;
	c->runs_already = r.under_correction && r.correction.n == CASE_SIZE;
	if (c->runs_already)
		memcpy(c->report.case_code, r.correction.p, CASE_SIZE);
	else
		act_new_id(c->report.case_code);
	e = find_documents(a, c->report.identity, c);
	if (e == OK)
		e = scribe_do(a->cx, a->room->scribe, put_correction, c);
	if (e == OK)
		json_put_str(a->out, "case", c->report.case_code);
	return e;
}
