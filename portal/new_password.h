/* Owns: the field for a new password, and its problems in words, for the pages that ask for one. */
#ifndef PORTAL_NEW_PASSWORD_H
#define PORTAL_NEW_PASSWORD_H

#include "portal/visit.h"

/* The field "new", with what it takes. */
void new_password_field(struct visit *v);
/*
 * Judges what was typed and hashes it into phc. False: the field or the form has its problem (nothing is fine with it, or too many passwords wait);
 * the page shows the form again.
 */
bool new_password_take(struct visit *v, struct slice contact, char *phc);

#endif
