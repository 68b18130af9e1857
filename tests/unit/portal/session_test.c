/* Sessions, their cookies and last-seen, and what of their flow slots goes on with them. */
#include "portal/seen.h"
#include "portal/session_code.h"
#include "tests/unit/portal/store.h"

#include <stdio.h>
#include <stdlib.h>

#define A "AAAAAAAAAAAA"
#define B "BBBBBBBBBBBB"

static struct session find(struct ctx *cx, struct store *s, struct sessions *all, struct slice cookies)
{
	struct snapshot *v = NULL;
	struct session out;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(session_find(cx, all, v, cookies, &out));
	snapshot_close(v);
	return out;
}

SESSION_TEST(session_cookie_flags)
{
	struct session g;
	struct slice cookie;
	CHECK_OK(session_begin_guest(cx, all, &g, &cookie));
	CHECK(slice_starts(cookie, SLICE("cinnabar=")));
	CHECK(slice_find(cookie, SLICE("; Path=/; HttpOnly; SameSite=Lax"), 0) == 9 + 64);
	CHECK(slice_find(cookie, SLICE("Secure"), 0) == SIZE_MAX);
	struct session_policy tls = portal_policy;
	struct sessions *other = NULL;
	tls.secure = true;
	CHECK_OK(sessions_open(cx, s, &tls, &other));
	CHECK_OK(session_begin_guest(cx, other, &g, &cookie));
	CHECK(slice_starts(cookie, SLICE("__Host-cinnabar=")));
	CHECK(slice_find(cookie, SLICE("; Secure"), 0) != SIZE_MAX);
	sessions_close(other);
}

static bool has_value(void *self, struct slice key, struct slice value)
{
	struct slice *hex = self;
	if (slice_find(key, *hex, 0) != SIZE_MAX || slice_find(value, *hex, 0) != SIZE_MAX)
		hex->n = 0;
	return true;
}

SESSION_TEST(session_store_never_holds_the_cookie)
{
	struct slice cookie, bytes;
	struct snapshot *v = NULL;
	uint8_t raw[32];
	size_t n = 0;
	portal_sign_in(cx, all, NULL, A, &cookie);
	struct slice hex = slice_sub(cookie, 9, 64);
	bytes = slice_of(raw, 32);
	for (; n < 32; n++)
		raw[n] = (uint8_t)strtoul(ctx_printf(cx, "%.2s", (const char *)hex.p + 2 * n), NULL, 16);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_range(cx, v, SLICE("a"), SLICE("b"), has_value, &hex));
	CHECK_OK(snapshot_range(cx, v, SLICE("a"), SLICE("b"), has_value, &bytes));
	CHECK_INT(hex.n, 64);
	CHECK_INT(bytes.n, 32);
	snapshot_close(v);
}

SESSION_TEST(session_found_by_its_cookie_only)
{
	struct slice cookie;
	struct session g = portal_sign_in(cx, all, NULL, A, &cookie), f = find(cx, s, all, cookie);
	CHECK_INT(f.kind, SESSION_SIGNED);
	CHECK_TEXT(slice_str(f.account), A);
	CHECK_TEXT(slice_str(f.device), "Firefox, Linux");
	CHECK(!memcmp(f.digest, g.digest, 32));
	CHECK_INT(find(cx, s, all, (struct slice){ 0 }).kind, SESSION_NONE);
	CHECK_INT(find(cx, s, all, SLICE("cinnabar=")).kind, SESSION_NONE);
	CHECK_INT(find(cx, s, all, SLICE("cinnabar=0000000000000000000000000000000000000000000000000000000000000000")).kind, SESSION_NONE);
	/* The digest is public: it opens nothing. */
	char hex[65];
	for (size_t i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", g.digest[i]);
	CHECK_INT(find(cx, s, all, slice_str(ctx_printf(cx, "cinnabar=%s", hex))).kind, SESSION_NONE);
	/* Two cookies of our name: somebody put one there. */
	CHECK_INT(find(cx, s, all, slice_str(ctx_printf(cx, "%.*s; %.*s", SLICE_FMT(cookie), SLICE_FMT(cookie)))).kind, SESSION_NONE);
	CHECK_INT(find(cx, s, all, slice_str(ctx_printf(cx, "lang=zh; xcinnabar=1;%.*s ;b=c", SLICE_FMT(cookie)))).kind, SESSION_NONE);
	CHECK_INT(find(cx, s, all, slice_str(ctx_printf(cx, "lang=zh; xcinnabar=1; %.*s; b=c", SLICE_FMT(cookie)))).kind, SESSION_SIGNED);
}

SESSION_TEST(session_idle_ends)
{
	struct slice cookie;
	portal_sign_in(cx, all, NULL, A, &cookie);
	cx->now += 899;
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_SIGNED);
	cx->now += 899; /* the request before kept it awake, without a write */
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_SIGNED);
	cx->now += 900;
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_NONE);
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_NONE); /* asking does not wake it */
}

