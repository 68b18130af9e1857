/*
 * Owns: what the outside may fetch: signed status lists, the trust list with a new term, the root certificate, in one folder
 * that also is the bundle for offline checks. Every file is replaced in one step.
 */
#ifndef ISSUER_PUBLISH_H
#define ISSUER_PUBLISH_H

#include "issuer/desk.h"

struct published_counts { uint32_t lists; size_t bytes; };

/* folder NULL = publish.folder. Needs READ and LISTS. One process at a time (the lock of keys/renewal.h); others wait. */
must_use enum err publish_all(struct ctx *cx, struct desk *d, const char *folder, struct published_counts *out);

#endif
