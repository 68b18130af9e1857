/*
 * Owns: flow slots: what a half-done form keeps, by name, in the visitor's session. A slot lives as long as its session and goes with it. Must never
 * outlive it, nor move to another account's.
 */
#ifndef PORTAL_FLOW_H
#define PORTAL_FLOW_H

#include "portal/session.h"

#define FLOW_NAME   24    /* characters of a slot's name: a-z and '-' */
#define FLOW_BYTES  16384 /* of one slot's JSON */
#define FLOW_SLOTS  12    /* of one session */
#define FLOW_STAYS  "code" /* the slot that moves into no other session: what a booking's code opened is open for who typed it */

/* JSON text up to FLOW_BYTES. put, swap and clear write (own batch). ERR_FLOW: too long, too many. ERR_STORE_CHANGED: the session has ended. */
must_use enum err flow_put(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, struct slice json);
/* Absent when there is none; lives in cx. */
must_use enum err flow_get(struct ctx *cx, struct snapshot *v, const struct session *s, const char *name, struct slice *json);
/* flow_put where the slot still holds `was`, byte for byte; else ERR_STORE_CHANGED: another request of the session was quicker. */
must_use enum err flow_swap(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, struct slice was, struct slice json);
must_use enum err flow_clear(struct ctx *cx, struct sessions *all, const struct session *s, const char *name);

/* For session.c, in its batch: all slots but FLOW_STAYS also in another session; all slots gone. */
must_use enum err flow_move(struct ctx *cx, struct batch *b, const struct session *from, const struct session *to);
must_use enum err flow_drop(struct ctx *cx, struct batch *b, const struct session *s);

#endif
