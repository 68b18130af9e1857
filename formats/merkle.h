/*
 * Owns: Merkle trees over SHA-256 as transparency logs have them (RFC 9162 2.1, the same as RFC 6962 2.1): hashes of entries and nodes,
 * growth, proofs of inclusion and of consistency, made and checked. Keeps no tree: whoever stores one is asked for single nodes.
 */
#ifndef FORMATS_MERKLE_H
#define FORMATS_MERKLE_H

#include "base/buf.h"
#include "base/ctx.h"

#define MERKLE_HASH 32
#define MERKLE_MAX_SIZE (UINT64_C(1) << 62) /* entries of a tree: what still cannot be counted wrong */
#define MERKLE_MAX_PROOF 64                 /* hashes of a proof over a tree of that size, with room */

/* Hash of one entry, SHA-256(00 || entry), of an inner node, SHA-256(01 || left || right), and of the tree without entries, SHA-256(). */
void merkle_leaf(struct slice entry, uint8_t out[static MERKLE_HASH]);
void merkle_node(const uint8_t left[static MERKLE_HASH], const uint8_t right[static MERKLE_HASH], uint8_t out[static MERKLE_HASH]);
void merkle_empty(uint8_t out[static MERKLE_HASH]);

/* A growing tree: the roots of its complete subtrees. hash[level] is meant where that bit of size is set. Begins as all zeros. */
struct merkle_peaks {
	uint64_t size;
	uint8_t hash[63][MERKLE_HASH];
};

/* Takes one more leaf. False, and nothing changed, at MERKLE_MAX_SIZE. */
bool merkle_grow(struct merkle_peaks *p, const uint8_t leaf[static MERKLE_HASH]);
void merkle_root(const struct merkle_peaks *p, uint8_t out[static MERKLE_HASH]);

/*
 * Gives the root of the complete subtree of 2^level leaves that begins at leaf index << level. Asked only for subtrees that lie wholly
 * in the tree; whatever it fails with is handed on.
 */
typedef enum err merkle_reader(struct ctx *cx, void *self, unsigned level, uint64_t index, uint8_t out[static MERKLE_HASH]);

/* From the leaf's side up (inclusion), or as RFC 9162 2.1.4.1 orders them. */
struct merkle_proof {
	size_t count;
	uint8_t hash[MERKLE_MAX_PROOF][MERKLE_HASH];
};

/* Adds a received hash. False for another length than MERKLE_HASH, or when the proof is longer than any can be. */
bool merkle_proof_add(struct merkle_proof *p, struct slice hash);

/* Root of the tree's first `size` leaves. ERR_MERKLE over MERKLE_MAX_SIZE. */
must_use enum err merkle_read_root(struct ctx *cx, uint64_t size, merkle_reader *read, void *self, uint8_t out[static MERKLE_HASH]);
/* RFC 9162 2.1.3.1. ERR_MERKLE unless index < size. */
must_use enum err merkle_prove_inclusion(struct ctx *cx, uint64_t index, uint64_t size, merkle_reader *read, void *self,
	struct merkle_proof *out);
/* RFC 9162 2.1.4.1. ERR_MERKLE unless 0 < first <= second; of equal sizes the proof is empty. */
must_use enum err merkle_prove_consistency(struct ctx *cx, uint64_t first, uint64_t second, merkle_reader *read, void *self,
	struct merkle_proof *out);

/* RFC 9162 2.1.3.2: the leaf stands at this index of the tree of this size and root. Takes exactly as many hashes as are needed. */
bool merkle_has_leaf(const uint8_t leaf[static MERKLE_HASH], uint64_t index, uint64_t size, const struct merkle_proof *p,
	const uint8_t root[static MERKLE_HASH]);
/* RFC 9162 2.1.4.2: the second tree begins with the first. The empty tree is refused: it proves nothing. */
bool merkle_has_grown(uint64_t first, const uint8_t first_root[static MERKLE_HASH], uint64_t second,
	const uint8_t second_root[static MERKLE_HASH], const struct merkle_proof *p);

#endif
