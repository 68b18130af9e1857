/*
 * Owns: group commit: reviewed documents, their records, voids and fresh reservations in one durable batch, with their audit entries. A
 * document is acknowledged only after its batch is on disk.
 */
#ifndef ISSUER_COMMIT_H
#define ISSUER_COMMIT_H

#include "issuer/filing.h"
#include "issuer/maker.h"
#include "issuer/pool.h"

/* One thing to commit: a document (made) or the void of a reservation (a number without made); and a record to keep (filing). */
struct committing {
	struct made *made;
	const char *number;           /* of the reservation, or NULL */
	const struct filing *filing;  /* or NULL */
	struct filing_place place;    /* of a record whose document is there already; a made one says itself */
	enum kept_how kept;           /* out: what became of the record */
	bool new_only;                /* not even when the same was issued and has ended since */
	bool twice;                   /* out: the same was issued meanwhile; this number became void */
	bool stale;                   /* out: what it was to replace has changed meanwhile; this number became void */
};

/*
 * Everything or nothing. reserve: how many fresh reservations to add to the pool. Fails with the store's error; then nothing of
 * the group happened. ERR_DOCUMENT_STATE when a predecessor may not be replaced.
 */
must_use enum err commit_group(struct ctx *cx, const struct desk *d, struct committing *group, size_t count, struct pool *pool, size_t reserve);

#endif
