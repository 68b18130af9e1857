/*
 * Owns: connection records and phases. h2o sets its own callbacks on a socket; after each visit to h2o they are taken over
 * again, so that every byte passes the guard first and every finished reply is seen. Must never touch a record after
 * enter(): h2o may have closed the socket and with it the record.
 */
#include "http/connection.h"

#include "http/reply.h"

#include <h2o/http1.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define ADMIN_CONNECTIONS 32
#define LINGER_MS 1000
#define LINGER_BYTES (64 << 20) /* of a body that is too large: read and thrown away */
#define LINGER_STOPPING_MS 200
#define CROWDED_IDLE_MS 1000
#define REPLY_PROGRESS 65536 /* bytes a reader must take in the time of a whole reply */

static void on_bytes(h2o_socket_t *socket, const char *error);
static void on_written(h2o_socket_t *socket, const char *error);

static struct connection *record_of(h2o_socket_t *socket) { return socket->on_close.data; }
struct connection *connection_of(h2o_req_t *req) { return record_of(req->conn->callbacks->get_socket(req->conn)); }

static void set_phase(struct connection *c, enum connection_phase phase)
{
	bool was = c->phase == CONNECTION_WORK || c->phase == CONNECTION_REPLY;
	bool is = phase == CONNECTION_WORK || phase == CONNECTION_REPLY;
	if (was != is)
		__atomic_store_n(&c->loop->in_flight, c->loop->in_flight + (is ? 1 : (size_t)-1), __ATOMIC_RELAXED);
	c->phase = phase;
	c->since = h2o_now(c->loop->h2o.loop);
}

static void take_callbacks(struct connection *c)
{
	h2o_socket_t *s = c->socket;
	if (s->_cb.read && s->_cb.read != on_bytes) {
		c->read = s->_cb.read;
		s->_cb.read = on_bytes;
	}
	if (s->_cb.write && s->_cb.write != on_written) {
		c->write = s->_cb.write;
		s->_cb.write = on_written;
	}
	if (c->phase == CONNECTION_BODY)
		c->seen = s->input->size;
}

static void enter(struct connection *c, h2o_socket_cb callback, const char *error)
{
	struct loop *l = c->loop;
	l->entered = c;
	callback(c->socket, error);
	if (l->entered == c)
		take_callbacks(c);
	l->entered = NULL;
}

/* h2o's reader closes its connection when it is told of an error. Before h2o had the socket it is ours to close. */
static void drop(struct connection *c)
{
	set_phase(c, CONNECTION_CLOSING);
	if (c->read)
		enter(c, c->read, "closed by the guard");
	else
		h2o_socket_close(c->socket);
}

/* The client shall be able to read the last reply: closing with unread input would destroy it on the way (RFC 9112 9.6). */
static void linger(struct connection *c)
{
	set_phase(c, CONNECTION_LINGER);
	if (!c->socket->ssl)
		shutdown(h2o_socket_get_fd(c->socket), SHUT_WR);
	h2o_buffer_consume(&c->socket->input, c->socket->input->size);
	h2o_socket_read_start(c->socket, on_bytes);
}

static void on_refused(h2o_socket_t *socket, const char *error)
{
	if (error)
		drop(record_of(socket));
	else
		linger(record_of(socket));
}

/* Answers around h2o, which never sees these bytes. */
static void refuse(struct connection *c, int status, const char *why, struct slice head)
{
	h2o_socket_read_stop(c->socket);
	/* A "100 Continue" is on its way: nothing can be put behind it. */
	if (h2o_socket_is_writing(c->socket)) {
		drop(c);
		return;
	}
	reply_raw(c, status, why, head, &c->raw);
	set_phase(c, CONNECTION_LINGER);
	c->refused_at = c->since;
	c->drained = 0;
	h2o_iovec_t out = h2o_iovec_init(c->raw.p, c->raw.n);
	h2o_socket_write(c->socket, &out, 1, on_refused);
}

static bool refuse_large(struct connection *c, struct slice head)
{
	char why[96] = "RFC 9110 15.5.14: this address takes no body";
	if (c->body_max > CONNECTION_BODY_SLACK)
		snprintf(why, sizeof why, "RFC 9110 15.5.14: this address takes a body of at most %zu bytes", (size_t)c->body_max - CONNECTION_BODY_SLACK);
	refuse(c, 413, why, head);
	return false;
}

static bool take_chunks(struct connection *c, struct slice head, struct slice bytes)
{
	if (c->head.chunked && !guard_chunks(&c->chunks, bytes)) {
		refuse(c, 400, "RFC 9112 7.1: want chunks without extensions and trailers", head);
		return false;
	}
	return c->chunks.total <= c->body_max || refuse_large(c, head);
}

/* The head of a request is complete: how much may follow? h2o would read up to the largest body of all routes. */
static bool begin_body(struct connection *c, struct slice head, struct slice rest)
{
	c->body_max = routes_body_max(&c->loop->shared->routes[c->listener], c->head.path) + CONNECTION_BODY_SLACK;
	set_phase(c, CONNECTION_BODY);
	c->chunks = (struct guard_chunks){ 0 };
	if (c->head.length > c->body_max)
		return refuse_large(c, head);
	return take_chunks(c, head, rest);
}

