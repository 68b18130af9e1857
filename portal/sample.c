/* Owns: the making of one sample account. */
#include "portal/sample.h"

#include "base/crypto.h"
#include "portal/account.h"
#include "portal/password.h"
#include "portal/session.h"

#include <string.h>

static enum err create(struct ctx *cx, struct store *s, enum contact_kind kind, struct slice contact, struct account *a)
{
	char phc[PASSWORD_PHC];
	struct batch *b = NULL;
	enum err e = password_open(cx, 1, 1);
	if (e == OK)
		e = password_hash(cx, SLICE(SAMPLE_PASSWORD), phc);
	if (e != OK)
		return e;
	*a = (struct account){ .contact_kind = kind, .contact = contact, .password = slice_str(phc), .language = "en", .verified = cx->now,
		.password_changed = cx->now };
	e = batch_begin(cx, s, &b);
	if (e == OK)
		e = account_create(cx, b, a);
	return batch_end(cx, b, e);
}

static enum err find_or_create(struct ctx *cx, const struct conf *conf, struct slice typed, char id[static ACCOUNT_ID + 1])
{
	struct store *s = NULL;
	struct snapshot *v = NULL;
	struct account a = { 0 };
	struct session_policy policy;
	struct sessions *sessions = NULL;
	struct slice contact = { 0 };
	enum contact_kind kind = contact_normalise(cx, typed, &contact);
	if (kind == CONTACT_NONE)
		return fail(cx, ERR_USAGE, "the contact is neither an e-mail address nor a phone number");
	enum err e = store_open(cx, conf_path(cx, conf, "portal.folder"), STORE_CREATE, &s);
	if (e != OK)
		return fail_in(cx, e, "portal.folder");
	/* Opening the sessions makes the server's key in a new store: contacts are found by it. */
	e = session_policy_load(cx, conf, &policy);
	if (e == OK)
		e = sessions_open(cx, s, &policy, &sessions);
	if (e == OK)
		e = snapshot_open(cx, s, &v);
	if (e == OK)
		e = account_find_contact(cx, v, contact, &a);
	if (e == OK && a.state == ACCOUNT_NONE)
		e = create(cx, s, kind, contact, &a);
	memcpy(id, a.id, ACCOUNT_ID + 1);
	snapshot_close(v);
	sessions_close(sessions);
	store_close(s);
	return e;
}

static enum err connect_person(struct ctx *cx, const struct conf *conf, const char *account, const struct client_claim *claim, struct slice code)
{
	struct client *c = client_open(conf);
	struct client_caller who = { .account = account, .language = "en" };
	char person[CLIENT_ID + 1];
	crypto_random(who.session, sizeof who.session);
	enum err e = client_session_open(cx, c, &who);
	if (e == OK) {
		e = client_bind_counter(cx, c, &who, claim, code, person);
		enum err ended = client_session_end(cx, c, &who);
		e = e == OK ? ended : e;
	}
	client_close(c);
	return e;
}

enum err sample_make(struct ctx *cx, const struct conf *conf, struct slice contact, const struct client_claim *claim, struct slice code)
{
	char id[ACCOUNT_ID + 1] = "";
	bool specimen = false;
	enum err e = conf_bool(cx, conf, "authority.specimen", &specimen);
	if (e == OK && !specimen)
		return fail(cx, ERR_CONF, "authority.specimen is \"no\": sample accounts are for specimen homes alone");
	if (e == OK)
		e = find_or_create(cx, conf, contact, id);
	return e == OK ? connect_person(cx, conf, id, claim, code) : e;
}
