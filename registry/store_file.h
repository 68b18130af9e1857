/*
 * Owns: judging the data file before LMDB maps it. LMDB trusts its file: a cut file is a SIGBUS, a wild number in a meta page a
 * wild pointer. Knows the layout of LMDB data version 1 (64 bit); must never change a byte of the file but its length.
 */
#ifndef REGISTRY_STORE_FILE_H
#define REGISTRY_STORE_FILE_H

#include "base/ctx.h"

/*
 * Reads both meta pages and the root pages they name; folder holds data.mdb. ERR_STORE_CORRUPT tells what is wrong, a file
 * shorter than its meta pages say included: store_file_stretch keeps ours long enough.
 */
must_use enum err store_file_check(struct ctx *cx, const char *folder);
/*
 * Makes the file at least this long (a hole, in steps of 1 MiB, never over `most`). LMDB does not write pages that a batch took
 * and gave back, so the file could end before them and look cut. False when the file may not grow.
 */
bool store_file_stretch(int fd, uint64_t bytes, uint64_t most);
/* True when the process's file size limit leaves no room behind the end of this file. */
bool store_file_is_at_limit(int fd);

#endif