/* The bytes of a request up to here. False: refused, and h2o must not be entered. */
static bool judge(struct connection *c, struct slice bytes)
{
	if (!c->begun) {
		c->begun = true;
		c->since = h2o_now(c->loop->h2o.loop);
	}
	switch (guard_head(bytes, c->seen, &c->head)) {
	case GUARD_WAIT:
		c->seen = bytes.n;
		return true;
	case GUARD_PASS:
		return begin_body(c, slice_sub(bytes, 0, c->head.size), slice_sub(bytes, c->head.size, bytes.n));
	case GUARD_REFUSE:
	default:
		refuse(c, c->head.status, c->head.why, (struct slice){ 0 });
		return false;
	}
}

/* A browser reads why only when it has sent all: who still sends may go on for the time of a body. */
static void keep_lingering(struct connection *c)
{
	uint64_t now = h2o_now(c->loop->h2o.loop);
	c->drained += c->socket->input->size;
	if (c->drained <= LINGER_BYTES && now - c->refused_at < (uint64_t)c->loop->shared->timeouts.body && !c->loop->stopping)
		c->since = now;
}

static void on_bytes(h2o_socket_t *socket, const char *error)
{
	struct connection *c = record_of(socket);
	struct slice bytes = slice_of(socket->input->bytes, socket->input->size);
	if (c->phase == CONNECTION_LINGER && error) {
		drop(c);
		return;
	}
	if (c->phase == CONNECTION_LINGER) {
		keep_lingering(c);
		h2o_buffer_consume(&socket->input, socket->input->size);
		return;
	}
	if (!error && c->phase == CONNECTION_HEAD && bytes.n && !judge(c, bytes))
		return;
	else if (!error && c->phase == CONNECTION_BODY && bytes.n > c->seen && c->seen >= c->head.size &&
		!take_chunks(c, slice_sub(bytes, 0, c->head.size), slice_sub(bytes, c->seen, bytes.n)))
		return;
	enter(c, c->read, error);
}

/* False: the connection goes another way than h2o's. */
static bool finish_reply(struct connection *c, const char *error)
{
	if (c->close && !error && !c->socket->ssl) {
		linger(c);
		return false;
	}
	if (c->close) {
		set_phase(c, CONNECTION_CLOSING);
		return true;
	}
	set_phase(c, CONNECTION_HEAD);
	c->begun = false;
	c->seen = 0;
	/* h2o goes on with a pipelined request at once: judge it now. */
	struct slice rest = slice_sub(slice_of(c->socket->input->bytes, c->socket->input->size), c->request_size, SIZE_MAX);
	return error || rest.n == 0 || judge(c, rest);
}

static void on_written(h2o_socket_t *socket, const char *error)
{
	struct connection *c = record_of(socket);
	if (c->phase == CONNECTION_REPLY && !finish_reply(c, error))
		return;
	enter(c, c->write, error);
}

void connection_working(struct connection *c, size_t size)
{
	c->request_size = size;
	set_phase(c, CONNECTION_WORK);
}

void connection_replied(struct connection *c, bool close)
{
	c->close = close;
	set_phase(c, CONNECTION_REPLY);
	take_callbacks(c);
}

static void on_close(void *data)
{
	struct connection *c = data;
	struct loop *l = c->loop;
	set_phase(c, CONNECTION_CLOSING);
	if (l->entered == c)
		l->entered = NULL;
	if (c->previous)
		c->previous->next = c->next;
	else
		l->connections = c->next;
	if (c->next)
		c->next->previous = c->previous;
	if (c->listener == LOOP_ADMIN)
		l->admin_open--;
	else
		peers_leave(l->shared->peers, c->peer);
	buf_free(&c->raw);
	free(c);
	loop_resume(l);
}

static void start_http(struct connection *c)
{
	h2o_socket_t *s = c->socket;
	h2o_accept_ctx_t accept = { .ctx = &c->loop->h2o, .hosts = c->loop->shared->h2o.hosts };
	struct timeval now;
	gettimeofday(&now, NULL);
	set_phase(c, CONNECTION_HEAD);
	/* What came together with the end of the handshake must pass the guard too: h2o starts with an empty buffer. */
	h2o_buffer_t *kept = s->input;
	h2o_buffer_init(&s->input, &h2o_socket_buffer_prototype);
	h2o_http1_accept(&accept, s, now);
	take_callbacks(c);
	h2o_buffer_dispose(&s->input);
	s->input = kept;
	if (kept->size)
		on_bytes(s, NULL);
}

static void on_handshake(h2o_socket_t *socket, const char *error)
{
	struct connection *c = record_of(socket);
	if (error) {
		metrics_add(&c->loop->metrics.refused[REFUSED_TLS], 1);
		h2o_socket_close(socket);
		return;
	}
	start_http(c);
}

