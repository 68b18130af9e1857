/* Several processes write one registry: seats, names, what the sweep takes and what it leaves alone. */
#include "base/limits.h"
#include "registry/audit.h"
#include "registry/document_code.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESERVED 3

/* A writing process: it reserves, tells the numbers, waits for a word, and then issues them. */
struct other {
	pid_t pid;
	int to, from;
	struct reservation r[RESERVED];
};

static enum err reserve(struct ctx *cx, struct store *s, size_t n, struct reservation *r)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_reserve(cx, b, n, r);
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

static enum err issue(struct ctx *cx, struct store *s, const struct reservation *r, size_t n)
{
	uint8_t digest[32];
	struct batch *b = NULL;
	help_stock_digest(digest);
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_put_stock(cx, b, digest, help_stock(cx));
	for (size_t i = 0; e == OK && i < n; i++) {
		struct document d = help_document(cx, &r[i], (unsigned)getpid() * 10 + (unsigned)i);
		e = documents_issue(cx, b, &d, SLICE("the fill"));
	}
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

static int live(const char *folder, int in, int out)
{
	struct ctx cx;
	struct store *s = NULL;
	struct reservation r[RESERVED];
	char word;
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, folder, STORE_WRITE, &s);
	if (e == OK)
		e = reserve(&cx, s, RESERVED, r);
	if (e != OK || write(out, r, sizeof r) != (ssize_t)sizeof r || read(in, &word, 1) != 1)
		return 2;
	e = issue(&cx, s, r, RESERVED);
	store_close(s);
	return e == OK ? 0 : 1;
}

static struct other start(const char *folder)
{
	struct other o = { 0 };
	int in[2], out[2];
	if (pipe(in) != 0 || pipe(out) != 0)
		abort();
	fflush(NULL);
	o.pid = fork();
	if (o.pid == 0) {
		close(in[1]);
		close(out[0]);
		alarm(60);
		_exit(live(folder, in[0], out[1]));
	}
	close(in[0]);
	close(out[1]);
	o.to = in[1];
	o.from = out[0];
	CHECK_INT(read(o.from, o.r, sizeof o.r), (long long)sizeof o.r);
	return o;
}

/* Its exit code, or minus the signal. */
static int end(struct other *o, bool by_force)
{
	int status = 0;
	if (by_force)
		kill(o->pid, SIGKILL);
	else
		CHECK_INT(write(o->to, "g", 1), 1);
	waitpid(o->pid, &status, 0);
	close(o->to);
	close(o->from);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void check_states(struct ctx *cx, struct store *s, const struct reservation *r, size_t n, enum document_state want)
{
	for (size_t i = 0; i < n; i++)
		CHECK_INT(help_state(cx, s, r[i].number), want);
}

/* The lock file as a stranger sees it. */
static int open_locks(struct ctx *cx, const char *folder)
{
	int fd = open(ctx_printf(cx, "%s/writer.lock", folder), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	CHECK(fd >= 0);
	return fd;
}

static bool take_seats(int fd, int from, int count)
{
	struct flock f = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = from, .l_len = count };
	return fcntl(fd, F_OFD_SETLK, &f) == 0;
}

static int open_writing(void *folder)
{
	struct ctx cx;
	struct store *s = NULL;
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, folder, STORE_WRITE, &s);
	store_close(s);
	ctx_free(&cx);
	return (int)e;
}

STORE_TEST(writers_work_side_by_side)
{
	size_t counts[DOCUMENT_VOID + 1];
	struct reservation mine[2];
	struct other a = start(folder), b = start(folder);
	CHECK_OK(reserve(cx, s, 2, mine));
	CHECK_INT(end(&a, false), 0);
	CHECK_OK(issue(cx, s, mine, 2));
	CHECK_INT(end(&b, false), 0);
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_ISSUED], 2 * RESERVED + 2);
}

