/* Owns: the way of every question: envelope, throttle, session, right, act, answer, log line. Acts themselves stand in files of their own. */
#include "issuer/act.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/log.h"
#include "formats/crockford.h"
#include "issuer/client.h"
#include "issuer/letter.h"

#include <string.h>
#include <time.h>

struct row {
	const char *name;
	act_run *run;
	unsigned right;
};

static const struct row rows[] = {
#define X(name, function, right) { name, function, right },
#include "issuer/acts.def"
#undef X
};

/* ---- what acts use ---- */

struct slice act_text(const struct act *a, const char *key) { return json_text(a->question, key); }

int64_t act_int(const struct act *a, const char *key) { return json_int(a->question, key); }
bool act_bool(const struct act *a, const char *key) { return json_flag(a->question, key); }

bool act_is_voice(const struct act *a) { return grant_is_own(&a->grant) || a->grant.guardian; }

enum err act_misfit(struct act *a, const char *field)
{
	a->field = field;
	return fail(a->cx, ERR_ISSUER_INPUT, "argument %s is missing or does not fit", field);
}

enum err act_throttle(struct act *a, const char *what, struct slice whom, int64_t most, int64_t seconds)
{
	a->wait = pace_take(a->room->pace, what, whom, most, seconds, a->cx->now);
	return a->wait == 0 ? OK : fail(a->cx, ERR_ISSUER_THROTTLED, "too often: %s", what);
}

void act_new_id(char out[static PERSON_SIZE + 1])
{
	char text[PERSON_SIZE + 2];
	uint64_t bits;
	crypto_random(&bits, sizeof bits);
	crockford_format(bits >> 4, PERSON_SIZE, text);
	memcpy(out, text, PERSON_SIZE);
	out[PERSON_SIZE] = 0;
}

bool act_is_id(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!memchr("0123456789ABCDEFGHJKMNPQRSTVWXYZ", s.p[i], 32))
			return false;
	}
	return s.n == PERSON_SIZE;
}

bool act_is_line(struct slice text, size_t most)
{
	if (!text_is_utf8(text) || !text_is_nfc(text) || text_length(text) > most)
		return false;
	for (size_t at = 0; at < text.n;) {
		if (!text_is_plain(text_next(text, &at)))
			return false;
	}
	return true;
}

enum err act_note(struct ctx *cx, struct batch *b, const struct act *a, const char *operation, struct slice number, const char *reason)
{
	struct audit_entry e = { .operation = slice_str(operation), .number = number, .operator_name = slice_str(a->operator_name),
		.reason = slice_str(reason) };
	return audit_append(cx, b, &e);
}

/* ---- sessions ---- */

static enum err judge_session(struct act *a, enum caller_state state)
{
	switch (state) {
	case CALLER_OPEN:
		return OK;
	case CALLER_NO_ROOM:
		a->wait = 60;
		return fail(a->cx, ERR_ISSUER_THROTTLED, "too many sessions");
	case CALLER_UNKNOWN:
		a->unknown_session = true;
		return fail(a->cx, ERR_ISSUER_SESSION, "the session is not open");
	default:
		return fail(a->cx, ERR_ISSUER_SESSION, "the session is ended or belongs to another account");
	}
}

enum err act_session_open(struct act *a) { return judge_session(a, callers_open(a->room->callers, a->session, a->account, a->cx->now)); }

enum err act_session_end(struct act *a)
{
	enum caller_state state = callers_end(a->room->callers, a->session, a->account, a->cx->now);
	return state == CALLER_ENDED ? OK : judge_session(a, state);
}

/* ---- the envelope ---- */

static enum err read_id(struct act *a, const char *key, char out[static PERSON_SIZE + 1])
{
	struct slice s = act_text(a, key);
	if (!act_is_id(s))
		return act_misfit(a, key);
	memcpy(out, s.p, PERSON_SIZE);
	out[PERSON_SIZE] = 0;
	return OK;
}

static enum err read_envelope(struct act *a, const struct row **row)
{
	struct slice name = act_text(a, "act"), language = act_text(a, "language");
	size_t n = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (slice_is(name, rows[i].name))
			*row = &rows[i];
	}
	if (!*row)
		return act_misfit(a, "act");
	a->name = (*row)->name;
	a->language = letter_language(language);
	enum err e = read_id(a, "account", a->account);
	if (e == OK && (!hex_parse(act_text(a, "session"), a->session, 32, &n) || n != 32))
		e = act_misfit(a, "session");
	if (e == OK && ((*row)->right != RIGHT_NONE || json_get(a->question, "person")))
		e = read_id(a, "person", a->person);
	a->operator_name = a->person[0] ? ctx_printf(a->cx, "account:%s for person:%s", a->account, a->person) : ctx_printf(a->cx, "account:%s", a->account);
	return e;
}

/* ---- from the question to the answer ---- */

