/*
 * Owns: configuration: built-in default < HOME/cinnabar.conf < environment CINNABAR_* < command line. Each value knows its
 * source. An unknown or doubled key is an error naming file and line.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/ctx.h"

/* One known setting. Key "verifier.listen" is CINNABAR_VERIFIER_LISTEN in the environment. */
struct conf_known {
	const char *key, *fallback, *help;
};

/* A setting that is a whole number. */
struct conf_range {
	const char *key;
	int64_t low, high;
};

struct conf;

/* Loads HOME/cinnabar.conf when present ("key = value", # comments). known ends with a NULL key and outlives the result. */
must_use enum err conf_load(struct ctx *cx, const char *home, const struct conf_known *known, struct conf **out);
/* From the command line: key and value. */
must_use enum err conf_set(struct ctx *cx, struct conf *c, const char *key, const char *value);
/* Value of a known key, never NULL; an unknown key ends the process (a bug). */
const char *conf_get(const struct conf *c, const char *key);
/* A whole number within the range that conf_ranges gives the key. */
must_use enum err conf_int(struct ctx *cx, const struct conf *c, const char *key, int64_t *out);
must_use enum err conf_bool(struct ctx *cx, const struct conf *c, const char *key, bool *out);
/* "+08:00" as minutes, see offset_parse in base/text.h. */
must_use enum err conf_offset(struct ctx *cx, const struct conf *c, const char *key, int *utc_offset);
/* A value that is a path, relative ones taken from HOME; in the arena. */
const char *conf_path(struct ctx *cx, const struct conf *c, const char *key);
const char *conf_home(const struct conf *c);
/* "key = value  # source" lines for `config show`. */
void conf_show(const struct conf *c, struct buf *out);
/* Every setting of the project, and what its numbers may be, in two tables (conf_known.c). */
extern const struct conf_known conf_known[];
extern const struct conf_range conf_ranges[];
/* Every number of a conf that knows conf_known. */
must_use enum err conf_check_numbers(struct ctx *cx, const struct conf *c);
void conf_free(struct conf *c);

#endif
