/* Owns: the two tables of client addresses. An IPv6 client is its /64: that is what one customer is given. */
#include "http/peers.h"

#include "base/crypto.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKET_SETS 4096 /* power of two */
#define BUCKET_WAYS 4
#define BUCKET_LOCKS 64

struct prefix {
	uint64_t high, low;
};

struct count {
	struct prefix who;
	uint32_t open; /* 0 = free place */
};

struct bucket {
	struct prefix who;
	uint64_t at; /* when `tokens` was right, microseconds; 0 = free place */
	double tokens;
};

struct peers {
	pthread_mutex_t lock; /* the connections */
	struct count *counts; /* open addressing, linear probing, at most half full */
	size_t mask, open, max, max_per_address;
	double size, rate;
	uint64_t key[2];
	pthread_mutex_t bucket_locks[BUCKET_LOCKS];
	struct bucket buckets[BUCKET_SETS][BUCKET_WAYS];
};

static struct prefix prefix_of(const uint8_t address[static 16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct prefix who;
	memcpy(&who.high, address, 8);
	memcpy(&who.low, address + 8, 8);
	if (memcmp(address, mapped, sizeof mapped) != 0)
		who.low = 0;
	return who;
}

static bool same(struct prefix a, struct prefix b) { return a.high == b.high && a.low == b.low; }

/* Keyed multiply-mix: without the key nobody can aim at one place of a table. */
static uint64_t hash_of(const struct peers *p, struct prefix who)
{
	unsigned __int128 m = (unsigned __int128)(who.high ^ p->key[0]) * ((who.low ^ p->key[1]) | 1);
	uint64_t h = (uint64_t)m ^ (uint64_t)(m >> 64) ^ who.low;
	m = (unsigned __int128)(h ^ p->key[1]) * (p->key[0] | 1);
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

struct peers *peers_open(size_t max_connections, size_t max_per_address, double bucket_size, double bucket_rate)
{
	struct peers *p = calloc(1, sizeof *p);
	if (!p)
		abort();
	size_t places = 16;
	while (places < 2 * max_connections)
		places *= 2;
	p->counts = calloc(places, sizeof *p->counts);
	if (!p->counts)
		abort();
	p->mask = places - 1;
	p->max = max_connections;
	p->max_per_address = max_per_address;
	p->size = bucket_size;
	p->rate = bucket_rate;
	crypto_random(p->key, sizeof p->key);
	pthread_mutex_init(&p->lock, NULL);
	for (size_t i = 0; i < BUCKET_LOCKS; i++)
		pthread_mutex_init(&p->bucket_locks[i], NULL);
	return p;
}

void peers_close(struct peers *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < BUCKET_LOCKS; i++)
		pthread_mutex_destroy(&p->bucket_locks[i]);
	pthread_mutex_destroy(&p->lock);
	free(p->counts);
	free(p);
}

/* The place of an address, or the free one where it belongs. */
static size_t place_of(const struct peers *p, struct prefix who)
{
	size_t i = hash_of(p, who) & p->mask;
	while (p->counts[i].open && !same(p->counts[i].who, who))
		i = (i + 1) & p->mask;
	return i;
}

/* Written under the lock, read without it. */
static void set_open(struct peers *p, size_t n) { __atomic_store_n(&p->open, n, __ATOMIC_RELAXED); }

enum peers_answer peers_enter(struct peers *p, const uint8_t address[static 16])
{
	struct prefix who = prefix_of(address);
	enum peers_answer answer = PEERS_FULL;
	pthread_mutex_lock(&p->lock);
	struct count *c = &p->counts[place_of(p, who)];
	if (p->open >= p->max)
		goto out;
	answer = PEERS_ADDRESS_FULL;
	if (c->open >= p->max_per_address)
		goto out;
	c->who = who;
	c->open++;
	set_open(p, p->open + 1);
	answer = PEERS_WELCOME;
out:
	pthread_mutex_unlock(&p->lock);
	return answer;
}

/* Closes the gap at i, so that linear probing finds what comes behind it. */
static void close_gap(struct peers *p, size_t i)
{
	for (size_t j = (i + 1) & p->mask; p->counts[j].open; j = (j + 1) & p->mask) {
		size_t home = hash_of(p, p->counts[j].who) & p->mask;
		if (((j - home) & p->mask) >= ((j - i) & p->mask)) {
			p->counts[i] = p->counts[j];
			p->counts[j].open = 0;
			i = j;
		}
	}
}

void peers_leave(struct peers *p, const uint8_t address[static 16])
{
	pthread_mutex_lock(&p->lock);
	size_t i = place_of(p, prefix_of(address));
	if (p->counts[i].open) {
		set_open(p, p->open - 1);
		if (--p->counts[i].open == 0)
			close_gap(p, i);
	}
	pthread_mutex_unlock(&p->lock);
}

size_t peers_connections(struct peers *p) { return __atomic_load_n(&p->open, __ATOMIC_RELAXED); }
bool peers_crowded(struct peers *p) { return peers_connections(p) * 10 >= p->max * 9; }

static double tokens_at(const struct peers *p, const struct bucket *b, uint64_t now)
{
	double tokens = b->tokens + (now > b->at ? (double)(now - b->at) * 1e-6 * p->rate : 0);
	return tokens < p->size ? tokens : p->size;
}

/* The bucket of an address. A new one takes a free place, else the place of the fullest bucket: it loses the least. */
static struct bucket *bucket_of(struct peers *p, struct bucket set[static BUCKET_WAYS], struct prefix who, uint64_t now)
{
	struct bucket *best = NULL;
	double most = -1;
	for (size_t i = 0; i < BUCKET_WAYS; i++) {
		if (set[i].at && same(set[i].who, who))
			return &set[i];
		double tokens = set[i].at ? tokens_at(p, &set[i], now) : p->size + 1;
		if (tokens > most) {
			most = tokens;
			best = &set[i];
		}
	}
	*best = (struct bucket){ .who = who, .at = now, .tokens = p->size };
	return best;
}

unsigned peers_take(struct peers *p, const uint8_t address[static 16], double cost, uint64_t now)
{
	if (p->size <= 0 || cost <= 0)
		return 0;
	struct prefix who = prefix_of(address);
	size_t set = hash_of(p, who) >> 32 & (BUCKET_SETS - 1);
	unsigned wait = 0;
	pthread_mutex_t *lock = &p->bucket_locks[set % BUCKET_LOCKS];
	pthread_mutex_lock(lock);
	struct bucket *b = bucket_of(p, p->buckets[set], who, now | 1);
	b->tokens = tokens_at(p, b, now);
	b->at = now | 1;
	if (b->tokens >= cost) {
		b->tokens -= cost;
	} else {
		double seconds = p->rate > 0 ? (cost - b->tokens) / p->rate : 3600;
		wait = seconds < 3600 ? (unsigned)seconds + 1 : 3600;
	}
	pthread_mutex_unlock(lock);
	return wait;
}
