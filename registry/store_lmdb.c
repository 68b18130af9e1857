/*
 * Owns: snapshots and batches on LMDB, in its default durability (store_open.c opens it; these two alone know lmdb.h). One unnamed database,
 * composite keys, no DUPSORT. Must never write but in a batch.
 */
#include "registry/store_lmdb.h"

#include "base/limits.h"
#include "registry/store_file.h"
#include "registry/store_hooks.h"

#include <errno.h>
#include <stdlib.h>

#define HEADROOM     (UINT64_C(32) << 20) /* kept for changes of state when the map or the disk runs full */

struct store_hooks store_hooks;

struct snapshot {
	struct store *s;
	MDB_txn *txn;
	bool live;
};

struct batch {
	struct store *s;
	MDB_txn *txn;
	enum err failed;     /* first failure: the batch can only be aborted */
	bool room;
	uint64_t writes, overflow; /* puts and deletes; pages of their own that values took */
};

/* ---- errors ---- */

static bool is_full(int rc) { return rc == MDB_MAP_FULL || rc == ENOSPC || rc == EDQUOT || rc == EFBIG; }

static enum err code_of(int rc)
{
	switch (rc) {
	case MDB_TXN_FULL: return ERR_LIMIT;
	case MDB_CORRUPTED: case MDB_PAGE_NOTFOUND: case MDB_INVALID: case MDB_VERSION_MISMATCH: case MDB_INCOMPATIBLE:
		return ERR_STORE_CORRUPT;
	case MDB_READERS_FULL: case EAGAIN: case EBUSY: return ERR_STORE_BUSY;
	case MDB_BAD_VALSIZE: return ERR_STORE_KEY;
	default: return ERR_STORE_IO;
	}
}

enum err store_lmdb_fail(struct ctx *cx, const struct store *s, int rc, const char *what)
{
	if (is_full(rc))
		return fail(cx, ERR_STORE_FULL, "registry %s: %s: %s; nothing was changed, make room on the disk and try again", s->path, what,
			mdb_strerror(rc));
	return fail(cx, code_of(rc), "registry %s: %s: %s", s->path, what, mdb_strerror(rc));
}

/* Counts a write and tells whether a test wants this one to fail. */
static bool hook_fails(void)
{
	store_hooks.writes++;
	return store_hooks.fail_write && --store_hooks.fail_write == 0;
}

/* ---- reading ---- */

enum err snapshot_open(struct ctx *cx, struct store *s, struct snapshot **out)
{
	*out = NULL;
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (rc)
		return store_lmdb_fail(cx, s, rc, "opening a snapshot");
	struct snapshot *v = calloc(1, sizeof *v);
	if (!v)
		abort();
	*v = (struct snapshot){ s, txn, true };
	*out = v;
	return OK;
}

enum err snapshot_renew(struct ctx *cx, struct snapshot *v)
{
	snapshot_reset(v);
	int rc = mdb_txn_renew(v->txn);
	if (rc)
		return store_lmdb_fail(cx, v->s, rc, "renewing a snapshot");
	v->live = true;
	return OK;
}

void snapshot_reset(struct snapshot *v)
{
	if (v->live)
		mdb_txn_reset(v->txn);
	v->live = false;
}

void snapshot_close(struct snapshot *v)
{
	if (!v)
		return;
	mdb_txn_abort(v->txn);
	free(v);
}

uint64_t snapshot_version(const struct snapshot *v) { return v->live ? mdb_txn_id(v->txn) : 0; }

static MDB_val val_of(struct slice s)
{
	/* LMDB's type has no const; it does not write through keys and values given to it. */
	return (MDB_val){ s.n, (void *)(uintptr_t)s.p };
}

static enum err check_key(struct ctx *cx, struct slice key)
{
	if (key.n == 0 || key.n > LIMIT_STORE_KEY)
		return fail(cx, ERR_STORE_KEY, "registry: key of %zu bytes, want 1 to %d", key.n, LIMIT_STORE_KEY);
	return OK;
}

static enum err get(struct ctx *cx, struct store *s, MDB_txn *txn, struct slice key, struct slice *value)
{
	*value = (struct slice){ 0 };
	enum err e = check_key(cx, key);
	if (e != OK)
		return e;
	MDB_val k = val_of(key), found;
	int rc = mdb_get(txn, s->dbi, &k, &found);
	if (rc == MDB_NOTFOUND)
		return OK;
	if (rc)
		return store_lmdb_fail(cx, s, rc, "reading");
	*value = slice_of(found.mv_data, found.mv_size);
	return OK;
}

