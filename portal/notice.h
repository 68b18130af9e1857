/*
 * Owns: messages that a change of a booking owes somebody, kept in the batch of the change and handed to the outbox afterwards: a message
 * is neither lost nor sent for a change that never came about. Must never hold a name, a passport or a booking code.
 */
#ifndef PORTAL_NOTICE_H
#define PORTAL_NOTICE_H

#include "portal/booking.h"

enum notice_kind { NOTICE_NONE = 0, NOTICE_BOOKED, NOTICE_MOVED, NOTICE_CANCELLED, NOTICE_REMINDER, NOTICE_OFFER, NOTICE_OFFER_ENDED,
	NOTICE_DISPLACED, NOTICE_PARTED, NOTICE_DOUBLED, NOTICE_LINE_ENDED, NOTICE_LAST = NOTICE_LINE_ENDED };

struct notice {
	char id[BOOKING_ID + 1];     /* the same each time it is handed over: after a crash that may be twice, never not at all */
	enum notice_kind kind;
	char account[BOOKING_ID + 1];
	struct slice language, office;
	enum service service;
	char about[BOOKING_ID + 1];  /* booking or waiting entry */
	int64_t start, until;        /* until: of an offer */
	int utc_offset;
	int64_t at;                  /* when it was made */
};

/* "booked", "moved", "cancelled", "reminder", "offer", "offer-ended", "displaced", "parted", "doubled", "line-ended". */
const char *notice_name(enum notice_kind kind);
/* Gives the notice its id. */
must_use enum err notice_add(struct ctx *cx, struct batch *b, struct notice *n);
/* The oldest ones, at most `most`; in cx. */
must_use enum err notices_list(struct ctx *cx, struct source s, struct notice *out, size_t most, size_t *count);
must_use enum err notice_drop(struct ctx *cx, struct batch *b, const struct notice *n);

#endif
