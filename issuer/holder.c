/* Owns: a holder's documents: preview, issue, renew, withdraw. Only documents made from the person's own records are touched. */
#include "issuer/holder.h"

#include "base/limits.h"
#include "base/log.h"
#include "registry/force.h"
#include "registry/records.h"
#include "registry/tally.h"

#include <string.h>

/* ---- whose document ---- */

struct owner {
	struct slice identity;
	bool found;
};

/* A link belongs to who holds its card. */
static bool look_for_identity(void *self, const struct kept_record *r)
{
	struct owner *o = self;
	struct slice link = SLICE("identity-link:"), card = SLICE("pr-card:");
	o->found |= slice_eq(r->identity, o->identity);
	if (slice_starts(o->identity, link) && slice_starts(r->identity, card))
		o->found |= slice_eq(slice_sub(o->identity, link.n, o->identity.n), slice_sub(r->identity, card.n, r->identity.n));
	return !o->found;
}

enum err holder_owns(struct act *a, struct slice identity, bool *owns)
{
	struct owner o = { .identity = identity };
	enum err e = records_of(a->cx, a->view, a->person, look_for_identity, &o);
	*owns = e == OK && o.found;
	return e;
}

/* A stranger's document and no document at all look the same. */
static enum err find_own(struct act *a, struct document *out)
{
	struct slice plain;
	bool found = false, owns = false;
	enum err e = change_number(a->cx, act_text(a, "document"), &plain);
	if (e == OK)
		e = documents_find(a->cx, a->view, plain, &found, out);
	if (e == OK && found)
		e = holder_owns(a, out->identity, &owns);
	if (e == ERR_DOCUMENT_MISSING)
		ctx_forgive(a->cx);
	if (e == ERR_DOCUMENT_MISSING || (e == OK && !owns))
		return fail(a->cx, ERR_ISSUER_MISSING, "the person has no such document");
	return e;
}

/* ---- making ---- */

struct same {
	const uint8_t *content;
	char number[DOCUMENT_NUMBER_SIZE + 1];
};

static bool look_for_same(void *self, const struct document *d)
{
	struct same *s = self;
	if (memcmp(d->content, s->content, 32) == 0)
		memcpy(s->number, d->number, sizeof s->number);
	return !(s->number[0] && document_is_live(d));
}

/* The document that this very form has made already, whatever became of it. */
static enum err find_same(struct act *a, const struct wish *w, char number[static DOCUMENT_NUMBER_SIZE + 1])
{
	uint8_t content[32];
	struct same s = { .content = content };
	maker_content(w->record.record, &w->making, content);
	enum err e = documents_of(a->cx, a->view, w->record.record->identity, look_for_same, &s);
	memcpy(number, s.number, sizeof s.number);
	return e;
}

struct issuing {
	struct act *act;
	const struct made *made;
	bool under_correction;
	bool twice;                   /* out: the same form was quicker elsewhere */
	bool full;                    /* out: as many as a day has were made */
};

static enum err put_document(struct ctx *cx, struct batch *b, void *self)
{
	struct issuing *i = self;
	const struct document *d = &i->made->document;
	struct slice number = slice_str(d->number);
	i->twice = i->full = false;
	enum err e = documents_check_new(cx, b, d);
	if (e == OK)
		e = tally_add(cx, b, i->act->person, i->act->room->desk->utc_offset, act_is_voice(i->act), (uint32_t)i->act->room->proofs, &i->full);
	if (e == OK && i->full)
		return documents_void(cx, b, number, "limit");
	if (e == OK)
		e = documents_issue(cx, b, d, buf_slice(&i->made->fill));
	if (e == ERR_DOCUMENT_TWICE) {
		ctx_forgive(cx);
		i->twice = true;
		return documents_void(cx, b, number, "twice");
	}
	if (e == OK && i->under_correction)
		e = documents_mark(cx, b, number, true, "mark-correction");
	if (e == OK)
		e = act_note(cx, b, i->act, d->predecessor[0] ? "renew" : "issue", number, NULL);
	if (e == OK && d->predecessor[0])
		e = act_note(cx, b, i->act, "supersede", slice_str(d->predecessor), NULL);
	return e;
}

static enum err put_void(struct ctx *cx, struct batch *b, void *self)
{
	struct reservation *r = self;
	return documents_void(cx, b, slice_str(r->number), "review");
}

/* A number that stands on a signed file is used up, whatever comes of it; any other goes back. */
static enum err make(struct act *a, const struct wish *w, struct made **made)
{
	struct reservation r;
	enum err e = scribe_take_number(a->cx, a->room->scribe, &r);
	if (e != OK)
		return e;
	e = maker_make(a->cx, a->maker, w->record, &w->making, &r, made);
	if (e == ERR_REVIEW) {
		struct ctx cx;
		ctx_init(&cx, a->cx->now);
		if (scribe_do(&cx, a->room->scribe, put_void, &r) != OK)
			log_error(&cx, "void");
		ctx_free(&cx);
	} else if (e != OK) {
		scribe_give_number(a->room->scribe, &r);
	}
	return e;
}

static enum err refuse_more(struct act *a)
{
	a->wait = tally_wait(a->cx->now, a->room->desk->utc_offset);
	a->field = "proofs";
	return fail(a->cx, ERR_ISSUER_THROTTLED, "as many proofs as a day has were made of the person's records");
}

