/* Owns: what the tests of booking pages share: the way to a booking, step by step, as a browser goes it. */
#ifndef TESTS_UNIT_PORTAL_BOOK_PAGES_H
#define TESTS_UNIT_PORTAL_BOOK_PAGES_H

#include "portal/booking.h"
#include "tests/unit/check.h"
#include "tests/unit/portal/visitor.h"

/* CHECK_NOW is Tuesday 2026-03-10 20:00 in Beijing; Wednesday 08:30 is the first slot. */
#define BOOK_OFFICE "bj-chaoyang"
#define BOOK_FIRST  INT64_C(1773189000)

/* POSTs a form that must lead to this address. */
void book_go(struct ctx *cx, struct visitor *p, const char *address, const char *form, const char *to);
/* Residence permit, the n-th person, BOOK_OFFICE: stands before the choice of time. */
void book_plan(struct ctx *cx, struct visitor *p, unsigned person);
void book_hold(struct ctx *cx, struct visitor *p, int64_t start);
/* Confirms what is held; the booking's path. */
char *book_confirm(struct ctx *cx, struct visitor *p);
/* The code on the page that was shown last. */
char *book_code(struct ctx *cx, struct visitor *p);
/* Opens a booking as somebody who is not signed in. */
void book_open_by_code(struct ctx *cx, struct visitor *p, const char *code, const char *birth);

/* PAGE_TEST(name) { ... }: with visitor `p`, signed in. */
void book_with_pages(struct ctx *cx, void (*body)(struct ctx *cx, struct visitor *p));
#define PAGE_TEST(name) \
	static void with_##name(struct ctx *cx, struct visitor *p); \
	TEST(name) { book_with_pages(cx, with_##name); } \
	static void with_##name(struct ctx *cx, struct visitor *p)

#endif
