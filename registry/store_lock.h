/*
 * Owns: who may have a store open: one writer on the machine (flock on writer.lock), one handle in a process. Knows no engine.
 */
#ifndef REGISTRY_STORE_LOCK_H
#define REGISTRY_STORE_LOCK_H

#include "base/ctx.h"

struct store_lock {
	size_t slot;   /* place in this process's table of open stores, 0 = none */
	int fd;        /* the writer's lock file, -1 for readers */
};

#define STORE_LOCK_NONE { 0, -1 }

/* ERR_STORE_BUSY when this process has the folder open already, or, for a writer, another process writes it. */
must_use enum err store_lock_take(struct ctx *cx, struct store_lock *lock, const char *folder, bool writer);
void store_lock_leave(struct store_lock *lock);

#endif
