/* Owns: the machine-readable zone's part of the rules. Private to the room. */
#ifndef SCHEMAS_RULES_MRZ_H
#define SCHEMAS_RULES_MRZ_H

#include "schemas/flaw.h"

/* Adds what the zone of a passport contradicts; `at` is its JSON pointer. Silent where there is no zone. */
void rules_mrz(struct flaws *f, const char *at, const struct passport *p, const struct holder *h);

#endif
