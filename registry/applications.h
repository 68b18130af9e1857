/*
 * Owns: applications and their steps, as officers feed them (schemas/application.schema.json). The issuer writes, the portal reads.
 * Knows nothing of the steps. An application whose applicant holds no record yet waits for one.
 *   A number -> application      B person number -> (empty)
 *   L first half of SHA-256(passport | birth date) number -> nationality: those that wait
 */
#ifndef REGISTRY_APPLICATIONS_H
#define REGISTRY_APPLICATIONS_H

#include "registry/records.h"

struct kept_application {
	struct slice number;             /* the one number the applicant has: at most LIMIT_APPLICATION_NUMBER bytes */
	char person[PERSON_SIZE + 1];    /* "" while no record ties it to a person */
	struct slice json;
	int64_t kept_at, changed_at;
};

/* Read side. Slices point into the snapshot. *found false for an unknown number. */
must_use enum err applications_find(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, struct kept_application *out);
typedef bool application_each(void *self, const struct kept_application *a);
/* In the order of their numbers. */
must_use enum err applications_of(struct ctx *cx, struct snapshot *v, const char *person, application_each *each, void *self);

/* Write side: the issuer's. */

/* The same as applications_find inside a batch; slices live in cx. */
must_use enum err applications_get(struct ctx *cx, struct batch *b, struct slice number, bool *found, struct kept_application *out);
/*
 * Puts number and JSON, new or in place of the old ones; person and times of `a` are ignored. It belongs to the person the link leads to, now
 * or when a record with this link comes. ERR_RECORD_FIELD for a number or JSON out of range. *out tells what was done.
 */
must_use enum err applications_put(struct ctx *cx, struct batch *b, const struct kept_application *a, const struct person_link *link, struct kept *out);
/* Applications that waited for this link belong to the person now; all of one person go to another. For records_keep. */
must_use enum err applications_adopt(struct ctx *cx, struct batch *b, const struct person_link *link, const char *person);
must_use enum err applications_move(struct ctx *cx, struct batch *b, const char *from, const char *to);

#endif
