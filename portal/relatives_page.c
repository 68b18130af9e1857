/*
 * Owns: the pages of helping relatives and friends: whom I help, who helps me, asking, the relative's code, answers and ends. Must
 * never tell an asker whether a person is known before the person, or the office, has said yes.
 */
#include "portal/handlers.h"
#include "portal/asking.h"
#include "portal/field_part.h"
#include "portal/helper_part.h"
#include "portal/parts.h"
#include "portal/persons.h"
#include "portal/typed_date.h"

#include "base/limits.h"
#include "base/log.h"

#include <string.h>

#define FLOW "relative"
#define GRANTS_SHOWN 128 /* those that run come first */

struct grants {
	struct ctx *cx;
	struct grant all[GRANTS_SHOWN];
	size_t count;
};

static void keep(struct grants *all, const struct grant *g)
{
	if (all->count == GRANTS_SHOWN)
		return;
	all->all[all->count] = *g;
	all->all[all->count++].label = ctx_copy(all->cx, g->label);
}

static bool keep_running(void *self, const struct grant *g)
{
	struct grants *all = self;
	if (grant_rights_at(g, all->cx->now) != RIGHT_NONE)
		keep(all, g);
	return true;
}

static bool keep_waiting(void *self, const struct grant *g)
{
	struct grants *all = self;
	if (grant_waits(g, all->cx->now))
		keep(all, g);
	return true;
}

static void put_rights(struct visit *v, unsigned rights)
{
	static const struct { unsigned right; const char *key; } words[] = { { RIGHT_VIEW, "relatives.may-view" }, { RIGHT_BOOK, "relatives.may-book" },
		{ RIGHT_DOWNLOAD, "relatives.may-download" }, { RIGHT_SHARE, "relatives.may-share" } };
	html_put(&v->h, "<ul class=\"plain\">");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!(rights & words[i].right))
			continue;
		html_put(&v->h, "<li>");
		put_say(v, words[i].key);
		html_put(&v->h, "</li>");
	}
	html_put(&v->h, "</ul>");
}

static void put_end_row(struct visit *v, const struct grant *g)
{
	part_row_open(v, g->guardian ? "relatives.ends-child" : "relatives.ends");
	if (g->until)
		put_date(v, date_at(g->until, v->w->hall->utc_offset));
	else
		put_say(v, "relatives.open-end");
	part_row_close(v, NULL);
}

/* ---- whom I help ---- */

static void put_services(struct visit *v, const struct grant *g)
{
	static const struct { unsigned right; const char *leaf, *key; } links[] = { { RIGHT_VIEW, "visa", "relatives.see-visa" },
		{ RIGHT_VIEW, "card", "relatives.see-card" },
		{ RIGHT_VIEW, "documents", "relatives.see-documents" }, { RIGHT_SHARE, "shares", "relatives.see-shares" } };
	html_put(&v->h, "<div class=\"actions\">");
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		if (g->rights & links[i].right)
			part_link_button(v, ctx_printf(v->cx, "/p/%s/%s", g->person, links[i].leaf), links[i].key, false);
	}
	part_button_form(v, ctx_printf(v->cx, "stop-%s", g->person), ctx_printf(v->cx, "/relatives/%s/stop", g->person), "relatives.stop", true, NULL);
	html_put(&v->h, "</div>\n");
}

static void put_helped(struct visit *v, const struct grant *g)
{
	struct person_name name = { 0 };
	bool found = false;
	if (person_name(v->cx, v->w->registry, g->person, &found, &name) != OK)
		ctx_forgive(v->cx);
	html_put(&v->h, "<section class=\"panel\"><h3>");
	if (found)
		field_part_name(v, name.surname, name.given);
	else
		put_say(v, "persons.nameless");
	html_put(&v->h, "</h3>\n");
	part_list_open(v);
	if (g->label.n)
		part_row(v, "relatives.label", g->label);
	part_row_open(v, "relatives.rights");
	put_rights(v, g->rights);
	part_row_close(v, NULL);
	put_end_row(v, g);
	part_list_close(v);
	if (g->guardian)
		part_text(v, "relatives.guardian-text");
	put_services(v, g);
	html_put(&v->h, "</section>\n");
}

/* Active ones alone: what was only asked is not shown, because for people the authority does not know there is nothing to show. */
static void put_i_help(struct visit *v)
{
	struct grants *mine = ctx_alloc(v->cx, sizeof *mine);
	size_t shown = 0;
	mine->cx = v->cx;
	if (grants_of_account(v->cx, v->w->registry, v->account, keep_running, mine) != OK)
		ctx_forgive(v->cx);
	part_heading(v, "relatives.i-help");
	for (size_t i = 0; i < mine->count; i++) {
		if (grant_is_own(&mine->all[i]))
			continue;
		put_helped(v, &mine->all[i]);
		shown++;
	}
	if (!shown)
		part_text(v, "relatives.nobody");
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, "/relatives/ask", "relatives.add", true);
	part_link_button(v, "/relatives/code", "relatives.have-code", false);
	html_put(&v->h, "</p>\n");
}

