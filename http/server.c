/* Owns: start and stop of the server: configuration frozen, sockets bound, threads started, signals awaited. */
#include "http/server.h"

#include "base/log.h"
#include "http/connection.h"
#include "http/listen.h"
#include "http/jobs.h"
#include "http/request.h"
#include "http/tls.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define LOG_FLUSH_MS 50
#define SPARE_FILES 256 /* descriptors besides connections: store, log, pipes */

struct server {
	struct loop_shared shared;
	struct http_config config; /* defaults filled in */
	struct loop *loops[LIMIT_HTTP_LOOPS];
	int loop_count, started;
	pthread_t log_thread;
	bool log_runs, log_end; /* log_end: atomic */
	int64_t since;
	char name[64]; /* "http://127.0.0.1:8080" */
};

/* For server_metrics alone: handlers know no server. */
static struct server *running;
static pthread_rwlock_t running_lock = PTHREAD_RWLOCK_INITIALIZER;

static void set_running(struct server *s)
{
	pthread_rwlock_wrlock(&running_lock);
	running = s;
	pthread_rwlock_unlock(&running_lock);
}

void server_metrics(struct buf *out)
{
	pthread_rwlock_rdlock(&running_lock);
	struct server *s = running;
	if (s) {
		const struct metrics *blocks[LIMIT_HTTP_LOOPS];
		struct metrics_now now = { .connections = peers_connections(s->shared.peers), .loops = (size_t)s->loop_count, .started = s->since };
		for (int i = 0; i < s->loop_count; i++) {
			blocks[i] = &s->loops[i]->metrics;
			now.in_flight += __atomic_load_n(&s->loops[i]->in_flight, __ATOMIC_RELAXED);
		}
		jobs_counts(s->shared.pool, &now.pool_waiting, &now.pool_running, &now.pool_threads);
		metrics_format(out, blocks, (size_t)s->loop_count, &now);
	}
	pthread_rwlock_unlock(&running_lock);
}

static int or_default(int value, int fallback) { return value > 0 ? value : fallback; }

static void fill_defaults(struct server *s, const struct http_config *config)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int per_core = cores < 1 ? 1 : cores > LIMIT_HTTP_LOOPS ? LIMIT_HTTP_LOOPS : (int)cores;
	const struct http_timeouts *t = &config->timeouts;
	s->config = *config;
	s->config.loops = or_default(config->loops, per_core);
	s->config.pool_threads = or_default(config->pool_threads, per_core);
	if (!s->config.pool_queue)
		s->config.pool_queue = 16 * (size_t)s->config.pool_threads;
	if (!s->config.max_connections)
		s->config.max_connections = 1000;
	if (!s->config.max_per_address)
		s->config.max_per_address = 100;
	s->shared.config = &s->config;
	s->shared.timeouts = (struct http_timeouts){ .idle = or_default(t->idle, 15000), .header = or_default(t->header, 10000),
		.body = or_default(t->body, 30000), .reply = or_default(t->reply, 5000), .stop = or_default(t->stop, 10000) };
}

/* More connections than descriptors would make accept fail in a circle. */
static enum err raise_file_limit(struct ctx *cx, size_t connections)
{
	struct rlimit limit;
	rlim_t want = connections + SPARE_FILES;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return fail(cx, ERR_SYSTEM, "getrlimit: %s", strerrordesc_np(errno));
	if (limit.rlim_cur >= want)
		return OK;
	limit.rlim_cur = want;
	if (limit.rlim_max < want || setrlimit(RLIMIT_NOFILE, &limit) != 0)
		return fail(cx, ERR_CONF, "%zu connections need %zu open files, the system allows %zu: lower the number or raise the limit",
			connections, (size_t)want, (size_t)limit.rlim_max);
	return OK;
}

static enum err check(struct ctx *cx, const struct http_config *c)
{
	if (c->loops > LIMIT_HTTP_LOOPS || c->pool_threads > LIMIT_HTTP_LOOPS)
		return fail(cx, ERR_CONF, "at most %d event loops and %d pool threads", LIMIT_HTTP_LOOPS, LIMIT_HTTP_LOOPS);
	for (const struct http_route *r = c->routes; r && r->path; r++) {
		if (r->body_max > c->body_max)
			return fail(cx, ERR_BUG, "route %s takes larger bodies than the server", r->path);
	}
	return OK;
}

