/* Owns: how replies look on the wire. Header lists are made once and copied; the hot path formats nothing. */
#include "http/reply.h"

#include "base/json.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define PROBLEM "application/problem+json"

struct status {
	int number;
	const char *reason, *code;
	int refused; /* enum refused, or -1 */
};

static const struct status statuses[] = {
	{ 200, "OK", "OK", -1 },
	{ 201, "Created", "CREATED", -1 },
	{ 202, "Accepted", "ACCEPTED", -1 },
	{ 204, "No Content", "NO_CONTENT", -1 },
	{ 303, "See Other", "SEE_OTHER", -1 },
	{ 304, "Not Modified", "NOT_MODIFIED", -1 },
	{ 307, "Temporary Redirect", "REDIRECT", -1 },
	{ 308, "Permanent Redirect", "REDIRECT", -1 },
	{ 400, "Bad Request", "BAD_REQUEST", REFUSED_MALFORMED },
	{ 401, "Unauthorized", "UNAUTHORIZED", -1 },
	{ 403, "Forbidden", "FORBIDDEN", -1 },
	{ 404, "Not Found", "NOT_FOUND", -1 },
	{ 405, "Method Not Allowed", "METHOD_NOT_ALLOWED", -1 },
	{ 406, "Not Acceptable", "NOT_ACCEPTABLE", -1 },
	{ 408, "Request Timeout", "REQUEST_TIMEOUT", REFUSED_SLOW },
	{ 409, "Conflict", "CONFLICT", -1 },
	{ 410, "Gone", "GONE", -1 },
	{ 411, "Length Required", "LENGTH_REQUIRED", REFUSED_MALFORMED },
	{ 413, "Content Too Large", "CONTENT_TOO_LARGE", REFUSED_BODY_SIZE },
	{ 414, "URI Too Long", "URI_TOO_LONG", REFUSED_HEAD_SIZE },
	{ 415, "Unsupported Media Type", "UNSUPPORTED_MEDIA_TYPE", -1 },
	{ 417, "Expectation Failed", "EXPECTATION_FAILED", REFUSED_MALFORMED },
	{ 422, "Unprocessable Content", "UNPROCESSABLE_CONTENT", -1 },
	{ 429, "Too Many Requests", "TOO_MANY_REQUESTS", REFUSED_RATE },
	{ 431, "Request Header Fields Too Large", "HEADER_TOO_LARGE", REFUSED_HEAD_SIZE },
	{ 500, "Internal Server Error", "INTERNAL_ERROR", -1 },
	{ 501, "Not Implemented", "NOT_IMPLEMENTED", REFUSED_MALFORMED },
	{ 503, "Service Unavailable", "SERVICE_UNAVAILABLE", REFUSED_BUSY },
};

static const struct status *status_of(int number)
{
	static const struct status unknown = { 0, "Unknown", "unknown", -1 };
	/* Nearly every reply has the first one. */
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		if (statuses[i].number == number)
			return &statuses[i];
	}
	return &unknown;
}

const char *reply_method_name(enum http_method method)
{
	static const char *const names[] = {
		[HTTP_NONE] = "-", [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST] = "POST", [HTTP_OPTIONS] = "OPTIONS", [HTTP_OTHER] = "-",
	};
	return names[method];
}

void http_header_add(struct http_reply *r, const char *name, struct slice value)
{
	if (r->header_count == sizeof r->headers / sizeof *r->headers)
		abort(); /* a handler's bug, not a client's doing */
	r->headers[r->header_count++] = (struct http_header){ name, value };
}

void http_any_origin(struct http_reply *r) { r->any_origin = true; }

