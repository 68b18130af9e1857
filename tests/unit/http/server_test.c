#include "tests/unit/http/serve.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLOSE "Connection: close\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n"

static void start(struct serve *s, const struct http_config *config)
{
	if (!serve_start(s, config))
		print_error("server said: %s\n", s->ready);
	CHECK(s->port != 0);
}

static bool has(struct slice text, const char *part) { return slice_find(text, slice_str(part), 0) != SIZE_MAX; }

static size_t count(struct slice text, const char *part)
{
	size_t n = 0;
	for (size_t at = 0; (at = slice_find(text, slice_str(part), at)) != SIZE_MAX; at++)
		n++;
	return n;
}

TEST(server_answers_with_the_fixed_headers)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, GET("/") CLOSE "\r\n", NULL);
	CHECK_INT(serve_status(got, 0), 200);
	CHECK(has(got, "\r\n\r\nhello\n"));
	CHECK(has(got, "\r\nX-Content-Type-Options: nosniff\r\n"));
	CHECK(has(got, "\r\nReferrer-Policy: no-referrer\r\n"));
	CHECK(has(got, "\r\nCache-Control: no-store\r\n"));
	CHECK(has(got, "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"));
	CHECK(has(got, "\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
	CHECK(!has(got, "Strict-Transport-Security"));
	CHECK(!has(got, "Server:"));
	size_t id = slice_find(got, SLICE("\r\nX-Request-Id: "), 0);
	CHECK(id != SIZE_MAX && slice_eq(slice_sub(got, id + 32, 2), SLICE("\r\n")));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_lets_a_handler_replace_headers)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, GET("/cached") CLOSE "\r\n", NULL);
	CHECK_INT((int)count(got, "Cache-Control: "), 1);
	CHECK(has(got, "Cache-Control: public, max-age=60\r\n"));
	CHECK(has(got, "Content-Security-Policy: default-src 'self'\r\n"));
	CHECK(has(got, "Cross-Origin-Resource-Policy: cross-origin\r\n"));
	CHECK(has(got, "Access-Control-Allow-Origin: *\r\n"));
	CHECK(has(got, "ETag: \"1\"\r\n"));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_sends_a_lead_in_front)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, GET("/led/body") "\r\n" "HEAD /led/x HTTP/1.1\r\nHost: a\r\n\r\n" GET("/led/ab") CLOSE "\r\n", NULL);
	CHECK(has(got, "Content-Length: 9\r\n") || has(got, "content-length: 9\r\n"));
	CHECK(has(got, "\r\n\r\nlead:bodyHTTP/1.1 200"));
	CHECK(has(got, "ength: 6\r\n") && has(got, "ength: 7\r\n"));
	CHECK_INT((int)count(got, "lead:"), 2);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_tells_handlers_the_facts)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, "GET /x/../fac%74s?a=/../b HTTP/1.1\r\nHost: h.example:1\r\nOrigin: https://o\r\nContent-Type: t/1\r\nContent-Type: t/2\r\n" CLOSE "\r\n", NULL);
		CHECK(has(got, "path=/facts query=a=/../b host=h.example:1 type=t/1 origin=https://o peer=127.1 tls=0 id=1 worker=w now=1"));
	CHECK_INT(serve_stop(&s), 0);
}

/* RFC 9112 3.2.2: what a proxy writes. The host in the target goes before the header. */
TEST(server_answers_an_absolute_target)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, "GET http://v.example:2/x/../fac%74s?a=/../b HTTP/1.1\r\nHost: h.example\r\n\r\n"
		"GET https://v.example HTTP/1.1\r\nHost: h.example\r\n\r\n" "GET http://v.example/none HTTP/1.1\r\nHost: h.example\r\n" CLOSE "\r\n", NULL);
	CHECK(has(got, "path=/facts query=a=/../b host=v.example:2 "));
	CHECK_INT(serve_status(got, 1), 200);
	CHECK(has(got, "hello\n"));
	CHECK_INT(serve_status(got, 2), 404);
	CHECK_INT(serve_stop(&s), 0);
}

