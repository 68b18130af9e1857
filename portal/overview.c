/* Owns: the overview's cards, one a person. */
#include "portal/overview.h"

#include "base/log.h"
#include "portal/appointments.h"
#include "portal/field_part.h"
#include "portal/holdings.h"
#include "portal/holdings_part.h"
#include "portal/parts.h"
#include "portal/persons.h"
#include "portal/progress.h"
#include "portal/proofs.h"
#include "portal/visitors.h"

#include <string.h>

#define APPOINTMENTS_MAX 20
#define PERSONS_SHOWN 4 /* reading a person costs about 50 us: the rest are names that lead on */
#define PROOFS_COUNTED 100 /* of the newest ones */

static void put_link(struct visit *v, const char *href, const char *key, size_t n)
{
	html_put(&v->h, "<li><a href=\"%s\">", href);
	put_say1(v, key, slice_str(ctx_printf(v->cx, "%zu", n)));
	html_put(&v->h, "</a></li>\n");
}

static void put_way(struct visit *v, const char *href, const char *key)
{
	html_put(&v->h, "<li><a href=\"%s\">", href);
	put_say(v, key);
	html_put(&v->h, "</a></li>\n");
}

/* The first end of a person's records, and a tag where something is under correction. */
static void put_ends(struct visit *v, const struct holdings *h)
{
	struct deadline all[DEADLINES_MAX];
	size_t count = holdings_deadlines(h, visit_today(v), all);
	html_put(&v->h, "<p>");
	if (count)
		holdings_part_deadline(v, &all[0]);
	else
		put_say(v, "overview.no-end");
	html_put(&v->h, "</p>\n");
	for (size_t i = 0; i < h->count; i++) {
		if (!h->all[i].under_correction)
			continue;
		html_put(&v->h, "<p>");
		part_tag(v, "stale", "documents.correction");
		html_put(&v->h, "</p>\n");
		break;
	}
}

/* The next appointment, with place and time on the office's clock. */
static enum err put_appointment(struct visit *v, const struct person_choice *c)
{
	struct booking *all = ctx_alloc(v->cx, APPOINTMENTS_MAX * sizeof *all), *first = NULL;
	size_t count = 0;
	if (!(c->rights & RIGHT_BOOK))
		return OK;
	enum err e = visitors_bookings(v, c->id, all, APPOINTMENTS_MAX, &count);
	for (size_t i = 0; i < count; i++) {
		if (all[i].state == BOOKING_BOOKED && all[i].start > v->cx->now && (!first || all[i].start < first->start))
			first = &all[i];
	}
	if (e != OK || !first)
		return e;
	html_put(&v->h, "<li><a href=\"/bookings/%s\">", first->id);
	put_say(v, "overview.appointment");
	html_put(&v->h, "</a> ");
	put_time(v, first->start, first->utc_offset);
	html_put(&v->h, "</li>\n");
	return OK;
}

/* Applications under way, and whether it is the applicant's turn. */
static enum err put_applications(struct visit *v, const struct person_choice *c)
{
	struct progress *all;
	size_t count, open = 0, turn = 0;
	enum err e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	if (e == OK)
		e = progress_read(v->cx, v->w->registry, v->w->offices, visit_today(v), c->id, &all, &count);
	if (e != OK)
		return e;
	for (size_t i = 0; i < count; i++) {
		open += all[i].application->next != ACTOR_NONE;
		turn += all[i].application->next == ACTOR_APPLICANT;
	}
	if (!open)
		return OK;
	html_put(&v->h, "<li><a href=\"/p/%s/progress\">", c->id);
	put_say1(v, "overview.applications", slice_str(ctx_printf(v->cx, "%zu", open)));
	html_put(&v->h, "</a> ");
	if (turn)
		part_tag(v, "stale", "overview.turn");
	html_put(&v->h, "</li>\n");
	return OK;
}

