/* Owns: the group commit of the running issuer. The first who comes leads: it commits for all who wait. */
#include "issuer/scribe.h"

#include <pthread.h>
#include <stdlib.h>

#define MOST 256

struct change {
	struct ctx *cx;
	scribe_change *apply;
	void *self;
	enum err e;
	bool left_out, done;
	struct change *next;
};

struct scribe {
	struct store *store;
	struct pool *pool;
	size_t most, ready;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct change *first, **last; /* waiting for a group */
	bool leading, broken;
};

struct scribe *scribe_new(struct store *store, size_t most, size_t ready)
{
	struct scribe *w = calloc(1, sizeof *w);
	if (!w)
		abort();
	*w = (struct scribe){ .store = store, .pool = pool_new(), .most = most < MOST ? most : MOST, .ready = ready };
	w->last = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, NULL);
	return w;
}

void scribe_free(struct scribe *w)
{
	if (!w)
		return;
	pool_free(w->pool);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->changed);
	free(w);
}

/* Numbers are reserved in the same commit that uses some, so that nobody waits for them. */
static enum err refill(struct ctx *cx, struct scribe *w, struct batch *b)
{
	bool waiting;
	size_t at_hand = pool_count(w->pool, &waiting);
	return at_hand < w->ready && batch_has_room(b) ? pool_reserve(cx, w->pool, b, w->ready - at_hand) : OK;
}

/* Index of the change that failed, or count. */
static size_t apply_all(struct batch *b, struct change **group, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (group[i]->left_out)
			continue;
		group[i]->e = group[i]->apply(group[i]->cx, b, group[i]->self);
		if (group[i]->e != OK)
			return i;
	}
	return count;
}

/* A failed change may have written half of what it wanted: it goes, and the others are written again without it. */
static enum err write_group(struct ctx *cx, struct scribe *w, struct change **group, size_t count)
{
	for (;;) {
		struct batch *b = NULL;
		enum err e = batch_begin(cx, w->store, &b);
		if (e != OK)
			return e;
		size_t failed = apply_all(b, group, count);
		if (failed < count) {
			batch_abort(b);
			group[failed]->left_out = true;
			continue;
		}
		e = refill(cx, w, b);
		if (e == OK)
			e = batch_commit(cx, b);
		else
			batch_abort(b);
		if (e == OK)
			pool_release(w->pool);
		else
			pool_forget(w->pool);
		return e;
	}
}

static void lead(struct scribe *w)
{
	struct change *group[MOST];
	struct ctx cx;
	size_t count = 0;
	while (w->first && count < w->most) {
		group[count++] = w->first;
		w->first = w->first->next;
	}
	if (!w->first)
		w->last = &w->first;
	w->leading = true;
	pthread_mutex_unlock(&w->lock);
	ctx_init(&cx, group[0]->cx->now);
	enum err e = write_group(&cx, w, group, count);
	pthread_mutex_lock(&w->lock);
	for (size_t i = 0; i < count; i++) {
		if (!group[i]->left_out)
			group[i]->e = e == OK ? OK : fail(group[i]->cx, e, "%s", cx.text);
		group[i]->done = true;
	}
	w->broken |= e != OK && e != ERR_STORE_FULL;
	w->leading = false;
	pthread_cond_broadcast(&w->changed);
	ctx_free(&cx);
}

enum err scribe_do(struct ctx *cx, struct scribe *w, scribe_change *apply, void *self)
{
	struct change c = { .cx = cx, .apply = apply, .self = self };
	pthread_mutex_lock(&w->lock);
	*w->last = &c;
	w->last = &c.next;
	while (!c.done) {
		if (w->leading)
			pthread_cond_wait(&w->changed, &w->lock);
		else
			lead(w);
	}
	pthread_mutex_unlock(&w->lock);
	return c.e;
}

static enum err nothing(struct ctx *cx __attribute__((unused)), struct batch *b __attribute__((unused)), void *self __attribute__((unused))) { return OK; }

enum err scribe_take_number(struct ctx *cx, struct scribe *w, struct reservation *out)
{
	if (pool_try(w->pool, out))
		return OK;
	enum err e = scribe_do(cx, w, nothing, NULL);
	if (e == OK && !pool_try(w->pool, out))
		e = fail(cx, ERR_STORE_FULL, "registry: no number for a new document can be reserved");
	return e;
}

void scribe_give_number(struct scribe *w, const struct reservation *r) { pool_give(w->pool, r); }

bool scribe_is_broken(struct scribe *w)
{
	pthread_mutex_lock(&w->lock);
	bool broken = w->broken;
	pthread_mutex_unlock(&w->lock);
	return broken;
}

enum err scribe_end(struct ctx *cx, struct scribe *w)
{
	struct batch *b = NULL;
	size_t count = 0;
	enum err e = batch_begin(cx, w->store, &b);
	if (e == OK)
		e = pool_void_rest(cx, w->pool, b, &count);
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}