/* What asks after a server's health writes no Host, as HTTP/1.0 allows. */
TEST(server_answers_http_1_0_without_a_host)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	start(&s, &config);
	CHECK_INT(serve_status(serve_ask(cx, s.port, "OPTIONS / HTTP/1.0\r\n\r\n", &closed), 0), 204);
	CHECK(closed);
	struct slice got = serve_ask(cx, s.port, "GET /facts HTTP/1.0\r\n\r\n", NULL);
	CHECK(has(got, "path=/facts query= host="));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_refuses_bodies_in_a_content_coding)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"
		"POST /echo HTTP/1.1\r\nHost: a\r\ncontent-encoding: Identity\r\nContent-Length: 3\r\n\r\ntwo"
		"GET / HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\n" CLOSE "\r\n", NULL);
	CHECK_INT(serve_status(got, 0), 415);
	CHECK(has(got, "\r\nAccept-Encoding: identity\r\n") && has(got, "\"code\":\"UNSUPPORTED_MEDIA_TYPE\""));
	CHECK_INT(serve_status(got, 1), 200);
	CHECK(has(got, "two") && !has(got, "\x1f\x8b"));
	CHECK_INT(serve_status(got, 2), 200);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_refuses_paths_and_methods_it_has_not)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, GET("/none?secret=1") "\r\n" "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n" "OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n"
		"OPTIONS /files/x HTTP/1.1\r\nHost: a\r\n\r\n" "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" "HEAD /none HTTP/1.1\r\nHost: a\r\n\r\n" GET("/") CLOSE "\r\n", NULL);
	CHECK_INT(serve_status(got, 0), 404);
	CHECK(has(got, "Content-Type: application/problem+json\r\n"));
	CHECK(has(got, "\"status\":404,\"code\":\"NOT_FOUND\""));
	CHECK_INT(serve_status(got, 1), 405);
	CHECK(has(got, "\r\nAllow: GET, HEAD, OPTIONS\r\n"));
	CHECK_INT(serve_status(got, 2), 204);
	CHECK_INT(serve_status(got, 3), 204);
	CHECK(has(got, "Access-Control-Allow-Methods: GET, POST\r\n"));
	CHECK_INT(serve_status(got, 4), 200);
	CHECK_INT(serve_status(got, 5), 404);
	CHECK_INT(serve_status(got, 6), 200);
	CHECK_INT((int)count(got, "hello\n"), 1);
	CHECK(!has(got, "secret"));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_answers_pipelined_requests_in_order)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
		"POST /pool HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo"
		"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nth\r\n3\r\nree\r\n0\r\n\r\n"
		"POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n50" GET("/") "\r\n", &closed);
	size_t one = slice_find(got, SLICE("one"), 0), two = slice_find(got, SLICE("two"), 0), three = slice_find(got, SLICE("three"), 0);
	size_t slow = slice_find(got, SLICE("\r\n\r\n50HTTP"), 0), last = slice_find(got, SLICE("hello"), 0);
	CHECK(one < two && two < three && three < slow && slow < last && last != SIZE_MAX);
	CHECK(!closed);
	CHECK_INT(serve_stop(&s), 0);
}

