/* Owns: the table of buckets. */
#include "issuer/pace.h"

#include "base/crypto.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 65536
#define NEAR   32     /* places looked at for one key */
#define SECRET 16

struct bucket {
	uint8_t key[16];
	int64_t full_at;      /* instant at which all tokens are back, in thousandths of a second; 0 = never used */
};

struct pace {
	pthread_mutex_t lock;
	uint8_t secret[SECRET]; /* so that nobody can choose names that meet in one place */
	struct bucket at[PLACES];
};

struct pace *pace_new(void)
{
	struct pace *t = calloc(1, sizeof *t);
	if (!t)
		abort();
	pthread_mutex_init(&t->lock, NULL);
	crypto_random(t->secret, SECRET);
	return t;
}

void pace_free(struct pace *t)
{
	if (!t)
		return;
	pthread_mutex_destroy(&t->lock);
	free(t);
}

static void digest_of(const struct pace *t, const char *what, struct slice whom, uint8_t out[static 32])
{
	struct hash *h = hash_new();
	hash_add(h, slice_of(t->secret, SECRET));
	hash_add(h, slice_of(what, strlen(what) + 1));
	hash_add(h, whom);
	hash_finish(h, out);
	hash_free(h);
}

/* The key's bucket, else one that is full again and so says nothing any more. */
static struct bucket *find(struct pace *t, const uint8_t key[static 32], int64_t now)
{
	struct bucket *spare = NULL;
	size_t start = ((size_t)key[16] << 8 | key[17]) % PLACES;
	for (size_t i = 0; i < NEAR; i++) {
		struct bucket *b = &t->at[(start + i) % PLACES];
		if (memcmp(b->key, key, sizeof b->key) == 0)
			return b;
		if (!spare && b->full_at <= now)
			spare = b;
	}
	if (spare) {
		memcpy(spare->key, key, sizeof spare->key);
		spare->full_at = now;
	}
	return spare;
}

int64_t pace_take(struct pace *t, const char *what, struct slice whom, int64_t most, int64_t seconds, int64_t now)
{
	uint8_t key[32];
	int64_t wait = seconds, each = seconds * 1000 / most, thousandths = now * 1000;
	digest_of(t, what, whom, key);
	pthread_mutex_lock(&t->lock);
	struct bucket *b = find(t, key, thousandths);
	if (b) {
		int64_t full_at = b->full_at > thousandths ? b->full_at : thousandths;
		/* Empty when the next token would make it full later than all of them take. A clock set back must not close it for long. */
		int64_t over = full_at + each - thousandths - seconds * 1000;
		wait = over > 0 && over <= seconds * 1000 ? (over + 999) / 1000 : 0;
		if (wait == 0)
			b->full_at = over > 0 ? thousandths + each : full_at + each;
	}
	pthread_mutex_unlock(&t->lock);
	return wait;
}
