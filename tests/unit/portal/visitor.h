/*
 * Owns: what tests of pages share: a hall over a scratch home with the sample offices, a clerk, and asking for a page as a visitor.
 */
#ifndef TESTS_UNIT_PORTAL_VISITOR_H
#define TESTS_UNIT_PORTAL_VISITOR_H

#include "portal/hall.h"
#include "portal/visit.h"

struct visitor {
	struct conf *conf;
	struct hall hall;
	struct clerk *clerk;
	struct http_reply reply;     /* of the last page */
	char home[64];
};

void visitor_enter(struct ctx *cx, struct visitor *p);
void visitor_leave(struct ctx *cx, struct visitor *p);
/* GETs "/path?query"; the status. Its clock is cx->now. */
int visitor_get(struct ctx *cx, struct visitor *p, const char *address);
/* Whether the last page holds the text; and how often. */
bool visitor_sees(const struct visitor *p, const char *text);
size_t visitor_counts(const struct visitor *p, const char *text);

#endif
