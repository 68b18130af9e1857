/*
 * Owns: the way to a stamped proof: whom it is for, what it shows and how long it lasts, a look at what a checker will see, making it. The wish
 * lives in the session; nothing is issued before the last button.
 */
#include "portal/handlers.h"
#include "portal/asking.h"
#include "portal/field_part.h"
#include "portal/holdings.h"
#include "portal/parts.h"
#include "portal/proof_part.h"
#include "portal/wish.h"

#include "base/limits.h"
#include "schemas/purpose.h"

#include <string.h>

#define INSTITUTIONS_MAX 16

static const int terms[] = { 7, 30, 90, 180, 365 };

struct making {
	enum kind kind;
	struct holdings holdings;
	struct slice value[FIELD_COUNT];
	struct wish wish;
};

/* Kind of the path, records, wish. False: the reply is written. */
static bool begin(struct visit *v, struct making *m)
{
	m->kind = kind_parse(v->args[0]);
	if (m->kind == KIND_NONE) {
		visit_refuse(v, 404);
		return false;
	}
	if (holdings_read(v->cx, v->w->registry, v->person, &m->holdings) != OK || wish_load(v, m->kind, &m->wish) != OK) {
		visit_failed(v, "portal.proof");
		return false;
	}
	if (!holdings_values(&m->holdings, m->kind, m->value)) {
		visit_refuse(v, 404);
		return false;
	}
	return true;
}

static const char *path_of(struct visit *v, enum kind kind, const char *leaf)
{
	return ctx_printf(v->cx, "/p/%s/proof/%s%s", v->person, kind_name(kind), leaf);
}

static const char *record_path(struct visit *v, enum kind kind)
{
	static const char *const leaves[KIND_COUNT] = { "visa", "visa", "card", "passport", "passport" };
	return ctx_printf(v->cx, "/p/%s/%s", v->person, leaves[kind]);
}

/* One line as the paper takes it: NFC, printable. A problem is noted. */
static struct slice typed_line(struct visit *v, const char *field)
{
	struct slice text = visit_typed(v, field), line = { 0 };
	/* Keyboards of telephones put a space behind a word. */
	while (text.n && text.p[0] == ' ')
		text = slice_sub(text, 1, text.n);
	while (text.n && text.p[text.n - 1] == ' ')
		text.n--;
	if (!text.n)
		return line;
	if (text_nfc(v->cx, text, &line) != OK || !proof_is_line(line)) {
		ctx_forgive(v->cx);
		visit_problem_with(v, field, "proof.line", slice_str(ctx_printf(v->cx, "%d", LIMIT_PROOF_OPTION)));
	}
	return line;
}

static bool save(struct visit *v, const struct wish *w)
{
	if (wish_save(v, w) == OK)
		return true;
	visit_failed(v, "portal.proof");
	return false;
}

/* ---- step 1: for whom ---- */

static void show_purpose(struct visit *v, const struct making *m)
{
	struct part_option options[INSTITUTIONS_MAX];
	size_t n = 0;
	const struct purpose *p;
	for (size_t i = 0; (p = purpose_at(i)) && n + 1 < INSTITUTIONS_MAX; i++)
		options[n++] = (struct part_option){ .value = slice_str(p->key), .label = field_part_institution(v, p),
			.chosen = slice_is(m->wish.institution, p->key) };
	options[n++] = (struct part_option){ .value = SLICE("other"), .label = "proof.other", .hint = "proof.other-hint",
		.chosen = slice_is(m->wish.institution, "other") };
	const struct part_field purpose = { .name = "purpose", .label = "proof.purpose", .hint = "proof.purpose-hint", .value = m->wish.purpose,
		.longest = LIMIT_PROOF_OPTION, .optional = true };
	const struct part_field recipient = { .name = "recipient", .label = "proof.recipient", .hint = "proof.recipient-hint", .value = m->wish.recipient,
		.longest = LIMIT_PROOF_OPTION, .optional = true };
	screen_open(v, "proof.title", record_path(v, m->kind), SCREEN_FORM);
	proof_part_step(v, m->kind, 1);
	part_form_open(v, path_of(v, m->kind, ""));
	part_radios(v, "institution", "proof.institution", "proof.institution-hint", options, n);
	part_field(v, &purpose);
	part_field(v, &recipient);
	part_form_close(v, "proof.next");
	screen_close(v);
}

