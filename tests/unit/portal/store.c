/* Owns: the scratch store of the portal's tests. */
#include "tests/unit/portal/store.h"

#include "portal/secret.h"

#include <stdio.h>
#include <stdlib.h>

static struct store *open_scratch(struct ctx *cx, const char *folder)
{
	struct store *s = NULL;
	struct secret secret;
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(secret_make(cx, s, &secret));
	return s;
}

static void close_scratch(struct store *s, const char *folder)
{
	store_close(s);
	check_remove(folder);
}

void portal_with_store(struct ctx *cx, void (*body)(struct ctx *cx, struct store *s))
{
	const char *folder = check_scratch(cx);
	struct store *s = open_scratch(cx, folder);
	body(cx, s);
	close_scratch(s, folder);
}

const struct session_policy portal_policy = { .idle = 900, .absolute = 43200, .guest = 1800, .secure = false };

void portal_with_sessions(struct ctx *cx, void (*body)(struct ctx *cx, struct store *s, struct sessions *all))
{
	const char *folder = check_scratch(cx);
	struct store *s = open_scratch(cx, folder);
	struct sessions *all = NULL;
	CHECK_OK(sessions_open(cx, s, &portal_policy, &all));
	body(cx, s, all);
	sessions_close(all);
	close_scratch(s, folder);
}

struct session portal_sign_in(struct ctx *cx, struct sessions *all, const struct session *old, const char *account, struct slice *cookie)
{
	struct session out;
	CHECK_OK(session_begin_signed(cx, all, old, account, LEVEL_PASSWORD, "Firefox, Linux", &out, cookie));
	*cookie = portal_cookie(*cookie);
	return out;
}

struct account portal_account(struct ctx *cx, struct store *s, const char *contact)
{
	struct account a = { .language = "en", .password = SLICE("$argon2id$made-up") };
	struct batch *b = NULL;
	a.contact_kind = contact_normalise(cx, slice_str(contact), &a.contact);
	a.verified = cx->now;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(account_create(cx, b, &a));
	CHECK_OK(batch_commit(cx, b));
	return a;
}

struct account portal_read(struct ctx *cx, struct store *s, const char *id)
{
	struct snapshot *v = NULL;
	struct account a;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(account_find(cx, v, id, &a));
	snapshot_close(v);
	return a;
}

struct slice portal_cookie(struct slice set_cookie) { return slice_sub(set_cookie, 0, slice_find(set_cookie, SLICE(";"), 0)); }

static bool count_one(void *self, struct slice key, struct slice value)
{
	(void)key, (void)value;
	(*(size_t *)self)++;
	return true;
}

size_t portal_keys(struct ctx *cx, struct store *s, const char *prefix)
{
	struct snapshot *v = NULL;
	size_t n = 0;
	char *behind = ctx_string(cx, slice_str(prefix));
	behind[strlen(behind) - 1]++;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_range(cx, v, slice_str(prefix), slice_str(behind), count_one, &n));
	snapshot_close(v);
	return n;
}
