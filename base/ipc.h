/*
 * Owns: framed messages over Unix sockets on one machine: 4 bytes of length (big-endian), then as many bytes, at most LIMIT_IPC_BYTES.
 * One question, one answer, then the next. Every wait has an end. Must never pass descriptors, nor trust a peer of another user.
 */
#ifndef BASE_IPC_H
#define BASE_IPC_H

#include "base/ctx.h"

/* A connection to the socket at `path`. milliseconds: how long to wait. Fails with ERR_IPC; the text tells what to start. */
must_use enum err ipc_connect(struct ctx *cx, const char *path, int milliseconds, int *fd);
/* Sends one frame, takes one frame into `answer`; milliseconds for both together. ERR_IPC leaves the connection of no more use. */
must_use enum err ipc_ask(struct ctx *cx, int fd, struct slice question, int milliseconds, struct buf *answer);

/* A bound, not yet listening socket, mode 0600. A dead one in its place is removed; a living one is ERR_IPC. */
must_use enum err ipc_bind(struct ctx *cx, const char *path, int *fd);
/* The peer runs as our own user or as root (SO_PEERCRED). */
bool ipc_peer_is_ours(int fd);

/* ---- the answering side: one thread waits, others answer ---- */

struct ipc_server;

/* One question that was asked. The asked one fills `answer` and hands it back with ipc_answer, once, from any thread. */
struct ipc_call {
	struct slice question;
	struct buf answer;            /* at most LIMIT_IPC_BYTES; when it failed the connection is closed without one */
	struct ipc_call *next;        /* the server's */
	size_t place;
	uint64_t serial;
};

typedef void ipc_asked(void *self, struct ipc_call *call);

/* Listens. asked() is called by ipc_serve's thread and must not wait. Nothing is taken before ipc_serve. */
must_use enum err ipc_open(struct ctx *cx, const char *path, ipc_asked *asked, void *self, struct ipc_server **out);
/*
 * Serves until ipc_stop; then takes nothing new, waits up to `grace` milliseconds until what was asked is answered and sent, and returns.
 * Slow, silent and half-sending clients are cut after `patience` milliseconds; a quiet connection between questions may stay.
 */
void ipc_serve(struct ipc_server *s, int patience, int grace);
void ipc_answer(struct ipc_server *s, struct ipc_call *call);
/* From a signal handler or another thread. */
void ipc_stop(struct ipc_server *s);
/* After ipc_serve, when nobody answers any more. Removes the socket. */
void ipc_close(struct ipc_server *s);

#endif