static enum err range(struct ctx *cx, struct store *s, MDB_txn *txn, struct slice from, struct slice to, store_each *each, void *self)
{
	MDB_cursor *cursor = NULL;
	int rc = mdb_cursor_open(txn, s->dbi, &cursor);
	if (rc)
		return store_lmdb_fail(cx, s, rc, "walking");
	MDB_val k = val_of(from), found;
	rc = mdb_cursor_get(cursor, &k, &found, from.n ? MDB_SET_RANGE : MDB_FIRST);
	while (rc == 0) {
		struct slice key = slice_of(k.mv_data, k.mv_size);
		if ((to.p && slice_compare(key, to) >= 0) || !each(self, key, slice_of(found.mv_data, found.mv_size)))
			break;
		rc = mdb_cursor_get(cursor, &k, &found, MDB_NEXT);
	}
	mdb_cursor_close(cursor);
	return rc == 0 || rc == MDB_NOTFOUND ? OK : store_lmdb_fail(cx, s, rc, "walking");
}

enum err snapshot_get(struct ctx *cx, struct snapshot *v, struct slice key, struct slice *value)
{
	*value = (struct slice){ 0 };
	if (!v->live)
		return fail(cx, ERR_BUG, "registry: reading from a snapshot that was reset");
	return get(cx, v->s, v->txn, key, value);
}

enum err snapshot_range(struct ctx *cx, struct snapshot *v, struct slice from, struct slice to, store_each *each, void *self)
{
	if (!v->live)
		return fail(cx, ERR_BUG, "registry: walking a snapshot that was reset");
	return range(cx, v->s, v->txn, from, to, each, self);
}

/* ---- writing ---- */

static bool room_left(struct store *s, MDB_txn *txn)
{
	MDB_envinfo info = { 0 };
	if (mdb_env_info(s->env, &info) != 0)
		return false;
	uint64_t size = info.me_mapsize, headroom = size / 16 < HEADROOM ? size / 16 : HEADROOM;
	/* The cheap figures first; the walk over the free list only when they look bad. */
	bool map_tight = (info.me_last_pgno + 1) * s->page + headroom > size;
	bool disk_tight = store_file_disk_free(s->path) < headroom;
	if (!map_tight && !disk_tight)
		return true;
	return store_lmdb_free(txn) * s->page > 2 * headroom;
}

enum err batch_begin(struct ctx *cx, struct store *s, struct batch **out)
{
	*out = NULL;
	if (s->mode == STORE_READ)
		return fail(cx, ERR_STORE_MODE, "registry %s: open for reading only", s->path);
	if (atomic_load(&s->broken))
		return fail(cx, ERR_STORE_IO, "registry %s: an earlier commit failed; restart the program, which opens and checks it again", s->path);
	if (hook_fails())
		return fail(cx, ERR_STORE_IO, "registry %s: begin fails because a test wants it", s->path);
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(s->env, NULL, 0, &txn);
	if (rc) {
		if (rc == MDB_PANIC)
			atomic_store(&s->broken, true);
		return store_lmdb_fail(cx, s, rc, "beginning a batch");
	}
	struct batch *b = calloc(1, sizeof *b);
	if (!b)
		abort();
	*b = (struct batch){ .s = s, .txn = txn, .room = room_left(s, txn) };
	*out = b;
	return OK;
}

uint64_t batch_writer(const struct batch *b) { return b->s->lock.writer; }
bool batch_writer_lives(const struct batch *b, uint64_t writer) { return store_lock_lives(&b->s->lock, writer); }
bool batch_has_room(const struct batch *b) { return b->room; }

static enum err batch_fails(struct batch *b, enum err e)
{
	if (e != OK && b->failed == OK)
		b->failed = e;
	return e;
}

static enum err still_good(struct ctx *cx, const struct batch *b)
{
	return b->failed == OK ? OK : fail(cx, b->failed, "registry %s: this batch failed before and can only be aborted", b->s->path);
}

/* A batch that failed once, or that a test wants to fail, takes no further write. */
static enum err before_write(struct ctx *cx, struct batch *b, struct slice key)
{
	enum err e = still_good(cx, b);
	if (e == OK)
		e = check_key(cx, key);
	if (e == OK && hook_fails())
		e = fail(cx, ERR_STORE_IO, "registry %s: a write fails because a test wants it", b->s->path);
	return batch_fails(b, e);
}

enum err batch_get(struct ctx *cx, struct batch *b, struct slice key, struct slice *value)
{
	*value = (struct slice){ 0 };
	enum err e = still_good(cx, b);
	return e == OK ? batch_fails(b, get(cx, b->s, b->txn, key, value)) : e;
}

