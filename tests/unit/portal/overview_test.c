/* Owns: the overview's ways on: everything about a person is reached from there, as far as the right goes. */
#include "tests/unit/check.h"
#include "tests/unit/portal/visitor.h"

TEST(overview_leads_to_share_codes_and_to_what_was_done)
{
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	visitor_allow(cx, &p, 1, RIGHT_VIEW | RIGHT_SHARE);
	visitor_allow(cx, &p, 2, RIGHT_VIEW);
	for (unsigned n = 3; n < VISITOR_PEOPLE; n++) /* the overview shows a few only */
		visitor_allow(cx, &p, n, RIGHT_BOOK);
	CHECK_INT(visitor_get(cx, &p, "/"), 200);
	CHECK(visitor_sees(&p, ctx_printf(cx, "href=\"/p/%s/shares\"", p.people[0])));
	CHECK(visitor_sees(&p, ctx_printf(cx, "href=\"/p/%s/acts\"", p.people[0])));
	CHECK(visitor_sees(&p, ctx_printf(cx, "href=\"/p/%s/documents\"", p.people[2])));
	CHECK(!visitor_sees(&p, ctx_printf(cx, "href=\"/p/%s/shares\"", p.people[2])));
	/* The log is the person's own. */
	CHECK(!visitor_sees(&p, ctx_printf(cx, "href=\"/p/%s/acts\"", p.people[1])));
	visitor_leave(cx, &p);
}
