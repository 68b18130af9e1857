/*
 * Owns: the accounts that are connected with a person, as officers see them, and their end by the office: for somebody who has no account, or whose
 * account cannot end another's.
 */
#ifndef ISSUER_CONNECTION_H
#define ISSUER_CONNECTION_H

#include "issuer/desk.h"

/*
 * Prints who may act, or asks to act, for the person of this record: account, since when, until when, rights, how it came about; for officers' eyes.
 * identity: as of counter_code. ERR_RECORD_MISSING.
 */
must_use enum err connection_list(struct ctx *cx, const struct desk *d, struct slice identity, bool json, size_t *count);
/* Whatever the account may do for this person, or asked to, ends now. ERR_RECORD_MISSING for a record, or a connection, that there is not. */
must_use enum err connection_end(struct ctx *cx, const struct desk *d, struct slice identity, struct slice account);

#endif
