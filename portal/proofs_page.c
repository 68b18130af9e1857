/* Owns: the pages of all one's documents: list, one document, its file, renewing, withdrawing. */
#include "portal/handlers.h"
#include "portal/asking.h"
#include "portal/field_part.h"
#include "portal/pager.h"
#include "portal/parts.h"
#include "portal/persons.h"
#include "portal/proofs.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/script.h"
#include "formats/crockford.h"

#include <string.h>

#define PAGE_ROWS     10

static const struct { const char *tone, *key, *filter; } standings[STANDING_COUNT] = {
	[STANDING_NONE] = { "open", "documents.unknown", "" },
	[STANDING_FORCE] = { "good", "documents.force", "force" },
	[STANDING_SUSPENDED] = { "stale", "documents.suspended", "force" },
	[STANDING_PROOF_ENDED] = { "stale", "documents.ended", "ended" },
	[STANDING_RECORD_ENDED] = { "stale", "documents.record-ended", "ended" },
	[STANDING_REPLACED] = { "open", "documents.replaced", "replaced" },
	[STANDING_WITHDRAWN] = { "bad", "documents.withdrawn", "withdrawn" },
};

/* Values of ?state= and their words; the first is everything. */
static const struct { const char *value, *key; } filters[] = {
	{ "", "documents.all" }, { "force", "documents.filter-force" }, { "ended", "documents.filter-ended" },
	{ "replaced", "documents.filter-replaced" }, { "withdrawn", "documents.filter-withdrawn" },
};

void proofs_choose(struct visit *v) { persons_choose(v, RIGHT_VIEW, "documents", "documents.title"); }

static const char *path_of(struct visit *v, const char *number, const char *leaf)
{
	return ctx_printf(v->cx, "/p/%s/documents%s%s%s", v->person, number[0] ? "/" : "", number, leaf);
}

static void put_standing(struct visit *v, const struct made_proof *p)
{
	part_tag(v, standings[p->standing].tone, standings[p->standing].key);
	if (p->under_correction && p->standing != STANDING_WITHDRAWN && p->standing != STANDING_REPLACED) {
		html_put(&v->h, " ");
		part_tag(v, "stale", "documents.correction");
	}
}

static void put_number(struct visit *v, const char *number)
{
	char grouped[DOCUMENT_NUMBER_SIZE + 4];
	crockford_group(number, grouped);
	html_put(&v->h, "<bdi class=\"code\" lang=\"zxx\" dir=\"ltr\">%s</bdi>", grouped);
}

static void put_line(struct visit *v, struct slice text, const char *none)
{
	if (text.n)
		put_foreign(v, text, script_tag(text));
	else
		put_say(v, none);
}

/* ---- the list ---- */

static void put_filters(struct visit *v, size_t chosen)
{
	html_put(&v->h, "<nav class=\"filters\" aria-label=\"%s\"><ul>\n", word(v, "documents.filters"));
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		if (i == chosen)
			html_put(&v->h, "<li><span aria-current=\"true\">");
		else if (i == 0)
			html_put(&v->h, "<li><a href=\"%s\">", path_of(v, "", ""));
		else
			html_put(&v->h, "<li><a href=\"%s?state=%s\">", path_of(v, "", ""), filters[i].value);
		put_say(v, filters[i].key);
		html_put(&v->h, i == chosen ? "</span></li>\n" : "</a></li>\n");
	}
	html_put(&v->h, "</ul></nav>\n");
}

static void put_entry(struct visit *v, const struct made_proof *p)
{
	html_put(&v->h, "<li class=\"paper\">\n<h2><a href=\"%s\">", path_of(v, p->number, ""));
	put_say(v, field_part_kind(p->kind));
	html_put(&v->h, "</a></h2>\n<p>");
	put_standing(v, p);
	html_put(&v->h, "</p>\n<p>");
	put_line(v, p->recipient, "documents.no-recipient");
	html_put(&v->h, " · ");
	put_line(v, p->purpose, "documents.no-purpose");
	html_put(&v->h, "</p>\n<p class=\"hint\">");
	put_say(v, "documents.made");
	html_put(&v->h, " ");
	field_part_date(v, date_at(p->issued_at, v->w->hall->utc_offset));
	html_put(&v->h, " · ");
	put_say(v, "documents.until");
	html_put(&v->h, " ");
	field_part_date(v, p->proof_ends);
	html_put(&v->h, " · ");
	put_number(v, p->number);
	html_put(&v->h, "</p>\n</li>\n");
}

static size_t asked_filter(const struct visit *v)
{
	struct slice text = visit_query(v, "state");
	for (size_t i = 1; i < sizeof filters / sizeof *filters; i++) {
		if (slice_is(text, filters[i].value))
			return i;
	}
	return 0;
}