/* ---- who helps me ---- */

static void put_helps_me(struct visit *v, const struct grant *g)
{
	/* The yes is for what stands here: another request that took its place meanwhile is not meant. */
	const char *const yes[] = { "answer", "yes", "request", g->request, NULL };
	static const char *const no[] = { "answer", "no", NULL };
	const char *path = ctx_printf(v->cx, "/p/%s/helpers/%s", g->person, g->account);
	html_put(&v->h, "<section class=\"panel\"><h3>");
	helper_part_name(v, g->account);
	html_put(&v->h, " ");
	part_tag(v, g->state == GRANT_ACTIVE ? "good" : "stale", g->state == GRANT_ACTIVE ? "relatives.active" : "relatives.asks");
	html_put(&v->h, "</h3>\n");
	part_list_open(v);
	part_row(v, "relatives.their-label", g->label);
	part_row_open(v, "relatives.rights");
	put_rights(v, g->rights);
	part_row_close(v, NULL);
	put_end_row(v, g);
	part_list_close(v);
	html_put(&v->h, "<div class=\"actions\">");
	if (g->state == GRANT_ASKED && !g->guardian) {
		part_main_button_form(v, ctx_printf(v->cx, "yes-%s", g->account), ctx_printf(v->cx, "%s/answer", path), "relatives.allow", yes);
		part_button_form(v, ctx_printf(v->cx, "no-%s", g->account), ctx_printf(v->cx, "%s/answer", path), "relatives.decline", true, no);
	} else {
		part_button_form(v, ctx_printf(v->cx, "end-%s", g->account), ctx_printf(v->cx, "%s/end", path), "relatives.end", true, NULL);
	}
	html_put(&v->h, "</div></section>\n");
}

/* Another account that says it is this person: one's own second one, or somebody who got at a code. */
static void put_other_own(struct visit *v, const struct grant *g, bool *headed)
{
	if (!*headed) {
		part_heading(v, "relatives.other-own");
		part_text(v, "relatives.other-own-text");
	}
	*headed = true;
	html_put(&v->h, "<section class=\"panel\"><h3>");
	helper_part_contact(v, g->account);
	html_put(&v->h, "</h3>\n");
	part_list_open(v);
	part_row_open(v, "relatives.since");
	put_date(v, date_at(g->from, v->w->hall->utc_offset));
	part_row_close(v, NULL);
	part_row_open(v, "relatives.by-what");
	put_say(v, g->origin == ORIGIN_SELF_COUNTER ? "relatives.by-counter" : "relatives.by-code");
	part_row_close(v, NULL);
	part_list_close(v);
	html_put(&v->h, "<div class=\"actions\">");
	part_button_form(v, ctx_printf(v->cx, "end-%s", g->account), ctx_printf(v->cx, "/p/%s/helpers/%s/end", g->person, g->account), "relatives.end", true, NULL);
	html_put(&v->h, "</div></section>\n");
}

static void put_who_helps(struct visit *v, const char *person)
{
	struct grants *others = ctx_alloc(v->cx, sizeof *others);
	size_t helpers = 0;
	bool headed = false;
	others->cx = v->cx;
	if (grants_of_person(v->cx, v->w->registry, person, keep_running, others) != OK ||
		grants_of_person(v->cx, v->w->registry, person, keep_waiting, others) != OK)
		ctx_forgive(v->cx);
	part_heading(v, "relatives.helps-me");
	for (size_t i = 0; i < others->count; i++) {
		if (grant_is_own(&others->all[i]))
			continue;
		put_helps_me(v, &others->all[i]);
		helpers++;
	}
	if (!helpers)
		part_text(v, "relatives.no-helper");
	for (size_t i = 0; i < others->count; i++) {
		if (grant_is_own(&others->all[i]) && strcmp(others->all[i].account, v->account) != 0)
			put_other_own(v, &others->all[i], &headed);
	}
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, ctx_printf(v->cx, "/p/%s/acts", person), "relatives.acts", false);
	html_put(&v->h, "</p>\n");
}

void relatives_list(struct visit *v)
{
	char own[PERSON_SIZE + 1];
	if (helper_part_own(v, v->account, own) != OK) {
		visit_failed(v, "portal.relatives");
		return;
	}
	screen_open(v, "relatives.title", "/", SCREEN_PLAIN);
	part_text(v, "relatives.lead");
	put_i_help(v);
	if (own[0])
		put_who_helps(v, own);
	screen_close(v);
}

/* ---- asking ---- */

