/* Owns: "my account": the overview, language, showing the password again, closing. */
#include "base/log.h"
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/asking.h"
#include "portal/language.h"
#include "portal/notify.h"
#include "portal/new_password.h"
#include "portal/parts.h"
#include "portal/password.h"
#include "portal/second.h"
#include "portal/sign_passkey.h"


static bool count_own(void *self, const struct grant *g)
{
	size_t *n = self;
	*n += grant_is_own(g) && g->state == GRANT_ACTIVE;
	return true;
}

static bool count_session(void *self, const struct session *s)
{
	(void)s;
	(*(size_t *)self)++;
	return true;
}

static void put_count(struct visit *v, const char *label, size_t n, const char *change)
{
	part_row_open(v, label);
	html_put(&v->h, "%zu", n);
	part_row_close(v, change);
}

static void put_overview(struct visit *v, const struct account *a, size_t sessions)
{
	part_list_open(v);
	part_row_open(v, "account.contact");
	put_foreign(v, a->contact, NULL);
	part_row_close(v, "/account/contact");
	part_row_open(v, "account.password");
	put_say(v, "account.password-set");
	html_put(&v->h, " ");
	put_time(v, a->password_changed, v->w->hall->utc_offset);
	part_row_close(v, "/account/password");
	part_row_open(v, "account.second");
	put_say(v, a->totp.n || a->passkey_count ? "account.second-on" : "account.second-off");
	part_row_close(v, "/account/security");
	part_row_open(v, "account.language");
	html_put(&v->h, "%s", language_name(language_parse(slice_str(a->language))));
	part_row_close(v, "/account/language");
	put_count(v, "account.devices", sessions, "/account/devices");
	part_list_close(v);
}

void account_page(struct visit *v)
{
	struct account a;
	size_t own = 0, sessions = 0;
	if (!entrance_account(v, &a))
		return;
	enum err e = grants_of_account(v->cx, v->w->registry, a.id, count_own, &own);
	if (e == OK)
		e = session_range(v->cx, v->w->hall->sessions, v->w->store, a.id, count_session, &sessions);
	if (e != OK) {
		visit_failed(v, "portal.account");
		return;
	}
	screen_open(v, "account.title", "/", SCREEN_PLAIN);
	if (!own) {
		part_notice(v, "info", "account.unbound", (struct slice){ 0 });
		html_put(&v->h, "<p>");
		part_link_button(v, "/bind", "bind.title", true);
		html_put(&v->h, "</p>\n");
	}
	put_overview(v, &a, sessions);
	if (own) {
		html_put(&v->h, "<p><a href=\"/bind\">");
		put_say(v, "account.bind-more");
		html_put(&v->h, "</a></p>\n");
	}
	html_put(&v->h, "<p class=\"hint\">");
	put_say1(v, "account.id", slice_str(a.id));
	html_put(&v->h, "</p>\n<p><a href=\"/account/close\">");
	put_say(v, "account.close");
	html_put(&v->h, "</a></p>\n");
	screen_close(v);
}

/* ---- language of messages ---- */

static void show_language(struct visit *v, const struct account *a)
{
	struct part_option options[LANGUAGE_COUNT];
	size_t n = 0;
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++, n++)
		options[n] = (struct part_option){ .value = slice_str(language_code((enum language)l)), .text = slice_str(language_name((enum language)l)),
			.chosen = !strcmp(language_code((enum language)l), a->language) };
	screen_open(v, "account.language", "/account", SCREEN_FORM);
	part_form_open(v, "/account/language");
	part_radios(v, "language", "account.language-of", "account.language-hint", options, n);
	part_form_close(v, "account.save");
	screen_close(v);
}

void account_language_page(struct visit *v)
{
	struct account a;
	if (entrance_account(v, &a))
		show_language(v, &a);
}

void account_language_take(struct visit *v)
{
	struct account a;
	if (!entrance_account(v, &a))
		return;
	enum language l = language_parse(visit_typed(v, "language"));
	if (!v->switched && l == LANGUAGE_NONE)
		visit_problem(v, "language", "account.language-missing");
	if (!visit_is_fine(v)) {
		show_language(v, &a);
		return;
	}
	memset(a.language, 0, sizeof a.language);
	memcpy(a.language, language_code(l), strlen(language_code(l)));
	if (entrance_save(v, &a) != OK)
		visit_failed(v, "portal.account");
	else
		visit_done(v, "/account", "saved");
}