/* IPv6, or IPv4 mapped into it (RFC 4291 2.5.5.2). */
static void read_peer(h2o_socket_t *socket, uint8_t out[static 16])
{
	struct sockaddr_storage from;
	memset(out, 0, 16);
	if (h2o_socket_getpeername(socket, (struct sockaddr *)&from) == 0)
		return;
	if (from.ss_family == AF_INET6) {
		memcpy(out, &((const struct sockaddr_in6 *)&from)->sin6_addr, 16);
	} else {
		out[10] = out[11] = 0xff;
		memcpy(out + 12, &((const struct sockaddr_in *)&from)->sin_addr, 4);
	}
}

static bool is_welcome(struct loop *l, int listener, const uint8_t peer[static 16])
{
	if (listener == LOOP_ADMIN)
		return l->admin_open < ADMIN_CONNECTIONS && ++l->admin_open;
	return peers_enter(l->shared->peers, peer) == PEERS_WELCOME;
}

void connection_open(struct loop *l, int listener, h2o_socket_t *socket)
{
	uint8_t peer[16];
	read_peer(socket, peer);
	if (!is_welcome(l, listener, peer)) {
		metrics_add(&l->metrics.refused[REFUSED_ADDRESS], 1);
		h2o_socket_close(socket);
		return;
	}
	struct connection *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	c->loop = l;
	c->listener = listener;
	c->socket = socket;
	memcpy(c->peer, peer, sizeof peer);
	buf_init(&c->raw, LIMIT_PAGE_BYTES + 8192);
	c->next = l->connections;
	if (c->next)
		c->next->previous = c;
	l->connections = c;
	socket->on_close.cb = on_close;
	socket->on_close.data = c;
	metrics_add(&l->metrics.connections, 1);
	set_phase(c, CONNECTION_HANDSHAKE);
	if (l->shared->tls && listener == LOOP_PUBLIC)
		h2o_socket_ssl_handshake(socket, l->shared->tls, NULL, on_handshake);
	else
		start_http(c);
}

/* How long a connection may stay in its phase. 0: no limit of ours. */
static uint64_t limit_of(const struct connection *c, bool crowded)
{
	const struct http_timeouts *t = &c->loop->shared->timeouts;
	switch (c->phase) {
	case CONNECTION_HEAD:
		return c->begun ? (uint64_t)t->header : crowded && t->idle > CROWDED_IDLE_MS ? CROWDED_IDLE_MS : (uint64_t)t->idle;
	case CONNECTION_BODY:
		return (uint64_t)t->body;
	case CONNECTION_REPLY:
		return (uint64_t)t->reply;
	case CONNECTION_HANDSHAKE:
		return (uint64_t)t->header;
	case CONNECTION_LINGER:
	case CONNECTION_CLOSING:
		return c->loop->stopping ? LINGER_STOPPING_MS : LINGER_MS;
	case CONNECTION_WORK:
	default:
		return 0;
	}
}

/* A large reply may take long, as long as the client's side acknowledges more and more of it. */
static bool has_progress(struct connection *c)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof info;
	if (getsockopt(h2o_socket_get_fd(c->socket), IPPROTO_TCP, TCP_INFO, &info, &n) != 0 || info.tcpi_bytes_acked < c->acked + REPLY_PROGRESS)
		return false;
	c->acked = info.tcpi_bytes_acked;
	c->since = h2o_now(c->loop->h2o.loop);
	return true;
}

/* While the body comes, the head stands before it. */
static struct slice head_at_hand(const struct connection *c)
{
	bool there = c->phase == CONNECTION_BODY && c->socket->input->size >= c->head.size;
	return there ? slice_of(c->socket->input->bytes, c->head.size) : (struct slice){ 0 };
}

static void end_late(struct connection *c)
{
	switch (c->phase) {
	case CONNECTION_HEAD:
	case CONNECTION_BODY:
		if (c->begun) {
			refuse(c, 408, "RFC 9110 15.5.9: the request came too slowly", head_at_hand(c));
			return;
		}
		drop(c);
		return;
	case CONNECTION_REPLY:
		metrics_add(&c->loop->metrics.refused[REFUSED_UNREAD], 1);
		break;
	case CONNECTION_HANDSHAKE:
		metrics_add(&c->loop->metrics.refused[REFUSED_SLOW], 1);
		drop(c);
		return;
	case CONNECTION_LINGER:
		drop(c);
		return;
	case CONNECTION_WORK:
	case CONNECTION_CLOSING:
	default:
		break;
	}
	/* h2o has the socket in its hands: the error it now gets makes it close. */
	shutdown(h2o_socket_get_fd(c->socket), SHUT_RDWR);
}

void connection_sweep(struct loop *l, bool all)
{
	uint64_t now = h2o_now(l->h2o.loop);
	bool crowded = peers_crowded(l->shared->peers);
	struct connection *next = NULL;
	for (struct connection *c = l->connections; c; c = next) {
		next = c->next; /* closing one never closes another */
		uint64_t limit = limit_of(c, crowded);
		bool idle = c->phase == CONNECTION_HEAD && !c->begun;
		bool late = limit && now - c->since > limit;
		if (late && !all && c->phase == CONNECTION_REPLY && has_progress(c))
			continue;
		if (all || late || (l->stopping && idle))
			end_late(c);
	}
}
