/*
 * Owns: the bounded pool for handlers that take long: threads of low priority, a queue with an end, answers given back on
 * the loop's own thread. A job whose client has gone is not begun.
 */
#ifndef HTTP_JOBS_H
#define HTTP_JOBS_H

#include "http/reply.h"

struct jobs;

/* One request in the pool. Freed on its loop's thread, when both the thread and the request are done with it. */
struct job {
	h2o_multithread_message_t message; /* first: the loop gets it back by this */
	struct job *next;
	struct loop *loop;
	h2o_req_t *req;   /* loop thread only; NULL when the request has gone */
	bool returned;    /* loop thread only */
	bool cancelled;   /* atomic */
	int fd;           /* of the client, to see whether it hung up */
	http_handler *handler;
	struct ctx cx;
	struct http_request request;
	struct http_reply reply;
	struct reply_facts facts;
};

/*
 * Starts the threads. queue: jobs that may wait for one; more are refused. ERR_SYSTEM where a thread cannot start: *out holds those that run, for
 * jobs_stop and jobs_close.
 */
must_use enum err jobs_open(struct ctx *cx, struct loop_shared *shared, int threads, size_t queue, struct jobs **out);
/* No new jobs; waits until the threads are through or the deadline (CLOCK_REALTIME). False: some still run. */
bool jobs_stop(struct jobs *p, const struct timespec *deadline);
/* After jobs_stop gave true. */
void jobs_close(struct jobs *p);
void jobs_counts(struct jobs *p, size_t *waiting, size_t *running, size_t *threads);
/* Gives a job away, or false when the queue is full. Loop thread. */
bool jobs_put(struct jobs *p, struct job *job);
/* A new job with copies of the request's slices, tied to the life of req. */
struct job *jobs_new(struct loop *l, h2o_req_t *req, const struct http_request *q, const struct reply_facts *facts, http_handler *handler);
/* A job that was not given away. */
void jobs_forget(struct job *job);
/* The loop's receiver of finished jobs. */
void jobs_on_answers(h2o_multithread_receiver_t *receiver, h2o_linklist_t *messages);

#endif
