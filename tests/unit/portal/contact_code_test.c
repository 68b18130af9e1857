/* Owns: the tries of a code: five together, also for requests that read them at the same moment. */
#include "portal/contact_code.h"

#include "tests/unit/check.h"
#include "tests/unit/portal/visitor.h"

#include <string.h>

#define FLOW "register"

static enum contact_code_answer try_it(struct visit *v, const char *code)
{
	struct ctx *cx = v->cx;
	struct contact_code c;
	enum contact_code_answer answer = CODE_RIGHT;
	CHECK_OK(contact_code_try(v, FLOW, slice_str(code), &c, &answer));
	return answer;
}

TEST(contact_code_has_five_tries_for_requests_side_by_side)
{
	struct visitor p;
	struct http_request q = { .method = HTTP_POST, .path = SLICE("/x") };
	struct slice cookie = { 0 };
	struct contact_code c = { .kind = CONTACT_EMAIL, .contact = SLICE("specimen@example.org") };
	visitor_enter(cx, &p);
	struct visit first = { .cx = cx, .w = p.clerk, .q = &q, .r = &p.reply, .language = LANGUAGE_EN }, second = first;
	CHECK_OK(clerk_renew(cx, first.w));
	CHECK_OK(session_begin_guest(cx, p.hall.sessions, &first.session, &cookie));
	CHECK_OK(contact_code_begin(&first, FLOW, &c, CONTACT_CODE_NOBODY, "code"));
	/* Both requests have read "five tries" before either has used one. */
	second.w = clerk_open(&p.hall);
	second.session = first.session;
	CHECK_OK(clerk_renew(cx, second.w));
	for (int i = 0; i < 4; i++)
		CHECK_INT(try_it(&first, "000000"), CODE_WRONG);
	CHECK_INT(try_it(&first, "000000"), CODE_GONE);
	CHECK_INT(try_it(&second, "000000"), CODE_GONE);
	CHECK_OK(clerk_renew(cx, second.w));
	CHECK_OK(contact_code_read(&second, FLOW, &c));
	CHECK_INT(c.tries, 0);
	clerk_close(second.w);
	visitor_leave(cx, &p);
}
