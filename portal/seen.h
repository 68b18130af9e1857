/*
 * Owns: when each session was last seen, in memory, shared by all threads: a GET writes nothing to the store. A table of fixed size; what it
 * forgets under pressure falls back to the store's value.
 */
#ifndef PORTAL_SEEN_H
#define PORTAL_SEEN_H

#include "base/ctx.h"

struct seen;

struct seen *seen_open(void);
void seen_close(struct seen *t);
/* Marks the session as seen at `now`; gives the latest time known before, at least `stored`. */
int64_t seen_touch(struct seen *t, const uint8_t digest[static 32], int64_t stored, int64_t now);
/* The latest time known, at least `stored`, without marking. */
int64_t seen_last(struct seen *t, const uint8_t digest[static 32], int64_t stored);

#define SEEN_TAKEN 1024
struct seen_mark {
	uint8_t digest[32];
	int64_t at;
};
/* Takes marks that were not taken before, at most SEEN_TAKEN; they stay known. Returns how many. */
size_t seen_take(struct seen *t, struct seen_mark out[static SEEN_TAKEN]);

#endif
