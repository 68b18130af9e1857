/* Owns: the stack of reservations at hand and those still waiting for their commit. */
#include "issuer/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct reservation *ready, *pending;
	size_t ready_count, ready_size, pending_count;
	size_t waiting;
	bool closed;
};

struct pool *pool_new(void)
{
	struct pool *p = calloc(1, sizeof *p);
	if (!p)
		abort();
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	return p;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->changed);
	free(p->ready);
	free(p->pending);
	free(p);
}

bool pool_take(struct pool *p, struct reservation *out)
{
	pthread_mutex_lock(&p->lock);
	p->waiting++;
	while (p->ready_count == 0 && !p->closed)
		pthread_cond_wait(&p->changed, &p->lock);
	p->waiting--;
	bool taken = p->ready_count > 0 && !p->closed;
	if (taken)
		*out = p->ready[--p->ready_count];
	pthread_mutex_unlock(&p->lock);
	return taken;
}

bool pool_try(struct pool *p, struct reservation *out)
{
	pthread_mutex_lock(&p->lock);
	bool taken = p->ready_count > 0 && !p->closed;
	if (taken)
		*out = p->ready[--p->ready_count];
	pthread_mutex_unlock(&p->lock);
	return taken;
}

static void add_ready(struct pool *p, const struct reservation *r, size_t count)
{
	if (p->ready_count + count > p->ready_size) {
		size_t size = (p->ready_count + count) * 2;
		struct reservation *wider = calloc(size, sizeof *wider);
		if (!wider)
			abort();
		if (p->ready_count)
			memcpy(wider, p->ready, p->ready_count * sizeof *wider);
		free(p->ready);
		p->ready = wider;
		p->ready_size = size;
	}
	memcpy(p->ready + p->ready_count, r, count * sizeof *r);
	p->ready_count += count;
	pthread_cond_broadcast(&p->changed);
}

void pool_give(struct pool *p, const struct reservation *r)
{
	pthread_mutex_lock(&p->lock);
	add_ready(p, r, 1);
	pthread_mutex_unlock(&p->lock);
}

size_t pool_count(struct pool *p, bool *waiting)
{
	pthread_mutex_lock(&p->lock);
	size_t count = p->ready_count;
	*waiting = p->waiting > 0 && count == 0;
	pthread_mutex_unlock(&p->lock);
	return count;
}

enum err pool_reserve(struct ctx *cx, struct pool *p, struct batch *b, size_t count)
{
	free(p->pending);
	p->pending_count = 0;
	p->pending = calloc(count ? count : 1, sizeof *p->pending);
	if (!p->pending)
		abort();
	enum err e = documents_reserve(cx, b, count, p->pending);
	if (e == OK)
		p->pending_count = count;
	return e;
}

void pool_release(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	if (p->pending_count)
		add_ready(p, p->pending, p->pending_count);
	p->pending_count = 0;
	pthread_mutex_unlock(&p->lock);
}

void pool_forget(struct pool *p) { p->pending_count = 0; }

void pool_close(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->closed = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

enum err pool_void_rest(struct ctx *cx, struct pool *p, struct batch *b, size_t *count)
{
	enum err e = OK;
	*count = p->ready_count;
	for (size_t i = 0; e == OK && i < p->ready_count; i++)
		e = documents_void(cx, b, slice_str(p->ready[i].number), "unused");
	return e;
}
