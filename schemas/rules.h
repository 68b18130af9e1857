/*
 * Owns: what a record must obey beyond its schema: dates in order, check digits, number forms, MRZ equals the fields, link
 * members agree, names that can be printed. Must never change a record or stop at the first flaw.
 */
#ifndef SCHEMAS_RULES_H
#define SCHEMAS_RULES_H

#include "schemas/flaw.h"

/* Adds every flaw of a record. Absent members are the schema's business: rules about them are silent. */
void rules_check(struct flaws *f, const struct record *r);

#endif
