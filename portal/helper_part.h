/*
 * Owns: who an account is, to a person for whom it acts: the name on its own records, else its contact, masked. Must never tell more.
 */
#ifndef PORTAL_HELPER_PART_H
#define PORTAL_HELPER_PART_H

#include "portal/visit.h"

/* The account's own person, or "". */
must_use enum err helper_part_own(struct visit *v, const char *account, char person[static PERSON_SIZE + 1]);
/* Text places only. */
void helper_part_name(struct visit *v, const char *account);
void helper_part_contact(struct visit *v, const char *account);

#endif
