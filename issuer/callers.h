/*
 * Owns: which session of the portal acts for which account, in memory. A session that ended stays known as ended until it would be over
 * anyway, so that nothing opens it again.
 */
#ifndef ISSUER_CALLERS_H
#define ISSUER_CALLERS_H

#include "base/ctx.h"

#define CALLER_SECONDS (12 * 3600 + 900) /* the portal's longest session, and a little */

enum caller_state { CALLER_UNKNOWN = 0, CALLER_OPEN, CALLER_OTHER, CALLER_ENDED, CALLER_NO_ROOM };

struct callers;

/* No session is open; never NULL. A session is forgotten CALLER_SECONDS after it was first named. */
struct callers *callers_new(void);
void callers_free(struct callers *c);
/* OPEN when it acts for this account from now on (or did already); OTHER, ENDED and NO_ROOM open nothing. Any thread. */
enum caller_state callers_open(struct callers *c, const uint8_t session[static 32], const char *account, int64_t now);
enum caller_state callers_look(struct callers *c, const uint8_t session[static 32], const char *account, int64_t now);
/* Also one that was never opened. OTHER when it belongs to another account. */
enum caller_state callers_end(struct callers *c, const uint8_t session[static 32], const char *account, int64_t now);

#endif
