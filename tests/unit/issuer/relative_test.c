/* Helpers: asked, confirmed, declined, ended; nothing is told before a yes; a helper never speaks for the person. */
#include "issuer/bind.h"
#include "tests/unit/check.h"
#include "tests/unit/issuer/house.h"

#include <stdio.h>
#include <string.h>

#define BEN   ",\"passport_number\":\"CANARY222\",\"birth_date\":\"1950-07-01\",\"number\":\"RP7000002\""
#define NOBODY ",\"passport_number\":\"NOBODY99\",\"birth_date\":\"1950-07-01\",\"number\":\"RP7000002\""
#define VIEW  ",\"rights\":1,\"until\":0,\"label\":\"CANARY uncle\",\"guardian\":false"

static struct grant grant_of(struct house *h, const char *account, const char *person)
{
	struct ctx *cx = h->cx;
	struct snapshot *v = NULL;
	struct grant g = { 0 };
	bool found = false;
	CHECK_OK(snapshot_open(cx, h->desk.store, &v));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(grants_find(cx, v, account, person, &found, &g));
	snapshot_close(v);
	return found ? g : (struct grant){ 0 };
}

/* Eve asks for Ben; the request's id and the code that went to Ben. */
static const char *ask(struct house *h, const char *more, struct slice *request)
{
	const struct json *answer;
	size_t count;
	CHECK_DONE(house_ask(h, EVE_ACCOUNT, 'e', NULL, "relative-ask", more, &answer));
	*request = json_text(answer, "challenge");
	return house_code(h, "relative-code", &count);
}

static const char *finish(struct house *h, const char *account, char session, struct slice request, const char *code)
{
	return house_ask(h, account, session, NULL, "relative-finish", ctx_printf(h->cx, ",\"challenge\":\"%.*s\",\"code\":\"%s\"", SLICE_FMT(request), code), NULL);
}

static const char *answer(struct house *h, const char *account, char session, bool yes)
{
	return house_ask(h, account, session, h->ben, "relative-answer", ctx_printf(h->cx, ",\"helper\":\"" EVE_ACCOUNT "\",\"yes\":%s", yes ? "true" : "false"), NULL);
}

static const char *end(struct house *h, const char *account, char session, const char *helper)
{
	return house_ask(h, account, session, h->ben, "grant-end", ctx_printf(h->cx, ",\"helper\":\"%s\"", helper), NULL);
}

/* Known or not: no answer comes before what is left of a difference has drowned. */
TEST(relative_ask_takes_its_time)
{
	struct house h;
	house_open(cx, &h);
	int64_t began = bind_clock();
	house_ask_raw(&h, EVE_ACCOUNT, 'e', NULL, "relative-ask", NOBODY VIEW);
	CHECK(bind_clock() - began >= 50);
	house_close(&h);
}

TEST(relative_ask_tells_nothing)
{
	struct house h;
	size_t count;
	house_open(cx, &h);
	struct slice known = house_ask_raw(&h, EVE_ACCOUNT, 'e', NULL, "relative-ask", BEN VIEW);
	house_code(&h, "relative-code", &count);
	CHECK_INT(count, 1);
	struct slice unknown = house_ask_raw(&h, EVE_ACCOUNT, 'e', NULL, "relative-ask", NOBODY VIEW);
	house_code(&h, "relative-code", &count);
	CHECK_INT(count, 0);
	/* But for the random id. */
	size_t at = slice_find(known, SLICE("\"challenge\":\""), 0) + 13;
	CHECK_INT(known.n, unknown.n);
	CHECK_SLICE(slice_sub(known, 0, at), slice_sub(unknown, 0, at));
	CHECK_SLICE(slice_sub(known, at + 12, known.n), slice_sub(unknown, at + 12, unknown.n));
	CHECK_INT(grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ASKED);
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.ben, "preview", "", NULL), "ISSUER_FORBIDDEN");
	house_close(&h);
}

