/*
 * Owns: what the registry keeps of a record that passed: its JSON without photo, its day, what ties it to a person, and the audit entry
 * that tells of it. Kept in the same batch as the document that is made of it.
 */
#ifndef ISSUER_FILING_H
#define ISSUER_FILING_H

#include "issuer/desk.h"
#include "registry/records.h"

/* A record on its way into the registry. Outlives the context it was made in. */
struct filing;

/* with_photo: the JPEG comes along, for a record that no document holds. */
struct filing *filing_new(struct ctx *cx, struct checked record, bool with_photo);
/* NULL is fine. */
void filing_free(struct filing *f);

/* What the batch does beside it. */
struct filing_place {
	struct slice document;        /* number of a document that holds this record's photo, or absent */
	bool issued;                  /* the document is issued in this batch: its audit entry tells of the record too */
	bool only_new;                /* not in place of a record that is there: the record came from an old file */
};
/* Fails as records_keep does. *out says what was done. */
must_use enum err filing_put(struct ctx *cx, const struct desk *d, struct batch *b, const struct filing *f, const struct filing_place *place, struct kept *out);

#endif