static void freeze_h2o(struct server *s)
{
	h2o_globalconf_t *h = &s->shared.h2o;
	const struct http_timeouts *t = &s->shared.timeouts;
	h2o_config_init(h);
	h->server_name = h2o_iovec_init(NULL, 0);
	h->max_request_entity_size = s->config.body_max + CONNECTION_BODY_SLACK + 1; /* its chunked reader refuses at the maximum; we refuse before */
	h->http1.req_timeout = (uint64_t)t->idle + (uint64_t)t->header + (uint64_t)t->body + 2000; /* ours come first */
	h->http1.upgrade_to_http2 = 0;
	h2o_hostconf_t *host = h2o_config_register_host(h, h2o_iovec_init(H2O_STRLIT("default")), 65535);
	reply_register_filter(&host->fallback_path);
	request_register(&host->fallback_path);
}

static enum err bind_all(struct ctx *cx, struct server *s)
{
	const struct http_config *c = &s->config;
	int fds[LIMIT_HTTP_LOOPS];
	uint16_t port = 0;
	enum err e = listen_open(cx, c->listen, (size_t)s->loop_count, fds, &port);
	if (e != OK)
		return e;
	for (int i = 0; i < s->loop_count; i++)
		s->loops[i]->fds[LOOP_PUBLIC] = fds[i];
	snprintf(s->name, sizeof s->name, "%s://%s:%u", s->shared.tls ? "https" : "http", listen_host(cx, c->listen), (unsigned)port);
	if (c->admin_listen && *c->admin_listen) {
		e = listen_open(cx, c->admin_listen, 1, &s->loops[0]->fds[LOOP_ADMIN], &port);
		if (e == OK)
			fprintf(stderr, "admin on http://%s:%u\n", listen_host(cx, c->admin_listen), (unsigned)port);
	}
	return e;
}

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&t, NULL);
}

static void *log_main(void *arg)
{
	struct server *s = arg;
	for (bool end = false; !end;) {
		sleep_ms(LOG_FLUSH_MS);
		end = __atomic_load_n(&s->log_end, __ATOMIC_ACQUIRE);
		for (int i = 0; i < s->loop_count; i++)
			access_flush(&s->loops[i]->log);
	}
	return NULL;
}

/* Threads that did not come to life count as failed, so that those which did end. */
static void give_up(struct loop_shared *s, int missing)
{
	pthread_mutex_lock(&s->lock);
	s->failed += missing;
	s->starting -= missing;
	if (s->starting == 0)
		pthread_cond_broadcast(&s->ready);
	pthread_mutex_unlock(&s->lock);
}

static enum err start_threads(struct ctx *cx, struct server *s)
{
	int total = s->loop_count + s->config.pool_threads, alive = 0;
	s->shared.starting = total + 1; /* and this one */
	enum err e = OK;
	for (; e == OK && s->started < s->loop_count; s->started += e == OK)
		e = loop_start(cx, s->loops[s->started]);
	if (e == OK)
		e = jobs_open(cx, &s->shared, s->config.pool_threads, s->config.pool_queue, &s->shared.pool);
	if (s->shared.pool) {
		size_t waiting, busy, threads;
		jobs_counts(s->shared.pool, &waiting, &busy, &threads);
		alive = (int)threads;
	}
	alive += s->started;
	if (alive < total)
		give_up(&s->shared, total - alive);
	s->log_runs = pthread_create(&s->log_thread, NULL, log_main, s) == 0;
	if (!loop_ready(&s->shared, s->log_runs) && e == OK)
		e = fail(cx, ERR_SYSTEM, "a worker of the server could not be opened");
	return e;
}

static enum err create_loops(struct ctx *cx, struct server *s)
{
	for (; s->loop_count < s->config.loops; s->loop_count++) {
		struct loop *l = calloc(1, sizeof *l);
		if (!l)
			return fail(cx, ERR_SYSTEM, "no memory for a loop");
		l->shared = &s->shared;
		l->index = s->loop_count;
		l->fds[LOOP_PUBLIC] = l->fds[LOOP_ADMIN] = -1;
		s->loops[s->loop_count] = l;
	}
	return OK;
}

