/* Owns: tests of opening share codes: what opens, and that everything else gets the one answer. */
#include "verifier/share.h"

#include "formats/crockford.h"
#include "registry/grants.h"
#include "registry/records.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <stdlib.h>
#include <string.h>

#define VISA(number, issued, expires) SLICE("{\"kind\":\"visa\",\"holder\":{\"surname\":\"SPECIMEN\",\"given_names\":\"ANNA\",\"birth_date\":\"1985-03-14\"," \
	"\"sex\":\"F\",\"nationality\":\"UTO\"},\"number\":\"" number "\",\"type\":\"residence-permit\",\"category\":\"Z\",\"issued\":\"" issued "\"," \
	"\"expires\":\"" expires "\",\"passport_number\":\"E12345678\"}")

/* A registry with one person and a code; the verifier's own store; everything to ask with. */
struct scene {
	struct store *registry, *checks;
	struct snapshot *v;
	struct tries *tries;
	struct share share;
	char code[SHARE_CODE + 1];
	const char *checks_folder;
};

static void keep(struct ctx *cx, struct batch *b, const char *identity, struct slice json, uint32_t issued, char person[static PERSON_SIZE + 1])
{
	struct person_link link = { SLICE("E12345678"), SLICE("1985-03-14"), SLICE("UTO") };
	struct keeping k = { .record = { .identity = slice_str(identity), .kind = KIND_VISA, .json = json, .issued = issued }, .links = &link, .link_count = 1 };
	struct kept kept;
	CHECK_OK(records_keep(cx, b, &k, &kept));
	memcpy(person, kept.person, sizeof kept.person);
}

static void put_share(struct ctx *cx, struct scene *s)
{
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, s->registry, &b));
	CHECK_OK(shares_put(cx, b, slice_str(s->code), &s->share));
	CHECK_OK(batch_commit(cx, b));
}

/* What the account that made the code may do for the person. */
static void put_grant(struct ctx *cx, struct scene *s, unsigned rights, enum grant_state state, int64_t until)
{
	struct grant g = { .state = state, .origin = ORIGIN_HELPER_CONFIRMED, .rights = rights, .asked = CHECK_NOW - 20, .from = CHECK_NOW - 20, .until = until,
		.changed = CHECK_NOW - 20 };
	struct batch *b = NULL;
	memcpy(g.account, s->share.account, sizeof g.account);
	memcpy(g.person, s->share.person, sizeof g.person);
	CHECK_OK(batch_begin(cx, s->registry, &b));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
}

static struct scene scene_open(struct ctx *cx, struct store *registry)
{
	struct scene s = { .registry = registry, .tries = tries_open(), .checks_folder = ctx_printf(cx, "%s/store", help_folder(cx)) };
	struct batch *b = NULL;
	CHECK_OK(store_open(cx, s.checks_folder, STORE_CREATE, &s.checks));
	s.share = (struct share){ .id = "SHARE001", .account = "ZYXWVTSRQPNM", .purpose = 'T', .kinds = 1u << KIND_VISA, .made = CHECK_NOW - 10,
		.until = CHECK_NOW + 1000, .uses = 2 };
	CHECK_OK(batch_begin(cx, registry, &b));
	keep(cx, b, "visa:OLD1", VISA("OLD1", "2020-01-01", "2021-01-01"), 20200101, s.share.person);
	keep(cx, b, "visa:NEW1", VISA("NEW12345", "2025-01-01", "2030-01-01"), 20250101, s.share.person);
	CHECK_OK(batch_commit(cx, b));
	/* 'T' is digit 26 of the alphabet: the code of that digit and ten chosen ones, with its check character. */
	crockford_format((UINT64_C(26) << 50) | 123456789, SHARE_CODE - 1, s.code);
	CHECK(s.code[0] == 'T');
	put_share(cx, &s);
	put_grant(cx, &s, RIGHT_ALL, GRANT_ACTIVE, 0);
	CHECK_OK(snapshot_open(cx, registry, &s.v));
	return s;
}

static void scene_close(struct ctx *cx, struct scene *s)
{
	snapshot_close(s->v);
	store_close(s->checks);
	tries_close(s->tries);
	char *folder = ctx_string(cx, slice_str(s->checks_folder));
	folder[strlen(folder) - strlen("/store")] = 0;
	help_remove(cx, folder);
}

static struct share_answer ask(struct ctx *cx, struct scene *s, const char *code, const char *birth)
{
	struct share_question q = { slice_str(code), slice_str(birth), SLICE("Specimen Bank") };
	struct share_answer a;
	CHECK_OK(snapshot_renew(cx, s->v));
	CHECK_OK(share_open(cx, s->v, s->checks, s->tries, &q, 480, &a));
	return a;
}

