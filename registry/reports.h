/*
 * Owns: what holders say is wrong with their records, for officers. Holds their own words: never to be logged, shown to others, or put
 * into a document.
 *   E case '-' random -> report
 */
#ifndef REGISTRY_REPORTS_H
#define REGISTRY_REPORTS_H

#include "registry/grants.h"

#define CASE_SIZE 12 /* Crockford characters of a case code */

struct report {
	char case_code[CASE_SIZE + 1];
	char account[ACCOUNT_SIZE + 1], person[PERSON_SIZE + 1];
	int64_t at;
	struct slice identity;        /* of the record */
	struct slice field, text;     /* field: a key of schemas/kind.c, or "other" */
};

/* A case may have several. */
must_use enum err reports_add(struct ctx *cx, struct batch *b, const struct report *r);
/* All of a case, or with case_code NULL of every case, until `each` returns false. Slices live in cx. */
typedef bool report_each(void *self, const struct report *r);
must_use enum err reports_range(struct ctx *cx, struct snapshot *v, const char *case_code, report_each *each, void *self);

#endif
