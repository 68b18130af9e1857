/*
 * Answers from memory are the answers that judging anew gives: whatever happens between two questions. The worker that remembers is
 * compared, byte for byte, with one that never does.
 */
#include "tests/unit/verifier/world.h"

#define DAY INT64_C(86400)
#define TODAY (CHECK_NOW - CHECK_NOW % DAY)
#define NOON CHECK_NOW

/* WORLD_TEST(name) { ... }: a TEST with a fresh world `w`. */
#define WORLD_TEST(name) \
	static void with_##name(struct ctx *cx, struct world *w); \
	TEST(name) { struct world w; world_open(cx, &w); with_##name(cx, &w); world_close(&w); } \
	static void with_##name(struct ctx *cx __attribute__((unused)), struct world *w)

/* Asked often enough that it is kept, where it can be. */
static void warm(struct world *w, struct slice seal, int64_t now)
{
	for (int i = 0; i < 3; i++)
		(void)world_ask(w, &w->remembers, seal, "en", now);
}

static void check_same(struct world *w, struct slice seal, const char *language, int64_t now)
{
	struct slice fresh = world_ask(w, &w->forgets, seal, language, now), again = world_ask(w, &w->remembers, seal, language, now);
	CHECK_SLICE(again, fresh);
}

static void check_verdict(struct world *w, struct slice seal, int64_t now, const char *verdict)
{
	struct slice want = slice_str(ctx_printf(w->cx, "{\"verdict\":\"%s\",", verdict));
	CHECK_SLICE(slice_sub(world_ask(w, &w->remembers, seal, "en", now), 0, want.n), want);
	check_same(w, seal, "en", now);
}

WORLD_TEST(answer_is_kept_from_the_second_question_on)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	check_same(w, d.seal, "en", NOON);
	CHECK(!world_is_kept(w, d.seal, false, NOON));
	check_same(w, d.seal, "en", NOON);
	CHECK(world_is_kept(w, d.seal, false, NOON));
	check_verdict(w, d.seal, NOON, "valid");
}

/* checked_at and status_as_of are those of this question, not of the one that was kept. */
WORLD_TEST(answer_tells_its_own_instants)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	warm(w, d.seal, NOON);
	for (int64_t at = NOON; at < NOON + 200; at += 61) {
		CHECK(world_is_kept(w, d.seal, false, at));
		check_same(w, d.seal, "en", at);
		char now[21];
		instant_format(at, now);
		struct slice want = slice_str(ctx_printf(cx, ",\"status_as_of\":\"%s\",\"checked_at\":\"%s\",\"utc_offset\":\"+00:00\",\"specimen\":true}", now, now));
		struct slice got = world_ask(w, &w->remembers, d.seal, "en", at);
		CHECK_SLICE(slice_sub(got, got.n - want.n, want.n), want);
	}
}

WORLD_TEST(answer_keeps_languages_apart)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	warm(w, d.seal, NOON);
	CHECK(world_is_kept(w, d.seal, false, NOON) && !world_is_kept(w, d.seal, true, NOON));
	for (int i = 0; i < 3; i++) {
		check_same(w, d.seal, "zh", NOON);
		check_same(w, d.seal, "en", NOON);
	}
	CHECK(world_is_kept(w, d.seal, true, NOON));
}

/* The same seal typed otherwise is another question with the same answer; another seal is none of its business. */
WORLD_TEST(answer_belongs_to_its_text)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90), e = world_issue(w, "BEISPIEL", "2026-12-31", 90);
	warm(w, d.seal, NOON);
	struct slice bare = slice_sub(d.seal, slice_find(d.seal, SLICE("#"), 0) + 1, d.seal.n);
	CHECK(!world_is_kept(w, bare, false, NOON));
	CHECK(!world_is_kept(w, e.seal, false, NOON));
	check_same(w, bare, "en", NOON);
	check_same(w, e.seal, "en", NOON);
}

/* A seal that was wrapped on its way is the same seal, in memory or not. */
WORLD_TEST(answer_is_the_same_for_a_wrapped_seal)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	struct slice wrapped = slice_str(ctx_printf(cx, "%.*s  %.*s", SLICE_FMT(slice_sub(d.seal, 0, 76)), SLICE_FMT(slice_sub(d.seal, 76, d.seal.n))));
	warm(w, d.seal, NOON);
	check_verdict(w, wrapped, NOON, "valid");
	warm(w, wrapped, NOON);
	/* Only a text that ends with the signature is kept. */
	CHECK(world_is_kept(w, d.seal, false, NOON) && !world_is_kept(w, wrapped, false, NOON));
	CHECK_SLICE(world_ask(w, &w->remembers, wrapped, "en", NOON), world_ask(w, &w->remembers, d.seal, "en", NOON));
	world_change(w, d.number, DOCUMENT_REVOKED, NOON);
	check_verdict(w, wrapped, NOON, "revoked");
	check_verdict(w, d.seal, NOON, "revoked");
}

