/*
 * Owns: how an account lies in the portal's store: its keys and its JSON. Keys of everything that belongs to accounts begin with 'a':
 *   aa id -> account            ac HMAC(contact) -> id      ap SHA-256(credential id) -> id        ak -> the portal's key (secret.c)
 *   as digest -> session        au account digest -> (empty): sessions of an account               af digest name -> flow slot
 *   at HMAC -> counter of the throttle
 */
#ifndef PORTAL_ACCOUNT_CODE_H
#define PORTAL_ACCOUNT_CODE_H

#include "portal/account.h"

/* The JSON; lives in cx. */
struct slice account_encode(struct ctx *cx, const struct account *a);
/* Slices of *out live in cx. ERR_STORE_CORRUPT for what account_encode would not write. */
must_use enum err account_decode(struct ctx *cx, const char *id, struct slice value, struct account *out);

#endif
