/* The gate before every act: envelope, session, right on the person, pace. */
#include "base/limits.h"
#include "tests/unit/check.h"
#include "tests/unit/issuer/house.h"

#include <string.h>

static const struct {
	const char *name;
	unsigned right;       /* needed on the person; 0 = the act is about nobody */
} acts[] = {
#define X(name, function, right) { name, right },
#include "issuer/acts.def"
#undef X
};

#define ACTS (sizeof acts / sizeof *acts)

TEST(acts_refuse_lies_about_the_envelope)
{
	static const char *const lies[] = { "", "{", "null", "[]", "\"session-open\"", "{}", "{\"act\":\"session-open\"}", "{\"act\":1}",
		"{\"act\":\"session-open\",\"account\":\"CANARY\",\"session\":\"00\"}",
		"{\"act\":\"session-open\",\"account\":\"AAAAAAAAAAAA\",\"session\":\"00\"}",
		"{\"act\":\"session-open\",\"account\":\"AAAAAAAAAAAA\",\"session\":\"zz00000000000000000000000000000000000000000000000000000000000000\"}",
		"{\"act\":\"session-open\",\"account\":\"aaaaaaaaaaaa\",\"session\":\"0000000000000000000000000000000000000000000000000000000000000000\"}",
		"{\"act\":\"CANARY\",\"account\":\"AAAAAAAAAAAA\",\"session\":\"0000000000000000000000000000000000000000000000000000000000000000\"}",
		"{\"act\":\"preview\",\"account\":\"AAAAAAAAAAAA\",\"session\":\"0000000000000000000000000000000000000000000000000000000000000000\"}",
		"{\"act\":\"preview\",\"account\":\"AAAAAAAAAAAA\",\"session\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"person\":\"CANARY\"}" };
	struct house h;
	house_open(cx, &h);
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct buf answer;
		struct json *tree = NULL;
		buf_init(&answer, LIMIT_IPC_BYTES);
		act_answer(&h.at, slice_str(lies[i]), h.now, &answer);
		CHECK_OK(json_parse(cx, ctx_copy(cx, buf_slice(&answer)), &tree));
		CHECK_TEXT(json_text(tree, "error"), "ISSUER_INPUT");
		CHECK_INT(slice_find(buf_slice(&answer), SLICE("CANARY"), 0), SIZE_MAX);
		buf_free(&answer);
	}
	house_close(&h);
}

TEST(acts_session_is_of_one_account_and_ends_for_good)
{
	struct house h;
	const struct json *answer;
	house_open(cx, &h);
	CHECK_REFUSED(house_ask(&h, ANNA_ACCOUNT, 'x', NULL, "bind-begin", "", &answer), "ISSUER_SESSION");
	CHECK(json_get(answer, "unknown_session") != NULL);
	/* Anna's session in Eve's hand. */
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'a', NULL, "session-open", "", &answer), "ISSUER_SESSION");
	CHECK(json_get(answer, "unknown_session") == NULL);
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'a', NULL, "bind-begin", "", NULL), "ISSUER_SESSION");
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'a', NULL, "session-end", "", NULL), "ISSUER_SESSION");
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "session-open", "", NULL));
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "session-end", "", NULL));
	CHECK_REFUSED(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "session-open", "", NULL), "ISSUER_SESSION");
	CHECK_REFUSED(house_ask(&h, ANNA_ACCOUNT, 'a', NULL, "bind-begin", "", &answer), "ISSUER_SESSION");
	CHECK(json_get(answer, "unknown_session") == NULL);
	/* Its time is over anyway. */
	CHECK_DONE(house_ask(&h, ANNA_ACCOUNT, 'q', NULL, "session-open", "", NULL));
	h.now += CALLER_SECONDS;
	CHECK_REFUSED(house_ask(&h, ANNA_ACCOUNT, 'q', NULL, "bind-begin", "", NULL), "ISSUER_SESSION");
	house_close(&h);
}

/* An act with no arguments gets behind the gate only with the right; behind it the missing argument is told. */
static bool gets_in(struct house *h, const char *account, char session, const char *person, const char *act)
{
	const char *error = house_ask(h, account, session, person, act, "", NULL);
	return !error || strcmp(error, "ISSUER_FORBIDDEN") != 0;
}

TEST(acts_nobody_acts_for_strangers)
{
	struct house h;
	house_open(cx, &h);
	house_grant(&h, ANNA_ACCOUNT, h.anna, RIGHT_ALL, ORIGIN_SELF_CODE);
	for (size_t i = 0; i < ACTS; i++) {
		if (acts[i].right == RIGHT_NONE)
			continue;
		CHECK(!gets_in(&h, EVE_ACCOUNT, 'e', h.anna, acts[i].name));
		CHECK(!gets_in(&h, ANNA_ACCOUNT, 'a', h.ben, acts[i].name));
		CHECK(!gets_in(&h, ANNA_ACCOUNT, 'a', "000000000000", acts[i].name));
		CHECK(gets_in(&h, ANNA_ACCOUNT, 'a', h.anna, acts[i].name));
	}
	house_close(&h);
}

