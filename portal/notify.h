/*
 * Owns: the messages that accounts cause: codes, and notes about what happened. They go to the outbox in the reader's language; a program of its own
 * sends them. Must never hold more than a code and our address.
 */
#ifndef PORTAL_NOTIFY_H
#define PORTAL_NOTIFY_H

#include "portal/visit.h"

/* To whom, and the sentences: [notify.<what>] is the text ({1} the value, {2} our address), [notify.<what>-subject] the subject. */
struct notification {
	enum contact_kind kind;
	struct slice contact;
	enum language language;
	const char *what;          /* "code", "known" ...: also the kind for the outbox */
	struct slice value;
};

/* Durable when OK. */
must_use enum err notify_send(struct visit *v, const struct notification *l);
/* The same work, nothing sent: for contacts that have no account. */
must_use enum err notify_pretend(struct visit *v, const struct notification *l);
/* A note to an account about itself; what cannot be sent is logged, not fatal. */
void notify_account(struct visit *v, const struct account *a, const char *what);

#endif