/* ---- the password again, before something that matters ---- */

static void show_prove(struct visit *v, const struct account *a)
{
	struct slice next = v->q->method == HTTP_POST ? visit_typed(v, "next") : visit_query(v, "next");
	const char *to = entrance_next(v, next);
	screen_open(v, "prove.title", "/account", SCREEN_FORM);
	part_text(v, "prove.lead");
	part_form_open(v, "/account/prove");
	part_hidden(v, "next", slice_str(to));
	part_field(v, &(struct part_field){ .name = "password", .label = "sign.password", .type = "password", .autocomplete = "current-password" });
	part_form_close(v, "register.confirm");
	if (a->passkey_count) {
		html_put(&v->h, "<div class=\"script\">\n");
		part_button_form(v, "with-passkey", "/account/prove/passkey/begin", "sign.passkey", false, (const char *const[]){ "next", to, NULL });
		html_put(&v->h, "</div>\n");
	}
	screen_close(v);
}

void account_prove_page(struct visit *v)
{
	struct account a;
	if (entrance_account(v, &a))
		show_prove(v, &a);
}

/* The password of the account that is signed in; false: the form has its problem, or the request its answer (*ended). */
static bool shown(struct visit *v, const struct account *a, const char *field, bool *ended)
{
	bool same = false;
	*ended = false;
	struct slice password = urlform_value(&v->form, field);
	if (!v->switched && !password.n)
		visit_problem(v, field, "sign.password-missing");
	if (!visit_is_fine(v) || !entrance_may(v, THROTTLE_SIGN_IN, a->contact))
		return false;
	enum err e = password_check(v->cx, password, a->password, &same);
	if (e == ERR_PASSWORD_BUSY) {
		entrance_busy(v);
	} else if (e != OK) {
		*ended = true;
		visit_failed(v, "portal.prove");
	} else if (!same) {
		visit_problem(v, field, "prove.wrong");
	} else {
		throttle_forget(v->w->hall->throttle, THROTTLE_SIGN_IN, a->contact);
	}
	return same;
}

void account_prove_take(struct visit *v)
{
	struct account a;
	bool ended = false;
	if (!entrance_account(v, &a))
		return;
	if (!shown(v, &a, "password", &ended)) {
		if (!ended)
			show_prove(v, &a);
		return;
	}
	if (session_prove(v->cx, v->w->hall->sessions, &v->session) != OK)
		visit_failed(v, "portal.prove");
	else
		visit_go(v, entrance_next(v, visit_typed(v, "next")));
}

void account_prove_passkey_begin(struct visit *v)
{
	if (challenge_begin(v, "prove", visit_typed(v, "next")) != OK)
		visit_failed(v, "portal.passkey");
	else
		visit_go(v, "/account/prove/passkey");
}

void account_prove_passkey_page(struct visit *v)
{
	struct challenge c;
	struct account a;
	if (!entrance_account(v, &a))
		return;
	if (challenge_read(v, &c) != OK) {
		visit_failed(v, "portal.passkey");
		return;
	}
	if (!slice_is(c.use, "prove")) {
		visit_go(v, "/account/prove");
		return;
	}
	screen_open(v, "passkey.title", "/account", SCREEN_PLAIN);
	part_text(v, "passkey.lead");
	challenge_form(v, "/account/prove/passkey", &c, &a, false, "passkey.go");
	screen_close(v);
}

void account_prove_passkey_take(struct visit *v)
{
	struct challenge c;
	struct account a;
	if (!entrance_account(v, &a))
		return;
	enum err e = challenge_take(v, &c);
	if (e == OK && !slice_is(c.use, "prove"))
		e = fail(v->cx, ERR_PASSKEY_CHALLENGE, "passkey: no challenge for this");
	if (e == OK)
		e = sign_passkey_judge(v, &c, &a, true);
	if (e == OK)
		e = session_prove(v->cx, v->w->hall->sessions, &v->session);
	if (e == OK) {
		visit_go(v, entrance_next(v, c.next));
		return;
	}
	ctx_forgive(v->cx);
	visit_problem(v, NULL, "passkey.wrong");
	show_prove(v, &a);
}