static uint32_t used(struct ctx *cx, struct scene *s)
{
	struct snapshot *v = NULL;
	uint32_t n = 0;
	CHECK_OK(snapshot_open(cx, s->checks, &v));
	CHECK_OK(checks_count(cx, v, s->share.person, s->share.id, &n));
	snapshot_close(v);
	return n;
}

STORE_TEST(share_opens_the_newest_record_masked_for_its_purpose)
{
	struct scene sc = scene_open(cx, s);
	struct share_answer a = ask(cx, &sc, sc.code, "1985/3/14");
	CHECK(a.open);
	CHECK(strcmp(a.purpose->key, "telecom") == 0);
	CHECK_INT(a.count, 1);
	CHECK_TEXT(a.records[0].proof.value[FIELD_NUMBER], "****2345");
	CHECK_INT(a.records[0].state, SHARE_IN_FORCE);
	CHECK_INT(a.used, 1);
	CHECK_INT(used(cx, &sc), 1);
	scene_close(cx, &sc);
}

STORE_TEST(share_says_when_the_record_has_expired)
{
	struct scene sc = scene_open(cx, s);
	crockford_format((UINT64_C(26) << 50) | 7, SHARE_CODE - 1, sc.code);
	memcpy(sc.share.id, "SHARE003", SHARE_ID);
	sc.share.until = CHECK_NOW + INT64_C(5) * 366 * 86400;
	put_share(cx, &sc);
	cx->now = CHECK_NOW + INT64_C(5) * 365 * 86400;
	struct share_answer a = ask(cx, &sc, sc.code, "1985-03-14");
	CHECK(a.open && a.count == 1);
	CHECK_INT(a.records[0].state, SHARE_EXPIRED);
	scene_close(cx, &sc);
}

STORE_TEST(share_says_when_the_office_took_the_record_back)
{
	struct scene sc = scene_open(cx, s);
	struct buf json;
	help_revoke(cx, s, "visa:NEW1", "record-revoked");
	struct share_answer a = ask(cx, &sc, sc.code, "1985-03-14");
	CHECK(a.open && a.count == 1);
	CHECK_INT(a.records[0].state, SHARE_REVOKED);
	buf_init(&json, 1 << 16);
	share_json(&a, cx->now, &json);
	CHECK(slice_find(buf_slice(&json), SLICE("\"state\":\"revoked\""), 0) != SIZE_MAX);
	buf_free(&json);
	scene_close(cx, &sc);
}

/* Nothing in the answer may tell the reasons apart. */
static void closed(struct ctx *cx, struct scene *s, const char *code, const char *birth)
{
	static const struct share_answer nothing;
	struct share_answer a = ask(cx, s, code, birth);
	CHECK(memcmp(&a, &nothing, sizeof a) == 0);
}

STORE_TEST(share_is_closed_to_a_wrong_birth_date_and_an_unknown_code)
{
	struct scene sc = scene_open(cx, s);
	char other[SHARE_CODE + 1];
	crockford_format((UINT64_C(26) << 50) | 987654321, SHARE_CODE - 1, other);
	closed(cx, &sc, sc.code, "1985-03-15");
	closed(cx, &sc, sc.code, "1985-00-00");
	closed(cx, &sc, other, "1985-03-14");
	CHECK_INT(used(cx, &sc), 0);
	scene_close(cx, &sc);
}

STORE_TEST(share_is_closed_after_its_end_its_uses_and_its_stop)
{
	struct scene sc = scene_open(cx, s);
	struct batch *b = NULL;
	cx->now = sc.share.until + 1;
	closed(cx, &sc, sc.code, "1985-03-14");
	cx->now = sc.share.until;
	CHECK(ask(cx, &sc, sc.code, "1985-03-14").open);
	CHECK(ask(cx, &sc, sc.code, "1985-03-14").open);
	closed(cx, &sc, sc.code, "1985-03-14");
	CHECK_INT(used(cx, &sc), 2);
	crockford_format((UINT64_C(26) << 50) | 5, SHARE_CODE - 1, sc.code);
	memcpy(sc.share.id, "SHARE002", SHARE_ID);
	sc.share.uses = 0;
	put_share(cx, &sc);
	CHECK(ask(cx, &sc, sc.code, "1985-03-14").open);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(shares_freeze(cx, b, sc.share.person, true));
	CHECK_OK(batch_commit(cx, b));
	closed(cx, &sc, sc.code, "1985-03-14");
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(shares_freeze(cx, b, sc.share.person, false));
	CHECK_OK(batch_commit(cx, b));
	CHECK(ask(cx, &sc, sc.code, "1985-03-14").open);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(shares_cancel(cx, b, sc.share.person, "SHARE002"));
	CHECK_OK(batch_commit(cx, b));
	closed(cx, &sc, sc.code, "1985-03-14");
	scene_close(cx, &sc);
}

