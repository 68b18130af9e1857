/*
 * Owns: documents in the registry: states, numbers, status indexes, fills, stocks, idempotency of records. Read side
 * (documents_find ...) works on a snapshot; write side on a batch. Must never reuse a number or an index, nor leave revoked.
 */
#ifndef REGISTRY_DOCUMENTS_H
#define REGISTRY_DOCUMENTS_H

#include "registry/store.h"

enum document_state { DOCUMENT_NONE = 0, DOCUMENT_RESERVED, DOCUMENT_ISSUED, DOCUMENT_SUSPENDED, DOCUMENT_REVOKED,
	DOCUMENT_SUPERSEDED, DOCUMENT_VOID };

#define DOCUMENT_NUMBER_SIZE 11 /* 10 random Crockford characters + check character, without grouping */

/* One document as stored. Slices point into the snapshot. */
struct document {
	char number[DOCUMENT_NUMBER_SIZE + 1];
	enum document_state state;
	bool under_correction;
	int kind;                        /* enum kind of schemas/kind.h; the registry only stores it */
	uint32_t list, index;            /* place in the status lists */
	int64_t issued_at, changed_at;
	enum document_state before;      /* state before changed_at, NONE when never changed: answers "as of" questions */
	struct slice reason;             /* of the last change: a code from a list, no free text about people */
	uint8_t code_digest[32];         /* SHA-256(number || code): the code itself is only on the paper */
	uint8_t seal_digest[32];         /* SHA-256 of the seal's COSE bytes: which code was printed */
	uint8_t stock[32];               /* digest of the stock the fill belongs to */
	uint32_t proof_at, proof_size;   /* where the proof's JSON stands inside the fill */
	struct slice identity;           /* record identity */
	uint8_t content[32];             /* record content and options: what idempotency compares */
	char successor[DOCUMENT_NUMBER_SIZE + 1], predecessor[DOCUMENT_NUMBER_SIZE + 1];
};

const char *document_state_name(enum document_state state);

/* Read side. *found false when there is no such number. */
must_use enum err documents_find(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, struct document *out);
must_use enum err documents_fill(struct ctx *cx, struct snapshot *v, struct slice number, struct slice *fill);
must_use enum err documents_stock(struct ctx *cx, struct snapshot *v, const uint8_t digest[static 32], struct slice *stock);
/* The issued document of the same record identity and content, if any. */
must_use enum err documents_same(struct ctx *cx, struct snapshot *v, struct slice identity, const uint8_t content[static 32], bool *found, char number[static DOCUMENT_NUMBER_SIZE + 1]);
/* All documents in number order (no fills). */
typedef bool document_each(void *self, const struct document *d);
must_use enum err documents_range(struct ctx *cx, struct snapshot *v, struct slice after, document_each *each, void *self);

/* A number and a status index set aside for a document that is being made. */
struct reservation {
	char number[DOCUMENT_NUMBER_SIZE + 1];
	uint32_t list, index;
};

/* Write side. Reserves `count` fresh numbers and indexes (state reserved) in the batch. Indexes inside a block are shuffled. */
must_use enum err documents_reserve(struct ctx *cx, struct batch *b, size_t count, struct reservation *out);
must_use enum err documents_put_stock(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct slice stock);
/* reserved -> issued, with its fill and its idempotency entry. ERR_DOCUMENT_TWICE when the same identity and content was issued meanwhile. */
must_use enum err documents_issue(struct ctx *cx, struct batch *b, const struct document *d, struct slice fill);
/* reserved -> void. */
must_use enum err documents_void(struct ctx *cx, struct batch *b, struct slice number, const char *reason);
/* Every other change of state; refuses what the life of a document does not allow (ERR_DOCUMENT_STATE). */
must_use enum err documents_change(struct ctx *cx, struct batch *b, struct slice number, enum document_state to, const char *reason);
must_use enum err documents_link(struct ctx *cx, struct batch *b, struct slice old_number, struct slice successor);
/* After a crash: every reservation that no running job holds becomes void. Returns how many. */
must_use enum err documents_sweep(struct ctx *cx, struct store *s, size_t *voided);

#endif
