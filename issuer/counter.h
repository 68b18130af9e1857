/*
 * Owns: what officers do with kept records and the people they belong to: show, correct, mark, hand out a code. Printed records are for officers' eyes.
 */
#ifndef ISSUER_COUNTER_H
#define ISSUER_COUNTER_H

#include "issuer/desk.h"

/* Prints one record as JSON, or all of a person (an id of 12 characters), one a line. ERR_RECORD_MISSING. */
must_use enum err counter_show(struct ctx *cx, const struct desk *d, struct slice identity);
must_use enum err counter_show_person(struct ctx *cx, const struct desk *d, const char *person);
/* "Under correction" with this case code, or (absent) no longer. Audited. */
must_use enum err counter_mark(struct ctx *cx, const struct desk *d, struct slice identity, struct slice correction);
/*
 * Puts the record of a file in place of the kept one of this identity, and ends its correction. ERR_RECORD with the flaws printed; ERR_USAGE when
 * the file is about another identity.
 */
must_use enum err counter_correct(struct ctx *cx, const struct desk *d, struct slice identity, const char *path);

/*
 * Prints a code with which the person of this record binds an account in the portal: valid for a day, once; a new one ends the one before. A bare
 * number is looked for among visas, permits and cards. The officer has seen the person and the passport.
 */
must_use enum err counter_code(struct ctx *cx, const struct desk *d, struct slice identity);

#endif
