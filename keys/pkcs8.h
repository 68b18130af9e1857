/*
 * Owns: a private key as text at rest: "ENCRYPTED PRIVATE KEY" (RFC 5958, 7468) under PBES2 with scrypt (RFC 8018 6.2, RFC 7914) and
 * AES-256-CBC. Private half. Must never write an open key, nor accept one or a weaker box.
 */
#ifndef KEYS_PKCS8_H
#define KEYS_PKCS8_H

#include "base/ctx.h"

#include <openssl/types.h>

/*
 * Costs of a new box: OpenSSL 3.0 opens at most 32 MiB, which N = 2^15 with r = 8 passes by a few bytes, so the work comes from p.
 * N 2^14, r 8, p 5 costs a guesser what 2^17, 8, 1 costs.
 */
#define PKCS8_N 16384
#define PKCS8_R 8
#define PKCS8_P 5

/* The key derived from a passphrase for one salt: all keys of a home share the salt, so that opening five costs one derivation. Wiped by pkcs8_forget. */
struct pkcs8_box {
	uint8_t salt[16];
	uint64_t n, r, p;
	uint8_t key[32];
	bool ready;
};

/* A box with a fresh salt and the costs above. */
must_use enum err pkcs8_fresh(struct ctx *cx, struct slice passphrase, struct pkcs8_box *box);
void pkcs8_forget(struct pkcs8_box *box);
/* Appends the PEM text of key. out holds no secret. */
must_use enum err pkcs8_seal(struct ctx *cx, const struct pkcs8_box *box, EVP_PKEY *key, struct buf *out);
/*
 * Opens one PEM text. box is used when its salt and costs fit, else derived anew. ERR_KEY_FILE for anything that is not such a box
 * of a P-256 key; ERR_KEY_PASSPHRASE when the contents do not decrypt (a flipped bit looks the same).
 */
must_use enum err pkcs8_open(struct ctx *cx, struct pkcs8_box *box, struct slice passphrase, struct slice pem, EVP_PKEY **out);

#endif
