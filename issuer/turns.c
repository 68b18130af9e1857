/* Owns: the turns, in buckets by identity under one mutex. A bucket's chain is in the order of the file. */
#include "issuer/turns.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 4096

struct turns {
	pthread_mutex_t lock;
	pthread_cond_t passed, ended;
	size_t place;                 /* whose turn it is to enter */
	bool remember, closed;
	struct turn *first[BUCKETS], **last[BUCKETS];
};

struct turns *turns_new(bool remember)
{
	struct turns *t = calloc(1, sizeof *t);
	if (!t)
		abort();
	t->remember = remember;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->passed, NULL);
	pthread_cond_init(&t->ended, NULL);
	for (size_t i = 0; i < BUCKETS; i++)
		t->last[i] = &t->first[i];
	return t;
}

void turns_free(struct turns *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct turn *x = t->first[i], *next; x; x = next) {
			next = x->next;
			free(x);
		}
	}
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->passed);
	pthread_cond_destroy(&t->ended);
	free(t);
}

static size_t bucket_of(struct slice identity)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < identity.n; i++)
		h = (h ^ identity.p[i]) * 16777619u;
	return (h ^ h >> 16) % BUCKETS;
}

static struct turn *enter(struct turns *t, size_t place, size_t line, struct slice identity)
{
	size_t i = bucket_of(identity);
	struct turn *x = calloc(1, sizeof *x + identity.n);
	if (!x)
		abort();
	memcpy(x + 1, identity.p, identity.n);
	x->identity = slice_of((const uint8_t *)(x + 1), identity.n);
	x->place = place;
	x->line = line;
	*t->last[i] = x;
	t->last[i] = &x->next;
	return x;
}

/* The nearest earlier one of the same identity; *all_ended tells whether none of them is under way. */
static struct turn *earlier(const struct turns *t, const struct turn *mine, bool *all_ended)
{
	struct turn *found = NULL;
	*all_ended = true;
	for (struct turn *x = t->first[bucket_of(mine->identity)]; x != mine; x = x->next) {
		if (!slice_eq(x->identity, mine->identity))
			continue;
		*all_ended = *all_ended && x->ended;
		found = x;
	}
	return found;
}

bool turns_take(struct turns *t, size_t place, size_t line, struct slice identity, struct turn **out)
{
	bool ended = false;
	*out = NULL;
	pthread_mutex_lock(&t->lock);
	while (t->place != place && !t->closed)
		pthread_cond_wait(&t->passed, &t->lock);
	if (!t->closed) {
		*out = identity.n ? enter(t, place, line, identity) : NULL;
		t->place++;
		pthread_cond_broadcast(&t->passed);
	}
	while (*out && !t->closed && ((*out)->before = earlier(t, *out, &ended), !ended))
		pthread_cond_wait(&t->ended, &t->lock);
	bool good = !t->closed;
	pthread_mutex_unlock(&t->lock);
	return good;
}

static void leave(struct turns *t, struct turn *turn)
{
	size_t i = bucket_of(turn->identity);
	struct turn **at = &t->first[i];
	while (*at != turn)
		at = &(*at)->next;
	*at = turn->next;
	if (t->last[i] == &turn->next)
		t->last[i] = at;
	free(turn);
}

void turns_end(struct turns *t, struct turn *turn)
{
	if (!turn)
		return;
	pthread_mutex_lock(&t->lock);
	turn->ended = true;
	if (!t->remember)
		leave(t, turn);
	pthread_cond_broadcast(&t->ended);
	pthread_mutex_unlock(&t->lock);
}

void turns_close(struct turns *t)
{
	pthread_mutex_lock(&t->lock);
	t->closed = true;
	pthread_cond_broadcast(&t->passed);
	pthread_cond_broadcast(&t->ended);
	pthread_mutex_unlock(&t->lock);
}
