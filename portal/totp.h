/*
 * Owns: one-time codes of authenticator apps (RFC 6238, RFC 4226) and the recovery codes that open an account without them. Pure.
 */
#ifndef PORTAL_TOTP_H
#define PORTAL_TOTP_H

#include "base/ctx.h"

#define TOTP_KEY    20 /* bytes of the shared key (RFC 4226 4: as long as the digest) */
#define TOTP_STEP   30 /* seconds */
#define TOTP_DIGITS 6

/* HOTP (RFC 4226 5.3) with HMAC-SHA-1: what every authenticator app can do. digits 6 to 8; *out gets digits and NUL. */
void totp_code(struct slice key, uint64_t counter, int digits, char out[static 9]);
/*
 * What was typed (spaces ignored, full-width figures taken) against the codes of this step, the one before and the one behind. True sets *step to the
 * step it belongs to; only steps after `last` count, so a code opens once (RFC 6238 5.2).
 */
bool totp_check(struct slice key, struct slice typed, int64_t now, int64_t last, int64_t *step);
/* The key as people type it: base32 in groups of four, lower case. In cx. */
struct slice totp_key_text(struct ctx *cx, struct slice key);
/* otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=...; account and issuer are UTF-8. In cx. */
struct slice totp_uri(struct ctx *cx, struct slice key, struct slice issuer, struct slice account);

#define RECOVERY_TEXT 30 /* "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX" and NUL */

/* A new code of 120 random bits (24 Crockford characters), as printed, and its digest. So much chance needs no slow hash (ASVS 5.0 6.5.2). */
void recovery_make(char text[static RECOVERY_TEXT], uint8_t digest[static 32]);
/* Digest of a typed code: case, spaces and hyphens do not matter, O is 0, I and L are 1. False when it has not the form of one. */
bool recovery_digest(struct slice typed, uint8_t digest[static 32]);

#endif
