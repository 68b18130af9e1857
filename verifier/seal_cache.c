/* Owns: a table of verified seal digests in sets of four, of which the longest unused gives way. */
#include "verifier/seal_cache.h"

#include <stdlib.h>
#include <string.h>

#define SETS 4096
#define WAYS 4

struct slot {
	uint8_t digest[32];
	uint32_t used; /* when, in finds and adds; round the corner an old one is taken for a new one, no more */
	int key;       /* index + 1; 0 = empty */
};

struct seal_cache {
	uint32_t clock;
	struct slot slots[SETS][WAYS];
};

struct seal_cache *seal_cache_new(void)
{
	struct seal_cache *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	return c;
}

void seal_cache_free(struct seal_cache *c) { free(c); }
void seal_cache_clear(struct seal_cache *c) { memset(c, 0, sizeof *c); }

static struct slot *set_of(struct seal_cache *c, const uint8_t *digest) { return c->slots[((size_t)digest[0] << 8 | digest[1]) % SETS]; }

int seal_cache_find(struct seal_cache *c, const uint8_t digest[static 32])
{
	struct slot *set = set_of(c, digest);
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].key && memcmp(set[i].digest, digest, 32) == 0) {
			set[i].used = ++c->clock;
			return set[i].key - 1;
		}
	}
	return -1;
}

void seal_cache_add(struct seal_cache *c, const uint8_t digest[static 32], int key)
{
	struct slot *set = set_of(c, digest), *oldest = set;
	for (size_t i = 1; i < WAYS && oldest->key; i++) {
		if (!set[i].key || set[i].used < oldest->used)
			oldest = &set[i];
	}
	memcpy(oldest->digest, digest, 32);
	oldest->used = ++c->clock;
	oldest->key = key + 1;
}
