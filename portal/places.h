/*
 * Owns: the offices where something can be booked, by city, distance or next free day: finding them and writing the part of a page in which one is
 * chosen, for a new booking and for one that moves. Must never change a booking or a plan.
 */
#ifndef PORTAL_PLACES_H
#define PORTAL_PLACES_H

#include "portal/booking_plan.h"

struct places_wish {
	enum service service;
	const struct calendar_need *need;
	struct slice chosen;     /* id of the office that is chosen now, or absent */
	struct slice except;     /* id of one that is not offered, or absent */
	const char *action;      /* path of the page: the search goes there by GET, the choice by POST */
};

/*
 * Search form, then the offices as radio buttons named "office" in a form of their own; says so where there is none. office_list_renew was called;
 * the search stands in the query of a GET, or in hidden fields when the form comes back.
 */
must_use enum err places_put(struct visit *v, const struct places_wish *w);
/* The office that was chosen; NULL, with a problem at "office", where it is none of them. */
const struct office *places_chosen(struct visit *v, const struct places_wish *w);

#endif
