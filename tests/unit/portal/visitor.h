/*
 * Owns: what tests of pages share: a hall over a scratch home with the sample offices, a clerk, and asking for a page as a visitor.
 */
#ifndef TESTS_UNIT_PORTAL_VISITOR_H
#define TESTS_UNIT_PORTAL_VISITOR_H

#include "portal/hall.h"
#include "portal/visit.h"

#define VISITOR_PEOPLE 6

struct visitor {
	struct conf *conf;
	struct hall hall;
	struct clerk *clerk;
	struct http_reply reply;     /* of the last page */
	const char *home;
	char account[ACCOUNT_ID + 1];  /* once signed in */
	char people[VISITOR_PEOPLE][PERSON_SIZE + 1]; /* "SPECIMEN, P0" is the account's own, the others are relatives' */
	char cookie[256];            /* sent with every request; "" = none */
	const char *language;        /* of Accept-Language, NULL = English */
};

void visitor_enter(struct ctx *cx, struct visitor *p);
void visitor_leave(struct ctx *cx, struct visitor *p);
/* The list of offices is replaced: in the one of this id `from` has become `to`; from NULL: it is gone. */
void visitor_offices(struct ctx *cx, struct visitor *p, const char *id, const char *from, const char *to);
/* GETs "/path?query"; the status. Its clock is cx->now. */
int visitor_get(struct ctx *cx, struct visitor *p, const char *address);
/* Makes an account with all rights on VISITOR_PEOPLE people born on 1990-01-01, -02 ..., whose passports are VT000000 ..., and signs it in. */
void visitor_sign_in(struct ctx *cx, struct visitor *p);
/* From now on the account's rights on a relative, the n-th of people, are these. */
void visitor_allow(struct ctx *cx, struct visitor *p, unsigned n, unsigned rights);
/* The account's right on that relative has ended, at cx->now. */
void visitor_end(struct ctx *cx, struct visitor *p, unsigned n);
/* The authority finds out that two of people are one: the one with the older records stays, and is what comes back. */
const char *visitor_unite(struct ctx *cx, struct visitor *p, unsigned a, unsigned b);
/* Another account, signed in, without anybody: its cookie replaces the first one's, which stays good. */
void visitor_be_stranger(struct ctx *cx, struct visitor *p);
/* POSTs form fields ("a=1&b=2", encoded) with the token of the session; the status. */
int visitor_post(struct ctx *cx, struct visitor *p, const char *address, const char *form);
/* A header of the last reply, or ""; the Location. */
const char *visitor_header(struct ctx *cx, const struct visitor *p, const char *name);
const char *visitor_sent_to(struct ctx *cx, const struct visitor *p);
/* Whether the last page holds the text; and how often. */
bool visitor_sees(const struct visitor *p, const char *text);
size_t visitor_counts(const struct visitor *p, const char *text);

#endif
