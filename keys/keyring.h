/*
 * Owns: private keys on disk (PKCS#8, scrypt + AES-256-CBC, mode 0600) and in memory. Private half: the verifier never links it.
 * Must never log, print or return key material, and never share a key between roles.
 */
#ifndef KEYS_KEYRING_H
#define KEYS_KEYRING_H

#include "keys/signer.h"

struct keyring;

/* Opens HOME/keys: decrypts the keys named by role (a bit set of 1 << role), checks each against its certificate. */
must_use enum err keyring_open(struct ctx *cx, const char *folder, struct slice passphrase, unsigned roles, struct keyring **out);
/* Borrowed signer of a role, NULL when it was not opened. */
const struct signer *keyring_signer(const struct keyring *k, enum key_role role);
void keyring_close(struct keyring *k);
/* From --passphrase-file, else CINNABAR_PASSPHRASE, else a prompt on the terminal (twice when `confirm`). Never argv. out is wiping memory. */
must_use enum err passphrase_get(struct ctx *cx, const char *file, bool confirm, struct buf *out);

#endif
