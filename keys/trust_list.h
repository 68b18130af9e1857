/*
 * Owns: whom a verifier trusts: the signed list of seal certificates by role and of stock digests. COSE_Sign1 (tag 18, type
 * "application/cinnabar-trust-list+cbor") over deterministic CBOR, under a trust-list certificate issued by the pinned root. Public half.
 * Must never link a private key, nor believe anything of a list before its signature held.
 */
#ifndef KEYS_TRUST_LIST_H
#define KEYS_TRUST_LIST_H

#include "base/conf.h"
#include "base/crypto.h"
#include "keys/signer.h"

#define TRUST_LIST_TYPE "application/cinnabar-trust-list+cbor"

/* Retired: signs nothing new, what it signed stays good. Revoked: what is dated at or after revoked_at is refused. */
enum trust_state { TRUST_NONE = 0, TRUST_ACTIVE, TRUST_RETIRED, TRUST_REVOKED };

struct trusted_key {
	enum key_role role;              /* ROLE_PDF_SEAL, ROLE_QR_SEAL or ROLE_STATUS_LIST */
	enum trust_state state;
	uint8_t kid[8];
	uint8_t certificate_digest[32];  /* SHA-256 of the DER */
	struct slice certificate;        /* DER */
	int64_t not_before, not_after;   /* of the certificate: NOT compared with cx->now, an old signature may be good */
	int64_t revoked_at;              /* 0 unless revoked: signatures dated at or after it are refused */
	struct p256_key *key;            /* prepared; belongs to this trust */
};

struct trusted_stock {
	uint8_t digest[32];
	uint32_t length;
};

struct trust {
	struct slice authority;          /* issuer name as in the seal, e.g. "UTO" */
	struct slice name_en, name_zh;   /* names of the authority */
	struct slice verify_host;        /* host (and port) that a seal's URL must name */
	bool specimen;
	bool stale;                      /* next_update is past: answer "undecided", never "valid" */
	uint64_t sequence;               /* grows by one with each list of one home */
	int64_t issued_at, next_update;
	int utc_offset;                  /* minutes: where the days of documents end; 0 in a list of version 1, which has no such member */
	struct slice root;               /* DER of the pinned root */
	struct slice issuing_ca;         /* DER */
	struct trusted_key *keys;        /* sorted by role, kid, certificate digest */
	size_t key_count;
	struct trusted_stock *stocks;    /* sorted by digest */
	size_t stock_count;
};

/*
 * Parses and verifies a trust list: root certificate (DER) is the pin; signature, chains, roles, key usages, the specimen mark of every
 * certificate and order are checked; the list's signer, the issuing CA and the root must be valid at cx->now, which must be the wall clock.
 * A list past its next_update opens with `stale` set. The result owns its memory (it outlives cx).
 * Fails with ERR_TRUST_*, ERR_CHAIN_*, ERR_CERT_*, ERR_COSE_* or ERR_CBOR_*.
 */
must_use enum err trust_open(struct ctx *cx, struct slice list, struct slice root, struct trust **out);
/*
 * The same, but nothing is compared with cx->now and `stale` means nothing: for the ceremony, which must be able to replace a list whose
 * signer has run out, and for showing one. Never for judging a document.
 */
must_use enum err trust_open_any_time(struct ctx *cx, struct slice list, struct slice root, struct trust **out);
/* A copy with prepared keys of its own, for another thread; the bytes are shared. */
struct trust *trust_copy(const struct trust *t);
void trust_free(struct trust *t);
/* For a process that verifies very many seals: its active seal keys are prepared (p256_prepare), and those of copies made from here on. */
void trust_prepare(const struct trust *t);

/* Specimen keys in production, or production keys where all else is specimen: stops the start with ERR_TRUST_SPECIMEN. */
must_use enum err trust_allow(struct ctx *cx, const struct trust *t, bool production);
/* The files of the configuration (trust.list, trust.root), opened and allowed; host and authority must be those of the configuration. */
must_use enum err trust_load(struct ctx *cx, const struct conf *conf, struct trust **out);
/* The files alone, by trust_open_any_time: for the ceremony and for showing. */
must_use enum err trust_read(struct ctx *cx, const struct conf *conf, struct trust **out);
/* The signer's certificate is an active key of its role in t, else ERR_TRUST_KEY: whoever signs asks this at start. */
must_use enum err trust_check_signer(struct ctx *cx, const struct trust *t, const struct signer *signer);
/* "127.0.0.1:8080" of verify.url: what a seal's URL must name; lower case, in the arena. ERR_CONF for anything but http(s)://host[:port]. */
must_use enum err trust_host(struct ctx *cx, const char *url, struct slice *out);

const char *trust_state_name(enum trust_state state);
/* n-th key (from 0) of a role with this kid, NULL after the last: a kid is a hint, every match is tried. */
const struct trusted_key *trust_key(const struct trust *t, enum key_role role, struct slice kid, size_t n);
/* The key whose certificate is exactly this DER, whatever its role, or NULL. */
const struct trusted_key *trust_certificate(const struct trust *t, struct slice der);
const struct trusted_stock *trust_stock(const struct trust *t, const uint8_t digest[static 32]);

/*
 * Appends the signed list: authority to next_update, root, issuing_ca, stocks, and of each key role, state, certificate, revoked_at; kids and
 * order are made here. The signer is the trust-list key. Used through keys/renewal.h, which opens the result before it is published.
 */
must_use enum err trust_build(struct ctx *cx, const struct trust *t, const struct signer *signer, struct buf *out);

#endif