bool http_unchanged(const struct http_request *q, struct slice etag)
{
	struct slice list = q->if_none_match;
	if (slice_is(list, "*"))
		return true;
	for (size_t at = 0; at < list.n;) {
		size_t end = slice_find(list, SLICE(","), at);
		struct slice one = slice_sub(list, at, end);
		at = end == SIZE_MAX ? list.n : end + 1;
		while (one.n && (one.p[0] == ' ' || one.p[0] == '\t'))
			one = slice_sub(one, 1, one.n);
		while (one.n && (one.p[one.n - 1] == ' ' || one.p[one.n - 1] == '\t'))
			one.n--;
		if (slice_starts(one, SLICE("W/")))
			one = slice_sub(one, 2, one.n);
		if (one.n && slice_eq(one, etag))
			return true;
	}
	return false;
}

void http_preflight(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	(void)cx;
	(void)worker;
	(void)q;
	r->status = 204;
	http_any_origin(r);
	http_header_add(r, "Access-Control-Allow-Methods", SLICE("GET, POST"));
	http_header_add(r, "Access-Control-Allow-Headers", SLICE("Content-Type, If-None-Match"));
	http_header_add(r, "Access-Control-Max-Age", SLICE("7200"));
}

static void put_problem(struct buf *b, int status, const char *code, const char *detail, const char *id)
{
	struct json_out o = json_out(b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "type", "about:blank");
	json_put_str(&o, "title", status_of(status)->reason);
	json_put_int(&o, "status", status);
	json_put_str(&o, "code", code ? code : status_of(status)->code);
	if (detail && *detail)
		json_put_str(&o, "detail", detail);
	if (id && *id)
		json_put_str(&o, "request", id);
	json_end(&o, '}');
	buf_putc(b, '\n');
}

void http_problem(struct ctx *cx, struct http_reply *r, int status, const char *code, const char *detail)
{
	struct buf b;
	buf_init(&b, 4096);
	put_problem(&b, status, code, detail, cx->request);
	if (!buf_ok(&b)) {
		buf_reset(&b);
		put_problem(&b, status, code, NULL, cx->request);
	}
	r->status = status;
	r->content_type = PROBLEM;
	r->body = ctx_copy(cx, buf_slice(&b));
	r->body_is_static = false;
	buf_free(&b);
}

void reply_problem(struct ctx *cx, struct http_reply *r, int status, const char *detail)
{
	http_problem(cx, r, status, NULL, detail);
}

/* Our own headers: first those of every reply, of them first those a handler may replace. Filled once, before the loops start. */
enum { OWN_CACHE = 0, OWN_CSP, OWN_CORP, OWN_REFERRER, OWN_REPLACEABLE, OWN_OPTIONS = OWN_REPLACEABLE, OWN_ORIGIN, OWN_EXPOSED, OWN_HSTS, OWN_COUNT };

static const struct {
	const char *name, *value;
} own_texts[OWN_COUNT] = {
	[OWN_CACHE] = { "Cache-Control", "no-store" },
	[OWN_CSP] = { "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'" },
	[OWN_CORP] = { "Cross-Origin-Resource-Policy", "same-origin" },
	[OWN_REFERRER] = { "Referrer-Policy", "no-referrer" },
	[OWN_OPTIONS] = { "X-Content-Type-Options", "nosniff" },
	[OWN_ORIGIN] = { "Access-Control-Allow-Origin", "*" },
	[OWN_EXPOSED] = { "Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id" },
	[OWN_HSTS] = { "Strict-Transport-Security", "max-age=31536000" },
};
static const char any_origin_policy[] = "cross-origin"; /* in the place of OWN_CORP's */
static h2o_iovec_t own_names[OWN_COUNT], name_type, name_id;
static h2o_header_t own_headers[OWN_COUNT];

static h2o_iovec_t iovec_str(const char *text) { return h2o_iovec_init(text, strlen(text)); }

static void prepare_headers(void)
{
	for (size_t i = 0; i < OWN_COUNT; i++) {
		own_names[i] = iovec_str(own_texts[i].name);
		own_headers[i] = (h2o_header_t){ &own_names[i], NULL, iovec_str(own_texts[i].value) };
	}
	name_type = iovec_str("Content-Type");
	name_id = iovec_str("X-Request-Id");
}

