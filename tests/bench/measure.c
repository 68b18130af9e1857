/* Owns: clocks, medians, bare signatures. */
#include "tests/bench/measure.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES 64

static double read_clock(clockid_t id)
{
	struct timespec t;
	if (clock_gettime(id, &t) != 0)
		abort();
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

double cpu_thread(void) { return read_clock(CLOCK_THREAD_CPUTIME_ID); }
double cpu_process(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }
double wall(void) { return read_clock(CLOCK_MONOTONIC); }

double cpu_of(pid_t pid)
{
	clockid_t id;
	if (clock_getcpuclockid(pid, &id) != 0)
		abort();
	return read_clock(id);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double median(double *v, size_t n)
{
	if (n == 0)
		abort();
	qsort(v, n, sizeof *v, compare);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

struct bare {
	EVP_PKEY *key;
	EVP_PKEY_CTX *signer, *verifier;
	uint8_t digests[SAMPLES][32], signatures[SAMPLES][80];
	size_t sizes[SAMPLES];
};

static void must(int result)
{
	if (result != 1)
		abort();
}

struct bare *bare_new(void)
{
	struct bare *b = calloc(1, sizeof *b);
	if (!b)
		abort();
	b->key = EVP_EC_gen("P-256");
	b->signer = EVP_PKEY_CTX_new_from_pkey(NULL, b->key, NULL);
	b->verifier = EVP_PKEY_CTX_new_from_pkey(NULL, b->key, NULL);
	must(EVP_PKEY_sign_init(b->signer));
	must(EVP_PKEY_verify_init(b->verifier));
	for (size_t i = 0; i < SAMPLES; i++) {
		must(RAND_bytes(b->digests[i], 32));
		b->sizes[i] = sizeof b->signatures[i];
		must(EVP_PKEY_sign(b->signer, b->signatures[i], &b->sizes[i], b->digests[i], 32));
	}
	return b;
}

void bare_free(struct bare *b)
{
	EVP_PKEY_CTX_free(b->signer);
	EVP_PKEY_CTX_free(b->verifier);
	EVP_PKEY_free(b->key);
	free(b);
}

double bare_sign(struct bare *b, size_t count)
{
	double start = cpu_thread();
	for (size_t i = 0; i < count; i++) {
		uint8_t out[80];
		size_t n = sizeof out;
		must(EVP_PKEY_sign(b->signer, out, &n, b->digests[i % SAMPLES], 32));
	}
	return (cpu_thread() - start) / (double)count;
}

double bare_verify(struct bare *b, size_t count)
{
	double start = cpu_thread();
	for (size_t i = 0; i < count; i++)
		must(EVP_PKEY_verify(b->verifier, b->signatures[i % SAMPLES], b->sizes[i % SAMPLES], b->digests[i % SAMPLES], 32));
	return (cpu_thread() - start) / (double)count;
}

int is_quick(void)
{
	const char *quick = getenv("BENCH_QUICK");
	return quick && strcmp(quick, "1") == 0;
}

static FILE *figures;

void figures_open(void)
{
	figures = fdopen(dup(STDOUT_FILENO), "w");
	if (!figures || !freopen("/dev/null", "w", stdout))
		abort();
	setvbuf(figures, NULL, _IOLBF, 0);
}

void figure(const char *name, double value, int digits, const char *unit)
{
	fprintf(figures, "bench %s %.*f %s\n", name, digits, value, unit);
}
