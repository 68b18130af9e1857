/*
 * Owns: the reading of a record's members, for record.c (which judges them) and for records that were judged when they were kept.
 */
#ifndef SCHEMAS_RECORD_READ_H
#define SCHEMAS_RECORD_READ_H

#include "schemas/flaw.h"
#include "schemas/record.h"

/* Fills holder, kind's members, ends and identity of r (r->kind is set). Flaws: malformed dates and photos; wrong types read as absent. */
void record_read(struct flaws *f, const struct json *o, struct record *r);

#endif
