/*
 * Owns: what a visitor has chosen so far on the way to a booking: service, people, needs, office. Kept in the session's flow slot, never in
 * the address; every page asks whether the steps before it are done.
 */
#ifndef PORTAL_BOOKING_PLAN_H
#define PORTAL_BOOKING_PLAN_H

#include "portal/visitors.h"

struct booking_plan {
	enum service service;
	size_t count;
	char people[BOOKING_PEOPLE][BOOKING_ID + 1];
	struct calendar_need need;
	struct slice office;       /* id, or absent */
};

enum plan_step { PLAN_SERVICE = 0, PLAN_WHO, PLAN_PLACE, PLAN_TIME };

/* What the session holds; nothing is an empty plan. */
must_use enum err plan_load(struct visit *v, struct booking_plan *out);
/* POST only. */
must_use enum err plan_save(struct visit *v, const struct booking_plan *p);
must_use enum err plan_clear(struct visit *v);
/* The first step that is missing before `wanted`, or `wanted`; and its path. */
enum plan_step plan_next(const struct booking_plan *p, enum plan_step wanted);
const char *plan_path(enum plan_step s);
/* Loads the plan for a page of this step. False: the answer is written already (an error, or the way to the step that is missing). */
bool plan_enter(struct visit *v, enum plan_step wanted, struct booking_plan *out);
/* The plan's office; NULL when there is none any more. */
const struct office *plan_office(const struct visit *v, const struct booking_plan *p);
/* The plan's people with their identities of now, each still with the right to book. ERR_BOOKING_PEOPLE when one has lost it. */
must_use enum err plan_people(struct visit *v, const struct booking_plan *p, struct booking_person out[static BOOKING_PEOPLE]);

/* Key of a language's name in the words; NULL for one that has none. */
const char *interpreter_key(const char *language);

#endif
