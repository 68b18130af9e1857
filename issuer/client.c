/* Owns: the client's side of the issuer's socket: one JSON object there, one back. */
#include "issuer/client.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/ipc.h"
#include "base/json.h"
#include "base/limits.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 10000 /* milliseconds an act may take; issuing takes about 20 */

struct client {
	char *path;
	int fd;                       /* -1 = not connected */
	struct client_refusal refusal;
};

/* A question while it is written. */
struct question {
	struct buf text;
	struct json_out out;
};

struct client *client_open(const struct conf *conf)
{
	struct ctx cx;
	struct client *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	ctx_init(&cx, 0);
	*c = (struct client){ .path = strdup(conf_path(&cx, conf, "issuer.socket")), .fd = -1 };
	ctx_free(&cx);
	if (!c->path)
		abort();
	return c;
}

static void hang_up(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void client_close(struct client *c)
{
	if (!c)
		return;
	hang_up(c);
	free(c->path);
	free(c);
}

const struct client_refusal *client_refused(const struct client *c) { return &c->refusal; }

enum err client_refusal_named(struct slice name)
{
	static const enum err refusals[] = { ERR_ISSUER_SESSION, ERR_ISSUER_FORBIDDEN, ERR_ISSUER_THROTTLED, ERR_ISSUER_INPUT, ERR_ISSUER_CODE,
		ERR_ISSUER_CHALLENGE, ERR_ISSUER_MISSING, ERR_ISSUER_STATE, ERR_ISSUER_TROUBLE };
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		if (slice_is(name, err_name(refusals[i])))
			return refusals[i];
	}
	return ERR_ISSUER_TROUBLE;
}

/* ---- writing a question ---- */

static void begin(struct question *q, const char *act, const struct client_caller *who)
{
	char session[65];
	buf_init(&q->text, LIMIT_IPC_BYTES);
	q->out = json_out(&q->text);
	hex_format(slice_of(who->session, 32), session);
	json_begin(&q->out, NULL, '{');
	json_put_str(&q->out, "act", act);
	json_put_str(&q->out, "account", who->account ? who->account : "");
	json_put_str(&q->out, "session", session);
	if (who->person)
		json_put_str(&q->out, "person", who->person);
	json_put_str(&q->out, "language", who->language ? who->language : "en");
}

static void put(struct question *q, const char *key, struct slice text)
{
	if (text.p)
		json_put_text(&q->out, key, text);
}

static void put_claim(struct question *q, const struct client_claim *claim)
{
	put(q, "passport_number", claim->passport_number);
	put(q, "birth_date", claim->birth_date);
	put(q, "number", claim->number);
}

static void put_wish(struct question *q, const struct client_wish *wish)
{
	put(q, "kind", wish->kind);
	put(q, "identity", wish->identity);
	put(q, "recipient", wish->recipient);
	put(q, "purpose", wish->purpose);
	put(q, "mask", wish->mask);
	json_put_int(&q->out, "proof_days", wish->proof_days);
	put(q, "token", wish->token);
}

/* ---- asking ---- */

/* A connection that the issuer has closed since (it was restarted) has something to read: its end. */
static void drop_dead(struct client *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	if (c->fd >= 0 && poll(&p, 1, 0) != 0)
		hang_up(c);
}

static enum err exchange(struct ctx *cx, struct client *c, struct slice question, struct json **answer)
{
	struct buf text;
	drop_dead(c);
	if (c->fd < 0) {
		enum err e = ipc_connect(cx, c->path, PATIENCE, &c->fd);
		if (e != OK) {
			ctx_forgive(cx);
			return fail(cx, ERR_ISSUER_DOWN, "the issuer cannot be reached; is `cinnabar-issuer serve` running?");
		}
	}
	buf_init(&text, LIMIT_IPC_BYTES);
	enum err e = ipc_ask(cx, c->fd, question, PATIENCE, &text);
	if (e == OK)
		e = json_parse(cx, ctx_copy(cx, buf_slice(&text)), answer);
	buf_wipe(&text);
	if (e == OK)
		return OK;
	hang_up(c);
	ctx_forgive(cx);
	return fail(cx, ERR_ISSUER_DOWN, "the issuer gave no answer");
}

static enum err refused(struct ctx *cx, struct client *c, const struct json *answer)
{
	struct slice field = json_text(answer, "field"), text = json_text(answer, "text");
	enum err e = client_refusal_named(json_text(answer, "error"));
	if (field.n && field.n < sizeof c->refusal.field)
		memcpy(c->refusal.field, field.p, field.n);
	c->refusal.wait = json_int(answer, "wait");
	c->refusal.tries = (int)json_int(answer, "tries");
	return fail(cx, e, "issuer: %.*s", SLICE_FMT(slice_sub(text, 0, 200)));
}

