/* Owns: the queue, a ring under one mutex. */
#include "issuer/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void **items;
	size_t first, count, capacity;
	bool closed;
};

struct queue *queue_new(size_t capacity)
{
	pthread_condattr_t monotonic;
	struct queue *q = calloc(1, sizeof *q);
	if (!q)
		abort();
	q->items = calloc(capacity, sizeof *q->items);
	if (!q->items)
		abort();
	q->capacity = capacity;
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&q->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return q;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->changed);
	free(q->items);
	free(q);
}

bool queue_push(struct queue *q, void *item)
{
	pthread_mutex_lock(&q->lock);
	while (q->count == q->capacity && !q->closed)
		pthread_cond_wait(&q->changed, &q->lock);
	bool taken = !q->closed;
	if (taken)
		q->items[(q->first + q->count++) % q->capacity] = item;
	pthread_cond_broadcast(&q->changed);
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
			pthread_cond_wait(&q->changed, &q->lock);
		else
			timed_out = pthread_cond_timedwait(&q->changed, &q->lock, &until) != 0;
	}
	if (q->count) {
		item = q->items[q->first];
		q->first = (q->first + 1) % q->capacity;
		q->count--;
		pthread_cond_broadcast(&q->changed);
	}
	pthread_mutex_unlock(&q->lock);
	return item;
}

void queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

bool queue_ended(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	bool ended = q->closed && q->count == 0;
	pthread_mutex_unlock(&q->lock);
	return ended;
}