void proof_purpose(struct visit *v)
{
	struct making m;
	if (!begin(v, &m))
		return;
	/* What became a document is over: the next one begins with nothing chosen. */
	if (m.wish.made.n)
		m.wish = wish_new(v, m.kind);
	show_purpose(v, &m);
}

void proof_purpose_post(struct visit *v)
{
	struct making m;
	if (!begin(v, &m))
		return;
	struct slice institution = visit_typed(v, "institution"), purpose = { 0 }, recipient = { 0 };
	bool other = slice_is(institution, "other");
	if (!v->switched) {
		if (!other && !purpose_parse(institution))
			visit_problem(v, "institution", "proof.choose-institution");
		purpose = typed_line(v, "purpose");
		recipient = typed_line(v, "recipient");
	}
	if (!visit_is_fine(v)) {
		show_purpose(v, &m);
		return;
	}
	if (m.wish.made.n)
		m.wish = wish_new(v, m.kind);
	if (!slice_eq(m.wish.institution, institution))
		m.wish.chosen = false;
	m.wish.institution = institution;
	m.wish.purpose = other ? purpose : (struct slice){ 0 };
	m.wish.recipient = recipient;
	if (!m.wish.chosen)
		m.wish.mask = wish_usual_mask(&m.wish);
	if (save(v, &m.wish))
		visit_go(v, path_of(v, m.kind, "/content"));
}

/* ---- step 2: what it shows, how long ---- */

static void put_masks(struct visit *v, const struct making *m)
{
	struct part_option options[FIELD_COUNT];
	size_t n = 0;
	for (const enum field_id *id = kind_fields(m->kind); *id; id++) {
		struct slice hidden[FIELD_COUNT];
		uint64_t masked;
		if (!(proof_maskable(m->kind) & PROOF_BIT(*id)) || !m->value[*id].n)
			continue;
		holdings_masked(v->cx, m->kind, m->value, PROOF_BIT(*id), hidden, &masked);
		options[n++] = (struct part_option){ .value = slice_str(field_of(*id)->key), .chosen = m->wish.mask & PROOF_BIT(*id),
			.label = field_part_key(v, *id),
			.hint_text = slice_str(ctx_printf(v->cx, "\u200e%.*s → %.*s", SLICE_FMT(m->value[*id]), SLICE_FMT(hidden[*id]))) };
	}
	if (n)
		part_checks(v, "mask", "proof.mask", "proof.mask-hint", options, n);
}

static void put_terms(struct visit *v, const struct making *m)
{
	struct part_option options[sizeof terms / sizeof *terms + 1];
	size_t n = 0;
	bool usual = false;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
		usual = usual || terms[i] == m->wish.days;
	for (size_t i = 0; i < sizeof terms / sizeof *terms + !usual; i++) {
		int days = i < sizeof terms / sizeof *terms ? terms[i] : m->wish.days;
		char ends[11];
		date_format(date_from_days(date_days(visit_today(v)) + days), ends);
		options[n++] = (struct part_option){ .value = slice_str(ctx_printf(v->cx, "%d", days)), .chosen = days == m->wish.days,
			.text = proof_part_term(v, days, ends) };
	}
	part_radios(v, "proof_days", "proof.days", "proof.days-hint", options, n);
}

static void show_content(struct visit *v, const struct making *m)
{
	screen_open(v, "proof.title-content", path_of(v, m->kind, ""), SCREEN_FORM);
	proof_part_step(v, m->kind, 2);
	part_form_open(v, path_of(v, m->kind, "/content"));
	put_masks(v, m);
	put_terms(v, m);
	part_form_close(v, "proof.preview");
	screen_close(v);
}

void proof_content(struct visit *v)
{
	struct making m;
	if (!begin(v, &m))
		return;
	if (!m.wish.institution.n || m.wish.made.n)
		visit_go(v, path_of(v, m.kind, ""));
	else
		show_content(v, &m);
}

static uint64_t typed_mask(const struct visit *v, enum kind kind)
{
	uint64_t mask = 0;
	for (const enum field_id *id = kind_fields(kind); *id; id++) {
		if ((proof_maskable(kind) & PROOF_BIT(*id)) && visit_chose(v, field_of(*id)->key))
			mask |= PROOF_BIT(*id);
	}
	return mask;
}

