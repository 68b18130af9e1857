/* The table of answers by itself, over a registry that is two numbers: what lies in memory, what opens it, what gives way. */
#include "verifier/answer_cache.c"

#include "formats/base32.h"
#include "tests/unit/check.h"

#include <stdio.h>

#define NUMBER "4MST0YYTADF"
#define HEAD SLICE("{\"verdict\":\"valid\"")
#define OWN SLICE(",\"document\":{\"surname\":\"MUSTERMENSCH\",\"number\":\"" NUMBER "\"}")

struct fake {
	uint64_t version;
	uint8_t entry;     /* every byte of the digest */
	bool gone;
	int entries, done; /* calls */
};

static uint64_t fake_version(struct ctx *cx, void *self)
{
	(void)cx;
	return ((struct fake *)self)->version;
}

static bool fake_entry(struct ctx *cx, void *self, struct slice number, uint8_t digest[static 32])
{
	struct fake *f = self;
	(void)cx;
	CHECK_TEXT(number, NUMBER);
	f->entries++;
	memset(digest, f->entry, 32);
	return !f->gone;
}

static void fake_done(void *self) { ((struct fake *)self)->done++; }

static struct sources fake_sources(struct fake *f)
{
	*f = (struct fake){ .version = 7, .entry = 0x11 };
	return (struct sources){ .self = f, .live = true, .answers = answer_cache_new(), .version = fake_version, .entry = fake_entry,
		.done = fake_done };
}

static struct answer lasting(struct ctx *cx)
{
	struct answer a = { .verdict.word = VERDICT_VALID, .has_document = true, .proof.number = SLICE(NUMBER),
		.until = cx->now + 100, .basis.version = 7 };
	memset(a.basis.entry, 0x11, 32);
	return a;
}

/* As long as seals are, with an end of its own for each name, in the place of a signature. */
static struct slice text_of(struct ctx *cx, const char *name)
{
	uint8_t digests[160];
	struct buf b;
	buf_init(&b, 1024);
	buf_puts(&b, "https://verify.example/v#");
	for (size_t i = 0; i < sizeof digests; i += 32)
		crypto_sha256(slice_str(name), digests + i);
	base32_encode(&b, slice_of(digests, sizeof digests));
	struct slice text = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return text;
}

static void keep_text(struct ctx *cx, const struct sources *s, struct slice seal)
{
	struct answer a = lasting(cx);
	answer_cache_keep(cx, s, seal, false, &a, HEAD, OWN);
}

static void keep(struct ctx *cx, const struct sources *s, const char *name) { keep_text(cx, s, text_of(cx, name)); }

static bool finds_text(struct ctx *cx, const struct sources *s, struct slice seal)
{
	struct kept_answer kept = { 0 };
	bool found = answer_cache_find(cx, s, seal, false, 10, &kept);
	CHECK(!found || (kept.word == VERDICT_VALID && slice_eq(kept.head, HEAD) && slice_eq(slice_of(kept.own, kept.n), OWN)));
	return found;
}

static bool finds(struct ctx *cx, const struct sources *s, const char *name) { return finds_text(cx, s, text_of(cx, name)); }

static size_t count_slots(const struct sources *s, struct slot **last)
{
	size_t n = 0;
	for (size_t i = 0; i < ANSWER_CACHE_SLOTS; i++) {
		struct slot *slot = &s->answers->slots[i / WAYS][i % WAYS];
		n += slot->kept != NULL;
		*last = slot->kept ? slot : *last;
	}
	return n;
}

static struct slot *only_slot(const struct sources *s)
{
	struct slot *only = NULL;
	CHECK_INT(count_slots(s, &only), 1);
	return only;
}

static struct slice only_bytes(const struct sources *s)
{
	const struct kept *k = only_slot(s)->kept;
	return slice_of(k->bytes, k->n);
}

TEST(answer_cache_gives_back_what_it_was_given)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	CHECK(!finds(cx, &s, "one"));
	keep(cx, &s, "one");
	CHECK(finds(cx, &s, "one") && finds(cx, &s, "one"));
	CHECK(!finds(cx, &s, "onE") && !finds(cx, &s, "one ") && !finds_text(cx, &s, (struct slice){ 0 }));
	struct kept_answer kept;
	CHECK(!answer_cache_find(cx, &s, text_of(cx, "one"), true, 0, &kept));
	answer_cache_clear(s.answers);
	CHECK(!finds(cx, &s, "one"));
	CHECK(f.done == 7 && f.entries == 0);
	answer_cache_free(s.answers);
}

