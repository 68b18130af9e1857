/* Owns: the way of a request to its handler: session, language, right, token, form; and the reply's headers. */
#include "portal/visit.h"

#include "base/limits.h"
#include "base/log.h"
#include "http/accept.h"
#include "portal/gate.h"
#include "portal/parts.h"
#include "portal/session_code.h"

#include <string.h>

static const struct { const char *name, *value; } page_headers[] = {
	{ "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
		"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'" },
	{ "Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), publickey-credentials-get=(self), "
		"publickey-credentials-create=(self)" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cache-Control", "no-store" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Vary", "Accept-Language, Cookie" },
};

struct date visit_today(const struct visit *v) { return date_at(v->cx->now, v->w->hall->utc_offset); }

struct slice visit_query(const struct visit *v, const char *name)
{
	struct urlform fields;
	if (!v->q->query.n || urlform_parse(v->cx, v->q->query, &fields) != OK) {
		ctx_forgive(v->cx);
		return (struct slice){ 0 };
	}
	return urlform_value(&fields, name);
}

static void remember(struct visit *v, const char *name, const char *value)
{
	http_header_add(v->r, "Set-Cookie", slice_str(ctx_printf(v->cx, "%s=%s; Path=/; Max-Age=31536000; SameSite=Lax%s", name, value,
		v->q->tls ? "; Secure" : "")));
}

/* ?lang= and ?text= are kept in cookies: the choice stays from page to page. */
static void choose_looks(struct visit *v)
{
	struct slice asked = visit_query(v, "lang"), text = visit_query(v, "text"), cookies = v->q->cookie;
	v->language = language_parse(asked);
	if (v->language != LANGUAGE_NONE)
		remember(v, "language", language_code(v->language));
	else
		v->language = language_parse(cookie_find(cookies, "language"));
	if (v->language == LANGUAGE_NONE)
		v->language = language_wanted(v->q->accept_language);
	v->large = slice_is(cookie_find(cookies, "text"), "large");
	if (slice_is(text, "large") || slice_is(text, "plain")) {
		v->large = slice_is(text, "large");
		remember(v, "text", v->large ? "large" : "plain");
	}
}

static void add_headers(struct visit *v)
{
	for (size_t i = 0; i < sizeof page_headers / sizeof *page_headers; i++)
		http_header_add(v->r, page_headers[i].name, slice_str(page_headers[i].value));
}

void visit_page_done(struct visit *v)
{
	if (!buf_ok(&v->out)) {
		log_event(v->cx, LOG_ERROR, "portal.page", "route=%s page is too large or a value stands in a wrong place", v->route ? v->route->path : "-");
		http_problem(v->cx, v->r, 500, "PAGE", "The page could not be made.");
		return;
	}
	v->r->status = v->status;
	v->r->content_type = "text/html; charset=utf-8";
	v->r->body = ctx_copy(v->cx, buf_slice(&v->out));
	add_headers(v);
}

void visit_go(struct visit *v, const char *path)
{
	buf_reset(&v->out);
	v->r->status = 303;
	v->r->content_type = "text/plain; charset=utf-8";
	v->r->body = (struct slice){ 0 };
	http_header_add(v->r, "Location", slice_str(path));
	http_header_add(v->r, "Cache-Control", SLICE("no-store"));
}

void visit_done(struct visit *v, const char *path, const char *what)
{
	visit_go(v, ctx_printf(v->cx, "%s%cdone=%s", path, strchr(path, '?') ? '&' : '?', what));
}

void visit_cookie(struct visit *v, struct slice set_cookie)
{
	if (set_cookie.n)
		http_header_add(v->r, "Set-Cookie", set_cookie);
}

void visit_signed_out(struct visit *v, const char *path)
{
	visit_cookie(v, session_forget(v->cx, v->w->hall->sessions));
	visit_done(v, path, "session-ended");
}

void visit_file(struct visit *v, struct slice body, const char *content_type, const char *name)
{
	v->r->status = 200;
	v->r->content_type = content_type;
	v->r->body = ctx_copy(v->cx, body);
	if (name)
		http_header_add(v->r, "Content-Disposition", slice_str(ctx_printf(v->cx, "attachment; filename=\"%s\"", name)));
	http_header_add(v->r, "Cache-Control", SLICE("no-store"));
	http_header_add(v->r, "Content-Security-Policy", SLICE("default-src 'none'; frame-ancestors 'none'; sandbox"));
}

struct refusal {
	int status;
	const char *title, *text;
};

/* What has no words of its own: the request was wrong, or we were. */
static const struct refusal *refusal_of(int status)
{
	static const struct refusal all[] = {
		{ 403, "problem.forbidden", "problem.forbidden-text" }, { 404, "problem.missing", "problem.missing-text" },
		{ 405, "problem.missing", "problem.missing-text" }, { 408, "problem.slow", "problem.slow-text" },
		{ 409, "problem.conflict", "problem.conflict-text" }, { 413, "problem.large", "problem.large-text" },
		{ 419, "problem.expired", "problem.expired-text" }, { 429, "problem.often", "problem.often-text" },
		{ 500, "problem.ours", "problem.ours-text" }, { 503, "problem.busy", "problem.busy-text" },
	};
	const struct refusal *nearest = &all[0];
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (all[i].status == status)
			return &all[i];
		if (all[i].status == (status < 500 ? 409 : 503))
			nearest = &all[i];
	}
	return nearest;
}