static enum err check_right(struct act *a, unsigned right)
{
	bool found = false;
	if (!a->person[0])
		return OK;
	enum err e = grants_find(a->cx, a->view, a->account, a->person, &found, &a->grant);
	if (e != OK)
		return e;
	if (!found)
		a->grant = (struct grant){ 0 };
	/* Somebody else's record and no record at all look the same. */
	if ((grant_rights_at(&a->grant, a->cx->now) & right) != right)
		return fail(a->cx, ERR_ISSUER_FORBIDDEN, "the account holds no such right on this person");
	return OK;
}

static enum err run(struct act *a)
{
	const struct row *row = NULL;
	enum err e = read_envelope(a, &row);
	if (e != OK)
		return e;
	bool about_session = row->run == act_session_open || row->run == act_session_end;
	if (!about_session)
		e = judge_session(a, callers_look(a->room->callers, a->session, a->account, a->cx->now));
	if (e == OK)
		e = act_throttle(a, "account", slice_str(a->account), a->room->rate, 60);
	if (e == OK)
		e = snapshot_renew(a->cx, a->view);
	if (e == OK)
		e = check_right(a, row->right);
	/* Counted only for who may act: a stranger must not use up the person's share. */
	if (e == OK && row->right != RIGHT_NONE)
		e = act_throttle(a, "person", slice_str(a->person), 2 * a->room->rate, 60);
	return e == OK ? row->run(a) : e;
}

/* What the registry says about a document becomes what the client is told. */
static enum err outward(enum err e)
{
	switch (e) {
	case OK: case ERR_ISSUER_SESSION: case ERR_ISSUER_FORBIDDEN: case ERR_ISSUER_THROTTLED: case ERR_ISSUER_INPUT: case ERR_ISSUER_CODE:
	case ERR_ISSUER_CHALLENGE: case ERR_ISSUER_MISSING: case ERR_ISSUER_STATE:
		return e;
	case ERR_DOCUMENT_MISSING:
		return ERR_ISSUER_MISSING;
	case ERR_DOCUMENT_STATE: case ERR_DOCUMENT_TWICE:
		return ERR_ISSUER_STATE;
	default:
		return ERR_ISSUER_TROUBLE;
	}
}

static void refuse(struct act *a, enum err e, struct buf *answer)
{
	buf_reset(answer);
	struct json_out o = json_out(answer);
	json_begin(&o, NULL, '{');
	json_put_bool(&o, "ok", false);
	json_put_str(&o, "error", err_name(e));
	json_put_str(&o, "text", e == ERR_ISSUER_TROUBLE ? err_text(e) : a->cx->text);
	if (a->field)
		json_put_str(&o, "field", a->field);
	if (a->wait)
		json_put_int(&o, "wait", a->wait);
	if (e == ERR_ISSUER_CODE)
		json_put_int(&o, "tries", a->tries);
	if (a->unknown_session)
		json_put_bool(&o, "unknown_session", true);
	json_end(&o, '}');
}

static int64_t microseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Ids alone, and those only when they are ids: what a broken client sends must not reach the log. */
static void log_act(const struct act *a, enum err e, int64_t took)
{
	if (e == ERR_ISSUER_TROUBLE)
		log_error(a->cx, "act");
	log_event(a->cx, e == ERR_ISSUER_TROUBLE ? LOG_ERROR : LOG_INFO, "act", "act=%s account=%s person=%s result=%s us=%lld", a->name ? a->name : "-",
		a->account[0] ? a->account : "-", a->person[0] ? a->person : "-", e == OK ? "ok" : err_name(e), (long long)took);
}

void act_answer(struct act_desk *desk, struct slice question, int64_t now, struct buf *answer)
{
	int64_t began = microseconds();
	struct ctx *cx = &desk->cx;
	struct json *tree = NULL;
	uint8_t id[8];
	ctx_reset(cx);
	cx->now = now;
	crypto_random(id, sizeof id);
	hex_format(slice_of(id, sizeof id), cx->request);
	struct json_out out = json_out(answer);
	struct act a = { .cx = cx, .room = desk->room, .maker = desk->maker, .view = desk->view, .language = "en", .operator_name = "", .out = &out };
	json_begin(&out, NULL, '{');
	json_put_bool(&out, "ok", true);
	enum err e = json_parse(cx, question, &tree);
	if (e == OK) {
		a.question = tree;
		e = run(&a);
	} else {
		/* The parser's sentence may quote what it read. */
		ctx_forgive(cx);
		e = act_misfit(&a, "question");
	}
	snapshot_reset(desk->view);
	json_end(&out, '}');
	e = outward(e);
	if (e == OK && !buf_ok(answer))
		e = fail(cx, ERR_ISSUER_TROUBLE, "an answer of more than %d bytes", LIMIT_IPC_BYTES);
	if (e != OK)
		refuse(&a, e, answer);
	log_act(&a, e, microseconds() - began);
}
