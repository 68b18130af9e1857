/* Several writers at once, and kill -9 among them: the others go on undisturbed, nothing told is lost, no number comes twice. */
#include "base/crypto.h"
#include "registry/audit.h"
#include "registry/documents.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS   3
#define ROUNDS    60
#define LIFE_US   20000
#define GROUP     6
#define MAX_TOLD  200000

struct number {
	char text[DOCUMENT_NUMBER_SIZE];
};

static unsigned dice(unsigned sides)
{
	uint32_t r;
	crypto_random(&r, sizeof r);
	return r % sides;
}

static enum err reserve(struct ctx *cx, struct store *s, struct reservation *r, size_t n)
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

/* All but the last are issued, the last becomes void. */
static enum err finish(struct ctx *cx, struct store *s, const struct reservation *r, size_t n)
{
	struct batch *b = NULL;
	uint8_t digest[32];
	help_stock_digest(digest);
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_put_stock(cx, b, digest, help_stock(cx));
	for (size_t i = 0; e == OK && i + 1 < n; i++) {
		struct document d = help_document(cx, &r[i], 0);
		struct audit_entry a = { .operation = SLICE("issue"), .number = slice_str(r[i].number), .operator_name = SLICE("crash") };
		crypto_random(d.content, sizeof d.content); /* other content, other document */
		e = documents_issue(cx, b, &d, slice_of(ctx_alloc(cx, 2000), 2000));
		if (e == OK)
			e = audit_append(cx, b, &a);
	}
	if (e == OK)
		e = documents_void(cx, b, slice_str(r[n - 1].number), "unused");
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

static int writer(const char *folder, int fd)
{
	struct ctx cx;
	struct store *s = NULL;
	struct reservation r[GROUP];
	size_t voided = 0;
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, folder, STORE_WRITE, &s);
	/* Every writer sweeps as it comes; the others are in the middle of their work. */
	if (e == OK)
		e = documents_sweep(&cx, s, &voided);
	while (e == OK) {
		struct number told[GROUP - 1];
		e = reserve(&cx, s, r, GROUP);
		if (e == OK)
			e = finish(&cx, s, r, GROUP);
		for (size_t i = 0; i < GROUP - 1; i++)
			memcpy(told[i].text, r[i].number, DOCUMENT_NUMBER_SIZE);
		if (e == OK && write(fd, told, sizeof told) != (ssize_t)sizeof told)
			return 2;
		ctx_reset(&cx);
	}
	fprintf(stderr, "writer: %s: %s\n", err_name(e), cx.text);
	return 1;
}

static pid_t start(const char *folder, const int fds[2])
{
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[0]);
		alarm(60);
		_exit(writer(folder, fds[1]));
	}
	return pid;
}

static void kill_one(pid_t pid)
{
	int status = 0;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL); /* else it had failed before */
}

static void take(int fd, struct number *told, size_t *count)
{
	ssize_t n;
	while ((n = read(fd, told + *count, (MAX_TOLD - *count) * sizeof *told)) > 0) {
		CHECK_INT(n % (ssize_t)sizeof *told, 0);
		*count += (size_t)n / sizeof *told;
	}
}

static int by_text(const void *a, const void *b) { return memcmp(a, b, sizeof(struct number)); }

static void check_told(struct ctx *cx, struct store *s, struct number *told, size_t count)
{
	char text[DOCUMENT_NUMBER_SIZE + 1] = "";
	qsort(told, count, sizeof *told, by_text);
	for (size_t i = 0; i < count; i++) {
		memcpy(text, told[i].text, DOCUMENT_NUMBER_SIZE);
		CHECK_INT(help_state(cx, s, text), DOCUMENT_ISSUED);
		CHECK(i == 0 || by_text(&told[i - 1], &told[i]) != 0);
	}
}

static void check_end(struct ctx *cx, struct store *s, const struct reservation *mine, struct number *told, size_t count)
{
	size_t voided = 0, counts[DOCUMENT_VOID + 1];
	struct snapshot *v = NULL;
	struct audit_head head;
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_RESERVED], 3);
	CHECK(counts[DOCUMENT_ISSUED] >= count);
	CHECK_OK(finish(cx, s, mine, 3));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(audit_check(cx, v, NULL, &head));
	snapshot_close(v);
	check_told(cx, s, told, count);
}

TEST(writers_killed_among_others_disturb_nobody)
{
	char *folder = help_folder(cx);
	struct number *told = ctx_alloc(cx, MAX_TOLD * sizeof *told);
	struct reservation mine[3];
	size_t count = 0, swept = 0;
	struct store *s = NULL;
	pid_t pids[WRITERS];
	int fds[2];
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(reserve(cx, s, mine, 3));
	CHECK(pipe(fds) == 0 && fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0);
	for (int i = 0; i < WRITERS; i++)
		pids[i] = start(folder, fds);
	for (int round = 0; round < ROUNDS; round++) {
		size_t voided = 0;
		unsigned victim = dice(WRITERS);
		usleep(dice(LIFE_US));
		kill_one(pids[victim]);
		CHECK_OK(documents_sweep(cx, s, &voided));
		swept += voided;
		pids[victim] = start(folder, fds);
		take(fds[0], told, &count);
	}
	for (int i = 0; i < WRITERS; i++)
		kill_one(pids[i]);
	take(fds[0], told, &count);
	close(fds[0]);
	close(fds[1]);
	check_end(cx, s, mine, told, count);
	CHECK(count > ROUNDS && swept > 0);
	printf("# %d writers killed beside two others, %zu documents told, %zu reservations swept\n", ROUNDS, count, swept);
	store_close(s);
	help_remove(cx, folder);
}