void visit_refuse(struct visit *v, int status)
{
	const struct refusal *said = refusal_of(status);
	buf_reset(&v->out);
	v->h = html_on(&v->out);
	v->problem_count = 0;
	v->status = status == 419 ? 403 : status;
	screen_open(v, said->title, NULL, SCREEN_PLAIN);
	part_text(v, said->text);
	part_link_button(v, "/", "problem.start", true);
	html_put(&v->h, "<p class=\"hint\">");
	put_say1(v, "problem.request", slice_str(v->q->id));
	html_put(&v->h, "</p>\n");
	screen_close(v);
}

void visit_failed(struct visit *v, const char *event)
{
	log_error(v->cx, event);
	visit_refuse(v, err_class(v->cx->err) == ERR_CLASS_BUG ? 500 : 503);
}

const char *word(const struct visit *v, const char *key) { return words_find(v->w->hall->words, key, v->language).text; }

struct slice visit_typed(const struct visit *v, const char *field)
{
	struct slice s = urlform_value(&v->form, field);
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\r' || s.p[0] == '\n'))
		s = slice_sub(s, 1, SIZE_MAX);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r' || s.p[s.n - 1] == '\n'))
		s.n--;
	return s;
}

bool visit_chose(const struct visit *v, const char *field) { return visit_typed(v, field).n > 0; }

void visit_problem_with(struct visit *v, const char *field, const char *key, struct slice value)
{
	for (size_t i = 0; i < v->problem_count; i++) {
		if (field && v->problems[i].field && strcmp(field, v->problems[i].field) == 0)
			return;
	}
	if (v->problem_count < VISIT_PROBLEMS)
		v->problems[v->problem_count++] = (struct problem){ field, key, value };
	v->status = 422;
}

void visit_problem(struct visit *v, const char *field, const char *key) { visit_problem_with(v, field, key, (struct slice){ 0 }); }
bool visit_is_fine(const struct visit *v) { return v->q->method == HTTP_POST && !v->switched && !v->problem_count; }

bool visit_act_for(struct visit *v, const char *person, bool own, enum act_kind kind, struct slice detail)
{
	struct act act = { .at = v->cx->now, .kind = kind, .helper = !own && v->account, .detail = detail };
	if (v->account)
		memcpy(act.account, v->account, sizeof act.account);
	int64_t wait = 0;
	/* A helper must not push what was done out of the log by doing nothing often. */
	if (!own && v->account && !throttle_take(v->w->hall->throttle, THROTTLE_ACT, slice_str(v->account), v->cx->now, &wait)) {
		visit_refuse(v, 429);
		return false;
	}
	if (acts_note(v->cx, v->w->hall->store, person, &act) == OK)
		return true;
	visit_failed(v, "portal.act");
	return false;
}

bool visit_act(struct visit *v, enum act_kind kind, struct slice detail) { return visit_act_for(v, v->person, v->own, kind, detail); }

/* What the gate said: go on, or an answer. */
static void answer(struct visit *v)
{
	bool other_method;
	struct slice person = { 0 };
	v->route = visit_route(v->q->method, v->q->path, &person, v->args, &other_method);
	if (!v->route) {
		visit_refuse(v, other_method ? 405 : 404);
		return;
	}
	v->known_path = v->q->path;
	if (gate_session(v) && gate_person(v, person) && gate_form(v))
		v->route->handler(v);
}

void visit_run(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct clerk *w = worker;
	struct visit v = { .cx = cx, .w = w, .q = q, .r = r, .status = 200 };
	if (!w) {
		http_problem(cx, r, 503, "NOT_READY", "The portal has no registry yet.");
		return;
	}
	if (assets_answer(w->hall->assets, q, r))
		return;
	buf_init(&v.out, LIMIT_PAGE_BYTES);
	v.h = html_on(&v.out);
	choose_looks(&v);
	if (clerk_renew(cx, w) != OK || session_find(cx, w->hall->sessions, w->store, q->cookie, &v.session) != OK) {
		v.session = (struct session){ 0 };
		visit_failed(&v, "portal.open");
	} else {
		v.account = v.session.kind == SESSION_SIGNED ? v.session.account : NULL;
		v.session_ended = session_was_shown(w->hall->sessions, q->cookie, &v.session);
		answer(&v);
	}
	buf_free(&v.out);
	clerk_rest(w);
}

void visit_refusal(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct clerk *w = worker;
	struct visit v = { .cx = cx, .w = w, .q = q, .r = r, .status = r->status, .unasked = true };
	if (!w || slice_starts(q->path, SLICE("/v1/")) || !accept_html(q->accept))
		return;
	buf_init(&v.out, LIMIT_PAGE_BYTES);
	v.h = html_on(&v.out);
	choose_looks(&v);
	visit_refuse(&v, r->status);
	buf_free(&v.out);
}
