/*
 * Owns: for whom an account may act: itself and relatives, with their names, and the page that asks which. Must never show anybody for whom the
 * right is not active now.
 */
#ifndef PORTAL_PERSONS_H
#define PORTAL_PERSONS_H

#include "base/limits.h"
#include "portal/visit.h"
#include "registry/records.h"

#define PERSONS_MAX (LIMIT_ACCOUNT_PERSONS + 1) /* and oneself */

struct person_choice {
	char id[PERSON_SIZE + 1];
	bool own;                      /* the account's own records */
	unsigned rights;               /* enum grant_right */
	struct slice label;            /* the helper's word for the relative ("mother"), or absent */
	struct person_name name;       /* absent texts where no record is left */
};

/* Everybody for whom the account has these rights now: own first. Texts in cx or the snapshot. */
must_use enum err persons_read(struct visit *v, unsigned right, struct person_choice out[static PERSONS_MAX], size_t *count);
/*
 * The page of a service that needs a person: nobody connected yet: says so and leads to /bind; one: goes to /p/{person}/<leaf>; several: asks which.
 */
void persons_choose(struct visit *v, unsigned right, const char *leaf, const char *title_key);
/* "SPECIMEN, ANNA MARIA" of the person in the path; a word for it where no name is known. Text places only. */
void persons_put_name(struct visit *v);

#endif
