/* Owns: tests of the log of acts. */
#include "portal/acts.h"

#include "tests/unit/check.h"
#include "tests/unit/portal/store.h"

#include <string.h>

#define ANNA "0123456789AB"
#define BORIS "0123456789AC"
#define HELPER "ZYXWVTSRQPNM"

struct seen {
	size_t count;
	struct act last;
};

static bool see(void *self, const struct act *a)
{
	struct seen *s = self;
	s->count++;
	s->last = *a;
	return true;
}

static struct seen read(struct ctx *cx, struct store *s, const char *person)
{
	struct seen seen = { 0 };
	struct snapshot *v = NULL;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(acts_of(cx, v, person, see, &seen));
	seen.last.detail = ctx_copy(cx, seen.last.detail);
	snapshot_close(v);
	return seen;
}

PORTAL_TEST(acts_are_read_by_their_person_alone)
{
	struct act act = { .at = 100, .kind = ACT_PROOF_MADE, .account = HELPER, .helper = true, .detail = SLICE("7KQ29M4XC3D") };
	CHECK_OK(acts_note(cx, s, ANNA, &act));
	act.at = 90;
	act.kind = ACT_BOOKED;
	CHECK_OK(acts_note(cx, s, ANNA, &act));
	CHECK_INT(read(cx, s, BORIS).count, 0);
	CHECK_INT(read(cx, s, "").count, 0);
	struct seen seen = read(cx, s, ANNA);
	CHECK_INT(seen.count, 2);
	CHECK_INT(seen.last.kind, ACT_PROOF_MADE);
	CHECK(seen.last.helper && strcmp(seen.last.account, HELPER) == 0);
	CHECK_TEXT(seen.last.detail, "7KQ29M4XC3D");
}

PORTAL_TEST(acts_refuse_what_is_not_whole)
{
	struct act act = { .at = 100, .kind = ACT_NONE, .account = HELPER };
	CHECK_ERR(acts_note(cx, s, ANNA, &act), ERR_BUG);
	act.kind = ACT_BOOKED;
	CHECK_ERR(acts_note(cx, s, "nobody", &act), ERR_BUG);
	act.detail = SLICE("01234567890123456789012345678901234567890");
	CHECK_ERR(acts_note(cx, s, ANNA, &act), ERR_BUG);
	CHECK_INT(read(cx, s, ANNA).count, 0);
}

PORTAL_TEST(looks_are_written_once_an_hour)
{
	struct looks *l = looks_open();
	looks_note(l, HELPER, ANNA, ACT_LOOKED, 1000);
	looks_note(l, HELPER, ANNA, ACT_LOOKED, 1010);
	looks_note(l, HELPER, BORIS, ACT_LOOKED, 1020);
	CHECK_OK(looks_flush(cx, l, s));
	CHECK_OK(looks_flush(cx, l, s));
	CHECK_INT(read(cx, s, ANNA).count, 1);
	CHECK_INT(read(cx, s, BORIS).count, 1);
	looks_note(l, HELPER, ANNA, ACT_LOOKED, 1000 + 3600);
	CHECK_OK(looks_flush(cx, l, s));
	CHECK_INT(read(cx, s, ANNA).count, 2);
	CHECK_INT(read(cx, s, ANNA).last.kind, ACT_LOOKED);
	looks_close(l);
}
