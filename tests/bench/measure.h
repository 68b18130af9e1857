/*
 * Owns: what all figures are made with: CPU clocks, medians, the two bare P-256 operations that ratios are taken to, and the one
 * form in which a figure is printed. Must never read the wall clock for a figure.
 */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Microseconds of CPU time: of the calling thread, of all threads of this process, of all threads of another one. */
double cpu_thread(void);
double cpu_process(void);
double cpu_of(pid_t pid);
/* Microseconds of wall time: to judge whether a server was kept busy, never for a figure. */
double wall(void);

/* Sorts v. */
double median(double *v, size_t n);

/* CPU us of one operation on a prepared EVP_PKEY_CTX, mean of `count` ones over 64 different digests. */
struct bare *bare_new(void);
void bare_free(struct bare *b);
double bare_sign(struct bare *b, size_t count);
double bare_verify(struct bare *b, size_t count);

/* Fewer rounds and items: figures that show only that the benchmark works (BENCH_QUICK=1). */
int is_quick(void);

/* Keeps standard output for the figures alone: what the measured code prints goes nowhere. Call it first. */
void figures_open(void);
/* "bench <name> <value> <unit>" with digits behind the point. */
void figure(const char *name, double value, int digits, const char *unit);

#endif
