/* Helpers: asked, confirmed, declined, ended; nothing is told before a yes; a helper never speaks for the person. */
#include "issuer/bind.h"
#include "tests/unit/check.h"
#include "tests/unit/issuer/house.h"

#include <stdio.h>
#include <string.h>

#define BEN   ",\"passport_number\":\"CANARY222\",\"birth_date\":\"1950-07-01\",\"number\":\"RP7000002\""
#define NOBODY ",\"passport_number\":\"NOBODY99\",\"birth_date\":\"1950-07-01\",\"number\":\"RP7000002\""
#define VIEW  ",\"rights\":1,\"until\":0,\"label\":\"CANARY uncle\",\"guardian\":false"

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
	return house_ask(h, account, session, h->ben, "relative-answer", ctx_printf(h->cx, ",\"helper\":\"" EVE_ACCOUNT "\",\"request\":\"%s\",\"yes\":%s",
		house_grant_of(h, EVE_ACCOUNT, h->ben).request, yes ? "true" : "false"), NULL);
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
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ASKED);
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
	struct grant g = house_grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK_INT(g.state, GRANT_ACTIVE);
	CHECK_INT(g.rights, RIGHT_VIEW);
	CHECK_INT(g.origin, ORIGIN_HELPER_CONFIRMED);
	CHECK(!grant_is_own(&g));
	house_code(&h, "relative-active", &count);
	CHECK_INT(count, 1);
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_CHALLENGE");
	/* Asked for again, with more: what runs is not changed, the answer is the same. */
	ask(&h, BEN ",\"rights\":15,\"until\":0", &request);
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).rights, RIGHT_VIEW);
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
	struct grant g = house_grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK_INT(g.state, GRANT_DECLINED);
	CHECK_TEXT(g.ended_by, "account:" BEN_ACCOUNT);
	/* The code died with the no. */
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_CHALLENGE");
	CHECK_REFUSED(answer(&h, BEN_ACCOUNT, 'b', true), "ISSUER_STATE");
	code = ask(&h, BEN VIEW, &request);
	CHECK_DONE(answer(&h, BEN_ACCOUNT, 'b', true));
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ACTIVE);
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
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ASKED);
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
	struct grant g = house_grant_of(&h, EVE_ACCOUNT, h.ben);
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
	struct grant g = house_grant_of(&h, EVE_ACCOUNT, h.ben);
	g.state = GRANT_DECLINED;
	CHECK_OK(batch_begin(cx, h.desk.store, &b));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_CHALLENGE");
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_DECLINED);
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
	CHECK(!grant_is_own(&(struct grant){ .origin = house_grant_of(&h, EVE_ACCOUNT, h.ben).origin }));
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

/* ---- between the look and the yes; crowds; who speaks for the person ---- */

/* The person reads "may view" and says yes: what was asked for meanwhile in its place is not meant. */
TEST(relative_yes_is_for_what_was_shown)
{
	struct house h;
	struct slice request;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	ask(&h, BEN VIEW, &request);
	const char *shown = ctx_printf(cx, "%s", house_grant_of(&h, EVE_ACCOUNT, h.ben).request);
	ask(&h, BEN ",\"rights\":15,\"until\":0,\"label\":\"x\",\"guardian\":false", &request);
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "relative-answer", ctx_printf(cx, ",\"helper\":\"" EVE_ACCOUNT "\",\"yes\":true"), NULL), "ISSUER_STATE");
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "relative-answer", ctx_printf(cx, ",\"helper\":\"" EVE_ACCOUNT "\",\"request\":\"%s\",\"yes\":true", shown), NULL),
		"ISSUER_STATE");
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ASKED);
	CHECK_DONE(answer(&h, BEN_ACCOUNT, 'b', true));
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).rights, RIGHT_ALL);
	house_close(&h);
}

/* The letter with the code says what the code is for. */
TEST(relative_letter_names_the_rights)
{
	struct house h;
	struct outbox_names names;
	struct outbox_message m;
	const struct json *tree;
	house_open(cx, &h);
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "relative-ask", BEN ",\"rights\":5,\"until\":0,\"label\":\"x\",\"guardian\":false", &tree));
	CHECK_OK(outbox_list(cx, h.outbox, 10, &names));
	CHECK_INT(names.count, 1);
	CHECK_OK(outbox_read(cx, h.outbox, names.name[0], &m));
	CHECK(slice_find(m.body, SLICE("see your records"), 0) != SIZE_MAX);
	CHECK(slice_find(m.body, SLICE("stamped proofs"), 0) != SIZE_MAX);
	CHECK(slice_find(m.body, SLICE("appointments"), 0) == SIZE_MAX);
	CHECK(slice_find(m.body, SLICE("%"), 0) == SIZE_MAX);
	house_close(&h);
}

/* Asking again over an ended right must not make its end forgotten: what the helper knew of bookings, it knows still. */
TEST(relative_end_is_remembered_through_a_new_request)
{
	struct house h;
	struct slice request;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_BOOK, ORIGIN_HELPER_CONFIRMED);
	h.now += 10;
	int64_t ended = h.now;
	CHECK_DONE(end(&h, BEN_ACCOUNT, 'b', EVE_ACCOUNT));
	CHECK_INT(grant_booked_until(&(struct grant){ 0 }, h.now), 0);
	struct grant g = house_grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK_INT(grant_booked_until(&g, h.now), ended);
	h.now += 10;
	ask(&h, BEN VIEW, &request);
	g = house_grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK_INT(g.state, GRANT_ASKED);
	CHECK_INT(grant_booked_until(&g, h.now), ended);
	CHECK_DONE(answer(&h, BEN_ACCOUNT, 'b', true));
	g = house_grant_of(&h, EVE_ACCOUNT, h.ben);
	CHECK_INT(grant_booked_until(&g, h.now), ended);
	house_close(&h);
}

