/*
 * Owns: reading what a browser hands over for a passkey: clientDataJSON, authenticatorData, attestationObject (W3C WebAuthn level 3, sections
 * 5.8.1, 6.1, 6.5). Form only: which challenge, origin and key are right is portal/passkey's business. Only ES256 keys (COSE -7 on P-256).
 */
#ifndef FORMATS_WEBAUTHN_H
#define FORMATS_WEBAUTHN_H

#include "base/ctx.h"

#define WEBAUTHN_CREATE "webauthn.create"
#define WEBAUTHN_GET    "webauthn.get"

/* 5.8.1. Slices live in cx. */
struct webauthn_client {
	struct slice type;
	struct slice challenge;       /* bytes, out of base64url */
	struct slice origin;
	bool cross_origin;            /* asked for inside a frame of another site */
};

/* 6.1. Slices point into the input; key lives in cx. */
struct webauthn_auth {
	struct slice rp_hash;         /* SHA-256 of the relying party's id */
	bool user_present, user_verified, backup_eligible, backed_up;
	uint32_t counter;
	bool has_credential;          /* the rest is there (registration) */
	struct slice aaguid;          /* 16 bytes */
	struct slice credential;      /* id, 1 to 255 bytes */
	struct slice key;             /* 64 bytes: x, y */
};

/* 6.5.4. Slices point into the input. */
struct webauthn_attestation {
	struct slice auth_data;
	bool self;                    /* fmt "packed" without certificates: signed by the credential's own key */
	struct slice signature;       /* then */
};

/* ERR_WEBAUTHN_CLIENT */
must_use enum err webauthn_parse_client(struct ctx *cx, struct slice json, struct webauthn_client *out);
/* ERR_WEBAUTHN_AUTH, ERR_CBOR_* */
must_use enum err webauthn_parse_auth(struct ctx *cx, struct slice bytes, struct webauthn_auth *out);
/* fmt "none" (8.7) or "packed" by the credential itself (8.2). ERR_WEBAUTHN_ATTESTATION, ERR_CBOR_* */
must_use enum err webauthn_parse_attestation(struct ctx *cx, struct slice bytes, struct webauthn_attestation *out);

#endif
