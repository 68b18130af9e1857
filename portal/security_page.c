/*
 * Owns: the second step of signing in as its owner sets it up: authenticator app, passkeys, recovery codes. Every change wants the password again and
 * is told to the account's contact. Recovery codes are shown once, in the answer that made them.
 */
#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/notify.h"
#include "portal/parts.h"
#include "portal/qr_svg.h"
#include "portal/second.h"
#include "portal/totp.h"

#include <stdio.h>

#define HOME    "/account/security"

/* ---- the overview ---- */

static void put_passkey(struct visit *v, const struct account_passkey *k, size_t i)
{
	char number[24];
	snprintf(number, sizeof number, "%zu", i);
	html_put(&v->h, "<div class=\"panel\">\n<h3>");
	if (k->label.n)
		put_foreign(v, k->label, NULL);
	else
		put_say(v, "security.passkey");
	html_put(&v->h, "</h3>\n<p class=\"hint\">");
	put_say(v, "security.added");
	html_put(&v->h, " ");
	put_time(v, k->added, v->w->hall->utc_offset);
	html_put(&v->h, "</p>\n");
	part_button_form(v, ctx_printf(v->cx, "drop-%s", number), HOME "/passkey/remove", "security.remove", true, (const char *const[]){ "passkey", number, NULL });
	html_put(&v->h, "</div>\n");
}

static void put_app(struct visit *v, const struct account *a)
{
	part_heading(v, "security.app");
	part_text(v, "security.app-text");
	if (a->totp.n) {
		html_put(&v->h, "<p>");
		part_tag(v, "good", "security.on");
		html_put(&v->h, "</p>\n");
		part_button_form(v, "app-off", HOME "/app/remove", "security.remove", true, NULL);
		return;
	}
	part_button_form(v, "app-on", HOME "/app/begin", "security.app-on", false, NULL);
}

static void put_codes(struct visit *v, const struct account *a)
{
	part_heading(v, "security.codes");
	part_text(v, "security.codes-text");
	html_put(&v->h, "<p>");
	put_say1(v, "security.codes-left", slice_str(ctx_printf(v->cx, "%zu", a->recovery_count)));
	html_put(&v->h, "</p>\n");
	part_button_form(v, "codes", HOME "/codes", "security.codes-make", false, NULL);
}

static void show_overview(struct visit *v, const struct account *a)
{
	screen_open(v, "security.title", "/account", SCREEN_PLAIN);
	part_text(v, "security.lead");
	put_app(v, a);
	part_heading(v, "security.passkeys");
	part_text(v, "security.passkeys-text");
	for (size_t i = 0; i < a->passkey_count; i++)
		put_passkey(v, &a->passkeys[i], i);
	if (a->passkey_count < ACCOUNT_PASSKEYS) {
		html_put(&v->h, "<div class=\"script\">\n");
		part_button_form(v, "passkey-on", HOME "/passkey/begin", "security.passkey-on", false, NULL);
		html_put(&v->h, "</div>\n");
	}
	put_codes(v, a);
	screen_close(v);
}

void security_page(struct visit *v)
{
	struct account a;
	if (entrance_account(v, &a))
		show_overview(v, &a);
}

/* Everything below: the account, and a password shown a short while ago. */
static bool may_change(struct visit *v, struct account *a) { return entrance_account(v, a) && entrance_proved(v, HOME); }

static void saved(struct visit *v, struct account *a, const char *what)
{
	enum err e = entrance_save(v, a);
	if (e != OK) {
		visit_failed(v, "portal.security");
		return;
	}
	notify_account(v, a, "security");
	visit_done(v, HOME, what);
}

/* ---- authenticator app ---- */

