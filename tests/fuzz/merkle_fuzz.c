/*
 * Fuzzes formats/merkle.c: a tree of leaves made from their index, a proof made for it, and the proof as the input spoils it. What is
 * accepted is the proof that was made, for the very place and tree it was made for. Input: size, place, other size, spoiling bytes.
 */
#include "base/crypto.h"
#include "formats/merkle.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#define MANY 200

static uint8_t leaves[MANY][MERKLE_HASH];

static void grow_to(uint64_t size, uint8_t root[static MERKLE_HASH])
{
	struct merkle_peaks p = { 0 };
	while (p.size < size)
		PROMISE(merkle_grow(&p, leaves[p.size]));
	merkle_root(&p, root);
}

static enum err read_leaves(struct ctx *cx, void *self, unsigned level, uint64_t index, uint8_t out[static MERKLE_HASH])
{
	struct merkle_peaks p = { 0 };
	(void)cx, (void)self;
	PROMISE(level < 8 && (index + 1) << level <= MANY);
	for (uint64_t i = index << level; i < (index + 1) << level; i++)
		PROMISE(merkle_grow(&p, leaves[i]));
	merkle_root(&p, out);
	return OK;
}

static void spoil(struct rd *r, struct merkle_proof *p)
{
	uint8_t added[MERKLE_HASH] = { 0 };
	while (rd_left(r) >= 2) {
		uint8_t what = rd_u8(r), by = rd_u8(r);
		if (what < 8 && p->count)
			p->hash[what % p->count][by % MERKLE_HASH] ^= (uint8_t)(1 << what);
		else if (what < 16 && p->count)
			p->count--;
		else if (what < 24)
			(void)merkle_proof_add(p, slice_of(added, by < 250 ? MERKLE_HASH : by));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct rd r = rd_of(slice_of(data, n));
	struct merkle_proof made, got;
	uint8_t root[MERKLE_HASH], old[MERKLE_HASH];
	for (size_t i = 0; leaves[MANY - 1][0] == 0 && i < MANY; i++)
		merkle_leaf(slice_of(&i, sizeof i), leaves[i]);
	uint64_t size = rd_u8(&r) % MANY + 1u, place = rd_u8(&r) % size, claimed_size = rd_u8(&r), claimed_place = rd_u8(&r);
	ctx_init(&cx, 1);
	grow_to(size, root);
	PROMISE(merkle_prove_inclusion(&cx, place, size, read_leaves, NULL, &made) == OK);
	PROMISE(merkle_has_leaf(leaves[place], place, size, &made, root));
	struct rd again = r;
	got = made;
	spoil(&r, &got);
	bool same = got.count == made.count && memcmp(got.hash, made.hash, made.count * MERKLE_HASH) == 0;
	PROMISE(merkle_has_leaf(leaves[place], place, size, &got, root) == same);
	/* Of another place, or in a tree of another shape, it says nothing; another size may have the same shape around this place. */
	PROMISE(claimed_place == place || !merkle_has_leaf(leaves[place], claimed_place, size, &got, root));
	PROMISE(!merkle_has_leaf(root, claimed_place, claimed_size, &got, leaves[place]) || size == 1);
	grow_to(place + 1, old);
	PROMISE(merkle_prove_consistency(&cx, place + 1, size, read_leaves, NULL, &made) == OK);
	PROMISE(merkle_has_grown(place + 1, old, size, root, &made));
	got = made;
	spoil(&again, &got);
	same = got.count == made.count && memcmp(got.hash, made.hash, made.count * MERKLE_HASH) == 0;
	PROMISE(merkle_has_grown(place + 1, old, size, root, &got) == same);
	ctx_free(&cx);
	return 0;
}
