/*
 * Owns: messages before something runs out: to every account that may see the record, once for each record and last day. The text names nobody and
 * nothing: it says to sign in. Key in the portal's store: "ht" SHA-256(account | identity | last day) -> instant.
 */
#ifndef PORTAL_REMINDERS_H
#define PORTAL_REMINDERS_H

#include "portal/clerk.h"

/* For the portal's timer: looks at all accounts and puts what is due into the outbox. */
must_use enum err reminders_tend(struct ctx *cx, const struct hall *hall);

#endif
