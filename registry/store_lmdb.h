/* Owns: what store_open.c and store_lmdb.c share of an open store. Private to them: nobody else knows lmdb.h. */
#ifndef REGISTRY_STORE_LMDB_H
#define REGISTRY_STORE_LMDB_H

#include "registry/store.h"
#include "registry/store_lock.h"

#include <lmdb.h>
#include <stdatomic.h>

struct store {
	MDB_env *env;
	MDB_dbi dbi;
	enum store_mode mode;
	struct store_lock lock;
	uint64_t page;       /* bytes */
	atomic_bool broken;  /* a commit failed in an unknown way */
	char path[];
};

/* Key of the number of the last commit, written with it: a root that LMDB took from a damaged page shows an older one. */
#define STORE_LMDB_MARK SLICE("m/commit")

/* LMDB's answer as an error of ours: full, damaged, busy, key, or input and output. what: the work, for the sentence. */
must_use enum err store_lmdb_fail(struct ctx *cx, const struct store *s, int rc, const char *what);
/* Pages that LMDB may use again; 0 when it cannot be told. */
uint64_t store_lmdb_free(MDB_txn *txn);

#endif
