/*
 * Owns: homes for the tests of keys/: a fresh specimen home in a temporary folder, made once and copied where a test changes it.
 */
#ifndef TESTS_UNIT_KEYS_HOME_H
#define TESTS_UNIT_KEYS_HOME_H

#include "base/conf.h"
#include "tests/unit/check.h"

#define HOME_PASSPHRASE SLICE("a specimen passphrase")

/* A private copy of the specimen home (made at CHECK_NOW); removed when the tests end. */
const char *home_new(struct ctx *cx);
/* An empty folder, removed when the tests end. */
const char *home_empty(struct ctx *cx);
/* Its configuration; freed when the tests end. */
const struct conf *home_conf(struct ctx *cx, const char *home);
/* A file of the home, whole. */
struct slice home_file(struct ctx *cx, const char *home, const char *name);
void home_write(struct ctx *cx, const char *home, const char *name, struct slice data, unsigned mode);

#endif
