/*
 * Owns: invented proofs and whole unsigned documents for the tests of this room, and asking other programs about them.
 */
#ifndef TESTS_UNIT_TEMPLATES_SAMPLE_H
#define TESTS_UNIT_TEMPLATES_SAMPLE_H

#include "templates/fill.h"
#include "tests/unit/check.h"

/* Opened once a run and kept. */
const struct fonts *sample_fonts(struct ctx *cx);
const struct stock *sample_stock(struct ctx *cx, enum kind kind);

/* A proof with every field of the kind; the tests change what they want. */
struct proof sample_proof(enum kind kind);
#define SAMPLE_CODE "K7M2X9QPW3TR5"
#define SAMPLE_CONTENTS 1800
/* A seal text of about the usual length, from a seed. */
struct slice sample_seal(struct ctx *cx, size_t n, uint32_t seed);

struct sample {
	struct fill fill;
	struct buf file;       /* stock and fill together */
	size_t stock_size;
};
enum err sample_draw(struct ctx *cx, const struct proof *proof, struct sample *out);
/* The same with a seal text of another length and seed. */
enum err sample_draw_seal(struct ctx *cx, const struct proof *proof, struct slice seal, struct sample *out);
void sample_free(struct sample *s);

/* Writes the file under a temporary name, runs the command with %s replaced by it, gives what it prints. NULL slice: the program is not here. */
struct slice sample_ask(struct ctx *cx, struct slice file, const char *program, const char *command);

#endif
