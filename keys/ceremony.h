/*
 * Owns: the making of keys and certificates, and what is done to them later: rotation, revocation, a new trust list. Private half.
 * Must never overwrite keys, leave a half-made home behind, nor write a private key unencrypted.
 */
#ifndef KEYS_CEREMONY_H
#define KEYS_CEREMONY_H

#include "base/conf.h"
#include "keys/signer.h"

/*
 * New keys and certificates of all roles in keys.folder, the root in trust.root, the first list in trust.list. Everything is made in
 * a folder beside and renamed. ERR_FILE_EXISTS when there are keys or a trust list already: nothing is changed then.
 */
must_use enum err ceremony_init(struct ctx *cx, const struct conf *conf, struct slice passphrase);
/*
 * A new key and certificate for a seal role, the status list or the trust list; the old one is retired in the trust list (a revoked one stays
 * revoked) and its private key is gone. ERR_KEY_ROLE for root and issuing CA: their change is a new ceremony.
 */
must_use enum err ceremony_rotate(struct ctx *cx, const struct conf *conf, struct slice passphrase, enum key_role role);
/* which: a role (its active key) or a kid of 16 hex digits. Signatures dated at or after `at` are refused from now on. An earlier revocation stays. */
must_use enum err ceremony_revoke(struct ctx *cx, const struct conf *conf, struct slice passphrase, const char *which, int64_t at);
/* The same list signed again with a new next_update and today's configuration. */
must_use enum err ceremony_renew(struct ctx *cx, const struct conf *conf, struct slice passphrase);
/*
 * Opens every key and the trust list and compares them. Finishes an interrupted change first. Keys without a file (a root kept elsewhere)
 * are named in *absent, a bit set.
 */
must_use enum err ceremony_check(struct ctx *cx, const struct conf *conf, struct slice passphrase, unsigned *absent);

#endif