/* The end is told to the person, who may have no account to read it in. */
TEST(relative_end_is_told)
{
	struct house h;
	size_t count;
	house_open(cx, &h);
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_HELPER_CONFIRMED);
	CHECK_DONE(end(&h, EVE_ACCOUNT, 'e', EVE_ACCOUNT));
	house_code(&h, "relative-ended", &count);
	CHECK_INT(count, 1);
	CHECK_DONE(end(&h, EVE_ACCOUNT, 'e', EVE_ACCOUNT));
	house_code(&h, "relative-ended", &count);
	CHECK_INT(count, 0);
	house_close(&h);
}

/* A crowd of requests must not hide anybody; after a month a request waits no more. */
TEST(relative_requests_of_a_crowd_are_not_kept)
{
	struct house h;
	house_open(cx, &h);
	for (int i = 0; i < 25; i++) {
		const char *account = ctx_printf(cx, "CCCCCCCCCC%02d", i);
		char session = (char)('A' + i);
		CHECK_DONE(house_ask(&h, account, session, NULL, "session-open", "", NULL));
		CHECK_DONE(house_ask(&h, account, session, NULL, "relative-ask", BEN VIEW, NULL));
		CHECK_INT(house_grant_of(&h, account, h.ben).state, i < 20 ? GRANT_ASKED : GRANT_NONE);
	}
	/* Who waits already may ask for something else. */
	CHECK_DONE(house_ask(&h, "CCCCCCCCCC03", 'D', NULL, "relative-ask", BEN ",\"rights\":3,\"until\":0,\"label\":\"x\",\"guardian\":false", NULL));
	CHECK_INT(house_grant_of(&h, "CCCCCCCCCC03", h.ben).rights, 3);
	h.now += 30 * 86400;
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'f', NULL, "session-open", "", NULL));
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'f', NULL, "relative-ask", BEN VIEW, NULL));
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ASKED);
	house_close(&h);
}

/* Who got in by a code of the mail does not put out who stood at the counter; the other way round it is what one comes for. */
TEST(relative_counter_outranks_mail)
{
	struct house h;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_COUNTER);
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	CHECK_REFUSED(end(&h, EVE_ACCOUNT, 'e', BEN_ACCOUNT), "ISSUER_STATE");
	CHECK_DONE(end(&h, BEN_ACCOUNT, 'b', EVE_ACCOUNT));
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ENDED);
	/* Its own end everybody says. */
	CHECK_DONE(end(&h, BEN_ACCOUNT, 'b', BEN_ACCOUNT));
	house_close(&h);
}

/* A parent who asks as a mere helper, and hands the code to itself: that ends with childhood all the same. */
TEST(relative_right_on_a_child_ends_with_childhood)
{
	struct house h;
	char dora[PERSON_SIZE + 1];
	const struct json *tree;
	size_t count;
	house_open(cx, &h);
	house_keep(&h, "{\"kind\":\"visa\",\"holder\":{\"surname\":\"CANARYDORA\",\"birth_date\":\"2016-05-05\",\"sex\":\"F\",\"nationality\":\"UTO\"},"
		"\"number\":\"RP7000004\",\"type\":\"residence-permit\",\"issued\":\"2025-01-15\",\"expires\":\"2030-01-14\","
		"\"passport_number\":\"CANARY444\",\"contact\":{\"email\":\"canary-parent@example.org\"}}", dora);
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "relative-ask",
		",\"passport_number\":\"CANARY444\",\"birth_date\":\"2016-05-05\",\"number\":\"RP7000004\"" VIEW, &tree));
	const char *code = house_code(&h, "relative-code", &count);
	CHECK_DONE(finish(&h, EVE_ACCOUNT, 'e', json_text(tree, "challenge"), code));
	struct grant g = house_grant_of(&h, EVE_ACCOUNT, dora);
	CHECK(g.state == GRANT_ACTIVE && !g.guardian);
	CHECK_INT(g.until, 2030371199);
	house_close(&h);
}

TEST(relative_helper_of_too_many_gets_no_more)
{
	struct house h;
	struct slice request;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	for (int i = 0; i < 32; i++)
		house_grant(&h, EVE_ACCOUNT, ctx_printf(cx, "CCCCCCCCCC%02d", i), RIGHT_VIEW, ORIGIN_HELPER_CONFIRMED);
	const char *code = ask(&h, BEN VIEW, &request);
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', request, code), "ISSUER_STATE");
	CHECK_REFUSED(answer(&h, BEN_ACCOUNT, 'b', true), "ISSUER_STATE");
	CHECK_INT(house_grant_of(&h, EVE_ACCOUNT, h.ben).state, GRANT_ASKED);
	house_close(&h);
}

/* A helper may stop the sharing of somebody in danger; opening it again is the person's. */
TEST(sharing_stopped_is_opened_by_the_person)
{
	struct house h;
	house_open(cx, &h);
	house_grant(&h, BEN_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	house_grant(&h, EVE_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_HELPER_CONFIRMED);
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'e', h.ben, "freeze", ",\"frozen\":true", NULL));
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.ben, "freeze", ",\"frozen\":false", NULL), "ISSUER_FORBIDDEN");
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', h.ben, "freeze", ",\"frozen\":false", NULL));
	house_close(&h);
}
