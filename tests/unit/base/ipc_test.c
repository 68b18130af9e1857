/* Framed messages: what goes in comes out, and who lies about lengths, stalls or falls silent is cut while others are served. */
#include "base/ipc.h"
#include "base/limits.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
	const char *folder;
	char path[256];
	struct ipc_server *server;
	pthread_t thread;
	int patience;
	size_t asked;
};

/* Answers with the question, "twice" with a failed buffer. "late" is answered from another thread. */
static void *answer_late(void *self)
{
	void **both = self;
	struct ipc_call *call = both[1];
	usleep(50000);
	buf_puts(&call->answer, "late");
	ipc_answer(both[0], call);
	free(both);
	return NULL;
}

static void on_asked(void *self, struct ipc_call *call)
{
	struct place *p = self;
	p->asked++;
	if (slice_is(call->question, "late")) {
		pthread_t t;
		void **both = calloc(2, sizeof *both);
		both[0] = p->server;
		both[1] = call;
		pthread_create(&t, NULL, answer_late, both);
		pthread_detach(t);
		return;
	}
	if (slice_is(call->question, "too much"))
		buf_fill(&call->answer, 'x', LIMIT_IPC_BYTES + 1);
	else
		buf_put_slice(&call->answer, call->question);
	ipc_answer(p->server, call);
}

static void *serve(void *self)
{
	struct place *p = self;
	ipc_serve(p->server, p->patience, 2000);
	return NULL;
}

static void begin(struct ctx *cx, struct place *p, int patience)
{
	*p = (struct place){ .folder = check_scratch(cx), .patience = patience };
	snprintf(p->path, sizeof p->path, "%s/s", p->folder);
	CHECK_OK(ipc_open(cx, p->path, on_asked, p, &p->server));
	CHECK_INT(pthread_create(&p->thread, NULL, serve, p), 0);
}

static void end(struct place *p)
{
	ipc_stop(p->server);
	pthread_join(p->thread, NULL);
	ipc_close(p->server);
	CHECK(access(p->path, F_OK) != 0);
	rmdir(p->folder);
}

/* The other side has closed: an end or a reset within the time. */
static bool is_cut(int fd, int milliseconds)
{
	struct pollfd f = { .fd = fd, .events = POLLIN };
	char byte;
	return poll(&f, 1, milliseconds) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

TEST(ipc_answers_what_was_asked)
{
	struct place p;
	struct buf b;
	int fd;
	begin(cx, &p, 1000);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &fd));
	for (int i = 0; i < 3; i++) {
		buf_init(&b, LIMIT_IPC_BYTES);
		CHECK_OK(ipc_ask(cx, fd, SLICE("hello"), 1000, &b));
		CHECK_TEXT(buf_slice(&b), "hello");
		buf_free(&b);
	}
	buf_init(&b, LIMIT_IPC_BYTES);
	CHECK_OK(ipc_ask(cx, fd, SLICE("late"), 1000, &b));
	CHECK_TEXT(buf_slice(&b), "late");
	buf_reset(&b);
	CHECK_OK(ipc_ask(cx, fd, SLICE(""), 1000, &b));
	CHECK_INT(b.n, 0);
	buf_free(&b);
	close(fd);
	end(&p);
}

TEST(ipc_carries_the_longest_and_no_longer)
{
	struct place p;
	struct buf big, b;
	int fd;
	begin(cx, &p, 2000);
	buf_init(&big, LIMIT_IPC_BYTES + 1);
	buf_init(&b, LIMIT_IPC_BYTES);
	buf_fill(&big, 'a', LIMIT_IPC_BYTES);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &fd));
	CHECK_OK(ipc_ask(cx, fd, buf_slice(&big), 5000, &b));
	CHECK(slice_eq(buf_slice(&big), buf_slice(&b)));
	buf_putc(&big, 'a');
	CHECK_ERR(ipc_ask(cx, fd, buf_slice(&big), 1000, &b), ERR_LIMIT);
	buf_free(&big);
	buf_free(&b);
	close(fd);
	end(&p);
}

TEST(ipc_cuts_a_length_that_lies)
{
	struct place p;
	int fd;
	begin(cx, &p, 5000);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &fd));
	CHECK_INT(send(fd, "\xff\xff\xff\xff", 4, 0), 4);
	CHECK(is_cut(fd, 2000));
	close(fd);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &fd));
	uint32_t n = LIMIT_IPC_BYTES + 1;
	uint8_t head[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
	CHECK_INT(send(fd, head, 4, 0), 4);
	CHECK(is_cut(fd, 2000));
	close(fd);
	CHECK_INT(p.asked, 0);
	end(&p);
}