static const struct { const char *name; unsigned right; const char *label; } rights[] = {
	{ "may-view", RIGHT_VIEW, "relatives.may-view" }, { "may-book", RIGHT_BOOK, "relatives.may-book" },
	{ "may-download", RIGHT_DOWNLOAD, "relatives.may-download" }, { "may-share", RIGHT_SHARE, "relatives.may-share" },
};
#define RIGHTS (sizeof rights / sizeof *rights)

static void show_ask(struct visit *v)
{
	struct part_option options[RIGHTS];
	const struct part_field label = { .name = "label", .label = "relatives.ask-label", .hint = "relatives.ask-label-hint", .longest = LIMIT_LABEL },
		passport = { .name = "passport_number", .label = "relatives.ask-passport", .shape = "code", .longest = 20 },
		birth = { .name = "birth_date", .label = "relatives.ask-birth", .hint = "relatives.ask-date-hint", .shape = "date", .longest = 20 },
		number = { .name = "number", .label = "relatives.ask-number", .hint = "relatives.ask-number-hint", .shape = "code", .longest = 24 },
		until = { .name = "until", .label = "relatives.ask-until", .hint = "relatives.ask-until-hint", .shape = "date", .longest = 20, .optional = true };
	const struct part_option guardian = { .value = SLICE("guardian"), .label = "relatives.ask-guardian", .hint = "relatives.ask-guardian-hint" };
	for (size_t i = 0; i < RIGHTS; i++)
		options[i] = (struct part_option){ .value = slice_str(rights[i].name), .label = rights[i].label, .chosen = rights[i].right == RIGHT_VIEW };
	screen_open(v, "relatives.ask-title", "/relatives", SCREEN_FORM);
	part_text(v, "relatives.ask-lead");
	part_form_open(v, "/relatives/ask");
	part_field(v, &label);
	part_field(v, &passport);
	part_field(v, &birth);
	part_field(v, &number);
	part_checks(v, "rights", "relatives.ask-rights", "relatives.ask-rights-hint", options, RIGHTS);
	part_field(v, &until);
	part_checks(v, "by-office", "relatives.ask-office", NULL, &guardian, 1);
	part_form_close(v, "relatives.ask-send");
	screen_close(v);
}

void relatives_ask_form(struct visit *v) { show_ask(v); }

static void read_help(struct visit *v, struct client_help *out)
{
	struct slice until = visit_typed(v, "until");
	struct date day;
	*out = (struct client_help){ .claim = { visit_typed(v, "passport_number"), visit_typed(v, "birth_date"), visit_typed(v, "number") },
		.label = visit_typed(v, "label"), .guardian = visit_chose(v, "guardian") };
	for (size_t i = 0; i < RIGHTS; i++)
		out->rights |= visit_chose(v, rights[i].name) ? rights[i].right : 0;
	if (v->switched)
		return;
	if (!out->label.n || text_length(out->label) > LIMIT_LABEL)
		visit_problem(v, "label", "relatives.bad-label");
	if (!out->claim.passport_number.n)
		visit_problem(v, "passport_number", "relatives.bad-passport");
	if (!typed_date(out->claim.birth_date, true, &day))
		visit_problem(v, "birth_date", "relatives.bad-date");
	else
		out->claim.birth_date = typed_date_text(v->cx, day);
	if (!out->claim.number.n)
		visit_problem(v, "number", "relatives.bad-number");
	if (!out->rights)
		visit_problem(v, "rights", "relatives.bad-rights");
	if (until.n && (!typed_date(until, false, &day) || (out->until = date_over(day, v->w->hall->utc_offset) - 1) <= v->cx->now))
		visit_problem(v, "until", "relatives.bad-until");
}

static void show_asked(struct visit *v, const struct client_challenge *c, bool guardian)
{
	screen_open(v, "relatives.asked-title", "/relatives", SCREEN_PLAIN);
	if (guardian) {
		part_text(v, "relatives.asked-office");
		part_list_open(v);
		part_row_open(v, "relatives.request");
		html_put(&v->h, "<bdi class=\"code\" lang=\"zxx\">%s</bdi>", c->id);
		part_row_close(v, NULL);
		part_list_close(v);
	} else {
		part_text(v, "relatives.asked-text");
		part_text(v, "relatives.asked-account");
		html_put(&v->h, "<p class=\"actions\">");
		part_link_button(v, "/relatives/code", "relatives.have-code", true);
		html_put(&v->h, "</p>\n");
	}
	screen_close(v);
}

void relatives_ask(struct visit *v)
{
	struct client_help help;
	struct client_challenge challenge;
	read_help(v, &help);
	if (!visit_is_fine(v)) {
		show_ask(v);
		return;
	}
	struct client_caller who = asking_caller(v);
	enum err e = client_relative_ask(v->cx, v->w->issuer, &who, &help, &challenge);
	if (e == OK && !help.guardian && asking_keep(v, FLOW, &challenge) != OK) {
		visit_failed(v, "portal.relatives");
		return;
	}
	if (e == OK)
		show_asked(v, &challenge, help.guardian);
	else if (asking_refused(v, e, "portal.relatives"))
		show_ask(v);
}

