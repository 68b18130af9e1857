/* Owns: parsing and binding of listen addresses. */
#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define UNREAD_MS 15000 /* TCP_USER_TIMEOUT: sent bytes nobody acknowledged */

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static size_t size_of(const union address *a) { return a->any.sa_family == AF_INET ? sizeof a->v4 : sizeof a->v6; }

const char *listen_host(struct ctx *cx, const char *address)
{
	const char *colon = strrchr(address, ':');
	return ctx_string(cx, slice_of(address, colon ? (size_t)(colon - address) : strlen(address)));
}

static enum err parse_port(struct ctx *cx, const char *address, uint16_t *out)
{
	const char *colon = strrchr(address, ':');
	size_t n = colon ? strspn(colon + 1, "0123456789") : 0;
	unsigned long port = n > 0 && n <= 5 && colon[1 + n] == 0 ? strtoul(colon + 1, NULL, 10) : 65536;
	if (port > 65535)
		return fail(cx, ERR_CONF, "listen address \"%s\": want ADDRESS:PORT, as in 127.0.0.1:8080 or [::1]:8080", address);
	*out = (uint16_t)port;
	return OK;
}

static enum err parse(struct ctx *cx, const char *address, union address *out)
{
	uint16_t port = 0;
	enum err e = parse_port(cx, address, &port);
	if (e != OK)
		return e;
	const char *host = listen_host(cx, address);
	size_t n = strlen(host);
	memset(out, 0, sizeof *out);
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (host[0] == '[' && n > 2 && host[n - 1] == ']' &&
		inet_pton(AF_INET6, ctx_string(cx, slice_of(host + 1, n - 2)), &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons(port);
		return OK;
	}
	if (inet_pton(AF_INET, host, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		return OK;
	}
	return fail(cx, ERR_CONF, "listen address \"%s\": want an IPv4 address, [IPv6 address] or localhost before the port", address);
}

static int open_socket(const union address *a, bool shared)
{
	int on = 1, fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unsigned int unread = UNREAD_MS;
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
		(!shared || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0) &&
		setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unread, sizeof unread) == 0 &&
		bind(fd, &a->any, (socklen_t)size_of(a)) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
	int kept = errno;
	close(fd);
	errno = kept;
	return -1;
}

static enum err refused(struct ctx *cx, const char *address)
{
	switch (errno) {
	case EADDRINUSE:
		return fail(cx, ERR_HTTP_LISTEN, "%s: the address is taken by another program", address);
	case EADDRNOTAVAIL:
		return fail(cx, ERR_HTTP_LISTEN, "%s: this machine does not have the address", address);
	case EACCES:
		return fail(cx, ERR_HTTP_LISTEN, "%s: ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)", address);
	default:
		return fail(cx, ERR_HTTP_LISTEN, "%s: %s", address, strerrordesc_np(errno));
	}
}

/* The port the kernel chose. */
static enum err read_port(struct ctx *cx, int fd, union address *a)
{
	socklen_t n = sizeof *a;
	return getsockname(fd, &a->any, &n) == 0 ? OK : fail(cx, ERR_SYSTEM, "getsockname: %s", strerrordesc_np(errno));
}

enum err listen_open(struct ctx *cx, const char *address, size_t count, int *fds, uint16_t *port)
{
	union address a;
	size_t opened = 0;
	enum err e = parse(cx, address, &a);
	if (e != OK)
		return e;
	/* A socket that does not share finds out whether anybody listens; those that share would quietly join in. */
	int probe = a.v4.sin_port ? open_socket(&a, false) : -1;
	if (a.v4.sin_port && probe < 0)
		return refused(cx, address);
	if (probe >= 0)
		close(probe);
	for (; opened < count && e == OK; opened++) {
		fds[opened] = open_socket(&a, true);
		if (fds[opened] < 0) {
			e = refused(cx, address);
			break;
		}
		e = read_port(cx, fds[opened], &a);
	}
	while (e != OK && opened > 0)
		close(fds[--opened]);
	/* Both families keep the port at the same place. */
	*port = ntohs(a.v4.sin_port);
	return e;
}

enum err listen_try(struct ctx *cx, const char *address)
{
	int fd = -1;
	uint16_t port = 0;
	if (!address || !*address)
		return OK;
	enum err e = listen_open(cx, address, 1, &fd, &port);
	if (e == OK)
		close(fd);
	return e;
}
