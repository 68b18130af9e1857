/* Owns: signing in by password and second factor, and signing out. Known and unknown contacts get the same answer in the same time. */
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/parts.h"
#include "portal/password.h"
#include "portal/second.h"
#include "portal/second_code.h"
#include "portal/sign_passkey.h"

static void show_sign_in(struct visit *v)
{
	struct slice next = v->q->method == HTTP_POST ? visit_typed(v, "next") : visit_query(v, "next");
	screen_open(v, "sign.title", NULL, SCREEN_FORM);
	part_form_open(v, "/sign-in");
	part_hidden(v, "next", next.n ? slice_str(entrance_next(v, next)) : (struct slice){ 0 });
	part_field(v, &(struct part_field){ .name = "contact", .label = "sign.contact", .autocomplete = "username", .longest = 254 });
	part_field(v, &(struct part_field){ .name = "password", .label = "sign.password", .type = "password", .autocomplete = "current-password" });
	part_form_close(v, "sign.enter");
	html_put(&v->h, "<p><a href=\"/recover\">");
	put_say(v, "sign.forgot");
	html_put(&v->h, "</a></p>\n<div class=\"script\">\n<h2>");
	put_say(v, "sign.passkey-title");
	html_put(&v->h, "</h2>\n");
	const char *const hidden[] = { "next", next.n ? entrance_next(v, next) : "", NULL };
	part_button_form(v, "with-passkey", "/sign-in/passkey/begin", "sign.passkey", false, hidden);
	html_put(&v->h, "</div>\n<h2>");
	put_say(v, "sign.new-here");
	html_put(&v->h, "</h2>\n<p>");
	part_link_button(v, "/register", "register.title", false);
	html_put(&v->h, "</p>\n");
	screen_close(v);
}

void sign_page(struct visit *v)
{
	if (v->account)
		visit_go(v, entrance_next(v, visit_query(v, "next")));
	else
		show_sign_in(v);
}

static bool needs_second(const struct account *a) { return a->totp.n || a->passkey_count; }

/* The password is right. */
static void let_in(struct visit *v, struct account *a)
{
	char phc[PASSWORD_PHC];
	struct slice next = visit_typed(v, "next");
	throttle_forget(v->w->hall->throttle, THROTTLE_SIGN_IN, a->contact);
	/* Only who knows the password learns that the account is locked. */
	if (a->state != ACCOUNT_OPEN) {
		visit_problem(v, NULL, "sign.locked");
		show_sign_in(v);
		return;
	}
	if (password_is_old(a->password) && password_hash(v->cx, urlform_value(&v->form, "password"), phc) == OK)
		a->password = slice_str(ctx_string(v->cx, slice_str(phc)));
	ctx_forgive(v->cx);
	if (!needs_second(a)) {
		entrance_sign_in(v, a, LEVEL_PASSWORD, next);
		return;
	}
	if (second_begin(v, a->id, next) != OK)
		visit_failed(v, "portal.sign-in");
	else
		visit_go(v, "/sign-in/code");
}

void sign_take(struct visit *v)
{
	struct account a = { 0 };
	struct slice contact, password = urlform_value(&v->form, "password");
	bool same = false;
	(void)entrance_contact(v, &contact);
	if (!v->switched && !password.n)
		visit_problem(v, "password", "sign.password-missing");
	if (!visit_is_fine(v) || !entrance_may_peer(v, THROTTLE_ADDRESS) || !entrance_may(v, THROTTLE_SIGN_IN, contact)) {
		show_sign_in(v);
		return;
	}
	enum err e = account_find_contact(v->cx, v->w->store, contact, &a);
	if (e == OK)
		e = password_check(v->cx, password, a.password, &same);
	if (e == OK && same) {
		let_in(v, &a);
		return;
	}
	if (e == ERR_PASSWORD_BUSY)
		entrance_busy(v);
	else if (e == OK)
		visit_problem(v, NULL, "sign.wrong");
	if (e != OK && e != ERR_PASSWORD_BUSY)
		visit_failed(v, "portal.sign-in");
	else
		show_sign_in(v);
}

/* ---- the second step ---- */

/* Whose second step it is; false: there is none, the request has its answer. */
static bool half_in(struct visit *v, struct second *s, struct account *a)
{
	enum err e = second_read(v, s);
	*a = (struct account){ 0 };
	if (e == OK && s->account[0])
		e = account_find(v->cx, v->w->store, s->account, a);
	if (e != OK)
		visit_failed(v, "portal.second");
	else if (a->state != ACCOUNT_OPEN)
		visit_go(v, "/sign-in");
	return e == OK && a->state == ACCOUNT_OPEN;
}

static void show_second(struct visit *v, const struct account *a)
{
	screen_open(v, "second.title", "/sign-in", SCREEN_FORM);
	if (a->passkey_count) {
		html_put(&v->h, "<div class=\"script\">\n");
		part_button_form(v, "with-passkey", "/sign-in/passkey/begin", "sign.passkey", false, (const char *const[]){ "second", "1", NULL });
		html_put(&v->h, "<h2>");
		put_say(v, "second.or");
		html_put(&v->h, "</h2>\n</div>\n");
	}
	part_form_open(v, "/sign-in/code");
	part_field(v, &(struct part_field){ .name = "code", .label = a->totp.n ? "second.code" : "second.recovery",
		.hint = a->totp.n ? "second.code-hint" : "second.recovery-hint",
		.autocomplete = "one-time-code", .shape = "code", .longest = 40 });
	part_form_close(v, "sign.enter");
	part_text(v, "second.lost");
	screen_close(v);
}

