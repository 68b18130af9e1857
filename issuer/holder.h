/*
 * Owns: a holder's documents: preview, issue, renew, withdraw (the acts themselves: acts.def). Only documents made from the person's own
 * records are touched.
 */
#ifndef ISSUER_HOLDER_H
#define ISSUER_HOLDER_H

#include "issuer/change.h"
#include "issuer/wish.h"

/* The person of the act has a record of this identity, or the card that a link of this identity stands for. */
must_use enum err holder_owns(struct act *a, struct slice identity, bool *owns);

#endif
