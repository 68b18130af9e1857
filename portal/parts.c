/* Owns: the components that pages are built of. */
#include "portal/parts.h"

#include <string.h>

static const struct problem *problem_of(const struct visit *v, const char *field)
{
	for (size_t i = 0; i < v->problem_count; i++) {
		if (v->problems[i].field && strcmp(v->problems[i].field, field) == 0)
			return &v->problems[i];
	}
	return NULL;
}

static bool was_sent(const struct visit *v) { return v->q->method == HTTP_POST && v->form.count > 0; }

/* ---- forms ---- */

static void put_token(struct visit *v)
{
	char token[CSRF_TOKEN];
	struct slice set_cookie = { 0 };
	csrf_token(v->cx, v->w->hall->sessions, &v->session, v->q->cookie, token, &set_cookie);
	/* Several forms of a page share the token: the cookie is set once. */
	if (set_cookie.n && !v->token_set) {
		visit_cookie(v, set_cookie);
		v->token_set = true;
		memcpy(v->token, token, sizeof token);
	}
	html_put(&v->h, "<input type=\"hidden\" name=\"token\" value=\"%s\">\n", v->token_set ? v->token : token);
}

void part_hidden(struct visit *v, const char *name, struct slice value)
{
	html_put(&v->h, "<input type=\"hidden\" name=\"%s\" value=\"%.*s\">\n", name, SLICE_FMT(value));
}

void part_form_open(struct visit *v, const char *action)
{
	html_put(&v->h, "<form id=\"form\" method=\"post\" action=\"%s\" novalidate>\n", action);
	put_token(v);
}

void part_form_close(struct visit *v, const char *button_key)
{
	html_put(&v->h, "<p class=\"actions\"><button class=\"button\">");
	put_say(v, button_key);
	html_put(&v->h, "</button></p>\n</form>\n");
}

static void put_button_form(struct visit *v, const char *id, const char *action, const char *button_key, const char *look, const char *const *hidden)
{
	html_put(&v->h, "<form id=\"%s\" class=\"one\" method=\"post\" action=\"%s\">\n", id, action);
	put_token(v);
	for (; hidden && hidden[0]; hidden += 2)
		part_hidden(v, hidden[0], slice_str(hidden[1]));
	html_put(&v->h, "<button class=\"button %s\">", look);
	put_say(v, button_key);
	html_put(&v->h, "</button></form>\n");
}

void part_button_form(struct visit *v, const char *id, const char *action, const char *button_key, bool danger, const char *const *hidden)
{
	put_button_form(v, id, action, button_key, danger ? "danger" : "plain", hidden);
}

void part_main_button_form(struct visit *v, const char *id, const char *action, const char *button_key, const char *const *hidden)
{
	put_button_form(v, id, action, button_key, "", hidden);
}

static void put_problem(struct visit *v, const char *name)
{
	const struct problem *p = problem_of(v, name);
	if (!p)
		return;
	html_put(&v->h, "<span class=\"trouble\" id=\"%s-problem\"><span class=\"quiet\">", name);
	put_say(v, "frame.error");
	html_put(&v->h, ": </span>");
	put_say1(v, p->key, p->value);
	html_put(&v->h, "</span>\n");
}

static void put_hint(struct visit *v, const char *name, const char *hint)
{
	if (!hint)
		return;
	html_put(&v->h, "<span class=\"hint\" id=\"%s-hint\">", name);
	put_say(v, hint);
	html_put(&v->h, "</span>\n");
}

/* The field's own description: hint and problem, where there are any. */
static void put_described(struct visit *v, const char *name, bool hint)
{
	bool problem = problem_of(v, name) != NULL;
	if (hint && problem)
		html_put(&v->h, " aria-describedby=\"%s-hint %s-problem\"", name, name);
	else if (hint)
		html_put(&v->h, " aria-describedby=\"%s-hint\"", name);
	else if (problem)
		html_put(&v->h, " aria-describedby=\"%s-problem\"", name);
	if (problem)
		html_put(&v->h, " aria-invalid=\"true\"");
}

static void put_label(struct visit *v, const struct part_field *f)
{
	html_put(&v->h, "<div class=\"field%s\">\n<label for=\"%s\">", problem_of(v, f->name) ? " wrong" : "", f->name);
	put_say(v, f->label);
	if (f->optional) {
		html_put(&v->h, " <span class=\"optional\">");
		put_say(v, "frame.optional");
		html_put(&v->h, "</span>");
	}
	html_put(&v->h, "</label>\n");
	put_hint(v, f->name, f->hint);
	put_problem(v, f->name);
}