static void put_empty(struct visit *v, bool filtered)
{
	part_notice(v, "info", filtered ? "documents.none-so" : "documents.none", (struct slice){ 0 });
	if (filtered)
		return;
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, ctx_printf(v->cx, "/p/%s/visa", v->person), "start.visa", false);
	part_link_button(v, ctx_printf(v->cx, "/p/%s/card", v->person), "start.card", false);
	part_link_button(v, ctx_printf(v->cx, "/p/%s/passport", v->person), "start.passport", false);
	html_put(&v->h, "</p>\n");
}

static void put_total(struct visit *v, size_t total)
{
	html_put(&v->h, "<p class=\"hint\">");
	put_say1(v, "documents.total", slice_str(ctx_printf(v->cx, "%zu", total)));
	html_put(&v->h, "</p>\n");
}

static unsigned standings_of(size_t filter)
{
	unsigned bits = 0;
	for (int i = STANDING_NONE + 1; filter && i < STANDING_COUNT; i++)
		bits |= strcmp(standings[i].filter, filters[filter].value) == 0 ? 1u << i : 0;
	return bits;
}

void proofs_list(struct visit *v)
{
	struct made_proof *all;
	size_t filter = asked_filter(v), count, total, asked = pager_page(v, PAGE_ROWS, PROOFS_MAX);
	struct proof_page page = { .today = visit_today(v), .standings = standings_of(filter), .from = (asked - 1) * PAGE_ROWS, .rows = PAGE_ROWS };
	enum err e = proofs_read(v->cx, v->w->registry, v->person, &page, &all, &count, &total);
	/* A page behind the last one is the last one. */
	if (e == OK && !count && total) {
		page.from = (pager_page(v, PAGE_ROWS, total) - 1) * PAGE_ROWS;
		e = proofs_read(v->cx, v->w->registry, v->person, &page, &all, &count, &total);
	}
	if (e != OK) {
		visit_failed(v, "portal.documents");
		return;
	}
	screen_open(v, "documents.title", "/", SCREEN_PLAIN);
	put_filters(v, filter);
	if (!total)
		put_empty(v, filter != 0);
	else
		put_total(v, total);
	html_put(&v->h, "<ul class=\"papers\">\n");
	for (size_t i = 0; i < count; i++)
		put_entry(v, &all[i]);
	html_put(&v->h, "</ul>\n");
	pager_put(v, path_of(v, "", ""), filter ? ctx_printf(v->cx, "state=%s&", filters[filter].value) : "", PAGE_ROWS, total);
	screen_close(v);
}

/* ---- one document ---- */

static bool find(struct visit *v, struct made_proof *p)
{
	bool found;
	if (proofs_find(v->cx, v->w->registry, visit_today(v), v->person, v->args[0], &found, p) != OK) {
		visit_failed(v, "portal.document");
		return false;
	}
	if (!found)
		visit_refuse(v, 404);
	return found;
}

static void put_facts(struct visit *v, const struct made_proof *p)
{
	bool any = false;
	part_list_open(v);
	part_row_open(v, "documents.number");
	put_number(v, p->number);
	part_row_close(v, NULL);
	part_row_open(v, "documents.recipient");
	put_line(v, p->recipient, "documents.no-recipient");
	part_row_close(v, NULL);
	part_row_open(v, "documents.purpose");
	put_line(v, p->purpose, "documents.no-purpose");
	part_row_close(v, NULL);
	part_row_open(v, "documents.hidden");
	for (const enum field_id *id = kind_fields(p->kind); *id; id++) {
		if (!(p->masked & PROOF_BIT(*id)))
			continue;
		html_put(&v->h, "%s", any ? ", " : "");
		field_part_label(v, *id);
		any = true;
	}
	if (!any)
		put_say(v, "documents.hidden-none");
	part_row_close(v, NULL);
	part_row_open(v, "documents.made");
	put_time(v, p->issued_at, v->w->hall->utc_offset);
	part_row_close(v, NULL);
	part_row_open(v, "documents.until");
	put_date(v, p->proof_ends);
	part_row_close(v, NULL);
	part_list_close(v);
}

static bool can_change(const struct visit *v, const struct made_proof *p)
{
	return (v->rights & RIGHT_DOWNLOAD) && p->standing != STANDING_REPLACED && p->standing != STANDING_WITHDRAWN;
}

static bool has_file(const struct visit *v, const struct made_proof *p) { return can_change(v, p); }

static void put_acts(struct visit *v, const struct made_proof *p)
{
	uint8_t random[16];
	char once[sizeof random * 2 + 1];
	crypto_random(random, sizeof random);
	hex_format(slice_of(random, sizeof random), once);
	const char *const hidden[] = { "once", once, NULL };
	if (!can_change(v, p))
		return;
	part_heading(v, "documents.acts");
	part_text(v, "documents.renew-text");
	html_put(&v->h, "<div class=\"actions\">");
	part_button_form(v, "renew", path_of(v, p->number, "/renew"), "documents.renew", false, hidden);
	html_put(&v->h, "</div>\n");
	if (!v->voice) /* it cannot be taken back: no helper does it */
		return;
	part_text(v, "documents.withdraw-text");
	html_put(&v->h, "<p class=\"actions\"><a class=\"button danger\" href=\"%s\">", path_of(v, p->number, "/withdraw"));
	put_say(v, "documents.withdraw");
	html_put(&v->h, "</a></p>\n");
}