/* Whatever stands behind a good request on the same connection is judged too. */
TEST(server_guards_pipelined_requests)
{
	static const char *const behind[] = { GET("/") "Host: b\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
		"\x16\x03\x01", "GET / HTTP/1.1\nHost: a\n\n", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\n" };
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		bool closed = false;
		struct slice got = serve_ask(cx, s.port, ctx_printf(cx, "POST /pool HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc%s%s", behind[i], GET("/files/x") "\r\n"), &closed);
		CHECK_INT(serve_status(got, 0), 200);
		CHECK_INT(serve_status(got, 1), 400);
		CHECK_INT(serve_status(got, 2), 0);
		CHECK(closed);
	}
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_refuses_smuggling_shapes_and_closes)
{
	static const struct {
		const char *text;
		int status;
	} shapes[] = {
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\n\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\nContent-Length: 1\r\n\r\na", 400 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
		{ "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400 },
		{ "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03", 400 },
		{ "nonsense\r\n\r\n", 400 },
	};
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		bool closed = false;
		struct slice got = serve_ask(cx, s.port, ctx_printf(cx, "%s" GET("/") "\r\n", shapes[i].text), &closed);
		if (serve_status(got, 0) != shapes[i].status)
			print_error("shape %zu\n", i);
		CHECK_INT(serve_status(got, 0), shapes[i].status);
		CHECK_INT(serve_status(got, 1), 0);
		CHECK(closed);
		CHECK(has(got, "\r\nContent-Type: application/problem+json\r\n") && has(got, "\r\nX-Request-Id: "));
		CHECK(has(got, "\r\nX-Content-Type-Options: nosniff\r\n") && has(got, "\r\nConnection: close\r\n"));
	}
	CHECK(serve_metric_is(cx, &s, "http_refused_total{reason=\"malformed\"}", sizeof shapes / sizeof *shapes));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_speaks_only_http_1_1)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, GET("/") "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", NULL);
	CHECK_INT(serve_status(got, 0), 200);
	CHECK(!has(got, "101 "));
	CHECK(has(got, "hello\n"));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_caps_heads_and_bodies)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	start(&s, &config);
	char *many = memset(ctx_alloc(cx, 70001), 'x', 70000);
	CHECK_INT(serve_status(serve_ask(cx, s.port, ctx_printf(cx, GET("/") "X: %s\r\n\r\n", many), &closed), 0), 431);
	CHECK(closed);
	CHECK_INT(serve_status(serve_ask(cx, s.port, ctx_printf(cx, "GET /%s HTTP/1.1\r\nHost: a\r\n\r\n", many), NULL), 0), 414);
	CHECK_INT(serve_status(serve_ask(cx, s.port, ctx_printf(cx, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n%s", many), NULL), 0), 413);
	struct slice got = serve_ask(cx, s.port, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", NULL);
	CHECK_INT(serve_status(got, 0), 413);
	CHECK(has(got, "takes no body"));
	got = serve_ask(cx, s.port, ctx_printf(cx, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n%.65536s\r\n0\r\n\r\n", many), NULL);
	CHECK_INT(serve_status(got, 0), 200);
	CHECK(has(got, "Content-Length: 65536\r\n"));
	got = serve_ask(cx, s.port, ctx_printf(cx, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n%.65537s\r\n0\r\n\r\n" GET("/") "\r\n", many), NULL);
	CHECK_INT(serve_status(got, 0), 413);
	CHECK_INT(serve_status(got, 1), 200);
	got = serve_ask(cx, s.port, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2097153\r\n\r\nx", &closed);
	CHECK_INT(serve_status(got, 0), 413);
	CHECK(has(got, "at most 65536 bytes"));
	CHECK(closed);
	CHECK_INT(serve_stop(&s), 0);
}

/* A path that takes little is not sent much: the connection ends before the body has come. */
TEST(server_cuts_bodies_far_over_the_cap_of_their_path)
{
	static const char *const heads[] = { "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n", "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n",
		"POST /x/../pool HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n", "POST /echo?/pool HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n40000\r\n" };
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	char *part = memset(ctx_alloc(cx, 140001), 'x', 140000);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		bool closed = false;
		struct slice got = serve_ask(cx, s.port, ctx_printf(cx, "%s%s", heads[i], part), &closed);
		CHECK_INT(serve_status(got, 0), 413);
		CHECK(closed);
	}
	CHECK_INT(serve_metric(cx, &s, "http_requests_total"), 1);
	CHECK_INT(serve_stop(&s), 0);
}

/* A little too much is read to its end, so that the connection may stay. */
TEST(server_caps_a_chunked_body_over_everything)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	start(&s, &config);
	char *part = memset(ctx_alloc(cx, 0x80001), 'x', 0x80000);
	int fd = serve_connect(s.port);
	serve_put(fd, "POST /pool HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 4; i++)
		serve_put(fd, ctx_printf(cx, "80000\r\n%s\r\n", part));
	serve_put(fd, "A\r\n0123456789\r\n0\r\n\r\n" GET("/") CLOSE "\r\n");
	struct slice got = serve_answer(cx, fd, 300, &closed);
	CHECK_INT(serve_status(got, 0), 413);
	CHECK(!has(got, "RFC 9110 15.5.14") && has(got, "\"code\":\"CONTENT_TOO_LARGE\"") && has(got, "\r\nX-Request-Id: ") && has(got, "\r\nReferrer-Policy: no-referrer\r\n"));
	CHECK_INT(serve_status(got, 1), 200);
	CHECK_INT((int)count(got, "HTTP/1.1 "), 2);
	close(fd);
	CHECK_INT(serve_stop(&s), 0);
}

static void kind_words(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	r->content_type = "text/plain";
	r->body = slice_str(ctx_printf(cx, "sorry %d %.*s %.*s %.*s %.*s %s id=%d\n", r->status, SLICE_FMT(q->path), SLICE_FMT(q->query), SLICE_FMT(q->accept),
		SLICE_FMT(q->accept_language), worker ? (const char *)worker : "-", strcmp(q->id, cx->request) == 0 && strlen(q->id) == 16));
	http_header_add(r, "Cache-Control", SLICE("private"));
	http_header_add(r, "X-More", SLICE("1"));
}

/* Before the body was read, after it, without a route: the program may say it in its own words; what is no request it never sees. */
TEST(server_lets_the_program_word_its_refusals)
{
	static const char *const asks[] = {
		"POST /echo?a=b HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nAccept-Language: zh\r\nContent-Length: 900000\r\n\r\n",
		"POST /echo?a=b HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nAccept-Language: zh\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n",
		"GET /none?a=b HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nAccept-Language: zh\r\n\r\n",
	};
	static const char *const words[] = { "sorry 413 /echo a=b text/html zh w id=1\n", "sorry 400 /echo a=b text/html zh w id=1\n", "sorry 404 /none a=b text/html zh w id=1\n" };
	struct serve s;
	struct http_config config = serve_config();
	config.refusal = kind_words;
	start(&s, &config);
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct slice got = serve_ask(cx, s.port, asks[i], NULL);
		CHECK(has(got, words[i]));
		CHECK(has(got, "Content-Type: text/plain\r\n") && has(got, "\r\nX-More: 1\r\n"));
		CHECK_INT((int)count(got, "Cache-Control: "), 1);
		CHECK(has(got, "Cache-Control: private\r\n") && has(got, "Content-Security-Policy: default-src 'none'"));
	}
	CHECK(has(serve_ask(cx, s.port, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", NULL), "\"code\":\"BAD_REQUEST\""));
	CHECK(has(serve_ask(cx, s.admin_port, GET("/none") CLOSE "\r\n", NULL), "\"code\":\"NOT_FOUND\""));
	CHECK_INT(serve_stop(&s), 0);
}

/* A browser reads the refusal when it has sent all: for many seconds what it sends is thrown away. */
TEST(server_takes_all_of_a_body_that_is_too_large)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	start(&s, &config);
	char *part = memset(ctx_alloc(cx, 0x80001), 'x', 0x80000);
	int fd = serve_connect(s.port);
	serve_put(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4194304\r\n\r\n");
	for (int i = 0; i < 8; i++) {
		usleep(250000);
		serve_put(fd, part);
	}
	struct slice got = serve_answer(cx, fd, 300, &closed);
	CHECK_INT(serve_status(got, 0), 413);
	CHECK(closed);
	close(fd);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_takes_two_megabytes_in_chunks_and_in_one)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	size_t n = 2 * 1024 * 1024 - 1;
	char *body = memset(ctx_alloc(cx, n + 1), 'x', n);
	for (int chunked = 0; chunked < 2; chunked++) {
		int fd = serve_connect(s.port);
		serve_put(fd, chunked ? "POST /pool HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1fffff\r\n" : "POST /pool HTTP/1.1\r\nHost: a\r\nContent-Length: 2097151\r\n\r\n");
		serve_put(fd, body);
		serve_put(fd, chunked ? "\r\n0\r\n\r\n" : "");
		struct slice got = serve_answer(cx, fd, 300, NULL);
		CHECK_INT(serve_status(got, 0), 200);
		CHECK(got.n > n && memcmp(got.p + got.n - n, body, n) == 0);
		close(fd);
	}
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_continues_when_the_client_waits_for_it)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	int fd = serve_connect(s.port);
	serve_put(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
	CHECK_INT(serve_status(serve_answer(cx, fd, 100, NULL), 0), 100);
	serve_put(fd, "3\r\nabc\r\n0\r\n\r\n" "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n" "3\nabc\r\n");
	struct slice got = serve_answer(cx, fd, 250, NULL);
	CHECK_INT(serve_status(got, 0), 200);
	CHECK(has(got, "\r\n\r\nabc"));
	CHECK(!has(got, "abcabc") && (int)count(got, "200 OK") == 1);
	close(fd);
	CHECK_INT(serve_status(serve_ask(cx, s.port, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2097153\r\n\r\n", NULL), 0), 413);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_mends_a_handler_that_answers_badly)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	struct slice got = serve_ask(cx, s.port, GET("/bad") "\r\n" GET("/injected") "\r\n" GET("/") "\r\n", NULL);
	CHECK_INT(serve_status(got, 0), 500);
	CHECK_INT(serve_status(got, 1), 500);
	CHECK_INT(serve_status(got, 2), 200);
	CHECK(!has(got, "Set-Cookie"));
	CHECK_INT(serve_stop(&s), 0);
}

/* Replies go out in pieces whose number depends on their size. */
TEST(server_gives_back_bodies_of_every_size)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	static const size_t sizes[] = { 0, 1, 999, 1000, 1001, 1999, 2000, 2001, 3000, 3999, 4000, 4001, 8000, 30000 };
	char *body = ctx_alloc(cx, 30001);
	for (size_t i = 0; i < 30000; i++)
		body[i] = (char)('a' + i * 7 % 25);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		size_t n = sizes[i];
		const char *request = ctx_printf(cx, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n%.*s", n, (int)n, body);
		struct slice got = serve_ask(cx, s.port, request, NULL);
		CHECK_INT(serve_status(got, 0), 200);
		size_t head = slice_find(got, SLICE("\r\n\r\n"), 0) + 4;
		CHECK_SLICE(slice_sub(got, head, got.n), slice_of(body, n));
	}
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_sends_bodies_by_size_to_the_pool)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	char *many = memset(ctx_alloc(cx, 5001), 'x', 5000);
	CHECK_INT(serve_status(serve_ask(cx, s.port, "POST /sized HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", NULL), 0), 200);
	CHECK_INT(serve_status(serve_ask(cx, s.port, ctx_printf(cx, "POST /sized HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n%s", many), NULL), 0), 200);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_logs_the_pattern_and_nothing_a_client_sent)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	serve_ask(cx, s.port, "GET /files/canary1?canary2=1 HTTP/1.1\r\nHost: canary3\r\nCookie: canary4\r\nX-Canary5: canary6\r\n\r\n"
		"GET /canary7 HTTP/1.1\r\nHost: a\r\n\r\n" "CANARY8 / HTTP/1.1\r\nHost: a\r\n\r\n" "GET /canary9 canary10\r\n\r\n", NULL);
	struct slice log = serve_log(cx, &s);
	CHECK(has(log, "method=GET route=/files/* status=200 bytes=6 us="));
	CHECK(has(log, "method=GET route=- status=404"));
	CHECK(has(log, "method=- route=/ status=405"));
	CHECK(has(log, "method=- route=- status=400"));
	CHECK(!has(log, "anary") && !has(log, "ANARY") && !has(log, "127.0.0.1"));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_counts)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	for (int i = 0; i < 3; i++)
		serve_ask(cx, s.port, GET("/") CLOSE "\r\n", NULL);
	serve_ask(cx, s.port, GET("/none") CLOSE "\r\n", NULL);
	CHECK_INT(serve_metric(cx, &s, "http_replies_total{class=\"2xx\"}"), 3);
	CHECK_INT(serve_metric(cx, &s, "http_replies_total{class=\"4xx\"}"), 1);
	CHECK_INT(serve_metric(cx, &s, "http_requests_total"), 7);
	CHECK(serve_metric_is(cx, &s, "http_connections", 0));
	CHECK(serve_metric_is(cx, &s, "http_in_flight", 1));
	/* Each look at a figure is a request, and the two above may have looked more than once. */
	CHECK(serve_metric(cx, &s, "http_request_seconds_count") >= 9);
	CHECK_INT(serve_status(serve_ask(cx, s.admin_port, GET("/") CLOSE "\r\n", NULL), 0), 404);
	CHECK_INT(serve_status(serve_ask(cx, s.port, GET("/metrics") CLOSE "\r\n", NULL), 0), 404);
	CHECK_INT(serve_stop(&s), 0);
}

static void refuses_to_start(const struct http_config *config, const char *words)
{
	struct serve s;
	CHECK(!serve_start(&s, config));
	if (!strstr(s.ready, words))
		print_error("server said: %s\n", s.ready);
	CHECK(strstr(s.ready, words) != NULL);
	CHECK_INT(serve_wait(&s, 2000), 1);
}

static void *no_worker(void *self)
{
	(void)self;
	return NULL;
}

TEST(server_names_what_stops_its_start)
{
	static const char *const malformed[] = { "", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "127.0.0.1:80x", "300.0.0.1:80", "::1:80",
		"[::1:80", "example.org:80", "127.0.0.1:-1" };
	struct http_config config = serve_config();
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		config.listen = malformed[i];
		refuses_to_start(&config, ctx_printf(cx, "CONF: listen address \"%s\"", malformed[i]));
	}
	config.listen = "192.0.2.1:8080";
	refuses_to_start(&config, "HTTP_LISTEN: 192.0.2.1:8080: this machine does not have the address");
	config = serve_config();
	config.worker_open = no_worker;
	refuses_to_start(&config, "SYSTEM: a worker of the server could not be opened");
	config = serve_config();
	config.body_max = 100;
	refuses_to_start(&config, "BUG: route /echo");
	config = serve_config();
	config.max_connections = 100000000;
	refuses_to_start(&config, "CONF: 100000000 connections need");
}

TEST(server_refuses_a_taken_address)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	config.listen = ctx_printf(cx, "127.0.0.1:%d", s.port);
	refuses_to_start(&config, "the address is taken by another program");
	config.listen = "127.0.0.1:0";
	config.admin_listen = ctx_printf(cx, "127.0.0.1:%d", s.admin_port);
	refuses_to_start(&config, "the address is taken by another program");
	CHECK_INT(serve_status(serve_ask(cx, s.port, GET("/") "\r\n", NULL), 0), 200);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_starts_again_at_once_on_its_address)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	serve_ask(cx, s.port, GET("/") CLOSE "\r\n", NULL);
	config.listen = ctx_printf(cx, "localhost:%d", s.port);
	CHECK_INT(serve_stop(&s), 0);
	start(&s, &config);
	CHECK_INT(serve_status(serve_ask(cx, s.port, GET("/") "\r\n", NULL), 0), 200);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(server_listens_on_ipv6)
{
	struct serve s;
	struct http_config config = serve_config();
	config.listen = "[::1]:0";
	config.admin_listen = NULL;
	if (!serve_start(&s, &config) && strstr(s.ready, "does not have the address"))
		skip();
	CHECK(strncmp(s.ready, "listening on http://[::1]:", 26) == 0);
	CHECK_INT(serve_stop(&s), 0);
}
