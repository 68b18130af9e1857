/*
 * Owns: how many documents a person had made today: by the person's own accounts, and by helpers. A helper cannot use up what is the person's own.
 * Counted in the batch that issues, so that a crash or many at once give nothing away.
 *   Q person -> day, count of own ones, count of helpers' ones (three numbers of 4 bytes)
 */
#ifndef REGISTRY_TALLY_H
#define REGISTRY_TALLY_H

#include "registry/grants.h"

/* Days begin at midnight of the authority: utc_offset, in minutes. */
struct tally {
	uint32_t day, own, helped;
};

/* Of the day of cx->now: zeros when nothing was made yet. */
must_use enum err tally_find(struct ctx *cx, struct snapshot *v, const char *person, int utc_offset, struct tally *out);
/* Counts one more of the own account (or a helper), unless `most` were made: then *full, and nothing is written. */
must_use enum err tally_add(struct ctx *cx, struct batch *b, const char *person, int utc_offset, bool own, uint32_t most, bool *full);
/* Seconds until the next day begins. */
int64_t tally_wait(int64_t now, int utc_offset);

#endif
