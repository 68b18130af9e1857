/* Owns: a fixed table under one lock. Two codes that fall on one place share its count: none is ever pushed out. */
#include "verifier/tries.h"

#include "base/crypto.h"

#include <pthread.h>
#include <stdlib.h>

#define PLACES 65536

struct tries {
	pthread_mutex_t lock;
	uint8_t salt[32];
	struct { int64_t since; int count; } places[PLACES];
};

struct tries *tries_open(void)
{
	struct tries *t = calloc(1, sizeof *t);
	if (!t)
		abort();
	pthread_mutex_init(&t->lock, NULL);
	crypto_random(t->salt, sizeof t->salt);
	return t;
}

void tries_close(struct tries *t)
{
	if (!t)
		return;
	pthread_mutex_destroy(&t->lock);
	free(t);
}

/* Salted, so that nobody can choose codes that fall on another's place. */
static size_t place_of(const struct tries *t, struct slice code)
{
	uint8_t digest[32];
	struct hash *h = hash_new();
	hash_add(h, slice_of(t->salt, sizeof t->salt));
	hash_add(h, code);
	hash_finish(h, digest);
	hash_free(h);
	return (size_t)(digest[0] << 8 | digest[1]) % PLACES;
}

bool tries_may(struct tries *t, struct slice code, int64_t now)
{
	size_t at = place_of(t, code);
	pthread_mutex_lock(&t->lock);
	bool over = now - t->places[at].since >= TRIES_WINDOW;
	bool may = over || t->places[at].count < TRIES_MOST;
	pthread_mutex_unlock(&t->lock);
	return may;
}

void tries_wrong(struct tries *t, struct slice code, bool known, int64_t now)
{
	size_t at = place_of(t, code);
	pthread_mutex_lock(&t->lock);
	if (known && now - t->places[at].since >= TRIES_WINDOW) {
		t->places[at].since = now;
		t->places[at].count = 0;
	}
	t->places[at].count += known;
	pthread_mutex_unlock(&t->lock);
}