TEST(answer_cache_asks_the_registry_each_time)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	keep(cx, &s, "one");
	f.version = 8;
	CHECK(finds(cx, &s, "one") && f.entries == 1);
	CHECK(finds(cx, &s, "one") && f.entries == 1);
	f.version = 9;
	f.entry = 0x12;
	CHECK(!finds(cx, &s, "one") && f.entries == 2);
	/* What was refused once is not taken for checked by the next. */
	CHECK(!finds(cx, &s, "one") && f.entries == 3);
	f.entry = 0x11;
	CHECK(finds(cx, &s, "one"));
	f.version = 0;
	CHECK(!finds(cx, &s, "one"));
	f.version = 10;
	f.gone = true;
	CHECK(!finds(cx, &s, "one"));
	answer_cache_free(s.answers);
}

TEST(answer_cache_keeps_to_its_time)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	int64_t from = cx->now;
	keep(cx, &s, "one");
	cx->now = from - 1;
	CHECK(!finds(cx, &s, "one"));
	cx->now = from + 99;
	CHECK(finds(cx, &s, "one"));
	cx->now = from + 100;
	CHECK(!finds(cx, &s, "one"));
	keep(cx, &s, "one");
	CHECK(finds(cx, &s, "one"));
	only_slot(&s);
	answer_cache_free(s.answers);
}

TEST(answer_cache_takes_only_what_lasts)
{
	static const uint8_t large[ANSWER_CACHE_BYTES + 1];
	struct fake f;
	struct sources s = fake_sources(&f);
	struct answer a = lasting(cx);
	answer_cache_keep(cx, &s, text_of(cx, "large"), false, &a, HEAD, slice_of(large, sizeof large - sizeof(struct opening) - (text_of(cx, "large").n - KEYED)));
	CHECK(!finds(cx, &s, "large"));
	a.until = 0;
	answer_cache_keep(cx, &s, text_of(cx, "one"), false, &a, HEAD, OWN);
	a.until = cx->now;
	answer_cache_keep(cx, &s, text_of(cx, "one"), false, &a, HEAD, OWN);
	struct slot *none_there = NULL;
	CHECK_INT(count_slots(&s, &none_there), 0);
	struct sources none = s;
	none.answers = NULL;
	a = lasting(cx);
	answer_cache_keep(cx, &none, text_of(cx, "one"), false, &a, HEAD, OWN);
	CHECK(!finds(cx, &none, "one") && !finds(cx, &s, "one"));
	answer_cache_free(s.answers);
}

/* Neither name nor number nor seal nor verdict can be read in the table, and it holds no key. */
TEST(answer_cache_cannot_be_read_without_the_seal)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	struct slice seal = text_of(cx, "one"), end = slice_sub(seal, seal.n - KEYED, seal.n);
	uint8_t key[32];
	keep(cx, &s, "one");
	CHECK(finds(cx, &s, "one"));
	const struct kept *k = only_slot(&s)->kept;
	struct slice bytes = slice_of(k, sizeof *k + k->n), table = slice_of(s.answers, sizeof *s.answers);
	const struct slice secrets[] = { SLICE("MUSTER"), SLICE(NUMBER), SLICE("verdict"), SLICE("\x11\x11\x11\x11"), SLICE("https:"),
		slice_sub(seal, 60, 68), slice_sub(end, 0, 8), slice_sub(end, end.n - 8, end.n) };
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		CHECK(slice_find(bytes, secrets[i], 0) == SIZE_MAX && slice_find(table, secrets[i], 0) == SIZE_MAX);
	make_key(s.answers, end, false, key);
	CHECK(slice_find(table, slice_of(key, 16), 0) == SIZE_MAX && slice_find(bytes, slice_of(key, 16), 0) == SIZE_MAX);
	CHECK(slice_find(table, slice_of(key + 16, 16), 0) == SIZE_MAX && slice_find(bytes, slice_of(key + 16, 16), 0) == SIZE_MAX);
	answer_cache_free(s.answers);
}