static void show_document(struct visit *v, const struct made_proof *p)
{
	screen_open1(v, "documents.one", slice_str(word(v, field_part_kind(p->kind))), path_of(v, "", ""), SCREEN_PLAIN);
	html_put(&v->h, "<p>");
	put_standing(v, p);
	html_put(&v->h, "</p>\n");
	if (p->under_correction)
		part_text(v, "documents.correction-text");
	if (p->successor[0]) {
		html_put(&v->h, "<p>");
		put_say(v, "documents.successor");
		html_put(&v->h, " <a href=\"%s\">", path_of(v, p->successor, ""));
		put_number(v, p->successor);
		html_put(&v->h, "</a></p>\n");
	}
	if (has_file(v, p)) {
		html_put(&v->h, "<p class=\"actions\"><a class=\"button\" href=\"%s\" download>", path_of(v, p->number, "/file"));
		put_say(v, "documents.download");
		html_put(&v->h, "</a></p>\n");
	}
	put_facts(v, p);
	part_text(v, "documents.hand-over");
	put_acts(v, p);
	screen_close(v);
}

void proofs_one(struct visit *v)
{
	struct made_proof p;
	if (find(v, &p))
		show_document(v, &p);
}

void proofs_download(struct visit *v)
{
	struct made_proof p;
	struct slice pdf;
	if (!find(v, &p))
		return;
	if (!has_file(v, &p))
		visit_refuse(v, 404);
	else if (proofs_file(v->cx, v->w->registry, p.number, &pdf) != OK)
		visit_failed(v, "portal.file");
	else {
		if (!v->own)
			looks_note(v->w->hall->looks, v->account, v->person, ACT_DOWNLOADED, v->cx->now);
		visit_file(v, pdf, "application/pdf", ctx_printf(v->cx, "%s.pdf", p.number));
	}
}

void proofs_renew(struct visit *v)
{
	struct made_proof p;
	struct client_document document;
	if (!find(v, &p))
		return;
	if (!visit_act(v, ACT_PROOF_RENEWED, slice_str(p.number)))
		return;
	struct client_caller who = asking_caller(v);
	enum err e = client_renew(v->cx, v->w->issuer, &who, slice_str(p.number), visit_typed(v, "once"), &document);
	if (e == OK)
		visit_done(v, path_of(v, ctx_string(v->cx, slice_str(document.number)), ""), "proof-renewed");
	else if (asking_refused(v, e, "portal.renew"))
		show_document(v, &p);
}

static void show_withdraw(struct visit *v, const struct made_proof *p)
{
	screen_open(v, "documents.withdraw-title", path_of(v, p->number, ""), SCREEN_FORM);
	part_notice(v, "stale", "documents.withdraw-warning", (struct slice){ 0 });
	put_facts(v, p);
	part_form_open(v, path_of(v, p->number, "/withdraw"));
	part_form_close(v, "documents.withdraw-yes");
	html_put(&v->h, "<p><a href=\"%s\">", path_of(v, p->number, ""));
	put_say(v, "documents.keep");
	html_put(&v->h, "</a></p>\n");
	screen_close(v);
}

static bool may_withdraw(struct visit *v)
{
	if (!v->voice)
		visit_refuse(v, 403);
	return v->voice;
}

void proofs_withdraw(struct visit *v)
{
	struct made_proof p;
	if (!may_withdraw(v) || !find(v, &p))
		return;
	if (can_change(v, &p))
		show_withdraw(v, &p);
	else
		visit_go(v, path_of(v, p.number, ""));
}

void proofs_withdraw_post(struct visit *v)
{
	struct made_proof p;
	if (!may_withdraw(v) || !find(v, &p))
		return;
	if (v->switched) {
		show_withdraw(v, &p);
		return;
	}
	if (!visit_act(v, ACT_PROOF_WITHDRAWN, slice_str(p.number)))
		return;
	struct client_caller who = asking_caller(v);
	enum err e = p.standing == STANDING_WITHDRAWN ? OK : client_withdraw(v->cx, v->w->issuer, &who, slice_str(p.number));
	if (e == OK)
		visit_done(v, path_of(v, p.number, ""), "proof-withdrawn");
	else if (asking_refused(v, e, "portal.withdraw"))
		show_withdraw(v, &p);
}

void proofs_renew_get(struct visit *v)
{
	struct made_proof p;
	if (find(v, &p))
		visit_go(v, path_of(v, p.number, ""));
}
