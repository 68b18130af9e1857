/*
 * Owns: what a record must obey beyond its schema: dates in order, check digits, number forms, MRZ equals the fields, link
 * members agree, names that can be printed. Must never change a record or stop at the first flaw.
 */
#ifndef SCHEMAS_RULES_H
#define SCHEMAS_RULES_H

#include "schemas/flaw.h"

/* Adds every flaw of a record. Absent members are the schema's business: rules about them are silent. */
void rules_check(struct flaws *f, const struct record *r);
/* What any text of ours obeys: NFC, no control or format characters, no stray spaces. An absent one is fine. */
void rules_text(struct flaws *f, const char *at, struct slice text);

#endif
