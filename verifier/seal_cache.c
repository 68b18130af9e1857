/* Owns: a direct-mapped table of verified seal digests; a newer seal takes an older one's place. */
#include "verifier/seal_cache.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 16384

struct slot {
	uint8_t digest[32];
	int key; /* index + 1; 0 = empty */
};

struct seal_cache {
	struct slot slots[SLOTS];
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

static size_t slot_of(const uint8_t *digest) { return ((size_t)digest[0] << 8 | digest[1]) % SLOTS; }

int seal_cache_find(const struct seal_cache *c, const uint8_t digest[static 32])
{
	const struct slot *s = &c->slots[slot_of(digest)];
	return s->key && memcmp(s->digest, digest, 32) == 0 ? s->key - 1 : -1;
}

void seal_cache_add(struct seal_cache *c, const uint8_t digest[static 32], int key)
{
	struct slot *s = &c->slots[slot_of(digest)];
	memcpy(s->digest, digest, 32);
	s->key = key + 1;
}
