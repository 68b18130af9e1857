/*
 * Owns: what one document says: the shown values of a checked record after masking, with number, recipient, purpose and
 * dates; and its JSON form (the PDF's attachment, which the verifier reads back). PDF text, JSON and QR all come from here.
 */
#ifndef SCHEMAS_PROOF_H
#define SCHEMAS_PROOF_H

#include "schemas/record.h"

struct proof {
	enum kind kind;
	struct slice number;             /* document number, 11 Crockford characters without grouping */
	struct slice value[FIELD_COUNT]; /* shown text, e.g. "2026-03-01", "Z", "*****4567"; absent = not stated */
	uint64_t masked;                 /* bit per field_id */
	struct slice recipient, purpose; /* absent = general */
	int64_t issued_at;
	struct date proof_ends;          /* last day on which the proof may be relied on */
	struct date ends;                /* last valid day of stay / card / passport, year 0 when open */
	uint32_t status_list, status_index;
	struct slice replaces;           /* number of the document it corrects, or absent */
	struct slice photo;              /* not in the JSON or QR */
};

/* Options of one issue. mask: bit per field_id, only maskable fields. */
struct proof_options {
	struct slice recipient, purpose;
	uint64_t mask;
	int proof_days;
};

/* Fills kind, value, masked, recipient, purpose, issued_at (cx->now), ends, photo. Fails with ERR_PROOF_OPTION on an option that does not fit the kind. */
must_use enum err proof_show(struct ctx *cx, struct checked record, const struct proof_options *options, struct proof *out);
/* Parses "number,passport_number" into bits for a kind. */
must_use enum err proof_mask_parse(struct ctx *cx, struct slice list, uint64_t *mask);
/* Deterministic JSON (the attachment), and strictly back: unknown or missing members are ERR_PROOF_JSON. */
void proof_encode(const struct proof *proof, struct buf *out);
must_use enum err proof_parse(struct ctx *cx, struct slice json, struct proof *out);

#endif