static struct slice kept_value(const struct visit *v, const struct part_field *f) { return was_sent(v) ? visit_typed(v, f->name) : f->value; }

void part_field(struct visit *v, const struct part_field *f)
{
	const char *type = f->type ? f->type : "text";
	bool secret = strcmp(type, "password") == 0;
	put_label(v, f);
	html_put(&v->h, "<input id=\"%s\" name=\"%s\" type=\"%s\" class=\"%s\" autocomplete=\"%s\"", f->name, f->name, type, f->shape ? f->shape : "",
		f->autocomplete ? f->autocomplete : "off");
	if (!secret)
		html_put(&v->h, " value=\"%.*s\"", SLICE_FMT(kept_value(v, f)));
	if (f->inputmode)
		html_put(&v->h, " inputmode=\"%s\"", f->inputmode);
	if (f->longest)
		html_put(&v->h, " maxlength=\"%d\"", f->longest);
	if (f->shape && strcmp(f->shape, "code") == 0)
		html_put(&v->h, " autocapitalize=\"characters\" spellcheck=\"false\"");
	if (!f->optional)
		html_put(&v->h, " required");
	put_described(v, f->name, f->hint != NULL);
	html_put(&v->h, ">\n</div>\n");
}

void part_textarea(struct visit *v, const struct part_field *f, int rows)
{
	put_label(v, f);
	html_put(&v->h, "<textarea id=\"%s\" name=\"%s\" rows=\"%d\"", f->name, f->name, rows);
	if (f->longest)
		html_put(&v->h, " maxlength=\"%d\"", f->longest);
	put_described(v, f->name, f->hint != NULL);
	html_put(&v->h, ">%.*s</textarea>\n</div>\n", SLICE_FMT(kept_value(v, f)));
}

static void put_option_words(struct visit *v, const struct part_option *o)
{
	if (o->label)
		put_say(v, o->label);
	else
		put_foreign(v, o->text, NULL);
	if (o->hint || o->hint_text.n) {
		html_put(&v->h, "<span class=\"hint\">");
		if (o->hint)
			put_say(v, o->hint);
		else
			put_foreign(v, o->hint_text, NULL);
		html_put(&v->h, "</span>");
	}
}

static void put_group(struct visit *v, const char *name, const char *label, const char *hint)
{
	html_put(&v->h, "<fieldset class=\"field%s\" id=\"%s\" tabindex=\"-1\"", problem_of(v, name) ? " wrong" : "", name);
	put_described(v, name, hint != NULL);
	html_put(&v->h, ">\n<legend>");
	put_say(v, label);
	html_put(&v->h, "</legend>\n");
	put_hint(v, name, hint);
	put_problem(v, name);
}

void part_group_open(struct visit *v, const char *name, const char *label, const char *hint) { put_group(v, name, label, hint); }
void part_group_close(struct visit *v) { html_put(&v->h, "</fieldset>\n"); }

static void put_option_end(struct visit *v, const struct part_option *o, bool chosen)
{
	if (chosen)
		html_put(&v->h, " checked");
	if (o->disabled)
		html_put(&v->h, " disabled");
	html_put(&v->h, ">");
}

void part_radios(struct visit *v, const char *name, const char *label, const char *hint, const struct part_option *options, size_t count)
{
	struct slice sent = visit_typed(v, name);
	put_group(v, name, label, hint);
	for (size_t i = 0; i < count; i++) {
		const struct part_option *o = &options[i];
		html_put(&v->h, "<div class=\"option\"><input type=\"radio\" id=\"%s-%zu\" name=\"%s\" value=\"%.*s\"", name, i + 1, name, SLICE_FMT(o->value));
		put_option_end(v, o, was_sent(v) ? slice_eq(sent, o->value) && sent.n : o->chosen);
		html_put(&v->h, "<label for=\"%s-%zu\">", name, i + 1);
		put_option_words(v, o);
		html_put(&v->h, "</label></div>\n");
	}
	html_put(&v->h, "</fieldset>\n");
}