STORE_TEST(share_is_closed_for_an_hour_after_five_wrong_tries)
{
	struct scene sc = scene_open(cx, s);
	sc.share.until = CHECK_NOW + 100000;
	for (int i = 0; i < TRIES_MOST; i++)
		closed(cx, &sc, sc.code, "1999-01-01");
	closed(cx, &sc, sc.code, "1985-03-14");
	cx->now += 990;
	closed(cx, &sc, sc.code, "1985-03-14");
	CHECK_INT(used(cx, &sc), 0);
	/* Past the hour the code could be tried again, were it not past its own end. */
	CHECK(!tries_may(sc.tries, slice_str(sc.code), CHECK_NOW + TRIES_WINDOW - 1));
	CHECK(tries_may(sc.tries, slice_str(sc.code), CHECK_NOW + TRIES_WINDOW));
	scene_close(cx, &sc);
}

/* What a helper made dies with the helper's right, however long it was to last. */
STORE_TEST(lie_share_of_a_helper_whose_right_has_ended)
{
	struct scene sc = scene_open(cx, s);
	put_grant(cx, &sc, RIGHT_SHARE, GRANT_ENDED, 0);
	closed(cx, &sc, sc.code, "1985-03-14");
	put_grant(cx, &sc, RIGHT_VIEW, GRANT_ACTIVE, 0);
	closed(cx, &sc, sc.code, "1985-03-14");
	put_grant(cx, &sc, RIGHT_SHARE, GRANT_ACTIVE, CHECK_NOW - 1);
	closed(cx, &sc, sc.code, "1985-03-14");
	put_grant(cx, &sc, RIGHT_SHARE, GRANT_ACTIVE, 0);
	CHECK(ask(cx, &sc, sc.code, "1985-03-14").open);
	scene_close(cx, &sc);
}

/* Counted like known ones they would close everybody's codes: there are only so many places. */
STORE_TEST(share_unknown_codes_are_not_counted)
{
	struct scene sc = scene_open(cx, s);
	char other[SHARE_CODE + 1];
	crockford_format((UINT64_C(26) << 50) | 987654321, SHARE_CODE - 1, other);
	for (int i = 0; i < TRIES_MOST; i++)
		closed(cx, &sc, other, "1985-03-14");
	CHECK(tries_may(sc.tries, slice_str(other), cx->now));
	scene_close(cx, &sc);
}

STORE_TEST(share_tells_who_opened_it)
{
	struct scene sc = scene_open(cx, s);
	struct share_answer a = ask(cx, &sc, sc.code, "19850314");
	struct buf json;
	CHECK(a.open);
	buf_init(&json, 10000);
	share_json(&a, cx->now, &json);
	CHECK(slice_find(buf_slice(&json), SLICE("\"purpose\":\"telecom\""), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&json), SLICE("\"surname\":\"SPECIMEN\""), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&json), SLICE("NEW12345"), 0) == SIZE_MAX);
	buf_free(&json);
	scene_close(cx, &sc);
}

TEST(share_flaw_names_the_field)
{
	struct share_question q = { SLICE("T"), SLICE("1985-03-14"), SLICE("Bank") };
	char code[SHARE_CODE + 1];
	CHECK(strcmp(share_flaw(&q), "code") == 0);
	crockford_format((UINT64_C(26) << 50) | 5, SHARE_CODE - 1, code);
	q.code = slice_str(code);
	CHECK(!share_flaw(&q));
	static const char *const bad[] = { "", "14", "1985-13-01", "1985-3", "1985--03-14", "1985-03-14x", "198503141", "1985-02-30" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		q.birth_date = slice_str(bad[i]);
		CHECK(share_flaw(&q) && strcmp(share_flaw(&q), "birth_date") == 0);
	}
	q.birth_date = SLICE("1985-00-00");
	CHECK(!share_flaw(&q));
	q.organisation = SLICE("a\nb");
	CHECK(strcmp(share_flaw(&q), "organisation") == 0);
	q.organisation = (struct slice){ 0 };
	CHECK(strcmp(share_flaw(&q), "organisation") == 0);
}
