/*
 * Owns: COSE_Sign1 (RFC 9052 4.2) as we use it: ES256, protected header holds alg, kid and at most typ, unprotected map empty,
 * payload attached. Pure: signing is a callback, verification is the caller's with the digest given here.
 */
#ifndef FORMATS_COSE_H
#define FORMATS_COSE_H

#include "base/buf.h"
#include "base/ctx.h"

#define COSE_KID_BYTES 8 /* first bytes of SHA-256 over the signer's certificate */

/* One parsed COSE_Sign1. All slices point into the input. `digest` is SHA-256 of the Sig_structure over the received bytes. */
struct cose_sign1 {
	struct slice protected_header;  /* bytes inside the bstr */
	struct slice kid;               /* 8 bytes */
	struct slice type;              /* header 16 (RFC 9596), absent slice when not there */
	struct slice payload;
	uint8_t signature[64];          /* r||s */
	uint8_t digest[32];
};

enum cose_tag { COSE_UNTAGGED = 0, COSE_TAGGED_18, COSE_TAGGED_ANY };

/*
 * Parses strictly: deterministic CBOR, array of four, alg -7 (or -9) and kid only in the protected header, unprotected map
 * empty, 64-byte signature with low s, no byte left. Each refusal has its own ERR_COSE_* (or ERR_CBOR_*) code and names the
 * clause. COSE_TAGGED_ANY takes no tag, 18, or 61 and 18. How long a token may be is the caller's cap.
 */
must_use enum err cose_parse(struct ctx *cx, struct slice token, enum cose_tag tag, struct cose_sign1 *out);

/*
 * SHA-256 of the Sig_structure (RFC 9052 4.4) over the bytes inside the protected bstr. external_aad is empty in all we write;
 * the published vectors need it.
 */
void cose_digest(struct slice protected_header, struct slice payload, struct slice external_aad, uint8_t out[static 32]);

/* Signs 32 bytes of digest into r||s with low s. */
typedef enum err cose_signer(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64]);

/* Appends a COSE_Sign1 over payload to out. type may be absent. tag: COSE_UNTAGGED or COSE_TAGGED_18. */
must_use enum err cose_build(struct ctx *cx, struct slice kid, struct slice type, struct slice payload, enum cose_tag tag,
	cose_signer *sign, void *self, struct buf *out);

#endif
