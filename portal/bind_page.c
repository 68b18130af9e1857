/*
 * Owns: connecting an account with a person's records: passport number, birth date and a visa, permit or card number, then a code to the contact on the
 * record or one from the counter. The issuer judges; nothing typed is kept but the id of its challenge. Known and unknown look the same.
 */
#include "portal/asking.h"
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/parts.h"

#include <string.h>

#define FLOW "bind"

static void show_form(struct visit *v)
{
	screen_open(v, "bind.title", "/account", SCREEN_FORM);
	part_text(v, "bind.lead");
	part_form_open(v, "/bind");
	part_field(v, &(struct part_field){ .name = "passport", .label = "bind.passport", .hint = "bind.passport-hint",
		.shape = "code", .longest = 20 });
	part_field(v, &(struct part_field){ .name = "birth", .label = "bind.birth", .hint = "bind.birth-hint", .shape = "date",
		.inputmode = "numeric", .longest = 10 });
	part_field(v, &(struct part_field){ .name = "number", .label = "bind.number", .hint = "bind.number-hint", .shape = "code", .longest = 24 });
	/* Most have none: it is out of the way until it is wanted. */
	html_put(&v->h, visit_typed(v, "counter").n ? "<details class=\"more\" open><summary>" : "<details class=\"more\"><summary>");
	put_say(v, "bind.have-counter");
	html_put(&v->h, "</summary>\n");
	part_field(v, &(struct part_field){ .name = "counter", .label = "bind.counter", .hint = "bind.counter-hint",
		.shape = "code", .longest = 40, .optional = true });
	html_put(&v->h, "</details>\n");
	part_form_close(v, "bind.go");
	screen_close(v);
}

void bind_page(struct visit *v) { show_form(v); }

/* What the issuer says about the claim or the code, as a problem of the form. False: it could not work, the request has its answer. */
static bool refused(struct visit *v, enum err e)
{
	static const struct { const char *theirs, *ours, *key; } fields[] = { { "passport_number", "passport", "bind.passport-wrong" },
		{ "birth_date", "birth", "bind.birth-wrong" }, { "number", "number", "bind.number-wrong" } };
	const struct client_refusal *r = client_refused(v->w->issuer);
	if (e == ERR_ISSUER_INPUT) {
		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
			if (!strcmp(r->field, fields[i].theirs))
				visit_problem(v, fields[i].ours, fields[i].key);
		}
	}
	if (e == ERR_ISSUER_THROTTLED)
		visit_problem_with(v, NULL, "sign.wait-minutes", slice_str(ctx_printf(v->cx, "%lld", (long long)(r->wait + 59) / 60)));
	if (e == ERR_ISSUER_CODE)
		visit_problem(v, v->route->path[5] ? "code" : "counter", v->route->path[5] ? "bind.code-wrong" : "bind.counter-wrong");
	if (e == ERR_ISSUER_CHALLENGE)
		visit_problem(v, NULL, "sign.code-gone");
	if (e == ERR_ISSUER_STATE)
		visit_problem(v, NULL, strcmp(r->field, "own") == 0 ? "bind.second" : "asking.persons");
	if (!v->problem_count) {
		visit_failed(v, "portal.bind");
		return false;
	}
	ctx_forgive(v->cx);
	return true;
}

static bool typed_whole(struct visit *v, struct client_claim *claim)
{
	static const struct { const char *name, *key; } fields[] = { { "passport", "bind.passport-missing" }, { "birth", "bind.birth-wrong" },
		{ "number", "bind.number-missing" } };
	struct date d;
	for (size_t i = 0; !v->switched && i < sizeof fields / sizeof *fields; i++) {
		if (!visit_chose(v, fields[i].name))
			visit_problem(v, fields[i].name, fields[i].key);
	}
	if (!v->switched && visit_chose(v, "birth") && !date_parse(visit_typed(v, "birth"), true, &d))
		visit_problem(v, "birth", "bind.birth-wrong");
	*claim = (struct client_claim){ .passport_number = visit_typed(v, "passport"), .birth_date = visit_typed(v, "birth"), .number = visit_typed(v, "number") };
	return visit_is_fine(v);
}

/* A child's records are connected until the child is of age, and the page says so. */
static void done(struct visit *v, const char *person)
{
	struct grant g = { 0 };
	bool found = false;
	if (flow_clear(v->cx, v->w->hall->sessions, &v->session, FLOW) != OK || clerk_renew(v->cx, v->w) != OK ||
		grants_find(v->cx, v->w->registry, v->account, person, &found, &g) != OK)
		ctx_forgive(v->cx);
	if (found && g.guardian)
		visit_done(v, "/relatives", "bound-child");
	else
		visit_done(v, "/", "bound");
}

void bind_take(struct visit *v)
{
	struct client_claim claim;
	struct client_challenge challenge;
	struct client_caller who = asking_caller(v);
	char person[CLIENT_ID + 1];
	bool counter = visit_chose(v, "counter");
	/* By account and by document: neither many guesses of one person nor one document from many accounts. */
	if (!typed_whole(v, &claim) || !entrance_may(v, THROTTLE_BINDING, slice_str(v->account)) || !entrance_may(v, THROTTLE_DOCUMENT, claim.passport_number)) {
		show_form(v);
		return;
	}
	enum err e = counter ? client_bind_counter(v->cx, v->w->issuer, &who, &claim, visit_typed(v, "counter"), person)
		: client_bind_begin(v->cx, v->w->issuer, &who, &claim, &challenge);
	if (e == OK && !counter)
		e = asking_keep(v, FLOW, &challenge);
	if (e == OK && counter)
		done(v, person);
	else if (e == OK)
		visit_go(v, "/bind/code");
	else if (refused(v, e))
		show_form(v);
}

static void show_code(struct visit *v)
{
	screen_open(v, "bind.code-title", "/bind", SCREEN_FORM);
	part_text(v, "bind.code-lead");
	part_form_open(v, "/bind/code");
	part_field(v, &(struct part_field){ .name = "code", .label = "sign.code", .autocomplete = "one-time-code", .shape = "code", .longest = 20 });
	part_form_close(v, "bind.finish");
	part_text(v, "bind.code-lost");
	screen_close(v);
}

void bind_code_page(struct visit *v)
{
	struct slice id;
	if (asking_running(v, FLOW, &id) != OK)
		visit_failed(v, "portal.bind");
	else if (!id.n)
		visit_go(v, "/bind");
	else
		show_code(v);
}

void bind_code_take(struct visit *v)
{
	struct slice id;
	struct client_caller who = asking_caller(v);
	char person[CLIENT_ID + 1];
	if (asking_running(v, FLOW, &id) != OK) {
		visit_failed(v, "portal.bind");
		return;
	}
	if (!id.n) {
		visit_go(v, "/bind");
		return;
	}
	if (!v->switched && !visit_chose(v, "code"))
		visit_problem(v, "code", "bind.code-wrong");
	if (!visit_is_fine(v) || !entrance_may(v, THROTTLE_CODE, slice_str(v->account))) {
		show_code(v);
		return;
	}
	enum err e = client_bind_finish(v->cx, v->w->issuer, &who, id, visit_typed(v, "code"), person);
	if (e == OK) {
		throttle_forget(v->w->hall->throttle, THROTTLE_CODE, slice_str(v->account));
		throttle_forget(v->w->hall->throttle, THROTTLE_BINDING, slice_str(v->account));
		done(v, person);
	} else if (refused(v, e)) {
		show_code(v);
	}
}
