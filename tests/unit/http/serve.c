/* Owns: the child-process server of the http tests. */
#include "tests/unit/http/serve.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Memory the h2o library keeps per thread or forgets (its message queues); not ours to free. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libh2o-evloop.so\n"; }
const char *__lsan_default_options(void);
const char *__lsan_default_options(void) { return "print_suppressions=0"; }

/* A failed test leaves its arena behind; the servers of later tests inherit that and must not be blamed for it. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static void answer(struct http_reply *r, struct slice body)
{
	r->status = 200;
	r->content_type = "text/plain";
	r->body = body;
}

static void hello(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	(void)cx;
	(void)worker;
	(void)q;
	answer(r, SLICE("hello\n"));
	r->body_is_static = true;
}

static void echo(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	(void)worker;
	answer(r, ctx_copy(cx, q->body));
}

static void slow(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	long ms = strtol(ctx_string(cx, q->body), NULL, 10);
	usleep((useconds_t)ms * 1000);
	echo(cx, worker, q, r);
}

static void big(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	(void)worker;
	size_t n = strtoul(ctx_string(cx, q->query), NULL, 10);
	answer(r, slice_of(memset(ctx_alloc(cx, n), 'b', n), n));
}

static void facts(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	answer(r, slice_str(ctx_printf(cx, "path=%.*s query=%.*s host=%.*s type=%.*s origin=%.*s peer=%d.%d tls=%d id=%d worker=%s now=%d", SLICE_FMT(q->path),
		SLICE_FMT(q->query), SLICE_FMT(q->host), SLICE_FMT(q->content_type), SLICE_FMT(q->origin), q->peer[12], q->peer[15], q->tls,
		strcmp(q->id, cx->request) == 0 && strlen(q->id) == 16, worker ? (const char *)worker : "none", cx->now > CHECK_NOW)));
}

static void bad(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	(void)cx;
	(void)worker;
	(void)q;
	(void)r;
}

static void injected(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	hello(cx, worker, q, r);
	http_header_add(r, "Location", SLICE("/\r\nSet-Cookie: a=b"));
}

static void cached(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	hello(cx, worker, q, r);
	http_header_add(r, "Cache-Control", SLICE("public, max-age=60"));
	http_header_add(r, "Content-Security-Policy", SLICE("default-src 'self'"));
	http_header_add(r, "ETag", SLICE("\"1\""));
	http_any_origin(r);
}

/* A part that is static, and one that is not. */
static void led(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	(void)worker;
	answer(r, ctx_copy(cx, slice_sub(q->path, 5, q->path.n)));
	r->lead = SLICE("lead:");
}

static void metrics(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct buf b;
	(void)worker;
	(void)q;
	buf_init(&b, 65536);
	server_metrics(&b);
	answer(r, ctx_copy(cx, buf_slice(&b)));
	buf_free(&b);
}

static const struct http_route routes[] = {
	{ HTTP_GET, "/", HTTP_ON_LOOP, 0, 0, hello },
	{ HTTP_GET, "/files/*", HTTP_ON_LOOP, 0, 0, hello },
	{ HTTP_OPTIONS, "/files/*", HTTP_ON_LOOP, 0, 0, http_preflight },
	{ HTTP_POST, "/echo", HTTP_ON_LOOP, 65536, 1, echo },
	{ HTTP_POST, "/pool", HTTP_IN_POOL, 2 * 1024 * 1024, 1, echo },
	{ HTTP_POST, "/slow", HTTP_IN_POOL, 16, 0, slow },
	{ HTTP_POST, "/sized", HTTP_BY_SIZE, 65536, 0, facts },
	{ HTTP_GET, "/big", HTTP_ON_LOOP, 0, 0, big },
	{ HTTP_GET, "/facts", HTTP_ON_LOOP, 0, 0, facts },
	{ HTTP_GET, "/bad", HTTP_ON_LOOP, 0, 0, bad },
	{ HTTP_GET, "/injected", HTTP_IN_POOL, 0, 0, injected },
	{ HTTP_GET, "/cached", HTTP_ON_LOOP, 0, 0, cached },
	{ HTTP_GET, "/led/*", HTTP_ON_LOOP, 0, 0, led },
	{ HTTP_POST, "/dear", HTTP_ON_LOOP, 0, 50, hello },
	{ 0 },
};
static const struct http_route admin_routes[] = { { HTTP_GET, "/metrics", HTTP_ON_LOOP, 0, 0, metrics }, { 0 } };

static void *open_worker(void *self) { return self; }

struct http_config serve_config(void)
{
	static char worker[] = "w";
	return (struct http_config){ .listen = "127.0.0.1:0", .admin_listen = "127.0.0.1:0", .loops = 2, .pool_threads = 2,
		.body_max = 2 * 1024 * 1024, .routes = routes, .admin_routes = admin_routes, .worker_open = open_worker,
		.self = worker };
}

static void child(const struct http_config *config, int errors, int log)
{
	struct ctx cx;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (__lsan_enable)
		__lsan_enable();
	dup2(errors, 2);
	log_set(LOG_INFO, log);
	ctx_init(&cx, CHECK_NOW);
	enum err e = server_run(&cx, config);
	if (e != OK)
		fprintf(stderr, "%s: %s\n", err_name(e), cx.text);
	ctx_free(&cx);
	exit(e == OK ? 0 : 1);
}

