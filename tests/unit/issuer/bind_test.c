/* Binding: nothing tells whether somebody is known; a code is short-lived, counted, and of one session; only the right one binds. */
#include "registry/challenges.h"
#include "tests/unit/check.h"
#include "tests/unit/issuer/house.h"

#include <stdio.h>
#include <string.h>

#define KNOWN    ",\"passport_number\":\"CANARY111\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000001\""
#define BY_CARD  ",\"passport_number\":\"canary 111\",\"birth_date\":\"1985-03-14\",\"number\":\"9319-9919-8503-1424-62\""
#define OF_BEN   ",\"passport_number\":\"CANARY222\",\"birth_date\":\"1950-07-01\",\"number\":\"RP7000002\""
#define OF_CLEO  ",\"passport_number\":\"CANARY333\",\"birth_date\":\"2016-05-05\",\"number\":\"RP7000003\""

static const char *finish(struct house *h, const char *account, char session, struct slice challenge, const char *code, const struct json **answer)
{
	return house_ask(h, account, session, NULL, "bind-finish", ctx_printf(h->cx, ",\"challenge\":\"%.*s\",\"code\":\"%s\"", SLICE_FMT(challenge), code), answer);
}

/* A running challenge of Anna's; its code. */
static const char *begin(struct house *h, struct slice *challenge)
{
	const struct json *answer;
	size_t count;
	CHECK_DONE(house_ask(h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", KNOWN, &answer));
	*challenge = json_text(answer, "challenge");
	const char *code = house_code(h, "bind-code", &count);
	CHECK_INT(count, 1);
	CHECK_INT(strlen(code), 8);
	return code;
}

static const char *wrong_code(struct house *h, const char *code) { return ctx_printf(h->cx, "%c%s", code[0] == '9' ? '0' : code[0] + 1, code + 1); }

/* The same bytes, and the same traces but the letter, whoever was meant and whether they exist. */
TEST(bind_begin_tells_nothing)
{
	static const char *const unknown[] = { OF_CLEO, /* no contact on the record */
		",\"passport_number\":\"NOBODY99\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000001\"",
		",\"passport_number\":\"CANARY111\",\"birth_date\":\"1985-03-15\",\"number\":\"EV7000001\"",
		",\"passport_number\":\"CANARY111\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000009\"",
		",\"passport_number\":\"CANARY111\",\"birth_date\":\"1985-03-14\",\"number\":\"RP7000002\"",
		",\"passport_number\":\"CANARY222\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000001\"" };
	struct house h;
	size_t count;
	house_open(cx, &h);
	struct slice known = house_ask_raw(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", KNOWN);
	house_code(&h, "bind-code", &count);
	CHECK_INT(count, 1);
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		CHECK_SLICE(house_ask_raw(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", unknown[i]), known);
		house_code(&h, "bind-code", &count);
		CHECK_INT(count, 0);
		CHECK(house_holds(&h, "\"what\":\"bind\""));
	}
	house_close(&h);
}

TEST(bind_finish_of_nobody_counts_like_of_somebody)
{
	struct house h;
	const struct json *answer;
	house_open(cx, &h);
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", ",\"passport_number\":\"NOBODY99\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000001\"", &answer));
	struct slice challenge = json_text(answer, "challenge");
	for (int left = 4; left >= 0; left--) {
		CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, "00000000", &answer), "ISSUER_CODE");
		CHECK_INT(json_get(answer, "tries")->integer, left);
	}
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, "00000000", &answer), "ISSUER_CHALLENGE");
	house_close(&h);
}

