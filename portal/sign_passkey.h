/* Owns: judging the passkey answer of a form against an account, for signing in and for showing oneself again. */
#ifndef PORTAL_SIGN_PASSKEY_H
#define PORTAL_SIGN_PASSKEY_H

#include "portal/second.h"

/* OK: it was one of the account's keys; its counter is written. verified: face, finger or PIN too. ERR_PASSKEY_* and ERR_STORE_CHANGED otherwise. */
must_use enum err sign_passkey_judge(struct visit *v, const struct challenge *c, struct account *a, bool verified);

#endif
