/* Owns: the officer's acts on the portal's store. */
#include "portal/officer.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "portal/account.h"
#include "portal/session.h"
#include "portal/totp.h"

#include <stdio.h>

static const char *const states[] = { [ACCOUNT_OPEN] = "open", [ACCOUNT_LOCKED] = "locked", [ACCOUNT_CLOSED] = "closed" };

static enum err open_store(struct ctx *cx, const struct conf *conf, enum store_mode mode, struct store **out)
{
	return fail_in(cx, store_open(cx, conf_path(cx, conf, "portal.folder"), mode, out), "portal.folder");
}

struct listing {
	struct ctx *cx;
	bool json;
};

static void put_json(struct listing *l, const struct account *a, const char *created)
{
	struct buf b;
	buf_init(&b, 1024);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "id", a->id);
	json_put_str(&o, "state", states[a->state]);
	json_put_str(&o, "created", created);
	json_put_text(&o, "contact", contact_mask(l->cx, a->contact_kind, a->contact));
	json_put_bool(&o, "app", a->totp.n > 0);
	json_put_int(&o, "passkeys", (int64_t)a->passkey_count);
	json_put_int(&o, "recovery_codes", (int64_t)a->recovery_count);
	json_end(&o, '}');
	printf("%.*s\n", SLICE_FMT(buf_slice(&b)));
	buf_free(&b);
}

static bool put_one(void *self, const struct account *a)
{
	struct listing *l = self;
	char created[21];
	instant_format(a->created, created);
	if (l->json)
		put_json(l, a, created);
	else
		printf("%s  %-6s  %.10s  %-28.*s  %s\n", a->id, states[a->state], created, SLICE_FMT(contact_mask(l->cx, a->contact_kind, a->contact)),
			a->totp.n && a->passkey_count ? "app, passkey" : a->totp.n ? "app" : a->passkey_count ? "passkey" : "-");
	return true;
}

enum err officer_list(struct ctx *cx, const struct conf *conf, bool json)
{
	struct listing l = { cx, json };
	struct store *s = NULL;
	struct snapshot *v = NULL;
	enum err e = open_store(cx, conf, STORE_READ, &s);
	if (e == OK)
		e = snapshot_open(cx, s, &v);
	if (e == OK)
		e = account_range(cx, v, put_one, &l);
	snapshot_close(v);
	store_close(s);
	return e;
}

/* The account, for a change; ERR_ACCOUNT when there is none that could be changed. */
static enum err find(struct ctx *cx, struct store *s, const char *id, struct account *out)
{
	struct snapshot *v = NULL;
	enum err e = snapshot_open(cx, s, &v);
	if (e == OK)
		e = account_find(cx, v, id, out);
	snapshot_close(v);
	if (e == OK && (out->state == ACCOUNT_NONE || out->state == ACCOUNT_CLOSED))
		e = fail(cx, ERR_ACCOUNT, "no open or locked account has this id; `account list` shows them");
	return e;
}

static enum err save(struct ctx *cx, struct store *s, struct account *a)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = account_write(cx, b, a);
	return batch_end(cx, b, e);
}

static enum err end_sessions(struct ctx *cx, struct store *s, const char *id)
{
	struct session_policy policy = { .idle = 1, .absolute = 1, .guest = 1 };
	struct session_ended ended;
	struct sessions *all = NULL;
	enum err e = sessions_open(cx, s, &policy, &all);
	if (e == OK)
		e = session_end_of(cx, all, id, NULL, NULL, &ended);
	sessions_close(all);
	return e;
}

enum err officer_lock(struct ctx *cx, const struct conf *conf, const char *id, bool locked)
{
	struct store *s = NULL;
	struct account a;
	enum err e = open_store(cx, conf, STORE_WRITE, &s);
	if (e == OK)
		e = find(cx, s, id, &a);
	if (e == OK) {
		a.state = locked ? ACCOUNT_LOCKED : ACCOUNT_OPEN;
		a.counter_until = locked ? 0 : a.counter_until;
		e = save(cx, s, &a);
	}
	if (e == OK && locked)
		e = end_sessions(cx, s, id);
	if (e == OK)
		log_event(cx, LOG_INFO, "account", "act=%s account=%s", locked ? "lock" : "unlock", id);
	store_close(s);
	return e;
}

enum err officer_recover(struct ctx *cx, const struct conf *conf, const char *id)
{
	struct store *s = NULL;
	struct account a;
	char code[RECOVERY_TEXT], until[21];
	enum err e = open_store(cx, conf, STORE_WRITE, &s);
	if (e == OK)
		e = find(cx, s, id, &a);
	if (e == OK && a.state != ACCOUNT_OPEN)
		e = fail(cx, ERR_ACCOUNT, "the account is locked; unlock it first");
	if (e == OK) {
		recovery_make(code, a.counter);
		a.counter_until = cx->now + OFFICER_CODE_HOURS * 3600;
		e = save(cx, s, &a);
	}
	if (e == OK) {
		instant_format(a.counter_until, until);
		printf("%s\n", code);
		log_event(cx, LOG_INFO, "account", "act=recover account=%s until=%s", id, until);
	}
	crypto_wipe(code, sizeof code);
	store_close(s);
	return e;
}
