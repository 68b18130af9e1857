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
	struct slice history;            /* past states with the instant each ended; read it with document_state_at */
	struct slice reason;             /* of the last change: a code (a-z 0-9 - _ .), no free text about people */
	uint8_t code_digest[32];         /* SHA-256(number || code): the code itself is only on the paper */
	uint8_t seal_digest[32];         /* SHA-256 of the seal's COSE bytes: which code was printed */
	uint8_t stock[32];               /* digest of the stock the fill belongs to */
	uint32_t proof_at, proof_size;   /* where the proof's JSON stands inside the fill */
	uint32_t photo_at, photo_size;   /* where the holder's JPEG stands inside the fill; size 0 without one */
	struct slice identity;           /* record identity, at most LIMIT_IDENTITY bytes */
	uint8_t content[32];             /* record content and options: what idempotency compares */
	char successor[DOCUMENT_NUMBER_SIZE + 1], predecessor[DOCUMENT_NUMBER_SIZE + 1];
	/*
	 * For documents_issue alone: documents of one identity that were asked for with the same options are a series, of which one is to be in force.
	 * All zero: of no series. says: the record's content without the circumstances of this issue, such as what it corrects.
	 */
	uint8_t series[32], says[32];
};

const char *document_state_name(enum document_state state);
/* Issued or suspended: a document that may still change. */
bool document_is_live(const struct document *d);
/* The state it had at that instant: a change that came later has not happened yet. Before its issue: the state it was issued in. */
enum document_state document_state_at(const struct document *d, int64_t instant);
/* The first instant after this one from which document_state_at may give another state; INT64_MAX when there is none. */
int64_t document_state_until(const struct document *d, int64_t instant);

/*
 * Read side. Everything returned points into the snapshot. *found false when there is no such number, or when it cannot be one.
 * A damaged entry fails with ERR_STORE_CORRUPT.
 */
must_use enum err documents_find(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, struct document *out);
/*
 * SHA-256 of a document's entry as it is stored: the same as long as nothing about the document has changed (documents_change, _mark,
 * _link ...). *found as above; the entry is not judged.
 */
must_use enum err documents_digest(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, uint8_t digest[static 32]);
/* Absent when the document has none (reserved, void, unknown), or the stock is not there. */
must_use enum err documents_fill(struct ctx *cx, struct snapshot *v, struct slice number, struct slice *fill);
must_use enum err documents_stock(struct ctx *cx, struct snapshot *v, const uint8_t digest[static 32], struct slice *stock);
/* The issued (or suspended) document of the same record identity and content, if any. */
must_use enum err documents_same(struct ctx *cx, struct snapshot *v, struct slice identity, const uint8_t content[static 32],
	bool *found, char number[static DOCUMENT_NUMBER_SIZE + 1]);
/* The newest document of a series, where one is live; and whether it says this. */
must_use enum err documents_series(struct ctx *cx, struct snapshot *v, struct slice identity, const uint8_t series[static 32],
	const uint8_t says[static 32], bool *found, bool *same, struct document *out);
/* All documents in number order (no fills), those after `after` where it is given, until `each` returns false. */
typedef bool document_each(void *self, const struct document *d);
must_use enum err documents_range(struct ctx *cx, struct snapshot *v, struct slice after, document_each *each, void *self);
/* All documents ever issued to one record identity, in no particular order. */
must_use enum err documents_of(struct ctx *cx, struct snapshot *v, struct slice identity, document_each *each, void *self);

/* A number and a status index set aside for a document that is being made. */
struct reservation {
	char number[DOCUMENT_NUMBER_SIZE + 1];
	uint32_t list, index;
};

/*
 * Write side. Every function judges before it writes: after ERR_DOCUMENT_* the batch holds nothing of the refused call and
 * may go on; after any other error it can only be aborted. Instants are cx->now. `reason` is a code, NULL for none.
 */

/*
 * Reserves `count` (up to LIMIT_RESERVE) fresh numbers and indexes (state reserved), for this writer: what is neither issued nor
 * void when it closes the store is left to the sweep. Indexes come shuffled in blocks of 512, so
 * that they do not tell the order of issue. ERR_STORE_FULL while there is still room for changes of state.
 */
must_use enum err documents_reserve(struct ctx *cx, struct batch *b, size_t count, struct reservation *out);
/* Stored once; the digest must be the stock's SHA-256 (ERR_DOCUMENT_FIELD). */
must_use enum err documents_put_stock(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct slice stock);
/*
 * reserved -> issued, with its fill and its idempotency entry. number, list and index must be those of the reservation, the
 * stock must be there. ERR_DOCUMENT_TWICE when the same identity and content is live already, unless that one is
 * d->predecessor. A predecessor is superseded in the same step (documents_link). issued_at 0 means now. It becomes the newest of
 * its series, unless one that it does not replace is live there.
 */
must_use enum err documents_issue(struct ctx *cx, struct batch *b, const struct document *d, struct slice fill);
/*
 * ERR_DOCUMENT_TWICE when the same identity and content was ever issued, whatever became of it: for a caller that must not bring
 * back what was revoked or corrected meanwhile. Ahead of documents_issue, in the same batch.
 */
must_use enum err documents_check_new(struct ctx *cx, struct batch *b, const struct document *d);
/*
 * Ahead of documents_issue, in the same batch: where d has a series and no predecessor, the live document of the series becomes its predecessor.
 * ERR_DOCUMENT_TWICE when that one says the same, ERR_DOCUMENT_STATE when it is suspended: what is halted is not replaced by the way.
 */
must_use enum err documents_follow(struct ctx *cx, struct batch *b, struct document *d);
/* reserved -> void. */
must_use enum err documents_void(struct ctx *cx, struct batch *b, struct slice number, const char *reason);
/* issued <-> suspended, either -> revoked; everything else is refused (ERR_DOCUMENT_STATE). Superseded needs documents_link. */
must_use enum err documents_change(struct ctx *cx, struct batch *b, struct slice number, enum document_state to, const char *reason);
/* Sets or clears "under correction" on an issued or suspended document. */
must_use enum err documents_mark(struct ctx *cx, struct batch *b, struct slice number, bool under_correction, const char *reason);
/* The old document (issued or suspended) becomes superseded by `successor` (issued). Doing it again changes nothing. */
must_use enum err documents_link(struct ctx *cx, struct batch *b, struct slice old_number, struct slice successor);
/*
 * After a crash, for the start of any writer, and as often as wanted: every reservation whose writer no longer has the store open
 * becomes void, each with an audit entry ("sweep"). Those of living writers, this one included, stay. Several sweeps at once void
 * each but once. Returns how many.
 */
must_use enum err documents_sweep(struct ctx *cx, struct store *s, size_t *voided);

#endif