/* The key lies in the session's flow until a code of it was typed. */
static enum err app_key(struct visit *v, struct slice *key)
{
	struct slice text = { 0 };
	struct json *o = NULL;
	uint8_t *bytes = ctx_alloc(v->cx, TOTP_KEY);
	size_t n = 0;
	*key = text;
	enum err e = flow_get(v->cx, v->w->store, &v->session, "app", &text);
	if (e == OK && text.p)
		e = json_parse(v->cx, text, &o);
	if (e == OK && hex_parse(json_text(o, "key"), bytes, TOTP_KEY, &n) && n == TOTP_KEY)
		*key = slice_of(bytes, n);
	return e;
}

void security_app_begin(struct visit *v)
{
	struct account a;
	uint8_t key[TOTP_KEY];
	char hex[2 * TOTP_KEY + 1];
	if (!may_change(v, &a))
		return;
	crypto_random(key, sizeof key);
	hex_format(slice_of(key, sizeof key), hex);
	if (flow_put(v->cx, v->w->hall->sessions, &v->session, "app", slice_str(ctx_printf(v->cx, "{\"key\":\"%s\"}", hex))) != OK)
		visit_failed(v, "portal.security");
	else
		visit_go(v, HOME "/app");
	crypto_wipe(key, sizeof key);
	crypto_wipe(hex, sizeof hex);
}

static void show_app(struct visit *v, const struct account *a, struct slice key)
{
	struct buf svg;
	struct slice issuer = slice_str(conf_get(v->w->hall->conf, "authority.name-en")), uri = totp_uri(v->cx, key, issuer, a->contact);
	buf_init(&svg, 64 * 1024);
	screen_open(v, "security.app-title", HOME, SCREEN_FORM);
	part_text(v, "security.app-scan");
	if (qr_svg(v->cx, uri, "QR", &svg) == OK)
		html_markup(&v->h, buf_slice(&svg));
	buf_wipe(&svg);
	html_put(&v->h, "<p>");
	put_say(v, "security.app-type");
	html_put(&v->h, "<br><span class=\"code\" id=\"key\">%.*s</span></p>\n", SLICE_FMT(totp_key_text(v->cx, key)));
	part_form_open(v, HOME "/app");
	part_field(v, &(struct part_field){ .name = "code", .label = "security.app-code", .hint = "security.app-code-hint", .autocomplete = "one-time-code",
		.inputmode = "numeric", .shape = "code", .longest = 12 });
	part_form_close(v, "security.app-on");
	screen_close(v);
}

void security_app_page(struct visit *v)
{
	struct account a;
	struct slice key;
	if (!may_change(v, &a))
		return;
	if (app_key(v, &key) != OK)
		visit_failed(v, "portal.security");
	else if (!key.n)
		visit_go(v, HOME);
	else
		show_app(v, &a, key);
}

void security_app_take(struct visit *v)
{
	struct account a;
	struct slice key;
	int64_t step = 0;
	if (!may_change(v, &a))
		return;
	if (app_key(v, &key) != OK) {
		visit_failed(v, "portal.security");
		return;
	}
	if (!key.n) {
		visit_go(v, HOME);
		return;
	}
	if (!v->switched && entrance_may(v, THROTTLE_SECOND, slice_str(a.id)) && !totp_check(key, visit_typed(v, "code"), v->cx->now, 0, &step))
		visit_problem(v, "code", "security.app-wrong");
	if (!visit_is_fine(v)) {
		show_app(v, &a, key);
		return;
	}
	a.totp = key;
	a.totp_step = step;
	throttle_forget(v->w->hall->throttle, THROTTLE_SECOND, slice_str(a.id));
	if (flow_clear(v->cx, v->w->hall->sessions, &v->session, "app") != OK)
		visit_failed(v, "portal.security");
	else
		saved(v, &a, "app-on");
}

void security_app_remove(struct visit *v)
{
	struct account a;
	if (!may_change(v, &a))
		return;
	a.totp = (struct slice){ 0 };
	a.totp_step = 0;
	saved(v, &a, "removed");
}

/* ---- passkeys ---- */

