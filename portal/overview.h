/* Owns: what somebody who is signed in sees first: for whom they act, what ends first, what is going on. */
#ifndef PORTAL_OVERVIEW_H
#define PORTAL_OVERVIEW_H

#include "portal/visit.h"

/* The overview of the account's own records, or of everybody's a line; nothing for a visitor. Between screen_open and screen_close. */
void overview_put(struct visit *v);

#endif