static enum err open_session(struct ctx *cx, struct client *c, const struct client_caller *who)
{
	struct question q;
	struct json *answer = NULL;
	begin(&q, "session-open", who);
	json_end(&q.out, '}');
	enum err e = exchange(cx, c, buf_slice(&q.text), &answer);
	buf_wipe(&q.text);
	return e == OK && !json_flag(answer, "ok") ? refused(cx, c, answer) : e;
}

/* Ends the question and asks it. An issuer that was started anew knows no session: it is told, and asked again. */
static enum err ask(struct ctx *cx, struct client *c, const struct client_caller *who, struct question *q, const struct json **out)
{
	struct json *answer = NULL;
	c->refusal = (struct client_refusal){ 0 };
	json_end(&q->out, '}');
	enum err e = buf_ok(&q->text) ? exchange(cx, c, buf_slice(&q->text), &answer) : fail(cx, ERR_ISSUER_INPUT, "issuer: more than one question holds");
	if (e == OK && json_flag(answer, "unknown_session")) {
		e = open_session(cx, c, who);
		if (e == OK)
			e = exchange(cx, c, buf_slice(&q->text), &answer);
	}
	buf_wipe(&q->text);
	if (e == OK && !json_flag(answer, "ok"))
		e = refused(cx, c, answer);
	*out = answer;
	return e;
}

/* An answer without what was asked for is as good as none. */
static enum err take(struct ctx *cx, const struct json *answer, const char *key, char *out, size_t size)
{
	struct slice s = json_text(answer, key);
	if (s.n == 0 || s.n >= size)
		return fail(cx, ERR_ISSUER_TROUBLE, "issuer: its answer lacks %s", key);
	memcpy(out, s.p, s.n);
	out[s.n] = 0;
	return OK;
}

static enum err ask_only(struct ctx *cx, struct client *c, const struct client_caller *who, struct question *q)
{
	const struct json *answer;
	return ask(cx, c, who, q, &answer);
}

static enum err ask_text(struct ctx *cx, struct client *c, const struct client_caller *who, struct question *q, const char *key, char *out, size_t size)
{
	const struct json *answer;
	enum err e = ask(cx, c, who, q, &answer);
	return e == OK ? take(cx, answer, key, out, size) : e;
}

static enum err ask_challenge(struct ctx *cx, struct client *c, const struct client_caller *who, struct question *q, struct client_challenge *out)
{
	const struct json *answer;
	*out = (struct client_challenge){ 0 };
	enum err e = ask(cx, c, who, q, &answer);
	if (e == OK)
		e = take(cx, answer, "challenge", out->id, sizeof out->id);
	if (e == OK) {
		out->expires = json_int(answer, "expires");
		out->tries = (int)json_int(answer, "tries");
	}
	return e;
}

static enum err ask_document(struct ctx *cx, struct client *c, const struct client_caller *who, struct question *q, struct client_document *out)
{
	const struct json *answer;
	*out = (struct client_document){ 0 };
	enum err e = ask(cx, c, who, q, &answer);
	if (e == OK)
		e = take(cx, answer, "document", out->number, sizeof out->number);
	if (e == OK)
		out->same = json_flag(answer, "same");
	return e;
}

/* ---- the acts ---- */

enum err client_session_open(struct ctx *cx, struct client *c, const struct client_caller *who)
{
	c->refusal = (struct client_refusal){ 0 };
	return open_session(cx, c, who);
}

enum err client_session_end(struct ctx *cx, struct client *c, const struct client_caller *who)
{
	struct question q;
	begin(&q, "session-end", who);
	return ask_only(cx, c, who, &q);
}

enum err client_bind_begin(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_claim *claim, struct client_challenge *out)
{
	struct question q;
	begin(&q, "bind-begin", who);
	put_claim(&q, claim);
	return ask_challenge(cx, c, who, &q, out);
}

enum err client_bind_finish(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice challenge, struct slice code,
	char person[static CLIENT_ID + 1])
{
	struct question q;
	begin(&q, "bind-finish", who);
	put(&q, "challenge", challenge);
	put(&q, "code", code);
	return ask_text(cx, c, who, &q, "person", person, CLIENT_ID + 1);
}

enum err client_bind_counter(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_claim *claim, struct slice code,
	char person[static CLIENT_ID + 1])
{
	struct question q;
	begin(&q, "bind-counter", who);
	put_claim(&q, claim);
	put(&q, "code", code);
	return ask_text(cx, c, who, &q, "person", person, CLIENT_ID + 1);
}

