/*
 * Owns: counting wrong tries of share codes, in memory, for all threads. A code that was tried wrongly too often stays closed for the rest of
 * the hour. Unknown codes open nothing anyhow and are not counted: a flood of them must not close everybody's. Must never hold a code.
 */
#ifndef VERIFIER_TRIES_H
#define VERIFIER_TRIES_H

#include "base/buf.h"

#define TRIES_MOST   5
#define TRIES_WINDOW 3600 /* seconds */

struct tries;

/* Nothing was tried; never NULL. Kept in memory alone: a restart forgets. Any thread. */
struct tries *tries_open(void);
void tries_close(struct tries *t);
/* May this code still be tried? */
bool tries_may(struct tries *t, struct slice code, int64_t now);
/* known: there is such a code. The work is the same for both. */
void tries_wrong(struct tries *t, struct slice code, bool known, int64_t now);

#endif