void sign_code_page(struct visit *v)
{
	struct second s;
	struct account a;
	if (half_in(v, &s, &a))
		show_second(v, &a);
}

void sign_code_take(struct visit *v)
{
	struct second s;
	struct account a;
	enum second_kind kind = SECOND_WRONG;
	if (!half_in(v, &s, &a))
		return;
	if (v->switched || !entrance_may(v, THROTTLE_SECOND, slice_str(a.id))) {
		show_second(v, &a);
		return;
	}
	enum err e = second_code_take(v, &a, visit_typed(v, "code"), &kind);
	if (e != OK && e != ERR_STORE_CHANGED) {
		visit_failed(v, "portal.second");
		return;
	}
	ctx_forgive(v->cx);
	if (e != OK || kind == SECOND_WRONG) {
		visit_problem(v, "code", "second.wrong");
		show_second(v, &a);
		return;
	}
	throttle_forget(v->w->hall->throttle, THROTTLE_SECOND, slice_str(a.id));
	if (second_clear(v) != OK)
		visit_failed(v, "portal.second");
	else
		entrance_sign_in(v, &a, LEVEL_SECOND, s.next);
}

/* ---- passkeys ---- */

void sign_passkey_begin(struct visit *v)
{
	bool second = visit_chose(v, "second");
	if (!entrance_may_peer(v, THROTTLE_ADDRESS))
		visit_refuse(v, 429);
	else if (challenge_begin(v, second ? "second" : "sign-in", visit_typed(v, "next")) != OK)
		visit_failed(v, "portal.passkey");
	else
		visit_go(v, "/sign-in/passkey");
}

static void show_passkey(struct visit *v, const struct challenge *c)
{
	struct second s = { 0 };
	struct account a = { 0 };
	bool second = slice_is(c->use, "second");
	if (second && !half_in(v, &s, &a))
		return;
	screen_open(v, "passkey.title", "/sign-in", SCREEN_PLAIN);
	part_text(v, "passkey.lead");
	challenge_form(v, "/sign-in/passkey", c, second ? &a : NULL, false, "passkey.go");
	screen_close(v);
}

void sign_passkey_page(struct visit *v)
{
	struct challenge c;
	if (challenge_read(v, &c) != OK)
		visit_failed(v, "portal.passkey");
	else if (!slice_is(c.use, "second") && !slice_is(c.use, "sign-in"))
		visit_go(v, "/sign-in");
	else
		show_passkey(v, &c);
}

static struct account_passkey *key_of(struct account *a, struct slice id)
{
	for (size_t i = 0; i < a->passkey_count; i++) {
		if (slice_eq(a->passkeys[i].id, id))
			return &a->passkeys[i];
	}
	return NULL;
}

enum err sign_passkey_judge(struct visit *v, const struct challenge *c, struct account *a, bool verified)
{
	struct passkey_answer answer = challenge_answer(v);
	struct slice id = { 0 };
	enum err e = passkey_credential(v->cx, &answer, &id);
	if (e != OK)
		return e;
	struct account_passkey *key = key_of(a, id);
	if (!key)
		return fail(v->cx, ERR_PASSKEY_SIGNATURE, "passkey: not of this account");
	e = passkey_assert(v->cx, &v->w->hall->party, c->text, key, &answer, verified, &key->counter);
	if (e == OK)
		key->used = v->cx->now;
	return e == OK ? entrance_save(v, a) : e;
}

void sign_passkey_take(struct visit *v)
{
	struct challenge c;
	struct second s = { 0 };
	struct account a = { 0 };
	struct passkey_answer answer = challenge_answer(v);
	struct slice id = { 0 };
	if (challenge_take(v, &c) != OK) {
		visit_failed(v, "portal.passkey");
		return;
	}
	bool second = slice_is(c.use, "second");
	if (second && !half_in(v, &s, &a))
		return;
	enum err e = passkey_credential(v->cx, &answer, &id);
	if (e == OK && !second)
		e = account_find_passkey(v->cx, v->w->store, id, &a);
	if (e == OK && (a.state != ACCOUNT_OPEN || !c.text[0]))
		e = fail(v->cx, ERR_PASSKEY_SIGNATURE, "passkey: of no account");
	if (e == OK)
		e = sign_passkey_judge(v, &c, &a, !second);
	if (e == OK) {
		entrance_sign_in(v, &a, LEVEL_SECOND, second ? s.next : c.next);
		return;
	}
	/* A new challenge for the next try: this one is used up. */
	ctx_forgive(v->cx);
	if (challenge_begin(v, second ? "second" : "sign-in", c.next) != OK || challenge_read(v, &c) != OK) {
		visit_failed(v, "portal.passkey");
		return;
	}
	visit_problem(v, NULL, "passkey.wrong");
	show_passkey(v, &c);
}

void sign_out(struct visit *v)
{
	if (entrance_leave(v) != OK)
		visit_failed(v, "portal.sign-out");
	else
		visit_done(v, "/", "signed-out");
}