TEST(relative_code_handed_on)
{
	struct house h;
	struct slice request;
	size_t count;
	house_open(cx, &h);
	const char *code = ask(&h, BEN VIEW, &request);
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', request, code), "ISSUER_CHALLENGE");
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, "0"), "ISSUER_CODE");
	CHECK_DONE(finish(&h, EVE_ACCOUNT, 'e', request, code));
	struct grant g = grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK_INT(g.state, GRANT_ACTIVE);
	CHECK_INT(g.rights, RIGHT_VIEW);
	CHECK_INT(g.origin, ORIGIN_HELPER_CONFIRMED);
	CHECK(!grant_is_own(&g));
	house_code(&h, "relative-active", &count);
	CHECK_INT(count, 1);
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_CHALLENGE");
	/* Asked for again, with more: what runs is not changed, the answer is the same. */
	ask(&h, BEN ",\"rights\":15,\"until\":0", &request);
	CHECK_INT(grant_of(&h, EVE_ACCOUNT, h.ben).rights, RIGHT_VIEW);
	house_close(&h);
}

TEST(relative_own_account_answers)
{
	struct house h;
	struct slice request;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_COUNTER);
	const char *code = ask(&h, BEN VIEW, &request);
	CHECK_REFUSED(answer(&h, EVE_ACCOUNT, 'e', true), "ISSUER_FORBIDDEN");
	CHECK_DONE(answer(&h, BEN_ACCOUNT, 'b', false));
	struct grant g = grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK_INT(g.state, GRANT_DECLINED);
	CHECK_TEXT(g.ended_by, "account:" BEN_ACCOUNT);
	/* The code died with the no. */
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_CHALLENGE");
	CHECK_REFUSED(answer(&h, BEN_ACCOUNT, 'b', true), "ISSUER_STATE");
	code = ask(&h, BEN VIEW, &request);
	CHECK_DONE(answer(&h, BEN_ACCOUNT, 'b', true));
	CHECK_INT(grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ACTIVE);
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_CHALLENGE");
	house_close(&h);
}

/* All rights of a helper do not let another helper in, nor put one out. */
TEST(relative_helper_is_no_voice_of_the_person)
{
	struct house h;
	struct slice request;
	house_open(cx, &h);
	house_grant(&h, ANNA_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_HELPER_OFFICE);
	ask(&h, BEN VIEW, &request);
	CHECK_REFUSED(answer(&h, ANNA_ACCOUNT, 'a', true), "ISSUER_FORBIDDEN");
	CHECK_REFUSED(end(&h, ANNA_ACCOUNT, 'a', EVE_ACCOUNT), "ISSUER_FORBIDDEN");
	CHECK_INT(grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ASKED);
	house_close(&h);
}

TEST(relative_ends_at_once)
{
	struct house h;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_HELPER_CONFIRMED);
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.ben, "preview", "", NULL), "ISSUER_INPUT");
	CHECK_REFUSED(end(&h, ANNA_ACCOUNT, 'a', EVE_ACCOUNT), "ISSUER_FORBIDDEN");
	CHECK_DONE(end(&h, BEN_ACCOUNT, 'b', EVE_ACCOUNT));
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.ben, "preview", "", NULL), "ISSUER_FORBIDDEN");
	CHECK_REFUSED(end(&h, BEN_ACCOUNT, 'b', ANNA_ACCOUNT), "ISSUER_MISSING");
	/* A helper lays it down, and so does the person their own binding. */
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_HELPER_CONFIRMED);
	CHECK_DONE(end(&h, EVE_ACCOUNT, 'e', EVE_ACCOUNT));
	CHECK_DONE(end(&h, BEN_ACCOUNT, 'b', BEN_ACCOUNT));
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "preview", "", NULL), "ISSUER_FORBIDDEN");
	/* An ended own binding ends nobody else's. */
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_HELPER_CONFIRMED);
	CHECK_REFUSED(end(&h, BEN_ACCOUNT, 'b', EVE_ACCOUNT), "ISSUER_FORBIDDEN");
	house_close(&h);
}

