/*
 * Owns: whom a verifier trusts: the signed list of seal certificates by role and of stock digests. COSE_Sign1 (tag 18,
 * type "application/cinnabar-trust-list+cbor") under a trust-list certificate issued by the pinned root. Public half.
 */
#ifndef KEYS_TRUST_LIST_H
#define KEYS_TRUST_LIST_H

#include "base/crypto.h"
#include "keys/signer.h"

enum trust_state { TRUST_NONE = 0, TRUST_ACTIVE, TRUST_RETIRED, TRUST_REVOKED };

struct trusted_key {
	enum key_role role;
	enum trust_state state;
	uint8_t kid[8];
	uint8_t certificate_digest[32];  /* SHA-256 of the DER */
	struct slice certificate;        /* DER */
	int64_t not_before, not_after;   /* of the certificate */
	int64_t revoked_at;              /* 0 unless revoked: signatures dated at or after it are refused */
	struct p256_key *key;            /* prepared; belongs to this trust */
};

struct trusted_stock {
	uint8_t digest[32];
	uint32_t length;
};

struct trust {
	struct slice authority;          /* issuer name as in the seal, e.g. "UTO" */
	struct slice verify_host;        /* host (and port) that a seal's URL must name */
	bool specimen;
	int64_t issued_at, next_update;
	bool stale;                      /* next_update had passed when it was opened */
	struct slice root;               /* DER of the pinned root */
	struct slice issuing_ca;         /* DER */
	struct trusted_key *keys;
	size_t key_count;
	struct trusted_stock *stocks;
	size_t stock_count;
};

/*
 * Parses and verifies a trust list: root certificate (DER) is the pin; chain, roles, key usages, validity at cx->now and the
 * signature are checked. The result owns its memory (it outlives cx). Fails with ERR_TRUST_*.
 */
must_use enum err trust_open(struct ctx *cx, struct slice list, struct slice root, struct trust **out);
/* A copy with prepared keys of its own, for another thread. */
struct trust *trust_copy(const struct trust *t);
void trust_free(struct trust *t);
/* n-th key (from 0) of a role with this kid, NULL after the last: a kid is a hint, every match is tried. */
const struct trusted_key *trust_key(const struct trust *t, enum key_role role, struct slice kid, size_t n);
/* The key whose certificate is exactly this DER, whatever its role, or NULL. */
const struct trusted_key *trust_certificate(const struct trust *t, struct slice der);
const struct trusted_stock *trust_stock(const struct trust *t, const uint8_t digest[static 32]);

/* What goes into a list; built and signed by the issuer's `publish` and by `cinnabar-keys init`. */
must_use enum err trust_build(struct ctx *cx, const struct trust *t, const struct signer *signer, struct buf *out);

#endif