TEST(bind_gives_all_rights_to_the_right_code_once)
{
	struct house h;
	struct slice challenge;
	const struct json *answer;
	struct snapshot *v = NULL;
	struct grant g;
	bool found = false;
	size_t count;
	house_open(cx, &h);
	const char *code = begin(&h, &challenge);
	/* Only its digest lies in the store. */
	CHECK(!house_holds(&h, code));
	CHECK_DONE(finish(&h, ANNA_ACCOUNT, 'a', challenge, ctx_printf(cx, "%.4s-%s", code, code + 4), &answer));
	CHECK_TEXT(json_text(answer, "person"), h.anna);
	CHECK_OK(snapshot_open(cx, h.desk.store, &v));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(grants_find(cx, v, ANNA_ACCOUNT, h.anna, &found, &g));
	CHECK(found && grant_is_own(&g) && g.origin == ORIGIN_SELF_CODE);
	CHECK_INT(grant_rights_at(&g, h.now), RIGHT_ALL);
	snapshot_close(v);
	CHECK(house_holds(&h, ctx_printf(cx, "account:%s for person:%s", ANNA_ACCOUNT, h.anna)));
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, code, NULL), "ISSUER_CHALLENGE");
	/* The contact on the record hears of it. */
	house_code(&h, "bound", &count);
	CHECK_INT(count, 1);
	house_close(&h);
}

TEST(bind_five_tries_and_no_more)
{
	struct house h;
	struct slice challenge;
	house_open(cx, &h);
	const char *code = begin(&h, &challenge);
	for (int i = 0; i < 5; i++)
		CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, wrong_code(&h, code), NULL), "ISSUER_CODE");
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, code, NULL), "ISSUER_CHALLENGE");
	house_close(&h);
}

TEST(bind_fifteen_minutes)
{
	struct house h;
	struct slice challenge;
	house_open(cx, &h);
	const char *code = begin(&h, &challenge);
	h.now += 900;
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, code, NULL), "ISSUER_CHALLENGE");
	h.now -= 1;
	CHECK_DONE(finish(&h, ANNA_ACCOUNT, 'a', challenge, code, NULL));
	house_close(&h);
}

TEST(bind_code_is_of_one_account_and_session)
{
	struct house h;
	struct slice challenge;
	house_open(cx, &h);
	const char *code = begin(&h, &challenge);
	CHECK_REFUSED(finish(&h, EVE_ACCOUNT, 'e', challenge, code, NULL), "ISSUER_CHALLENGE");
	/* The same account in another session. */
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'z', NULL, "session-open", "", NULL));
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'z', challenge, code, NULL), "ISSUER_CHALLENGE");
	CHECK_DONE(finish(&h, ANNA_ACCOUNT, 'a', challenge, code, NULL));
	house_close(&h);
}

TEST(bind_new_code_ends_the_old)
{
	struct house h;
	struct slice challenge, again;
	house_open(cx, &h);
	const char *old = begin(&h, &challenge), *code = begin(&h, &again);
	if (strcmp(old, code) != 0)
		CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, old, NULL), "ISSUER_CODE");
	CHECK_DONE(finish(&h, ANNA_ACCOUNT, 'a', again, code, NULL));
	house_close(&h);
}

TEST(bind_reads_numbers_as_people_type_them)
{
	static const char *const wrong[][2] = { { "birth_date", ",\"passport_number\":\"CANARY111\",\"birth_date\":\"14.3.1985\",\"number\":\"EV7000001\"" },
		{ "passport_number", ",\"passport_number\":\"C1\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000001\"" },
		{ "passport_number", ",\"passport_number\":\"CANARY111'--\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000001\"" },
		{ "number", ",\"passport_number\":\"CANARY111\",\"birth_date\":\"1985-03-14\"" } };
	struct house h;
	const struct json *answer;
	size_t count;
	house_open(cx, &h);
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", BY_CARD, NULL));
	house_code(&h, "bind-code", &count);
	CHECK_INT(count, 1);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK_REFUSED(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", wrong[i][1], &answer), "ISSUER_INPUT");
		CHECK_TEXT(json_text(answer, "field"), wrong[i][0]);
	}
	house_close(&h);
}

