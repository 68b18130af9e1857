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
	struct slice body;             /* absent when none */
	struct slice content_type, accept, accept_language, cookie, origin, if_none_match, accept_encoding; /* absent when not sent */
	struct slice content_encoding; /* with a body none but "identity" reaches a handler */
	struct slice fetch_site, user_agent; /* Sec-Fetch-Site, User-Agent */
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
	struct http_header headers[14]; /* extra ones */
	size_t header_count;
	bool body_is_static;           /* lives for ever: not copied */
	struct slice lead;             /* what stands in front of the body, also in its length; static */
	bool any_origin;               /* http_any_origin */
};

/*
 * Every reply gets X-Request-Id, X-Content-Type-Options, Referrer-Policy, and Strict-Transport-Security over TLS. A handler's
 * own Cache-Control ("no-store"), Content-Security-Policy (default-src 'none'; frame-ancestors 'none') and
 * Cross-Origin-Resource-Policy ("same-origin") replace the defaults in brackets. A value with a control character gives a 500.
 * Name: static string. Value: as the body, in the ctx's arena or static.
 */
void http_header_add(struct http_reply *r, const char *name, struct slice value);
/* Pages of any origin may read the reply: Access-Control-Allow-Origin (*), -Expose-Headers and the resource policy. Never with credentials. */
void http_any_origin(struct http_reply *r);
/* application/problem+json (RFC 9457): type about:blank, title, status, code, detail. */
void http_problem(struct ctx *cx, struct http_reply *r, int status, const char *code, const char *detail);

/* RFC 9110 13.1.2: one of the tags of If-None-Match, or "*", is this one (with its quotes), compared weakly: answer 304. */
bool http_unchanged(const struct http_request *q, struct slice etag);

/* Handler of an HTTP_OPTIONS route: answers a preflight (Fetch 3.2.2) of any origin with GET and POST, Content-Type and If-None-Match. */
void http_preflight(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r);

/* Answers one request. `worker` is what worker_open made for this thread. Must fill the reply. */
typedef void http_handler(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r);

/*
 * A refusal of the server itself (404, 405, 408, 413, 429, 503 ..., also before the body was read) on its way: r is complete, a problem, and may be given
 * another body and more headers; not another status. q holds no body; where it was refused before h2o saw it: method, path, query, accept, accept_language
 * and id alone. Not asked for what was no HTTP request. Loop thread, its worker.
 */
typedef void http_refusal(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r);

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

/* Milliseconds; 0 = the default in brackets. */
struct http_timeouts {
	int idle;                      /* open connection without a request (15 s; 1 s when connections run short) */
	int header;                    /* TLS handshake, and from the first byte of a request to the end of its headers (10 s) */
	int body;                      /* from there to the end of the body (30 s) */
	int reply;                     /* until the client has taken the reply, or another 64 KiB of it (5 s) */
	int stop;                      /* graceful stop in all (10 s) */
};

struct http_config {
	const char *listen, *admin_listen;   /* "127.0.0.1:8080", "[::1]:8080"; admin may be NULL */
	const char *certificate, *key;       /* PEM paths for TLS, NULL or "" = plain */
	int loops, pool_threads;             /* 0 = one per core */
	size_t pool_queue;                   /* jobs waiting for a pool thread before 503, 0 = 16 per thread */
	size_t max_connections, max_per_address; /* open ones; an IPv6 address counts as its /64; 0 = 1000 and 100 */
	double bucket_size, bucket_rate;     /* token bucket per client address, rate per second; size 0 = no limit */
	size_t body_max;                     /* largest of all routes */
	const struct http_route *routes, *admin_routes; /* end with a NULL path */
	http_refusal *refusal;               /* of the public address; NULL = problems to everybody */
	struct http_timeouts timeouts;
	void *(*worker_open)(void *self);    /* once per thread (loops and pool), on that thread; NULL stops the start; may be absent */
	void (*worker_close)(void *worker);
	void *self;
};

/*
 * Binds, opens the workers, prints "listening on http://ADDR:PORT" (and "admin on ...") to stderr, serves. Port 0 takes a free
 * one. Returns OK after SIGTERM or SIGINT: listeners closed, running requests answered, at most timeouts.stop; a second
 * signal ends the process at once. Fails with ERR_CONF (address malformed), ERR_HTTP_LISTEN (taken, not ours),
 * ERR_HTTP_TLS (PEM files), ERR_SYSTEM. One server a process; it blocks these two signals for all its threads.
 */
must_use enum err server_run(struct ctx *cx, const struct http_config *config);
/* Prometheus text (exposition format 0.0.4) of the running server's counters, for /metrics. Nothing when none runs. */
void server_metrics(struct buf *out);

#endif
