/* kill -9 of the writer at random points: nothing acknowledged is lost, nothing is half done, no number comes twice. */
#include "base/crypto.h"
#include "registry/audit.h"
#include "registry/documents.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS     120
#define MAX_ACKS   200000
#define LIFE_US    25000   /* a writer lives between 0 and this */

/* What the writer tells after a commit: this number is in this state now, for good. */
struct ack {
	char number[DOCUMENT_NUMBER_SIZE];
	uint8_t state;
};

static unsigned dice(unsigned sides)
{
	uint32_t r;
	crypto_random(&r, sizeof r);
	return r % sides;
}

static void tell(int fd, const struct reservation *r, size_t n, enum document_state state)
{
	struct ack acks[16];
	for (size_t i = 0; i < n; i++) {
		memcpy(acks[i].number, r[i].number, DOCUMENT_NUMBER_SIZE);
		acks[i].state = (uint8_t)state;
	}
	if (write(fd, acks, n * sizeof *acks) != (ssize_t)(n * sizeof *acks))
		_exit(3);
}

static enum err issue_all(struct ctx *cx, struct batch *b, const struct reservation *r, size_t n)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < n; i++) {
		struct document d = help_document(cx, &r[i], (unsigned)i);
		crypto_random(d.content, sizeof d.content); /* other content, other document */
		struct audit_entry a = { .operation = SLICE("issue"), .number = slice_str(r[i].number), .operator_name = SLICE("crash") };
		size_t size = 1000 + dice(15000);
		e = documents_issue(cx, b, &d, slice_of(ctx_alloc(cx, size), size));
		if (e == OK)
			e = audit_append(cx, b, &a);
	}
	return e;
}

static enum err reserve_some(struct ctx *cx, struct store *s, struct reservation *r, size_t n)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_reserve(cx, b, n, r);
	return e == OK ? batch_commit(cx, b) : e;
}

/* Reserve, commit; issue all but two, commit, tell; revoke the first, commit, tell. The two are for the sweep. */
static enum err one_group(struct ctx *cx, struct store *s, int fd)
{
	struct reservation r[16];
	struct batch *b = NULL;
	size_t n = 3 + dice(10);
	enum err e = reserve_some(cx, s, r, n);
	if (e == OK)
		e = batch_begin(cx, s, &b);
	if (e == OK)
		e = issue_all(cx, b, r, n - 2);
	if (e == OK)
		e = batch_commit(cx, b);
	if (e != OK)
		return e;
	tell(fd, r, n - 2, DOCUMENT_ISSUED);
	e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_change(cx, b, slice_str(r[0].number), DOCUMENT_REVOKED, "test");
	if (e == OK)
		e = batch_commit(cx, b);
	if (e == OK)
		tell(fd, r, 1, DOCUMENT_REVOKED);
	return e;
}

static int writer(const char *folder, int fd)
{
	struct ctx cx;
	struct store *s = NULL;
	struct batch *b = NULL;
	size_t voided = 0;
	uint8_t digest[32];
	help_stock_digest(digest);
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, folder, STORE_CREATE, &s);
	if (e == OK)
		e = documents_sweep(&cx, s, &voided);
	if (e == OK)
		e = batch_begin(&cx, s, &b);
	if (e == OK)
		e = documents_put_stock(&cx, b, digest, help_stock(&cx));
	if (e == OK)
		e = batch_commit(&cx, b);
	while (e == OK) {
		e = one_group(&cx, s, fd);
		ctx_reset(&cx);
	}
	fprintf(stderr, "writer: %s\n", err_name(e));
	return 1;
}

static size_t take_acks(int fd, struct ack *acks, size_t most)
{
	ssize_t n = read(fd, acks, most * sizeof *acks);
	CHECK(n >= 0 && n % (ssize_t)sizeof *acks == 0);
	return (size_t)n / sizeof *acks;
}

/*
 * Returns whether the kill found the writer alive. Every other writer is let live until it has told something. The pipe holds
 * 64 KB; a writer that lives 25 ms tells less.
 */
