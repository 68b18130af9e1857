/*
 * Owns: bookings whose office, or whose time at it, is there no more since the list of offices was replaced: telling them apart, and telling their
 * holders. Must never cancel one: what becomes of it is the holder's to say.
 */
#ifndef PORTAL_DISPLACED_H
#define PORTAL_DISPLACED_H

#include "portal/hall.h"

/* A confirmed booking to come whose office (NULL: gone) does not receive its people then. */
bool displaced_is(const struct booking *k, const struct office *o, int64_t now);
/* Looks at every booking and tells holders who were not told yet. For a timer: reads all bookings. */
must_use enum err displaced_tend(struct ctx *cx, const struct hall *hall);

#endif
