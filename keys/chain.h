/*
 * Owns: whether one certificate may speak for a role under the pinned root (RFC 5280 6, reduced to our fixed shape: root, issuing CA,
 * seal; the trust list's signer stands directly under the root). Public half. Must never accept a role by name alone: the
 * whole profile must be there, no more and no less.
 */
#ifndef KEYS_CHAIN_H
#define KEYS_CHAIN_H

#include "keys/anchors.h"

/* What a certificate of a role must say, exactly. */
struct chain_profile {
	bool is_ca;
	int path_length;            /* CA only */
	unsigned usage, purposes;
	enum key_role issuer;
	int years;                  /* length of life given at the ceremony */
	const char *title;          /* common name, "SPECIMEN " before it where it is one */
};

/* Never NULL for a role from ROLE_ROOT on. */
const struct chain_profile *chain_profile(enum key_role role);

/* A pin: profile of the root, and its own signature. Time is not judged. ERR_CHAIN_*. */
must_use enum err chain_check_root(struct ctx *cx, const struct certificate *root);
/*
 * c has exactly the profile of role, names this issuer by name and key identifier, lies within its life and carries its
 * signature. The issuer itself must have been checked before, as what the profile of role demands. ERR_CHAIN_*.
 */
must_use enum err chain_check_issued(struct ctx *cx, const struct certificate *c, enum key_role role, const struct certificate *issuer);
/* not_before <= at <= not_after, else ERR_CHAIN_TIME. */
must_use enum err chain_check_time(struct ctx *cx, const struct certificate *c, int64_t at);

#endif
