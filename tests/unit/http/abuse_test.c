#include "tests/unit/http/serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static void start(struct serve *s, const struct http_config *config)
{
	if (!serve_start(s, config))
		print_error("server said: %s\n", s->ready);
	CHECK(s->port != 0);
}

static bool has(struct slice text, const char *part) { return slice_find(text, slice_str(part), 0) != SIZE_MAX; }

static void post(int fd, const char *path, const char *body)
{
	char text[200];
	snprintf(text, sizeof text, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n%s", path, strlen(body), body);
	serve_put(fd, text);
}

/* One byte every 50 ms: true when the server ends it within a second; what it said in *got. */
static bool trickled(struct ctx *cx, int fd, const char *text, struct slice *got)
{
	bool closed = false;
	for (int i = 0; i < 60 && !closed && text[i]; i++) {
		serve_put_bytes(fd, slice_of(text + i, 1));
		*got = serve_get(cx, fd, 50, &closed);
		closed = closed || got->n;
	}
	return closed;
}

TEST(abuse_slow_heads_are_cut)
{
	struct serve s;
	struct http_config config = serve_config();
	struct slice got = { 0 };
	config.timeouts = (struct http_timeouts){ .header = 300 };
	start(&s, &config);
	int fd = serve_connect(s.port);
	CHECK(trickled(cx, fd, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &got));
	CHECK_INT(serve_status(got, 0), 408);
	close(fd);
	CHECK(serve_metric_is(cx, &s, "http_refused_total{reason=\"slow\"}", 1));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_slow_bodies_are_cut)
{
	struct serve s;
	struct http_config config = serve_config();
	struct slice got = { 0 };
	config.timeouts = (struct http_timeouts){ .body = 300 };
	start(&s, &config);
	int fd = serve_connect(s.port);
	serve_put(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
	CHECK(trickled(cx, fd, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &got));
	CHECK_INT(serve_status(got, 0), 408);
	close(fd);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_idle_connections_are_closed)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	config.timeouts = (struct http_timeouts){ .idle = 1000 };
	start(&s, &config);
	int fresh = serve_connect(s.port), used = serve_connect(s.port);
	serve_put(used, GET("/"));
	CHECK_INT(serve_status(serve_answer(cx, used, 100, &closed), 0), 200);
	CHECK(!closed);
	CHECK_INT((int)serve_get(cx, used, 10000, &closed).n, 0);
	CHECK(closed);
	CHECK_INT((int)serve_get(cx, fresh, 10000, &closed).n, 0);
	CHECK(closed);
	close(fresh);
	close(used);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_unread_replies_are_cut)
{
	struct serve s;
	struct http_config config = serve_config();
	int small = 4096;
	config.timeouts = (struct http_timeouts){ .reply = 200 };
	start(&s, &config);
	int fd = serve_connect(s.port);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	serve_put(fd, GET("/big?8000000"));
	usleep(100000);
	CHECK(serve_metric_is(cx, &s, "http_in_flight", 2));
	for (int i = 0; i < 20 && serve_metric(cx, &s, "http_in_flight") > 1; i++)
		usleep(100000);
	CHECK(serve_metric_is(cx, &s, "http_in_flight", 1));
	CHECK(serve_metric_is(cx, &s, "http_connections", 0));
	CHECK(serve_metric_is(cx, &s, "http_refused_total{reason=\"unread\"}", 1));
	close(fd);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_slow_but_steady_readers_get_everything)
{
	struct serve s;
	struct http_config config = serve_config();
	config.timeouts = (struct http_timeouts){ .reply = 200 };
	start(&s, &config);
	int fd = serve_connect(s.port), small = 65536;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	serve_put(fd, GET("/big?12000000"));
	size_t total = 0;
	static uint8_t bytes[100000];
	for (ssize_t n = 1; n > 0 && total < 12000000; total += (size_t)n) {
		n = recv(fd, bytes, sizeof bytes, 0);
		usleep(10000);
	}
	CHECK(total >= 12000000);
	close(fd);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_one_address_gets_its_share_of_connections)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	config.max_per_address = 3;
	start(&s, &config);
	int fds[4];
	for (int i = 0; i < 4; i++) {
		fds[i] = serve_connect(s.port);
		serve_put(fds[i], GET("/"));
		CHECK_INT(serve_status(i < 3 ? serve_answer(cx, fds[i], 50, &closed) : serve_get(cx, fds[i], 50, &closed), 0), i < 3 ? 200 : 0);
		CHECK_INT(closed, i == 3);
	}
	CHECK(serve_metric_is(cx, &s, "http_refused_total{reason=\"address\"}", 1));
	close(fds[0]);
	usleep(50000);
	CHECK_INT(serve_status(serve_ask(cx, s.port, GET("/"), NULL), 0), 200);
	for (int i = 1; i < 4; i++)
		close(fds[i]);
	CHECK_INT(serve_stop(&s), 0);
}

