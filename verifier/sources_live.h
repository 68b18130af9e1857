/*
 * Owns: what the registry knows, as sources. One per thread: it holds a snapshot that is renewed at each look-up and let go
 * right after the verification. Opens the registry for reading only.
 */
#ifndef VERIFIER_SOURCES_LIVE_H
#define VERIFIER_SOURCES_LIVE_H

#include "registry/documents.h"
#include "verifier/sources.h"

struct live;

/* store and trust are borrowed; trust must be this thread's own copy. */
must_use enum err sources_live_open(struct ctx *cx, struct store *store, const struct trust *trust, struct live **out);
/* Points the sources at another trust list (after a reload). */
void sources_live_trust(struct live *l, const struct trust *trust);
const struct sources *sources_live(const struct live *l);
/* With caches of verified seals and of their answers, its own. */
void sources_live_cache(struct live *l);
void sources_live_close(struct live *l);

#endif
