/*
 * Owns: who has a store open: one handle in a process; the writing processes, each with locks on writer.lock that end with it, however
 * it ends. Writes nothing into that file: a full disk keeps no writer out. Knows no engine.
 */
#ifndef REGISTRY_STORE_LOCK_H
#define REGISTRY_STORE_LOCK_H

#include "base/ctx.h"

struct store_lock {
	size_t slot;   /* place in this process's table of open stores, 0 = none */
	int fd;        /* the writers' lock file, -1 for readers */
	uint64_t writer; /* this opening's name: a random place of the lock file that only it has locked; 0 for readers */
};

#define STORE_LOCK_NONE { 0, -1, 0 }

/*
 * ERR_STORE_BUSY when this process has the folder open already, or, for a writer, LIMIT_STORE_WRITERS processes write it or an older
 * version of the program does, which writes alone.
 */
must_use enum err store_lock_take(struct ctx *cx, struct store_lock *lock, const char *folder, bool writer);
void store_lock_leave(struct store_lock *lock);
/* Whether the writer of this name still has the store open, here or in another process. In doubt it does. `lock` is a writer's. */
bool store_lock_lives(const struct store_lock *lock, uint64_t writer);

#endif
