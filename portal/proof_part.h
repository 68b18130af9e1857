/* Owns: parts of the pages about proofs: the steps, the answers, what a checker sees. */
#ifndef PORTAL_PROOF_PART_H
#define PORTAL_PROOF_PART_H

#include "portal/visit.h"
#include "portal/wish.h"

/* "Proof of ... · step 1 of 3". */
void proof_part_step(struct visit *v, enum kind kind, int step);
/* "90 days, until 2027-02-20" in the page's language; in cx. */
struct slice proof_part_term(struct visit *v, int days, const char *ends);
/* The answers given, with links to change them. */
void proof_part_answers(struct visit *v, const struct wish *w, const char *first, const char *second);
/* The three ways of checking, each with what it shows. */
void proof_part_seen(struct visit *v, const struct wish *w);

#endif
