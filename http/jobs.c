/* Owns: the worker threads and their queue. */
#include "http/jobs.h"

#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define POOL_NICE 5 /* seals on the loops come first */

struct jobs {
	struct loop_shared *shared;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job *first, *last;
	size_t waiting, running, room;
	bool stopping;
	int count;
	pthread_t threads[LIMIT_HTTP_LOOPS];
};

static void job_free(struct job *job)
{
	ctx_free(&job->cx);
	free(job);
}

/* The request ends: replied, or its connection closed. Loop thread. */
static void on_request_gone(void *data)
{
	struct job *job = *(struct job **)data;
	__atomic_store_n(&job->cancelled, true, __ATOMIC_RELAXED);
	job->req = NULL;
	if (job->returned)
		job_free(job);
}

static void copy_request(struct job *job, const struct http_request *q)
{
	struct slice *slices[] = { &job->request.path, &job->request.query, &job->request.body, &job->request.content_type, &job->request.accept,
		&job->request.accept_language, &job->request.cookie, &job->request.origin, &job->request.if_none_match,
		&job->request.fetch_site, &job->request.user_agent,
		&job->request.accept_encoding, &job->request.content_encoding, &job->request.host };
	job->request = *q;
	for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
		*slices[i] = ctx_copy(&job->cx, *slices[i]);
}

struct job *jobs_new(struct loop *l, h2o_req_t *req, const struct http_request *q, const struct reply_facts *facts, http_handler *handler)
{
	struct job *job = calloc(1, sizeof *job);
	if (!job)
		abort();
	job->loop = l;
	job->req = req;
	job->handler = handler;
	job->fd = h2o_socket_get_fd(connection_of(req)->socket);
	job->facts = *facts;
	job->facts.any_size = true;
	ctx_init(&job->cx, facts->now);
	memcpy(job->cx.request, facts->id, sizeof job->cx.request);
	copy_request(job, q);
	struct job **tie = h2o_mem_alloc_shared(&req->pool, sizeof *tie, on_request_gone);
	*tie = job;
	return job;
}

void jobs_forget(struct job *job) { job->returned = true; }

bool jobs_put(struct jobs *p, struct job *job)
{
	pthread_mutex_lock(&p->lock);
	bool taken = p->waiting < p->room && !p->stopping;
	if (taken) {
		if (p->last)
			p->last->next = job;
		else
			p->first = job;
		p->last = job;
		p->waiting++;
		job->loop->jobs++;
		pthread_cond_signal(&p->more);
	}
	pthread_mutex_unlock(&p->lock);
	return taken;
}

void jobs_on_answers(h2o_multithread_receiver_t *receiver, h2o_linklist_t *messages)
{
	(void)receiver;
	while (!h2o_linklist_is_empty(messages)) {
		struct job *job = H2O_STRUCT_FROM_MEMBER(struct job, message.link, messages->next);
		h2o_linklist_unlink(&job->message.link);
		job->loop->jobs--;
		job->returned = true;
		if (job->req)
			reply_send(job->req, &job->reply, &job->facts);
		else
			job_free(job);
	}
}

/* The client reset the connection, or both sides are closed; a half-closed client still wants its answer. */
static bool hung_up(const struct job *job)
{
	struct pollfd p = { .fd = job->fd };
	return __atomic_load_n(&job->cancelled, __ATOMIC_RELAXED) || (poll(&p, 1, 0) == 1 && (p.revents & (POLLERR | POLLHUP)));
}

static struct job *take(struct jobs *p)
{
	pthread_mutex_lock(&p->lock);
	while (!p->first && !p->stopping)
		pthread_cond_wait(&p->more, &p->lock);
	struct job *job = p->first;
	if (job) {
		p->first = job->next;
		if (!p->first)
			p->last = NULL;
		p->waiting--;
		p->running++;
	}
	pthread_mutex_unlock(&p->lock);
	return job;
}

static void run(struct jobs *p, void *worker, struct job *job)
{
	if (hung_up(job))
		reply_problem(&job->cx, &job->reply, 503, NULL);
	else
		job->handler(&job->cx, worker, &job->request, &job->reply);
	pthread_mutex_lock(&p->lock);
	p->running--;
	pthread_mutex_unlock(&p->lock);
	h2o_multithread_send_message(&job->loop->answers, &job->message);
}

static void *jobs_main(void *arg)
{
	struct jobs *p = arg;
	const struct http_config *config = p->shared->config;
	void *worker = config->worker_open ? config->worker_open(config->self) : NULL;
	setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), POOL_NICE);
	if (loop_ready(p->shared, worker || !config->worker_open)) {
		for (struct job *job = take(p); job; job = take(p))
			run(p, worker, job);
	}
	if (worker && config->worker_close)
		config->worker_close(worker);
	return NULL;
}

enum err jobs_open(struct ctx *cx, struct loop_shared *shared, int threads, size_t queue, struct jobs **out)
{
	struct jobs *p = calloc(1, sizeof *p);
	if (!p)
		abort();
	p->shared = shared;
	p->room = queue;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	*out = p;
	for (; p->count < threads; p->count++) {
		int failed = pthread_create(&p->threads[p->count], NULL, jobs_main, p);
		if (failed)
			return fail(cx, ERR_SYSTEM, "thread of the pool: %s", strerrordesc_np(failed));
	}
	return OK;
}

bool jobs_stop(struct jobs *p, const struct timespec *deadline)
{
	bool ended = true;
	if (!p)
		return true;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (; ended && p->count > 0; p->count -= ended)
		ended = pthread_timedjoin_np(p->threads[p->count - 1], NULL, deadline) == 0;
	return ended;
}

void jobs_close(struct jobs *p)
{
	if (!p)
		return;
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->more);
	free(p);
}

void jobs_counts(struct jobs *p, size_t *waiting, size_t *running, size_t *threads)
{
	pthread_mutex_lock(&p->lock);
	*waiting = p->waiting;
	*running = p->running;
	*threads = (size_t)p->count;
	pthread_mutex_unlock(&p->lock);
}
