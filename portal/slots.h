/*
 * Owns: what is taken: per office, service and start the list of seats that are held, booked, resting or offered; and a mark on days that
 * are full. The one place where "is there room" is decided. Must never write a slot without having read it in the same batch.
 */
#ifndef PORTAL_SLOTS_H
#define PORTAL_SLOTS_H

#include "portal/calendar.h"
#include "portal/table.h"

#define SLOT_SEATS 200 /* places of an office's service at one time (office schema) */
#define SLOT_REF   12  /* id of a booking, or of an entry of a waiting list */

/* RESTING: given back, and not yet shown to the public. OFFERED: to somebody on a waiting list. */
enum seat_kind { SEAT_NONE = 0, SEAT_HELD, SEAT_BOOKED, SEAT_RESTING, SEAT_OFFERED };

struct seat {
	enum seat_kind kind;
	struct calendar_need need;
	int64_t until;           /* RESTING: public from then on; HELD, OFFERED: for information; BOOKED: 0 */
	char ref[SLOT_REF + 1];
};

struct slot {
	struct slice office;
	enum service service;
	int64_t start;
	size_t count;
	struct seat seats[SLOT_SEATS];
};

/* Reads one slot; an unknown one is empty. ERR_STORE_CORRUPT. */
must_use enum err slot_load(struct ctx *cx, struct source s, struct slice office, enum service service, int64_t start, struct slot *out);
/* Writes it back; an empty one goes. */
must_use enum err slot_save(struct ctx *cx, struct batch *b, const struct slot *t);

/*
 * Seats free at `now` for a visitor with this need. Seats of `own` (a booking's id, or NULL) count as free: a booking that moves may keep
 * its place.
 */
size_t slot_free(const struct slot *t, const struct office *o, const struct calendar_need *need, const char *own, int64_t now);
/* Appends a seat (the caller has asked slot_free); false when the list is full. Seats that rested long enough go. */
bool slot_take(struct slot *t, const struct seat *seat, int64_t now);
/* Takes out every seat of `ref` ("": nobody's), and seats that rested until now. Returns how many of ref's were there; the first `most` in gone. */
size_t slot_remove(struct slot *t, const char *ref, int64_t now, struct seat *gone, size_t most);

/* One line of a day's page. */
struct day_slot {
	int64_t start;
	size_t free, places;
	bool past;               /* too soon, or gone by */
};
/* All slots of that day for this need, in order; *count of them in out. `own` as above. */
must_use enum err slots_of_day(struct ctx *cx, struct source s, const struct office *o, enum service service, struct date day,
	const struct calendar_need *need, const char *own, struct day_slot out[static CALENDAR_SLOTS], size_t *count);
/*
 * First day from `from` on with a free slot within reach, *found false when there is none. Full days are skipped by their marks; at most
 * a few days are looked at slot by slot.
 */
must_use enum err slots_next_day(struct ctx *cx, struct source s, const struct office *o, enum service service, struct date from,
	const struct calendar_need *need, bool *found, struct date *out);

/* After a seat was taken: marks the day when no slot of it has a place left. After one was given back to the public: takes the mark away. */
must_use enum err slots_mark(struct ctx *cx, struct batch *b, const struct office *o, const struct slot *taken);
must_use enum err slots_unmark(struct ctx *cx, struct batch *b, struct slice office, enum service service, int64_t start, int utc_offset);

#endif