/* Members of an answer as JSON texts of their own. */
static struct slice part(struct ctx *cx, const struct json *answer, const char *key)
{
	const struct json *v = json_get(answer, key);
	struct buf b;
	struct json_out o;
	if (!v)
		return (struct slice){ 0 };
	buf_init(&b, LIMIT_IPC_BYTES);
	o = json_out(&b);
	json_put_value(&o, NULL, v);
	struct slice text = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return text;
}

enum err client_preview(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_wish *wish, struct client_preview *out)
{
	struct question q;
	const struct json *answer;
	*out = (struct client_preview){ 0 };
	begin(&q, "preview", who);
	put_wish(&q, wish);
	enum err e = ask(cx, c, who, &q, &answer);
	if (e == OK)
		*out = (struct client_preview){ .proof = part(cx, answer, "proof"), .paper = part(cx, answer, "paper"), .seal = part(cx, answer, "seal"),
			.typed = part(cx, answer, "typed"), .has_photo = json_flag(answer, "photo") };
	return e;
}

enum err client_issue(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_wish *wish, struct client_document *out)
{
	struct question q;
	begin(&q, "issue", who);
	put_wish(&q, wish);
	return ask_document(cx, c, who, &q, out);
}

enum err client_renew(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice document, struct slice token,
	struct client_document *out)
{
	struct question q;
	begin(&q, "renew", who);
	put(&q, "document", document);
	put(&q, "token", token);
	return ask_document(cx, c, who, &q, out);
}

enum err client_withdraw(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice document)
{
	struct question q;
	begin(&q, "withdraw", who);
	put(&q, "document", document);
	return ask_only(cx, c, who, &q);
}

enum err client_report_error(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice identity, struct slice field,
	struct slice text, char out_case[static CLIENT_ID + 1])
{
	struct question q;
	begin(&q, "report-error", who);
	put(&q, "identity", identity);
	put(&q, "field", field);
	put(&q, "text", text);
	return ask_text(cx, c, who, &q, "case", out_case, CLIENT_ID + 1);
}

enum err client_relative_ask(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_help *help, struct client_challenge *out)
{
	struct question q;
	begin(&q, "relative-ask", who);
	put_claim(&q, &help->claim);
	json_put_int(&q.out, "rights", help->rights);
	json_put_int(&q.out, "until", help->until);
	put(&q, "label", help->label);
	json_put_bool(&q.out, "guardian", help->guardian);
	return ask_challenge(cx, c, who, &q, out);
}

enum err client_relative_finish(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice request, struct slice code,
	char person[static CLIENT_ID + 1])
{
	struct question q;
	begin(&q, "relative-finish", who);
	put(&q, "challenge", request);
	put(&q, "code", code);
	return ask_text(cx, c, who, &q, "person", person, CLIENT_ID + 1);
}

enum err client_relative_answer(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice helper, struct slice request,
	bool yes)
{
	struct question q;
	begin(&q, "relative-answer", who);
	put(&q, "helper", helper);
	put(&q, "request", request);
	json_put_bool(&q.out, "yes", yes);
	return ask_only(cx, c, who, &q);
}

enum err client_grant_end(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice account)
{
	struct question q;
	begin(&q, "grant-end", who);
	put(&q, "helper", account);
	return ask_only(cx, c, who, &q);
}

enum err client_share_make(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_share_wish *wish, struct client_share *out)
{
	struct question q;
	const struct json *answer;
	*out = (struct client_share){ 0 };
	begin(&q, "share-make", who);
	put(&q, "purpose", slice_of(&wish->purpose, 1));
	put(&q, "kinds", wish->kinds);
	json_put_int(&q.out, "until", wish->until);
	json_put_int(&q.out, "uses", wish->uses);
	enum err e = ask(cx, c, who, &q, &answer);
	if (e == OK)
		e = take(cx, answer, "code", out->code, sizeof out->code);
	return e == OK ? take(cx, answer, "id", out->id, sizeof out->id) : e;
}

enum err client_share_end(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice id)
{
	struct question q;
	begin(&q, "share-end", who);
	put(&q, "id", id);
	return ask_only(cx, c, who, &q);
}

enum err client_freeze(struct ctx *cx, struct client *c, const struct client_caller *who, bool frozen)
{
	struct question q;
	begin(&q, "freeze", who);
	json_put_bool(&q.out, "frozen", frozen);
	return ask_only(cx, c, who, &q);
}
