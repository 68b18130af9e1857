/* Owns: the queue, a ring under one mutex. */
#include "issuer/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t came, left;    /* for those who pop, for those who push */
	void **items;
	size_t first, count, capacity;
	size_t enough;                /* items for which a sleeper is woken */
	bool closed;
};

struct queue *queue_new(size_t capacity, size_t enough)
{
	pthread_condattr_t monotonic;
	struct queue *q = calloc(1, sizeof *q);
	if (!q)
		abort();
	q->items = calloc(capacity, sizeof *q->items);
	if (!q->items)
		abort();
	q->capacity = capacity;
	q->enough = enough;
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&q->came, &monotonic);
	pthread_cond_init(&q->left, NULL);
	pthread_condattr_destroy(&monotonic);
	return q;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->came);
	pthread_cond_destroy(&q->left);
	free(q->items);
	free(q);
}

bool queue_push(struct queue *q, void *item)
{
	pthread_mutex_lock(&q->lock);
	while (q->count == q->capacity && !q->closed)
		pthread_cond_wait(&q->left, &q->lock);
	bool taken = !q->closed;
	if (taken)
		q->items[(q->first + q->count++) % q->capacity] = item;
	if (q->count >= q->enough)
		pthread_cond_signal(&q->came);
	pthread_mutex_unlock(&q->lock);
	return taken;
}

static struct timespec in_milliseconds(int milliseconds)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += milliseconds / 1000;
	t.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

void *queue_pop(struct queue *q, int milliseconds)
{
	void *item = NULL;
	struct timespec until = in_milliseconds(milliseconds < 0 ? 0 : milliseconds);
	pthread_mutex_lock(&q->lock);
	bool timed_out = false;
	while (q->count == 0 && !q->closed && !timed_out) {
		if (milliseconds < 0)
			pthread_cond_wait(&q->came, &q->lock);
		else
			timed_out = pthread_cond_timedwait(&q->came, &q->lock, &until) != 0;
	}
	if (q->count) {
		item = q->items[q->first];
		q->first = (q->first + 1) % q->capacity;
		/* Who waits for room is woken for many items at once: a switch of threads costs as much as reading a record. */
		if (--q->count == q->capacity / 2)
			pthread_cond_broadcast(&q->left);
	}
	pthread_mutex_unlock(&q->lock);
	return item;
}

void queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->came);
	pthread_cond_broadcast(&q->left);
	pthread_mutex_unlock(&q->lock);
}

bool queue_ended(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	bool ended = q->closed && q->count == 0;
	pthread_mutex_unlock(&q->lock);
	return ended;
}
