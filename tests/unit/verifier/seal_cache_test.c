/* The memory of seals whose signature held. */
#include "verifier/seal_cache.h"

#include "base/crypto.h"
#include "tests/unit/check.h"

static void digest_of(unsigned i, uint8_t out[static 32]) { crypto_sha256(slice_of(&i, sizeof i), out); }

TEST(seal_cache_remembers_whole_digests)
{
	struct seal_cache *c = seal_cache_new();
	uint8_t digest[32];
	digest_of(1, digest);
	CHECK_INT(seal_cache_find(c, digest), -1);
	seal_cache_add(c, digest, 0);
	CHECK_INT(seal_cache_find(c, digest), 0);
	for (size_t i = 0; i < 32; i++) {
		digest[i] ^= 1;
		CHECK_INT(seal_cache_find(c, digest), -1);
		digest[i] ^= 1;
	}
	seal_cache_clear(c);
	CHECK_INT(seal_cache_find(c, digest), -1);
	seal_cache_free(c);
}

/* Seals that begin alike share a set of four places: the one that nobody asked for longest goes. */
TEST(seal_cache_forgets_the_longest_unused)
{
	struct seal_cache *c = seal_cache_new();
	uint8_t digest[32] = { 0xab, 0xcd };
	for (uint8_t i = 0; i < 4; i++) {
		digest[31] = i;
		seal_cache_add(c, digest, i);
	}
	for (uint8_t i = 4; i < 40; i++) {
		digest[31] = 0;
		CHECK_INT(seal_cache_find(c, digest), 0);
		digest[31] = i;
		CHECK_INT(seal_cache_find(c, digest), -1);
		seal_cache_add(c, digest, i);
		CHECK_INT(seal_cache_find(c, digest), i);
	}
	digest[31] = 1;
	CHECK_INT(seal_cache_find(c, digest), -1);
	digest[31] = 38;
	CHECK_INT(seal_cache_find(c, digest), 38);
	seal_cache_free(c);
}

/* A few hundred seals that come all the time are all remembered. */
TEST(seal_cache_keeps_what_comes_all_the_time)
{
	struct seal_cache *c = seal_cache_new();
	uint8_t digest[32];
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 500; i++) {
			digest_of(i, digest);
			if (round)
				CHECK_INT(seal_cache_find(c, digest), (int)(i % 7));
			else
				seal_cache_add(c, digest, (int)(i % 7));
		}
	}
	seal_cache_free(c);
}
