/* Owns: the life of an event loop. */
#include "http/loop.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/log.h"
#include "http/connection.h"
#include "http/jobs.h"

#include <errno.h>
#include <signal.h>

#define SWEEP_MS 500
#define SWEEP_STOPPING_MS 25
#define ACCEPTS_A_TURN 16 /* new connections between two looks at the old ones */

uint64_t loop_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

void loop_request_id(struct loop *l, char id[static 17])
{
	if (l->random_left < 8) {
		crypto_random(l->random, sizeof l->random);
		l->random_left = sizeof l->random;
	}
	l->random_left -= 8;
	hex_format(slice_of(l->random + l->random_left, 8), id);
}

bool loop_ready(struct loop_shared *s, bool opened)
{
	pthread_mutex_lock(&s->lock);
	s->failed += !opened;
	if (--s->starting == 0)
		pthread_cond_broadcast(&s->ready);
	while (s->starting > 0)
		pthread_cond_wait(&s->ready, &s->lock);
	bool good = s->failed == 0;
	pthread_mutex_unlock(&s->lock);
	return good;
}

static void on_accept(h2o_socket_t *listener, const char *error)
{
	struct loop *l = listener->data;
	int which = listener == l->listeners[LOOP_ADMIN] ? LOOP_ADMIN : LOOP_PUBLIC;
	if (error)
		return;
	for (int i = 0; i < ACCEPTS_A_TURN; i++) {
		/* At the cap the kernel keeps the newcomers; a listener that stays readable would turn the loop without pause. */
		if (which == LOOP_PUBLIC && peers_connections(l->shared->peers) >= l->shared->config->max_connections) {
			h2o_socket_read_stop(listener);
			l->paused = true;
			return;
		}
		errno = 0;
		h2o_socket_t *s = h2o_evloop_socket_accept(listener);
		if (s) {
			connection_open(l, which, s);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
			h2o_socket_read_stop(listener);
			l->paused = true;
		}
		return;
	}
}

void loop_resume(struct loop *l)
{
	if (!l->paused || l->stopping || peers_connections(l->shared->peers) >= l->shared->config->max_connections)
		return;
	l->paused = false;
	for (int i = 0; i < LOOP_LISTENERS; i++) {
		if (l->listeners[i])
			h2o_socket_read_start(l->listeners[i], on_accept);
	}
}

static void close_listeners(struct loop *l)
{
	for (int i = 0; i < LOOP_LISTENERS; i++) {
		if (l->listeners[i])
			h2o_socket_close(l->listeners[i]);
		else if (l->fds[i] >= 0)
			close(l->fds[i]);
		l->listeners[i] = NULL;
		l->fds[i] = -1;
	}
}

static void on_orders(h2o_multithread_receiver_t *receiver, h2o_linklist_t *messages)
{
	struct loop *l = H2O_STRUCT_FROM_MEMBER(struct loop, orders, receiver);
	while (!h2o_linklist_is_empty(messages))
		h2o_linklist_unlink(messages->next);
	l->stopping = true;
	l->stop_at = h2o_now(l->h2o.loop) + (uint64_t)l->shared->timeouts.stop;
	l->sweep_at = 0;
	close_listeners(l);
	/* Not h2o_context_request_shutdown: it starts a timer for HTTP/2 that would still run at the end. */
	l->h2o.shutdown_requested = 1;
}

void loop_stop(struct loop *l) { h2o_multithread_send_message(&l->orders, &l->order); }

static void listen_on(struct loop *l)
{
	for (int i = 0; i < LOOP_LISTENERS; i++) {
		if (l->fds[i] < 0)
			continue;
		l->listeners[i] = h2o_evloop_socket_create(l->h2o.loop, l->fds[i], H2O_SOCKET_FLAG_DONT_READ);
		l->listeners[i]->data = l;
		h2o_socket_read_start(l->listeners[i], on_accept);
	}
}

static void serve(struct loop *l)
{
	listen_on(l);
	while (!l->stopping || l->connections || l->jobs) {
		h2o_evloop_run(l->h2o.loop, l->stopping ? SWEEP_STOPPING_MS : SWEEP_MS);
		uint64_t now = h2o_now(l->h2o.loop);
		bool over = l->stopping && now >= l->stop_at;
		if (now >= l->sweep_at) {
			connection_sweep(l, over);
			loop_resume(l);
			l->sweep_at = now + (l->stopping ? SWEEP_STOPPING_MS : SWEEP_MS);
		}
		/* Half a second for what the last sweep has set going. */
		if (over && now >= l->stop_at + SWEEP_MS)
			return;
	}
}

static void *loop_main(void *arg)
{
	struct loop *l = arg;
	const struct http_config *config = l->shared->config;
	ctx_init(&l->cx, 0);
	h2o_context_init(&l->h2o, h2o_evloop_create(), &l->shared->h2o);
	h2o_multithread_register_receiver(l->h2o.queue, &l->answers, jobs_on_answers);
	h2o_multithread_register_receiver(l->h2o.queue, &l->orders, on_orders);
	l->worker = config->worker_open ? config->worker_open(config->self) : NULL;
	if (loop_ready(l->shared, l->worker || !config->worker_open))
		serve(l);
	close_listeners(l);
	if (l->worker && config->worker_close)
		config->worker_close(l->worker);
	ctx_free(&l->cx);
	/* With a job still out there the loop's memory must stay: server_run ends without freeing anything. */
	if (l->connections || l->jobs)
		return l;
	h2o_evloop_run(l->h2o.loop, 0);
	h2o_multithread_unregister_receiver(l->h2o.queue, &l->answers);
	h2o_multithread_unregister_receiver(l->h2o.queue, &l->orders);
	h2o_loop_t *loop = l->h2o.loop;
	h2o_context_dispose(&l->h2o);
	h2o_evloop_run(loop, 0);
	h2o_evloop_destroy(loop);
	return NULL;
}

enum err loop_start(struct ctx *cx, struct loop *l)
{
	access_open(&l->log);
	int failed = pthread_create(&l->thread, NULL, loop_main, l);
	return failed ? fail(cx, ERR_SYSTEM, "thread of a loop: %s", strerrordesc_np(failed)) : OK;
}

void loop_close(struct loop *l) { access_close(&l->log); }
