/* Owns: the crowd: a thousand people want two hundred places at the same time, from several threads. */
#include "tests/unit/portal/book_help.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define CROWD   1000
#define THREADS 8

struct crowd {
	struct appointments *a;
	const struct office *o;
	atomic_uint next, booked, refused, odd;
};

/* Person n wants slot n of 200 / places, then every other one until nothing is left. */
static void want(struct ctx *cx, struct crowd *c, unsigned n)
{
	int64_t starts[CALENDAR_SLOTS];
	size_t count = calendar_slots(c->o, (struct date){ 2026, 3, 11 }, starts);
	for (size_t i = 0; i < count; i++) {
		struct booking_wish w = book_wish(cx, c->o, n, starts[(n + i) % count]);
		struct booking k;
		enum err e = book_now(cx, c->a, &w, &k);
		ctx_forgive(cx);
		if (e == OK) {
			atomic_fetch_add(&c->booked, 1);
			return;
		}
		if (e != ERR_BOOKING_TAKEN)
			atomic_fetch_add(&c->odd, 1);
	}
	atomic_fetch_add(&c->refused, 1);
}

static void *crowd_thread(void *arg)
{
	struct crowd *c = arg;
	struct ctx cx;
	ctx_init(&cx, CHECK_NOW);
	for (unsigned n = 0; (n = atomic_fetch_add(&c->next, 1)) < CROWD;) {
		want(&cx, c, n);
		ctx_reset(&cx);
	}
	ctx_free(&cx);
	return NULL;
}

BOOK_TEST(thousand_people_two_hundred_places_exactly_two_hundred_bookings)
{
	struct office *crowded = ctx_alloc(cx, sizeof *crowded);
	struct office_day one_span = { { { 540, 540 + 20 * 20 } }, 1 }; /* twenty slots of ten */
	*crowded = *book_office(cx, 10);
	crowded->week[2] = one_span;
	struct crowd c = { .a = a, .o = crowded };
	struct book_counts n;
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, crowd_thread, &c))
			abort();
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(atomic_load(&c.odd), 0);
	CHECK_INT(atomic_load(&c.booked), 200);
	CHECK_INT(atomic_load(&c.refused), CROWD - 200);
	CHECK(!book_unsound(cx, s, crowded, &n));
	CHECK_INT(n.booked, 200);
	CHECK_INT(n.seats_booked, 200);
	CHECK_INT(n.held, 0);
}
