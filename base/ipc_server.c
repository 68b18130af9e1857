/* Owns: the answering side: one epoll loop for all connections, at most one open question on each. */
#include "base/ipc.h"

#include "base/limits.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WAKE  UINT64_MAX
#define KNOCK (UINT64_MAX - 1)

struct connection {
	int fd;                       /* -1 = free place */
	uint64_t serial;              /* tells a call of an earlier connection in this place */
	struct buf in, out;
	size_t sent;
	bool asked;                   /* a question is with somebody */
	int64_t until, used;          /* milliseconds: when it is cut (0 = not waited for); when it last did something */
};

struct ipc_server {
	int listener, epoll, wake;
	ipc_asked *asked;
	void *self;
	char *path;
	struct connection at[LIMIT_IPC_CLIENTS];
	uint64_t serial;
	size_t calls;                 /* open questions */
	pthread_mutex_t lock;
	struct ipc_call *answered;    /* handed back, not yet sent */
	atomic_bool stop;
	int patience;
};

static int64_t milliseconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void watch(struct ipc_server *s, int operation, int fd, uint32_t events, uint64_t tag)
{
	struct epoll_event event = { .events = events, .data.u64 = tag };
	if (epoll_ctl(s->epoll, operation, fd, &event) != 0)
		abort(); /* a bug, or no memory left */
}

enum err ipc_open(struct ctx *cx, const char *path, ipc_asked *asked, void *self, struct ipc_server **out)
{
	int fd = -1;
	enum err e = ipc_bind(cx, path, &fd);
	if (e != OK)
		return e;
	if (listen(fd, LIMIT_IPC_CLIENTS) != 0) {
		close(fd);
		return fail(cx, ERR_IPC, "%s: %s", path, strerror(errno));
	}
	struct ipc_server *s = calloc(1, sizeof *s);
	if (!s)
		abort();
	s->listener = fd;
	s->asked = asked;
	s->self = self;
	s->path = strdup(path);
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!s->path || s->epoll < 0 || s->wake < 0)
		abort();
	pthread_mutex_init(&s->lock, NULL);
	for (size_t i = 0; i < LIMIT_IPC_CLIENTS; i++)
		s->at[i].fd = -1;
	watch(s, EPOLL_CTL_ADD, s->listener, EPOLLIN, KNOCK);
	watch(s, EPOLL_CTL_ADD, s->wake, EPOLLIN, WAKE);
	*out = s;
	return OK;
}

static void call_free(struct ipc_call *call)
{
	free((void *)(uintptr_t)call->question.p);
	buf_wipe(&call->answer);
	free(call);
}

static void cut(struct connection *c)
{
	close(c->fd);
	c->fd = -1;
	c->serial = 0;
	c->asked = false;
	buf_wipe(&c->in);
	buf_wipe(&c->out);
}

/* A free place; the longest quiet connection makes room where there is none. */
static struct connection *find_place(struct ipc_server *s)
{
	struct connection *quiet = NULL;
	for (size_t i = 0; i < LIMIT_IPC_CLIENTS; i++) {
		struct connection *c = &s->at[i];
		if (c->fd < 0)
			return c;
		if (!c->asked && !c->out.n && !c->in.n && (!quiet || c->used < quiet->used))
			quiet = c;
	}
	if (quiet)
		cut(quiet);
	return quiet;
}

static void accept_one(struct ipc_server *s)
{
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct connection *c = fd >= 0 && ipc_peer_is_ours(fd) ? find_place(s) : NULL;
	if (!c) {
		if (fd >= 0)
			close(fd);
		return;
	}
	*c = (struct connection){ .fd = fd, .serial = ++s->serial, .used = milliseconds_now() };
	buf_init(&c->in, 4 + LIMIT_IPC_BYTES);
	buf_init(&c->out, 4 + LIMIT_IPC_BYTES);
	watch(s, EPOLL_CTL_ADD, fd, EPOLLIN, (uint64_t)(c - s->at));
}

/* A whole frame goes to whoever answers; until then this connection is not read. */
static void ask(struct ipc_server *s, struct connection *c)
{
	struct ipc_call *call = calloc(1, sizeof *call);
	uint8_t *copy = malloc(c->in.n);
	if (!call || !copy)
		abort();
	memcpy(copy, c->in.p + 4, c->in.n - 4);
	call->question = slice_of(copy, c->in.n - 4);
	call->place = (size_t)(c - s->at);
	call->serial = c->serial;
	buf_init(&call->answer, LIMIT_IPC_BYTES);
	memset(c->in.p, 0, c->in.n);
	buf_reset(&c->in);
	c->asked = true;
	c->until = 0;
	s->calls++;
	watch(s, EPOLL_CTL_MOD, c->fd, 0, call->place);
	s->asked(s->self, call);
}

/* Bytes that the frame still lacks; 0 = whole. SIZE_MAX = it is longer than allowed. */
static size_t lacking(const struct buf *in)
{
	if (in->n < 4)
		return 4 - in->n;
	struct rd r = rd_of(slice_of(in->p, 4));
	size_t n = rd_u32(&r);
	return n > LIMIT_IPC_BYTES ? SIZE_MAX : 4 + n - in->n;
}

