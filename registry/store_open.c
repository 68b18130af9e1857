/*
 * Owns: the life of a store on LMDB: opening and judging it, its first creation, its figures. Must never use NOSYNC, NOMETASYNC, MAPASYNC, WRITEMAP
 * or NOLOCK: its lock lets writing processes in one by one.
 */
#include "registry/store_lmdb.h"

#include "base/file.h"
#include "registry/store_file.h"
#include "registry/store_guard.h"
#include "registry/store_hooks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAP_BYTES    (UINT64_C(64) << 30) /* address space only; the same in every process */
#define MAX_READERS  1024                 /* snapshots in all processes together: one a thread */
#define FREE_DBI     0                    /* LMDB's own list of free pages */

static const struct slice format_key = { (const uint8_t *)"m/format", 8 };
static const struct slice format_value = { (const uint8_t *)"cinnabar-store 1", 16 };

/* ---- open and close ---- */

static void on_assert(MDB_env *env, const char *words) { (void)words; store_guard_end(((struct store *)mdb_env_get_userctx(env))->path); }

static enum err open_env(struct ctx *cx, struct store *s)
{
	int rc = mdb_env_create(&s->env);
	if (rc == 0)
		rc = mdb_env_set_mapsize(s->env, (size_t)(store_hooks.map_bytes ? store_hooks.map_bytes : MAP_BYTES));
	if (rc == 0)
		rc = mdb_env_set_maxreaders(s->env, MAX_READERS);
	rc = rc ? rc : mdb_env_set_userctx(s->env, s);
	rc = rc ? rc : mdb_env_set_assert(s->env, on_assert);
	/* NORDAHEAD: on a file larger than memory reading ahead costs 12 to 24 times; on a warm one nothing. */
	unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (s->mode == STORE_READ ? MDB_RDONLY : 0);
	if (rc == 0)
		rc = mdb_env_open(s->env, s->path, flags, 0660);
	if (rc == EACCES)
		return fail(cx, ERR_STORE_IO, "registry %s: permission denied; this user needs to read data.mdb and to write lock.mdb", s->path);
	if (rc)
		return store_lmdb_fail(cx, s, rc, "opening");
	store_guard_watch(cx, s->path, (uintptr_t)mdb_env_open);
	/* lock.mdb is made by whoever comes first; the group's readers must be able to write it whatever the umask said. */
	(void)!chmod(ctx_printf(cx, "%s/lock.mdb", s->path), 0660);
	int dead = 0;
	if (s->mode != STORE_READ && (rc = mdb_reader_check(s->env, &dead)) != 0)
		return store_lmdb_fail(cx, s, rc, "checking readers");
	return OK;
}

/* The unnamed database must be opened too, or LMDB compares keys with nothing. */
static enum err open_database(struct ctx *cx, struct store *s)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (rc)
		return store_lmdb_fail(cx, s, rc, "first snapshot");
	MDB_stat st = { 0 };
	rc = mdb_dbi_open(txn, NULL, 0, &s->dbi);
	if (rc == 0)
		rc = mdb_stat(txn, s->dbi, &st);
	if (rc == 0)
		rc = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	s->page = st.ms_psize;
	return rc ? store_lmdb_fail(cx, s, rc, "opening the database") : OK;
}

static enum err check_format(struct ctx *cx, struct store *s)
{
	struct snapshot *v = NULL;
	struct slice format = { 0 }, mark = { 0 };
	enum err e = snapshot_open(cx, s, &v);
	if (e == OK)
		e = snapshot_get(cx, v, format_key, &format);
	if (e == OK)
		e = snapshot_get(cx, v, STORE_LMDB_MARK, &mark);
	if (e == OK && !format.p)
		e = fail(cx, ERR_STORE_CORRUPT, "registry %s: no format entry; restore the folder from a backup", s->path);
	if (e == OK && !slice_eq(format, format_value))
		e = fail(cx, ERR_STORE_FORMAT, "registry %s: written by another version of this program; use that one", s->path);
	/* A copy made with mdb_copy -c counts its commits anew and so shows a larger mark. */
	if (e == OK && store_file_mark(mark) < snapshot_version(v))
		e = fail(cx, ERR_STORE_CORRUPT, "registry %s: the last commit is not the one its mark names; restore the folder from a backup", s->path);
	snapshot_close(v);
	return e;
}

