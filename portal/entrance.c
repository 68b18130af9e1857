/* Owns: the steps around a session that several pages share. */
#include "portal/entrance.h"

#include "base/log.h"

enum err entrance_guest(struct visit *v)
{
	struct slice cookie = { 0 };
	if (v->session.kind != SESSION_NONE)
		return OK;
	enum err e = session_begin_guest(v->cx, v->w->hall->sessions, &v->session, &cookie);
	visit_cookie(v, cookie);
	return e == OK ? clerk_renew_store(v->cx, v->w) : e;
}

static void tell_issuer(struct visit *v, const char *account, const uint8_t *digest, bool opened)
{
	struct client_caller who = { .account = account, .language = language_code(v->language) };
	memcpy(who.session, digest, sizeof who.session);
	enum err e = opened ? client_session_open(v->cx, v->w->issuer, &who) : client_session_end(v->cx, v->w->issuer, &who);
	/* Without the issuer pages can still be read; what needs it opens the session by itself. */
	if (e != OK)
		log_event(v->cx, LOG_WARN, "portal.issuer", "act=%s err=%s", opened ? "session-open" : "session-end", err_name(e));
	ctx_forgive(v->cx);
}

static const char *first_of(struct slice text, const char *const names[][2])
{
	for (size_t i = 0; names[i][0]; i++) {
		if (slice_find(text, slice_str(names[i][0]), 0) != SIZE_MAX)
			return names[i][1];
	}
	return NULL;
}

const char *entrance_device(struct ctx *cx, struct slice user_agent)
{
	/* In this order: most browsers also name those they came from. */
	static const char *const browsers[][2] = { { "MicroMessenger", "WeChat" }, { "Edg", "Edge" }, { "OPR/", "Opera" }, { "SamsungBrowser", "Samsung Internet" },
		{ "HuaweiBrowser", "Huawei Browser" }, { "Firefox", "Firefox" }, { "FxiOS", "Firefox" }, { "CriOS", "Chrome" }, { "Chrome", "Chrome" },
		{ "Safari", "Safari" }, { 0 } };
	static const char *const systems[][2] = { { "HarmonyOS", "HarmonyOS" }, { "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" },
		{ "Windows", "Windows" }, { "Mac OS X", "macOS" }, { "CrOS", "ChromeOS" }, { "Linux", "Linux" }, { 0 } };
	const char *browser = first_of(user_agent, browsers), *system = first_of(user_agent, systems);
	if (!browser && !system)
		return "";
	return ctx_printf(cx, "%s%s%s", browser ? browser : "", browser && system ? ", " : "", system ? system : "");
}

const char *entrance_next(struct visit *v, struct slice typed)
{
	bool good = typed.n > 0 && typed.n <= 200 && typed.p[0] == '/' && !(typed.n > 1 && typed.p[1] == '/');
	for (size_t i = 0; good && i < typed.n; i++) {
		uint8_t c = typed.p[i];
		good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-';
	}
	return good ? ctx_string(v->cx, typed) : "/";
}

enum err entrance_save(struct visit *v, struct account *a)
{
	struct batch *b = NULL;
	enum err e = batch_begin(v->cx, v->w->hall->store, &b);
	if (e == OK)
		e = account_write(v->cx, b, a);
	e = batch_end(v->cx, b, e);
	return e == OK ? clerk_renew_store(v->cx, v->w) : e;
}

void entrance_sign_in(struct visit *v, struct account *a, enum session_level level, struct slice next)
{
	struct session old = v->session;
	struct slice cookie = { 0 };
	enum err e = session_begin_signed(v->cx, v->w->hall->sessions, &old, a->id, level, entrance_device(v->cx, v->q->user_agent), &v->session, &cookie);
	if (e != OK) {
		visit_failed(v, "portal.sign-in");
		return;
	}
	visit_cookie(v, cookie);
	if (old.kind == SESSION_SIGNED)
		tell_issuer(v, old.account, old.digest, false);
	tell_issuer(v, a->id, v->session.digest, true);
	a->signed_in = v->cx->now;
	if (entrance_save(v, a) != OK) {
		log_error(v->cx, "portal.sign-in");
		ctx_forgive(v->cx);
	}
	log_event(v->cx, LOG_INFO, "portal.sign-in", "account=%s level=%d", a->id, level);
	visit_go(v, entrance_next(v, next));
}