static int typed_days(struct visit *v)
{
	struct slice text = visit_typed(v, "proof_days");
	int days = 0;
	for (size_t i = 0; i < text.n && i < 5; i++)
		days = text.p[i] >= '0' && text.p[i] <= '9' ? days * 10 + (text.p[i] - '0') : LIMIT_PROOF_DAYS + 1;
	if (text.n == 0 || text.n > 4 || days < 1 || days > LIMIT_PROOF_DAYS)
		visit_problem(v, "proof_days", "proof.choose-days");
	return days;
}

/* What a checker will see comes from the issuer itself: the page guesses nothing. */
static bool ask_preview(struct visit *v, struct wish *w)
{
	struct client_caller who = asking_caller(v);
	struct client_wish wish = wish_for_issuer(v->cx, w);
	struct client_preview seen;
	enum err e = client_preview(v->cx, v->w->issuer, &who, &wish, &seen);
	if (e != OK)
		return asking_refused(v, e, "portal.preview");
	w->paper = seen.paper;
	w->seal = seen.seal;
	w->typed = seen.typed;
	w->has_photo = seen.has_photo;
	return true;
}

void proof_content_post(struct visit *v)
{
	struct making m;
	if (!begin(v, &m))
		return;
	if (!m.wish.institution.n || m.wish.made.n) {
		visit_go(v, path_of(v, m.kind, ""));
		return;
	}
	if (!v->switched) {
		m.wish.mask = typed_mask(v, m.kind);
		m.wish.days = typed_days(v);
		m.wish.chosen = true;
	}
	if (visit_is_fine(v) && !ask_preview(v, &m.wish))
		return;
	if (!visit_is_fine(v))
		show_content(v, &m);
	else if (save(v, &m.wish))
		visit_go(v, path_of(v, m.kind, "/preview"));
}

/* ---- step 3: look, then make ---- */

static void show_preview(struct visit *v, const struct making *m)
{
	screen_open(v, "proof.check", path_of(v, m->kind, "/content"), SCREEN_FORM);
	proof_part_step(v, m->kind, 3);
	proof_part_answers(v, &m->wish, path_of(v, m->kind, ""), path_of(v, m->kind, "/content"));
	proof_part_seen(v, &m->wish);
	part_form_open(v, path_of(v, m->kind, "/make"));
	part_hidden(v, "once", slice_str(m->wish.token));
	part_text(v, "proof.promise");
	part_form_close(v, "proof.make");
	screen_close(v);
}

void proof_preview(struct visit *v)
{
	struct making m;
	if (!begin(v, &m))
		return;
	if (!m.wish.paper.n || m.wish.made.n)
		visit_go(v, path_of(v, m.kind, m.wish.institution.n ? "/content" : ""));
	else
		show_preview(v, &m);
}

static void made(struct visit *v, const char *number)
{
	visit_done(v, ctx_printf(v->cx, "/p/%s/documents/%s", v->person, number), "proof-made");
}

/* Posted twice, or again after an answer that got lost: the token makes it one document. */
void proof_make(struct visit *v)
{
	struct making m;
	if (!begin(v, &m))
		return;
	bool same = slice_is(visit_typed(v, "once"), m.wish.token);
	if (same && m.wish.made.n) {
		made(v, ctx_string(v->cx, m.wish.made));
		return;
	}
	if (!same || !m.wish.paper.n) {
		visit_go(v, path_of(v, m.kind, ""));
		return;
	}
	if (v->switched) {
		show_preview(v, &m);
		return;
	}
	if (!visit_act(v, ACT_PROOF_MADE, slice_str(kind_name(m.kind))))
		return;
	struct client_caller who = asking_caller(v);
	struct client_wish wish = wish_for_issuer(v->cx, &m.wish);
	struct client_document document;
	enum err e = client_issue(v->cx, v->w->issuer, &who, &wish, &document);
	if (e != OK) {
		if (asking_refused(v, e, "portal.issue"))
			show_preview(v, &m);
		return;
	}
	m.wish.made = slice_str(ctx_string(v->cx, slice_str(document.number)));
	m.wish.paper = m.wish.seal = m.wish.typed = (struct slice){ 0 };
	/* The document is made whatever becomes of the slot; without it a second post asks the issuer, which knows the token. */
	if (wish_save(v, &m.wish) != OK)
		ctx_forgive(v->cx);
	made(v, document.number);
}

void proof_make_get(struct visit *v)
{
	visit_go(v, path_of(v, kind_parse(v->args[0]) == KIND_NONE ? KIND_VISA : kind_parse(v->args[0]), "/preview"));
}
