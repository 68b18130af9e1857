/*
 * Owns: the claims of a seal: CWT (RFC 8392) with integer keys inside private claim -65537, as in the design, section 3.
 * Encodes from a proof and strictly back. Must never carry a photo.
 */
#ifndef SCHEMAS_CLAIMS_H
#define SCHEMAS_CLAIMS_H

#include "schemas/proof.h"

#define CLAIMS_MAX_SEAL 276 /* COSE bytes that still give QR version 13 at level M */

struct claims {
	struct slice issuer;
	int64_t issued_at, expires_at;   /* iat, exp: exp is the end of the last day of the proof */
	struct slice status_uri;         /* absent in the compact form */
	bool names_cut;                  /* names shortened to fit, as a machine-readable zone would */
	struct proof proof;              /* number (cti), kind, values, status list and index */
};

/*
 * Payload of the seal. Chooses the fullest form whose whole COSE token is at most CLAIMS_MAX_SEAL bytes: standard status claim,
 * else compact [list, index], else names cut. ERR_LIMIT when nothing fits.
 */
must_use enum err claims_encode(struct ctx *cx, struct slice issuer, struct slice status_base, const struct proof *proof, struct buf *out);
must_use enum err claims_parse(struct ctx *cx, struct slice payload, struct claims *out);

#endif
