/*
 * Owns: the files of a store: its birth under a temporary name; judging the data file before LMDB maps it. LMDB trusts its file:
 * a cut file is a SIGBUS, a wild number in a meta page a wild pointer. Knows the layout of LMDB data version 1 (64 bit); must
 * never change a byte of the data file but its length.
 */
#ifndef REGISTRY_STORE_FILE_H
#define REGISTRY_STORE_FILE_H

#include "base/ctx.h"

/* Makes an empty folder beside `folder`, for a store that is being made; *temporary is its name, in cx. */
must_use enum err store_file_begin(struct ctx *cx, const char *folder, char **temporary);
/*
 * With `so_far` OK: syncs the finished store, gives it its name, syncs that too. Else, or when that fails, removes it. A folder
 * of that name that holds anything is never replaced.
 */
must_use enum err store_file_settle(struct ctx *cx, const char *temporary, const char *folder, enum err so_far);
/*
 * Reads both meta pages and the root pages they name; folder holds data.mdb. ERR_STORE_CORRUPT tells what is wrong, a file
 * shorter than its meta pages say included: store_file_stretch keeps ours long enough.
 */
must_use enum err store_file_check(struct ctx *cx, const char *folder);
/* The commit's number inside the mark that is written with it; 0 for what is no mark. */
uint64_t store_file_mark(struct slice value);
/*
 * Makes the file at least this long (a hole, in steps of 1 MiB, never over `most`). LMDB does not write pages that a batch took
 * and gave back, so the file could end before them and look cut. False when the file may not grow.
 */
bool store_file_stretch(int fd, uint64_t bytes, uint64_t most);
/* Bytes this user can still write on the file system of path; 0 when it cannot be told. */
uint64_t store_file_disk_free(const char *path);
/* True when the process's file size limit leaves no room behind the end of this file. */
bool store_file_is_at_limit(int fd);

#endif