TEST(ipc_cuts_who_sends_half_and_serves_the_others)
{
	struct place p;
	struct buf b;
	int slow, quick;
	begin(cx, &p, 1500);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &slow));
	CHECK_OK(ipc_connect(cx, p.path, 1000, &quick));
	CHECK_INT(send(slow, "\0\0\0\x40" "half", 8, 0), 8);
	buf_init(&b, 100);
	CHECK_OK(ipc_ask(cx, quick, SLICE("meanwhile"), 1200, &b));
	CHECK_TEXT(buf_slice(&b), "meanwhile");
	/* A byte now and then buys no time. */
	for (int i = 0; i < 12; i++) {
		usleep(150000);
		(void)!send(slow, "x", 1, MSG_NOSIGNAL);
	}
	CHECK(is_cut(slow, 5000));
	buf_reset(&b);
	CHECK_OK(ipc_ask(cx, quick, SLICE("still here"), 5000, &b));
	buf_free(&b);
	close(slow);
	close(quick);
	end(&p);
}

TEST(ipc_cuts_who_does_not_take_the_answer)
{
	struct place p;
	struct buf big, b;
	int deaf, quick, small = 4096;
	begin(cx, &p, 1500);
	buf_init(&big, LIMIT_IPC_BYTES + 4);
	buf_u32(&big, LIMIT_IPC_BYTES);
	buf_fill(&big, 'a', LIMIT_IPC_BYTES);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &deaf));
	setsockopt(deaf, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	for (size_t sent = 0; sent < big.n;) {
		ssize_t n = send(deaf, big.p + sent, big.n - sent, MSG_NOSIGNAL);
		if (n > 0)
			sent += (size_t)n;
		else
			usleep(1000);
	}
	buf_init(&b, 100);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &quick));
	CHECK_OK(ipc_ask(cx, quick, SLICE("meanwhile"), 1200, &b));
	buf_free(&b);
	usleep(3500000);
	size_t got = 0;
	for (ssize_t n; (n = recv(deaf, big.p, big.n, 0)) > 0;)
		got += (size_t)n;
	CHECK(got < LIMIT_IPC_BYTES);
	buf_free(&big);
	close(deaf);
	close(quick);
	end(&p);
}

TEST(ipc_answer_that_is_too_long_closes)
{
	struct place p;
	struct buf b;
	int fd;
	begin(cx, &p, 1000);
	buf_init(&b, 100);
	CHECK_OK(ipc_connect(cx, p.path, 1000, &fd));
	CHECK_ERR(ipc_ask(cx, fd, SLICE("too much"), 1000, &b), ERR_IPC);
	buf_free(&b);
	close(fd);
	end(&p);
}

TEST(ipc_nobody_there)
{
	int fd;
	CHECK_ERR(ipc_connect(cx, "/tmp/cinnabar-no-such-socket", 100, &fd), ERR_IPC);
	CHECK_ERR(ipc_connect(cx, "", 100, &fd), ERR_IPC);
	CHECK_ERR(ipc_connect(cx, "/tmp/a-path-that-is-longer-than-any-socket-may-be/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789", 100, &fd),
		ERR_IPC);
}

TEST(ipc_takes_the_place_of_the_dead_alone)
{
	struct place p;
	struct ipc_server *second = NULL;
	struct stat st;
	int fd;
	begin(cx, &p, 1000);
	CHECK_ERR(ipc_open(cx, p.path, on_asked, &p, &second), ERR_IPC);
	CHECK_INT(stat(p.path, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	end(&p);
	CHECK(mkdir(p.folder, 0700) == 0);
	CHECK_OK(ipc_bind(cx, p.path, &fd));
	close(fd); /* the file stays, as after a kill */
	CHECK_OK(ipc_bind(cx, p.path, &fd));
	close(fd);
	unlink(p.path);
	fd = open(p.path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	CHECK_ERR(ipc_bind(cx, p.path, &fd), ERR_IPC);
	unlink(p.path);
	rmdir(p.folder);
}

TEST(ipc_room_for_newcomers_is_made_by_the_quiet)
{
	struct place p;
	struct buf b;
	int fd[LIMIT_IPC_CLIENTS + 8];
	begin(cx, &p, 1000);
	buf_init(&b, 100);
	for (size_t i = 0; i < LIMIT_IPC_CLIENTS + 8; i++) {
		CHECK_OK(ipc_connect(cx, p.path, 1000, &fd[i]));
		buf_reset(&b);
		CHECK_OK(ipc_ask(cx, fd[i], SLICE("me"), 1000, &b));
	}
	CHECK(is_cut(fd[0], 1000));
	buf_reset(&b);
	CHECK_OK(ipc_ask(cx, fd[LIMIT_IPC_CLIENTS], SLICE("me"), 1000, &b));
	buf_free(&b);
	for (size_t i = 0; i < LIMIT_IPC_CLIENTS + 8; i++)
		close(fd[i]);
	end(&p);
}

TEST(ipc_knows_its_own_user)
{
	int pair[2];
	CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	CHECK(ipc_peer_is_ours(pair[0]));
	close(pair[0]);
	close(pair[1]);
	CHECK(!ipc_peer_is_ours(-1));
}
