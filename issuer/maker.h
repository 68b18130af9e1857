/*
 * Owns: one record all the way to a reviewed document: check -> seal -> paper -> stamp -> review. One maker per thread; commits
 * nothing.
 */
#ifndef ISSUER_MAKER_H
#define ISSUER_MAKER_H

#include "issuer/desk.h"

struct maker;

struct maker *maker_new(const struct desk *d);
void maker_free(struct maker *m);

/* What a command asks of every document it makes. */
struct making {
	struct slice recipient, purpose;
	uint64_t mask;                /* bits of all kinds; each kind takes its own */
	int proof_days;
	struct slice token;           /* of the form that asked, or absent: the same wish with another token is another document */
	struct slice replaces;        /* number of the document that is corrected, or absent */
	struct slice follows;         /* the document of its series whose place it takes; not part of the content, so that the next import knows it again */
	bool series;                  /* of this record and these options one document is to be in force: a changed record replaces it */
};

/* A reviewed document, ready for the registry. Outlives the context it was made in; made_free ends it. */
struct made {
	struct document document;     /* identity points into memory of its own */
	struct buf fill, identity;
	char code[14];
	enum kind kind;
};

/* SHA-256 over the record's content and what was asked: the same again is the same document. */
void maker_content(const struct record *record, const struct making *making, uint8_t out[static 32]);
/* What keeps documents of one record apart that are in force side by side: recipient, purpose, mask, days. And the content without the circumstances. */
void maker_series(enum kind kind, const struct making *making, uint8_t out[static 32]);
void maker_says(const struct record *record, const struct making *making, uint8_t out[static 32]);
/* Fails with what stood against it; ERR_REVIEW means that the reservation has to become void, and so do all others. */
must_use enum err maker_make(struct ctx *cx, struct maker *m, struct checked record, const struct making *making, const struct reservation *r,
	struct made **out);
/*
 * First character of the record, recipient or purpose that no font can print, and the field it stands in (FIELD_NONE for the last two); false when
 * there is none.
 */
bool maker_missing_glyph(struct ctx *cx, const struct desk *d, struct checked record, const struct making *making, int32_t *character, enum field_id *field);
/* Where in its record (RFC 6901) the text of that field stands; "" for what is asked beside the record. In the arena, or static. */
const char *maker_place_of(struct ctx *cx, enum kind kind, enum field_id field);
void made_free(struct made *m);

#endif
