/* Owns: what the parts of the benchmark share. Each part ends the process with a sentence when something does not work. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include "base/ctx.h"

/* What the parts are given: a home with keys, its passphrase's file, files of records, one for a round, and where seals are kept. */
struct bench {
	struct ctx *cx;
	const char *home, *passphrase_file, *seals;
	char **records;
	int record_count;
};

/* The parts of one program; the last has no name. The two programs differ in this table alone: issuer and server share no process. */
struct bench_part {
	const char *name;
	void (*run)(struct bench *b);
};
extern const struct bench_part bench_parts[];

/* verify.*: judges what was issued. */
void bench_verify(struct bench *b);
/* The verifier's server with one route more, with b->seals loops, until SIGTERM. */
void bench_serve(struct bench *b);

/* Ends the process unless e is OK. */
void must_work(struct bench *b, enum err e);
/* The lines of b->seals. */
size_t read_seals(struct bench *b, struct slice **out);

#endif
