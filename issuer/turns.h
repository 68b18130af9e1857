/*
 * Owns: the order of the file among the threads of an import: of two records of one identity the later one is looked at only when the earlier one's
 * fate is on disk. In a dry run, where nothing gets there, what was looked at is remembered instead.
 */
#ifndef ISSUER_TURNS_H
#define ISSUER_TURNS_H

#include "base/buf.h"

struct turns;

/* One record's place in the order. The holder writes content and issues before turn_end; others read them after it. */
struct turn {
	size_t line;
	uint8_t content[32];
	bool issues;                  /* a document would be made of it */
	struct turn *next;            /* the rest belongs to turns.c */
	struct turn *before;          /* the nearest earlier record of this identity that is remembered, or NULL */
	size_t place;
	bool ended;
	struct slice identity;
};

/* remember: turns stay when they have ended, until turns_free. */
struct turns *turns_new(bool remember);
void turns_free(struct turns *t);
/*
 * Every record takes its turn once, in whatever order: place 0, 1, 2 ... as in the file. Waits until all earlier ones have taken theirs, and then until
 * those of the same identity have ended. An absent identity (a refused record) takes none: *out is NULL. False when closed meanwhile.
 */
bool turns_take(struct turns *t, size_t place, size_t line, struct slice identity, struct turn **out);
/* Once for what turns_take gave; NULL is fine. Not remembered: it is freed. */
void turns_end(struct turns *t, struct turn *turn);
/* Nobody waits any more. */
void turns_close(struct turns *t);

#endif
