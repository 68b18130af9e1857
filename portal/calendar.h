/*
 * Owns: which times an office offers: its opening hours and exceptions cut into slots, how far ahead one may book, how many people
 * begin at the same time and what the counters can do for them. Pure; must never know who has booked.
 */
#ifndef PORTAL_CALENDAR_H
#define PORTAL_CALENDAR_H

#include "schemas/office.h"

#define CALENDAR_SLOTS 288  /* of one day: 24 hours in slots of five minutes */
#define CALENDAR_DAYS  60   /* how far ahead one may book, today included */
#define CALENDAR_LEAD  3600 /* seconds between booking and start: nobody is told of an appointment on the way to it */

/* What one visitor asks of the counter. */
struct calendar_need {
	bool accessible;        /* step-free, low desk */
	char language[3];       /* interpreter: ISO 639-1, or "" */
};

/* Starts of all slots of that day in order, past or not; a slot lies whole inside one opening span. Returns how many. */
size_t calendar_slots(const struct office *o, struct date day, int64_t out[static CALENDAR_SLOTS]);
/* True when the office books this service and a slot begins at that second. */
bool calendar_has_slot(const struct office *o, enum service service, int64_t start);
/* True when that start is neither too soon nor too far ahead. */
bool calendar_in_reach(const struct office *o, int64_t now, int64_t start);
/* The slot that begins where this one ends, without a break between; 0 when there is none. */
int64_t calendar_next(const struct office *o, int64_t start);
/* The office's own day of an instant, and today's and the last day one may book. */
struct date calendar_day(const struct office *o, int64_t instant);
struct date calendar_last_day(const struct office *o, int64_t now);

/* Appointments of the service that may begin at the same time: all, those at accessible counters, those with an interpreter. */
size_t calendar_places(const struct office *o, enum service service);
size_t calendar_accessible(const struct office *o, enum service service);
size_t calendar_interpreters(const struct office *o, enum service service, const char *language);
/* Whether the office can meet the need for this service at all. */
bool calendar_can(const struct office *o, enum service service, const struct calendar_need *need);

#endif
