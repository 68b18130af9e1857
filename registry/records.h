/*
 * Owns: the records as the authority holds them, and the persons they belong to. JSON of a record is kept as it was imported, its photo
 * apart. Never in a document, proof or log: "contact". A person's id is random and never derived from data.
 */
#ifndef REGISTRY_RECORDS_H
#define REGISTRY_RECORDS_H

#include "registry/store.h"

#define PERSON_ID 12 /* characters of a person's id; account, share and request ids have as many */

/* One record. Slices point into the snapshot (or batch), or live in cx. */
struct kept {
	struct slice identity;           /* "visa:EV1234567" */
	int kind;                        /* enum kind of schemas/kind.h */
	char person[PERSON_ID + 1];
	uint32_t version;                /* 1, 2 ...: how often it was kept with another content */
	int64_t kept_at, changed_at;
	bool current;                    /* the newest of its kind that the person has, by day of issue */
	char case_code[PERSON_ID + 1];   /* of the correction that is under way, else "" */
	struct slice json;               /* without photo, with contact */
};

must_use enum err records_find(struct ctx *cx, struct snapshot *v, struct slice identity, bool *found, struct kept *out);
/* The person's current record of a kind. */
must_use enum err records_current(struct ctx *cx, struct snapshot *v, const char *person, int kind, bool *found, struct kept *out);
/* All records of a person, by kind, newest first. */
typedef bool kept_each(void *self, const struct kept *k);
must_use enum err records_of(struct ctx *cx, struct snapshot *v, const char *person, kept_each *each, void *self);
/* The record with its photo, as record_check takes it; in cx. */
must_use enum err records_text(struct ctx *cx, struct snapshot *v, const struct kept *k, struct slice *json);
/*
 * Whose passport (number, also an earlier one) this is, who was born on that day, and holds a visa, permit or card with this number.
 * Plain forms: upper case, no spaces; YYYY-MM-DD. person is "" unless all three agree. As much work for a miss as for a hit.
 */
must_use enum err records_claim(struct ctx *cx, struct snapshot *v, struct slice passport_number, struct slice birth_date, struct slice number,
	char person[static PERSON_ID + 1]);
/* Where the person can be reached, from their newest record that says it; absent slices otherwise. In cx. */
struct contact { struct slice email, phone; };
must_use enum err records_contact(struct ctx *cx, struct snapshot *v, const char *person, struct contact *out);
/* "YYYY-MM-DD" of the person's newest record. */
must_use enum err records_birth(struct ctx *cx, struct snapshot *v, const char *person, struct slice *out);

/* Under correction with this case, or with case_code NULL no longer. note: JSON of what was reported, for officers; kept with the record. */
must_use enum err records_mark(struct ctx *cx, struct batch *b, struct slice identity, const char *case_code, struct slice note);

#endif
