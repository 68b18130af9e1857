/*
 * Owns: the handles by which tests make the store small or let it fail. All zero in every program; nothing outside tests/ sets
 * them.
 */
#ifndef REGISTRY_STORE_HOOKS_H
#define REGISTRY_STORE_HOOKS_H

#include <stdint.h>

struct store_hooks {
	uint64_t map_bytes;     /* map size instead of the fixed one */
	uint64_t fail_write;    /* the n-th write (begin, put, delete, commit) from now on fails with ERR_STORE_IO; 0 = none */
	uint64_t writes;        /* writes counted since the last reset */
};

extern struct store_hooks store_hooks;

#endif
