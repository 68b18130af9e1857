/* Tokens of forms: whose they are. */
#include "portal/csrf.h"
#include "tests/unit/portal/store.h"

#define A "AAAAAAAAAAAA"
#define B "BBBBBBBBBBBB"

SESSION_TEST(csrf_of_a_session)
{
	struct slice one, two, set;
	char token[CSRF_TOKEN], other[CSRF_TOKEN];
	struct session a = portal_sign_in(cx, all, NULL, A, &one), b = portal_sign_in(cx, all, NULL, B, &two);
	csrf_token(cx, all, &a, one, token, &set);
	CHECK(!set.p);
	csrf_token(cx, all, &b, two, other, &set);
	CHECK(csrf_check(all, &a, one, slice_str(token)));
	CHECK(!csrf_check(all, &a, one, slice_str(other))); /* a token of the attacker's own session */
	CHECK(!csrf_check(all, &a, one, SLICE("")));
	CHECK(!csrf_check(all, &a, one, (struct slice){ 0 }));
	CHECK(!csrf_check(all, NULL, one, slice_str(token)));
}

SESSION_TEST(csrf_of_a_visitor)
{
	struct slice set, again;
	char token[CSRF_TOKEN], other[CSRF_TOKEN];
	struct session none = { 0 };
	csrf_token(cx, all, &none, (struct slice){ 0 }, token, &set);
	CHECK(slice_starts(set, SLICE("cinnabar-visitor=")));
	set = portal_cookie(set);
	CHECK(csrf_check(all, &none, set, slice_str(token)));
	CHECK(!csrf_check(all, &none, (struct slice){ 0 }, slice_str(token)));
	csrf_token(cx, all, &none, set, other, &again);
	CHECK(!again.p && !strcmp(token, other));
	csrf_token(cx, all, &none, SLICE("cinnabar-visitor=xyz"), other, &again); /* not of our form: a new one */
	CHECK(again.p && strcmp(token, other) != 0);
	/* Signed in, a visitor's token is worth nothing. */
	struct slice cookie;
	struct session a = portal_sign_in(cx, all, NULL, A, &cookie), g;
	CHECK(!csrf_check(all, &a, set, slice_str(token)));
	CHECK_OK(session_begin_guest(cx, all, &g, &cookie));
	CHECK(csrf_check(all, &g, set, slice_str(token)));
}
