/*
 * Owns: RFC 9162 2.1: hashing, making and checking of proofs. All loops go down or up one tree, at most 63 levels. Must never take a
 * proof that has a hash too many or too few.
 */
#include "formats/merkle.h"

#include "base/crypto.h"

#include <string.h>

void merkle_empty(uint8_t out[static MERKLE_HASH]) { crypto_sha256(SLICE(""), out); }

void merkle_leaf(struct slice entry, uint8_t out[static MERKLE_HASH])
{
	struct hash *h = hash_new();
	hash_add(h, slice_of("\x00", 1));
	hash_add(h, entry);
	hash_finish(h, out);
	hash_free(h);
}

void merkle_node(const uint8_t left[static MERKLE_HASH], const uint8_t right[static MERKLE_HASH], uint8_t out[static MERKLE_HASH])
{
	uint8_t both[1 + 2 * MERKLE_HASH] = { 1 };
	memcpy(both + 1, left, MERKLE_HASH);
	memcpy(both + 1 + MERKLE_HASH, right, MERKLE_HASH);
	crypto_sha256(slice_of(both, sizeof both), out);
}

/* ---- growing ---- */

bool merkle_grow(struct merkle_peaks *p, const uint8_t leaf[static MERKLE_HASH])
{
	uint8_t hash[MERKLE_HASH];
	unsigned level = 0;
	if (p->size >= MERKLE_MAX_SIZE)
		return false;
	memcpy(hash, leaf, sizeof hash);
	/* As in counting: each one that was there is carried. */
	for (; p->size >> level & 1; level++)
		merkle_node(p->hash[level], hash, hash);
	memcpy(p->hash[level], hash, sizeof hash);
	p->size++;
	return true;
}

void merkle_root(const struct merkle_peaks *p, uint8_t out[static MERKLE_HASH])
{
	bool begun = false;
	merkle_empty(out);
	/* The smallest subtree is the rightmost; all to its left are hung on it one after the other. */
	for (unsigned level = 0; p->size >> level; level++) {
		if (!(p->size >> level & 1))
			continue;
		if (begun)
			merkle_node(p->hash[level], out, out);
		else
			memcpy(out, p->hash[level], MERKLE_HASH);
		begun = true;
	}
}

/* ---- making proofs ---- */

/* The nodes of a stored tree. */
struct source {
	struct ctx *cx;
	merkle_reader *read;
	void *self;
};

/* Largest power of two below n, which is at least 2. */
static uint64_t split_of(uint64_t n)
{
	uint64_t k = 1;
	while (k < n - k)
		k *= 2;
	return k;
}

/* MTH(D[start:start + n]), n > 0; start is where a subtree of that size can begin. */
static enum err read_range(const struct source *s, uint64_t start, uint64_t n, uint8_t out[static MERKLE_HASH])
{
	uint64_t end = start + n;
	enum err e = OK;
	bool begun = false;
	for (unsigned level = 0; n >> level && e == OK; level++) {
		uint8_t left[MERKLE_HASH];
		if (!(n >> level & 1))
			continue;
		end -= UINT64_C(1) << level;
		e = s->read(s->cx, s->self, level, end >> level, left);
		if (e == OK && begun)
			merkle_node(left, out, out);
		else if (e == OK)
			memcpy(out, left, MERKLE_HASH);
		begun = true;
	}
	return e;
}

enum err merkle_read_root(struct ctx *cx, uint64_t size, merkle_reader *read, void *self, uint8_t out[static MERKLE_HASH])
{
	struct source s = { cx, read, self };
	if (size > MERKLE_MAX_SIZE)
		return fail(cx, ERR_MERKLE, "RFC 9162 2.1.1: a tree of more than 2^62 entries");
	if (size == 0) {
		merkle_empty(out);
		return OK;
	}
	return read_range(&s, 0, size, out);
}

/* Proofs are gathered from the root down and told from the leaves up. */
static void turn(struct merkle_proof *p)
{
	for (size_t i = 0; i < p->count / 2; i++) {
		uint8_t kept[MERKLE_HASH];
		memcpy(kept, p->hash[i], MERKLE_HASH);
		memcpy(p->hash[i], p->hash[p->count - 1 - i], MERKLE_HASH);
		memcpy(p->hash[p->count - 1 - i], kept, MERKLE_HASH);
	}
}

