/*
 * Owns: making an account: contact, code to it, password. Somebody who has an account sees the same pages, and is told so by a message.
 */
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/contact_code.h"
#include "portal/new_password.h"
#include "portal/parts.h"
#include "portal/password.h"

#define FLOW "register"

static void show_contact(struct visit *v)
{
	screen_open(v, "register.title", "/sign-in", SCREEN_FORM);
	part_text(v, "register.lead");
	part_form_open(v, "/register");
	part_field(v, &(struct part_field){ .name = "contact", .label = "sign.contact", .hint = "register.contact-hint", .autocomplete = "username", .longest = 254 });
	part_form_close(v, "register.send");
	html_put(&v->h, "<p><a href=\"/sign-in\">");
	put_say(v, "register.have-one");
	html_put(&v->h, "</a></p>\n");
	screen_close(v);
}

void register_page(struct visit *v) { show_contact(v); }

/* The same for known and unknown contacts: one flow, one message. */
static void begin(struct visit *v, struct contact_code *c)
{
	struct account known;
	enum err e = account_find_contact(v->cx, v->w->store, c->contact, &known);
	if (e == OK)
		e = contact_code_begin(v, FLOW, c, known.state == ACCOUNT_NONE ? CONTACT_CODE_SENT : CONTACT_CODE_NOTE, known.state == ACCOUNT_NONE ? "code" : "known");
	if (e != OK)
		visit_failed(v, "portal.register");
	else
		visit_go(v, "/register/code");
}

void register_take(struct visit *v)
{
	struct contact_code c = { 0 };
	c.kind = entrance_contact(v, &c.contact);
	if (visit_is_fine(v) && entrance_may_write_to(v, c.contact)) {
		begin(v, &c);
		return;
	}
	show_contact(v);
}

static void show_code(struct visit *v, const struct contact_code *c)
{
	screen_open(v, "register.code-title", "/register", SCREEN_FORM);
	html_put(&v->h, "<p>");
	put_say1(v, "register.code-lead", contact_mask(v->cx, c->kind, c->contact));
	html_put(&v->h, "</p>\n");
	part_form_open(v, "/register/code");
	part_field(v, &(struct part_field){ .name = "code", .label = "sign.code", .hint = "sign.code-hint", .autocomplete = "one-time-code", .inputmode = "numeric",
		.shape = "code", .longest = 12 });
	part_form_close(v, "register.confirm");
	part_text(v, "sign.code-lost");
	screen_close(v);
}

void register_code_page(struct visit *v)
{
	struct contact_code c;
	if (contact_code_read(v, FLOW, &c) != OK)
		visit_failed(v, "portal.register");
	else if (c.kind == CONTACT_NONE)
		visit_go(v, "/register");
	else
		show_code(v, &c);
}

void register_code_take(struct visit *v)
{
	struct contact_code c;
	enum contact_code_answer answer = CODE_WRONG;
	enum err e = contact_code_read(v, FLOW, &c);
	if (!v->switched && e == OK && c.kind != CONTACT_NONE && entrance_may(v, THROTTLE_CODE, c.contact))
		e = contact_code_try(v, FLOW, visit_typed(v, "code"), &c, &answer);
	if (e != OK) {
		visit_failed(v, "portal.register");
		return;
	}
	if (c.kind == CONTACT_NONE || answer == CODE_RIGHT) {
		visit_go(v, c.kind == CONTACT_NONE ? "/register" : "/register/password");
		return;
	}
	if (visit_is_fine(v))
		visit_problem(v, "code", answer == CODE_WRONG ? "sign.code-wrong" : "sign.code-gone");
	show_code(v, &c);
}

static void show_password(struct visit *v, const struct contact_code *c)
{
	screen_open(v, "register.password-title", NULL, SCREEN_FORM);
	part_form_open(v, "/register/password");
	/* Password managers keep the pair. */
	html_put(&v->h, "<input class=\"quiet\" name=\"username\" autocomplete=\"username\" value=\"%.*s\" tabindex=\"-1\" aria-hidden=\"true\" readonly>\n",
		SLICE_FMT(c->contact));
	new_password_field(v);
	part_form_close(v, "register.finish");
	screen_close(v);
}

void register_password_page(struct visit *v)
{
	struct contact_code c;
	if (contact_code_read(v, FLOW, &c) != OK)
		visit_failed(v, "portal.register");
	else if (!c.confirmed)
		visit_go(v, "/register");
	else
		show_password(v, &c);
}

static enum err create(struct visit *v, const struct contact_code *c, const char *phc, struct account *a)
{
	struct batch *b = NULL;
	*a = (struct account){ .contact_kind = c->kind, .contact = c->contact, .password = slice_str(phc), .verified = v->cx->now, .password_changed = v->cx->now };
	const char *language = language_code(v->language);
	memcpy(a->language, language, strlen(language) + 1);
	enum err e = batch_begin(v->cx, v->w->hall->store, &b);
	if (e == OK)
		e = account_create(v->cx, b, a);
	return batch_end(v->cx, b, e);
}

void register_password_take(struct visit *v)
{
	struct contact_code c;
	struct account a;
	char phc[PASSWORD_PHC];
	if (contact_code_read(v, FLOW, &c) != OK) {
		visit_failed(v, "portal.register");
		return;
	}
	if (!c.confirmed) {
		visit_go(v, "/register");
		return;
	}
	if (v->switched || !new_password_take(v, c.contact, phc)) {
		show_password(v, &c);
		return;
	}
	enum err e = create(v, &c, phc, &a);
	if (e == OK)
		e = flow_clear(v->cx, v->w->hall->sessions, &v->session, FLOW);
	if (e == ERR_ACCOUNT_TWICE)
		visit_go(v, "/sign-in"); /* made in another window meanwhile */
	else if (e != OK)
		visit_failed(v, "portal.register");
	else
		entrance_sign_in(v, &a, LEVEL_PASSWORD, SLICE("/bind"));
}