/* Per account, per document, in all; whether the document is known makes no difference. */
TEST(bind_is_throttled)
{
	static const char *const unknown = ",\"passport_number\":\"NOBODY99\",\"birth_date\":\"1985-03-14\",\"number\":\"XX7000001\"";
	struct house h;
	const struct json *answer;
	house_open(cx, &h);
	h.room.bind_rate = 3;
	for (int i = 0; i < 3; i++)
		CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", KNOWN, NULL));
	CHECK_REFUSED(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", OF_BEN, &answer), "ISSUER_THROTTLED");
	CHECK(json_get(answer, "wait")->integer > 0 && json_get(answer, "wait")->integer <= 1200);
	/* Another account, the same document: known and unknown alike. */
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "bind-begin", KNOWN, NULL), "ISSUER_THROTTLED");
	h.now += 3600;
	for (int i = 0; i < 3; i++)
		CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", unknown, NULL));
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "bind-begin", unknown, NULL), "ISSUER_THROTTLED");
	h.now += 1200;
	CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "bind-begin", unknown, NULL));
	/* Many accounts with many documents: all together. */
	h.now += 3600;
	size_t refused = 0;
	for (int i = 0; i < 16; i++) {
		const char *account = ctx_printf(cx, "CCCCCCCCCC%02d", i);
		CHECK_DONE(house_ask(&h, account, (char)('0' + i), NULL, "session-open", "", NULL));
		const char *other = ctx_printf(cx, ",\"passport_number\":\"NOBODY%02d\",\"birth_date\":\"1985-03-14\",\"number\":\"XY70000%02d\"", i, i);
		refused += house_ask(&h, account, (char)('0' + i), NULL, "bind-begin", other, NULL) != NULL;
	}
	CHECK_INT(refused, 1);
	house_close(&h);
}

static void put_counter_code(struct house *h, const char *person, const char *code)
{
	struct ctx *cx = h->cx;
	struct batch *b = NULL;
	struct challenge c = { .what = "counter", .tries = 5, .made = h->now, .expires = h->now + 86400 };
	snprintf(c.id, sizeof c.id, "counter-%s", person);
	memcpy(c.person, person, sizeof c.person);
	challenge_digest(c.id, slice_str(code), c.digest);
	CHECK_OK(batch_begin(cx, h->desk.store, &b));
	CHECK_OK(challenges_put(cx, b, &c));
	CHECK_OK(batch_commit(cx, b));
}

TEST(bind_counter_code)
{
	struct house h;
	const struct json *answer;
	house_open(cx, &h);
	put_counter_code(&h, h.cleo, "12345678");
	/* Wrong code, wrong claim, nobody, no code printed: the same bytes. */
	struct slice wrong = house_ask_raw(&h, ANNA_ACCOUNT, 'a', NULL, "bind-counter", OF_CLEO ",\"code\":\"12345679\"");
	CHECK_SLICE(house_ask_raw(&h, ANNA_ACCOUNT, 'a', NULL, "bind-counter", OF_BEN ",\"code\":\"12345678\""), wrong);
	CHECK_SLICE(house_ask_raw(&h, ANNA_ACCOUNT, 'a', NULL, "bind-counter",
		",\"passport_number\":\"NOBODY99\",\"birth_date\":\"1985-03-14\",\"number\":\"EV7000001\",\"code\":\"12345678\""), wrong);
	CHECK_SLICE(house_ask_raw(&h, ANNA_ACCOUNT, 'a', NULL, "bind-counter",
		",\"passport_number\":\"CANARY333\",\"birth_date\":\"2016-05-06\",\"number\":\"RP7000003\",\"code\":\"12345678\""), wrong);
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-counter", OF_CLEO ",\"code\":\"1234 5678\"", &answer));
	CHECK_TEXT(json_text(answer, "person"), h.cleo);
	CHECK_SLICE(house_ask_raw(&h, EVE_ACCOUNT, 'e', NULL, "bind-counter", OF_CLEO ",\"code\":\"12345678\""), wrong);
	put_counter_code(&h, h.cleo, "12345678");
	for (int i = 0; i < 5; i++)
		CHECK_SLICE(house_ask_raw(&h, EVE_ACCOUNT, 'e', NULL, "bind-counter", OF_CLEO ",\"code\":\"00000000\""), wrong);
	CHECK_SLICE(house_ask_raw(&h, EVE_ACCOUNT, 'e', NULL, "bind-counter", OF_CLEO ",\"code\":\"12345678\""), wrong);
	house_close(&h);
}