enum err entrance_leave(struct visit *v)
{
	struct slice cookie = { 0 };
	enum err e = session_end(v->cx, v->w->hall->sessions, &v->session, &cookie);
	if (e != OK)
		return e;
	visit_cookie(v, cookie);
	if (v->session.kind == SESSION_SIGNED)
		tell_issuer(v, v->session.account, v->session.digest, false);
	v->session = (struct session){ 0 };
	v->account = NULL;
	return clerk_renew_store(v->cx, v->w);
}

enum err entrance_end_others(struct visit *v, const char *account, const char *handle, const struct session *keep)
{
	struct session_ended ended;
	enum err e = session_end_of(v->cx, v->w->hall->sessions, account, handle, keep, &ended);
	for (size_t i = 0; e == OK && i < ended.count; i++)
		tell_issuer(v, account, ended.digests[i], false);
	return e;
}

bool entrance_account(struct visit *v, struct account *out)
{
	struct slice cookie = { 0 };
	if (account_find(v->cx, v->w->store, v->session.account, out) != OK) {
		visit_failed(v, "portal.account");
		return false;
	}
	if (out->state == ACCOUNT_OPEN)
		return true;
	if (v->q->method == HTTP_POST && session_end(v->cx, v->w->hall->sessions, &v->session, &cookie) == OK)
		visit_cookie(v, cookie);
	ctx_forgive(v->cx);
	visit_refuse(v, 403);
	return false;
}

bool entrance_proved(struct visit *v, const char *here)
{
	if (v->cx->now - v->session.proved < PROVED_SECONDS)
		return true;
	visit_go(v, ctx_printf(v->cx, "/account/prove?next=%s", here));
	return false;
}

static bool refuse_wait(struct visit *v, int64_t wait)
{
	bool minutes = wait > 90;
	struct slice text = slice_str(ctx_printf(v->cx, "%lld", (long long)(minutes ? (wait + 59) / 60 : wait)));
	visit_problem_with(v, NULL, minutes ? "sign.wait-minutes" : "sign.wait-seconds", text);
	v->status = 429;
	http_header_add(v->r, "Retry-After", slice_str(ctx_printf(v->cx, "%lld", (long long)wait)));
	return false;
}

bool entrance_may(struct visit *v, enum throttle_kind kind, struct slice key)
{
	int64_t wait = 0;
	return throttle_take(v->w->hall->throttle, kind, key, v->cx->now, &wait) || refuse_wait(v, wait);
}

bool entrance_may_peer(struct visit *v, enum throttle_kind kind)
{
	int64_t wait = 0;
	return throttle_take_peer(v->w->hall->throttle, kind, v->q->peer, v->cx->now, &wait) || refuse_wait(v, wait);
}

bool entrance_may_write_to(struct visit *v, struct slice contact)
{
	return entrance_may_peer(v, THROTTLE_MESSAGES) && entrance_may(v, THROTTLE_MESSAGE, contact);
}

enum contact_kind entrance_contact(struct visit *v, struct slice *contact)
{
	enum contact_kind kind = contact_normalise(v->cx, visit_typed(v, "contact"), contact);
	if (!v->switched && kind == CONTACT_NONE)
		visit_problem(v, "contact", visit_chose(v, "contact") ? "sign.contact-wrong" : "sign.contact-missing");
	return kind;
}

void entrance_busy(struct visit *v)
{
	ctx_forgive(v->cx);
	visit_problem(v, NULL, "sign.busy");
	v->status = 503;
	http_header_add(v->r, "Retry-After", SLICE("3"));
}
