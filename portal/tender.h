/*
 * Owns: the portal's timer: a thread that, every few seconds, writes what was only in memory and clears what has run out (sessions, holds,
 * offers). Each task is one row of a table. Must never hold a request up.
 */
#ifndef PORTAL_TENDER_H
#define PORTAL_TENDER_H

#include "portal/clerk.h"

struct tender;

/* One thread that runs every task in its turn; `hall` outlives it. ERR_SYSTEM. */
must_use enum err tender_start(struct ctx *cx, const struct hall *hall, struct tender **out);
/* Runs every task a last time and ends the thread. NULL is fine. */
void tender_stop(struct tender *t);

#endif