static bool is_due(size_t own, const struct http_reply *r, bool tls)
{
	switch (own) {
	case OWN_ORIGIN:
	case OWN_EXPOSED:
		return r->any_origin;
	case OWN_HSTS:
		return tls;
	default:
		return true;
	}
}

static bool is_plain_value(struct slice v)
{
	for (size_t i = 0; i < v.n; i++) {
		if ((v.p[i] < 0x20 && v.p[i] != '\t') || v.p[i] == 0x7f)
			return false;
	}
	return true;
}

static void add(h2o_req_t *req, h2o_iovec_t *name, h2o_iovec_t value)
{
	req->res.headers.entries[req->res.headers.size++] = (h2o_header_t){ name, NULL, value };
}

static h2o_iovec_t iovec(struct slice s) { return h2o_iovec_init(s.p, s.n); }

/* A handler's header: in the place of our own one of that name, else behind. */
static void add_extra(h2o_req_t *req, const struct http_header *x)
{
	for (size_t i = 0; i < OWN_REPLACEABLE; i++) {
		if (strcasecmp(x->name, own_texts[i].name) == 0) {
			req->res.headers.entries[i].value = iovec(x->value);
			return;
		}
	}
	h2o_iovec_t *name = h2o_mem_alloc_pool(&req->pool, sizeof *name);
	*name = iovec_str(x->name);
	add(req, name, iovec(x->value));
}

/* id must live until the headers are sent. */
static void put_headers(h2o_req_t *req, const struct http_reply *r, const char *id, bool tls)
{
	req->res.headers.size = 0;
	h2o_vector_reserve(&req->pool, &req->res.headers, OWN_COUNT + 2 + r->header_count);
	for (size_t i = 0; i < OWN_COUNT; i++) {
		if (is_due(i, r, tls))
			req->res.headers.entries[req->res.headers.size++] = own_headers[i];
	}
	if (r->any_origin)
		req->res.headers.entries[OWN_CORP].value = iovec_str(any_origin_policy);
	if (r->content_type)
		add(req, &name_type, iovec_str(r->content_type));
	add(req, &name_id, h2o_iovec_init(id, 16));
	for (size_t i = 0; i < r->header_count; i++)
		add_extra(req, &r->headers[i]);
}

static void account(struct loop *l, const struct reply_facts *f, int status, size_t bytes)
{
	uint64_t us = loop_clock() - f->started;
	metrics_reply(&l->metrics, status, bytes, us);
	struct access_line line = { .now = f->now, .method = f->method, .route = f->route, .bytes = bytes, .us = us, .status = status };
	memcpy(line.id, f->id, sizeof line.id);
	if (!access_put(&l->log, &line))
		metrics_add(&l->metrics.log_lost, 1);
}

/* The reply cannot be sent as the handler made it. */
static bool is_sendable(const struct http_reply *r)
{
	bool good = r->status >= 200 && r->status <= 599;
	for (size_t i = 0; good && i < r->header_count; i++)
		good = is_plain_value(r->headers[i].value);
	return good;
}

/* h2o uses its chunks for small pieces again and again, and asks the heap for each large one. */
#define PIECE 1000
#define PIECES 4

/* The body where it lives as long as the request. Returns how many pieces it lies in. */
static size_t keep_body(h2o_req_t *req, struct slice body, h2o_iovec_t out[static PIECES])
{
	size_t piece = body.n <= (size_t)PIECE * PIECES ? PIECE : body.n, count = 0;
	for (size_t at = 0; at < body.n; at += piece) {
		struct slice part = slice_sub(body, at, piece);
		out[count] = h2o_iovec_init(h2o_mem_alloc_pool(&req->pool, part.n), part.n);
		memcpy(out[count++].base, part.p, part.n);
	}
	return count;
}

