/* Owns: a code of six figures and its flow slot as JSON. */
#include "portal/contact_code.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/text.h"
#include "portal/entrance.h"

#include <stdio.h>

#define CODE_DIGITS  6
#define CODE_SECONDS 600
#define CODE_TRIES   5

/* Bound to the session: a code opens nothing in another one. */
static void digest_of(const struct visit *v, const char *name, struct slice code, uint8_t out[static 32])
{
	struct buf b;
	buf_init(&b, 128);
	buf_put(&b, v->session.digest, 32);
	buf_puts(&b, name);
	buf_putc(&b, 0);
	buf_put_slice(&b, code);
	sessions_mac(v->w->hall->sessions, "contact-code", buf_slice(&b), out);
	buf_wipe(&b);
}

/* was: what the slot must hold still, or NULL. */
static enum err keep(struct visit *v, const char *name, const struct slice *was, const struct contact_code *c)
{
	struct buf b;
	char digest[65];
	buf_init(&b, 2048);
	struct json_out o = json_out(&b);
	hex_format(slice_of(c->digest, 32), digest);
	json_begin(&o, NULL, '{');
	json_put_int(&o, "kind", c->kind);
	json_put_text(&o, "contact", c->contact);
	json_put_str(&o, "account", c->account);
	json_put_str(&o, "digest", digest);
	json_put_int(&o, "tries", c->tries);
	json_put_int(&o, "expires", c->expires);
	json_put_int(&o, "by", c->by);
	json_put_bool(&o, "confirmed", c->confirmed);
	json_end(&o, '}');
	enum err e = was ? flow_swap(v->cx, v->w->hall->sessions, &v->session, name, *was, buf_slice(&b))
		: flow_put(v->cx, v->w->hall->sessions, &v->session, name, buf_slice(&b));
	buf_free(&b);
	return e == OK ? clerk_renew_store(v->cx, v->w) : e;
}

/* Six figures, each as likely as any. */
static void make_code(char out[static CODE_DIGITS + 1])
{
	uint32_t random;
	do
		crypto_random(&random, sizeof random);
	while (random >= 4294000000u);
	snprintf(out, CODE_DIGITS + 1, "%06u", random % 1000000);
}

enum err contact_code_begin(struct visit *v, const char *name, struct contact_code *c, enum contact_code_how how, const char *what)
{
	char code[CODE_DIGITS + 1];
	enum err e = entrance_guest(v);
	if (e != OK)
		return e;
	make_code(code);
	struct notification l = { .kind = c->kind, .contact = c->contact, .language = v->language, .what = what, .value = slice_str(code) };
	c->tries = CODE_TRIES;
	c->expires = v->cx->now + CODE_SECONDS;
	c->confirmed = false;
	if (how == CONTACT_CODE_SENT)
		digest_of(v, name, slice_str(code), c->digest);
	else
		crypto_random(c->digest, sizeof c->digest);
	e = keep(v, name, NULL, c);
	if (e == OK)
		e = how == CONTACT_CODE_NOBODY ? notify_pretend(v, &l) : notify_send(v, &l);
	crypto_wipe(code, sizeof code);
	return e;
}

static enum err read_slot(struct visit *v, const char *name, struct slice *text, struct contact_code *out)
{
	struct json *o = NULL;
	size_t n = 0;
	*out = (struct contact_code){ 0 };
	enum err e = flow_get(v->cx, v->w->store, &v->session, name, text);
	if (e != OK || !text->p)
		return e;
	e = json_parse(v->cx, *text, &o);
	const struct json *kind = json_get(o, "kind"), *tries = json_get(o, "tries");
	const struct json *expires = json_get(o, "expires"), *by = json_get(o, "by"), *confirmed = json_get(o, "confirmed");
	struct slice account = json_text(o, "account");
	if (e != OK || !kind || !tries || !expires || !by || !confirmed || account.n > ACCOUNT_ID || expires->integer <= v->cx->now)
		return e;
	out->contact = json_text(o, "contact");
	memcpy(out->account, account.p, account.n);
	if (!hex_parse(json_text(o, "digest"), out->digest, 32, &n) || n != 32)
		return OK;
	out->tries = tries->integer;
	out->expires = expires->integer;
	out->by = by->integer;
	out->confirmed = confirmed->boolean;
	out->kind = kind->integer == CONTACT_PHONE ? CONTACT_PHONE : CONTACT_EMAIL;
	return OK;
}

enum err contact_code_read(struct visit *v, const char *name, struct contact_code *out)
{
	struct slice text = { 0 };
	return read_slot(v, name, &text, out);
}

/* Figures alone, full-width ones too; anything else makes it no code. */
static size_t figures(struct slice typed, char out[static CODE_DIGITS + 1])
{
	size_t n = 0;
	for (size_t at = 0; at < typed.n;) {
		int32_t c = text_next(typed, &at);
		if (c == ' ' || c == '-' || c == 0x3000)
			continue;
		c = c >= 0xff10 && c <= 0xff19 ? c - 0xff10 + '0' : c;
		if (c < '0' || c > '9' || n == CODE_DIGITS)
			return 0;
		out[n++] = (char)c;
	}
	return n;
}

/* A try that another request counted meanwhile is judged again on what that one left. */
static enum err try_once(struct visit *v, const char *name, struct slice typed, struct contact_code *c, enum contact_code_answer *out)
{
	char code[CODE_DIGITS + 1] = "";
	uint8_t digest[32];
	struct slice was = { 0 };
	*out = CODE_GONE;
	enum err e = read_slot(v, name, &was, c);
	if (e != OK || c->kind == CONTACT_NONE || c->tries <= 0)
		return e;
	c->tries--;
	size_t n = figures(typed, code);
	digest_of(v, name, slice_of(code, n), digest);
	c->confirmed = n == CODE_DIGITS && crypto_equal(slice_of(digest, 32), slice_of(c->digest, 32));
	/* Counted on disk before it is told, and only over what was read: many at once have five tries together. */
	e = keep(v, name, &was, c);
	if (e == OK)
		*out = c->confirmed ? CODE_RIGHT : c->tries > 0 ? CODE_WRONG : CODE_GONE;
	return e;
}

enum err contact_code_try(struct visit *v, const char *name, struct slice typed, struct contact_code *c, enum contact_code_answer *out)
{
	enum err e = try_once(v, name, typed, c, out);
	for (int i = 0; e == ERR_STORE_CHANGED && i <= CODE_TRIES; i++) {
		ctx_forgive(v->cx);
		e = clerk_renew_store(v->cx, v->w);
		if (e == OK)
			e = try_once(v, name, typed, c, out);
	}
	return e;
}

enum err contact_code_confirm(struct visit *v, const char *name, struct contact_code *c, enum contact_code_by by)
{
	c->confirmed = true;
	c->by = by;
	return keep(v, name, NULL, c);
}
