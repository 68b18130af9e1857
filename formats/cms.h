/*
 * Owns: the one CMS SignedData (RFC 5652) of our seal: detached, SHA-256, ecdsa-with-SHA256, two certificates, one signer, three
 * signed attributes, DER only. Building and reading together. Holds no private key; must never accept another shape silently.
 */
#ifndef FORMATS_CMS_H
#define FORMATS_CMS_H

#include "base/buf.h"
#include "base/ctx.h"
#include "formats/cose.h"
#include "formats/rule.h"

enum cms_rule {
	CMS_RULE_NONE = 0,
#define RULE(name, clause, en, zh) CMS_RULE_##name,
#include "formats/cms_rules.def"
#undef RULE
	CMS_RULE_COUNT
};

/* Stable name ("SIGNING_TIME") of a rule, or "NONE". */
const char *cms_rule_name(enum cms_rule rule);

/*
 * Appends the SignedData over `digest` (SHA-256 of the bytes that ByteRange covers) to out. sign is called once with the digest of
 * the signed attributes. ERR_CMS_CERTIFICATE when one of the certificates cannot be read, is over LIMIT_CERT_BYTES, or the first was
 * not issued under the second's name; sign's own failure; ERR_LIMIT when out is full.
 */
must_use enum err cms_build(struct ctx *cx, struct slice seal_certificate, struct slice ca_certificate, const uint8_t digest[static 32],
	cose_signer *sign, void *self, struct buf *out);

/* Bytes to reserve in /Contents for these two certificates: the largest SignedData cms_build can make, rounded up to 64. */
size_t cms_room(struct slice seal_certificate, struct slice ca_certificate);

/*
 * What a CMS says. Everything is a claim: only the caller can check the signature, with a key it trusts, over signed_digest.
 * Slices point into the input.
 */
struct cms {
	rule_set broken;               /* bits of enum cms_rule; 0 = exactly what cms_build writes */
	bool readable;                 /* signature and signed_digest are there (other rules may be broken all the same) */
	struct slice seal_certificate; /* the certificate the signer info names, else absent */
	struct slice ca_certificate;   /* the other one */
	uint8_t message_digest[32];
	uint8_t ess_hash[32];          /* SHA-256 of the seal certificate as signed (signing-certificate-v2) */
	uint8_t signature[64];         /* r||s */
	uint8_t signed_digest[32];     /* SHA-256 of the signed attributes as they were signed: SET OF, tag 0x31 */
};

/* Reads one SignedData of at most LIMIT_CMS_BYTES; der must be the element alone. Never fails: what is wrong is in out->broken. */
void cms_read(struct slice der, struct cms *out);

#endif
