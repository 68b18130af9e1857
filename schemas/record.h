/*
 * Owns: a record of the authority as typed values, read from JSON after the schema and the rules have accepted it.
 * record -> checked -> (issuer) sealed -> paper -> stamped: each stage accepts only the previous type.
 */
#ifndef SCHEMAS_RECORD_H
#define SCHEMAS_RECORD_H

#include "base/ctx.h"
#include "base/json.h"
#include "base/text.h"
#include "schemas/kind.h"

struct holder {
	struct slice surname, given, native; /* given and native may be absent; surname is the one name of one-name people */
	struct date birth;                   /* parts may be unknown */
	char sex;                            /* M F X */
	struct slice nationality;            /* alpha-3 */
	struct slice photo;                  /* JPEG bytes or absent */
};

struct visa {
	struct slice number, type, category; /* type: visa | stay-permit | residence-permit */
	int entries, days;                   /* entries 0 = multiple; days 0 = becomes a residence permit; both -1 = not stated */
	struct date enter_before, issued, expires; /* year 0 = not stated */
	struct slice place, passport_number, remarks;
};

struct pr_card {
	struct slice number, authority, passport_number;
	struct date issued, expires;
};

struct passport {
	struct slice number, state, authority, card_number, mrz; /* mrz: two lines of 44 joined by '\n', or absent */
	struct date issued, expires;
	struct slice earlier[8];
	size_t earlier_count;
};

struct record {
	enum kind kind;
	struct holder holder;
	struct slice email, phone;  /* contact: absent where not known; never on a document */
	struct visa visa;         /* KIND_VISA */
	struct pr_card card;      /* KIND_PR_CARD, KIND_IDENTITY_LINK */
	struct passport passport; /* KIND_PASSPORT, KIND_IDENTITY_LINK */
	struct date ends;         /* last valid day of the stay, card or passport; year 0 when open */
	struct slice identity;    /* what makes it the same record again, e.g. "visa:EV1234567" */
	uint8_t content[32];      /* SHA-256 of the canonical JSON without the contact */
	const struct json *tree;  /* as it came in */
};

/* One thing wrong with a record: field as a JSON pointer ("/holder/birth_date"), stable reason code, one sentence without values. */
struct flaw {
	const char *field, *reason, *text;
	struct flaw *next;
};

/* A record that passed schema and rules. Only record_check makes one. */
struct checked {
	const struct record *record;
};

/*
 * Loads and compiles the schemas of a folder (visa.schema.json, pr-card.schema.json, ...), or those built into the program where
 * folder is "". ERR_SCHEMA for an unknown keyword, a $ref that leads nowhere; ERR_FILE_READ. Shared read-only by threads.
 */
struct schema_set;
must_use enum err schema_set_load(struct ctx *cx, const char *folder, struct schema_set **out);
void schema_set_free(struct schema_set *s);

/*
 * JSON text of one record -> checked. Returns OK with out->record set and *flaws NULL, or ERR_RECORD with every flaw listed in
 * *flaws (first at the head, at most LIMIT_RECORD_FLAWS; schema and rules both speak), or ERR_JSON / ERR_LIMIT when it cannot be
 * read at all. cx->now is the day of "not in the future". Results live in cx's arena.
 */
must_use enum err record_check(struct ctx *cx, const struct schema_set *schemas, struct slice json, struct checked *out,
	struct flaw **flaws);

/* The record as the registry keeps it: canonical JSON with contact, without photo. In cx. */
struct slice record_kept_json(struct ctx *cx, struct checked record);
/* Its day of issue; of an identity link the card's. */
struct date record_issued(struct checked record);

/*
 * The same of a record that was checked before and kept by the registry without its photo: no schema and no rules are asked again. `content` stays
 * zero. ERR_RECORD when the entry is damaged. Needs no schema set: for programs that only show records.
 */
must_use enum err record_kept(struct ctx *cx, struct slice json, struct slice photo, struct checked *out);

#endif
