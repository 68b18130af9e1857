/*
 * Owns: the records as the authority holds them, and the persons they belong to. Documents are made from them; the portal shows them.
 * Knows no schemas but the holder's members: identity, kind and links are the caller's. Written by the issuer alone.
 *   R identity -> record (its JSON without photo, and who it belongs to)      J identity -> photo, where no document holds it
 *   M former person -> the person it became      W person former person -> (empty)
 *   P person identity -> (empty)      K first half of SHA-256(number | birth date) identity -> nationality
 */
#ifndef REGISTRY_RECORDS_H
#define REGISTRY_RECORDS_H

#include "registry/grants.h"

struct kept_record {
	struct slice identity;           /* "visa:EV1234567", at most LIMIT_IDENTITY bytes */
	char person[PERSON_SIZE + 1];
	int kind;                        /* enum kind of schemas/kind.h */
	struct slice json;               /* the record as checked, canonical, without photo, with contact */
	uint32_t issued;                 /* date of issue as YYYYMMDD: the newest record of its kind is the current one */
	uint64_t photo;                  /* photo_mark of the holder's JPEG; 0 without one */
	uint32_t version;                /* 1, 2 ...: raised when JSON or photo change */
	int64_t kept_at, changed_at;
	bool under_correction;
	struct slice correction;         /* case code of the running correction, or absent */
};

/*
 * What ties records to one person: a passport of theirs (or "card:" and the number of a residence card), the birth date, the nationality.
 * Two people of two nationalities may have the same passport number and birth date.
 */
struct person_link {
	struct slice number, birth, nationality;
};

/* First eight bytes of the photo's SHA-256, never 0; 0 for none. */
uint64_t photo_mark(struct slice jpeg);

/* Read side. Slices point into the snapshot. */
must_use enum err records_find(struct ctx *cx, struct snapshot *v, struct slice identity, bool *found, struct kept_record *out);
/* The holder's JPEG, absent without one. Looks into the document's fill where the photo is kept there only. */
must_use enum err records_photo(struct ctx *cx, struct snapshot *v, struct slice identity, struct slice *jpeg);
typedef bool record_each(void *self, const struct kept_record *r);
/* All records of a person, in identity order (so kind by kind). */
must_use enum err records_of(struct ctx *cx, struct snapshot *v, const char *person, record_each *each, void *self);
/* The person's newest record of this kind, by date of issue; of two of one day the one that changed last. */
must_use enum err records_current(struct ctx *cx, struct snapshot *v, const char *person, int kind, bool *found, struct kept_record *out);
typedef bool person_each(void *self, const char *person);
/* Persons known by this passport number and birth date (usually one), each once. */
must_use enum err persons_by_passport(struct ctx *cx, struct snapshot *v, struct slice passport, struct slice birth, person_each *each, void *self);
/*
 * Two persons who turned out to be one: the one that somebody is now (themselves, mostly), and everybody who became this one, at most
 * PERSON_FORMERS. What others keep under the ids of before is found with these.
 */
#define PERSON_FORMERS 16
must_use enum err person_now(struct ctx *cx, struct snapshot *v, const char *person, char now[static PERSON_SIZE + 1]);
must_use enum err person_formers(struct ctx *cx, struct snapshot *v, const char *person, char formers[static PERSON_FORMERS][PERSON_SIZE + 1], size_t *count);
/* Name and birth date ("1985-03-14", parts may be 00) on the person's newest record, of any kind: for greeting and checks. In cx. */
struct person_name { struct slice surname, given, native, birth, nationality; };
must_use enum err person_name(struct ctx *cx, struct snapshot *v, const char *person, bool *found, struct person_name *out);

/* Write side: the issuer's. */

enum kept_how { KEPT_SAME = 0, KEPT_NEW, KEPT_CHANGED };

struct keeping {
	struct kept_record record;       /* identity, kind, json, issued and photo; the rest is the registry's */
	const struct person_link *links;
	size_t link_count;               /* at most LIMIT_RECORD_LINKS */
	struct slice jpeg;               /* the photo; may be absent where a document holds it */
	struct slice document;           /* number of a document whose fill holds this very photo, or absent */
};

struct kept {
	enum kept_how how;
	char person[PERSON_SIZE + 1];
	char merged[PERSON_SIZE + 1];    /* a person that became this one (the last of several), or "" */
};

/*
 * Keeps a record (new, changed or the same) and ties it to its person: known by any link, else a new one; persons that turn out to be
 * one become one (the older id stays; records, grants, shares and applications follow). A record whose holder was corrected to be
 * somebody else leaves its old person. Nothing is written when all is the same. ERR_RECORD_FIELD for fields out of range.
 */
must_use enum err records_keep(struct ctx *cx, struct batch *b, const struct keeping *k, struct kept *out);
/* The same as records_find inside a batch; slices live in cx. */
must_use enum err records_get(struct ctx *cx, struct batch *b, struct slice identity, bool *found, struct kept_record *out);
/* The person that this link leads to; of several the first by record. */
must_use enum err records_person(struct ctx *cx, struct batch *b, const struct person_link *link, bool *found, char person[static PERSON_SIZE + 1]);
/* Sets (a case code: letters, digits, '-', '.') or clears (absent) "under correction". ERR_RECORD_MISSING. */
must_use enum err records_mark(struct ctx *cx, struct batch *b, struct slice identity, struct slice correction);

#endif