WORLD_TEST(answer_follows_every_change_of_state)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	int64_t at = NOON + 10;
	static const struct { enum document_state to; const char *verdict; } steps[] = {
		{ DOCUMENT_SUSPENDED, "suspended" }, { DOCUMENT_ISSUED, "valid" }, { DOCUMENT_SUSPENDED, "suspended" }, { DOCUMENT_REVOKED, "revoked" },
	};
	warm(w, d.seal, at);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++, at += 10) {
		world_change(w, d.number, steps[i].to, at);
		check_verdict(w, d.seal, at, steps[i].verdict);
		warm(w, d.seal, at);
		CHECK(world_is_kept(w, d.seal, false, at));
		check_verdict(w, d.seal, at, steps[i].verdict);
	}
}

/* Kept by the very last question before the change. */
WORLD_TEST(answer_follows_a_change_at_once)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	(void)world_ask(w, &w->remembers, d.seal, "en", NOON);
	(void)world_ask(w, &w->remembers, d.seal, "en", NOON);
	world_change(w, d.number, DOCUMENT_REVOKED, NOON);
	check_verdict(w, d.seal, NOON, "revoked");
}

WORLD_TEST(answer_follows_the_mark_of_correction)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	warm(w, d.seal, NOON);
	for (int i = 0; i < 2; i++) {
		world_mark(w, d.number, i == 0);
		struct slice got = world_ask(w, &w->remembers, d.seal, "en", NOON);
		CHECK((slice_find(got, SLICE("UNDER_CORRECTION"), 0) != SIZE_MAX) == (i == 0));
		check_same(w, d.seal, "en", NOON);
		warm(w, d.seal, NOON);
		check_same(w, d.seal, "en", NOON);
	}
}

WORLD_TEST(answer_follows_a_successor)
{
	struct world_document old = world_issue(w, "MUSTER", "2026-12-31", 90), new = world_issue(w, "MUSTER", "2027-12-31", 90);
	warm(w, old.seal, NOON);
	world_supersede(w, old.number, new.number);
	check_verdict(w, old.seal, NOON, "superseded");
}

/* A busy registry does not empty the memory; what was changed meanwhile is seen all the same. */
WORLD_TEST(answer_stays_while_others_change)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	warm(w, d.seal, NOON);
	struct world_document other = world_issue(w, "BEISPIEL", "2026-12-31", 90);
	CHECK(world_is_kept(w, d.seal, false, NOON));
	world_change(w, other.number, DOCUMENT_REVOKED, NOON);
	CHECK(world_is_kept(w, d.seal, false, NOON));
	world_change(w, d.number, DOCUMENT_REVOKED, NOON);
	CHECK(!world_is_kept(w, d.seal, false, NOON));
	(void)world_issue(w, "DRITTER", "2026-12-31", 90);
	CHECK(!world_is_kept(w, d.seal, false, NOON));
	check_verdict(w, d.seal, NOON, "revoked");
}

/* Kept at one instant, asked at another, earlier or later: every pair around everything that has a date. */
WORLD_TEST(answer_follows_the_clock)
{
	struct world_document documents[] = {
		world_issue(w, "MUSTER", "2026-12-31", 3), /* its proof ends first */
		world_issue(w, "MUSTER", "2026-03-12", 9), /* its stay ends first */
		world_issue(w, "MUSTER", "2025-01-01", 9), /* its stay had ended before the issue */
		world_issue(w, "MUSTER", "2026-12-31", 9), /* suspended and reinstated meanwhile */
		world_issue(w, "MUSTER", "2025-01-01", 9), /* and both */
	};
	enum { COUNT = sizeof documents / sizeof *documents };
	int64_t instants[64];
	size_t n = 0;
	struct trust t = w->trust;
	t.next_update = TODAY + 4 * DAY + 1000;
	world_trust(w, &t);
	for (size_t i = 3; i < COUNT; i++) {
		world_change(w, documents[i].number, DOCUMENT_SUSPENDED, NOON + 600);
		world_change(w, documents[i].number, DOCUMENT_ISSUED, TODAY + 2 * DAY + 600);
	}
	const int64_t edges[] = { NOON - 300, NOON, NOON + 600, TODAY + DAY, TODAY + 2 * DAY + 600, TODAY + 3 * DAY, TODAY + 4 * DAY, t.next_update,
		TODAY + 10 * DAY };
	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
		instants[n++] = edges[i] - 1;
		instants[n++] = edges[i];
		instants[n++] = edges[i] + 1;
	}
	for (size_t d = 0; d < COUNT; d++) {
		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; j < n; j++) {
				warm(w, documents[d].seal, instants[i]);
				check_same(w, documents[d].seal, "en", instants[j]);
			}
		}
	}
	check_verdict(w, documents[0].seal, TODAY + 3 * DAY, "valid");
	check_verdict(w, documents[0].seal, TODAY + 4 * DAY, "proof_expired");
	check_verdict(w, documents[1].seal, TODAY + 3 * DAY, "expired");
}

