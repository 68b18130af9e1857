/*
 * Owns: the narrow interface of the memory: ordered keys, get, put, delete, range, compare-and-put, atomic batch, snapshot read.
 * LMDB stands behind it (store_lmdb.c); nothing else may know which engine does. Keys and values are bytes.
 */
#ifndef REGISTRY_STORE_H
#define REGISTRY_STORE_H

#include "base/ctx.h"

struct store;      /* one environment; open once per process */
struct snapshot;   /* a consistent read view; short, one thread, never held across network I/O */
struct batch;      /* one atomic write; all of it or nothing */

enum store_mode { STORE_READ = 0, STORE_WRITE, STORE_CREATE };

/* path is a folder. STORE_CREATE makes it under a temporary name, syncs and renames. Map size is fixed and huge. */
must_use enum err store_open(struct ctx *cx, const char *path, enum store_mode mode, struct store **out);
void store_close(struct store *s);
/* Bytes used of the map and of the disk, readers, for metrics and the 80 % alarm. */
struct store_figures { uint64_t used, size, entries, readers; };
void store_figures(struct store *s, struct store_figures *out);

must_use enum err snapshot_open(struct ctx *cx, struct store *s, struct snapshot **out);
/* Makes the snapshot see the newest commit; cheap, for one snapshot kept per thread. reset lets the pages go in between. */
must_use enum err snapshot_renew(struct ctx *cx, struct snapshot *v);
void snapshot_reset(struct snapshot *v);
void snapshot_close(struct snapshot *v);
/* *value is absent when the key is not there. It points into the map and dies with the snapshot's next renew, reset or close. */
must_use enum err snapshot_get(struct ctx *cx, struct snapshot *v, struct slice key, struct slice *value);
/* Walks keys from `from` (inclusive) to `to` (exclusive; absent = end) in order, until `each` returns false. */
typedef bool store_each(void *self, struct slice key, struct slice value);
must_use enum err snapshot_range(struct ctx *cx, struct snapshot *v, struct slice from, struct slice to, store_each *each, void *self);

must_use enum err batch_begin(struct ctx *cx, struct store *s, struct batch **out);
must_use enum err batch_get(struct ctx *cx, struct batch *b, struct slice key, struct slice *value);
must_use enum err batch_range(struct ctx *cx, struct batch *b, struct slice from, struct slice to, store_each *each, void *self);
must_use enum err batch_put(struct ctx *cx, struct batch *b, struct slice key, struct slice value);
must_use enum err batch_delete(struct ctx *cx, struct batch *b, struct slice key);
/* Puts only when the present value equals `expected` (absent = the key must not exist); else ERR_STORE_CHANGED. */
must_use enum err batch_compare_put(struct ctx *cx, struct batch *b, struct slice key, struct slice expected, struct slice value);
/* Durable when it returns OK. Frees the batch in every case. */
must_use enum err batch_commit(struct ctx *cx, struct batch *b);
void batch_abort(struct batch *b);

#endif
