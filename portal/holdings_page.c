/* Owns: the pages of services 3, 4 and 5: what the authority holds, how long it lasts, what ends first. */
#include "portal/handlers.h"
#include "portal/holdings_part.h"
#include "portal/parts.h"
#include "portal/persons.h"

void holdings_choose_visa(struct visit *v) { persons_choose(v, RIGHT_VIEW, "visa", "start.visa"); }
void holdings_choose_card(struct visit *v) { persons_choose(v, RIGHT_VIEW, "card", "start.card"); }
void holdings_choose_passport(struct visit *v) { persons_choose(v, RIGHT_VIEW, "passport", "start.passport"); }

static bool read_all(struct visit *v, struct holdings *h)
{
	if (holdings_read(v->cx, v->w->registry, v->person, h) == OK)
		return true;
	visit_failed(v, "portal.holdings");
	return false;
}

static void put_nothing(struct visit *v, const char *key)
{
	part_notice(v, "info", key, (struct slice){ 0 });
	part_text(v, "holdings.nothing-help");
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, "/offices", "start.offices", false);
	html_put(&v->h, "</p>\n");
}

static void put_proof_button(struct visit *v, enum kind kind, bool main)
{
	const char *path = ctx_printf(v->cx, "/p/%s/proof/%s", v->person, kind_name(kind));
	if (v->rights & RIGHT_DOWNLOAD)
		part_link_button(v, path, kind == KIND_IDENTITY_LINK ? "holdings.make-link" : "holdings.make", main);
}

/* What people come for, before all they would have to scroll past: `proof` a kind, or KIND_NONE where the page has a section for it. */
static void put_first_acts(struct visit *v, enum kind proof, bool due)
{
	bool prove = proof != KIND_NONE && (v->rights & RIGHT_DOWNLOAD);
	if (!prove && !due)
		return;
	html_put(&v->h, "<p class=\"actions\">");
	if (prove)
		put_proof_button(v, proof, true);
	if (due)
		part_link_button(v, "/appointments", "holdings.book", false);
	html_put(&v->h, "</p>\n");
}

static void put_actions(struct visit *v, const struct holding *of)
{
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, ctx_printf(v->cx, "/p/%s/documents", v->person), "holdings.documents", false);
	html_put(&v->h, "</p>\n");
	if ((v->rights & RIGHT_DOWNLOAD) && !of->under_correction) {
		html_put(&v->h, "<p><a href=\"/p/%s/report/%s\">", v->person, kind_name(of->kind));
		put_say(v, "holdings.wrong");
		html_put(&v->h, "</a></p>\n");
	}
}

/* Services 3 and 4: one kind of record. */
static void put_kind(struct visit *v, enum kind kind, const char *title, const char *nothing)
{
	struct holdings h;
	if (!read_all(v, &h))
		return;
	const struct holding *of = holdings_current(&h, kind);
	if (!of && kind == KIND_PR_CARD)
		of = holdings_card(&h);
	screen_open(v, title, "/", SCREEN_PLAIN);
	if (of) {
		holdings_part_state(v, of);
		put_first_acts(v, holdings_can_prove(&h, of->kind) ? of->kind : KIND_NONE, holdings_part_deadlines(v, &h));
		part_heading(v, "holdings.held");
		holdings_part_record(v, of, kind);
		put_actions(v, of);
		holdings_part_earlier(v, &h, kind);
	} else {
		put_nothing(v, nothing);
	}
	screen_close(v);
}

void holdings_visa(struct visit *v) { put_kind(v, KIND_VISA, "start.visa", "holdings.no-visa"); }
void holdings_card_page(struct visit *v) { put_kind(v, KIND_PR_CARD, "start.card", "holdings.no-card"); }

static void put_passport_part(struct visit *v, const struct holdings *h, const struct holding *passport)
{
	part_heading(v, "holdings.passport-now");
	holdings_part_record(v, passport, KIND_PASSPORT);
	if (passport->kind == KIND_PASSPORT && passport->stands) {
		html_put(&v->h, "<p class=\"actions\">");
		put_proof_button(v, KIND_PASSPORT, false);
		html_put(&v->h, "</p>\n");
	}
	if ((v->rights & RIGHT_DOWNLOAD) && !passport->under_correction) {
		html_put(&v->h, "<p><a href=\"/p/%s/report/%s\">", v->person, kind_name(passport->kind));
		put_say(v, "holdings.wrong");
		html_put(&v->h, "</a></p>\n");
	}
	holdings_part_earlier(v, h, KIND_PASSPORT);
}

/* The link says that card and passports are one person's: the page leads with it. */
static void put_link_part(struct visit *v, const struct holdings *h, const struct holding *card)
{
	part_heading(v, "holdings.link");
	part_text(v, holdings_can_prove(h, KIND_IDENTITY_LINK) ? "holdings.link-text" : "holdings.link-lacks");
	html_put(&v->h, "<p class=\"actions\">");
	if (holdings_can_prove(h, KIND_IDENTITY_LINK))
		put_proof_button(v, KIND_IDENTITY_LINK, true);
	part_link_button(v, ctx_printf(v->cx, "/p/%s/documents", v->person), "holdings.documents", false);
	html_put(&v->h, "</p>\n");
	if (!card)
		return;
	part_heading(v, "holdings.card-now");
	holdings_part_short_card(v, card);
}

void holdings_passport_page(struct visit *v)
{
	struct holdings h;
	if (!read_all(v, &h))
		return;
	const struct holding *card = holdings_card(&h), *passport = holdings_passport(&h);
	screen_open(v, "start.passport", "/", SCREEN_PLAIN);
	if (!passport && !card) {
		put_nothing(v, "holdings.no-passport");
		screen_close(v);
		return;
	}
	if (passport)
		holdings_part_state(v, passport);
	put_first_acts(v, KIND_NONE, holdings_part_deadlines(v, &h));
	put_link_part(v, &h, card);
	if (passport)
		put_passport_part(v, &h, passport);
	else
		part_notice(v, "info", "holdings.no-passport", (struct slice){ 0 });
	screen_close(v);
}

void holdings_photo(struct visit *v)
{
	struct holdings h;
	struct slice jpeg = { 0 };
	if (!read_all(v, &h))
		return;
	const struct holding *of = holdings_current(&h, kind_parse(v->args[0]));
	if (of && records_photo(v->cx, v->w->registry, of->identity, &jpeg) != OK) {
		visit_failed(v, "portal.photo");
		return;
	}
	if (jpeg.n)
		visit_file(v, jpeg, "image/jpeg", NULL);
	else
		visit_refuse(v, 404);
}
