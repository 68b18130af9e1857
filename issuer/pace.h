/*
 * Owns: how often something may be asked: token buckets by what and whom, in memory, in a table of fixed size. Keeps digests, no data.
 */
#ifndef ISSUER_PACE_H
#define ISSUER_PACE_H

#include "base/ctx.h"

struct pace;

/* Empty, with a random secret of its own: nobody can aim at a bucket. Never NULL. */
struct pace *pace_new(void);
void pace_free(struct pace *t);
/*
 * Takes a token of the bucket of `what` and `whom`: `most` fit in, and come back in `seconds`. 0, or the seconds to wait. Any thread. A full
 * table refuses newcomers.
 */
int64_t pace_take(struct pace *t, const char *what, struct slice whom, int64_t most, int64_t seconds, int64_t now);

#endif
