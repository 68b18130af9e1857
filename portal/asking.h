/*
 * Owns: asking the issuer in the name of a visit: who asks, and what becomes of a refusal on the page. POST handlers only: an answer may take a
 * second. Must never show a person what the issuer's log says.
 */
#ifndef PORTAL_ASKING_H
#define PORTAL_ASKING_H

#include "issuer/client.h"
#include "portal/visit.h"

/* The visit's account, session, person (where the path names one) and language. */
struct client_caller asking_caller(const struct visit *v);
/*
 * After a failed call: logs it. True: the problem is noted (beside the field that the issuer names, else over the form) and the handler shows its form
 * again with what was typed. False: the reply is written (403, 404, or the way to the sign-in).
 */
bool asking_refused(struct visit *v, enum err e, const char *event);
/* The challenge whose code is awaited, in a flow slot of the session; and its id, absent when none runs (any more). Errors as flow_put, flow_get. */
must_use enum err asking_keep(struct visit *v, const char *slot, const struct client_challenge *c);
must_use enum err asking_running(struct visit *v, const char *slot, struct slice *id);

#endif
