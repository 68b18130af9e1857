/* Owns: the messages of appointments: notices of the engine become texts in the outbox, in the language of whoever booked. Nothing personal stands in them. */
#ifndef PORTAL_BOOKING_POST_H
#define PORTAL_BOOKING_POST_H

#include "portal/clerk.h"

/* Hands over what waits; for the timer. A notice whose account has no contact any more is dropped. */
must_use enum err booking_post(struct ctx *cx, const struct hall *hall);

#endif
