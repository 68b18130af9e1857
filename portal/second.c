/* Owns: the two flow slots as JSON, and the form of a passkey ceremony. */
#include "portal/second.h"

#include "base/crypto.h"
#include "base/json.h"
#include "portal/entrance.h"
#include "portal/parts.h"

#define SECONDS 600

static enum err put(struct visit *v, const char *slot, const char *key, const char *value, struct slice use, struct slice next)
{
	struct buf b;
	buf_init(&b, 1024);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, key, value);
	json_put_text(&o, "use", use);
	json_put_text(&o, "next", next);
	json_put_int(&o, "until", v->cx->now + SECONDS);
	json_end(&o, '}');
	enum err e = entrance_guest(v);
	if (e == OK)
		e = flow_put(v->cx, v->w->hall->sessions, &v->session, slot, buf_slice(&b));
	buf_free(&b);
	return e == OK ? clerk_renew_store(v->cx, v->w) : e;
}

/* NULL in *out: no such slot, or over. */
static enum err get(struct visit *v, const char *slot, struct json **out)
{
	struct slice text = { 0 };
	*out = NULL;
	enum err e = flow_get(v->cx, v->w->store, &v->session, slot, &text);
	if (e != OK || !text.p)
		return e;
	e = json_parse(v->cx, text, out);
	const struct json *until = json_get(*out, "until");
	if (e == OK && (!until || until->integer <= v->cx->now))
		*out = NULL;
	return e;
}

enum err second_begin(struct visit *v, const char *account, struct slice next) { return put(v, "second", "account", account, SLICE(""), next); }

enum err second_read(struct visit *v, struct second *out)
{
	struct json *o;
	*out = (struct second){ 0 };
	enum err e = get(v, "second", &o);
	struct slice account = json_text(o, "account");
	if (e == OK && account.n == ACCOUNT_ID) {
		memcpy(out->account, account.p, ACCOUNT_ID);
		out->next = json_text(o, "next");
	}
	return e;
}

enum err second_clear(struct visit *v)
{
	enum err e = flow_clear(v->cx, v->w->hall->sessions, &v->session, "second");
	return e == OK ? clerk_renew_store(v->cx, v->w) : e;
}

enum err challenge_begin(struct visit *v, const char *use, struct slice next)
{
	char text[PASSKEY_CHALLENGE];
	passkey_challenge(text);
	return put(v, "passkey", "challenge", text, slice_str(use), next);
}

enum err challenge_read(struct visit *v, struct challenge *out)
{
	struct json *o;
	*out = (struct challenge){ 0 };
	enum err e = get(v, "passkey", &o);
	struct slice text = json_text(o, "challenge");
	if (e == OK && text.n == PASSKEY_CHALLENGE - 1) {
		memcpy(out->text, text.p, text.n);
		out->use = json_text(o, "use");
		out->next = json_text(o, "next");
	}
	return e;
}

enum err challenge_take(struct visit *v, struct challenge *out)
{
	enum err e = challenge_read(v, out);
	if (e == OK)
		e = flow_clear(v->cx, v->w->hall->sessions, &v->session, "passkey");
	return e == OK ? clerk_renew_store(v->cx, v->w) : e;
}

struct passkey_answer challenge_answer(const struct visit *v)
{
	return (struct passkey_answer){ .client_data = visit_typed(v, "client-data"), .attestation = visit_typed(v, "attestation"),
		.credential = visit_typed(v, "credential"), .auth_data = visit_typed(v, "auth-data"), .signature = visit_typed(v, "signature") };
}

static void put_known(struct visit *v, const struct account *who)
{
	struct buf b;
	buf_init(&b, 8192);
	for (size_t i = 0; who && i < who->passkey_count; i++) {
		if (i)
			buf_putc(&b, ' ');
		base64url_encode(&b, who->passkeys[i].id);
	}
	html_put(&v->h, "%.*s", SLICE_FMT(ctx_copy(v->cx, buf_slice(&b))));
	buf_free(&b);
}

void challenge_form(struct visit *v, const char *action, const struct challenge *c, const struct account *who, bool create, const char *button_key)
{
	static const char *const parts[] = { "client-data", "attestation", "credential", "auth-data", "signature" };
	html_put(&v->h, "<noscript>");
	part_notice(v, "stale", "passkey.script", (struct slice){ 0 });
	html_put(&v->h, "</noscript>\n<div id=\"passkey\" data-make=\"%d\" data-challenge=\"%s\" data-party=\"%s\" data-known=\"", create, c->text,
		v->w->hall->party.id);
	put_known(v, who);
	html_put(&v->h, "\" data-user=\"%s\" data-name=\"%.*s\" data-service=\"%s\" data-verify=\"%s\"></div>\n", create ? who->id : "",
		SLICE_FMT(create ? who->contact : (struct slice){ 0 }), word(v, "frame.service"), who && !create ? "preferred" : "required");
	part_notice(v, "bad", "passkey.failed", (struct slice){ 0 });
	part_form_open(v, action);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		html_put(&v->h, "<input type=\"hidden\" id=\"%s\" name=\"%s\">\n", parts[i], parts[i]);
	if (create)
		part_field(v, &(struct part_field){ .name = "label", .label = "passkey.label", .hint = "passkey.label-hint", .longest = 40, .optional = true });
	part_form_close(v, button_key);
	html_put(&v->h, "<script type=\"module\" src=\"%s/passkey.js\"></script>\n", assets_base(v->w->hall->assets));
}
