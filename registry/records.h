/*
 * Owns: the records as the authority holds them, and the persons they belong to. Documents are made from them; the portal shows them.
 * Knows no schemas: identity, kind and link keys are the caller's. Must never be written by anything but the issuer.
 *   R identity -> record (JSON without photo)     J identity -> photo     P person identity -> (empty)
 *   K SHA-256(passport number | birth date) person -> nationality
 */
#ifndef REGISTRY_RECORDS_H
#define REGISTRY_RECORDS_H

#include "registry/grants.h"

struct kept_record {
	struct slice identity;           /* "visa:EV1234567" */
	char person[PERSON_SIZE + 1];
	int kind;                        /* enum kind of schemas/kind.h */
	struct slice json;               /* the record as checked, canonical, without photo, with contact */
	uint32_t version;                /* 1, 2 ...: raised when the content changes */
	int64_t kept_at, changed_at;
	bool under_correction;
	struct slice correction;         /* case code of the running correction, or absent */
};

/* What ties records to one person: a passport of theirs, the birth date, the nationality. */
struct person_link {
	struct slice passport, birth, nationality;
};

/* Read side. Slices point into the snapshot. */
must_use enum err records_find(struct ctx *cx, struct snapshot *v, struct slice identity, bool *found, struct kept_record *out);
/* The holder's JPEG, absent without one. Looks into the document's fill where the photo is kept there only. */
must_use enum err records_photo(struct ctx *cx, struct snapshot *v, struct slice identity, struct slice *jpeg);
typedef bool record_each(void *self, const struct kept_record *r);
/* All records of a person, in identity order (so kind by kind). */
must_use enum err records_of(struct ctx *cx, struct snapshot *v, const char *person, record_each *each, void *self);
typedef bool person_each(void *self, const char *person);
/* Persons known by this passport number and birth date (usually one). */
must_use enum err persons_by_passport(struct ctx *cx, struct snapshot *v, struct slice passport, struct slice birth, person_each *each, void *self);
/* The record's holder's birth date ("1985-03-14", parts may be 00) and surname/given as it lies in the JSON: for greeting and checks. In cx. */
struct person_name { struct slice surname, given, native, birth, nationality; };
must_use enum err person_name(struct ctx *cx, struct snapshot *v, const char *person, bool *found, struct person_name *out);

/* Write side: the issuer's. */

/*
 * Keeps a record (new, changed or the same) and ties it to its person: known by any link, else a new one; persons that turn out to be
 * one become one (the older id stays, records and grants move). photo: the JPEG, or absent: then `document` is the number of a document
 * whose fill holds it, or absent. *person gets the id.
 */
must_use enum err records_keep(struct ctx *cx, struct batch *b, const struct kept_record *r, const struct person_link *links, size_t count,
	struct slice photo, struct slice document, char person[static PERSON_SIZE + 1]);
/* Sets (case code) or clears (absent) "under correction". ERR_RECORD_MISSING. */
must_use enum err records_mark(struct ctx *cx, struct batch *b, struct slice identity, struct slice correction);

#endif
