/*
 * Owns: a new password for who cannot sign in: by a code to the contact, a recovery code from paper, or a code that the counter printed after looking at
 * the passport. A second factor is still asked for, but not of who stood at the counter. Known and unknown contacts look the same.
 */
#include "base/crypto.h"
#include "portal/contact_code.h"
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/new_password.h"
#include "portal/parts.h"
#include "portal/password.h"
#include "portal/second_code.h"
#include "portal/totp.h"

#define FLOW "recover"

static void show_contact(struct visit *v)
{
	screen_open(v, "recover.title", "/sign-in", SCREEN_FORM);
	part_text(v, "recover.lead");
	part_form_open(v, "/recover");
	part_field(v, &(struct part_field){ .name = "contact", .label = "sign.contact", .autocomplete = "username", .longest = 254 });
	part_form_close(v, "recover.send");
	screen_close(v);
}

void recover_page(struct visit *v) { show_contact(v); }

static void begin(struct visit *v, struct contact_code *c)
{
	struct account a;
	enum err e = account_find_contact(v->cx, v->w->store, c->contact, &a);
	bool open = e == OK && a.state == ACCOUNT_OPEN;
	if (open)
		memcpy(c->account, a.id, sizeof c->account);
	if (e == OK)
		e = contact_code_begin(v, FLOW, c, open ? CONTACT_CODE_SENT : CONTACT_CODE_NOBODY, "recover");
	if (e != OK)
		visit_failed(v, "portal.recover");
	else
		visit_go(v, "/recover/code");
}

void recover_take(struct visit *v)
{
	struct contact_code c = { 0 };
	c.kind = entrance_contact(v, &c.contact);
	if (visit_is_fine(v) && entrance_may_write_to(v, c.contact))
		begin(v, &c);
	else
		show_contact(v);
}

static void show_code(struct visit *v)
{
	screen_open(v, "recover.code-title", "/recover", SCREEN_FORM);
	part_text(v, "recover.code-lead");
	part_form_open(v, "/recover/code");
	part_field(v, &(struct part_field){ .name = "code", .label = "sign.code", .hint = "recover.code-hint", .autocomplete = "one-time-code", .shape = "code",
		.longest = 60 });
	part_form_close(v, "register.confirm");
	part_text(v, "recover.lost");
	screen_close(v);
}

/* The flow as it stands; false: there is none, the request has its answer. */
static bool under_way(struct visit *v, struct contact_code *c, bool confirmed)
{
	if (contact_code_read(v, FLOW, c) != OK) {
		visit_failed(v, "portal.recover");
		return false;
	}
	if (c->kind != CONTACT_NONE && (c->confirmed || !confirmed))
		return true;
	visit_go(v, "/recover");
	return false;
}

void recover_code_page(struct visit *v)
{
	struct contact_code c;
	if (under_way(v, &c, false))
		show_code(v);
}

/* A code from paper: uses it up. *by stays BY_MESSAGE when it is none of this account's. */
static enum err try_paper(struct visit *v, const char *id, const uint8_t digest[static 32], enum contact_code_by *by)
{
	struct account a;
	enum err e = account_find(v->cx, v->w->store, id, &a);
	if (e != OK || a.state != ACCOUNT_OPEN)
		return e;
	if (a.counter_until > v->cx->now && crypto_equal(slice_of(a.counter, 32), slice_of(digest, 32))) {
		*by = BY_COUNTER;
		a.counter_until = 0;
		return entrance_save(v, &a);
	}
	for (size_t i = 0; i < a.recovery_count; i++) {
		if (!crypto_equal(slice_of(a.recovery[i], 32), slice_of(digest, 32)))
			continue;
		*by = BY_RECOVERY;
		a.recovery_count--;
		memmove(a.recovery[i], a.recovery[a.recovery_count], 32);
		return entrance_save(v, &a);
	}
	return OK;
}

static enum err try_code(struct visit *v, struct contact_code *c, enum contact_code_answer *answer)
{
	uint8_t digest[32];
	enum contact_code_by by = BY_MESSAGE;
	struct slice typed = visit_typed(v, "code");
	if (!recovery_digest(typed, digest))
		return contact_code_try(v, FLOW, typed, c, answer);
	enum err e = try_paper(v, c->account, digest, &by);
	*answer = by == BY_MESSAGE ? CODE_WRONG : CODE_RIGHT;
	return e == OK && by != BY_MESSAGE ? contact_code_confirm(v, FLOW, c, by) : e;
}