/* What cannot be taken back, and opening what was stopped: for the person (or a child's guardian) alone. Without arguments "freeze" is a thaw. */
static bool is_for_the_voice(const char *act) { return strcmp(act, "withdraw") == 0 || strcmp(act, "freeze") == 0; }

/* Every act with every set of a helper's rights. */
TEST(acts_need_their_right)
{
	struct house h;
	house_open(cx, &h);
	for (unsigned rights = 1; rights <= RIGHT_ALL; rights++) {
		house_grant(&h, EVE_ACCOUNT, h.anna, rights, ORIGIN_HELPER_CONFIRMED);
		for (size_t i = 0; i < ACTS; i++) {
			if (acts[i].right == RIGHT_NONE || strcmp(acts[i].name, "relative-answer") == 0)
				continue;
			bool voice = is_for_the_voice(acts[i].name);
			CHECK_INT(gets_in(&h, EVE_ACCOUNT, 'e', h.anna, acts[i].name), !voice && (rights & acts[i].right) == acts[i].right);
		}
	}
	house_close(&h);
}

TEST(acts_rights_begin_and_end)
{
	struct house h;
	struct batch *b = NULL;
	house_open(cx, &h);
	struct grant g = { .account = EVE_ACCOUNT, .state = GRANT_ACTIVE, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_ALL, .from = h.now + 10, .until = h.now + 20 };
	memcpy(g.person, h.anna, sizeof g.person);
	CHECK_OK(batch_begin(cx, h.desk.store, &b));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
	CHECK(!gets_in(&h, EVE_ACCOUNT, 'e', h.anna, "issue"));
	h.now += 10;
	CHECK(gets_in(&h, EVE_ACCOUNT, 'e', h.anna, "issue"));
	h.now += 11;
	CHECK(!gets_in(&h, EVE_ACCOUNT, 'e', h.anna, "issue"));
	house_close(&h);
}

TEST(acts_keep_a_pace)
{
	struct house h;
	const struct json *answer;
	house_open(cx, &h);
	h.room.rate = 5;
	for (int i = 0; i < 5; i++)
		CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.anna, "preview", "", NULL), "ISSUER_FORBIDDEN");
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.anna, "preview", "", &answer), "ISSUER_THROTTLED");
	CHECK_INT(json_get(answer, "wait")->integer, 12);
	/* A stranger's knocking does not use up what is Anna's. */
	house_grant(&h, ANNA_ACCOUNT, h.anna, RIGHT_ALL, ORIGIN_SELF_CODE);
	CHECK(gets_in(&h, ANNA_ACCOUNT, 'a', h.anna, "issue"));
	h.now += 12;
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.anna, "preview", "", NULL), "ISSUER_FORBIDDEN");
	CHECK_REFUSED(house_ask(&h, EVE_ACCOUNT, 'e', h.anna, "preview", "", NULL), "ISSUER_THROTTLED");
	house_close(&h);
}

TEST(pace_is_a_bucket)
{
	struct pace *p = pace_new();
	for (int i = 0; i < 10; i++)
		CHECK_INT(pace_take(p, "a", SLICE("x"), 10, 60, 1000), 0);
	CHECK_INT(pace_take(p, "a", SLICE("x"), 10, 60, 1000), 6);
	CHECK_INT(pace_take(p, "a", SLICE("y"), 10, 60, 1000), 0);
	CHECK_INT(pace_take(p, "b", SLICE("x"), 10, 60, 1000), 0);
	CHECK_INT(pace_take(p, "a", SLICE("x"), 10, 60, 1005), 1);
	CHECK_INT(pace_take(p, "a", SLICE("x"), 10, 60, 1006), 0);
	CHECK(pace_take(p, "a", SLICE("x"), 10, 60, 1006) > 0);
	/* A clock set back closes nothing for long. */
	CHECK_INT(pace_take(p, "a", SLICE("x"), 10, 60, 10), 0);
	pace_free(p);
}

TEST(pace_a_flood_of_names_closes_no_other)
{
	struct pace *p = pace_new();
	size_t refused = 0;
	for (unsigned i = 0; i < 200000; i++) {
		char name[16];
		size_t n = 0;
		for (unsigned k = i; k; k /= 10)
			name[n++] = (char)('0' + k % 10);
		refused += pace_take(p, "a", slice_of(name, n), 2, 60, 1000) != 0;
	}
	CHECK(refused > 0);
	/* Buckets that are full again make room. */
	CHECK_INT(pace_take(p, "a", SLICE("late"), 2, 60, 1100), 0);
	pace_free(p);
}
