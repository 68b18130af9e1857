/*
 * Owns: how a person's applications stand: steps, who acts next, when one may ask, since when nothing has changed. Reads the registry alone.
 * Must never tell whether a number exists to somebody who does not know the birth date that goes with it.
 */
#ifndef PORTAL_PROGRESS_H
#define PORTAL_PROGRESS_H

#include "portal/office_list.h"
#include "registry/applications.h"
#include "schemas/application.h"

#define PROGRESS_MAX 50 /* applications of one person that are shown */

struct progress {
	const struct application *application;
	const struct office *office;        /* NULL where it is not in the list any more */
	struct date since;                  /* last step: no change since */
	int usual_days;                     /* working days at this office; 0 = not known */
	struct date ask_after;              /* year 0 = not known */
	bool may_ask;                       /* that day has come, and the authority acts next */
};

/* All of a person's, as they stand today: those under way first, then the newest filing first. In cx (office points into the list). */
must_use enum err progress_read(struct ctx *cx, struct snapshot *v, const struct office_list *offices, struct date today, const char *person,
	struct progress **out, size_t *count);
/* One by number (any case, spaces forgiven) and birth date as typed. *found false for an unknown number and for a wrong birth date alike. */
must_use enum err progress_look(struct ctx *cx, struct snapshot *v, const struct office_list *offices, struct date today, struct slice number,
	struct slice birth, bool *found, struct progress *out);
/* A typed number as the registry keeps it: capitals, no spaces. In cx. */
struct slice progress_number(struct ctx *cx, struct slice typed);

#endif
