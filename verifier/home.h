/*
 * Owns: what the verifier's commands take from a home folder beside the trust list (trust_load): pinned root and registry. Reading only.
 */
#ifndef VERIFIER_HOME_H
#define VERIFIER_HOME_H

#include "base/conf.h"
#include "registry/store.h"

/* DER of the pinned root certificate (the file of trust.root, or another that was named), in the arena. */
must_use enum err home_root(struct ctx *cx, const char *path, struct slice *root);
/* The registry, read-only. */
must_use enum err home_store(struct ctx *cx, const struct conf *conf, struct store **out);

#endif
