/* Owns: the table of refusals and their sentences. */
#include "portal/asking.h"

#include "base/json.h"
#include "base/log.h"
#include "portal/entrance.h"

#include <string.h>

struct client_caller asking_caller(const struct visit *v)
{
	struct client_caller who = { .account = v->account, .person = v->person[0] ? v->person : NULL, .language = language_code(v->language) };
	memcpy(who.session, v->session.digest, sizeof who.session);
	return who;
}

static const struct {
	enum err e;
	const char *key;
	int status;
} refusals[] = {
	{ ERR_ISSUER_DOWN, "asking.down", 503 },
	{ ERR_ISSUER_TROUBLE, "asking.down", 503 },
	{ ERR_ISSUER_THROTTLED, "asking.often", 429 },
	{ ERR_ISSUER_INPUT, "asking.input", 422 },
	{ ERR_ISSUER_CODE, "asking.code", 422 },
	{ ERR_ISSUER_CHALLENGE, "asking.code", 422 },
	{ ERR_ISSUER_STATE, "asking.state", 409 },
};

bool asking_refused(struct visit *v, enum err e, const char *event)
{
	const char *field = ctx_string(v->cx, slice_str(client_refused(v->w->issuer)->field));
	log_error(v->cx, event);
	ctx_forgive(v->cx);
	if (e == ERR_ISSUER_SESSION) {
		/* Ended here too: the sign-in page would send who is still signed in on to the first page, without a word. */
		if (entrance_leave(v) == OK)
			visit_signed_out(v, "/sign-in");
		else
			visit_failed(v, event);
		return false;
	}
	/* What has a sentence of its own. */
	static const struct { enum err e; const char *field, *key; } special[] = { { ERR_ISSUER_THROTTLED, "proofs", "asking.proofs" },
		{ ERR_ISSUER_STATE, "persons", "asking.persons" } };
	for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
		if (special[i].e != e || strcmp(special[i].field, field) != 0)
			continue;
		visit_problem(v, NULL, special[i].key);
		v->status = e == ERR_ISSUER_STATE ? 409 : 429;
		return true;
	}
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		if (refusals[i].e != e)
			continue;
		visit_problem(v, e == ERR_ISSUER_INPUT && field[0] ? field : NULL, refusals[i].key);
		v->status = refusals[i].status;
		return true;
	}
	visit_refuse(v, e == ERR_ISSUER_FORBIDDEN ? 403 : e == ERR_ISSUER_MISSING ? 404 : 503);
	return false;
}

enum err asking_keep(struct visit *v, const char *slot, const struct client_challenge *c)
{
	struct buf b;
	buf_init(&b, 256);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "id", c->id);
	json_put_int(&o, "expires", c->expires);
	json_end(&o, '}');
	enum err e = flow_put(v->cx, v->w->hall->sessions, &v->session, slot, buf_slice(&b));
	buf_free(&b);
	return e;
}

enum err asking_running(struct visit *v, const char *slot, struct slice *id)
{
	struct slice text = { 0 };
	struct json *o = NULL;
	*id = text;
	enum err e = flow_get(v->cx, v->w->store, &v->session, slot, &text);
	if (e == OK && text.p)
		e = json_parse(v->cx, text, &o);
	if (e == OK && json_int(o, "expires") > v->cx->now)
		*id = json_text(o, "id");
	return e;
}
