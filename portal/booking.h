/*
 * Owns: one booking as it is kept: who, what, where, when, in which state, and what was done to it. Identity is fixed when the place is
 * taken: a booking may lose people and never gets another one. Must never hold the booking code.
 */
#ifndef PORTAL_BOOKING_H
#define PORTAL_BOOKING_H

#include "portal/calendar.h"
#include "portal/table.h"

#define BOOKING_ID     12  /* random Crockford characters; stands in addresses and logs */
#define BOOKING_CODE   13  /* characters of a booking code with its check character */
#define BOOKING_PEOPLE 8   /* a family comes together */
#define BOOKING_ACTS   16  /* latest acts kept */

enum booking_state { BOOKING_NONE = 0, BOOKING_HELD, BOOKING_BOOKED, BOOKING_CANCELLED };

/* A visitor as the record stood when the place was taken. Slices live with the booking. */
struct booking_person {
	char id[BOOKING_ID + 1];
	struct slice name, passport, birth_date;
	int64_t start;             /* the person's own slot; the first one's is the booking's */
};

/* What was done, when, by which account ("" = with the booking code; "displaced" and "doubled" are the office's doing). */
struct booking_act {
	int64_t at;
	struct slice act;          /* held booked moved cancelled offered displaced parted doubled */
	char account[BOOKING_ID + 1];
};

struct booking {
	char id[BOOKING_ID + 1];
	enum booking_state state;
	char account[BOOKING_ID + 1]; /* who booked, and gets the notices */
	struct slice office;
	enum service service;
	int64_t start, end;        /* first slot's start, last slot's end */
	size_t count;
	struct booking_person people[BOOKING_PEOPLE];
	struct calendar_need need;
	int64_t held_until;        /* BOOKING_HELD */
	int64_t made, changed;
	int sequence;              /* raised by every change of time, and by the cancelling: RFC 5545 3.8.7.4 */
	int utc_offset;            /* of the office, minutes */
	struct slice guidance;     /* version of the guidance in force when it was confirmed */
	struct slice language;     /* of the notices */
	size_t act_count;
	struct booking_act acts[BOOKING_ACTS];
	int64_t renewed;           /* not kept: the instant from which its code is another, set by who knows it (portal/visitors.h); 0 = the first code */
};

const char *booking_state_name(enum booking_state s);
/* A held or confirmed one whose time has not passed; a no-show is past and blocks nobody. */
bool booking_is_active(const struct booking *k, int64_t now);
/* Its holder was told that the office does not have this time any more. */
bool booking_was_displaced(const struct booking *k);
void booking_add_act(struct booking *k, int64_t at, const char *act, const char *account);
/* 60 random bits as BOOKING_ID characters. */
void booking_new_id(char out[static BOOKING_ID + 1]);
/* True for what booking_new_id may have made, and for ids of people and accounts. */
bool booking_is_id(struct slice text);

/* JSON, in cx. ERR_LIMIT over LIMIT_BOOKING_BYTES. */
must_use enum err booking_encode(struct ctx *cx, const struct booking *k, struct slice *out);
/* ERR_STORE_CORRUPT for anything that booking_encode has not made. */
must_use enum err booking_decode(struct ctx *cx, struct slice json, struct booking *out);
/* state BOOKING_NONE when there is none. */
must_use enum err booking_find(struct ctx *cx, struct source s, struct slice id, struct booking *out);
must_use enum err booking_save(struct ctx *cx, struct batch *b, const struct booking *k);

#endif
