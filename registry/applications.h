/*
 * Owns: applications and their steps, as officers feed them (schemas/application.schema.json). The issuer writes, the portal reads.
 *   A number -> JSON      B person number -> (empty)
 */
#ifndef REGISTRY_APPLICATIONS_H
#define REGISTRY_APPLICATIONS_H

#include "registry/grants.h"

struct kept_application {
	struct slice number;             /* the one number the applicant has */
	char person[PERSON_SIZE + 1];    /* "" while no record ties it to a person */
	struct slice json;
	int64_t kept_at, changed_at;
};

must_use enum err applications_find(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, struct kept_application *out);
typedef bool application_each(void *self, const struct kept_application *a);
must_use enum err applications_of(struct ctx *cx, struct snapshot *v, const char *person, application_each *each, void *self);
must_use enum err applications_put(struct ctx *cx, struct batch *b, const struct kept_application *a);

#endif
