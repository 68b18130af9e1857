/*
 * Owns: hashes, AES for memory, random bytes, constant-time comparison, base64, verification by ECDSA P-256 (FIPS 186-5) on
 * prepared keys and by Ed25519. Holds no private key: signing lives in keys/.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/buf.h"
#include "base/ctx.h"

/* SHA-256 (FIPS 180-4). */
void crypto_sha256(struct slice data, uint8_t out[static 32]);

/* Running SHA-256 that can be copied: the state over a stock is kept and copied for each document. */
struct hash;
struct hash *hash_new(void);
struct hash *hash_copy(const struct hash *h);
/* Makes `to` (from hash_new) equal to `from`, without allocating. */
void hash_assign(struct hash *to, const struct hash *from);
void hash_add(struct hash *h, struct slice data);
/* Gives the digest and makes the state new again. */
void hash_finish(struct hash *h, uint8_t out[static 32]);
void hash_free(struct hash *h);

/* HMAC (RFC 2104) with a key of any length. SHA-1 only where another side has no better: one-time codes of RFC 6238. */
void crypto_hmac_sha256(struct slice key, struct slice data, uint8_t out[static 32]);
void crypto_hmac_sha1(struct slice key, struct slice data, uint8_t out[static 20]);

/*
 * AES-128 in counter mode (SP 800-38A 6.5), both directions: keeps what lies in memory unreadable; proves nothing. A key must never meet the
 * same nonce with two texts. The key is forgotten before this returns. out may be in.p.
 */
struct cipher;
struct cipher *cipher_new(void);
void cipher_run(struct cipher *c, const uint8_t key[static 16], uint64_t nonce, struct slice in, uint8_t *out);
void cipher_free(struct cipher *c);

/* Random bytes from the operating system's generator; no randomness ends the process. */
void crypto_random(void *out, size_t n);
/* Equal length and bytes, in time that does not depend on where they differ. */
bool crypto_equal(struct slice a, struct slice b);
/* Overwrites a secret; not optimised away. */
void crypto_wipe(void *p, size_t n);

/* RFC 4648 section 4 with padding, strict: no white space, zero trailing bits. */
void base64_encode(struct buf *b, struct slice data);
bool base64_decode(struct buf *b, struct slice text);
/* RFC 4648 section 5 without padding: what WebAuthn writes; as strict. */
void base64url_encode(struct buf *b, struct slice data);
bool base64url_decode(struct buf *b, struct slice text);

/*
 * Ed25519 (RFC 8032 5.1.7): a correct signature by this public key over the message. False also for a key that is no point, and for
 * the same signature written with a larger S.
 */
bool ed25519_verify(const uint8_t key[static 32], struct slice message, const uint8_t signature[static 64]);

/* A P-256 public key. Not shared between threads: give each its own copy. */
struct p256_key;
/* From a DER SubjectPublicKeyInfo (RFC 5480). Fails with ERR_KEY_DECODE for anything but an uncompressed point of P-256. */
must_use enum err p256_open(struct ctx *cx, struct slice spki, struct p256_key **out);
struct p256_key *p256_copy(const struct p256_key *key);
void p256_free(struct p256_key *key);
/* For a key that will verify hundreds of signatures: each takes half the time from here on (base/p256_table.h says what that costs). */
void p256_prepare(struct p256_key *key);
/* rs = r||s, 32 bytes each (RFC 9053 2.1). True only for a correct signature over the SHA-256 digest; high s is NOT judged here. */
bool p256_verify(struct p256_key *key, const uint8_t digest[static 32], const uint8_t rs[static 64]);
/* s <= n/2. A signature with the other s is mirrored: mathematically valid, never made by us. */
bool p256_is_low_s(const uint8_t rs[static 64]);
/* Replaces s by n - s where needed. */
void p256_make_low_s(uint8_t rs[static 64]);
/* ECDSA-Sig-Value DER (RFC 3279 2.2.3), 8 to 72 bytes, and strictly back. */
size_t p256_to_der(const uint8_t rs[static 64], uint8_t out[static 72]);
bool p256_from_der(struct slice der, uint8_t rs[static 64]);

#endif