static enum err open_existing(struct ctx *cx, struct store *s)
{
	enum err e = store_lock_take(cx, &s->lock, s->path, s->mode != STORE_READ);
	if (e == OK)
		e = store_file_check(cx, s->path);
	if (e == OK)
		e = open_env(cx, s);
	if (e == OK)
		e = open_database(cx, s);
	if (e == OK)
		e = check_format(cx, s);
	return e;
}

static struct store *store_new(const char *path, enum store_mode mode)
{
	size_t n = strlen(path) + 1;
	struct store *s = calloc(1, sizeof *s + n);
	if (!s)
		abort();
	memcpy(s->path, path, n);
	s->mode = mode;
	s->lock = (struct store_lock)STORE_LOCK_NONE;
	return s;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	store_guard_leave(s->path);
	if (s->env)
		mdb_env_close(s->env);
	store_lock_leave(&s->lock);
	free(s);
}

/* ---- first creation ---- */

static enum err first_commit(struct ctx *cx, struct store *s)
{
	struct batch *b = NULL;
	enum err e = open_env(cx, s);
	if (e == OK)
		e = open_database(cx, s);
	if (e == OK)
		e = batch_begin(cx, s, &b);
	if (e == OK)
		e = batch_put(cx, b, format_key, format_value);
	if (e != OK) {
		batch_abort(b);
		return e;
	}
	return batch_commit(cx, b);
}

static enum err create(struct ctx *cx, const char *path)
{
	char *temporary = NULL;
	enum err e = store_file_begin(cx, path, &temporary);
	if (e != OK)
		return e;
	struct store *s = store_new(temporary, STORE_WRITE);
	e = first_commit(cx, s);
	store_close(s);
	return store_file_settle(cx, temporary, path, e);
}

enum err store_open(struct ctx *cx, const char *path, enum store_mode mode, struct store **out)
{
	*out = NULL;
	if (file_is_missing(ctx_printf(cx, "%s/data.mdb", path))) {
		if (mode != STORE_CREATE)
			return fail(cx, ERR_STORE_MISSING, "no registry at %s; check --home, or let cinnabar-issuer import make one", path);
		enum err e = create(cx, path);
		/* Another process may have been quicker: then its store is the one. */
		if (e != OK && !file_exists(ctx_printf(cx, "%s/data.mdb", path)))
			return e;
		ctx_forgive(cx);
	}
	struct store *s = store_new(path, mode);
	enum err e = open_existing(cx, s);
	if (e != OK) {
		store_close(s);
		return e;
	}
	*out = s;
	return OK;
}

/* ---- figures ---- */

/* The sum of the first words of LMDB's free list. */
uint64_t store_lmdb_free(MDB_txn *txn)
{
	MDB_cursor *cursor = NULL;
	MDB_val key, value;
	uint64_t sum = 0;
	if (mdb_cursor_open(txn, FREE_DBI, &cursor) != 0)
		return 0;
	while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
		size_t n = 0;
		memcpy(&n, value.mv_data, sizeof n);
		sum += n;
	}
	mdb_cursor_close(cursor);
	return sum;
}

static uint64_t bytes_used(struct store *s, MDB_txn *txn)
{
	MDB_envinfo info = { 0 };
	if (mdb_env_info(s->env, &info) != 0)
		return 0;
	uint64_t pages = info.me_last_pgno + 1, unused = store_lmdb_free(txn);
	return (pages > unused ? pages - unused : 0) * s->page;
}

/* LMDB prints a heading and one line a reader slot; a slot that reads nothing now shows "-" as its commit. */
static int count_reader(const char *line, void *self)
{
	size_t n = strlen(line);
	uint64_t *readers = self;
	if (n > 1 && line[n - 1] == '\n' && line[n - 2] >= '0' && line[n - 2] <= '9')
		(*readers)++;
	return 0;
}

void store_figures(struct store *s, struct store_figures *out)
{
	MDB_envinfo info = { 0 };
	*out = (struct store_figures){ .disk_free = store_file_disk_free(s->path) };
	MDB_txn *txn = NULL;
	MDB_stat st = { 0 };
	(void)mdb_reader_list(s->env, count_reader, &out->readers);
	if (mdb_env_info(s->env, &info) == 0)
		out->size = info.me_mapsize;
	if (mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn) != 0)
		return;
	if (mdb_stat(txn, s->dbi, &st) == 0)
		out->entries = st.ms_entries;
	out->used = bytes_used(s, txn);
	mdb_txn_abort(txn);
}

size_t store_tend(struct store *s)
{
	int dead = 0;
	return mdb_reader_check(s->env, &dead) == 0 && dead > 0 ? (size_t)dead : 0;
}
