/*
 * Owns: the crash test of appointments: a process books, moves, takes people out and cancels without end and tells what was acknowledged; it is killed at
 * random moments. Nothing told may be lost, nothing be there twice, and no place be taken by nobody.
 */
#include "base/crypto.h"
#include "tests/unit/portal/book_help.h"
#include "tests/unit/registry/help.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS   40
#define LIFE_US  30000
#define MAX_ACKS 20000
#define THREADS  3

/* What a caller was told: this booking stands in this state, at this time. */
struct ack {
	char id[BOOKING_ID];
	int64_t start;
	int32_t state, sequence;
};

static uint64_t dice(uint64_t sides)
{
	uint64_t r = 0;
	crypto_random(&r, sizeof r);
	return r % sides;
}

struct writer_life {
	struct appointments *a;
	const struct office *o;
	int fd;
};

static void tell(const struct writer_life *l, const struct booking *k)
{
	struct ack ack = { .start = k->start, .state = (int32_t)k->state, .sequence = k->sequence };
	memcpy(ack.id, k->id, BOOKING_ID);
	if (write(l->fd, &ack, sizeof ack) != sizeof ack)
		_exit(3);
}

static int64_t some_slot(struct ctx *cx, const struct office *o)
{
	int64_t starts[CALENDAR_SLOTS];
	struct date day = date_from_days(date_days(calendar_day(o, cx->now)) + 1 + (int64_t)dice(50));
	size_t n = calendar_slots(o, day, starts);
	return n ? starts[dice(n)] : 0;
}

/* A family or one person: book, sometimes move, sometimes one less, sometimes cancel. */
static enum err one_life(struct ctx *cx, const struct writer_life *l)
{
	struct booking_wish w = book_wish(cx, l->o, (unsigned)dice(100000000), some_slot(cx, l->o));
	struct booking k;
	w.count = 1 + dice(3);
	for (size_t i = 1; i < w.count; i++)
		w.people[i] = book_person(cx, (unsigned)dice(100000000));
	enum err e = book_now(cx, l->a, &w, &k);
	if (e == OK)
		tell(l, &k);
	if (e == OK && dice(2)) {
		struct booking moved;
		e = appointments_move(cx, l->a, slice_str(k.id), l->o, some_slot(cx, l->o), NULL, &moved);
		if (e == OK)
			tell(l, &moved);
	}
	if (e == OK && w.count > 1 && dice(2)) {
		struct booking fewer;
		e = appointments_part(cx, l->a, slice_str(k.id), l->o, w.people[dice(w.count)].id, NULL, &fewer);
		if (e == OK)
			tell(l, &fewer);
	}
	if (e == OK && dice(3) == 0) {
		e = appointments_cancel(cx, l->a, slice_str(k.id), NULL, &k);
		if (e == OK)
			tell(l, &k);
	}
	return err_class(e) == ERR_CLASS_INPUT || err_class(e) == ERR_CLASS_LIMIT ? OK : e;
}

static void *live(void *arg)
{
	struct ctx cx;
	enum err e = OK;
	ctx_init(&cx, CHECK_NOW);
	while (e == OK) {
		e = one_life(&cx, arg);
		ctx_reset(&cx);
		ctx_forgive(&cx);
	}
	fprintf(stderr, "writer: %s\n", err_name(e));
	_exit(4);
}

static void writer(const char *folder, int fd)
{
	struct ctx cx;
	struct store *s = NULL;
	struct appointments_policy policy = book_policy();
	pthread_t threads[THREADS];
	ctx_init(&cx, CHECK_NOW);
	if (store_open(&cx, folder, STORE_CREATE, &s) != OK)
		_exit(5);
	struct writer_life l = { appointments_open(s, &policy), book_office(&cx, 4), fd };
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, live, &l))
			_exit(6);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static size_t take_acks(int fd, struct ack *acks, size_t most)
{
	ssize_t n = read(fd, acks, most * sizeof *acks);
	CHECK(n >= 0 && n % (ssize_t)sizeof *acks == 0);
	return (size_t)n / sizeof *acks;
}

static void kill_a_writer(const char *folder, bool wait, struct ack *acks, size_t *count)
{
	int fds[2], status = 0;
	if (pipe(fds) != 0)
		abort();
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		close(fds[0]);
		alarm(60);
		writer(folder, fds[1]);
		_exit(1);
	}
	close(fds[1]);
	if (wait)
		*count += take_acks(fds[0], acks + *count, MAX_ACKS - *count);
	usleep((unsigned)dice(LIFE_US));
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	for (size_t n = 1; n > 0; *count += n)
		n = take_acks(fds[0], acks + *count, MAX_ACKS - *count);
	close(fds[0]);
}

/* Later acts of the same booking may have been made durable without being told: it may be ahead of what was told, never behind. */
static void check_acks(struct ctx *cx, struct store *s, const struct ack *acks, size_t count)
{
	struct snapshot *v = NULL;
	struct ctx one;
	ctx_init(&one, cx->now);
	CHECK_OK(snapshot_open(cx, s, &v));
	for (size_t i = 0; i < count; i++) {
		struct booking k;
		ctx_reset(&one);
		CHECK_OK(booking_find(&one, from_snapshot(v), slice_of(acks[i].id, BOOKING_ID), &k));
		CHECK(k.state == BOOKING_BOOKED || k.state == BOOKING_CANCELLED);
		CHECK(k.sequence >= acks[i].sequence);
		CHECK(k.sequence > acks[i].sequence || ((int)k.state == acks[i].state && k.start == acks[i].start));
	}
	snapshot_close(v);
	ctx_free(&one);
}

TEST(crash_of_booking_loses_nothing_and_doubles_nothing)
{
	char *folder = help_folder(cx), *path = ctx_printf(cx, "%s/portal", folder);
	struct ack *acks = ctx_alloc(cx, MAX_ACKS * sizeof *acks);
	const struct office *o = book_office(cx, 4);
	struct book_counts n = { 0 };
	size_t count = 0;
	for (int round = 0; round < ROUNDS; round++) {
		struct store *s = NULL;
		size_t before = count;
		kill_a_writer(path, round % 2, acks, &count);
		enum err e = store_open(cx, path, STORE_WRITE, &s);
		if (e == ERR_STORE_MISSING && count == 0) {
			ctx_forgive(cx);
			continue;
		}
		CHECK_OK(e);
		check_acks(cx, s, acks + before, count - before);
		const char *flaw = book_unsound(cx, s, o, &n);
		if (flaw)
			print_error("%s\n", flaw);
		CHECK(!flaw);
		store_close(s);
	}
	struct store *s = NULL;
	CHECK_OK(store_open(cx, path, STORE_WRITE, &s));
	check_acks(cx, s, acks, count);
	/* Holds that nobody came back for end like any other. */
	struct appointments_policy policy = book_policy();
	struct appointments *a = appointments_open(s, &policy);
	size_t done = 0;
	for (int i = 0; i < 2; i++) {
		cx->now += 3601;
		CHECK_OK(appointments_sweep(cx, a, 100000, &done));
	}
	CHECK(!book_unsound(cx, s, o, &n));
	CHECK_INT(n.held, 0);
	CHECK_INT(n.resting, 0);
	appointments_close(a);
	store_close(s);
	CHECK(count >= ROUNDS / 2);
	printf("# %d writers killed, %zu acknowledgements kept, %zu booked, %zu cancelled\n", ROUNDS, count, n.booked, n.cancelled);
	help_remove(cx, folder);
}
