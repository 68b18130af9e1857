/* Owns: what may stand for the second factor when it is typed: a code of the authenticator app, or a recovery code. Each opens once. */
#ifndef PORTAL_SECOND_CODE_H
#define PORTAL_SECOND_CODE_H

#include "portal/visit.h"

enum second_kind { SECOND_WRONG = 0, SECOND_APP, SECOND_RECOVERY };

/*
 * Judges and uses up: the step or the recovery code is written to the account before the answer, so that the same code at two places opens one of them
 * (ERR_STORE_CHANGED for the other). Not throttled here. A used recovery code is told to the account's contact.
 */
must_use enum err second_code_take(struct visit *v, struct account *a, struct slice typed, enum second_kind *out);

#endif
