/*
 * Owns: the walk through every route with every role: nobody, a guest, somebody signed in, a helper with each set of rights, the own person, and a
 * stranger's record. And the origin of forms.
 */
#include "portal/gate.h"

#include "tests/unit/check.h"
#include "tests/unit/portal/visitor.h"

#include <string.h>

#define ACCOUNT  "AAAAAAAAAAAA"
#define OWN      "111111111111"
#define STRANGER "222222222222"
#define HELPED   "333333333333"

static void put_grant(struct ctx *cx, struct visitor *p, const struct grant *g)
{
	struct store *s = NULL;
	struct batch *b = NULL;
	/* The hall has the registry open for reading: one process opens a store once. */
	clerk_close(p->clerk);
	hall_close(&p->hall);
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", p->home), STORE_WRITE, &s));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(grants_put(cx, b, g));
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
	CHECK_OK(hall_open(cx, p->conf, &p->hall));
	p->clerk = clerk_open(&p->hall);
	CHECK(p->clerk != NULL);
}

static struct visit visit_of(struct ctx *cx, struct visitor *p, const struct route *r, enum session_kind kind, struct http_request *q)
{
	struct visit v = { .cx = cx, .w = p->clerk, .q = q, .r = &p->reply, .route = r, .language = LANGUAGE_EN, .status = 200, .known_path = SLICE("/x") };
	*q = (struct http_request){ .method = r->method, .path = SLICE("/x") };
	p->reply = (struct http_reply){ 0 };
	buf_init(&v.out, 1 << 18);
	v.h = html_on(&v.out);
	v.session.kind = kind;
	if (kind == SESSION_SIGNED) {
		memcpy(v.session.account, ACCOUNT, sizeof ACCOUNT);
		v.account = ACCOUNT;
	}
	return v;
}

TEST(gate_session_walks_every_route)
{
	struct visitor p;
	struct http_request q;
	visitor_enter(cx, &p);
	CHECK_OK(clerk_renew(cx, p.clerk));
	for (size_t i = 0; i < visit_route_count; i++) {
		const struct route *r = &visit_routes[i];
		for (int kind = SESSION_NONE; kind <= SESSION_SIGNED; kind++) {
			struct visit v = visit_of(cx, &p, r, (enum session_kind)kind, &q);
			bool want = r->role == ROLE_ANYBODY || kind == SESSION_SIGNED || (r->role == ROLE_GUEST && kind == SESSION_GUEST);
			v.account = kind == SESSION_SIGNED ? ACCOUNT : NULL;
			CHECK_INT(gate_session(&v), want);
			CHECK_INT(p.reply.status, want ? 0 : 303);
			buf_free(&v.out);
		}
	}
	visitor_leave(cx, &p);
}

/* Only a whole set of rights passes; everything else reads as "not there" to a stranger. */
static void walk_person(struct ctx *cx, struct visitor *p, const char *person, unsigned have, bool own)
{
	struct http_request q;
	CHECK_OK(clerk_renew(cx, p->clerk));
	for (size_t i = 0; i < visit_route_count; i++) {
		const struct route *r = &visit_routes[i];
		struct visit v = visit_of(cx, p, r, SESSION_SIGNED, &q);
		bool about = strstr(r->path, "{person}") != NULL;
		bool want = !about || (have & r->right) == r->right;
		CHECK_INT(gate_person(&v, about ? slice_str(person) : (struct slice){ 0 }), want);
		CHECK_INT(p->reply.status, want ? 0 : have ? 403 : 404);
		if (about && want) {
			CHECK(strcmp(v.person, person) == 0);
			CHECK_INT(v.rights, have);
			CHECK_INT(v.own, own);
		}
		buf_free(&v.out);
	}
}

TEST(gate_person_walks_every_route_with_every_right)
{
	struct visitor p;
	struct grant g = { .account = ACCOUNT, .person = OWN, .state = GRANT_ACTIVE, .origin = ORIGIN_SELF_CODE, .rights = RIGHT_ALL };
	visitor_enter(cx, &p);
	put_grant(cx, &p, &g);
	walk_person(cx, &p, OWN, RIGHT_ALL, true);
	walk_person(cx, &p, STRANGER, RIGHT_NONE, false);
	walk_person(cx, &p, "nobody", RIGHT_NONE, false);
	walk_person(cx, &p, "11111111111/", RIGHT_NONE, false);
	memcpy(g.person, HELPED, sizeof HELPED);
	g.origin = ORIGIN_HELPER_CONFIRMED;
	for (unsigned rights = RIGHT_VIEW; rights <= RIGHT_ALL; rights++) {
		g.rights = rights;
		put_grant(cx, &p, &g);
		walk_person(cx, &p, HELPED, rights, false);
	}
	/* Asked, ended, not begun, over: nothing is left of a right. */
	g.until = cx->now - 1;
	put_grant(cx, &p, &g);
	walk_person(cx, &p, HELPED, RIGHT_NONE, false);
	g.until = 0;
	for (int state = GRANT_ASKED; state <= GRANT_ENDED; state++) {
		g.state = (enum grant_state)state;
		put_grant(cx, &p, &g);
		walk_person(cx, &p, HELPED, state == GRANT_ACTIVE ? RIGHT_ALL : RIGHT_NONE, false);
	}
	visitor_leave(cx, &p);
}

