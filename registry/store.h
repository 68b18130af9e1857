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

/*
 * path is a folder. Open after fork, once per process (a second open in the same process fails with ERR_STORE_BUSY).
 * STORE_READ: any number of processes; needs write access to the lock file only. ERR_STORE_MISSING when nothing is there.
 * STORE_WRITE: up to LIMIT_STORE_WRITERS processes side by side, then ERR_STORE_BUSY; their batches come one after the other.
 * STORE_CREATE: the same, but a missing store is made first, under a temporary name, synced and renamed. A writer ignores SIGXFSZ
 * from then on. Files 0640, lock 0660, folder 0750; the map
 * size is fixed and huge. A damaged file fails with ERR_STORE_CORRUPT, one written by another version with ERR_STORE_FORMAT.
 */
must_use enum err store_open(struct ctx *cx, const char *path, enum store_mode mode, struct store **out);
/* Close snapshots and batches first. NULL is fine. */
void store_close(struct store *s);
/*
 * used: bytes of the map that hold something; size: bytes of the map; disk_free: bytes left on the file system;
 * entries; readers: snapshots that are being read now, in all processes.
 */
struct store_figures { uint64_t used, size, disk_free, entries, readers; };
void store_figures(struct store *s, struct store_figures *out);
/* True when the map, or the disk under it, is 80 % full: a delete needs room too, so act before it is full. */
bool store_alarm(const struct store_figures *f);
/* Forgets snapshots of processes that died (they would keep old pages alive); for a timer of the writer, 10 us. Returns how many. */
size_t store_tend(struct store *s);

/* The newest commit, unchanging until renewed; for one thread at a time. Keeps old pages from being used again, so never held across a wait.
 * ERR_STORE_BUSY: too many. */
must_use enum err snapshot_open(struct ctx *cx, struct store *s, struct snapshot **out);
/* Makes the snapshot see the newest commit; cheap, for one snapshot kept per thread. reset lets the pages go in between. */
must_use enum err snapshot_renew(struct ctx *cx, struct snapshot *v);
void snapshot_reset(struct snapshot *v);
void snapshot_close(struct snapshot *v);
/* Number of the commit this snapshot sees: equal numbers mean equal contents. 0 when reset. */
uint64_t snapshot_version(const struct snapshot *v);
/* *value is absent when the key is not there. It points into the map and dies with the snapshot's next renew, reset or close. */
must_use enum err snapshot_get(struct ctx *cx, struct snapshot *v, struct slice key, struct slice *value);
/* Walks keys from `from` (inclusive) to `to` (exclusive; absent = end) in order, until `each` returns false. */
typedef bool store_each(void *self, struct slice key, struct slice value);
must_use enum err snapshot_range(struct ctx *cx, struct snapshot *v, struct slice from, struct slice to, store_each *each, void *self);

/*
 * One batch at a time; a second thread or process waits, so a batch is short and never held across I/O to others. It sees every
 * commit before it: whoever reads and writes in one batch needs no other lock. After a failed call the batch can only be aborted: a commit then fails with
 * the same error. ERR_STORE_FULL changes nothing and the store stays usable; after any other failed commit the store
 * refuses batches until it is opened again.
 */
must_use enum err batch_begin(struct ctx *cx, struct store *s, struct batch **out);
/* The name of this writer: 8 random bytes of this very opening of the store. Never 0, never given again. */
uint64_t batch_writer(const struct batch *b);
/* Whether the writer of this name still has the store open, in this process or another. Once gone it is gone for good. */
bool batch_writer_lives(const struct batch *b, uint64_t writer);
/* False when so little room is left that only small changes (void, revoke) should still be written, no new documents. */
bool batch_has_room(const struct batch *b);
/* *value dies with the next put, delete or end of the batch. */
must_use enum err batch_get(struct ctx *cx, struct batch *b, struct slice key, struct slice *value);
/* `each` must not write to the batch. */
must_use enum err batch_range(struct ctx *cx, struct batch *b, struct slice from, struct slice to, store_each *each, void *self);
must_use enum err batch_put(struct ctx *cx, struct batch *b, struct slice key, struct slice value);
/* A key that is not there is fine. */
must_use enum err batch_delete(struct ctx *cx, struct batch *b, struct slice key);
/* Puts only when the present value equals `expected` (absent = the key must not exist); else ERR_STORE_CHANGED, and the batch goes on. */
must_use enum err batch_compare_put(struct ctx *cx, struct batch *b, struct slice key, struct slice expected, struct slice value);
/* Durable when it returns OK. Frees the batch in every case. */
must_use enum err batch_commit(struct ctx *cx, struct batch *b);
/* NULL is fine. */
void batch_abort(struct batch *b);
/* How a batch's work ends: commits when `e` is OK, else leaves all as it was and gives `e` back. b may be NULL when `e` is not OK. */
must_use enum err batch_end(struct ctx *cx, struct batch *b, enum err e);

#endif
