/*
 * Owns: what travels with one request: clock, arena, request id, first error. One ctx serves one thread at a time.
 * Must never read the clock itself: the caller gives `now`.
 */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

struct arena_block;

struct ctx {
	int64_t now;                 /* seconds since 1970-01-01T00:00:00Z, given by main or --at */
	char request[17];            /* 16 hex digits for logs and replies, or "" */
	struct arena_block *blocks;  /* arena: everything from ctx_alloc dies with ctx_reset or ctx_free */
	size_t arena_used;
	enum err err;                /* first failure, OK when none */
	char text[320];              /* its sentence: what, where, what to do; one line, UTF-8 */
	const char *file;            /* source place of the fault, for debug logs only */
	int line;
};

void ctx_init(struct ctx *cx, int64_t now);
/* Frees the arena but one block and forgets the error; keeps the clock. */
void ctx_reset(struct ctx *cx);
void ctx_free(struct ctx *cx);
/* Forgets the error alone, so that the next failure is the first again. */
void ctx_forgive(struct ctx *cx);

/* Zeroed memory that lives as long as the arena. Never NULL: no memory left ends the process. */
void *ctx_alloc(struct ctx *cx, size_t n);
/* The same, for memory that is written whole at once: whatever it held before is still in it. */
void *ctx_alloc_raw(struct ctx *cx, size_t n);
struct slice ctx_copy(struct ctx *cx, struct slice s);
/* NUL-terminated copies. */
char *ctx_string(struct ctx *cx, struct slice s);
char *ctx_printf(struct ctx *cx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Up to the first NULL: what ctx_printf would write for "%s%s...", in a fifth of the time. */
char *ctx_concat(struct ctx *cx, const char *first, ...) __attribute__((sentinel));

/*
 * Records a failure and returns its code: return fail(cx, ERR_X, "RFC 9053 2.1: alg %lld, want -7", alg);
 * The first text is kept; later ones on the way up are ignored. Control characters in it are replaced.
 * The text must hold no personal data: names of fields and clauses, never values of a holder.
 */
#define fail(cx, code, ...) fail_at((cx), (code), __FILE__, __LINE__, __VA_ARGS__)
enum err fail_at(struct ctx *cx, enum err code, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* Puts "where: " in front of the sentence kept in cx and gives the code back; OK passes untouched. where names a file or part, never a person. */
enum err fail_in(struct ctx *cx, enum err code, const char *where);

#endif