STORE_TEST(writers_are_refused_when_every_seat_is_taken)
{
	char *path = ctx_string(cx, slice_str(folder));
	int fd = open_locks(cx, folder);
	CHECK(!take_seats(fd, 0, 1)); /* ours */
	CHECK(take_seats(fd, 1, LIMIT_STORE_WRITERS - 2));
	CHECK_INT(help_child(open_writing, path), OK);
	CHECK(take_seats(fd, LIMIT_STORE_WRITERS - 1, 1));
	CHECK_INT(help_child(open_writing, path), ERR_STORE_BUSY);
	close(fd);
	CHECK_INT(help_child(open_writing, path), OK);
}

/* Versions with one writer lock the whole file and void whatever is open. */
STORE_TEST(writers_keep_away_from_an_older_version)
{
	char *path = ctx_string(cx, slice_str(folder)), *inner = ctx_printf(cx, "%s/inner", folder);
	struct store *second = NULL;
	int fd = open_locks(cx, path);
	CHECK(flock(fd, LOCK_EX | LOCK_NB) != 0);
	close(fd);
	CHECK_OK(store_open(cx, inner, STORE_CREATE, &second));
	store_close(second);
	fd = open_locks(cx, inner);
	CHECK(flock(fd, LOCK_EX | LOCK_NB) == 0);
	CHECK_ERR(store_open(cx, inner, STORE_WRITE, &second), ERR_STORE_BUSY);
	close(fd);
	CHECK_OK(store_open(cx, inner, STORE_WRITE, &second));
	store_close(second);
}

STORE_TEST(sweep_takes_from_the_dead_and_not_from_the_living)
{
	struct reservation mine[4];
	size_t voided = 0, counts[DOCUMENT_VOID + 1];
	struct other alive = start(folder), dead = start(folder);
	CHECK_OK(reserve(cx, s, 4, mine));
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, 0);
	CHECK_INT(end(&dead, true), -SIGKILL);
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, RESERVED);
	check_states(cx, s, dead.r, RESERVED, DOCUMENT_VOID);
	check_states(cx, s, alive.r, RESERVED, DOCUMENT_RESERVED);
	check_states(cx, s, mine, 4, DOCUMENT_RESERVED);
	CHECK_INT(end(&alive, false), 0);
	check_states(cx, s, alive.r, RESERVED, DOCUMENT_ISSUED);
	CHECK_OK(issue(cx, s, mine, 4));
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_RESERVED], 0);
}

/* The newcomer sits in the seat of the dead one: there is no other. */
STORE_TEST(sweep_does_not_take_a_newcomer_for_the_dead)
{
	size_t voided = 0;
	int fd = open_locks(cx, folder);
	CHECK(take_seats(fd, 1, LIMIT_STORE_WRITERS - 2));
	struct other dead = start(folder);
	CHECK(!take_seats(fd, LIMIT_STORE_WRITERS - 1, 1));
	CHECK_INT(end(&dead, true), -SIGKILL);
	struct other next = start(folder);
	CHECK(!take_seats(fd, LIMIT_STORE_WRITERS - 1, 1));
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, RESERVED);
	check_states(cx, s, dead.r, RESERVED, DOCUMENT_VOID);
	check_states(cx, s, next.r, RESERVED, DOCUMENT_RESERVED);
	CHECK_INT(end(&next, false), 0);
	close(fd);
}

static void put_open(struct ctx *cx, struct store *s, const char *number, struct slice owner)
{
	struct key k = key_open(number);
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, key_slice(&k), owner));
	CHECK_OK(batch_commit(cx, b));
}

STORE_TEST(sweep_takes_entries_without_an_owner_and_refuses_damaged_ones)
{
	struct reservation mine[2];
	size_t voided = 0;
	CHECK_OK(reserve(cx, s, 2, mine));
	put_open(cx, s, mine[1].number, SLICE("")); /* as older versions wrote it */
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, 1);
	CHECK_INT(help_state(cx, s, mine[0].number), DOCUMENT_RESERVED);
	CHECK_INT(help_state(cx, s, mine[1].number), DOCUMENT_VOID);
	put_open(cx, s, mine[0].number, SLICE("1234567"));
	CHECK_ERR(documents_sweep(cx, s, &voided), ERR_STORE_CORRUPT);
	put_open(cx, s, mine[0].number, SLICE("123456789"));
	CHECK_ERR(documents_sweep(cx, s, &voided), ERR_STORE_CORRUPT);
	CHECK_INT(help_state(cx, s, mine[0].number), DOCUMENT_RESERVED);
}

