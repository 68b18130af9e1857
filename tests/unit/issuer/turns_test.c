/* Turns: the order of the file holds among threads; a later record of an identity waits for the earlier one's end. */
#include "issuer/turns.h"

#include "tests/unit/check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define RECORDS 400
#define THREADS 8

struct run {
	struct turns *t;
	atomic_size_t next;
	int order[4][RECORDS], count[4]; /* as they were looked at, by identity */
};

static void *work(void *self)
{
	static const char *const identities[] = { "visa:1", "visa:2", "visa:3", "visa:4" };
	struct run *run = self;
	size_t place;
	while ((place = atomic_fetch_add(&run->next, 1)) < RECORDS) {
		struct turn *turn = NULL;
		size_t who = place * 7 % 4;
		if (place % 13 == 0)
			usleep(500);
		/* Every tenth record was refused and has no identity. */
		struct slice identity = place % 10 ? slice_str(identities[who]) : (struct slice){ 0 };
		if (!turns_take(run->t, place, place + 1, identity, &turn))
			return NULL;
		if (turn)
			run->order[who][run->count[who]++] = (int)place; /* alone: the turn is the lock */
		if (place % 7 == 0)
			usleep(300);
		turns_end(run->t, turn);
	}
	return NULL;
}

TEST(turns_keep_the_order_of_the_file)
{
	struct run run = { .t = turns_new(false) };
	pthread_t threads[THREADS];
	(void)cx;
	for (int i = 0; i < THREADS; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, work, &run), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	int total = 0;
	for (int who = 0; who < 4; who++) {
		for (int i = 1; i < run.count[who]; i++)
			CHECK(run.order[who][i - 1] < run.order[who][i]);
		total += run.count[who];
	}
	CHECK_INT(total, RECORDS - RECORDS / 10);
	turns_free(run.t);
}

TEST(turns_remember_in_a_dry_run)
{
	struct turns *t = turns_new(true);
	struct turn *a = NULL, *b = NULL, *c = NULL;
	(void)cx;
	CHECK(turns_take(t, 0, 1, SLICE("visa:1"), &a) && a && !a->before);
	turns_end(t, a);
	CHECK(turns_take(t, 1, 2, SLICE("visa:2"), &b) && b && !b->before);
	turns_end(t, b);
	CHECK(turns_take(t, 2, 5, SLICE("visa:1"), &c) && c && c->before == a && c->before->line == 1);
	turns_end(t, c);
	turns_free(t);
}

static void *wait_for_turn(void *self)
{
	struct turn *turn = NULL;
	return turns_take(self, 1, 2, SLICE("visa:1"), &turn) ? self : NULL;
}

TEST(turns_closed_wake_who_waits)
{
	struct turns *t = turns_new(false);
	struct turn *a = NULL;
	pthread_t thread;
	void *went = t;
	(void)cx;
	CHECK(turns_take(t, 0, 1, SLICE("visa:1"), &a));
	CHECK_INT(pthread_create(&thread, NULL, wait_for_turn, t), 0);
	usleep(2000);
	turns_close(t);
	pthread_join(thread, &went);
	CHECK(went == NULL);
	turns_end(t, a);
	turns_free(t);
}
