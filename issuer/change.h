/*
 * Owns: an officer's changes to one document: suspend, reinstate, revoke, mark as under correction, each with its reason and an
 * audit entry in the same batch.
 */
#ifndef ISSUER_CHANGE_H
#define ISSUER_CHANGE_H

#include "issuer/desk.h"

/* Reason codes an officer may give for a change to this state, ended by NULL. */
const char *const *change_reasons(enum document_state to);
/* number: as typed. reason: one of change_reasons. Fails with ERR_DOCUMENT_MISSING, ERR_DOCUMENT_STATE or ERR_USAGE. */
must_use enum err change_state(struct ctx *cx, const struct desk *d, struct slice number, enum document_state to, const char *reason);
must_use enum err change_mark(struct ctx *cx, const struct desk *d, struct slice number, bool under_correction);
/* A number as typed (case, spaces, look-alikes forgiven) into its plain form in the arena. ERR_DOCUMENT_MISSING. */
must_use enum err change_number(struct ctx *cx, struct slice typed, struct slice *plain);

#endif
