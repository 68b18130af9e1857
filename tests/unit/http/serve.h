/*
 * Owns: a server in a child process for tests, on a free port, and plain sockets to talk to it. One server at a time.
 */
#ifndef TESTS_UNIT_HTTP_SERVE_H
#define TESTS_UNIT_HTTP_SERVE_H

#include "http/server.h"
#include "tests/unit/check.h"

/* The routes of every test server stand in serve.c; the handlers above them say what they do. */
struct serve {
	int pid;
	uint16_t port, admin_port;
	int errors, log; /* the child's stderr (a pipe) and log (a memory file) */
	char ready[2000]; /* what it printed before it was ready; after serve_wait: its last words */
};

/* A configuration with the routes above, two loops, two pool threads; change what the test is about. */
struct http_config serve_config(void);
/* False when the server ended before it was ready; `ready` then holds its words. */
bool serve_start(struct serve *s, const struct http_config *config);
/* SIGTERM; the exit code, or 1000 + signal. */
int serve_stop(struct serve *s);
/* Waits for the end: exit code as above, -1 after that many ms. */
int serve_wait(struct serve *s, int ms);
/* All log lines so far (written within 50 ms). */
struct slice serve_log(struct ctx *cx, const struct serve *s);
/* Value of a counter line of /metrics, by its text before the space. */
long serve_metric(struct ctx *cx, const struct serve *s, const char *name);

/* True when it has this value within a second: other loops may be a moment behind what a client saw. */
bool serve_metric_is(struct ctx *cx, const struct serve *s, const char *name, long value);

int serve_connect(uint16_t port);
void serve_put(int fd, const char *text);
void serve_put_bytes(int fd, struct slice bytes);
/* What comes until the other end closes, or nothing comes for `ms`. *closed tells which. */
struct slice serve_get(struct ctx *cx, int fd, int ms, bool *closed);
/* The same where something must come, which a busy machine may take its time for. */
struct slice serve_answer(struct ctx *cx, int fd, int ms, bool *closed);
/* Sends to a new connection, reads the answer until close or 250 ms of silence. */
struct slice serve_ask(struct ctx *cx, uint16_t port, const char *text, bool *closed);
/* Status of the n-th reply (from 0) in what came back, 0 when there are fewer. */
int serve_status(struct slice replies, int n);
int serve_milliseconds(void);

#endif
