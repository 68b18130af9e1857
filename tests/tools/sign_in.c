/*
 * Test tool: an account that is signed in, without a browser and a password. Makes account and session in the portal's store and gives the account
 * rights on the persons of the named records. Prints the Cookie header, then a line "IDENTITY PERSON" for each record.
 *   sign_in HOME CONTACT RIGHTS IDENTITY...      RIGHTS: bits of enum grant_right; "own" = an own binding with all of them
 *   sign_in HOME - < lines "CONTACT RIGHTS IDENTITY..."      the same for many
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

struct stores {
	struct store *registry, *portal;
	struct sessions *sessions;
};

static void sign_in(struct ctx *cx, const struct stores *all, const char *contact, const char *rights, char **identities)
{
	struct session session;
	struct slice cookie;
	struct account a = account_of(cx, all->portal, contact);
	check(cx, session_begin_signed(cx, all->sessions, NULL, a.id, LEVEL_PASSWORD, "Test", &session, &cookie));
	printf("%.*s\n", SLICE_FMT(slice_sub(cookie, 0, slice_find(cookie, SLICE(";"), 0))));
	for (; *identities; identities++)
		give(cx, all->registry, a.id, rights, *identities);
}

static void sign_in_many(struct ctx *cx, const struct stores *all)
{
	char line[1024], *words[16];
	while (fgets(line, sizeof line, stdin)) {
		size_t n = 0;
		char *rest = NULL;
		for (char *w = strtok_r(line, " \n", &rest); w && n < 15; w = strtok_r(NULL, " \n", &rest))
			words[n++] = w;
		words[n] = NULL;
		if (n >= 2)
			sign_in(cx, all, words[0], words[1], words + 2);
	}
}

int main(int argc, char **argv)
{
	struct ctx cx;
	struct conf *conf = NULL;
	struct stores all = { 0 };
	struct session_policy policy;
	bool many = argc == 3 && strcmp(argv[2], "-") == 0;
	if (argc < 4 && !many)
		return 2;
	ctx_init(&cx, (int64_t)time(NULL));
	check(&cx, conf_load(&cx, argv[1], conf_known, &conf));
	check(&cx, store_open(&cx, conf_path(&cx, conf, "registry.folder"), STORE_WRITE, &all.registry));
	check(&cx, store_open(&cx, conf_path(&cx, conf, "portal.folder"), STORE_CREATE, &all.portal));
	check(&cx, session_policy_load(&cx, conf, &policy));
	check(&cx, sessions_open(&cx, all.portal, &policy, &all.sessions));
	if (many)
		sign_in_many(&cx, &all);
	else
		sign_in(&cx, &all, argv[2], argv[3], argv + 4);
	sessions_close(all.sessions);
	store_close(all.portal);
	store_close(all.registry);
	conf_free(conf);
	ctx_free(&cx);
	return 0;
}