/* At the cap newcomers wait in the kernel's queue; they are served when somebody leaves. */
TEST(abuse_connections_over_the_cap_wait)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	config.max_connections = 4;
	start(&s, &config);
	int fds[5];
	for (int i = 0; i < 5; i++) {
		fds[i] = serve_connect(s.port);
		serve_put(fds[i], GET("/"));
		CHECK_INT(serve_status(i < 4 ? serve_answer(cx, fds[i], 50, &closed) : serve_get(cx, fds[i], 50, &closed), 0), i < 4 ? 200 : 0);
		CHECK(!closed);
	}
	CHECK(serve_metric_is(cx, &s, "http_connections", 4));
	close(fds[0]);
	CHECK_INT(serve_status(serve_answer(cx, fds[4], 50, &closed), 0), 200);
	for (int i = 1; i < 5; i++)
		close(fds[i]);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_too_many_requests_wait_for_tokens)
{
	struct serve s;
	struct http_config config = serve_config();
	config.bucket_size = 60;
	config.bucket_rate = 10;
	start(&s, &config);
	int fd = serve_connect(s.port);
	post(fd, "/dear", "");
	post(fd, "/dear", "");
	serve_put(fd, GET("/"));
	post(fd, "/echo", "still there");
	struct slice got = serve_answer(cx, fd, 250, NULL);
	CHECK_INT(serve_status(got, 0), 200);
	CHECK_INT(serve_status(got, 1), 429);
	CHECK(has(got, "\r\nRetry-After: 4\r\n") && has(got, "\"code\":\"TOO_MANY_REQUESTS\""));
	CHECK_INT(serve_status(got, 2), 200);
	CHECK_INT(serve_status(got, 3), 200);
	usleep(400000);
	for (int i = 0; i < 20; i++)
		serve_put(fd, GET("/none"));
	got = serve_answer(cx, fd, 250, NULL);
	CHECK_INT(serve_status(got, 0), 404);
	CHECK_INT(serve_status(got, 19), 429);
	close(fd);
	CHECK(serve_metric(cx, &s, "http_refused_total{reason=\"rate\"}") >= 2);
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_full_pool_says_when_to_come_again)
{
	struct serve s;
	struct http_config config = serve_config();
	config.pool_threads = 1;
	config.pool_queue = 1;
	start(&s, &config);
	int fds[3];
	for (int i = 0; i < 3; i++) {
		fds[i] = serve_connect(s.port);
		post(fds[i], "/slow", "2500"); /* long beside what a busy machine takes for the questions below */
		if (i < 2)
			CHECK(serve_metric_is(cx, &s, i ? "http_pool_waiting" : "http_pool_running", 1));
	}
	struct slice got = serve_answer(cx, fds[2], 100, NULL);
	CHECK_INT(serve_status(got, 0), 503);
	CHECK(has(got, "\r\nRetry-After: 2\r\n") && has(got, "application/problem+json"));
	CHECK(serve_metric_is(cx, &s, "http_pool_running", 1));
	CHECK(serve_metric_is(cx, &s, "http_pool_waiting", 1));
	/* The loops are free meanwhile. */
	CHECK_INT(serve_status(serve_ask(cx, s.port, GET("/"), NULL), 0), 200);
	CHECK_INT(serve_status(serve_answer(cx, fds[0], 100, NULL), 0), 200);
	CHECK_INT(serve_status(serve_answer(cx, fds[1], 100, NULL), 0), 200);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	CHECK(serve_metric_is(cx, &s, "http_refused_total{reason=\"busy\"}", 1));
	CHECK_INT(serve_stop(&s), 0);
}

static void reset(int fd)
{
	struct linger hard = { .l_onoff = 1 };
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
	close(fd);
}

TEST(abuse_clients_that_vanish_during_a_job)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	for (int i = 0; i < 24; i++) {
		int fd = serve_connect(s.port);
		post(fd, i % 3 ? "/slow" : "/pool", "60");
		usleep(i % 4 ? 500 : 0);
		if (i % 2)
			reset(fd);
		else
			close(fd);
	}
	int fd = serve_connect(s.port);
	post(fd, "/slow", "10");
	CHECK_INT(serve_status(serve_answer(cx, fd, 100, NULL), 0), 200);
	close(fd);
	/* Those who reset were not worked for. */
	CHECK(serve_metric(cx, &s, "http_replies_total{class=\"5xx\"}") > 0);
	CHECK(serve_metric_is(cx, &s, "http_in_flight", 1));
	CHECK(serve_metric_is(cx, &s, "http_connections", 0));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(abuse_stop_lets_running_requests_finish)
{
	struct serve s;
	struct http_config config = serve_config();
	bool closed = false;
	start(&s, &config);
	int busy = serve_connect(s.port), idle = serve_connect(s.port);
	post(busy, "/slow", "1500");
	CHECK(serve_metric_is(cx, &s, "http_pool_running", 1));
	kill(s.pid, SIGTERM);
	CHECK_INT((int)serve_get(cx, idle, 1000, &closed).n, 0);
	CHECK(closed);
	struct slice got = serve_answer(cx, busy, 5000, &closed);
	CHECK_INT(serve_status(got, 0), 200);
	CHECK(closed);
	CHECK(has(got, "\r\nConnection: close\r\n"));
	CHECK_INT(serve_wait(&s, 10000), 0);
	close(busy);
	close(idle);
}