static bool kill_a_writer(const char *folder, bool wait, struct ack *acks, size_t *count)
{
	int fds[2], status = 0;
	if (pipe(fds) != 0)
		abort();
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		close(fds[0]);
		alarm(60);
		_exit(writer(folder, fds[1]));
	}
	close(fds[1]);
	if (wait)
		*count += take_acks(fds[0], acks + *count, MAX_ACKS - *count);
	usleep(dice(LIFE_US));
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	for (size_t n = 1; n > 0; *count += n)
		n = take_acks(fds[0], acks + *count, MAX_ACKS - *count);
	close(fds[0]);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void check_acks(struct ctx *cx, struct store *s, const struct ack *acks, size_t count)
{
	struct snapshot *v = NULL;
	CHECK_OK(snapshot_open(cx, s, &v));
	for (size_t i = 0; i < count; i++) {
		struct document d;
		bool found = false;
		CHECK_OK(documents_find(cx, v, slice_of(acks[i].number, DOCUMENT_NUMBER_SIZE), &found, &d));
		CHECK(found);
		/* A revocation may have been committed without being told. */
		CHECK(d.state == acks[i].state || (acks[i].state == DOCUMENT_ISSUED && d.state == DOCUMENT_REVOKED));
	}
	snapshot_close(v);
}

static size_t check_after_crash(struct ctx *cx, struct store *s, struct audit_head *head)
{
	size_t voided = 0, counts[DOCUMENT_VOID + 1];
	struct snapshot *v = NULL;
	struct audit_head now;
	CHECK(!help_unsound(cx, s, counts));
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, (long long)counts[DOCUMENT_RESERVED]);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(audit_check(cx, v, head, &now));
	snapshot_close(v);
	*head = now;
	return voided;
}

static int by_ack(const void *a, const void *b) { return memcmp(a, b, sizeof(struct ack)); }

TEST(crash_loses_nothing_acknowledged)
{
	char *folder = help_folder(cx), *path = ctx_printf(cx, "%s/registry", folder);
	struct ack *acks = ctx_alloc(cx, MAX_ACKS * sizeof *acks);
	size_t count = 0, swept = 0, counts[DOCUMENT_VOID + 1];
	struct audit_head head = { 0 };
	struct store *s = NULL;
	for (int round = 0; round < ROUNDS; round++) {
		size_t before = count;
		CHECK(kill_a_writer(path, round % 2, acks, &count));
		enum err e = store_open(cx, path, STORE_WRITE, &s);
		if (e == ERR_STORE_MISSING && count == 0) { /* killed before it had made the store */
			ctx_forgive(cx);
			continue;
		}
		CHECK_OK(e);
		check_acks(cx, s, acks + before, count - before);
		swept += check_after_crash(cx, s, &head);
		store_close(s);
	}
	CHECK_OK(store_open(cx, path, STORE_WRITE, &s));
	check_acks(cx, s, acks, count);
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_RESERVED], 0);
	store_close(s);
	CHECK(count >= ROUNDS / 2);
	qsort(acks, count, sizeof *acks, by_ack);
	for (size_t i = 1; i < count; i++)
		CHECK(memcmp(&acks[i], &acks[i - 1], sizeof *acks) != 0); /* one number issued twice would be told twice */
	printf("# %d writers killed, %zu acknowledgements kept, %zu reservations swept\n", ROUNDS, count, swept);
	help_remove(cx, folder);
}

static int create_child(void *path)
{
	struct ctx cx;
	struct store *s = NULL;
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, path, STORE_CREATE, &s);
	store_close(s);
	return (int)e;
}

/* Killed while making the store: there is none, or a whole one; the next writer makes it or takes it. */
TEST(crash_while_creating_leaves_none_or_all)
{
	char *folder = help_folder(cx);
	int none = 0, whole = 0;
	for (int round = 0; round < 40; round++) {
		char *path = ctx_printf(cx, "%s/r%d", folder, round);
		struct store *s = NULL;
		fflush(NULL);
		pid_t child = fork();
		if (child == 0)
			_exit(create_child(path));
		usleep(dice(6000));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		enum err e = store_open(cx, path, STORE_READ, &s);
		CHECK(e == OK || e == ERR_STORE_MISSING);
		none += e != OK;
		whole += e == OK;
		ctx_forgive(cx);
		store_close(s);
		CHECK_OK(store_open(cx, path, STORE_CREATE, &s));
		CHECK_OK(help_issue_now(cx, s, 1, NULL));
		store_close(s);
	}
	printf("# killed while creating: %d times none, %d times whole\n", none, whole);
	help_remove(cx, folder);
}