WORLD_TEST(answer_follows_the_trust_list)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	struct trust good = w->trust, other = good;
	struct trusted_key revoked = w->key;
	warm(w, d.seal, NOON);
	revoked.state = TRUST_REVOKED;
	revoked.revoked_at = NOON - 10;
	other.keys = &revoked;
	world_trust(w, &other);
	check_verdict(w, d.seal, NOON, "forged");
	other.key_count = 0;
	world_trust(w, &other);
	check_verdict(w, d.seal, NOON, "forged");
	world_trust(w, &good);
	check_verdict(w, d.seal, NOON, "valid");
	other = good;
	other.specimen = false;
	warm(w, d.seal, NOON);
	world_trust(w, &other);
	for (int i = 0; i < 3; i++)
		check_same(w, d.seal, "en", NOON);
}

/* What is not the authority's, or not certain, is judged anew each time and takes nobody's place. */
WORLD_TEST(answer_of_strangers_is_not_kept)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	uint8_t *text = ctx_alloc(cx, d.seal.n);
	struct slice altered = slice_of(text, d.seal.n), cut = slice_sub(d.seal, 0, d.seal.n - 8);
	memcpy(text, d.seal.p, d.seal.n);
	text[d.seal.n / 2] = text[d.seal.n / 2] == 'A' ? 'B' : 'A';
	const struct slice seals[] = { altered, cut, SLICE("http://evil.example/v#AAAA"), SLICE("AAAA"), SLICE("") };
	for (size_t i = 0; i < sizeof seals / sizeof *seals; i++) {
		warm(w, seals[i], NOON);
		CHECK(!world_is_kept(w, seals[i], false, NOON));
		check_same(w, seals[i], "en", NOON);
	}
	/* Signed by us, yet never issued. */
	struct slice unissued = world_unissued(w);
	warm(w, unissued, NOON);
	CHECK(!world_is_kept(w, unissued, false, NOON));
	check_verdict(w, unissued, NOON, "not_found");
	struct trust stale = w->trust;
	stale.next_update = NOON;
	world_trust(w, &stale);
	warm(w, d.seal, NOON);
	CHECK(!world_is_kept(w, d.seal, false, NOON));
	check_verdict(w, d.seal, NOON, "undecided");
}

/* However a client spells the same JSON: the reader for the usual form and the general one agree. */
WORLD_TEST(answer_does_not_depend_on_spelling)
{
	struct world_document d = world_issue(w, "MUSTER", "2026-12-31", 90);
	const char *seal = ctx_string(cx, d.seal);
	const char *bodies[] = { ctx_printf(cx, "{\"seal\":\"%s\"}", seal), ctx_printf(cx, " { \"seal\" :\t\"%s\"\r\n}\n", seal),
		ctx_printf(cx, "{\"s\\u0065al\":\"%s\"}", seal), ctx_printf(cx, "{\"seal\":\"\\u0020%s\"}", seal) };
	struct slice want = world_ask(w, &w->forgets, d.seal, "en", NOON);
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		for (int round = 0; round < 3; round++)
			CHECK_SLICE(world_post(w, &w->remembers, bodies[i], "en", NOON), want);
	}
}

/* The day ends where the authority is: what memory keeps ends there too. */
WORLD_TEST(answer_ends_with_the_authoritys_day)
{
	static const int clocks[] = { 480, -210, 0 };
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		struct trust t = w->trust;
		t.utc_offset = clocks[i];
		world_trust(w, &t);
		struct world_document d = world_issue(w, "MUSTER", "2026-03-15", 90), p = world_issue(w, "BEISPIEL", "2026-12-31", 5);
		int64_t over = date_over((struct date){ 2026, 3, 15 }, clocks[i]);
		warm(w, d.seal, over - 3600);
		warm(w, p.seal, over - 3600);
		CHECK(world_is_kept(w, d.seal, false, over - 1) && world_is_kept(w, p.seal, false, over - 1));
		check_verdict(w, d.seal, over - 1, "valid");
		check_verdict(w, p.seal, over - 1, "valid");
		CHECK(!world_is_kept(w, d.seal, false, over) && !world_is_kept(w, p.seal, false, over));
		check_verdict(w, d.seal, over, "expired");
		check_verdict(w, p.seal, over, "proof_expired");
	}
}
