/*
 * Owns: a sealed PDF taken to pieces and put together again with a matching table, trailer and ByteRange, as a careful forger would
 * do it. Must never be used outside tests.
 */
#ifndef TESTS_FORGE_PAPER_H
#define TESTS_FORGE_PAPER_H

#include "base/ctx.h"
#include "formats/pades.h"

#define PAPER_OBJECTS 1024

struct paper_object {
	uint32_t number;
	struct slice bytes; /* "N 0 obj\n" to "endobj\n" */
};

/* Objects in the order of the file; the signature is the last. */
struct paper {
	struct slice file, header;
	struct paper_object objects[PAPER_OBJECTS];
	size_t count;
	uint32_t size;             /* of the table */
	uint32_t catalog, info, signature, proof, form, stream;
	struct slice trailer;      /* "<<...>>" */
};

/* False when the file is not one of ours. */
bool paper_split(struct ctx *cx, struct slice file, struct paper *out);
struct slice paper_join(struct ctx *cx, const struct paper *p);

/* Changes to a copy: texts are inserted behind the first "<<" of an object, or replaced once. They end the process where nothing fits. */
struct paper *paper_copy(struct ctx *cx, const struct paper *p);
void paper_insert(struct ctx *cx, struct paper *p, uint32_t number, const char *text);
void paper_replace(struct ctx *cx, struct paper *p, uint32_t number, const char *from, const char *to);
/* Adds an object (or any bytes, with number 0) before the signature. */
void paper_add(struct ctx *cx, struct paper *p, uint32_t number, const char *text);
void paper_drop(struct paper *p, uint32_t number);
/* Swaps the last two objects. */
void paper_swap_last(struct paper *p);

struct slice bytes_join(struct ctx *cx, struct slice a, struct slice b);
/* n bytes at `at` replaced. */
struct slice bytes_replace(struct ctx *cx, struct slice s, size_t at, size_t n, struct slice with);
/* The first occurrence of a text replaced; ends the process when there is none. */
struct slice bytes_swap(struct ctx *cx, struct slice s, const char *from, const char *to);
/* One bit of one byte changed. */
struct slice bytes_flip(struct ctx *cx, struct slice s, size_t at);
/* Where a text stands; ends the process when it does not. */
size_t bytes_at(struct slice s, const char *text);

#endif