/* For a child the office alone says yes: no code goes out, and the child's own account cannot. */
TEST(relative_guardian_is_for_the_office)
{
	struct house h;
	const struct json *tree;
	size_t count;
	house_open(cx, &h);
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "relative-ask", BEN ",\"rights\":15,\"until\":0,\"guardian\":true", &tree));
	const char *code = house_code(&h, "relative-asked", &count);
	CHECK_INT(count, 1);
	CHECK_INT(strlen(code), 0);
	struct slice request = json_text(tree, "challenge");
	for (int i = 0; i < 5; i++)
		CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, ctx_printf(cx, "0000000%d", i)), "ISSUER_CODE");
	/* Not even a lucky code: the challenge leads to nobody. */
	CHECK(!house_holds(&h, ctx_printf(cx, "\"what\":\"relative\",\"account\":\"" EVE_ACCOUNT "\",\"person\":\"%s\"", h.ben)));
	CHECK(house_holds(&h, "\"what\":\"relative\",\"account\":\"" EVE_ACCOUNT "\",\"person\":\"\""));
	struct grant g = grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK(g.guardian && g.state == GRANT_ASKED);
	CHECK_TEXT(request, g.request);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	CHECK_REFUSED(answer(&h, BEN_ACCOUNT, 'b', true), "ISSUER_STATE");
	CHECK_DONE(answer(&h, BEN_ACCOUNT, 'b', false));
	house_close(&h);
}

/* The office may have decided meanwhile, without knowing of the code. */
TEST(relative_code_of_a_request_that_is_over)
{
	struct house h;
	struct slice request;
	struct batch *b = NULL;
	house_open(cx, &h);
	const char *code = ask(&h, BEN VIEW, &request);
	struct grant g = grant_of(&h, EVE_ACCOUNT, h.ben);
	g.state = GRANT_DECLINED;
	CHECK_OK(batch_begin(cx, h.desk.store, &b));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_CHALLENGE");
	CHECK_INT(grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_DECLINED);
	house_close(&h);
}

/* Each code is for one thing: what lets a helper in makes nobody the person. */
TEST(relative_code_binds_nobody)
{
	struct house h;
	struct slice request;
	house_open(cx, &h);
	const char *code = ask(&h, BEN VIEW, &request);
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "bind-finish", ctx_printf(cx, ",\"challenge\":\"%.*s\",\"code\":\"%s\"", SLICE_FMT(request), code), NULL),
		"ISSUER_CHALLENGE");
	CHECK(!grant_is_own(&(struct grant){ .origin = grant_of(&h, EVE_ACCOUNT, h.ben).origin }));
	house_close(&h);
}

TEST(relative_wants_sense)
{
	static const char *const wrong[][2] = { { "rights", BEN ",\"rights\":0" }, { "rights", BEN ",\"rights\":16" }, { "rights", BEN ",\"rights\":-1" },
		{ "until", BEN ",\"rights\":1,\"until\":5" }, { "label", BEN ",\"rights\":1,\"label\":\"two\\nlines\"" },
		{ "label", BEN ",\"rights\":1,\"label\":\"12345678901234567890123456789012345678901\"" } };
	struct house h;
	const struct json *tree;
	house_open(cx, &h);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "relative-ask", wrong[i][1], &tree), "ISSUER_INPUT");
		CHECK_TEXT(json_text(tree, "field"), wrong[i][0]);
	}
	house_close(&h);
}

/* ---- sharing and corrections, by the same house ---- */

#define SHARE ",\"purpose\":\"B\",\"kinds\":\"visa,pr-card\",\"uses\":3,\"until\":%lld"

TEST(sharing_makes_ends_freezes)
{
	struct house h;
	const struct json *tree;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	const char *wish = ctx_printf(cx, SHARE, (long long)h.now + 86400);
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-make", wish, &tree));
	struct slice code = json_text(tree, "code"), id = json_text(tree, "id");
	CHECK(code.n == 12 && code.p[0] == 'B');
	CHECK(!house_holds(&h, ctx_string(cx, code)));
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-end", ",\"id\":\"00000000\"", NULL), "ISSUER_MISSING");
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-end", ctx_printf(cx, ",\"id\":\"%.*s\"", SLICE_FMT(id)), NULL));
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-end", ctx_printf(cx, ",\"id\":\"%.*s\"", SLICE_FMT(id)), NULL));
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "freeze", ",\"frozen\":true", NULL));
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-make", wish, NULL), "ISSUER_STATE");
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "freeze", ",\"frozen\":false", NULL));
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-make", wish, NULL));
	house_close(&h);
}

