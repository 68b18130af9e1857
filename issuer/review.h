/*
 * Owns: the last look before release: the verifier's own pipeline reads the stamped file, its seal and its code, exactly as a
 * stranger would. A document that does not pass is void.
 */
#ifndef ISSUER_REVIEW_H
#define ISSUER_REVIEW_H

#include "issuer/stamp.h"

struct reviewer;

/* One per thread: it holds prepared keys of its own. The stocks are those that papers are made of, by kind; they must outlive it. */
struct reviewer *reviewer_new(const struct trust *trust, struct stock *const stocks[static KIND_COUNT]);
void reviewer_free(struct reviewer *r);
/* OK, or ERR_REVIEW naming the first finding that stood against it. A stay or card that has ended already may still be proven. */
must_use enum err review_stamped(struct ctx *cx, struct reviewer *r, const struct stamped *s);

#endif
