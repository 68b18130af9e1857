/*
 * Owns: an event loop and its thread: h2o context, listeners, connections, the worker of its handlers, its counters. What
 * all loops share is frozen before the first starts. Nothing of a loop is touched by another thread but by a message.
 */
#ifndef HTTP_LOOP_H
#define HTTP_LOOP_H

#include "http/access.h"
#include "http/metrics.h"
#include "http/peers.h"
#include "http/routes.h"

#include <h2o.h>

enum { LOOP_PUBLIC = 0, LOOP_ADMIN, LOOP_LISTENERS };

struct loop_shared {
	const struct http_config *config;
	struct http_timeouts timeouts; /* defaults filled in */
	struct routes routes[LOOP_LISTENERS];
	struct peers *peers;
	struct jobs *pool;
	SSL_CTX *tls; /* public listener; NULL = plain */
	h2o_globalconf_t h2o;
	int starting, failed; /* loops and pool threads on their way, and those whose worker did not open */
	pthread_mutex_t lock; /* for the two above */
	pthread_cond_t ready;
};

struct loop {
	struct loop_shared *shared;
	int index;
	int fds[LOOP_LISTENERS]; /* -1 = none */
	pthread_t thread;
	h2o_context_t h2o;
	h2o_multithread_receiver_t answers; /* of pool jobs */
	h2o_multithread_receiver_t orders;
	h2o_multithread_message_t order; /* the one order: stop */
	h2o_socket_t *listeners[LOOP_LISTENERS];
	bool paused, stopping;
	uint64_t stop_at, sweep_at; /* ms of the loop's clock */
	struct connection *connections; /* doubly linked */
	struct connection *entered; /* whose h2o callback runs right now; NULL when it was closed meanwhile */
	size_t jobs; /* given to the pool and not yet come back */
	size_t admin_open; /* connections of the admin listener: counted apart, so that a full server can still be asked */
	struct ctx cx; /* of the handlers on this loop */
	void *worker;
	size_t in_flight;
	struct metrics metrics;
	struct access_ring log;
	size_t random_left;
	uint8_t random[2048]; /* for request ids */
};

/* Starts the thread; it opens its worker, then waits in loop_shared for all to be ready. */
must_use enum err loop_start(struct ctx *cx, struct loop *l);
/* From any thread: stop taking connections, answer what runs, end. */
void loop_stop(struct loop *l);
/* After its thread ended. */
void loop_close(struct loop *l);
/* Every thread calls this once its worker is open (or not); returns false when the start failed somewhere: then end. */
bool loop_ready(struct loop_shared *s, bool opened);
/* A new random request id, 16 hex digits. */
void loop_request_id(struct loop *l, char id[static 17]);
/* Takes new connections again when some have gone. */
void loop_resume(struct loop *l);
/* Microseconds that only grow. */
uint64_t loop_clock(void);

#endif
