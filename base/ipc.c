/* Owns: sockets and frames, and the asking side. */
#include "base/ipc.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int64_t milliseconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum err address_of(struct ctx *cx, const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	size_t n = strlen(path);
	if (n == 0 || n >= sizeof out->sun_path)
		return fail(cx, ERR_IPC, "%s: a socket's path has 1 to %zu bytes", path, sizeof out->sun_path - 1);
	memcpy(out->sun_path, path, n);
	return OK;
}

enum err ipc_connect(struct ctx *cx, const char *path, int milliseconds, int *out)
{
	struct sockaddr_un address;
	enum err e = address_of(cx, path, &address);
	if (e != OK)
		return e;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fail(cx, ERR_SYSTEM, "socket: %s", strerror(errno));
	/* connect(2) to a Unix socket waits only where the queue of the listener is full; SO_SNDTIMEO ends that wait. */
	struct timeval wait = { .tv_sec = milliseconds / 1000, .tv_usec = (milliseconds % 1000) * 1000 };
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) != 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
		int cause = errno;
		close(fd);
		return fail(cx, ERR_IPC, "%s: %s; is the program behind it running?", path, strerror(cause));
	}
	if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		close(fd);
		return fail(cx, ERR_SYSTEM, "socket: %s", strerror(errno));
	}
	*out = fd;
	return OK;
}

/* Waits until the socket is ready or the time is over. */
static enum err wait_for(struct ctx *cx, int fd, short events, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = events };
	for (;;) {
		int64_t left = until - milliseconds_now();
		int n = poll(&p, 1, left < 0 ? 0 : (int)left);
		if (n > 0)
			return OK;
		if (n == 0)
			return fail(cx, ERR_IPC, "socket: no answer in time");
		if (errno != EINTR)
			return fail(cx, ERR_IPC, "socket: %s", strerror(errno));
	}
}

static enum err send_all(struct ctx *cx, int fd, struct slice bytes, int64_t until)
{
	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n > 0) {
			bytes = slice_sub(bytes, (size_t)n, bytes.n);
		} else if (n < 0 && errno == EAGAIN) {
			enum err e = wait_for(cx, fd, POLLOUT, until);
			if (e != OK)
				return e;
		} else if (n == 0 || errno != EINTR) {
			return fail(cx, ERR_IPC, "socket: the other side is gone: %s", strerror(errno));
		}
	}
	return OK;
}

static enum err receive_all(struct ctx *cx, int fd, uint8_t *out, size_t want, int64_t until)
{
	while (want) {
		ssize_t n = recv(fd, out, want, 0);
		if (n > 0) {
			out += n;
			want -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			enum err e = wait_for(cx, fd, POLLIN, until);
			if (e != OK)
				return e;
		} else if (n == 0 || errno != EINTR) {
			return fail(cx, ERR_IPC, "socket: the other side closed it");
		}
	}
	return OK;
}

enum err ipc_ask(struct ctx *cx, int fd, struct slice question, int milliseconds, struct buf *answer)
{
	int64_t until = milliseconds_now() + milliseconds;
	struct buf frame;
	uint8_t head[4];
	if (question.n > LIMIT_IPC_BYTES)
		return fail(cx, ERR_LIMIT, "socket: a question of more than %d bytes", LIMIT_IPC_BYTES);
	buf_init(&frame, 4 + LIMIT_IPC_BYTES);
	buf_u32(&frame, (uint32_t)question.n);
	buf_put_slice(&frame, question);
	enum err e = send_all(cx, fd, buf_slice(&frame), until);
	buf_wipe(&frame);
	if (e == OK)
		e = receive_all(cx, fd, head, 4, until);
	if (e != OK)
		return e;
	struct rd r = rd_of(slice_of(head, 4));
	uint32_t n = rd_u32(&r);
	if (n > LIMIT_IPC_BYTES)
		return fail(cx, ERR_IPC, "socket: an answer of more than %d bytes", LIMIT_IPC_BYTES);
	uint8_t *room = buf_grow(answer, n);
	return n == 0 ? OK : room ? receive_all(cx, fd, room, n, until) : fail(cx, ERR_LIMIT, "socket: the answer is longer than its buffer");
}

/* A socket file stays behind when its owner is killed. Only one that nobody answers may go. */
static enum err remove_dead(struct ctx *cx, const char *path, const struct sockaddr_un *address)
{
	struct stat st;
	if (lstat(path, &st) != 0)
		return OK;
	if (!S_ISSOCK(st.st_mode))
		return fail(cx, ERR_IPC, "%s: exists and is no socket", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool refused = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	if (!refused)
		return fail(cx, ERR_IPC, "%s: another process listens there", path);
	return unlink(path) == 0 || errno == ENOENT ? OK : fail(cx, ERR_IPC, "%s: %s", path, strerror(errno));
}

enum err ipc_bind(struct ctx *cx, const char *path, int *out)
{
	struct sockaddr_un address;
	enum err e = address_of(cx, path, &address);
	if (e == OK)
		e = remove_dead(cx, path, &address);
	if (e != OK)
		return e;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* Nobody can connect before listen(2), so the mode is right in time. */
	if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 && chmod(path, 0600) == 0) {
		*out = fd;
		return OK;
	}
	e = fail(cx, ERR_IPC, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return e;
}

bool ipc_peer_is_ours(int fd)
{
	struct ucred peer;
	socklen_t n = sizeof peer;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && (peer.uid == 0 || peer.uid == geteuid());
}
