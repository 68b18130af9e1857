/*
 * Owns: the parts that several booking pages share: countdown, state, people, office, the table of what was booked; and finding the booking that
 * a page is about, with the right to see it.
 */
#ifndef PORTAL_BOOKING_VIEW_H
#define PORTAL_BOOKING_VIEW_H

#include "portal/booking_plan.h"

/* The sentence with the minutes and seconds left in {1}; a script counts them down, without one they stand as of the page. */
void view_countdown(struct visit *v, const char *key, int64_t until);
/* office_list_renew was called. */
void view_state(struct visit *v, const struct booking *k);
/* The office does not have the booking's time any more; and the notice that says so, where it is so. office_list_renew was called. */
bool view_is_displaced(const struct visit *v, const struct booking *k);
void view_displaced(struct visit *v, const struct booking *k);
/* Names, separated by commas; never a passport. */
void view_people(struct visit *v, const struct booking *k);
/* Name of the office in the page's language, or its id when it has gone. office_list_renew was called. */
void view_office_name(struct visit *v, struct slice id);
/* "Times are those of the office's clock (Asia/Shanghai, UTC+8)." */
void view_zone(struct visit *v, const struct office *o);
/* Rows of a list: service, people with their times, place, needs. `changes`: links to the steps of the plan. */
void view_rows(struct visit *v, const struct booking *k, bool changes);

/* Logs an act for everybody of a booking before it is done; visit_act's rule. By code: by nobody known. */
bool view_act(struct visit *v, const struct booking *k, enum act_kind kind);
bool view_act_by_code(struct visit *v, const struct booking *k, enum act_kind kind);

/* How a page came to its booking: by the account's right, or by code; and the addresses that follow from it. */
struct booking_access {
	struct booking k;
	bool by_code, may_change;
	bool may_part;          /* several people come, and one of them may be taken out */
	bool knows_code;        /* may act on it, so the page may show its code; who may only look must not learn it */
	const char *base;       /* "/bookings/ID" or "/with-code/booking" */
	const char *account;    /* for the engine: NULL by code */
};
/* False: the answer is written (404 for a booking of others or none; the code's form where it has run out). */
bool access_booking(struct visit *v, struct booking_access *out);
/* The same for a page that changes it; one that cannot be changed any more leads to its own page. */
bool access_change(struct visit *v, struct booking_access *out);
/* The n-th argument of the path behind the booking: by code there is no id before it. */
struct slice access_arg(const struct visit *v, const struct booking_access *a, size_t n);

#endif
