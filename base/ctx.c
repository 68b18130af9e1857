/* Owns: the request context: arena and first error. */
#include "base/ctx.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (16 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(16) uint8_t bytes[];
};

void ctx_init(struct ctx *cx, int64_t now) { *cx = (struct ctx){ .now = now }; }

void ctx_forgive(struct ctx *cx)
{
	cx->err = OK;
	cx->text[0] = 0;
	cx->file = NULL;
	cx->line = 0;
}

static void free_blocks(struct arena_block *block)
{
	while (block) {
		struct arena_block *next = block->next;
		free(block);
		block = next;
	}
}

void ctx_reset(struct ctx *cx)
{
	if (cx->blocks) {
		free_blocks(cx->blocks->next);
		cx->blocks->next = NULL;
		cx->blocks->used = 0;
	}
	cx->arena_used = 0;
	ctx_forgive(cx);
}

void ctx_free(struct ctx *cx)
{
	free_blocks(cx->blocks);
	cx->blocks = NULL;
	cx->arena_used = 0;
}

static struct arena_block *add_block(struct ctx *cx, size_t n)
{
	size_t size = n > BLOCK_SIZE ? n : BLOCK_SIZE;
	struct arena_block *block = malloc(sizeof *block + size);
	if (!block)
		abort();
	block->used = 0;
	block->size = size;
	block->next = cx->blocks;
	cx->blocks = block;
	return block;
}

static void *take(struct ctx *cx, size_t n)
{
	n = (n + 15) & ~(size_t)15;
	cx->arena_used += n;
	/* Input sizes are capped long before: an arena this large is our own fault. */
	if (n > LIMIT_ARENA_BYTES || cx->arena_used > LIMIT_ARENA_BYTES)
		abort();
	struct arena_block *block = cx->blocks;
	if (!block || n > block->size - block->used)
		block = add_block(cx, n);
	void *p = block->bytes + block->used;
	block->used += n;
	return p;
}

void *ctx_alloc(struct ctx *cx, size_t n) { return memset(take(cx, n), 0, n); }

void *ctx_alloc_raw(struct ctx *cx, size_t n) { return take(cx, n); }

struct slice ctx_copy(struct ctx *cx, struct slice s)
{
	if (!s.p)
		return s;
	uint8_t *p = take(cx, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return slice_of(p, s.n);
}

char *ctx_string(struct ctx *cx, struct slice s)
{
	char *p = ctx_alloc(cx, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

char *ctx_printf(struct ctx *cx, const char *fmt, ...)
{
	char line[256]; /* most are shorter, and formatted once */
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	if (n < 0)
		abort();
	char *p = take(cx, (size_t)n + 1);
	if ((size_t)n < sizeof line)
		memcpy(p, line, (size_t)n + 1);
	else
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *ctx_concat(struct ctx *cx, const char *first, ...)
{
	va_list args, again;
	size_t n = 1;
	va_start(args, first);
	va_copy(again, args);
	for (const char *s = first; s; s = va_arg(args, const char *))
		n += strlen(s);
	va_end(args);
	char *p = take(cx, n), *at = p;
	for (const char *s = first; s; s = va_arg(again, const char *)) {
		size_t length = strlen(s);
		memcpy(at, s, length);
		at += length;
	}
	va_end(again);
	*at = 0;
	return p;
}

enum err fail_at(struct ctx *cx, enum err code, const char *file, int line, const char *fmt, ...)
{
	if (cx->err != OK)
		return code;
	cx->err = code;
	cx->file = file;
	cx->line = line;
	va_list args;
	va_start(args, fmt);
	vsnprintf(cx->text, sizeof cx->text, fmt, args);
	va_end(args);
	for (char *c = cx->text; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	}
	return code;
}

enum err fail_in(struct ctx *cx, enum err code, const char *where)
{
	char whole[sizeof cx->text];
	if (code == OK)
		return OK;
	int n = snprintf(whole, sizeof whole, "%s: %s", where, cx->text[0] ? cx->text : err_text(code));
	if (n > 0)
		memcpy(cx->text, whole, sizeof whole);
	return code;
}
