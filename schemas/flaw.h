/*
 * Owns: what is wrong with a record: the list of flaws under work, their reasons and sentences (flaw.def), and places as JSON
 * pointers (RFC 6901). Must never hold a value of the record; of a character that does not belong there, its number.
 */
#ifndef SCHEMAS_FLAW_H
#define SCHEMAS_FLAW_H

#include "schemas/record.h"

enum flaw_code {
	FLAW_NONE = 0,
#define X(code, reason, text) FLAW_##code,
#include "schemas/flaw.def"
#undef X
	FLAW_COUNT
};

/* Stable reason and sentence of a code; "" for FLAW_NONE. */
const char *flaw_reason(enum flaw_code code);
const char *flaw_text(enum flaw_code code);

/* A place inside a JSON value, linked towards the root on the caller's stack. key absent: an item of a list. */
struct place {
	const struct place *up;
	struct slice key;
	size_t index;
};

/* The flaws found so far, at most LIMIT_RECORD_FLAWS, in the order found; the same flaw at the same place counts once. */
struct flaws {
	struct ctx *cx;
	struct flaw *first, *last;
	size_t count;
	const struct flaw *settled; /* last flaw of the schema: rules are silent about places it has spoken of */
};

/* By place (NULL is the root), or by ready pointer ("/holder/sex"). */
void flaws_add_at(struct flaws *f, const struct place *place, enum flaw_code code);
void flaws_add(struct flaws *f, const char *pointer, enum flaw_code code);
/* The same, and the sentence ends with the character's number, "U+1F600": what is not to be seen, or looks like another, is found by it. */
void flaws_add_character(struct flaws *f, const char *pointer, enum flaw_code code, int32_t character);
/* From here on, places that already have a flaw get no other. */
void flaws_settle(struct flaws *f);

#endif