/* Reads words until both addresses are there, or the end. */
static bool read_ready(struct serve *s)
{
	size_t n = 0;
	unsigned port = 0, admin = 0;
	while (n < sizeof s->ready - 1) {
		ssize_t got = read(s->errors, s->ready + n, sizeof s->ready - 1 - n);
		if (got <= 0)
			return false;
		n += (size_t)got;
		s->ready[n] = 0;
		const char *line = strstr(s->ready, "listening on ");
		if (!line || !strchr(line, '\n'))
			continue;
		port = (unsigned)strtoul(strrchr(line, ':') + 1, NULL, 10);
		if (line != s->ready)
			admin = (unsigned)strtoul(strchr(strchr(s->ready, ':') + 1, ':') + 1, NULL, 10);
		s->port = (uint16_t)port;
		s->admin_port = (uint16_t)admin;
		return port != 0;
	}
	return false;
}

bool serve_start(struct serve *s, const struct http_config *config)
{
	int pipes[2];
	*s = (struct serve){ .log = memfd_create("log", MFD_CLOEXEC) };
	if (pipe(pipes) != 0 || s->log < 0)
		abort();
	fflush(NULL);
	static bool disabled;
	if (__lsan_disable && !disabled)
		__lsan_disable();
	disabled = true;
	s->pid = fork();
	if (s->pid < 0)
		abort();
	if (s->pid == 0)
		child(config, pipes[1], s->log);
	close(pipes[1]);
	s->errors = pipes[0];
	return read_ready(s);
}

int serve_wait(struct serve *s, int ms)
{
	int status = 0;
	for (int end = serve_milliseconds() + ms; serve_milliseconds() < end; usleep(5000)) {
		if (waitpid(s->pid, &status, WNOHANG) != s->pid)
			continue;
		ssize_t n = read(s->errors, s->ready, sizeof s->ready - 1);
		s->ready[n > 0 ? n : 0] = 0;
		close(s->errors);
		close(s->log);
		return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
	}
	return -1;
}

int serve_stop(struct serve *s)
{
	kill(s->pid, SIGTERM);
	int code = serve_wait(s, 20000);
	if (code == -1)
		kill(s->pid, SIGKILL);
	if (code != 0)
		print_error("server said: %s\n", s->ready);
	return code;
}

struct slice serve_log(struct ctx *cx, const struct serve *s)
{
	usleep(120000);
	off_t n = lseek(s->log, 0, SEEK_END);
	uint8_t *p = ctx_alloc(cx, (size_t)n + 1);
	return pread(s->log, p, (size_t)n, 0) == n ? slice_of(p, (size_t)n) : (struct slice){ 0 };
}

long serve_metric(struct ctx *cx, const struct serve *s, const char *name)
{
	struct slice text = serve_ask(cx, s->admin_port, "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", NULL);
	const char *all = ctx_string(cx, text), *line = strstr(all, ctx_printf(cx, "\n%s ", name));
	return line ? strtol(line + strlen(name) + 2, NULL, 10) : -1;
}

bool serve_metric_is(struct ctx *cx, const struct serve *s, const char *name, long value)
{
	long got = -1;
	for (int end = serve_milliseconds() + 10000; got != value && serve_milliseconds() < end; usleep(10000))
		got = serve_metric(cx, s, name);
	if (got != value)
		print_error("%s: got %ld, want %ld\n", name, got, value);
	return got == value;
}

int serve_connect(uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof to) != 0)
		abort();
	return fd;
}

void serve_put_bytes(int fd, struct slice bytes)
{
	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n <= 0)
			return; /* the server had enough: what it said is to be read */
		bytes = slice_sub(bytes, (size_t)n, bytes.n);
	}
}

void serve_put(int fd, const char *text) { serve_put_bytes(fd, slice_str(text)); }

struct slice serve_answer(struct ctx *cx, int fd, int ms, bool *closed)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	poll(&p, 1, 10000);
	return serve_get(cx, fd, ms, closed);
}

struct slice serve_get(struct ctx *cx, int fd, int ms, bool *closed)
{
	struct buf b;
	bool over = false;
	buf_init(&b, 16 * 1024 * 1024);
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, ms) != 1)
			break;
		uint8_t bytes[65536];
		ssize_t n = recv(fd, bytes, sizeof bytes, 0);
		over = n <= 0;
		if (over)
			break;
		buf_put(&b, bytes, (size_t)n);
	}
	if (closed)
		*closed = over;
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

struct slice serve_ask(struct ctx *cx, uint16_t port, const char *text, bool *closed)
{
	int fd = serve_connect(port);
	serve_put(fd, text);
	struct slice out = serve_answer(cx, fd, 250, closed);
	close(fd);
	return out;
}

int serve_status(struct slice replies, int n)
{
	for (size_t at = 0; (at = slice_find(replies, SLICE("HTTP/1.1 "), at)) != SIZE_MAX; at++) {
		/* The words also stand in the text of some problems. */
		if (at + 12 <= replies.n && replies.p[at + 9] >= '1' && replies.p[at + 9] <= '9' && n-- == 0)
			return (replies.p[at + 9] - '0') * 100 + (replies.p[at + 10] - '0') * 10 + replies.p[at + 11] - '0';
	}
	return 0;
}

int serve_milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int)(t.tv_sec % 1000000 * 1000 + t.tv_nsec / 1000000);
}