enum err batch_range(struct ctx *cx, struct batch *b, struct slice from, struct slice to, store_each *each, void *self)
{
	enum err e = still_good(cx, b);
	return e == OK ? batch_fails(b, range(cx, b->s, b->txn, from, to, each, self)) : e;
}

static enum err put(struct ctx *cx, struct batch *b, struct slice key, struct slice value)
{
	if (!value.p || value.n > LIMIT_STORE_VALUE)
		return batch_fails(b, fail(cx, ERR_STORE_KEY, "registry: value absent or of %zu bytes, at most %d", value.n, LIMIT_STORE_VALUE));
	MDB_val k = val_of(key), v = val_of(value);
	int rc = mdb_put(b->txn, b->s->dbi, &k, &v, 0);
	b->writes++;
	b->overflow += value.n / b->s->page + 2;
	return rc ? batch_fails(b, store_lmdb_fail(cx, b->s, rc, "writing")) : OK;
}

enum err batch_put(struct ctx *cx, struct batch *b, struct slice key, struct slice value)
{
	enum err e = before_write(cx, b, key);
	return e == OK ? put(cx, b, key, value) : e;
}

enum err batch_delete(struct ctx *cx, struct batch *b, struct slice key)
{
	enum err e = before_write(cx, b, key);
	if (e != OK)
		return e;
	MDB_val k = val_of(key);
	int rc = mdb_del(b->txn, b->s->dbi, &k, NULL);
	if (rc == MDB_NOTFOUND)
		return OK;
	b->writes++;
	return rc ? batch_fails(b, store_lmdb_fail(cx, b->s, rc, "deleting")) : OK;
}

/* LMDB reports a write that the disk took only in part as EIO: look whether room was what it lacked. */
static int explain_io(const struct store *s, int rc)
{
	int fd = -1;
	if (rc != EIO || mdb_env_get_fd(s->env, &fd) != 0)
		return rc;
	return store_file_is_at_limit(fd) || store_file_disk_free(s->path) < (UINT64_C(1) << 20) ? ENOSPC : rc;
}

static enum err commit_failed(struct ctx *cx, struct store *s, int rc)
{
	rc = explain_io(s, rc);
	if (!is_full(rc) && rc != MDB_TXN_FULL)
		atomic_store(&s->broken, true);
	return store_lmdb_fail(cx, s, rc, "committing");
}

static enum err put_mark(struct ctx *cx, struct batch *b)
{
	uint8_t mark[8];
	uint64_t id = mdb_txn_id(b->txn);
	for (size_t i = 0; i < 8; i++)
		mark[i] = (uint8_t)(id >> (56 - 8 * i));
	return put(cx, b, STORE_LMDB_MARK, slice_of(mark, sizeof mark));
}

/*
 * Stretches the file over every page this batch can have taken: the values' own; for the tree a path and its splits a write, or
 * the whole tree once and two new pages a write, whichever is less.
 */
static enum err make_room(struct ctx *cx, struct batch *b)
{
	MDB_envinfo info = { 0 };
	MDB_stat st = { 0 };
	int fd = -1, rc = mdb_env_info(b->s->env, &info);
	if (rc == 0)
		rc = mdb_stat(b->txn, b->s->dbi, &st);
	if (rc == 0)
		rc = mdb_env_get_fd(b->s->env, &fd);
	if (rc)
		return store_lmdb_fail(cx, b->s, rc, "committing");
	uint64_t paths = b->writes * 2 * (st.ms_depth + 1u), tree = st.ms_branch_pages + st.ms_leaf_pages + b->writes * 2;
	uint64_t pages = info.me_last_pgno + 1 + b->overflow + (paths < tree ? paths : tree) + 64;
	if (!store_file_stretch(fd, pages * b->s->page, info.me_mapsize))
		return store_lmdb_fail(cx, b->s, errno == EINVAL ? ENOSPC : errno, "making the file longer");
	return OK;
}

enum err batch_commit(struct ctx *cx, struct batch *b)
{
	struct store *s = b->s;
	enum err e = still_good(cx, b);
	if (e == OK && b->writes)
		e = put_mark(cx, b);
	if (e == OK && b->writes)
		e = make_room(cx, b);
	if (e != OK) {
		batch_abort(b);
		return e;
	}
	int rc = EIO;
	if (hook_fails())
		mdb_txn_abort(b->txn);
	else
		rc = mdb_txn_commit(b->txn);
	free(b);
	return rc ? commit_failed(cx, s, rc) : OK;
}

void batch_abort(struct batch *b)
{
	if (!b)
		return;
	mdb_txn_abort(b->txn);
	free(b);
}
