/*
 * Owns: what a process says when the engine runs into a damaged page that nothing could tell before: one line and exit 5 instead of a
 * crash. LMDB trusts the inside of its file; a wild number there is an address in the map that nobody may touch. Knows no engine.
 */
#ifndef REGISTRY_STORE_GUARD_H
#define REGISTRY_STORE_GUARD_H

#include "base/ctx.h"

/*
 * From here on a forbidden access inside the map of folder/data.mdb, which must stand, or by the engine's own code, of which `engine` is an
 * address, ends the process so. Others end it as before. At most eight stores at once; beyond them nothing is watched.
 */
void store_guard_watch(struct ctx *cx, const char *folder, uintptr_t engine);
/* Ahead of the map's end. */
void store_guard_leave(const char *folder);
/* The engine itself has found what cannot be. Does not return. */
_Noreturn void store_guard_end(const char *folder);

#endif