static void send_checked(h2o_req_t *req, const struct http_reply *r, const struct reply_facts *f)
{
	static h2o_generator_t generator;
	struct connection *c = connection_of(req);
	bool empty = r->status == 204 || r->status == 304;
	struct slice lead = empty ? (struct slice){ 0 } : r->lead, body = empty ? (struct slice){ 0 } : r->body;
	h2o_iovec_t pieces[1 + PIECES];
	size_t count = 0;
	req->res.status = r->status;
	req->res.reason = status_of(r->status)->reason;
	req->res.content_length = empty ? SIZE_MAX : lead.n + body.n;
	put_headers(req, r, f->id, c->socket->ssl != NULL);
	if (c->loop->stopping)
		req->http1_is_persistent = 0;
	if (f->head)
		lead.n = body.n = 0;
	if (lead.n)
		pieces[count++] = iovec(lead);
	/* A slow client takes the body long after the arena was reset. */
	if (body.n && (r->body_is_static || f->any_size))
		pieces[count++] = iovec(body);
	else
		count += keep_body(req, body, pieces + count);
	account(c->loop, f, r->status, lead.n + body.n);
	h2o_start_response(req, &generator);
	h2o_send(req, pieces, count, H2O_SEND_STATE_FINAL);
	connection_replied(c, !req->http1_is_persistent);
}

void reply_send(h2o_req_t *req, const struct http_reply *r, const struct reply_facts *facts)
{
	if (is_sendable(r)) {
		send_checked(req, r, facts);
		return;
	}
	struct ctx cx;
	ctx_init(&cx, facts->now);
	memcpy(cx.request, facts->id, sizeof cx.request);
	log_event(&cx, LOG_ERROR, "http.handler", "route=%s status=%d text=\"reply without status or with a bad header\"", facts->route,
		r->status);
	struct http_reply sorry = { 0 };
	struct reply_facts copied = *facts;
	copied.any_size = false;
	http_problem(&cx, &sorry, 500, NULL, NULL);
	send_checked(req, &sorry, &copied);
	ctx_free(&cx);
}

static struct reply_facts new_facts(struct loop *l)
{
	struct timespec wall;
	struct reply_facts facts = { .started = loop_clock(), .method = "-", .route = "-" };
	clock_gettime(CLOCK_REALTIME, &wall);
	facts.now = wall.tv_sec;
	loop_request_id(l, facts.id);
	return facts;
}

/* What the program makes of a refusal of ours. */
static void ask_program(struct ctx *cx, struct connection *c, struct slice head, struct http_reply *r)
{
	const struct http_config *config = c->loop->shared->config;
	struct guard_said said;
	if (!config->refusal || c->listener != LOOP_PUBLIC || !guard_again(head, &said))
		return;
	struct http_request q = { .method = slice_is(said.method, "POST") ? HTTP_POST : HTTP_OTHER, .path = said.path, .query = said.query,
		.accept = said.accept, .accept_language = said.accept_language };
	memcpy(q.id, cx->request, sizeof q.id);
	config->refusal(cx, c->loop->worker, &q, r);
}

static const struct http_header *find_header(const struct http_reply *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++) {
		if (strcasecmp(r->headers[i].name, name) == 0)
			return &r->headers[i];
	}
	return NULL;
}

static bool is_own(const char *name)
{
	for (size_t i = 0; i < OWN_REPLACEABLE; i++) {
		if (strcasecmp(name, own_texts[i].name) == 0)
			return true;
	}
	return false;
}

