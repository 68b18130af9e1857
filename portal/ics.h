/*
 * Owns: one event as an iCalendar object (RFC 5545, RFC 5546): the file that puts an appointment into a calendar, moves it there and takes
 * it out again. All times in UTC, so that no calendar has to know our zones. Must never write a line that a value has broken.
 */
#ifndef PORTAL_ICS_H
#define PORTAL_ICS_H

#include "base/buf.h"

struct ics_event {
	struct slice uid;          /* the same for all versions of the event (3.8.4.7) */
	int sequence;              /* raised by every version (3.8.7.4) */
	int64_t stamp;             /* when this version was made */
	int64_t start, end;
	bool cancelled;            /* METHOD:CANCEL takes the event out */
	struct slice summary, location, description; /* UTF-8; '\n' for lines */
	struct slice language;     /* of summary and description, or absent */
	struct slice place_language; /* of the location, or absent */
	struct slice url;          /* absolute, or absent */
	struct slice organizer;    /* name of the authority */
	struct slice organizer_url; /* absolute */
	bool placed;               /* latitude and longitude count */
	double latitude, longitude;
};

/* Appends the whole object: lines end with CRLF and are folded at 75 bytes, never inside a character (3.1). */
void ics_write(struct buf *b, const struct ics_event *e);

#endif