/* The proof of what the person holds, asked for most. */
static void put_proof(struct visit *v, const struct person_choice *c, const struct holdings *h)
{
	static const enum kind kinds[] = { KIND_VISA, KIND_PR_CARD, KIND_PASSPORT };
	for (size_t i = 0; (c->rights & RIGHT_DOWNLOAD) && i < sizeof kinds / sizeof *kinds; i++) {
		if (!holdings_can_prove(h, kinds[i]))
			continue;
		html_put(&v->h, "<p class=\"actions\">");
		part_link_button(v, ctx_printf(v->cx, "/p/%s/proof/%s", c->id, kind_name(kinds[i])), "holdings.make", c->own);
		html_put(&v->h, "</p>\n");
		return;
	}
}

static void put_person(struct visit *v, const struct person_choice *c)
{
	struct holdings h;
	struct made_proof *proofs;
	const struct proof_page force = { .today = visit_today(v), .standings = 1u << STANDING_FORCE, .most = PROOFS_COUNTED };
	size_t count, in_force;
	if (holdings_read(v->cx, v->w->registry, c->id, &h) != OK || proofs_read(v->cx, v->w->registry, c->id, &force, &proofs, &count, &in_force) != OK) {
		log_error(v->cx, "portal.overview");
		ctx_forgive(v->cx);
		return;
	}
	html_put(&v->h, "<section class=\"panel mine\">\n<h2>");
	field_part_name(v, c->name.surname, c->name.given);
	html_put(&v->h, " ");
	part_tag(v, c->own ? "good" : "info", c->own ? "persons.own" : "persons.helped");
	html_put(&v->h, "</h2>\n");
	put_ends(v, &h);
	html_put(&v->h, "<ul class=\"links\">\n");
	if (put_appointment(v, c) != OK || put_applications(v, c) != OK) {
		log_error(v->cx, "portal.overview");
		ctx_forgive(v->cx);
	}
	put_link(v, ctx_printf(v->cx, "/p/%s/documents", c->id), "overview.documents", in_force);
	if (c->rights & RIGHT_SHARE)
		put_way(v, ctx_printf(v->cx, "/p/%s/shares", c->id), "shares.title");
	if (c->own)
		put_way(v, ctx_printf(v->cx, "/p/%s/acts", c->id), "relatives.acts");
	html_put(&v->h, "</ul>\n");
	put_proof(v, c, &h);
	html_put(&v->h, "</section>\n");
}

/* Everybody else, by name: nobody for whom one acts is out of sight. */
static void put_others(struct visit *v, const struct person_choice *all, size_t count)
{
	part_heading(v, "overview.others");
	html_put(&v->h, "<ul class=\"links\">\n");
	for (size_t i = 0; i < count; i++) {
		html_put(&v->h, "<li><a href=\"/p/%s/visa\">", all[i].id);
		if (all[i].name.surname.n)
			field_part_name(v, all[i].name.surname, all[i].name.given);
		else
			put_say(v, "persons.nameless");
		html_put(&v->h, "</a> <a href=\"/p/%s/documents\">", all[i].id);
		put_say(v, "documents.title");
		html_put(&v->h, "</a></li>\n");
	}
	html_put(&v->h, "</ul>\n");
}

void overview_put(struct visit *v)
{
	struct person_choice *all = ctx_alloc(v->cx, PERSONS_MAX * sizeof *all);
	size_t count;
	if (!v->account)
		return;
	if (persons_read(v, RIGHT_VIEW, all, &count) != OK) {
		log_error(v->cx, "portal.overview");
		ctx_forgive(v->cx);
		return;
	}
	if (!count) {
		html_put(&v->h, "<section class=\"panel\">\n<p>");
		put_say(v, "persons.none");
		html_put(&v->h, "</p>\n<p class=\"actions\">");
		part_link_button(v, "/bind", "persons.bind", true);
		html_put(&v->h, "</p>\n</section>\n");
		return;
	}
	html_put(&v->h, "<div class=\"mines\">\n");
	for (size_t i = 0; i < count && i < PERSONS_SHOWN; i++)
		put_person(v, &all[i]);
	html_put(&v->h, "</div>\n");
	if (count > PERSONS_SHOWN)
		put_others(v, &all[PERSONS_SHOWN], count - PERSONS_SHOWN);
}