static void print_message(const struct connection *c, const struct http_reply *r, const char *id, struct buf *out)
{
	buf_printf(out, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %zu\r\nContent-Type: %s\r\n", r->status, status_of(r->status)->reason,
		r->body.n, r->content_type);
	for (size_t i = 0; i < OWN_COUNT; i++) {
		const struct http_header *h = i < OWN_REPLACEABLE ? find_header(r, own_texts[i].name) : NULL;
		const char *own = i == OWN_CORP && r->any_origin ? any_origin_policy : own_texts[i].value;
		if (is_due(i, r, c->socket->ssl != NULL))
			buf_printf(out, "%s: %.*s\r\n", own_texts[i].name, SLICE_FMT(h ? h->value : slice_str(own)));
	}
	for (size_t i = 0; i < r->header_count; i++) {
		if (!is_own(r->headers[i].name))
			buf_printf(out, "%s: %.*s\r\n", r->headers[i].name, SLICE_FMT(r->headers[i].value));
	}
	buf_printf(out, "X-Request-Id: %s\r\n\r\n", id);
	buf_put_slice(out, r->body);
}

void reply_raw(struct connection *c, int status, const char *detail, struct slice head, struct buf *out)
{
	struct loop *l = c->loop;
	struct ctx cx;
	struct http_reply r = { 0 };
	struct reply_facts facts = new_facts(l);
	ctx_init(&cx, facts.now);
	memcpy(cx.request, facts.id, sizeof cx.request);
	reply_problem(&cx, &r, status, detail);
	ask_program(&cx, c, head, &r);
	buf_reset(out);
	if (is_sendable(&r))
		print_message(c, &r, facts.id, out);
	if (!out->n || !buf_ok(out)) {
		r = (struct http_reply){ 0 };
		reply_problem(&cx, &r, status, detail);
		buf_reset(out);
		print_message(c, &r, facts.id, out);
	}
	if (status_of(status)->refused >= 0)
		metrics_add(&l->metrics.refused[status_of(status)->refused], 1);
	account(l, &facts, status, r.body.n);
	ctx_free(&cx);
}

/* The body of an error h2o makes itself gives way to ours. */
struct replacement {
	h2o_ostream_t super;
	h2o_iovec_t body;
};

static void send_replacement(h2o_ostream_t *self, h2o_req_t *req, h2o_iovec_t *bufs, size_t count, h2o_send_state_t state)
{
	struct replacement *r = (struct replacement *)(void *)self;
	(void)bufs;
	(void)count;
	h2o_ostream_send_next(self, req, &r->body, 1, state);
	connection_replied(connection_of(req), true);
}

static void replace(h2o_req_t *req, struct connection *c, h2o_ostream_t **slot)
{
	struct reply_facts facts = new_facts(c->loop);
	const struct status *s = status_of(req->res.status);
	struct http_reply r = { .status = req->res.status, .content_type = PROBLEM };
	struct replacement *out = (struct replacement *)(void *)h2o_add_ostream(req, sizeof *out, slot);
	struct buf b;
	buf_init(&b, 1024);
	put_problem(&b, r.status, NULL, NULL, facts.id);
	out->super.do_send = send_replacement;
	out->body = h2o_iovec_init(h2o_mem_alloc_pool(&req->pool, b.n), b.n);
	memcpy(out->body.base, b.p, b.n);
	char *id = h2o_mem_alloc_pool(&req->pool, sizeof facts.id);
	memcpy(id, facts.id, sizeof facts.id);
	put_headers(req, &r, id, c->socket->ssl != NULL);
	req->res.reason = s->reason;
	req->res.content_length = b.n;
	if (s->refused >= 0)
		metrics_add(&c->loop->metrics.refused[s->refused], 1);
	account(c->loop, &facts, r.status, b.n);
	buf_free(&b);
}

static void on_setup(h2o_filter_t *self, h2o_req_t *req, h2o_ostream_t **slot)
{
	struct connection *c = connection_of(req);
	(void)self;
	if (c->phase != CONNECTION_WORK) {
		replace(req, c, slot);
		slot = &(*slot)->next;
	}
	h2o_setup_next_ostream(req, slot);
}

void reply_register_filter(h2o_pathconf_t *path)
{
	prepare_headers();
	h2o_filter_t *filter = h2o_create_filter(path, sizeof *filter);
	filter->on_setup_ostream = on_setup;
}