/* A helper must not fill a person's list, nor the whole store. */
TEST(sharing_has_its_measure_a_day)
{
	struct house h;
	int made = 0;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	for (int i = 0; i < 40; i++) {
		h.now += 60;
		made += house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-make", ctx_printf(cx, SHARE, (long long)h.now + 86400), NULL) == NULL;
	}
	CHECK_INT(made, 30);
	h.now += 86400;
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', NULL, "session-open", "", NULL));
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-make", ctx_printf(cx, SHARE, (long long)h.now + 86400), NULL));
	house_close(&h);
}

TEST(sharing_wants_sense)
{
	struct house h;
	const struct json *tree;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	const struct { const char *field, *more; } wrong[] = {
		{ "purpose", ctx_printf(cx, ",\"purpose\":\"I\",\"kinds\":\"visa\",\"until\":%lld", (long long)h.now + 10) },
		{ "purpose", ctx_printf(cx, ",\"kinds\":\"visa\",\"until\":%lld", (long long)h.now + 10) },
		{ "kinds", ctx_printf(cx, ",\"purpose\":\"B\",\"kinds\":\"visa,,\",\"until\":%lld", (long long)h.now + 10) },
		{ "kinds", ctx_printf(cx, ",\"purpose\":\"B\",\"until\":%lld", (long long)h.now + 10) },
		{ "until", ctx_printf(cx, ",\"purpose\":\"B\",\"kinds\":\"visa\",\"until\":%lld", (long long)h.now) },
		{ "until", ctx_printf(cx, ",\"purpose\":\"B\",\"kinds\":\"visa\",\"until\":%lld", (long long)h.now + 400LL * 86400) },
		{ "uses", ctx_printf(cx, ",\"purpose\":\"B\",\"kinds\":\"visa\",\"uses\":-1,\"until\":%lld", (long long)h.now + 10) } };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "share-make", wrong[i].more, &tree), "ISSUER_INPUT");
		CHECK_TEXT(json_text(tree, "field"), wrong[i].field);
	}
	house_close(&h);
}

/* The person hears of what a helper shares. */
TEST(sharing_by_a_helper_is_told)
{
	struct house h;
	size_t count;
	house_open(cx, &h);
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_SHARE, ORIGIN_HELPER_CONFIRMED);
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'e', h.ben, "share-make", ctx_printf(cx, SHARE, (long long)h.now + 86400), NULL));
	house_code(&h, "shared", &count);
	CHECK_INT(count, 1);
	house_close(&h);
}

TEST(correction_marks_the_record_and_keeps_its_case)
{
	struct house h;
	const struct json *tree;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "report-error", ",\"identity\":\"visa:RP7000002\",\"field\":\"surname\",\"text\":\"CANARY: two m\"", &tree));
	struct slice first = json_text(tree, "case");
	CHECK_INT(first.n, 12);
	CHECK(house_holds(&h, "CANARY: two m"));
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "report-error", ",\"identity\":\"visa:RP7000002\",\"field\":\"other\",\"text\":\"more\"", &tree));
	CHECK_SLICE(json_text(tree, "case"), first);
	/* Another's record, and none: the same. */
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "report-error", ",\"identity\":\"visa:EV7000001\",\"field\":\"other\",\"text\":\"x\"", NULL), "ISSUER_MISSING");
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "report-error", ",\"identity\":\"visa:NONE\",\"field\":\"other\",\"text\":\"x\"", NULL), "ISSUER_MISSING");
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "report-error", ",\"identity\":\"visa:RP7000002\",\"field\":\"shoe_size\",\"text\":\"x\"", &tree), "ISSUER_INPUT");
	CHECK_TEXT(json_text(tree, "field"), "field");
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "report-error", ",\"identity\":\"visa:RP7000002\",\"field\":\"other\",\"text\":\"\"", NULL), "ISSUER_INPUT");
	house_close(&h);
}
