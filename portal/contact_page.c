/* Owns: a new contact for an account: the new one proves itself by a code, the old one is told. */
#include "portal/contact_code.h"
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/parts.h"

#define FLOW "contact"

static void show_contact(struct visit *v)
{
	screen_open(v, "contact.title", "/account", SCREEN_FORM);
	part_form_open(v, "/account/contact");
	part_field(v, &(struct part_field){ .name = "contact", .label = "contact.new", .hint = "register.contact-hint", .autocomplete = "email", .longest = 254 });
	part_form_close(v, "register.send");
	screen_close(v);
}

void contact_page(struct visit *v)
{
	if (entrance_proved(v, "/account/contact"))
		show_contact(v);
}

/* A contact that somebody else has gets the message that says so; the page shows the same. */
static void begin(struct visit *v, struct contact_code *c)
{
	struct account other;
	enum err e = account_find_contact(v->cx, v->w->store, c->contact, &other);
	bool taken = e == OK && other.state != ACCOUNT_NONE;
	memcpy(c->account, v->account, sizeof c->account);
	if (e == OK)
		e = contact_code_begin(v, FLOW, c, taken ? CONTACT_CODE_NOTE : CONTACT_CODE_SENT, taken ? "known" : "contact");
	if (e != OK)
		visit_failed(v, "portal.contact");
	else
		visit_go(v, "/account/contact/code");
}

void contact_take(struct visit *v)
{
	struct contact_code c = { 0 };
	if (!entrance_proved(v, "/account/contact"))
		return;
	c.kind = entrance_contact(v, &c.contact);
	if (visit_is_fine(v) && entrance_may_write_to(v, c.contact))
		begin(v, &c);
	else
		show_contact(v);
}

static void show_code(struct visit *v, const struct contact_code *c)
{
	screen_open(v, "register.code-title", "/account/contact", SCREEN_FORM);
	html_put(&v->h, "<p>");
	put_say1(v, "register.code-lead", contact_mask(v->cx, c->kind, c->contact));
	html_put(&v->h, "</p>\n");
	part_form_open(v, "/account/contact/code");
	part_field(v, &(struct part_field){ .name = "code", .label = "sign.code", .hint = "sign.code-hint", .autocomplete = "one-time-code", .inputmode = "numeric",
		.shape = "code", .longest = 12 });
	part_form_close(v, "contact.save");
	part_text(v, "sign.code-lost");
	screen_close(v);
}

void contact_code_page(struct visit *v)
{
	struct contact_code c;
	if (contact_code_read(v, FLOW, &c) != OK)
		visit_failed(v, "portal.contact");
	else if (c.kind == CONTACT_NONE || strcmp(c.account, v->account) != 0)
		visit_go(v, "/account/contact");
	else
		show_code(v, &c);
}

static void change(struct visit *v, const struct contact_code *c)
{
	struct account a;
	if (!entrance_account(v, &a))
		return;
	struct account before = a;
	a.contact_kind = c->kind;
	a.contact = c->contact;
	a.verified = v->cx->now;
	enum err e = entrance_save(v, &a);
	if (e == OK)
		e = flow_clear(v->cx, v->w->hall->sessions, &v->session, FLOW);
	if (e != OK) {
		visit_failed(v, "portal.contact");
		return;
	}
	notify_account(v, &before, "contact-changed");
	visit_done(v, "/account", "contact");
}

void contact_code_take(struct visit *v)
{
	struct contact_code c;
	enum contact_code_answer answer = CODE_WRONG;
	enum err e = contact_code_read(v, FLOW, &c);
	if (e == OK && (c.kind == CONTACT_NONE || strcmp(c.account, v->account) != 0)) {
		visit_go(v, "/account/contact");
		return;
	}
	if (e == OK && !v->switched && entrance_may(v, THROTTLE_CODE, c.contact))
		e = contact_code_try(v, FLOW, visit_typed(v, "code"), &c, &answer);
	if (e != OK) {
		visit_failed(v, "portal.contact");
		return;
	}
	if (answer == CODE_RIGHT) {
		change(v, &c);
		return;
	}
	if (visit_is_fine(v))
		visit_problem(v, "code", answer == CODE_WRONG ? "sign.code-wrong" : "sign.code-gone");
	show_code(v, &c);
}