enum err merkle_prove_inclusion(struct ctx *cx, uint64_t index, uint64_t size, merkle_reader *read, void *self,
	struct merkle_proof *out)
{
	struct source s = { cx, read, self };
	uint64_t start = 0, n = size;
	enum err e = OK;
	*out = (struct merkle_proof){ 0 };
	if (size > MERKLE_MAX_SIZE || index >= size)
		return fail(cx, ERR_MERKLE, "RFC 9162 2.1.3.1: the tree has no such entry");
	while (n > 1 && e == OK) {
		uint64_t k = split_of(n);
		bool left = index - start < k;
		e = left ? read_range(&s, start + k, n - k, out->hash[out->count]) : read_range(&s, start, k, out->hash[out->count]);
		out->count++;
		start += left ? 0 : k;
		n = left ? k : n - k;
	}
	turn(out);
	return e;
}

enum err merkle_prove_consistency(struct ctx *cx, uint64_t first, uint64_t second, merkle_reader *read, void *self,
	struct merkle_proof *out)
{
	struct source s = { cx, read, self };
	uint64_t start = 0, m = first, n = second;
	bool whole = true; /* what is left of the first tree is the first tree: its root is known to who asks */
	enum err e = OK;
	*out = (struct merkle_proof){ 0 };
	if (second > MERKLE_MAX_SIZE || first == 0 || first > second)
		return fail(cx, ERR_MERKLE, "RFC 9162 2.1.4.1: the first tree must be the smaller, and not empty");
	while (m < n && e == OK) {
		uint64_t k = split_of(n);
		bool left = m <= k;
		e = left ? read_range(&s, start + k, n - k, out->hash[out->count]) : read_range(&s, start, k, out->hash[out->count]);
		out->count++;
		start += left ? 0 : k;
		m -= left ? 0 : k;
		n = left ? k : n - k;
		whole = whole && left;
	}
	if (e == OK && !whole)
		e = read_range(&s, start, m, out->hash[out->count++]);
	turn(out);
	return e;
}

/* ---- checking proofs ---- */

bool merkle_proof_add(struct merkle_proof *p, struct slice hash)
{
	if (hash.n != MERKLE_HASH || p->count == MERKLE_MAX_PROOF)
		return false;
	memcpy(p->hash[p->count++], hash.p, MERKLE_HASH);
	return true;
}

static bool same(const uint8_t *a, const uint8_t *b) { return memcmp(a, b, MERKLE_HASH) == 0; }

/* Where one stands on the way up: place of the path's node among its level's nodes, and of the last of them. */
struct climb {
	uint64_t place, last;
};

/* The path's node is a right child, or has no sibling: what comes next stands left of it. */
static bool comes_left(const struct climb *c) { return c->place & 1 || c->place == c->last; }

static void go_up(struct climb *c)
{
	c->place >>= 1;
	c->last >>= 1;
}

/* Levels at which the last node stands alone bring no hash. */
static void skip_alone(struct climb *c)
{
	while (c->place && !(c->place & 1))
		go_up(c);
}

bool merkle_has_leaf(const uint8_t leaf[static MERKLE_HASH], uint64_t index, uint64_t size, const struct merkle_proof *p,
	const uint8_t root[static MERKLE_HASH])
{
	struct climb c = { index, size - 1 };
	uint8_t hash[MERKLE_HASH];
	if (size > MERKLE_MAX_SIZE || index >= size)
		return false;
	memcpy(hash, leaf, sizeof hash);
	for (size_t i = 0; i < p->count; i++) {
		if (c.last == 0)
			return false;
		if (comes_left(&c)) {
			merkle_node(p->hash[i], hash, hash);
			skip_alone(&c);
		} else {
			merkle_node(hash, p->hash[i], hash);
		}
		go_up(&c);
	}
	return c.last == 0 && same(hash, root);
}

bool merkle_has_grown(uint64_t first, const uint8_t first_root[static MERKLE_HASH], uint64_t second,
	const uint8_t second_root[static MERKLE_HASH], const struct merkle_proof *p)
{
	struct climb c = { first - 1, second - 1 };
	uint8_t old[MERKLE_HASH], new[MERKLE_HASH];
	if (first == 0 || first > second || second > MERKLE_MAX_SIZE)
		return false;
	if (first == second)
		return p->count == 0 && same(first_root, second_root);
	if (p->count == 0)
		return false;
	/* A first tree that is one complete subtree is where the way begins; else the proof's first hash is. */
	size_t next = (first & (first - 1)) == 0 ? 0 : 1;
	memcpy(old, next ? p->hash[0] : first_root, sizeof old);
	memcpy(new, old, sizeof new);
	while (c.place & 1)
		go_up(&c);
	for (; next < p->count; next++) {
		if (c.last == 0)
			return false;
		if (comes_left(&c)) {
			merkle_node(p->hash[next], old, old);
			merkle_node(p->hash[next], new, new);
			skip_alone(&c);
		} else {
			merkle_node(new, p->hash[next], new);
		}
		go_up(&c);
	}
	return c.last == 0 && same(old, first_root) && same(new, second_root);
}
