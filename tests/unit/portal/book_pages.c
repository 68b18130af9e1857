/* Owns: the steps of booking pages in tests (book_pages.h). */
#include "tests/unit/portal/book_pages.h"

#include <stdio.h>
#include <string.h>

void book_go(struct ctx *cx, struct visitor *p, const char *address, const char *form, const char *to)
{
	CHECK_INT(visitor_post(cx, p, address, form), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, p)), to);
}

void book_plan(struct ctx *cx, struct visitor *p, unsigned person)
{
	book_go(cx, p, "/appointments/service", "service=residence-permit", "/appointments/who");
	book_go(cx, p, "/appointments/who", ctx_printf(cx, "%s=1&interpreter=", p->people[person]), "/appointments/place");
	book_go(cx, p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
}

void book_hold(struct ctx *cx, struct visitor *p, int64_t start)
{
	book_go(cx, p, "/appointments/time", ctx_printf(cx, "time=%lld", (long long)start), "/appointments/check");
}

char *book_confirm(struct ctx *cx, struct visitor *p)
{
	CHECK_INT(visitor_get(cx, p, "/appointments/check"), 200);
	size_t at = slice_find(p->reply.body, SLICE("name=\"booking\" value=\""), 0);
	CHECK(at != SIZE_MAX);
	char *id = ctx_string(cx, slice_sub(p->reply.body, at + 22, BOOKING_ID));
	book_go(cx, p, "/appointments/check", ctx_printf(cx, "booking=%s", id), ctx_printf(cx, "/bookings/%s?done=booked", id));
	return ctx_printf(cx, "/bookings/%s", id);
}

char *book_code(struct ctx *cx, struct visitor *p)
{
	size_t at = slice_find(p->reply.body, SLICE("class=\"code\">"), 0);
	CHECK(at != SIZE_MAX);
	return ctx_string(cx, slice_sub(p->reply.body, at + 13, 16));
}

void book_open_by_code(struct ctx *cx, struct visitor *p, const char *code, const char *birth)
{
	p->cookie[0] = 0;
	CHECK_INT(visitor_post(cx, p, "/with-code", ctx_printf(cx, "code=%s&birth=%s", code, birth)), 303);
	for (size_t i = 0; i < p->reply.header_count; i++)
		if (strcmp(p->reply.headers[i].name, "Set-Cookie") == 0)
			snprintf(p->cookie, sizeof p->cookie, "%.*s", (int)slice_find(p->reply.headers[i].value, SLICE(";"), 0), (const char *)p->reply.headers[i].value.p);
}

void book_with_pages(struct ctx *cx, void (*body)(struct ctx *cx, struct visitor *p))
{
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	body(cx, &p);
	visitor_leave(cx, &p);
}
