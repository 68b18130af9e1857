/*
 * Owns: numbers set aside for documents that are being made: reserved in the registry by the committing thread, taken by makers.
 */
#ifndef ISSUER_POOL_H
#define ISSUER_POOL_H

#include "registry/documents.h"

struct pool;

/* Empty and open; never NULL. free: when no thread waits any more. */
struct pool *pool_new(void);
void pool_free(struct pool *p);
/* Waits until one is there. False when the pool was closed. */
bool pool_take(struct pool *p, struct reservation *out);
/* The same without waiting: false when none is there. */
bool pool_try(struct pool *p, struct reservation *out);
/* Gives a reservation back that was not used. */
void pool_give(struct pool *p, const struct reservation *r);
/* How many are at hand, and whether somebody waits for one. */
size_t pool_count(struct pool *p, bool *waiting);
/* Reserves `count` more in the batch, handed out only after pool_release (when the batch is durable); pool_forget drops them. */
must_use enum err pool_reserve(struct ctx *cx, struct pool *p, struct batch *b, size_t count);
void pool_release(struct pool *p);
void pool_forget(struct pool *p);
/* Nobody is handed one any more; the rest is voided in the batch. */
void pool_close(struct pool *p);
must_use enum err pool_void_rest(struct ctx *cx, struct pool *p, struct batch *b, size_t *count);

#endif