void recover_code_take(struct visit *v)
{
	struct contact_code c;
	enum contact_code_answer answer = CODE_WRONG;
	if (!under_way(v, &c, false))
		return;
	enum err e = OK;
	if (!v->switched && entrance_may(v, THROTTLE_CODE, c.contact))
		e = try_code(v, &c, &answer);
	if (e != OK) {
		visit_failed(v, "portal.recover");
		return;
	}
	if (answer == CODE_RIGHT) {
		throttle_forget(v->w->hall->throttle, THROTTLE_CODE, c.contact);
		visit_go(v, "/recover/password");
		return;
	}
	if (visit_is_fine(v))
		visit_problem(v, "code", answer == CODE_WRONG ? "recover.code-wrong" : "sign.code-gone");
	show_code(v);
}

static bool asks_second(const struct account *a, const struct contact_code *c) { return c->by != BY_COUNTER && (a->totp.n || a->passkey_count); }

static void show_password(struct visit *v, const struct account *a, const struct contact_code *c)
{
	screen_open(v, "recover.password-title", NULL, SCREEN_FORM);
	if (c->by == BY_COUNTER && (a->totp.n || a->passkey_count))
		part_notice(v, "info", "recover.counter", (struct slice){ 0 });
	part_form_open(v, "/recover/password");
	if (asks_second(a, c))
		part_field(v, &(struct part_field){ .name = "second", .label = "recover.second", .hint = "recover.second-hint", .autocomplete = "one-time-code",
			.shape = "code", .longest = 60 });
	new_password_field(v);
	part_form_close(v, "recover.finish");
	screen_close(v);
}

static bool recovering(struct visit *v, struct contact_code *c, struct account *a)
{
	if (!under_way(v, c, true))
		return false;
	if (account_find(v->cx, v->w->store, c->account, a) != OK) {
		visit_failed(v, "portal.recover");
		return false;
	}
	if (a->state == ACCOUNT_OPEN)
		return true;
	visit_go(v, "/recover");
	return false;
}

void recover_password_page(struct visit *v)
{
	struct contact_code c;
	struct account a;
	if (recovering(v, &c, &a))
		show_password(v, &a, &c);
}

static enum err finish(struct visit *v, const struct contact_code *c, struct account *a, const char *phc)
{
	a->password = slice_str(phc);
	a->password_changed = v->cx->now;
	if (c->by == BY_COUNTER) {
		a->totp = (struct slice){ 0 };
		a->totp_step = 0;
		a->passkey_count = a->recovery_count = 0;
	}
	enum err e = entrance_save(v, a);
	if (e == OK)
		e = entrance_end_others(v, a->id, NULL, NULL);
	if (e == OK)
		e = flow_clear(v->cx, v->w->hall->sessions, &v->session, FLOW);
	return e;
}

void recover_password_take(struct visit *v)
{
	struct contact_code c;
	struct account a;
	char phc[PASSWORD_PHC];
	enum second_kind kind = SECOND_WRONG;
	if (!recovering(v, &c, &a))
		return;
	enum err e = OK;
	if (!v->switched && new_password_take(v, a.contact, phc) && asks_second(&a, &c) && entrance_may(v, THROTTLE_SECOND, slice_str(a.id))) {
		e = second_code_take(v, &a, visit_typed(v, "second"), &kind);
		if (kind == SECOND_WRONG)
			visit_problem(v, "second", "second.wrong");
	}
	if (e != OK) {
		visit_failed(v, "portal.recover");
		return;
	}
	if (!visit_is_fine(v)) {
		show_password(v, &a, &c);
		return;
	}
	if (finish(v, &c, &a, phc) != OK) {
		visit_failed(v, "portal.recover");
		return;
	}
	notify_account(v, &a, "recovered");
	throttle_forget(v->w->hall->throttle, THROTTLE_SIGN_IN, a.contact);
	visit_done(v, "/sign-in", "recovered");
}