void part_checks(struct visit *v, const char *group, const char *label, const char *hint, const struct part_option *options, size_t count)
{
	put_group(v, group, label, hint);
	for (size_t i = 0; i < count; i++) {
		const struct part_option *o = &options[i];
		const char *name = ctx_string(v->cx, o->value);
		html_put(&v->h, "<div class=\"option\"><input type=\"checkbox\" id=\"%s\" name=\"%s\" value=\"1\"", name, name);
		put_option_end(v, o, was_sent(v) ? visit_chose(v, name) : o->chosen);
		html_put(&v->h, "<label for=\"%s\">", name);
		put_option_words(v, o);
		html_put(&v->h, "</label></div>\n");
	}
	html_put(&v->h, "</fieldset>\n");
}

void part_select(struct visit *v, const struct part_field *f, const struct part_option *options, size_t count)
{
	struct slice kept = kept_value(v, f);
	put_label(v, f);
	html_put(&v->h, "<select id=\"%s\" name=\"%s\"", f->name, f->name);
	put_described(v, f->name, f->hint != NULL);
	html_put(&v->h, ">\n");
	for (size_t i = 0; i < count; i++) {
		html_put(&v->h, "<option value=\"%.*s\"", SLICE_FMT(options[i].value));
		if (slice_eq(kept, options[i].value))
			html_put(&v->h, " selected");
		/* An option holds text alone: no element may mark a fall-back. */
		html_put(&v->h, ">%.*s</option>\n", SLICE_FMT(options[i].label ? slice_str(word(v, options[i].label)) : options[i].text));
	}
	html_put(&v->h, "</select>\n</div>\n");
}

/* ---- reading ---- */

void part_list_open(struct visit *v) { html_put(&v->h, "<dl class=\"list\">\n"); }
void part_list_close(struct visit *v) { html_put(&v->h, "</dl>\n"); }

void part_row_open(struct visit *v, const char *label_key)
{
	html_put(&v->h, "<div class=\"row\"><dt>");
	put_say(v, label_key);
	html_put(&v->h, "</dt><dd>");
}

void part_row_close(struct visit *v, const char *change)
{
	html_put(&v->h, "</dd>");
	if (change) {
		html_put(&v->h, "<dd class=\"change\"><a href=\"%s\">", change);
		put_say(v, "frame.change");
		html_put(&v->h, "</a></dd>");
	}
	html_put(&v->h, "</div>\n");
}

void part_row(struct visit *v, const char *label_key, struct slice value)
{
	if (!value.n)
		return;
	part_row_open(v, label_key);
	put_foreign(v, value, NULL);
	part_row_close(v, NULL);
}

void part_notice(struct visit *v, const char *tone, const char *key, struct slice value)
{
	html_put(&v->h, "<div class=\"notice %s\" role=\"%s\">", tone, strcmp(tone, "good") == 0 ? "status" : "note");
	part_icon(v, tone);
	html_put(&v->h, "<p>");
	put_say1(v, key, value);
	html_put(&v->h, "</p></div>\n");
}

void part_tag(struct visit *v, const char *tone, const char *key)
{
	html_put(&v->h, "<span class=\"tag %s\">", tone);
	put_say(v, key);
	html_put(&v->h, "</span>");
}

void part_tiles_open(struct visit *v) { html_put(&v->h, "<ul class=\"tiles\">\n"); }
void part_tiles_close(struct visit *v) { html_put(&v->h, "</ul>\n"); }

void part_tile(struct visit *v, const char *href, const char *icon, const char *title_key, const char *text_key)
{
	html_put(&v->h, "<li class=\"tile\">");
	part_icon(v, icon);
	html_put(&v->h, "<h2><a href=\"%s\">", href);
	put_say(v, title_key);
	html_put(&v->h, "</a></h2>\n<p>");
	put_say(v, text_key);
	html_put(&v->h, "</p></li>\n");
}

void part_link_button(struct visit *v, const char *href, const char *key, bool main)
{
	html_put(&v->h, "<a class=\"button%s\" href=\"%s\">", main ? "" : " plain", href);
	put_say(v, key);
	html_put(&v->h, "</a>\n");
}

void part_icon(struct visit *v, const char *name) { html_markup(&v->h, page_files_icon(name)); }

void part_heading(struct visit *v, const char *key)
{
	html_put(&v->h, "<h2>");
	put_say(v, key);
	html_put(&v->h, "</h2>\n");
}

void part_text(struct visit *v, const char *key)
{
	html_put(&v->h, "<p>");
	put_say(v, key);
	html_put(&v->h, "</p>\n");
}
