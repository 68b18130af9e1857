/*
 * Owns: one durable commit for all threads that wait for one. Threads bring small steps; the first one there runs every step that has come
 * meanwhile in one batch and commits once. Must never let one thread's refusal undo another's work.
 */
#ifndef PORTAL_WRITER_H
#define PORTAL_WRITER_H

#include "registry/store.h"

struct writer;

/* `store` is open for writing and outlives the writer. */
struct writer *writer_open(struct store *store);
void writer_close(struct writer *w);

/*
 * A step judges first and writes afterwards: when it refuses (an error of class INPUT or LIMIT) it has written nothing. Any other error
 * gives up the batch, and the steps run again one by one. It runs on any of the waiting threads, with the cx and arg of the thread that
 * brought it.
 */
typedef enum err writer_step(struct ctx *cx, struct batch *b, void *arg);
/* Waits until the step has run and its batch is durable. Gives the step's own error, or the commit's. */
must_use enum err writer_do(struct ctx *cx, struct writer *w, writer_step *step, void *arg);

#endif
