/*
 * Test tool: an account that is signed in, without a browser and a password. Makes account and session in the portal's store and gives the account
 * rights on the persons of the named records. Prints the Cookie header, then a line "IDENTITY PERSON" for each record.
 *   sign_in HOME CONTACT RIGHTS IDENTITY...      RIGHTS: bits of enum grant_right; "own" = an own binding with all of them
 */
#include "base/conf.h"
#include "portal/account.h"
#include "portal/session.h"
#include "registry/grants.h"
#include "registry/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check(struct ctx *cx, enum err e)
{
	if (e == OK)
		return;
	fprintf(stderr, "sign_in: %s\n", cx->text);
	exit(1);
}

static struct account account_of(struct ctx *cx, struct store *s, const char *contact)
{
	struct account a = { .language = "en", .verified = cx->now, .password = SLICE("$argon2id$none") };
	struct account known;
	struct snapshot *v = NULL;
	struct batch *b = NULL;
	a.contact_kind = contact_normalise(cx, slice_str(contact), &a.contact);
	check(cx, snapshot_open(cx, s, &v));
	check(cx, account_find_contact(cx, v, a.contact, &known));
	snapshot_close(v);
	if (known.state != ACCOUNT_NONE)
		return known;
	check(cx, batch_begin(cx, s, &b));
	check(cx, account_create(cx, b, &a));
	check(cx, batch_commit(cx, b));
	return a;
}

static void give(struct ctx *cx, struct store *registry, const char *account, const char *rights, const char *identity)
{
	struct snapshot *v = NULL;
	struct batch *b = NULL;
	struct kept_record r;
	bool found = false, own = strcmp(rights, "own") == 0;
	check(cx, snapshot_open(cx, registry, &v));
	check(cx, records_find(cx, v, slice_str(identity), &found, &r));
	if (!found) {
		fprintf(stderr, "sign_in: no record %s\n", identity);
		exit(1);
	}
	struct grant g = { .state = GRANT_ACTIVE, .origin = own ? ORIGIN_SELF_COUNTER : ORIGIN_HELPER_CONFIRMED, .asked = cx->now, .from = cx->now,
		.rights = own ? RIGHT_ALL : (unsigned)strtoul(rights, NULL, 10), .changed = cx->now, .label = own ? (struct slice){ 0 } : SLICE("mother") };
	memcpy(g.account, account, sizeof g.account);
	memcpy(g.person, r.person, sizeof g.person);
	if (!own)
		memcpy(g.request, "REQUEST00000", sizeof g.request);
	snapshot_close(v);
	check(cx, batch_begin(cx, registry, &b));
	check(cx, grants_put(cx, b, &g));
	check(cx, batch_commit(cx, b));
	printf("%s %s\n", identity, g.person);
}

int main(int argc, char **argv)
{
	struct ctx cx;
	struct conf *conf = NULL;
	struct store *registry = NULL, *portal = NULL;
	struct sessions *sessions = NULL;
	struct session_policy policy;
	struct session session;
	struct slice cookie;
	if (argc < 4)
		return 2;
	ctx_init(&cx, (int64_t)time(NULL));
	check(&cx, conf_load(&cx, argv[1], conf_known, &conf));
	check(&cx, store_open(&cx, conf_path(&cx, conf, "registry.folder"), STORE_WRITE, &registry));
	check(&cx, store_open(&cx, conf_path(&cx, conf, "portal.folder"), STORE_CREATE, &portal));
	check(&cx, session_policy_load(&cx, conf, &policy));
	check(&cx, sessions_open(&cx, portal, &policy, &sessions));
	struct account a = account_of(&cx, portal, argv[2]);
	check(&cx, session_begin_signed(&cx, sessions, NULL, a.id, LEVEL_PASSWORD, "Test", &session, &cookie));
	printf("%.*s\n", SLICE_FMT(slice_sub(cookie, 0, slice_find(cookie, SLICE(";"), 0))));
	for (int i = 4; i < argc; i++)
		give(&cx, registry, a.id, argv[3], argv[i]);
	sessions_close(sessions);
	store_close(portal);
	store_close(registry);
	conf_free(conf);
	ctx_free(&cx);
	return 0;
}
