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

/*
 * Options of one issue. mask: bit per field_id, only maskable fields. recipient and purpose: one line of at most
 * LIMIT_PROOF_OPTION characters, empty = absent. proof_days: 1 to LIMIT_PROOF_DAYS after the day of issue.
 */
struct proof_options {
	struct slice recipient, purpose;
	uint64_t mask;
	int proof_days;
};

#define PROOF_BIT(field) (UINT64_C(1) << (field))

/*
 * Fills kind, value, masked, recipient, purpose, issued_at (cx->now), proof_ends, ends, photo; number, status and replaces are
 * the caller's. today: the day of issue where the authority is; from it proof_days are counted. Fails with ERR_PROOF_OPTION on an
 * option that does not fit the kind. Values live in cx's arena or in the record.
 */
must_use enum err proof_show(struct ctx *cx, struct checked record, const struct proof_options *options, struct date today, struct proof *out);
/* Parses "number,passport_number" into bits for a kind; the empty list gives none. ERR_PROOF_OPTION names an unfit key. */
must_use enum err proof_mask_parse(struct ctx *cx, enum kind kind, struct slice list, uint64_t *mask);
/*
 * Masks values in place: numbers keep their last four characters (old card numbers two), a birth date its year. What would give a
 * masked value away goes too: a card number holds the birth date, a machine-readable zone (left out altogether) holds both numbers.
 * Masking twice changes nothing. Bits of absent or foreign fields are ignored.
 */
void proof_mask(struct ctx *cx, struct proof *p, uint64_t mask);
/* The fields of a kind that may be masked, as bits. */
uint64_t proof_maskable(enum kind kind);
/* What recipient and purpose must be: one line of at most LIMIT_PROOF_OPTION printable characters, NFC, no space first or last. Absent fits. */
bool proof_is_line(struct slice text);
/* What is marked as masked looks masked (masking it again changes nothing), and nothing else does. */
bool proof_masks_hold(struct ctx *cx, const struct proof *p);
/* Last valid day as the values say it: stay (else the last day to enter), card, passport, or the earlier of the last two; year 0 when open. */
struct date proof_ends_of(const struct proof *p);
/*
 * Deterministic JSON (the attachment): {"kind","number","issued_at","proof_ends","ends"?,"recipient"?,"purpose"?,"masked":[keys],
 * "replaces"?,"status":{"list","index"},"fields":{key: text}}. And strictly back: whatever proof_encode would not write is
 * ERR_PROOF_JSON. The photo is in neither.
 */
void proof_encode(const struct proof *proof, struct buf *out);
must_use enum err proof_parse(struct ctx *cx, struct slice json, struct proof *out);
/*
 * The same for who reads the same bytes several times within one ctx: `last` keeps what was read last, and goes with the ctx. NULL: nothing
 * is kept. Only what proof_parse took is kept.
 */
struct proof_read {
	struct slice json; /* absent at first */
	struct proof proof;
};
must_use enum err proof_parse_once(struct ctx *cx, struct slice json, struct proof_read *last, struct proof *out);

/* "fields": {key: text} and "masked": [keys], members of an object that is open. */
void proof_put_fields(struct json_out *o, const struct proof *proof);
/*
 * What a checker is told of a document, as README shows it for /v1/verify: the verifier's answer and the holder's preview are this one text. The number is
 * left out where it is absent. shortened: its numbers were cut to their last four characters; names_cut: its names are those of a QR code.
 */
void proof_put_seen(struct json_out *o, const char *key, const struct proof *proof, bool under_correction, bool shortened, bool names_cut);

#endif
