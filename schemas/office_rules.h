/* Owns: what an office must obey beyond its schema: hours in order, exceptions apart, every service at a counter. Private to the room. */
#ifndef SCHEMAS_OFFICE_RULES_H
#define SCHEMAS_OFFICE_RULES_H

#include "schemas/flaw.h"
#include "schemas/office.h"

/* Adds every flaw of an office. Absent members are the schema's business. */
void office_rules_check(struct flaws *f, const struct office *o);

#endif