/* Waits for the starting signal (the pipe's end), sweeps, tells how many. */
static pid_t start_sweeper(const char *folder, const int go[2], int out)
{
	fflush(NULL);
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	struct ctx cx;
	struct store *s = NULL;
	size_t voided = 0;
	char word;
	alarm(60);
	ctx_init(&cx, CHECK_NOW);
	close(go[1]);
	enum err e = store_open(&cx, folder, STORE_WRITE, &s);
	(void)!read(go[0], &word, 1);
	if (e == OK)
		e = documents_sweep(&cx, s, &voided);
	store_close(s);
	_exit(e == OK && write(out, &voided, sizeof voided) == (ssize_t)sizeof voided ? 0 : 1);
}

TEST(sweeps_at_once_void_each_but_once)
{
	enum { N = 4000, SWEEPERS = 3 };
	char *folder = help_folder(cx);
	struct store *s = NULL;
	struct reservation *r = ctx_alloc(cx, N * sizeof *r);
	int go[2], out[2];
	size_t sum = 0, counts[DOCUMENT_VOID + 1];
	struct snapshot *v = NULL;
	struct audit_head head;
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(reserve(cx, s, N, r));
	store_close(s);
	CHECK(pipe(go) == 0 && pipe(out) == 0);
	for (int i = 0; i < SWEEPERS; i++)
		CHECK(start_sweeper(folder, go, out[1]) > 0);
	close(go[0]);
	close(go[1]);
	for (int i = 0; i < SWEEPERS; i++) {
		int status = 0;
		size_t voided = 0;
		CHECK(wait(&status) > 0 && status == 0);
		CHECK_INT(read(out[0], &voided, sizeof voided), (long long)sizeof voided);
		sum += voided;
	}
	close(out[0]);
	close(out[1]);
	CHECK_INT((long long)sum, N);
	CHECK_OK(store_open(cx, folder, STORE_READ, &s));
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_VOID], N);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(audit_check(cx, v, NULL, &head));
	CHECK_INT((long long)head.count, N);
	snapshot_close(v);
	store_close(s);
	help_remove(cx, folder);
}

/* A writer that closes the store with reservations in hand has left them, even if its process goes on. */
TEST(sweep_takes_what_a_closed_writer_left)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	struct reservation r[2];
	size_t voided = 0;
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(reserve(cx, s, 2, r));
	store_close(s);
	CHECK_OK(store_open(cx, folder, STORE_WRITE, &s));
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, 2);
	store_close(s);
	help_remove(cx, folder);
}

static int create_and_issue(void *folder)
{
	struct ctx cx;
	struct store *s = NULL;
	struct reservation r;
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, folder, STORE_CREATE, &s);
	if (e == OK)
		e = reserve(&cx, s, 1, &r);
	if (e == OK)
		e = issue(&cx, s, &r, 1);
	store_close(s);
	return (int)e;
}

TEST(writers_create_one_store_together)
{
	enum { N = 6, ROUNDS = 8 };
	char *folder = help_folder(cx);
	for (int round = 0; round < ROUNDS; round++) {
		char *path = ctx_printf(cx, "%s/r%d", folder, round);
		struct store *s = NULL;
		size_t counts[DOCUMENT_VOID + 1];
		fflush(NULL);
		for (int i = 0; i < N; i++) {
			if (fork() == 0) {
				alarm(60);
				_exit(create_and_issue(path));
			}
		}
		for (int i = 0; i < N; i++) {
			int status = 0;
			CHECK(wait(&status) > 0 && status == 0);
		}
		CHECK_OK(store_open(cx, path, STORE_READ, &s));
		CHECK(!help_unsound(cx, s, counts));
		CHECK_INT((long long)counts[DOCUMENT_ISSUED], N);
		store_close(s);
	}
	help_remove(cx, folder);
}
