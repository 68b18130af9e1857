/* Owns: tests of portal/writer: many threads, one commit; a refusal or a broken step hurts nobody else. */
#include "portal/writer.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define STEPS   200
#define THREADS 4

struct job {
	struct writer *w;
	unsigned n;
	enum err results[STEPS];
};

/* Every third is refused, every seventh writes and then breaks. */
static enum err step(struct ctx *cx, struct batch *b, void *arg)
{
	unsigned n = *(unsigned *)arg;
	uint8_t key[5] = { 'k', (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
	if (n % 3 == 1)
		return fail(cx, ERR_BOOKING_TAKEN, "refused");
	enum err e = batch_put(cx, b, slice_of(key, sizeof key), SLICE("x"));
	return e == OK && n % 7 == 6 ? fail(cx, ERR_BUG, "broken after writing") : e;
}

static void *run(void *arg)
{
	struct job *j = arg;
	for (unsigned i = 0; i < STEPS; i++) {
		struct ctx cx;
		unsigned n = j->n * STEPS + i;
		ctx_init(&cx, CHECK_NOW);
		j->results[i] = writer_do(&cx, j->w, step, &n);
		ctx_free(&cx);
	}
	return NULL;
}

STORE_TEST(writer_keeps_the_good_and_only_the_good)
{
	struct writer *w = writer_open(s);
	struct job *jobs = ctx_alloc(cx, THREADS * sizeof *jobs);
	pthread_t threads[THREADS];
	struct snapshot *v = NULL;
	for (unsigned t = 0; t < THREADS; t++) {
		jobs[t] = (struct job){ .w = w, .n = t };
		if (pthread_create(&threads[t], NULL, run, &jobs[t]))
			abort();
	}
	for (unsigned t = 0; t < THREADS; t++)
		pthread_join(threads[t], NULL);
	CHECK_OK(snapshot_open(cx, s, &v));
	for (unsigned n = 0; n < THREADS * STEPS; n++) {
		uint8_t key[5] = { 'k', 0, 0, (uint8_t)(n >> 8), (uint8_t)n };
		struct slice value = { 0 };
		enum err want = n % 3 == 1 ? ERR_BOOKING_TAKEN : n % 7 == 6 ? ERR_BUG : OK;
		CHECK_INT(jobs[n / STEPS].results[n % STEPS], want);
		CHECK_OK(snapshot_get(cx, v, slice_of(key, sizeof key), &value));
		CHECK((value.p != NULL) == (want == OK));
	}
	snapshot_close(v);
	writer_close(w);
}

STORE_TEST(lie_done_although_the_commit_failed)
{
	struct writer *w = writer_open(s);
	unsigned n = 0;
	store_hooks.fail_write = 3; /* begin, put, commit */
	CHECK_ERR(writer_do(cx, w, step, &n), ERR_STORE_IO);
	store_hooks.fail_write = 0;
	writer_close(w);
}
