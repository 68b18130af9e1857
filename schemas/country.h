/*
 * Owns: the codes of states, nationalities and issuing organisations (ICAO Doc 9303-3 section 5: ISO 3166-1 alpha-3 and its
 * additions) with their names in English and Chinese. Must never hold anything but names: what is accepted where is a rule.
 */
#ifndef SCHEMAS_COUNTRY_H
#define SCHEMAS_COUNTRY_H

#include "base/buf.h"

struct country {
	char code[4];          /* alpha-3, or "D" as machine-readable zones write Germany */
	short number;          /* ISO 3166-1 numeric code, 0 where there is none */
	const char *en, *zh;
};

/* The row of a code, NULL for one that is not in the table. */
const struct country *country_find(struct slice code);
/* Row by position, NULL behind the last one: for tests and generators. */
const struct country *country_at(size_t position);
/* Same state, counting "D" and "DEU" as one. */
bool country_same(struct slice a, struct slice b);
/* Codes that say what a person is (stateless, refugee, unspecified) and never issue a passport. */
bool country_is_status(struct slice code);

#endif
