/*
 * Owns: bookings of people who turned out to be one person after they had booked (registry/records.h, person_now). Of two of one service the one
 * whose time comes first stays; the person's place in the other is given back, and whoever booked it is told.
 */
#ifndef PORTAL_UNITED_H
#define PORTAL_UNITED_H

#include "portal/hall.h"

/* Looks at every booking to come. For a timer: reads them all. */
must_use enum err united_tend(struct ctx *cx, const struct hall *hall);

#endif
