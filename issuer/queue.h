/* Owns: a bounded queue of pointers between threads. */
#ifndef ISSUER_QUEUE_H
#define ISSUER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

/*
 * Who waits in queue_pop with a time limit is woken when `enough` items (1 to capacity / 2) have come, or at the limit; with no limit `enough`
 * must be 1.
 */
struct queue *queue_new(size_t capacity, size_t enough);
/* Only when nobody uses it any more; what is left in it is the caller's. */
void queue_free(struct queue *q);
/* Waits for room. False when the queue was closed: the item is still the caller's. */
bool queue_push(struct queue *q, void *item);
/* The next item; waits where there is none, up to `milliseconds` (-1 = for ever). NULL when nothing came, or when closed and empty. */
void *queue_pop(struct queue *q, int milliseconds);
/* No more pushes; what is in it can still be popped. */
void queue_close(struct queue *q);
/* Closed and empty. */
bool queue_ended(struct queue *q);

#endif
