/* Owns: tests of share codes in the store. */
#include "registry/shares.h"

#include "registry/checks.h"

#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <string.h>

#define ANNA "0123456789AB"
#define OTHER "0123456789AC"
#define CODE "B123456789AX"

static const struct share sample = { .id = "SHARE001", .person = ANNA, .account = OTHER, .purpose = 'B', .kinds = 6, .made = 100, .until = 900, .uses = 3 };

static bool count(void *self, const struct share *s)
{
	*(size_t *)self += s->kinds == 6;
	return true;
}

static struct snapshot *put(struct ctx *cx, struct store *s)
{
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(shares_put(cx, b, SLICE(CODE), &sample));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	return v;
}

STORE_TEST(shares_are_found_by_code_and_by_person)
{
	struct snapshot *v = put(cx, s);
	struct share got;
	bool found = false;
	size_t n = 0;
	CHECK_OK(shares_find(cx, v, SLICE(CODE), &found, &got));
	CHECK(found && memcmp(&got, &sample, sizeof got) == 0);
	CHECK_OK(shares_find(cx, v, SLICE("B123456789AY"), &found, &got));
	CHECK(!found);
	CHECK_OK(shares_of(cx, v, ANNA, count, &n));
	CHECK_INT(n, 1);
	CHECK_OK(shares_of(cx, v, OTHER, count, &n));
	CHECK_INT(n, 1);
	snapshot_close(v);
}

STORE_TEST(shares_cancel_and_freeze)
{
	struct snapshot *v = put(cx, s);
	struct batch *b = NULL;
	struct share got;
	bool found = false, frozen = true;
	CHECK_OK(shares_frozen(cx, v, ANNA, &frozen));
	CHECK(!frozen);
	CHECK_OK(shares_frozen(cx, v, "nobody", &frozen));
	CHECK(frozen);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(shares_cancel(cx, b, OTHER, "SHARE001"), ERR_SHARE);
	CHECK_ERR(shares_cancel(cx, b, ANNA, "SHARE002"), ERR_SHARE);
	CHECK_OK(shares_cancel(cx, b, ANNA, "SHARE001"));
	CHECK_OK(shares_freeze(cx, b, ANNA, true));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(shares_find(cx, v, SLICE(CODE), &found, &got));
	CHECK_INT(got.cancelled, CHECK_NOW);
	CHECK_OK(shares_frozen(cx, v, ANNA, &frozen));
	CHECK(frozen);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(shares_freeze(cx, b, ANNA, false));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(shares_frozen(cx, v, ANNA, &frozen));
	CHECK(!frozen);
	snapshot_close(v);
}

STORE_TEST(shares_refuse_a_taken_code_and_what_is_not_whole)
{
	struct snapshot *v = put(cx, s);
	struct batch *b = NULL;
	struct share bad = sample;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(shares_put(cx, b, SLICE(CODE), &sample), ERR_STORE_CHANGED);
	bad.purpose = 'T';
	CHECK_ERR(shares_put(cx, b, SLICE("B123456789AY"), &bad), ERR_SHARE);
	bad = sample;
	bad.kinds = 0;
	CHECK_ERR(shares_put(cx, b, SLICE("B123456789AY"), &bad), ERR_SHARE);
	bad = sample;
	bad.until = 99;
	CHECK_ERR(shares_put(cx, b, SLICE("B123456789AY"), &bad), ERR_SHARE);
	CHECK_ERR(shares_put(cx, b, SLICE("B123456789A"), &sample), ERR_SHARE);
	batch_abort(b);
	snapshot_close(v);
}

/* A code that may be opened once stays one when its person turns out to be somebody known: the uses go on being counted. */
STORE_TEST(shares_uses_are_counted_on_through_a_merge)
{
	static const char *const from = "AAAAAAAAAAAA", *const to = "BBBBBBBBBBBB";
	struct share s_ = { .id = "00000001", .account = "CCCCCCCCCCCC", .purpose = 'B', .kinds = 2, .made = cx->now, .until = cx->now + 100, .uses = 1 }, got;
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	bool opened = false, found = false;
	uint32_t used = 0;
	memcpy(s_.person, from, sizeof s_.person);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(shares_put(cx, b, SLICE("B00000000001"), &s_));
	CHECK_OK(checks_use(cx, b, &s_, SLICE("Specimen Bank"), &opened, &used));
	CHECK(opened);
	CHECK_OK(shares_move(cx, b, from, to));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(shares_find(cx, v, SLICE("B00000000001"), &found, &got));
	CHECK(found && strcmp(got.person, to) == 0 && strcmp(share_counted(&got), from) == 0);
	snapshot_close(v);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(checks_use(cx, b, &got, SLICE("Specimen Bank"), &opened, &used));
	CHECK(!opened);
	batch_abort(b);
}
