/*
 * Owns: the office's word on who may act for whom: requests that wait, yes for a child's guardian or for somebody without means, no. A
 * child's rights end at the 18th birthday, whatever was asked.
 */
#ifndef ISSUER_GUARDIAN_H
#define ISSUER_GUARDIAN_H

#include "issuer/desk.h"

/* Prints every request that waits, with the name and birth date on the record: for officers' eyes. */
must_use enum err guardian_list(struct ctx *cx, const struct desk *d, bool json, size_t *count);
/*
 * The request becomes a grant. guardian: as of a child, also where it was not asked so; one that was asked so stays so. ERR_RECORD_MISSING
 * when nothing waits under this id, ERR_GRANT when a guardian is asked for somebody of age.
 */
must_use enum err guardian_confirm(struct ctx *cx, const struct desk *d, const char *request, bool guardian);
must_use enum err guardian_decline(struct ctx *cx, const struct desk *d, const char *request);
/*
 * Grants on children that were made before every right on a child had an end get the one they would get today; who was then taken for the child itself
 * becomes its guardian. Each with an audit entry. *count tells how many there were; a registry is looked through once. For the start of `serve`.
 */
must_use enum err guardian_mend(struct ctx *cx, const struct desk *d, size_t *count);
/* The last instant before somebody born that day is 18, where clocks run utc_offset minutes before UTC; of an unknown day the earliest it can be. */
int64_t guardian_majority(struct date birth, int utc_offset);
/*
 * The last instant that a right of anybody on somebody born that day may reach who is, or may be, a child now; 0 when the person is surely of
 * age. Of an unknown day: to the earliest 18th birthday, and between that and the latest one to the latest.
 */
int64_t guardian_limit(struct date birth, int utc_offset, int64_t now);
/* The same of a person, by the newest record; 0 for nobody. */
must_use enum err guardian_limit_of(struct ctx *cx, struct snapshot *v, int utc_offset, const char *person, int64_t *limit);

#endif
