/*
 * Owns: X.509 certificates in and out, read strictly into a struct and written by the same file: version 3, DER only, P-256 with
 * SHA-256 only (RFC 5280, 5480, 5758). Public half: no private key, no OpenSSL. Reading is not trusting: keys/chain.h judges.
 */
#ifndef KEYS_ANCHORS_H
#define KEYS_ANCHORS_H

#include "keys/signer.h"

/* keyUsage bits by their number in RFC 5280 4.2.1.3. */
enum { USAGE_DIGITAL_SIGNATURE = 1 << 0, USAGE_NON_REPUDIATION = 1 << 1, USAGE_CERT_SIGN = 1 << 5, USAGE_CRL_SIGN = 1 << 6 };

/* Extended key usages; the seals of QR, status list and trust list have object identifiers of our own (a UUID in parts, anchors.c). */
enum { PURPOSE_DOCUMENT_SIGNING = 1 << 0, PURPOSE_EMAIL_PROTECTION = 1 << 1, PURPOSE_QR_SEAL = 1 << 2, PURPOSE_STATUS_LIST = 1 << 3,
	PURPOSE_TRUST_LIST = 1 << 4, PURPOSE_OTHER = 1 << 5 };

/* One certificate as it says of itself. Slices point into `der`. */
struct certificate {
	struct slice der, tbs;
	struct slice serial;             /* big-endian, positive, at most 20 bytes */
	struct slice issuer, subject;    /* Name, whole DER element */
	struct slice common_name;        /* UTF-8 */
	struct slice spki;               /* 91 bytes, whole DER element */
	int64_t not_before, not_after;   /* inclusive */
	bool specimen;                   /* subject has organizationalUnitName "SPECIMEN" */
	bool has_constraints, is_ca;
	int path_length;                 /* -1 = no limit */
	bool has_usage;
	unsigned usage, purposes;        /* USAGE_*, PURPOSE_* bits; 0 when the extension is absent */
	struct slice subject_key, authority_key; /* key identifiers, absent when not there */
	uint8_t signature[64];           /* r||s over SHA-256 of tbs */
};

/* Reads one certificate of at most LIMIT_CERT_BYTES, every byte of it. Fails with ERR_CERT_*. */
must_use enum err anchors_parse(struct ctx *cx, struct slice der, struct certificate *out);
/* Exactly one CERTIFICATE block and nothing else (RFC 7468 strict), as DER in the arena. ERR_CERT_FORM. */
must_use enum err anchors_parse_pem(struct ctx *cx, struct slice pem, struct slice *der);
/* Reads a PEM file into the arena; failures name the file. A missing file is ERR_CERT_FORM too: input, not a broken machine. */
must_use enum err anchors_load(struct ctx *cx, const char *path, struct certificate *out);
void anchors_encode_pem(struct ctx *cx, struct slice der, struct buf *out);

/* What a new certificate shall say. */
struct anchors_plan {
	uint8_t serial[16];              /* random; the top bits are set so that it is positive and always 16 bytes */
	struct slice issuer, subject;    /* Names, from anchors_name or another certificate */
	struct slice spki, issuer_spki;  /* key identifiers come from these (RFC 7093 2, method 1) */
	int64_t not_before, not_after;
	bool is_ca;
	int path_length;                 /* CA only; -1 = no limit */
	unsigned usage, purposes;
};

/* Name of organization, OU=SPECIMEN when specimen, common name (UTF-8, 1 to 64 characters each): in the arena. ERR_CONF. */
must_use enum err anchors_name(struct ctx *cx, struct slice organization, bool specimen, const char *common_name, struct slice *out);
/* Builds and signs; DER in the arena. */
must_use enum err anchors_build(struct ctx *cx, const struct anchors_plan *plan, const struct signer *issuer, struct slice *out);

#endif
