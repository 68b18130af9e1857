/*
 * Owns: passkeys: judging a registration and an assertion (W3C WebAuthn level 3, sections 7.1 and 7.2). The only user of libfido2. Challenges are the
 * caller's: 32 random bytes, in the session's flow, used once.
 */
#ifndef PORTAL_PASSKEY_H
#define PORTAL_PASSKEY_H

#include "base/conf.h"
#include "portal/account.h"

#define PASSKEY_CHALLENGE 44 /* characters of base64url, and NUL */

/* Who we are to a browser. */
struct passkey_party {
	const char *id;       /* "portal.example.org": host of the address */
	const char *origin;   /* "https://portal.example.org": the address without a path */
};

/* From an address such as portal.url; in cx. */
must_use enum err passkey_party_of(struct ctx *cx, const char *url, struct passkey_party *out);
void passkey_challenge(char out[static PASSKEY_CHALLENGE]);

/* What a browser posted: base64url. */
struct passkey_answer {
	struct slice client_data, attestation;             /* registration */
	struct slice credential, auth_data, signature;     /* assertion, with client_data */
};

/*
 * A new passkey. challenge: as given out. Fills id, key, counter, added. ERR_PASSKEY_TYPE, _CHALLENGE, _ORIGIN, _PARTY, _PRESENCE, _SIGNATURE, and the
 * errors of formats/webauthn.h; ERR_PASSKEY_FORM: not base64url.
 */
must_use enum err passkey_register(struct ctx *cx, const struct passkey_party *p, const char *challenge, const struct passkey_answer *a,
	struct account_passkey *out);
/* The credential's id, to find its account with; in cx. */
must_use enum err passkey_credential(struct ctx *cx, const struct passkey_answer *a, struct slice *id);
/*
 * Was it this key, for us, now? verified: the person must have shown a face, finger or PIN too (sign-in without a password). *counter: to be kept.
 * ERR_PASSKEY_COUNTER: the authenticator was copied.
 */
must_use enum err passkey_assert(struct ctx *cx, const struct passkey_party *p, const char *challenge, const struct account_passkey *key,
	const struct passkey_answer *a, bool verified, uint32_t *counter);

#endif
