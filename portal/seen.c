/* Owns: the table of last-seen times: buckets of eight, the longest unseen leaves first, written ones before unwritten ones. */
#include "portal/seen.h"

#include <pthread.h>
#include <stdlib.h>

#define WAYS    8
#define BUCKETS 8192

struct slot {
	struct seen_mark mark; /* at 0: empty */
	bool fresh;            /* not taken yet */
};

struct seen {
	pthread_mutex_t lock;
	size_t hand;           /* where seen_take goes on */
	struct slot slots[BUCKETS * WAYS];
};

struct seen *seen_open(void)
{
	struct seen *t = calloc(1, sizeof *t);
	if (!t)
		abort();
	pthread_mutex_init(&t->lock, NULL);
	return t;
}

void seen_close(struct seen *t)
{
	if (!t)
		return;
	pthread_mutex_destroy(&t->lock);
	free(t);
}

static struct slot *bucket_of(struct seen *t, const uint8_t *digest)
{
	/* The digest is a SHA-256 of random bytes: any part of it spreads. */
	return &t->slots[(size_t)((digest[0] << 8 | digest[1]) % BUCKETS) * WAYS];
}

static struct slot *find(struct slot *bucket, const uint8_t *digest)
{
	for (size_t i = 0; i < WAYS; i++) {
		if (bucket[i].mark.at && !memcmp(bucket[i].mark.digest, digest, 32))
			return &bucket[i];
	}
	return NULL;
}

static struct slot *victim(struct slot *bucket)
{
	struct slot *worst = bucket;
	for (size_t i = 1; i < WAYS; i++) {
		struct slot *s = &bucket[i];
		if (s->fresh != worst->fresh ? worst->fresh : s->mark.at < worst->mark.at)
			worst = s;
	}
	return worst;
}

int64_t seen_touch(struct seen *t, const uint8_t digest[static 32], int64_t stored, int64_t now)
{
	pthread_mutex_lock(&t->lock);
	struct slot *bucket = bucket_of(t, digest), *s = find(bucket, digest);
	int64_t last = s && s->mark.at > stored ? s->mark.at : stored;
	if (!s) {
		s = victim(bucket);
		memcpy(s->mark.digest, digest, 32);
		s->mark.at = 0;
		s->fresh = false;
	}
	if (now > s->mark.at && now > stored) {
		s->mark.at = now;
		s->fresh = true;
	}
	pthread_mutex_unlock(&t->lock);
	return last;
}

int64_t seen_last(struct seen *t, const uint8_t digest[static 32], int64_t stored)
{
	pthread_mutex_lock(&t->lock);
	struct slot *s = find(bucket_of(t, digest), digest);
	int64_t last = s && s->mark.at > stored ? s->mark.at : stored;
	pthread_mutex_unlock(&t->lock);
	return last;
}

size_t seen_take(struct seen *t, struct seen_mark out[static SEEN_TAKEN])
{
	size_t n = 0;
	pthread_mutex_lock(&t->lock);
	for (size_t i = 0; i < BUCKETS * WAYS && n < SEEN_TAKEN; i++, t->hand = (t->hand + 1) % (BUCKETS * WAYS)) {
		struct slot *s = &t->slots[t->hand];
		if (!s->fresh)
			continue;
		out[n++] = s->mark;
		s->fresh = false;
	}
	pthread_mutex_unlock(&t->lock);
	return n;
}