/* Reads one frame and no byte of the next. */
static void read_some(struct ipc_server *s, struct connection *c)
{
	uint8_t chunk[16384];
	for (size_t want; (want = lacking(&c->in)) != 0;) {
		if (want == SIZE_MAX) {
			cut(c);
			return;
		}
		ssize_t n = recv(c->fd, chunk, want < sizeof chunk ? want : sizeof chunk, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			cut(c);
			return;
		}
		/* From the first byte on, the whole frame must come within the patience: a byte now and then buys no time. */
		c->used = milliseconds_now();
		if (c->in.n == 0)
			c->until = c->used + s->patience;
		buf_put(&c->in, chunk, (size_t)n);
		memset(chunk, 0, (size_t)n);
	}
	ask(s, c);
}

static void write_some(struct ipc_server *s, struct connection *c)
{
	while (c->sent < c->out.n) {
		ssize_t n = send(c->fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			watch(s, EPOLL_CTL_MOD, c->fd, EPOLLOUT, (uint64_t)(c - s->at));
			return;
		}
		if (n <= 0) {
			cut(c);
			return;
		}
		c->sent += (size_t)n;
	}
	memset(c->out.p, 0, c->out.n);
	buf_reset(&c->out);
	c->until = 0;
	c->used = milliseconds_now();
	watch(s, EPOLL_CTL_MOD, c->fd, EPOLLIN, (uint64_t)(c - s->at));
}

static void send_answered(struct ipc_server *s)
{
	uint64_t count;
	(void)!read(s->wake, &count, sizeof count);
	pthread_mutex_lock(&s->lock);
	struct ipc_call *call = s->answered;
	s->answered = NULL;
	pthread_mutex_unlock(&s->lock);
	while (call) {
		struct ipc_call *next = call->next;
		struct connection *c = &s->at[call->place];
		s->calls--;
		if (c->serial == call->serial && !buf_ok(&call->answer)) {
			cut(c);
		} else if (c->serial == call->serial) {
			buf_u32(&c->out, (uint32_t)call->answer.n);
			buf_put_slice(&c->out, buf_slice(&call->answer));
			c->sent = 0;
			c->asked = false;
			c->until = milliseconds_now() + s->patience;
			write_some(s, c);
		}
		call_free(call);
		call = next;
	}
}

static void cut_slow(struct ipc_server *s, int64_t now)
{
	for (size_t i = 0; i < LIMIT_IPC_CLIENTS; i++) {
		if (s->at[i].fd >= 0 && s->at[i].until && s->at[i].until <= now)
			cut(&s->at[i]);
	}
}

static void handle(struct ipc_server *s, const struct epoll_event *event)
{
	if (event->data.u64 == WAKE) {
		send_answered(s);
		return;
	}
	if (event->data.u64 == KNOCK) {
		accept_one(s);
		return;
	}
	struct connection *c = &s->at[event->data.u64];
	if (c->fd < 0)
		return;
	if (event->events & EPOLLOUT)
		write_some(s, c);
	else if (event->events & EPOLLIN)
		read_some(s, c);
	else if (event->events & (EPOLLHUP | EPOLLERR))
		cut(c);
}

static bool unsent(const struct ipc_server *s)
{
	for (size_t i = 0; i < LIMIT_IPC_CLIENTS; i++) {
		if (s->at[i].fd >= 0 && s->at[i].out.n)
			return true;
	}
	return s->calls > 0;
}

void ipc_serve(struct ipc_server *s, int patience, int grace)
{
	struct epoll_event events[64];
	int64_t end = 0;
	s->patience = patience;
	for (;;) {
		int n = epoll_wait(s->epoll, events, 64, patience < 250 ? patience : 250);
		int64_t now = milliseconds_now();
		bool stopping = atomic_load(&s->stop);
		if (stopping && !end) {
			end = now + grace;
			close(s->listener);
			s->listener = -1;
		}
		for (int i = 0; i < n; i++) {
			/* Nothing new once it stops: questions half read are left to their senders. */
			bool news = events[i].data.u64 == KNOCK || (events[i].data.u64 != WAKE && !(events[i].events & EPOLLOUT));
			if (!(stopping && news))
				handle(s, &events[i]);
			else if (events[i].data.u64 != KNOCK && s->at[events[i].data.u64].fd >= 0)
				cut(&s->at[events[i].data.u64]);
		}
		cut_slow(s, now);
		if (stopping && (!unsent(s) || now >= end))
			return;
	}
}

void ipc_answer(struct ipc_server *s, struct ipc_call *call)
{
	uint64_t one = 1;
	pthread_mutex_lock(&s->lock);
	call->next = s->answered;
	s->answered = call;
	pthread_mutex_unlock(&s->lock);
	(void)!write(s->wake, &one, sizeof one);
}

void ipc_stop(struct ipc_server *s)
{
	uint64_t one = 1;
	atomic_store(&s->stop, true);
	(void)!write(s->wake, &one, sizeof one);
}

void ipc_close(struct ipc_server *s)
{
	if (!s)
		return;
	send_answered(s);
	for (size_t i = 0; i < LIMIT_IPC_CLIENTS; i++) {
		if (s->at[i].fd >= 0)
			cut(&s->at[i]);
	}
	if (s->listener >= 0)
		close(s->listener);
	close(s->epoll);
	close(s->wake);
	(void)unlink(s->path);
	pthread_mutex_destroy(&s->lock);
	free(s->path);
	free(s);
}