SESSION_TEST(session_absolute_end)
{
	struct slice cookie;
	struct session first = portal_sign_in(cx, all, NULL, A, &cookie);
	for (int64_t t = 0; t < 43200 - 600; t += 600) {
		cx->now += 600;
		CHECK_INT(find(cx, s, all, cookie).kind, SESSION_SIGNED);
	}
	/* A rise of rights makes it no longer. */
	struct session now = find(cx, s, all, cookie);
	now = portal_sign_in(cx, all, &now, A, &cookie);
	CHECK_INT(now.until, first.until);
	cx->now += 600;
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_NONE);
}

SESSION_TEST(session_guest_half_hour)
{
	struct session g;
	struct slice cookie;
	CHECK_OK(session_begin_guest(cx, all, &g, &cookie));
	cookie = portal_cookie(cookie);
	cx->now += 1799;
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_GUEST);
	cx->now += 1800;
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_NONE);
}

SESSION_TEST(session_rotates_at_sign_in)
{
	struct session g;
	struct slice guest, cookie, json;
	struct snapshot *v = NULL;
	CHECK_OK(session_begin_guest(cx, all, &g, &guest));
	guest = portal_cookie(guest);
	CHECK_OK(flow_put(cx, all, &g, "booking", SLICE("{\"slot\":1}")));
	struct session signed_in = portal_sign_in(cx, all, &g, A, &cookie);
	CHECK_INT(find(cx, s, all, guest).kind, SESSION_NONE); /* a cookie planted before the sign-in opens nothing after it */
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_SIGNED);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(flow_get(cx, v, &signed_in, "booking", &json));
	CHECK_TEXT(json, "{\"slot\":1}");
	CHECK_OK(flow_get(cx, v, &g, "booking", &json));
	CHECK(!json.p);
	snapshot_close(v);
}

/* What a booking's code opened does not go along into the account of whoever signs in next in this browser. */
SESSION_TEST(session_booking_opened_by_code_stays_behind)
{
	struct slice cookie, json = { 0 };
	struct session g, in, again;
	struct snapshot *v = NULL;
	CHECK_OK(session_begin_guest(cx, all, &g, &cookie));
	CHECK_OK(flow_put(cx, all, &g, FLOW_STAYS, SLICE("{}")));
	CHECK_OK(session_begin_signed(cx, all, &g, A, LEVEL_PASSWORD, "", &in, &cookie));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(flow_get(cx, v, &in, FLOW_STAYS, &json));
	CHECK(!json.p);
	CHECK_OK(flow_put(cx, all, &in, FLOW_STAYS, SLICE("{}")));
	CHECK_OK(session_begin_signed(cx, all, &in, A, LEVEL_SECOND, "", &again, &cookie));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(flow_get(cx, v, &again, FLOW_STAYS, &json));
	CHECK(!json.p);
	CHECK_OK(flow_get(cx, v, &g, FLOW_STAYS, &json));
	CHECK(!json.p);
	snapshot_close(v);
}

SESSION_TEST(session_another_account_gets_no_flow)
{
	struct slice one, two, json;
	struct snapshot *v = NULL;
	struct session a = portal_sign_in(cx, all, NULL, A, &one);
	CHECK_OK(flow_put(cx, all, &a, "booking", SLICE("{}")));
	struct session b = portal_sign_in(cx, all, &a, B, &two);
	CHECK_INT(find(cx, s, all, one).kind, SESSION_NONE);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(flow_get(cx, v, &b, "booking", &json));
	CHECK(!json.p);
	snapshot_close(v);
	CHECK_INT(portal_keys(cx, s, "af"), 0);
}

static bool count_one(void *self, const struct session *s)
{
	(void)s;
	(*(size_t *)self)++;
	return true;
}

static size_t open_of(struct ctx *cx, struct store *s, struct sessions *all, const char *account)
{
	struct snapshot *v = NULL;
	size_t n = 0;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(session_range(cx, all, v, account, count_one, &n));
	snapshot_close(v);
	return n;
}

SESSION_TEST(session_list_and_end_others)
{
	struct slice one, two, three, stranger;
	struct session_ended ended;
	char handle[HANDLE_SIZE];
	struct session a = portal_sign_in(cx, all, NULL, A, &one), b = portal_sign_in(cx, all, NULL, A, &two);
	portal_sign_in(cx, all, NULL, A, &three);
	portal_sign_in(cx, all, NULL, B, &stranger);
	CHECK_INT(open_of(cx, s, all, A), 3);
	session_handle(&b, handle);
	CHECK_OK(session_end_of(cx, all, B, handle, NULL, &ended)); /* not B's */
	CHECK_INT(ended.count, 0);
	CHECK_OK(session_end_of(cx, all, A, handle, NULL, &ended));
	CHECK_INT(ended.count, 1);
	CHECK_INT(find(cx, s, all, two).kind, SESSION_NONE);
	CHECK_OK(session_end_of(cx, all, A, NULL, &a, &ended));
	CHECK_INT(ended.count, 1);
	CHECK_INT(find(cx, s, all, one).kind, SESSION_SIGNED);
	CHECK_INT(find(cx, s, all, three).kind, SESSION_NONE);
	CHECK_INT(find(cx, s, all, stranger).kind, SESSION_SIGNED);
	CHECK_INT(open_of(cx, s, all, A), 1);
}

