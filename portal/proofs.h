/*
 * Owns: the documents that were made from a person's records, read from the registry: how each stands today, what it says about its use, its file.
 * Must never hand out a document of somebody else's record.
 */
#ifndef PORTAL_PROOFS_H
#define PORTAL_PROOFS_H

#include "registry/documents.h"
#include "registry/records.h"
#include "schemas/proof.h"

#define PROOFS_MAX 20000 /* documents of one person that are looked through, 1 us each; what a page shows costs 15 us each */

/* How a document stands, as its holder needs to know it. */
enum standing { STANDING_NONE = 0, STANDING_FORCE, STANDING_SUSPENDED, STANDING_PROOF_ENDED, STANDING_RECORD_ENDED, STANDING_REPLACED,
	STANDING_WITHDRAWN, STANDING_COUNT };

struct made_proof {
	char number[DOCUMENT_NUMBER_SIZE + 1];
	enum kind kind;
	enum standing standing;
	bool under_correction;
	int64_t issued_at, changed_at;
	struct slice recipient, purpose;       /* absent = general */
	uint64_t masked;
	struct date proof_ends, ends;          /* last day of the proof; of the stay, card or passport (year 0 when open) */
	char successor[DOCUMENT_NUMBER_SIZE + 1];
};

/* Which of a person's documents, newest first. */
struct proof_page {
	struct date today;             /* of the authority: as they stand on this day */
	unsigned standings;            /* bits, 1 << enum standing; 0 = all */
	size_t from, rows;             /* the first row that is read, and how many */
	size_t most;                   /* of the newest documents that are looked at; 0 = all */
};

/* The rows of a page, in cx; *total: how many fit in all. */
must_use enum err proofs_read(struct ctx *cx, struct snapshot *v, const char *person, const struct proof_page *page, struct made_proof **out, size_t *count,
	size_t *total);
/* One of them; *found false when there is none of this number, or it is another person's. */
must_use enum err proofs_find(struct ctx *cx, struct snapshot *v, struct date today, const char *person, struct slice number, bool *found,
	struct made_proof *out);
/* The PDF as it was issued, stock and fill joined in cx. ERR_DOCUMENT_MISSING when there is none. */
must_use enum err proofs_file(struct ctx *cx, struct snapshot *v, const char *number, struct slice *pdf);
/* The standing of a document at an instant; days are the authority's. */
enum standing proofs_standing(const struct document *d, struct date proof_ends, struct date ends, struct date today);

#endif