/* ---- children, and one account for one person ---- */

static const char *at_the_counter(struct house *h, const char *account, char session, const char *person, const char *claim, const struct json **answer)
{
	put_counter_code(h, person, "12345678");
	return house_ask(h, account, session, NULL, "bind-counter", ctx_printf(h->cx, "%s,\"code\":\"12345678\"", claim), answer);
}

/* Whoever holds a child's papers is a guardian, not the child: the right ends with childhood, by itself. */
TEST(bind_of_a_child_makes_a_guardian_until_majority)
{
	struct house h;
	house_open(cx, &h);
	CHECK_DONE(at_the_counter(&h, ANNA_ACCOUNT, 'a', h.cleo, OF_CLEO, NULL));
	struct grant g = house_grant_of(&h, ANNA_ACCOUNT, h.cleo);
	CHECK(g.guardian && !grant_is_own(&g));
	CHECK_INT(g.until, 2030371199); /* 2034-05-04T15:59:59Z: midnight before the birthday, in Beijing */
	CHECK_INT(grant_rights_at(&g, g.until), RIGHT_ALL);
	CHECK_INT(grant_rights_at(&g, g.until + 1), RIGHT_NONE);
	/* Grown up, the person connects the same records to an account that is theirs. */
	h.now = g.until + 1;
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'c', NULL, "session-open", "", NULL));
	CHECK_DONE(at_the_counter(&h, BEN_ACCOUNT, 'c', h.cleo, OF_CLEO, NULL));
	g = house_grant_of(&h, BEN_ACCOUNT, h.cleo);
	CHECK(grant_is_own(&g) && !g.guardian && g.until == 0);
	house_close(&h);
}

/* A second grown person is somebody else: for them there is help for relatives. The code is not used up by the attempt. */
TEST(bind_is_of_one_grown_person)
{
	struct house h;
	const struct json *answer;
	house_open(cx, &h);
	CHECK_DONE(at_the_counter(&h, ANNA_ACCOUNT, 'a', h.anna, KNOWN, NULL));
	CHECK_REFUSED(at_the_counter(&h, ANNA_ACCOUNT, 'a', h.ben, OF_BEN, &answer), "ISSUER_STATE");
	CHECK_TEXT(json_text(answer, "field"), "own");
	CHECK_INT(house_grant_of(&h, ANNA_ACCOUNT, h.ben).state, GRANT_NONE);
	CHECK_DONE(house_ask(&h, BEN_ACCOUNT, 'b', NULL, "bind-counter", OF_BEN ",\"code\":\"12345678\"", NULL));
	/* A child is no second person of one's own; and one's own again is fine. */
	CHECK_DONE(at_the_counter(&h, ANNA_ACCOUNT, 'a', h.cleo, OF_CLEO, NULL));
	CHECK_DONE(at_the_counter(&h, ANNA_ACCOUNT, 'a', h.anna, KNOWN, NULL));
	/* Laid down, it is no longer in the way. */
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', h.anna, "grant-end", ",\"helper\":\"" ANNA_ACCOUNT "\"", NULL));
	CHECK_DONE(at_the_counter(&h, ANNA_ACCOUNT, 'a', h.ben, OF_BEN, NULL));
	house_close(&h);
}

TEST(bind_by_mail_is_of_one_grown_person_too)
{
	struct house h;
	struct slice challenge;
	const struct json *answer;
	house_open(cx, &h);
	house_grant(&h, ANNA_ACCOUNT, h.ben, RIGHT_ALL, ORIGIN_SELF_CODE);
	const char *code = begin(&h, &challenge);
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, code, &answer), "ISSUER_STATE");
	CHECK_TEXT(json_text(answer, "field"), "own");
	/* A wrong code still is just wrong: the refusal tells nothing to who does not know it. */
	CHECK_REFUSED(finish(&h, ANNA_ACCOUNT, 'a', challenge, wrong_code(&h, code), &answer), "ISSUER_CODE");
	CHECK(json_get(answer, "field") == NULL);
	house_close(&h);
}