/* ---- the relative's code ---- */

static void show_code(struct visit *v)
{
	const struct part_field code = { .name = "code", .label = "relatives.code", .hint = "relatives.code-hint", .shape = "code", .inputmode = "numeric",
		.autocomplete = "one-time-code", .longest = 20 };
	screen_open(v, "relatives.code-title", "/relatives", SCREEN_FORM);
	part_form_open(v, "/relatives/code");
	part_field(v, &code);
	part_form_close(v, "relatives.code-send");
	screen_close(v);
}

void relatives_code_form(struct visit *v) { show_code(v); }

void relatives_code(struct visit *v)
{
	char person[CLIENT_ID + 1];
	struct slice request = { 0 };
	if (!visit_typed(v, "code").n && !v->switched)
		visit_problem(v, "code", "relatives.bad-code");
	if (!visit_is_fine(v)) {
		show_code(v);
		return;
	}
	if (asking_running(v, FLOW, &request) != OK) {
		visit_failed(v, "portal.relatives");
		return;
	}
	struct client_caller who = asking_caller(v);
	enum err e = request.n ? client_relative_finish(v->cx, v->w->issuer, &who, request, visit_typed(v, "code"), person) : ERR_ISSUER_CHALLENGE;
	if (e == OK) {
		if (visit_act_for(v, person, false, ACT_HELPER_CONFIRMED, (struct slice){ 0 }))
			visit_done(v, "/relatives", "relative-confirmed");
	} else if (asking_refused(v, e, "portal.relatives")) {
		show_code(v);
	}
}

/* ---- answers and ends ---- */

static void finish(struct visit *v, enum err e, const char *done)
{
	if (e == OK)
		visit_done(v, "/relatives", done);
	else if (asking_refused(v, e, "portal.relatives"))
		visit_refuse(v, v->status == 422 ? 409 : v->status);
}

void relatives_answer(struct visit *v)
{
	bool yes = slice_is(visit_typed(v, "answer"), "yes");
	struct client_caller who = asking_caller(v);
	if (!v->own) {
		visit_refuse(v, 403);
		return;
	}
	if (visit_act(v, yes ? ACT_HELPER_CONFIRMED : ACT_HELPER_DECLINED, (struct slice){ 0 }))
		finish(v, client_relative_answer(v->cx, v->w->issuer, &who, v->args[0], visit_typed(v, "request"), yes),
			yes ? "helper-allowed" : "helper-declined");
}

/* A place that the helper holds for the person is free at once: the person may want it. */
static void release_hold(struct visit *v, const char *helper, const char *person)
{
	struct booking k;
	bool about = false;
	enum err e = appointments_held(v->cx, from_snapshot(v->w->store), helper, &k);
	for (size_t i = 0; e == OK && k.state == BOOKING_HELD && i < k.count; i++)
		about |= strcmp(k.people[i].id, person) == 0;
	if (e == OK && about)
		e = appointments_release(v->cx, v->w->hall->appointments, slice_str(k.id), helper);
	if (e != OK)
		log_error(v->cx, "portal.relatives.hold");
	ctx_forgive(v->cx);
}

void relatives_end(struct visit *v)
{
	struct client_caller who = asking_caller(v);
	if (!v->own) {
		visit_refuse(v, 403);
		return;
	}
	if (!visit_act(v, ACT_HELPER_ENDED, (struct slice){ 0 }))
		return;
	enum err e = client_grant_end(v->cx, v->w->issuer, &who, v->args[0]);
	if (e == OK)
		release_hold(v, ctx_string(v->cx, v->args[0]), v->person);
	finish(v, e, "helper-ended");
}

/* The helper gives up: no right is needed for that, only the grant. */
void relatives_stop(struct visit *v)
{
	struct grant g;
	bool found = false;
	const char *person = ctx_string(v->cx, v->args[0]);
	if (grants_find(v->cx, v->w->registry, v->account, person, &found, &g) != OK) {
		visit_failed(v, "portal.relatives");
		return;
	}
	if (!found || grant_is_own(&g)) {
		visit_refuse(v, 404);
		return;
	}
	struct client_caller who = asking_caller(v);
	who.person = person;
	if (!visit_act_for(v, person, false, ACT_HELPER_ENDED, (struct slice){ 0 }))
		return;
	enum err e = client_grant_end(v->cx, v->w->issuer, &who, slice_str(v->account));
	if (e == OK)
		release_hold(v, v->account, person);
	finish(v, e, "helper-stopped");
}
