/*
 * Owns: records out of a file: one JSON value a line (NDJSON), or one JSON value in the whole file. Must never let a line grow
 * over LIMIT_JSON_BYTES: what is longer is stepped over and reported.
 */
#ifndef ISSUER_INTAKE_H
#define ISSUER_INTAKE_H

#include "base/ctx.h"

#include <signal.h>

struct intake;

/*
 * path "-" is standard input; devices have no end and are refused. whole: the file is one record. Once *stop is set nothing more is read, not even
 * the rest of a line. Fails with ERR_FILE_READ when it cannot be opened.
 */
must_use enum err intake_open(struct ctx *cx, const char *path, bool whole, const volatile sig_atomic_t *stop, struct intake **out);
/* Number of lines that hold something, 0 when it cannot be told (a pipe). Leaves the place in the file as it is. */
size_t intake_total(const struct intake *i);
/* Next line that is not blank. False at the end. *too_long tells that it was over the limit and is cut. */
bool intake_next(struct intake *i, struct buf *record, size_t *line, bool *too_long);
/* True when reading stopped early because the file could not be read on. */
bool intake_broken(const struct intake *i);
void intake_close(struct intake *i);

#endif