SESSION_TEST(session_twenty_are_the_most)
{
	struct slice first, cookie;
	portal_sign_in(cx, all, NULL, A, &first);
	for (size_t i = 0; i < 20; i++) {
		cx->now++;
		portal_sign_in(cx, all, NULL, A, &cookie);
	}
	CHECK_INT(open_of(cx, s, all, A), 20);
	CHECK_INT(find(cx, s, all, first).kind, SESSION_NONE);
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_SIGNED);
}

SESSION_TEST(session_end_clears_the_cookie)
{
	struct slice cookie, gone;
	struct session a = portal_sign_in(cx, all, NULL, A, &cookie);
	CHECK_OK(flow_put(cx, all, &a, "x", SLICE("{}")));
	CHECK_OK(session_end(cx, all, &a, &gone));
	CHECK(slice_starts(gone, SLICE("cinnabar=;")) && slice_find(gone, SLICE("Max-Age=0"), 0) != SIZE_MAX);
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_NONE);
	CHECK_INT(portal_keys(cx, s, "as") + portal_keys(cx, s, "au") + portal_keys(cx, s, "af"), 0);
	CHECK_ERR(flow_put(cx, all, &a, "x", SLICE("{}")), ERR_STORE_CHANGED);
}

SESSION_TEST(session_get_never_writes)
{
	struct slice cookie;
	struct store_figures before, after;
	struct snapshot *v = NULL;
	portal_sign_in(cx, all, NULL, A, &cookie);
	CHECK_OK(snapshot_open(cx, s, &v));
	uint64_t version = snapshot_version(v);
	store_figures(s, &before);
	cx->now += 60;
	find(cx, s, all, cookie);
	store_figures(s, &after);
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_INT(snapshot_version(v), version);
	CHECK_INT(after.entries, before.entries);
	snapshot_close(v);
}

SESSION_TEST(session_last_seen_survives_a_restart)
{
	struct slice cookie;
	struct sessions *next = NULL;
	portal_sign_in(cx, all, NULL, A, &cookie);
	cx->now += 800;
	find(cx, s, all, cookie);
	CHECK_OK(sessions_tend(cx, all));
	CHECK_OK(sessions_open(cx, s, &portal_policy, &next));
	cx->now += 800;
	CHECK_INT(find(cx, s, next, cookie).kind, SESSION_SIGNED);
	sessions_close(next);
}

SESSION_TEST(session_tend_removes_what_is_over)
{
	struct slice cookie;
	struct session g;
	for (size_t i = 0; i < 40; i++)
		CHECK_OK(session_begin_guest(cx, all, &g, &cookie));
	CHECK_OK(flow_put(cx, all, &g, "x", SLICE("{}")));
	cx->now += 1000;
	portal_sign_in(cx, all, NULL, A, &cookie);
	cx->now += 850;
	find(cx, s, all, cookie);
	for (size_t i = 0; i < 16; i++)
		CHECK_OK(sessions_tend(cx, all));
	CHECK_INT(portal_keys(cx, s, "as"), 1);
	CHECK_INT(portal_keys(cx, s, "af"), 0);
	CHECK_INT(find(cx, s, all, cookie).kind, SESSION_SIGNED);
}

SESSION_TEST(session_prove_keeps_the_cookie)
{
	struct slice cookie;
	struct session a = portal_sign_in(cx, all, NULL, A, &cookie);
	cx->now += 700;
	CHECK_OK(session_prove(cx, all, &a));
	CHECK_INT(find(cx, s, all, cookie).proved, cx->now);
}

PORTAL_TEST(session_damaged_refused)
{
	struct session out;
	uint8_t value[SESSION_VALUE] = { 0 }, digest[32] = { 0 };
	(void)s;
	CHECK_ERR(session_decode(cx, digest, slice_of(value, sizeof value), &out), ERR_STORE_CORRUPT); /* kind 0 */
	value[0] = SESSION_SIGNED;
	CHECK_OK(session_decode(cx, digest, slice_of(value, sizeof value), &out));
	CHECK_ERR(session_decode(cx, digest, slice_of(value, sizeof value - 1), &out), ERR_STORE_CORRUPT);
	value[1] = 9;
	CHECK_ERR(session_decode(cx, digest, slice_of(value, sizeof value), &out), ERR_STORE_CORRUPT);
}

TEST(seen_full_bucket_drops_the_oldest)
{
	struct seen *t = seen_open();
	uint8_t digest[32] = { 0 };
	for (uint8_t i = 1; i <= 9; i++) {
		digest[31] = i;
		seen_touch(t, digest, 0, 100 + i);
	}
	digest[31] = 1;
	CHECK_INT(seen_last(t, digest, 50), 50); /* falls back to what the store says */
	digest[31] = 9;
	CHECK_INT(seen_last(t, digest, 50), 109);
	seen_close(t);
}
