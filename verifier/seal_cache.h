/*
 * Owns: the memory of seals whose signature held before, by SHA-256 of their bytes. One cache belongs to one thread and one
 * trust list. It saves the ECDSA check alone: status, dates and key times are judged anew every time.
 */
#ifndef VERIFIER_SEAL_CACHE_H
#define VERIFIER_SEAL_CACHE_H

#include "base/buf.h"

struct seal_cache;

struct seal_cache *seal_cache_new(void);
void seal_cache_free(struct seal_cache *c);
/* After the trust list was read anew. */
void seal_cache_clear(struct seal_cache *c);
/* Index of the trusted key under which these bytes verified, or -1. Of too many the longest unasked are forgotten. */
int seal_cache_find(struct seal_cache *c, const uint8_t digest[static 32]);
void seal_cache_add(struct seal_cache *c, const uint8_t digest[static 32], int key);

#endif
