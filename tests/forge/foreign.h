/*
 * Owns: a forger's own authority: certificates with the very names, serial numbers and extensions of the real ones over keys of his
 * own. Must never be used outside tests.
 */
#ifndef TESTS_FORGE_FOREIGN_H
#define TESTS_FORGE_FOREIGN_H

#include "base/ctx.h"

struct foreign {
	struct slice seal, ca; /* DER */
	void *key;             /* of the seal */
};

/* Ends the process where the real certificates cannot be read. */
void foreign_make(struct ctx *cx, struct slice real_seal, struct slice real_ca, struct foreign *out);
/* A cose_signer; self is the struct foreign. */
enum err foreign_sign(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64]);
void foreign_free(struct foreign *f);

#endif