/* Whatever a visitor does next after the session ran out: the page says so, once, and keeps the way back. */
TEST(gate_an_ended_session_is_told_on_every_way)
{
	static const struct { const char *address, *sent_to; bool post; } ways[] = {
		{ "/account", "/sign-in?next=/account&done=session-ended", false }, { "/account/password", "/sign-in?done=session-ended", true },
		{ "/sign-out", "/sign-in?done=session-ended", true }, { "/register/code", "/sign-in?next=/register/code&done=session-ended", false },
		{ "/", "", false }, { "/offices", "", false }, { "/sign-in", "", false }, { "/nowhere", "", false }, { "/register", "", true },
	};
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	visitor_get(cx, &p, "/");
	CHECK(!visitor_sees(&p, "You were signed out"));
	cx->now += 86400;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		char cookie[sizeof p.cookie];
		memcpy(cookie, p.cookie, sizeof cookie);
		int status = ways[i].post ? visitor_post(cx, &p, ways[i].address, "switched=1") : visitor_get(cx, &p, ways[i].address);
		memcpy(p.cookie, cookie, sizeof cookie);
		CHECK_TEXT(slice_str(visitor_sent_to(cx, &p)), ways[i].sent_to);
		CHECK(*ways[i].sent_to ? status == 303 : visitor_counts(&p, "You were signed out") == 1);
		CHECK(strstr(visitor_header(cx, &p, "Set-Cookie"), "Max-Age=0") != NULL);
	}
	p.cookie[0] = 0;
	visitor_get(cx, &p, ways[0].sent_to);
	CHECK(visitor_sees(&p, "You were signed out") && visitor_sees(&p, "value=\"/account\""));
	visitor_get(cx, &p, "/");
	CHECK(!visitor_sees(&p, "You were signed out"));
	visitor_leave(cx, &p);
}

/* A form of another site, of no site, without or with another's token. */
TEST(gate_form_takes_our_own_forms_alone)
{
	static const struct { const char *site, *origin, *type; bool token; int want; } cases[] = {
		{ "same-origin", NULL, "application/x-www-form-urlencoded", true, 0 },
		{ "same-origin", NULL, "application/x-www-form-urlencoded", false, 403 },
		{ "cross-site", NULL, "application/x-www-form-urlencoded", true, 403 },
		{ "same-site", NULL, "application/x-www-form-urlencoded", true, 403 },
		{ NULL, "http://127.0.0.1:8081", "application/x-www-form-urlencoded", true, 0 },
		{ NULL, "http://evil.example", "application/x-www-form-urlencoded", true, 403 },
		{ NULL, "null", "application/x-www-form-urlencoded", true, 403 },
		{ NULL, NULL, "application/x-www-form-urlencoded", true, 0 },
		{ NULL, NULL, "application/x-www-form-urlencoded", false, 403 },
		{ "same-origin", NULL, "text/plain", true, 403 },
		{ "same-origin", NULL, "multipart/form-data; boundary=x", true, 403 },
		{ "same-origin", NULL, NULL, true, 403 },
	};
	static const struct route post = { HTTP_POST, "/x", ROLE_ANYBODY, RIGHT_NONE, NULL };
	struct visitor p;
	struct http_request q;
	char token[CSRF_TOKEN];
	struct slice cookie = { 0 };
	struct session none = { 0 };
	visitor_enter(cx, &p);
	CHECK_OK(clerk_renew(cx, p.clerk));
	csrf_token(cx, p.hall.sessions, &none, cookie, token, &cookie);
	cookie = slice_sub(cookie, 0, slice_find(cookie, SLICE(";"), 0));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct visit v = visit_of(cx, &p, &post, SESSION_NONE, &q);
		q.fetch_site = slice_str(cases[i].site);
		q.origin = slice_str(cases[i].origin);
		q.content_type = slice_str(cases[i].type);
		q.cookie = cookie;
		q.body = slice_str(ctx_printf(cx, "a=b&token=%s", cases[i].token ? token : "0"));
		CHECK_INT(gate_form(&v), cases[i].want == 0);
		CHECK_INT(p.reply.status, cases[i].want);
		buf_free(&v.out);
	}
	/* Another visitor's cookie does not fit the token. */
	struct visit v = visit_of(cx, &p, &post, SESSION_NONE, &q);
	q.content_type = SLICE("application/x-www-form-urlencoded");
	q.body = slice_str(ctx_printf(cx, "token=%s", token));
	CHECK(!gate_form(&v));
	buf_free(&v.out);
	visitor_leave(cx, &p);
}