static void wait_for_signal(const sigset_t *signals)
{
	while (sigwaitinfo(signals, NULL) < 0 && errno == EINTR)
		;
}

/*
 * A second signal while the first is obeyed ends the process at once. Within a second it is the same wish told twice: Ctrl-C goes to every process
 * of the terminal, and the script that started this one hands it on.
 */
static void *impatience_main(void *arg)
{
	const struct timespec at_once = { 0 };
	sleep(1);
	while (sigtimedwait(arg, NULL, &at_once) > 0)
		;
	wait_for_signal(arg);
	_exit(130);
}

/* False: something still runs after the deadline, so nothing it uses may be freed. */
static bool join_all(struct server *s)
{
	struct timespec deadline;
	void *busy = NULL;
	bool ended = true;
	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += s->shared.timeouts.stop / 1000 + 2;
	for (int i = 0; i < s->started; i++)
		ended = pthread_timedjoin_np(s->loops[i]->thread, &busy, &deadline) == 0 && !busy && ended;
	ended = jobs_stop(s->shared.pool, &deadline) && ended;
	__atomic_store_n(&s->log_end, true, __ATOMIC_RELEASE);
	if (s->log_runs)
		ended = pthread_timedjoin_np(s->log_thread, NULL, &deadline) == 0 && ended;
	return ended;
}

static void free_server(struct server *s)
{
	for (int i = 0; i < s->loop_count; i++) {
		for (int j = 0; j < LOOP_LISTENERS; j++) {
			if (s->loops[i]->fds[j] >= 0)
				close(s->loops[i]->fds[j]);
		}
		loop_close(s->loops[i]);
		free(s->loops[i]);
	}
	jobs_close(s->shared.pool);
	peers_close(s->shared.peers);
	if (s->shared.h2o.hosts)
		h2o_config_dispose(&s->shared.h2o);
	SSL_CTX_free(s->shared.tls);
	pthread_mutex_destroy(&s->shared.lock);
	pthread_cond_destroy(&s->shared.ready);
	free(s);
}

static enum err prepare(struct ctx *cx, struct server *s, const struct http_config *config)
{
	fill_defaults(s, config);
	enum err e = check(cx, &s->config);
	if (e == OK)
		e = routes_open(cx, config->routes, &s->shared.routes[LOOP_PUBLIC]);
	if (e == OK)
		e = routes_open(cx, config->admin_routes, &s->shared.routes[LOOP_ADMIN]);
	if (e == OK)
		e = raise_file_limit(cx, s->config.max_connections);
	if (e == OK && ((config->certificate && *config->certificate) || (config->key && *config->key)))
		e = tls_open(cx, config->certificate, config->key, &s->shared.tls);
	if (e == OK)
		e = create_loops(cx, s);
	if (e != OK)
		return e;
	s->shared.peers = peers_open(s->config.max_connections, s->config.max_per_address, config->bucket_size, config->bucket_rate);
	freeze_h2o(s);
	return bind_all(cx, s);
}

static void serve_until_signal(struct server *s, sigset_t *signals)
{
	pthread_t impatience;
	set_running(s);
	fprintf(stderr, "listening on %s\n", s->name);
	wait_for_signal(signals);
	log_event(NULL, LOG_INFO, "http.stop", "milliseconds=%d", s->shared.timeouts.stop);
	if (pthread_create(&impatience, NULL, impatience_main, signals) == 0)
		pthread_detach(impatience);
	for (int i = 0; i < s->loop_count; i++)
		loop_stop(s->loops[i]);
}

enum err server_run(struct ctx *cx, const struct http_config *config)
{
	static sigset_t signals; /* also for the thread that outlives this call */
	struct server *s = calloc(1, sizeof *s);
	if (!s)
		abort();
	pthread_mutex_init(&s->shared.lock, NULL);
	pthread_cond_init(&s->shared.ready, NULL);
	s->since = cx->now;
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	enum err e = prepare(cx, s, config);
	if (e == OK)
		e = start_threads(cx, s);
	if (e == OK)
		serve_until_signal(s, &signals);
	bool ended = join_all(s);
	set_running(NULL);
	if (ended)
		free_server(s);
	else if (e == OK)
		e = fail(cx, ERR_SYSTEM, "stop: handlers still ran at the deadline");
	return e;
}
