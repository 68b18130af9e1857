/*
 * Owns: the one table of functions through which anything is signed. The keyring in this process is one signer; a key process
 * and an HSM will stand behind the same table. Must never give out a private key.
 */
#ifndef KEYS_SIGNER_H
#define KEYS_SIGNER_H

#include "base/ctx.h"

enum key_role { ROLE_NONE = 0, ROLE_ROOT, ROLE_ISSUING_CA, ROLE_PDF_SEAL, ROLE_QR_SEAL, ROLE_STATUS_LIST, ROLE_TRUST_LIST, ROLE_COUNT };

const char *key_role_name(enum key_role role); /* "pdf-seal" ... */
enum key_role key_role_parse(struct slice name);

/* One signing key with its certificate. sign may be called from several threads at once. */
struct signer {
	enum key_role role;
	uint8_t kid[8];             /* first 8 bytes of SHA-256 over the certificate */
	struct slice certificate;   /* DER */
	struct slice issuer;        /* DER of the CA that certified it */
	/* ECDSA P-256 over a SHA-256 digest into r||s with low s. */
	enum err (*sign)(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64]);
	void *self;
};

#endif