/* Ahead of the signing, which is dear; the batch that issues has the last word. */
static enum err check_tally(struct act *a)
{
	struct tally t;
	enum err e = tally_find(a->cx, a->view, a->person, a->room->desk->utc_offset, &t);
	return e == OK && (act_is_voice(a) ? t.own : t.helped) >= (uint32_t)a->room->proofs ? refuse_more(a) : e;
}

static enum err tell_document(struct act *a, const char *number, bool same)
{
	json_put_str(a->out, "document", number);
	json_put_bool(a->out, "same", same);
	return OK;
}

/* What officers said when they revoked a document holds for the next one. */
static enum err check_force(struct act *a, struct slice identity)
{
	bool stands = false;
	enum err e = force_stands(a->cx, a->view, a->person, identity, &stands);
	if (e == OK && !stands)
		e = fail(a->cx, ERR_ISSUER_STATE, "the office took the record out of force");
	return e;
}

static enum err issue(struct act *a, const struct wish *w)
{
	char number[DOCUMENT_NUMBER_SIZE + 1];
	struct made *made = NULL;
	enum err e = find_same(a, w, number);
	if (e == OK && number[0])
		return tell_document(a, number, true);
	if (e == OK)
		e = check_force(a, w->record.record->identity);
	if (e == OK)
		e = check_tally(a);
	if (e == OK)
		e = make(a, w, &made);
	if (e != OK)
		return e;
	struct issuing i = { .act = a, .made = made, .under_correction = w->under_correction };
	e = scribe_do(a->cx, a->room->scribe, put_document, &i);
	if (e == OK && i.twice)
		e = snapshot_renew(a->cx, a->view);
	if (e == OK && i.twice)
		e = find_same(a, w, number);
	if (e == OK && i.full)
		e = refuse_more(a);
	if (e == OK)
		e = tell_document(a, i.twice ? number : made->document.number, i.twice);
	made_free(made);
	return e;
}

enum err holder_issue(struct act *a)
{
	struct wish w;
	enum err e = wish_read(a, &w);
	return e == OK ? issue(a, &w) : e;
}

/* What the old one was asked with; its masks, as far as it has the fields, are those of the options. */
static enum err options_of(struct act *a, const struct document *d, struct making *out)
{
	struct slice fill;
	struct proof proof;
	enum err e = documents_fill(a->cx, a->view, slice_str(d->number), &fill);
	if (e == OK)
		e = proof_parse(a->cx, ctx_copy(a->cx, slice_sub(fill, d->proof_at, d->proof_size)), &proof);
	if (e != OK)
		return e;
	/* What was made by another clock may have a day less by this one. */
	int64_t days = date_days(proof.proof_ends) - date_days(date_at(proof.issued_at, a->room->desk->utc_offset));
	days = days < 1 ? 1 : days > LIMIT_PROOF_DAYS ? LIMIT_PROOF_DAYS : days;
	*out = (struct making){ .recipient = proof.recipient, .purpose = proof.purpose, .mask = proof.masked, .proof_days = (int)days };
	return OK;
}

enum err holder_renew(struct act *a)
{
	struct wish w = { 0 };
	struct document old;
	char number[DOCUMENT_NUMBER_SIZE + 1];
	enum err e = find_own(a, &old);
	if (e == OK)
		e = options_of(a, &old, &w.making);
	if (e == OK)
		e = wish_find_record(a, (enum kind)old.kind, old.kind == KIND_IDENTITY_LINK ? (struct slice){ 0 } : ctx_copy(a->cx, old.identity), &w.record,
			&w.under_correction);
	w.making.replaces = ctx_copy(a->cx, slice_str(old.number));
	w.making.token = act_text(a, "token");
	if (e == OK && w.making.token.n > 64)
		e = act_misfit(a, "token");
	if (e == OK)
		e = find_same(a, &w, number);
	if (e == OK && !number[0] && !document_is_live(&old))
		e = fail(a->cx, ERR_ISSUER_STATE, "the document is %s and cannot be renewed", document_state_name(old.state));
	if (e == OK)
		e = wish_check(a, &w);
	return e == OK ? issue(a, &w) : e;
}

/* ---- withdrawing ---- */

struct withdrawing {
	struct act *act;
	char number[DOCUMENT_NUMBER_SIZE + 1];
};

static enum err put_withdrawn(struct ctx *cx, struct batch *b, void *self)
{
	struct withdrawing *w = self;
	enum err e = documents_change(cx, b, slice_str(w->number), DOCUMENT_REVOKED, "holder-request");
	return e == OK ? act_note(cx, b, w->act, "withdraw", slice_str(w->number), "holder-request") : e;
}

enum err holder_withdraw(struct act *a)
{
	struct document d;
	struct withdrawing w = { .act = a };
	/* It cannot be taken back: no helper does it. */
	enum err e = act_is_voice(a) ? find_own(a, &d) : fail(a->cx, ERR_ISSUER_FORBIDDEN, "a helper withdraws nothing");
	if (e != OK)
		return e;
	memcpy(w.number, d.number, sizeof w.number);
	/* Asked again after a lost answer: it is done. */
	if (d.state == DOCUMENT_REVOKED && slice_is(d.reason, "holder-request"))
		return OK;
	return scribe_do(a->cx, a->room->scribe, put_withdrawn, &w);
}
