/*
 * Owns: whole files in and out. Writing is atomic: temporary name, fsync, rename, fsync of the folder.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/ctx.h"

/* Appends the file to b. Regular files (and "-" = standard input) only; over b's maximum fails with ERR_LIMIT. */
must_use enum err file_read(struct ctx *cx, const char *path, struct buf *b);
/* Creates or replaces. mode as in open(2). */
must_use enum err file_write(struct ctx *cx, const char *path, struct slice data, unsigned mode);
/* The same, but an existing file is left alone and fails with ERR_FILE_EXISTS. */
must_use enum err file_create(struct ctx *cx, const char *path, struct slice data, unsigned mode);
/* Makes a folder and its parents; existing ones are fine. */
must_use enum err file_make_folder(struct ctx *cx, const char *path, unsigned mode);
bool file_exists(const char *path);
/* Nothing is there, for certain. In a folder that may not be looked into it is not missing: opening it will tell why. */
bool file_is_missing(const char *path);

#endif
