/*
 * Owns: what falls due: expiring holds, resting seats, unanswered offers, reminders, old bookings to forget. Tasks stand in the store in
 * the order of their time, written in the batch that makes them necessary; doing one twice must do no harm.
 */
#ifndef PORTAL_TASK_H
#define PORTAL_TASK_H

#include "portal/slots.h"

/* The letter stands in the key. */
enum task_kind { TASK_NONE = 0, TASK_HOLD = 'h', TASK_OFFER = 'o', TASK_FORGET = 'p', TASK_REMIND = 'r', TASK_SEAT = 's', TASK_LINE = 'w',
	TASK_TRIES = 'z' };

struct task {
	int64_t due;
	enum task_kind kind;
	struct slice ref;        /* id of a booking or waiting entry; TASK_TRIES: 32 bytes */
	/* TASK_SEAT */
	struct slice office;
	enum service service;
	int64_t start;
	int utc_offset;
};

/* Once: the same task at the same time is one. */
must_use enum err task_add(struct ctx *cx, struct batch *b, const struct task *t);
/* One that is not there is fine. */
must_use enum err task_drop(struct ctx *cx, struct batch *b, const struct task *t);
/* The oldest tasks that are due, at most `most`; in cx. */
must_use enum err tasks_due(struct ctx *cx, struct source s, int64_t now, struct task *out, size_t most, size_t *count);

#endif