/* ---- a new password ---- */

static void show_password(struct visit *v)
{
	screen_open(v, "account.password-change", "/account", SCREEN_FORM);
	part_form_open(v, "/account/password");
	part_field(v, &(struct part_field){ .name = "old", .label = "account.password-old", .type = "password", .autocomplete = "current-password" });
	new_password_field(v);
	part_form_close(v, "account.save");
	part_text(v, "account.password-note");
	screen_close(v);
}

void account_password_page(struct visit *v) { show_password(v); }

static enum err change_password(struct visit *v, struct account *a, const char *phc)
{
	a->password = slice_str(phc);
	a->password_changed = v->cx->now;
	enum err e = entrance_save(v, a);
	if (e == OK)
		e = entrance_end_others(v, a->id, NULL, &v->session);
	return e == OK ? session_prove(v->cx, v->w->hall->sessions, &v->session) : e;
}

void account_password_take(struct visit *v)
{
	struct account a;
	char phc[PASSWORD_PHC];
	bool ended = false;
	if (!entrance_account(v, &a))
		return;
	if (!shown(v, &a, "old", &ended) || !new_password_take(v, a.contact, phc)) {
		if (!ended)
			show_password(v);
		return;
	}
	if (change_password(v, &a, phc) != OK) {
		visit_failed(v, "portal.password");
		return;
	}
	notify_account(v, &a, "password-changed");
	visit_done(v, "/account", "password");
}

/* ---- the end of an account ---- */

static void show_close(struct visit *v)
{
	screen_open(v, "account.close", "/account", SCREEN_FORM);
	part_text(v, "account.close-lead");
	part_form_open(v, "/account/close");
	part_checks(v, "sure", "account.close-sure", NULL, (const struct part_option[]){ { .value = SLICE("yes"), .label = "account.close-yes" } }, 1);
	part_form_close(v, "account.close");
	screen_close(v);
}

void account_close_page(struct visit *v)
{
	if (entrance_proved(v, "/account/close"))
		show_close(v);
}

#define GRANTS_ENDED 64

struct mine {
	char persons[GRANTS_ENDED][PERSON_SIZE + 1];
	size_t count;
};

static bool take_active(void *self, const struct grant *g)
{
	struct mine *m = self;
	if (g->state == GRANT_ACTIVE)
		memcpy(m->persons[m->count++], g->person, PERSON_SIZE + 1);
	return m->count < GRANTS_ENDED;
}

/* A closed account acts for nobody any more, itself included; its share codes end with that. */
static enum err end_grants(struct visit *v)
{
	struct mine *m = ctx_alloc(v->cx, sizeof *m);
	struct client_caller who = asking_caller(v);
	enum err e = grants_of_account(v->cx, v->w->registry, v->account, take_active, m);
	for (size_t i = 0; e == OK && i < m->count; i++) {
		who.person = m->persons[i];
		e = client_grant_end(v->cx, v->w->issuer, &who, slice_str(v->account));
		if (e == ERR_ISSUER_MISSING || e == ERR_ISSUER_STATE) {
			ctx_forgive(v->cx);
			e = OK;
		}
	}
	return e;
}

void account_close_take(struct visit *v)
{
	struct account a;
	struct batch *b = NULL;
	if (!entrance_account(v, &a) || !entrance_proved(v, "/account/close"))
		return;
	if (!v->switched && !visit_chose(v, "yes"))
		visit_problem(v, "sure", "account.close-missing");
	if (!visit_is_fine(v)) {
		show_close(v);
		return;
	}
	struct account before = a;
	enum err e = end_grants(v);
	if (e != OK) {
		if (asking_refused(v, e, "portal.close"))
			show_close(v);
		return;
	}
	e = batch_begin(v->cx, v->w->hall->store, &b);
	if (e == OK)
		e = account_close(v->cx, b, &a);
	e = batch_end(v->cx, b, e);
	if (e == OK)
		e = entrance_end_others(v, a.id, NULL, &v->session);
	if (e == OK)
		e = entrance_leave(v);
	if (e != OK) {
		visit_failed(v, "portal.close");
		return;
	}
	log_event(v->cx, LOG_INFO, "portal.account-closed", "account=%s", a.id);
	notify_account(v, &before, "closed");
	visit_done(v, "/", "closed");
}
