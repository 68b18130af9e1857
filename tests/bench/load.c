/* Owns: the load generator's sockets and its small reader of replies (RFC 9112, Content-Length only). */
#include "tests/bench/load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define REPLY_MAX 32768
#define TURN 64
#define PATIENCE_MS 20000

struct line {
	int fd;
	size_t got, whole; /* bytes of the reply so far; of all of it, 0 = not known yet */
	size_t body;
	char reply[REPLY_MAX + 1];
};

struct load {
	int epoll;
	size_t count;
	struct line lines[];
};

struct job {
	const char *path;
	const struct slice *seals;
	size_t seal_count, sent, done, count;
	double bytes;
	bool verdict;
};

static void die(const char *what)
{
	fprintf(stderr, "bench: load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_line(unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

struct load *load_open(unsigned port, size_t connections)
{
	struct load *l = calloc(1, sizeof *l + connections * sizeof *l->lines);
	if (!l)
		abort();
	l->count = connections;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	for (size_t i = 0; i < connections; i++) {
		l->lines[i].fd = open_line(port);
		struct epoll_event want = { .events = EPOLLIN, .data.ptr = &l->lines[i] };
		if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->lines[i].fd, &want) != 0)
			die("epoll");
	}
	return l;
}

void load_close(struct load *l)
{
	for (size_t i = 0; i < l->count; i++)
		close(l->lines[i].fd);
	close(l->epoll);
	free(l);
}

static void send_next(struct line *line, struct job *job)
{
	char request[4096];
	struct slice seal = job->seals[job->sent % job->seal_count];
	if (job->sent == job->count)
		return;
	/* Base32, a URL and its '#' need no escapes in JSON. */
	int n = snprintf(request, sizeof request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
		"Content-Length: %zu\r\n\r\n{\"seal\":\"%.*s\"}", job->path, seal.n + 11, SLICE_FMT(seal));
	if (n < 0 || (size_t)n >= sizeof request || send(line->fd, request, (size_t)n, MSG_NOSIGNAL) != n)
		die("send");
	job->sent++;
	line->got = line->whole = 0;
}

static void read_head(struct line *line)
{
	line->reply[line->got] = 0;
	char *end = strstr(line->reply, "\r\n\r\n"), *length = strcasestr(line->reply, "\r\ncontent-length:");
	if (!end)
		return;
	if (strncmp(line->reply, "HTTP/1.1 200 ", 13) != 0 || !length || length > end) {
		fprintf(stderr, "bench: unexpected reply: %.200s\n", line->reply);
		exit(1);
	}
	line->body = strtoul(length + 17, NULL, 10);
	line->whole = (size_t)(end + 4 - line->reply) + line->body;
	if (line->whole > REPLY_MAX)
		die("reply too long");
}

static void finish(struct line *line, struct job *job)
{
	line->reply[line->got] = 0;
	if (job->verdict && !strstr(line->reply, "\"verdict\":\"valid\"") && !strstr(line->reply, "\"verdict\":\"expired\"")) {
		fprintf(stderr, "bench: unexpected verdict: %.1500s\n", line->reply);
		exit(1);
	}
	job->done++;
	job->bytes += (double)line->body;
	send_next(line, job);
}

static void receive(struct line *line, struct job *job)
{
	ssize_t n = recv(line->fd, line->reply + line->got, REPLY_MAX - line->got, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0)
		die("the server closed a connection");
	line->got += (size_t)n;
	if (!line->whole)
		read_head(line);
	if (line->whole && line->got > line->whole)
		die("more than a reply");
	if (line->whole && line->got == line->whole)
		finish(line, job);
}

double load_run(struct load *l, const char *path, const struct slice *seals, size_t seal_count, size_t count, bool verdict)
{
	struct job job = { .path = path, .seals = seals, .seal_count = seal_count, .count = count, .verdict = verdict };
	struct epoll_event events[TURN];
	for (size_t i = 0; i < l->count; i++)
		send_next(&l->lines[i], &job);
	while (job.done < count) {
		int n = epoll_wait(l->epoll, events, TURN, PATIENCE_MS);
		if (n == 0 || (n < 0 && errno != EINTR))
			die("no reply");
		for (int i = 0; i < n; i++)
			receive(events[i].data.ptr, &job);
	}
	return job.bytes / (double)count;
}