TEST(abuse_stop_is_quick_when_nothing_runs)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	int half = serve_connect(s.port);
	serve_put(half, GET("/"));
	serve_get(cx, half, 50, NULL);
	int began = serve_milliseconds();
	CHECK_INT(serve_stop(&s), 0);
	CHECK(serve_milliseconds() - began < 2000); /* idle connections would have stayed for 15 s */
	close(half);
}

TEST(abuse_stop_does_not_wait_for_ever)
{
	struct serve s;
	struct http_config config = serve_config();
	config.timeouts = (struct http_timeouts){ .stop = 100 };
	start(&s, &config);
	int half = serve_connect(s.port), unread = serve_connect(s.port), small = 4096;
	setsockopt(unread, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	serve_put(unread, GET("/big?8000000"));
	serve_put(half, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
	usleep(50000);
	kill(s.pid, SIGINT);
	CHECK_INT(serve_wait(&s, 2500), 0);
	close(half);
	close(unread);
	start(&s, &config);
	int stuck = serve_connect(s.port);
	post(stuck, "/slow", "20000");
	CHECK(serve_metric_is(cx, &s, "http_pool_running", 1));
	kill(s.pid, SIGTERM);
	CHECK_INT(serve_wait(&s, 15000), 1);
	close(stuck);
}

/* One within the first second is the same wish told twice: a terminal tells every process, and a script hands it on. */
TEST(abuse_second_signal_ends_at_once)
{
	struct serve s;
	struct http_config config = serve_config();
	start(&s, &config);
	int stuck = serve_connect(s.port);
	post(stuck, "/slow", "9000");
	usleep(50000);
	kill(s.pid, SIGINT);
	usleep(100000);
	kill(s.pid, SIGTERM);
	usleep(1400000);
	CHECK_INT(waitpid(s.pid, NULL, WNOHANG), 0);
	kill(s.pid, SIGTERM);
	CHECK_INT(serve_wait(&s, 2500), 130);
	close(stuck);
}

/* Requests cut, doubled and sprinkled with noise on many connections: the server must stay, and forget them all. */
TEST(abuse_noise_leaves_nothing_behind)
{
	static const char *const seeds[] = { GET("/"), "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
		"POST /pool HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "HEAD /big?70000 HTTP/1.1\r\nHost: a\r\n\r\n",
		"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello" };
	struct serve s;
	struct http_config config = serve_config();
	unsigned dice = 7;
	start(&s, &config);
	for (int end = serve_milliseconds() + 800; serve_milliseconds() < end;) {
		int fd = serve_connect(s.port);
		for (int i = 0; i < 6; i++) {
			char text[200];
			int n = snprintf(text, sizeof text, "%s", seeds[(unsigned)rand_r(&dice) % 5]);
			if (rand_r(&dice) % 3 == 0)
				text[rand_r(&dice) % n] = (char)rand_r(&dice);
			serve_put_bytes(fd, slice_of(text, rand_r(&dice) % 4 ? (size_t)n : (size_t)(rand_r(&dice) % n)));
		}
		if (rand_r(&dice) % 2)
			reset(fd);
		else
			close(fd);
	}
	usleep(100000);
	CHECK_INT(serve_status(serve_ask(cx, s.port, GET("/"), NULL), 0), 200);
	usleep(50000);
	CHECK(serve_metric_is(cx, &s, "http_connections", 0));
	CHECK(serve_metric_is(cx, &s, "http_in_flight", 1));
	CHECK_INT(serve_stop(&s), 0);
}

/* Many keep-alive connections at once: every request gets its own answer. */
TEST(abuse_load_mixes_nothing_up)
{
	enum { CONNECTIONS = 64, ROUNDS = 15 };
	struct serve s;
	struct http_config config = serve_config();
	int fds[CONNECTIONS], wrong = 0;
	config.pool_queue = CONNECTIONS;
	start(&s, &config);
	for (int i = 0; i < CONNECTIONS; i++)
		fds[i] = serve_connect(s.port);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < CONNECTIONS; i++)
			post(fds[i], (i + round) % 2 ? "/echo" : "/pool", ctx_printf(cx, "<%05d>", i * 100 + round));
		for (int i = 0; i < CONNECTIONS; i++) {
			char reply[2000];
			size_t n = 0;
			while (n < sizeof reply - 1 && !(n && reply[n - 1] == '>')) {
				ssize_t got = recv(fds[i], reply + n, sizeof reply - 1 - n, 0);
				if (got <= 0)
					break;
				n += (size_t)got;
			}
			reply[n] = 0;
			wrong += !strstr(reply, ctx_printf(cx, "\r\n\r\n<%05d>", i * 100 + round));
		}
	}
	CHECK_INT(wrong, 0);
	for (int i = 0; i < CONNECTIONS; i++)
		close(fds[i]);
	CHECK_INT(serve_stop(&s), 0);
}