TEST(bind_is_for_a_family_and_no_agency)
{
	struct house h;
	const struct json *answer;
	house_open(cx, &h);
	for (int i = 0; i < 32; i++)
		house_grant(&h, ANNA_ACCOUNT, ctx_printf(cx, "CCCCCCCCCC%02d", i), RIGHT_VIEW, ORIGIN_HELPER_CONFIRMED);
	CHECK_REFUSED(at_the_counter(&h, ANNA_ACCOUNT, 'a', h.cleo, OF_CLEO, &answer), "ISSUER_STATE");
	CHECK_TEXT(json_text(answer, "field"), "persons");
	house_close(&h);
}

/* The contact on a record of childhood is the parents': once the person is of age it opens nothing, for nobody. */
TEST(bind_sends_no_code_of_a_grown_person_to_the_contact_of_childhood)
{
	struct house h;
	size_t count;
	char dora[PERSON_SIZE + 1];
	const char *of_dora = ",\"passport_number\":\"CANARY444\",\"birth_date\":\"2009-01-01\",\"number\":\"RP7000004\"";
	house_open(cx, &h);
	house_keep(&h, "{\"kind\":\"visa\",\"holder\":{\"surname\":\"CANARYDORA\",\"birth_date\":\"2009-01-01\",\"sex\":\"F\",\"nationality\":\"UTO\"},"
		"\"number\":\"RP7000004\",\"type\":\"residence-permit\",\"issued\":\"2025-01-15\",\"expires\":\"2030-01-14\","
		"\"passport_number\":\"CANARY444\",\"contact\":{\"email\":\"canary-parent@example.org\"}}", dora);
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", of_dora, NULL));
	house_code(&h, "bind-code", &count);
	CHECK_INT(count, 1);
	h.now = 1798732800; /* 2027-01-01T00:00:00Z */
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'p', NULL, "session-open", "", NULL));
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'p', NULL, "bind-begin", of_dora, NULL));
	house_code(&h, "bind-code", &count);
	CHECK_INT(count, 0);
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'p', NULL, "relative-ask", ctx_printf(cx, "%s,\"rights\":15,\"until\":0,\"label\":\"x\",\"guardian\":false", of_dora), NULL));
	house_code(&h, "relative-code", &count);
	CHECK_INT(count, 0);
	/* A record that changed since, here by a new permit, names a contact of their own. */
	house_keep(&h, "{\"kind\":\"visa\",\"holder\":{\"surname\":\"CANARYDORA\",\"birth_date\":\"2009-01-01\",\"sex\":\"F\",\"nationality\":\"UTO\"},"
		"\"number\":\"RP7000005\",\"type\":\"residence-permit\",\"issued\":\"2026-12-15\",\"expires\":\"2030-01-14\","
		"\"passport_number\":\"CANARY444\",\"contact\":{\"email\":\"canary-dora@example.org\"}}", dora);
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'p', NULL, "bind-begin", of_dora, NULL));
	house_code(&h, "bind-code", &count);
	CHECK_INT(count, 1);
	house_close(&h);
}

/* Somebody who claims to be another all day long does not keep that one from the code they got at the counter. */
TEST(bind_counter_is_not_blocked_by_what_strangers_claim)
{
	struct house h;
	house_open(cx, &h);
	h.room.bind_rate = 3;
	for (int i = 0; i < 3; i++)
		CHECK_DONE(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "bind-begin", OF_BEN, NULL));
	CHECK_REFUSED(house_ask(&h, BEN_ACCOUNT, 'b', NULL, "bind-begin", OF_BEN, NULL), "ISSUER_THROTTLED");
	CHECK_DONE(at_the_counter(&h, BEN_ACCOUNT, 'b', h.ben, OF_BEN, NULL));
	/* Its own measure it has. */
	for (int i = 0; i < 3; i++)
		CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "bind-counter", OF_BEN ",\"code\":\"00000000\"", NULL), "ISSUER_CODE");
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', NULL, "bind-counter", OF_BEN ",\"code\":\"00000000\"", NULL), "ISSUER_THROTTLED");
	house_close(&h);
}
