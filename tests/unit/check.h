/*
 * Owns: how unit tests are written: TEST(name) { ... } registers itself; the runner takes a part of a name as filter and
 * prints TAP. Must never be included outside tests/.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* cmocka takes the name `fail`; ours comes back. */
#undef fail
#define fail(cx, code, ...) fail_at((cx), (code), __FILE__, __LINE__, __VA_ARGS__)

#include "base/buf.h"
#include "base/ctx.h"

/* A test body gets `cx`: a fresh context whose clock stands at CHECK_NOW. */
#define CHECK_NOW INT64_C(1773144000) /* 2026-03-10T12:00:00Z */
void check_register(const char *name, void (*body)(struct ctx *cx));
#define TEST(name)                                                                             \
	static void test_##name(struct ctx *cx);                                               \
	__attribute__((constructor)) static void register_##name(void) { check_register(#name, test_##name); } \
	static void test_##name(struct ctx *cx __attribute__((unused)))

#define CHECK(condition) assert_true(condition)
/* Any integer or enum on either side, sizes too. */
#define CHECK_INT(got, want)                                                                   \
	do {                                                                                   \
		__typeof__(got) check_got_ = (got);                                            \
		__typeof__(want) check_want_ = (want);                                         \
		check_int((long long)check_got_, (long long)check_want_, #got, __FILE__, __LINE__); \
	} while (0)
/* got is a slice, want a C string or a slice. */
#define CHECK_TEXT(got, want) check_slice((got), slice_str(want), #got, __FILE__, __LINE__)
#define CHECK_SLICE(got, want) check_slice((got), (want), #got, __FILE__, __LINE__)
/* got is a slice of bytes, want lower-case hex. */
#define CHECK_HEX(got, want) check_hex((got), (want), #got, __FILE__, __LINE__)
/* The call gives OK, or exactly this code; on a surprise the context's sentence is printed. The context forgives afterwards. */
#define CHECK_OK(call) check_err(cx, (call), OK, #call, __FILE__, __LINE__)
#define CHECK_ERR(call, code) check_err(cx, (call), (code), #call, __FILE__, __LINE__)

void check_int(long long got, long long want, const char *what, const char *file, int line);
void check_slice(struct slice got, struct slice want, const char *what, const char *file, int line);
void check_hex(struct slice got, const char *want, const char *what, const char *file, int line);
void check_err(struct ctx *cx, enum err got, enum err want, const char *what, const char *file, int line);

/* A new empty folder under TMPDIR (default /tmp), or in memory where that can be had. It goes with all it holds when the last test has ended. */
char *check_scratch(struct ctx *cx);
char *check_scratch_in_memory(struct ctx *cx);
/* Removes a folder with all it holds, now: what lies in memory should not wait for the end. */
void check_remove(const char *folder);
/* A whole file, NULL-sized slice when it does not exist; lives in cx. */
struct slice check_file(struct ctx *cx, const char *path);
/* Calls `each` with every file of a folder whose name ends so, in name order; returns how many. */
size_t check_folder(struct ctx *cx, const char *folder, const char *ending, void (*each)(struct ctx *cx, const char *path, const char *stem));
/* The folder of published vectors ("../shared/vectors" or CINNABAR_VECTORS), or NULL when it is not there. */
const char *check_vectors(void);

#endif