/* What gives the key must be the signature: a text whose end anybody could write keeps nothing. */
TEST(answer_cache_keeps_nothing_under_an_end_that_is_no_signature)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	struct slice seal = text_of(cx, "one"), bare = slice_sub(seal, 25, seal.n);
	const struct slice others[] = {
		slice_str(ctx_printf(cx, "%.*s%200s", SLICE_FMT(seal), "")),
		slice_str(ctx_printf(cx, "<%.*s>", SLICE_FMT(seal))),
		slice_str(ctx_printf(cx, "%.*s.%.*s", SLICE_FMT(bare), KEYED, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
		slice_sub(bare, 0, KEYED), slice_sub(bare, 0, 2 * KEYED - 1), (struct slice){ 0 },
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		keep_text(cx, &s, others[i]);
		CHECK(!finds_text(cx, &s, others[i]));
	}
	keep_text(cx, &s, bare);
	CHECK(finds_text(cx, &s, bare) && !finds_text(cx, &s, seal));
	only_slot(&s);
	answer_cache_free(s.answers);
}

static void forget_heads(void)
{
	while (heads.count > 0)
		free((void *)(uintptr_t)heads.list[--heads.count].p);
}

/* What lies there as it is, is the same for everybody and there once; of more heads than there is room for, the last are not kept. */
TEST(answer_cache_keeps_heads_once)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	forget_heads();
	keep(cx, &s, "one");
	keep(cx, &s, "two");
	CHECK(heads.count == 1 && slice_eq(heads.list[0], HEAD));
	for (int i = 0; i < 2 * HEADS; i++) {
		struct answer a = lasting(cx);
		struct kept_answer kept;
		char head[32], seal[32];
		snprintf(head, sizeof head, "{\"verdict\":\"%d\"", i);
		snprintf(seal, sizeof seal, "seal of head %d", i);
		answer_cache_keep(cx, &s, text_of(cx, seal), false, &a, slice_str(head), OWN);
		bool found = answer_cache_find(cx, &s, text_of(cx, seal), false, 0, &kept);
		CHECK(found == (i < HEADS - 1) && (!found || slice_is(kept.head, head)));
	}
	CHECK(heads.count == HEADS && finds(cx, &s, "one"));
	answer_cache_free(s.answers);
	forget_heads();
}

/* The same answer kept twice looks different: two days' answers laid over each other must not tell what they hold. */
TEST(answer_cache_never_uses_a_stream_twice)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	keep(cx, &s, "one");
	struct slice first = ctx_copy(cx, only_bytes(&s));
	answer_cache_clear(s.answers);
	keep(cx, &s, "one");
	CHECK(!slice_eq(first, only_bytes(&s)));
	const struct slot *slot = only_slot(&s);
	keep(cx, &s, "one");
	CHECK(slot == only_slot(&s) && !slice_eq(first, only_bytes(&s)));
	struct fake g;
	struct sources other = fake_sources(&g);
	keep(cx, &other, "one");
	CHECK(!slice_eq(first, only_bytes(&other)));
	answer_cache_free(s.answers);
	answer_cache_free(other.answers);
}

/* The end alone opens nothing: texts with the same end share tag and key, and each other byte must be the same. */
TEST(answer_cache_wants_the_whole_seal)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	struct slice seal = text_of(cx, "one"), forged = ctx_copy(cx, seal);
	uint8_t *bytes = (uint8_t *)(uintptr_t)forged.p;
	keep(cx, &s, "one");
	for (size_t i = 0; i < forged.n; i++) {
		bytes[i] ^= 1;
		CHECK(i >= forged.n - 16 || tag_of(s.answers, seal, false) == tag_of(s.answers, forged, false));
		CHECK(!finds_text(cx, &s, forged));
		bytes[i] ^= 1;
	}
	CHECK(finds_text(cx, &s, forged));
	/* Even with the tag of another text. */
	struct slot *slot = only_slot(&s);
	uint64_t tag = tag_of(s.answers, text_of(cx, "forged"), false);
	struct kept *kept = slot->kept;
	*slot = (struct slot){ 0 };
	s.answers->slots[tag % SETS][0] = (struct slot){ tag, kept };
	CHECK(!finds(cx, &s, "forged"));
	/* Nor does a longer or a shorter one, whose length is more than all that is kept. */
	struct slice long_one = slice_str(ctx_printf(cx, "%4000s%.*s", "", SLICE_FMT(seal)));
	tag = tag_of(s.answers, long_one, false);
	s.answers->slots[tag % SETS][1] = (struct slot){ tag, kept };
	CHECK(!finds_text(cx, &s, long_one));
	s.answers->slots[tag % SETS][1] = (struct slot){ 0 };
	answer_cache_free(s.answers);
}

TEST(answer_cache_is_bounded_and_forgets_the_longest_unused)
{
	struct fake f;
	struct sources s = fake_sources(&f);
	char seal[32];
	size_t found = 0;
	struct slot *last = NULL;
	keep(cx, &s, "often");
	for (int i = 0; i < 4 * ANSWER_CACHE_SLOTS; i++) {
		snprintf(seal, sizeof seal, "seal %d", i);
		keep(cx, &s, seal);
		found += finds(cx, &s, "often");
		ctx_reset(cx);
	}
	size_t kept = count_slots(&s, &last);
	CHECK(kept > ANSWER_CACHE_SLOTS * 9 / 10 && kept <= ANSWER_CACHE_SLOTS);
	CHECK(found == 4 * ANSWER_CACHE_SLOTS);
	answer_cache_free(s.answers);
}
