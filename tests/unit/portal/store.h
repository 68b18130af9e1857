/* Owns: what tests of the portal's tables share: a scratch store, and short ways through snapshots and batches. */
#ifndef TESTS_UNIT_PORTAL_STORE_H
#define TESTS_UNIT_PORTAL_STORE_H

#include "portal/account.h"
#include "portal/session.h"
#include "tests/unit/check.h"

/* PORTAL_TEST(name) { ... }: a TEST with a fresh store `s` that is removed afterwards. */
void portal_with_store(struct ctx *cx, void (*body)(struct ctx *cx, struct store *s));
#define PORTAL_TEST(name) \
	static void with_##name(struct ctx *cx, struct store *s); \
	TEST(name) { portal_with_store(cx, with_##name); } \
	static void with_##name(struct ctx *cx, struct store *s)

/* SESSION_TEST(name) { ... }: with open sessions `all` over it: 15 minutes idle, 12 hours in all, guests 30 minutes. */
extern const struct session_policy portal_policy;
void portal_with_sessions(struct ctx *cx, void (*body)(struct ctx *cx, struct store *s, struct sessions *all));
#define SESSION_TEST(name) \
	static void sessions_##name(struct ctx *cx, struct store *s, struct sessions *all); \
	TEST(name) { portal_with_sessions(cx, sessions_##name); } \
	static void sessions_##name(struct ctx *cx, struct store *s __attribute__((unused)), struct sessions *all)
/* Signs the account in by password; *cookie is what a browser sends from then on. */
struct session portal_sign_in(struct ctx *cx, struct sessions *all, const struct session *old, const char *account, struct slice *cookie);

/* An open account with this contact and a made-up password string; in a batch of its own. */
struct account portal_account(struct ctx *cx, struct store *s, const char *contact);
/* The account as it stands now. */
struct account portal_read(struct ctx *cx, struct store *s, const char *id);
/* "name=value" of a Set-Cookie value, as a Cookie header. */
struct slice portal_cookie(struct slice set_cookie);
/* The number of keys that begin so. */
size_t portal_keys(struct ctx *cx, struct store *s, const char *prefix);

#endif
