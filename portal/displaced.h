/*
 * Owns: what the list of offices leaves behind when it is replaced: bookings whose office, or whose time at it, is there no more, and waiting lines
 * that lead nowhere. Tells their holders. Must never cancel a booking: what becomes of it is the holder's to say.
 */
#ifndef PORTAL_DISPLACED_H
#define PORTAL_DISPLACED_H

#include "portal/hall.h"

/* A confirmed booking to come whose office (NULL: gone) does not receive its people then. */
bool displaced_is(const struct booking *k, const struct office *o, int64_t now);
/* Looks at every booking and every place in a line; tells holders who were not told yet, and ends the lines. For a timer: reads them all. */
must_use enum err displaced_tend(struct ctx *cx, const struct hall *hall);

#endif
