/*
 * Owns: private keys on disk (FOLDER/<role>.key beside the certificate FOLDER/<role>.pem, modes 0600 in a 0700 folder) and in memory.
 * Private half: the verifier never links it. Must never log, print or return key material, and never share a key between roles.
 */
#ifndef KEYS_KEYRING_H
#define KEYS_KEYRING_H

#include "keys/passphrase.h"
#include "keys/signer.h"

struct keyring;

/*
 * Opens the keys named by role (a bit set of 1 << role) in a folder: decrypts each, checks that it belongs to its certificate, that the
 * certificate has the profile of its role, chains to root.pem and is valid at cx->now. ERR_KEY_*, ERR_CERT_*, ERR_CHAIN_*; the text
 * names the file. From here on the process writes no core file.
 */
must_use enum err keyring_open(struct ctx *cx, const char *folder, struct slice passphrase, unsigned roles, struct keyring **out);
/* Borrowed signer of a role, NULL when it was not opened. Any number of threads may sign at once. */
const struct signer *keyring_signer(const struct keyring *k, enum key_role role);
/* Wipes and frees; NULL is fine. No signer of it may be used afterwards. */
void keyring_close(struct keyring *k);

/* For the ceremony. A ring without keys, and the box (fresh salt) that new keys will be sealed in. */
must_use enum err keyring_fresh(struct ctx *cx, struct slice passphrase, struct keyring **out);
/*
 * A new P-256 key for a role; one that the ring holds already is wiped. spki (DER, arena) goes into the certificate request. Its signer works
 * at once, without certificate.
 */
must_use enum err keyring_generate(struct ctx *cx, struct keyring *k, enum key_role role, struct slice *spki);
/* Gives the key its certificate and that one's issuer (both copied). ERR_KEY_MATCH. */
must_use enum err keyring_certify(struct ctx *cx, struct keyring *k, enum key_role role, struct slice certificate, struct slice issuer);
/* Appends the encrypted PEM text of the key. */
must_use enum err keyring_seal(struct ctx *cx, struct keyring *k, enum key_role role, struct buf *out);

#endif
