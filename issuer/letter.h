/*
 * Owns: what the issuer writes to people: a code to the contact on their record, and what happened to their records. In the ten languages of
 * the portal (letter.def); names nobody and no number.
 */
#ifndef ISSUER_LETTER_H
#define ISSUER_LETTER_H

#include "issuer/act.h"

enum letter { LETTER_BIND_CODE, LETTER_BOUND, LETTER_RELATIVE_CODE, LETTER_RELATIVE_ASKED, LETTER_RELATIVE_ACTIVE, LETTER_RELATIVE_ENDED, LETTER_SHARED,
	LETTER_COUNT };

/* Where a person can be reached; absent slices where the records do not say. */
struct contact { struct slice email, phone; };

/*
 * The contact on the newest of the person's records that has one. In cx. Of somebody of age: only on records that changed since; before, it was the
 * contact of whoever looked after the child.
 */
must_use enum err letter_contact(struct act *a, const char *person, struct contact *out);
/* The language of letters for a wanted one, "zh-Hans" -> "zh"; "en" for any that letters are not written in. Static. */
const char *letter_language(struct slice wanted);
/*
 * Into the outbox, in a->language; code may be NULL; rights (RIGHT_ bits) are what is asked for, 0 where nothing is.
 * Without a contact the same work is done and nothing is sent: the time tells nothing.
 */
must_use enum err letter_send(struct act *a, const struct contact *to, enum letter which, const char *code, unsigned rights);

#endif
