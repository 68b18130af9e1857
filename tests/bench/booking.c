/*
 * Owns: portal.booking_per_s: people who book at the same time, each a hold and its confirmation through the engine of appointments over a store on
 * the disk. usage: bench-booking FOLDER
 */
#include "portal/appointments.h"
#include "tests/bench/measure.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define THREADS 16
#define DAYS    40
#define NOW     INT64_C(1773144000) /* 2026-03-10, a Tuesday: all days of the office are alike */

struct crowd {
	struct appointments *a;
	const struct office *office;
	int64_t starts[DAYS * CALENDAR_SLOTS];
	size_t start_count;
	unsigned most;
	atomic_uint next;
};

static void must(struct ctx *cx, enum err e)
{
	if (e == OK)
		return;
	fprintf(stderr, "bench: %s\n", cx->text[0] ? cx->text : err_name(e));
	exit(1);
}

/* Six counters' worth of places, open every day; each person takes another slot, as a day fills in life. */
static void make_office(struct office *o, struct crowd *c)
{
	*o = (struct office){ .id = SLICE("utopia-1"), .utc_offset = 480, .slot_minutes = 15, .services = SERVICE_BIT(SERVICE_VISA_EXTENSION) };
	for (int d = 0; d < 7; d++)
		o->week[d] = (struct office_day){ { { 510, 720 }, { 780, 1050 } }, 2 };
	o->places[SERVICE_VISA_EXTENSION] = 6;
	for (int d = 0; d < DAYS; d++)
		c->start_count += calendar_slots(o, date_from_days(date_days(calendar_day(o, NOW)) + 1 + d), c->starts + c->start_count);
	c->office = o;
}

static void book(struct ctx *cx, struct crowd *c, unsigned n)
{
	struct booking k;
	struct booking_wish w = { .account = ctx_printf(cx, "A%011u", n), .office = c->office, .service = SERVICE_VISA_EXTENSION,
		.start = c->starts[n % c->start_count], .count = 1, .language = SLICE("en"),
		.people = { { .name = SLICE("SPECIMEN, PERSON"), .passport = SLICE("UT0000001"), .birth_date = SLICE("1990-01-02") } } };
	memcpy(w.people[0].id, ctx_printf(cx, "P%011u", n), BOOKING_ID);
	must(cx, appointments_hold(cx, c->a, &w, &k));
	must(cx, appointments_confirm(cx, c->a, slice_str(k.id), w.account, SLICE("visa-extension.2026-01-01"), &k));
}

static void *visitor(void *arg)
{
	struct crowd *c = arg;
	struct ctx cx;
	ctx_init(&cx, NOW);
	for (unsigned n = 0; (n = atomic_fetch_add(&c->next, 1)) < c->most;) {
		book(&cx, c, n);
		ctx_reset(&cx);
	}
	ctx_free(&cx);
	return NULL;
}

/* Bookings of one second of CPU, all threads of the process together. */
static double one_round(struct crowd *c, unsigned count)
{
	pthread_t threads[THREADS];
	unsigned first = c->most;
	atomic_store(&c->next, first);
	c->most += count;
	double cpu = cpu_process(), from = wall();
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, visitor, c))
			abort();
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	cpu = cpu_process() - cpu;
	fprintf(stderr, "bench: booking: %.0f us of CPU each; %.0f/s of wall clock on this disk\n", cpu / count, count * 1e6 / (wall() - from));
	return count * 1e6 / cpu;
}

int main(int argc, char **argv)
{
	static struct crowd c;
	struct ctx cx;
	struct office office;
	struct store *s = NULL;
	struct appointments_policy policy = { .hold = 600, .rest = 1800, .offer = 7200, .keep = 90 * 86400, .key = { 1 } };
	double rounds[9];
	size_t count = is_quick() ? 2 : 9;
	if (argc != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	figures_open();
	ctx_init(&cx, NOW);
	make_office(&office, &c);
	must(&cx, store_open(&cx, argv[1], STORE_CREATE, &s));
	c.a = appointments_open(s, &policy);
	one_round(&c, 60); /* warms up */
	for (size_t i = 0; i < count; i++)
		rounds[i] = one_round(&c, is_quick() ? 100 : 500);
	figure("portal.booking_per_s", median(rounds, count), 0, "bookings");
	appointments_close(c.a);
	store_close(s);
	ctx_free(&cx);
	return 0;
}
