/* Group commit: many changes in few commits; one that fails leaves no trace and takes nobody along. */
#include "issuer/scribe.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct wish {
	struct scribe *scribe;
	unsigned n;
	bool fails;
	enum err e;
};

static enum err put(struct ctx *cx, struct batch *b, void *self)
{
	struct wish *w = self;
	char key[16];
	snprintf(key, sizeof key, "x%u", w->n);
	enum err e = batch_put(cx, b, slice_str(key), SLICE("there"));
	return e == OK && w->fails ? fail(cx, ERR_ISSUER_STATE, "after it wrote") : e;
}

static void *run(void *self)
{
	struct wish *w = self;
	struct ctx cx;
	ctx_init(&cx, CHECK_NOW);
	w->e = scribe_do(&cx, w->scribe, put, w);
	ctx_free(&cx);
	return NULL;
}

STORE_TEST(scribe_failed_change_leaves_no_trace_and_others_alone)
{
	enum { COUNT = 24 };
	struct wish wishes[COUNT];
	pthread_t threads[COUNT];
	struct snapshot *v = NULL;
	struct scribe *scribe = scribe_new(s, 8, 0);
	for (unsigned i = 0; i < COUNT; i++) {
		wishes[i] = (struct wish){ .scribe = scribe, .n = i, .fails = i % 3 == 1 };
		CHECK_INT(pthread_create(&threads[i], NULL, run, &wishes[i]), 0);
	}
	for (unsigned i = 0; i < COUNT; i++)
		pthread_join(threads[i], NULL);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_renew(cx, v));
	for (unsigned i = 0; i < COUNT; i++) {
		struct slice value = { 0 };
		char key[16];
		snprintf(key, sizeof key, "x%u", i);
		CHECK_OK(snapshot_get(cx, v, slice_str(key), &value));
		CHECK_INT(wishes[i].e, wishes[i].fails ? ERR_ISSUER_STATE : OK);
		CHECK_INT(value.p != NULL, !wishes[i].fails);
	}
	snapshot_close(v);
	CHECK(!scribe_is_broken(scribe));
	scribe_free(scribe);
}

struct slow {
	atomic_int *running, *groups;
};

static enum err put_slowly(struct ctx *cx, struct batch *b, void *self)
{
	struct slow *w = self;
	/* The first of a group waits until the others have come: they are in the next one then. */
	if (atomic_fetch_add(w->running, 1) == 0)
		usleep(200000);
	return batch_put(cx, b, SLICE("y"), SLICE("z"));
}

static struct scribe *shared;

static void *run_slowly(void *self)
{
	struct ctx cx;
	ctx_init(&cx, CHECK_NOW);
	enum err e = scribe_do(&cx, shared, put_slowly, self);
	ctx_free(&cx);
	return e == OK ? self : NULL;
}

STORE_TEST(scribe_many_changes_share_a_commit)
{
	enum { COUNT = 12 };
	atomic_int running = 0, groups = 0;
	struct slow w = { &running, &groups };
	pthread_t threads[COUNT];
	struct snapshot *v = NULL;
	shared = scribe_new(s, 64, 0);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_renew(cx, v));
	uint64_t before = snapshot_version(v);
	for (unsigned i = 0; i < COUNT; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, run_slowly, &w), 0);
	for (unsigned i = 0; i < COUNT; i++)
		pthread_join(threads[i], NULL);
	CHECK_OK(snapshot_renew(cx, v));
	CHECK(snapshot_version(v) - before <= 3);
	snapshot_close(v);
	scribe_free(shared);
}

STORE_TEST(scribe_keeps_numbers_at_hand_and_voids_the_rest)
{
	struct reservation first, second;
	struct scribe *scribe = scribe_new(s, 8, 4);
	CHECK_OK(scribe_take_number(cx, scribe, &first));
	CHECK_OK(scribe_take_number(cx, scribe, &second));
	CHECK(strcmp(first.number, second.number) != 0);
	CHECK_INT(help_state(cx, s, first.number), DOCUMENT_RESERVED);
	scribe_give_number(scribe, &first);
	CHECK_OK(scribe_end(cx, scribe));
	CHECK_INT(help_state(cx, s, first.number), DOCUMENT_VOID);
	CHECK_INT(help_state(cx, s, second.number), DOCUMENT_RESERVED);
	scribe_free(scribe);
}
