/*
 * Owns: the load generator: one thread, keep-alive connections, one request under way on each, as soon as a reply is whole the next one.
 * Every reply is read to its end; a status other than 200, or a verdict that is no yes, ends the process.
 */
#ifndef TESTS_BENCH_LOAD_H
#define TESTS_BENCH_LOAD_H

#include "base/buf.h"

struct load;

struct load *load_open(unsigned port, size_t connections);
void load_close(struct load *l);
/*
 * `count` requests POST path {"seal": seals[i % seal_count]}. verdict: each reply must say valid or expired. Returns the mean size of
 * the replies' bodies.
 */
double load_run(struct load *l, const char *path, const struct slice *seals, size_t seal_count, size_t count, bool verdict);

#endif
