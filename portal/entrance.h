/*
 * Owns: coming in and going out, as pages do it: guest sessions, signing in, telling the issuer, showing the password again before something that
 * matters, throttles said in words.
 */
#ifndef PORTAL_ENTRANCE_H
#define PORTAL_ENTRANCE_H

#include "portal/visit.h"

#define PROVED_SECONDS 600 /* how long a shown password counts for what matters */

/* A session for a half-done flow, where there is none. POST handlers. */
must_use enum err entrance_guest(struct visit *v);
/* Signs in (or rises): new cookie, the issuer told, the sign-in noted in the account; then to `next`. Ends the request. */
void entrance_sign_in(struct visit *v, struct account *a, enum session_level level, struct slice next);
/* "/p/..." of our own as it was sent along; "/account" for anything else. In cx. */
const char *entrance_next(struct visit *v, struct slice typed);
/* Signs out: the session ends, here and at the issuer. */
must_use enum err entrance_leave(struct visit *v);
/* Ends the session of that handle, or (handle NULL) all of the account's but `keep` (NULL: all), here and at the issuer. */
must_use enum err entrance_end_others(struct visit *v, const char *account, const char *handle, const struct session *keep);

/* The account that is signed in. False: it is locked or gone, the request has its answer. */
bool entrance_account(struct visit *v, struct account *out);
/* The password or passkey was shown a short while ago; else the request goes to the page that asks for it, and comes back to `here`. */
bool entrance_proved(struct visit *v, const char *here);
/* Writes the account back and makes the write visible. ERR_STORE_CHANGED: another device was quicker. */
must_use enum err entrance_save(struct visit *v, struct account *a);

/* What was typed as "contact", normalised: CONTACT_NONE and a problem beside the field where it is none (unless only the language was switched). */
enum contact_kind entrance_contact(struct visit *v, struct slice *contact);
/* Counts an attempt; false: too many, a problem of the form says how long to wait, status 429. */
bool entrance_may(struct visit *v, enum throttle_kind kind, struct slice key);
bool entrance_may_peer(struct visit *v, enum throttle_kind kind);
/* Both, of a message to this contact: nobody's mailbox is filled from here. */
bool entrance_may_write_to(struct visit *v, struct slice contact);
/* Too many passwords wait: a problem of the form, status 503 with Retry-After. */
void entrance_busy(struct visit *v);
/* "Firefox, Windows" out of a User-Agent, for the owner's list of sessions. In cx. */
const char *entrance_device(struct ctx *cx, struct slice user_agent);

#endif