void security_passkey_begin(struct visit *v)
{
	struct account a;
	if (!may_change(v, &a))
		return;
	if (challenge_begin(v, "add", SLICE(HOME)) != OK)
		visit_failed(v, "portal.passkey");
	else
		visit_go(v, HOME "/passkey");
}

static void show_passkey(struct visit *v, const struct account *a, const struct challenge *c)
{
	screen_open(v, "security.passkey-on", HOME, SCREEN_PLAIN);
	part_text(v, "passkey.lead");
	challenge_form(v, HOME "/passkey", c, a, true, "passkey.go");
	screen_close(v);
}

void security_passkey_page(struct visit *v)
{
	struct account a;
	struct challenge c;
	if (!may_change(v, &a))
		return;
	if (challenge_read(v, &c) != OK)
		visit_failed(v, "portal.passkey");
	else if (!slice_is(c.use, "add"))
		visit_go(v, HOME);
	else
		show_passkey(v, &a, &c);
}

static enum err add_passkey(struct visit *v, struct account *a, const struct challenge *c)
{
	struct passkey_answer answer = challenge_answer(v);
	struct account_passkey key;
	struct slice label = visit_typed(v, "label");
	if (!slice_is(c->use, "add") || a->passkey_count == ACCOUNT_PASSKEYS)
		return fail(v->cx, ERR_PASSKEY_CHALLENGE, "passkey: no challenge for this");
	enum err e = passkey_register(v->cx, &v->w->hall->party, c->text, &answer, &key);
	if (e != OK)
		return e;
	key.label = label.n <= 160 ? label : (struct slice){ 0 };
	a->passkeys[a->passkey_count++] = key;
	return entrance_save(v, a);
}

void security_passkey_take(struct visit *v)
{
	struct account a;
	struct challenge c;
	if (!may_change(v, &a))
		return;
	enum err e = challenge_take(v, &c);
	if (e == OK)
		e = add_passkey(v, &a, &c);
	if (e == OK) {
		notify_account(v, &a, "security");
		visit_done(v, HOME, "passkey-on");
		return;
	}
	/* A new challenge for the next try: this one is used up. */
	ctx_forgive(v->cx);
	if (challenge_begin(v, "add", SLICE(HOME)) != OK || challenge_read(v, &c) != OK) {
		visit_failed(v, "portal.passkey");
		return;
	}
	visit_problem(v, NULL, "passkey.wrong");
	show_passkey(v, &a, &c);
}

void security_passkey_remove(struct visit *v)
{
	struct account a;
	struct slice typed = visit_typed(v, "passkey");
	if (!may_change(v, &a))
		return;
	size_t i = typed.n == 1 && typed.p[0] >= '0' ? (size_t)(typed.p[0] - '0') : SIZE_MAX;
	if (i >= a.passkey_count) {
		visit_refuse(v, 409);
		return;
	}
	a.passkey_count--;
	memmove(&a.passkeys[i], &a.passkeys[i + 1], (a.passkey_count - i) * sizeof a.passkeys[0]);
	saved(v, &a, "removed");
}

/* ---- recovery codes ---- */

void security_codes(struct visit *v)
{
	struct account a;
	char codes[RECOVERY_CODES][RECOVERY_TEXT];
	if (!may_change(v, &a))
		return;
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		recovery_make(codes[i], a.recovery[i]);
	a.recovery_count = RECOVERY_CODES;
	if (entrance_save(v, &a) != OK) {
		visit_failed(v, "portal.security");
		return;
	}
	notify_account(v, &a, "security");
	screen_open(v, "security.codes", HOME, SCREEN_PRINT);
	part_notice(v, "stale", "security.codes-once", (struct slice){ 0 });
	html_put(&v->h, "<ol class=\"panel code\">\n");
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		html_put(&v->h, "<li>%s</li>\n", codes[i]);
	html_put(&v->h, "</ol>\n<p>");
	part_link_button(v, HOME, "security.codes-kept", true);
	html_put(&v->h, "</p>\n");
	screen_close(v);
	crypto_wipe(codes, sizeof codes);
}
