/*
 * Owns: the kinds of institution a holder deals with: the letter that begins a share code, the name, and what each may see of which kind of
 * record. One table for shares, for the verifier's page, and for what a stamped proof masks when the holder picks a purpose.
 */
#ifndef SCHEMAS_PURPOSE_H
#define SCHEMAS_PURPOSE_H

#include "schemas/kind.h"

struct purpose {
	char letter;                     /* a letter of the Crockford alphabet: it is the first character of the share code */
	const char *key;                 /* "bank" */
	const char *name_en, *name_zh;
	uint64_t masked[KIND_COUNT];     /* bit per field_id: what is masked for it in each kind */
};

/* Rows in order; NULL past the end. */
const struct purpose *purpose_at(size_t i);
const struct purpose *purpose_of(char letter);     /* NULL when there is none */
const struct purpose *purpose_parse(struct slice key);

#endif
