/*
 * Owns: the HTTP/1.1 server, boxed in: everything outside http/ sees only these types, so that h2o can be replaced.
 * One loop per core, a bounded pool for slow handlers, limits and timeouts. Must never log a query, body or header value.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/ctx.h"

enum http_method { HTTP_NONE = 0, HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OPTIONS, HTTP_OTHER };

struct http_request {
	enum http_method method;
	struct slice path;             /* normalised, without query */
	struct slice query;            /* raw, absent when none */
	struct slice body;
	struct slice content_type, accept, accept_language, cookie, origin, if_none_match, accept_encoding; /* absent when not sent */
	struct slice host;
	uint8_t peer[16];              /* IPv6 or v4-mapped */
	bool tls;
	char id[17];                   /* request id, also in the reply header */
};

struct http_header { const char *name; struct slice value; };

struct http_reply {
	int status;
	const char *content_type;      /* static string */
	struct slice body;             /* in the ctx's arena or static: copied before the arena is reset */
	struct http_header headers[8]; /* extra ones */
	size_t header_count;
	bool body_is_static;           /* lives for ever: not copied */
};

void http_header_add(struct http_reply *r, const char *name, struct slice value);
/* application/problem+json (RFC 9457): type about:blank, title, status, code, detail. */
void http_problem(struct ctx *cx, struct http_reply *r, int status, const char *code, const char *detail);

/* Answers one request. `worker` is what worker_open made for this thread. Must fill the reply. */
typedef void http_handler(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r);

/* IN_POOL for anything over 0.5 ms; BY_SIZE: on the loop up to 4 KiB of body, else in the pool. */
enum http_where { HTTP_ON_LOOP = 0, HTTP_IN_POOL, HTTP_BY_SIZE };

struct http_route {
	enum http_method method;
	const char *path;              /* exact, or a prefix ending in "/" + "*" */
	enum http_where where;
	size_t body_max;               /* bytes; 413 above. 0 = no body allowed */
	double cost;                   /* tokens taken from the client's bucket */
	http_handler *handler;
};

struct http_config {
	const char *listen, *admin_listen;   /* "127.0.0.1:8080", "[::1]:8080"; admin may be NULL */
	const char *certificate, *key;       /* PEM paths for TLS, NULL = plain */
	int loops, pool_threads;             /* 0 = one per core */
	size_t max_connections, max_per_address;
	double bucket_size, bucket_rate;     /* token bucket per client address */
	size_t body_max;                     /* largest of all routes */
	const struct http_route *routes, *admin_routes; /* end with a NULL path */
	void *(*worker_open)(void *self);    /* once per thread (loops and pool) */
	void (*worker_close)(void *worker);
	void *self;
};

/* Runs until SIGTERM or SIGINT, then stops gracefully (listeners closed, running requests answered, at most 10 s). */
must_use enum err server_run(struct ctx *cx, const struct http_config *config);
/* Prometheus text of the server's own counters, for /metrics. */
void server_metrics(struct buf *out);

#endif
