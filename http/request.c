/* Owns: one request from h2o's hands into a handler's and back. */
#include "http/request.h"

#include "base/log.h"
#include "http/guard.h"
#include "http/jobs.h"

#include <stdio.h>

#define BY_SIZE_LOOP_BYTES 4096 /* bodies up to here are judged on the loop */

static struct slice slice_from(h2o_iovec_t v) { return slice_of(v.base, v.len); }

static enum http_method method_of(h2o_iovec_t m)
{
	if (h2o_memis(m.base, m.len, H2O_STRLIT("GET")))
		return HTTP_GET;
	if (h2o_memis(m.base, m.len, H2O_STRLIT("POST")))
		return HTTP_POST;
	if (h2o_memis(m.base, m.len, H2O_STRLIT("HEAD")))
		return HTTP_HEAD;
	return h2o_memis(m.base, m.len, H2O_STRLIT("OPTIONS")) ? HTTP_OPTIONS : HTTP_OTHER;
}

/* The member a header belongs to, NULL for those no handler sees. h2o's tokens are compared by address. */
static struct slice *member_of(struct http_request *q, const h2o_header_t *h)
{
	const h2o_iovec_t *name = h->name;
	if (name == &H2O_TOKEN_CONTENT_TYPE->buf)
		return &q->content_type;
	if (name == &H2O_TOKEN_ACCEPT->buf)
		return &q->accept;
	if (name == &H2O_TOKEN_ACCEPT_LANGUAGE->buf)
		return &q->accept_language;
	if (name == &H2O_TOKEN_ACCEPT_ENCODING->buf)
		return &q->accept_encoding;
	if (name == &H2O_TOKEN_CONTENT_ENCODING->buf)
		return &q->content_encoding;
	if (name == &H2O_TOKEN_COOKIE->buf)
		return &q->cookie;
	if (name == &H2O_TOKEN_IF_NONE_MATCH->buf)
		return &q->if_none_match;
	if (name == &H2O_TOKEN_USER_AGENT->buf)
		return &q->user_agent;
	if (h2o_memis(name->base, name->len, H2O_STRLIT("sec-fetch-site")))
		return &q->fetch_site;
	return h2o_memis(name->base, name->len, H2O_STRLIT("origin")) ? &q->origin : NULL;
}

/* h2o takes the whole address for the path; its host goes before the header (RFC 9112 3.2.2). */
static void read_absolute(h2o_req_t *req, struct http_request *q)
{
	struct slice path;
	size_t query_at, *places;
	if (!guard_target(slice_from(req->path), &q->host, &path, &q->query))
		return;
	q->path = slice_from(h2o_url_normalize_path(&req->pool, (const char *)path.p, path.n, &query_at, &places));
}

static void translate(h2o_req_t *req, const struct connection *c, struct http_request *q)
{
	*q = (struct http_request){ .method = method_of(req->method) };
	q->path = slice_from(req->path_normalized);
	if (req->query_at != SIZE_MAX)
		q->query = slice_of(req->path.base + req->query_at + 1, req->path.len - req->query_at - 1);
	q->body = slice_from(req->entity);
	q->host = slice_from(req->input.authority);
	if (req->path.len && req->path.base[0] != '/')
		read_absolute(req, q);
	q->tls = c->socket->ssl != NULL;
	memcpy(q->peer, c->peer, sizeof q->peer);
	for (size_t i = 0; i < req->headers.size; i++) {
		struct slice *member = member_of(q, &req->headers.entries[i]);
		/* The first of a name counts: a proxy's view and ours must not depend on the last. */
		if (member && !member->p)
			*member = slice_from(req->headers.entries[i].value);
	}
}

static void refuse(h2o_req_t *req, struct loop *l, const struct http_request *q, const struct reply_facts *f, int status, const char *detail,
	const char *header, const char *value)
{
	struct http_reply r = { 0 };
	reply_problem(&l->cx, &r, status, detail);
	if (header)
		http_header_add(&r, header, slice_str(value));
	if (l->shared->config->refusal && connection_of(req)->listener == LOOP_PUBLIC)
		l->shared->config->refusal(&l->cx, l->worker, q, &r);
	reply_send(req, &r, f);
}

