/*
 * Owns: choosing a day and a time at an office, for a new booking and for one that moves: the week with what is free, the times of a day at which
 * all its people fit. Writes the page's part between title and button.
 */
#ifndef PORTAL_BOOKING_TIMES_H
#define PORTAL_BOOKING_TIMES_H

#include "portal/booking_plan.h"

struct times_wish {
	const struct office *office;
	enum service service;
	size_t count;                 /* people */
	const struct calendar_need *need;
	const char *own;              /* booking that moves, or NULL: its places are free for it */
	const char *base;             /* path before "/YYYY-MM-DD" */
	int64_t now_start;            /* the booking's present time: not offered again; 0 = none */
};

/* The day of the path's last argument, else the next free one from today; *any false when nothing is free at all. */
must_use enum err times_day(struct visit *v, const struct times_wish *w, struct slice arg, struct date *day, bool *any);
/* Strip of the week, times of the day as radio buttons named "time". */
must_use enum err times_put(struct visit *v, const struct times_wish *w, struct date day);
/* The start that was chosen, 0 (with a problem at "time") when it is none. Whether it is still free is the engine's answer. */
int64_t times_chosen(struct visit *v, const struct times_wish *w);
/* Notes the problem that an engine's refusal is; false when the error is none that a visitor can mend. */
bool times_problem(struct visit *v, enum err e);

#endif
