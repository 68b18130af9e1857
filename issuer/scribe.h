/*
 * Owns: changes of many threads in few commits: whoever comes while a commit runs joins the next one. A change is told done only when it is
 * on disk. Keeps the stack of reserved numbers filled on the way.
 */
#ifndef ISSUER_SCRIBE_H
#define ISSUER_SCRIBE_H

#include "issuer/pool.h"

struct scribe;

/*
 * Writes to the batch. May be called again in a fresh batch when another change of the same group failed, so it must not keep what it did
 * in an earlier one. Runs in another thread than its owner's, while the owner waits.
 */
typedef enum err scribe_change(struct ctx *cx, struct batch *b, void *self);

/* most: changes in one commit; ready: numbers to keep at hand. */
struct scribe *scribe_new(struct store *store, size_t most, size_t ready);
void scribe_free(struct scribe *w);
/* Waits until the change is durable. Its own failure leaves the others of its group untouched. */
must_use enum err scribe_do(struct ctx *cx, struct scribe *w, scribe_change *change, void *self);
/* A number for a document, never waiting: those there are enough unless the disk is full (ERR_STORE_FULL). */
must_use enum err scribe_take_number(struct ctx *cx, struct scribe *w, struct reservation *out);
void scribe_give_number(struct scribe *w, const struct reservation *r);
/* The store refused to write: nothing more can be changed before it is opened again. */
bool scribe_is_broken(struct scribe *w);
/* Nobody uses it any more: numbers at hand become void. */
must_use enum err scribe_end(struct ctx *cx, struct scribe *w);

#endif