static const char *too_large(struct ctx *cx, size_t most)
{
	return most ? ctx_printf(cx, "this address takes a body of at most %zu bytes", most) : "this address takes no body";
}

/* Everything that can be said before a handler is asked. True: it was said. */
static bool is_refused(h2o_req_t *req, struct connection *c, const struct http_request *q, const struct routes_match *m,
	struct reply_facts *f)
{
	struct loop *l = c->loop;
	char text[16];
	double cost = m->route ? m->route->cost : 1;
	unsigned wait = c->listener == LOOP_PUBLIC ? peers_take(l->shared->peers, c->peer, cost, f->started) : 0;
	if (wait) {
		snprintf(text, sizeof text, "%u", wait);
		metrics_add(&l->metrics.refused[REFUSED_RATE], 1);
		refuse(req, l, q, f, 429, "too many requests from this address; wait as Retry-After says", "Retry-After", text);
	} else if (!m->pattern) {
		refuse(req, l, q, f, 404, "there is nothing at this address", NULL, NULL);
	} else if (!m->route && q->method == HTTP_OPTIONS) {
		struct http_reply r = { .status = 204 };
		http_header_add(&r, "Allow", slice_str(m->allow));
		reply_send(req, &r, f);
	} else if (!m->route) {
		refuse(req, l, q, f, 405, "this address does not take the method; Allow lists those it does", "Allow", m->allow);
	} else if (q->body.n > m->route->body_max) {
		metrics_add(&l->metrics.refused[REFUSED_BODY_SIZE], 1);
		refuse(req, l, q, f, 413, too_large(&l->cx, m->route->body_max), NULL, NULL);
	} else if (q->body.n && q->content_encoding.n && !h2o_lcstris((const char *)q->content_encoding.p, q->content_encoding.n, H2O_STRLIT("identity"))) {
		refuse(req, l, q, f, 415, "RFC 9110 8.4: send the body without a content coding", "Accept-Encoding", "identity");
	} else {
		return false;
	}
	return true;
}

static void run_on_loop(h2o_req_t *req, struct loop *l, const struct http_request *q, http_handler *handler, const struct reply_facts *f)
{
	struct http_reply r = { 0 };
	handler(&l->cx, l->worker, q, &r);
	reply_send(req, &r, f);
}

static void run_in_pool(h2o_req_t *req, struct loop *l, const struct http_request *q, http_handler *handler, const struct reply_facts *f)
{
	struct job *job = jobs_new(l, req, q, f, handler);
	if (jobs_put(l->shared->pool, job))
		return;
	jobs_forget(job);
	metrics_add(&l->metrics.refused[REFUSED_BUSY], 1);
	refuse(req, l, q, f, 503, "too much is being worked on; try again as Retry-After says", "Retry-After", "2");
}

static int on_req(h2o_handler_t *self, h2o_req_t *req)
{
	struct connection *c = connection_of(req);
	struct loop *l = c->loop;
	struct http_request q;
	struct routes_match m;
	struct timespec wall;
	(void)self;
	clock_gettime(CLOCK_REALTIME, &wall);
	connection_working(c, c->head.size + req->entity.len);
	metrics_add(&l->metrics.requests, 1);
	metrics_add(&l->metrics.bytes_in, c->request_size);
	translate(req, c, &q);
	loop_request_id(l, q.id);
	routes_find(&l->shared->routes[c->listener], q.method, q.path, &m);
	struct reply_facts f = { .started = loop_clock(), .now = wall.tv_sec, .method = reply_method_name(q.method),
		.route = m.pattern ? m.pattern : "-", .head = q.method == HTTP_HEAD };
	memcpy(f.id, q.id, sizeof f.id);
	l->cx.now = wall.tv_sec;
	memcpy(l->cx.request, q.id, sizeof l->cx.request);
	if (!is_refused(req, c, &q, &m, &f)) {
		bool pool = m.route->where == HTTP_IN_POOL || (m.route->where == HTTP_BY_SIZE && q.body.n > BY_SIZE_LOOP_BYTES);
		(pool ? run_in_pool : run_on_loop)(req, l, &q, m.route->handler, &f);
	}
	ctx_reset(&l->cx);
	return 0;
}

void request_register(h2o_pathconf_t *path)
{
	h2o_handler_t *handler = h2o_create_handler(path, sizeof *handler);
	handler->on_req = on_req;
}
