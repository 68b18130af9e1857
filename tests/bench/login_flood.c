/*
 * Owns: portal.login_flood: how long a plain page takes while a hundred people a second try to sign in. 32 connections post wrong passwords of unknown
 * contacts, evenly over time; a connection of its own asks for a page every ten milliseconds.
 * usage: login-flood PORT SECONDS
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SENDERS   32
#define PER_S     100
#define PROBES    100 /* a second */
#define REPLY_MAX 65536
#define PROBE_MAX 10000

static unsigned port;
static double seconds;
static atomic_int answered, busy, others;
static char token[80], cookie[200];

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void sleep_until(double at)
{
	double left = at - now();
	if (left > 0)
		usleep((useconds_t)(left * 1e6));
}

static int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
		fprintf(stderr, "login-flood: cannot connect\n");
		exit(1);
	}
	return fd;
}

/* One request, the whole reply in `reply`; its status, 0 when the connection broke. */
static int ask(int fd, const char *request, char *reply)
{
	size_t n = 0, want = 0;
	if (send(fd, request, strlen(request), MSG_NOSIGNAL) != (ssize_t)strlen(request))
		return 0;
	while (!want || n < want) {
		ssize_t got = recv(fd, reply + n, REPLY_MAX - 1 - n, 0);
		if (got <= 0)
			return 0;
		n += (size_t)got;
		reply[n] = 0;
		char *end = strstr(reply, "\r\n\r\n"), *length = strcasestr(reply, "\r\ncontent-length:");
		if (end && !want)
			want = (size_t)(end + 4 - reply) + (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
		if (want >= REPLY_MAX)
			return 0;
	}
	return (int)strtol(reply + 9, NULL, 10);
}

static int post_sign_in(int fd, int number, char *reply)
{
	char body[300], request[900];
	snprintf(body, sizeof body, "token=%s&contact=flood%d%%40example.org&password=violet+harbour+kettle", token, number);
	snprintf(request, sizeof request, "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		"Content-Length: %zu\r\n\r\n%s", port, cookie, strlen(body), body);
	return ask(fd, request, reply);
}

static void *sender(void *arg)
{
	int me = *(int *)arg, fd = dial(), number = me;
	char *reply = malloc(REPLY_MAX);
	double start = now();
	for (double at = start + (double)me / PER_S; reply && at < start + seconds; at += (double)SENDERS / PER_S, number += SENDERS) {
		sleep_until(at);
		int status = post_sign_in(fd, number, reply);
		atomic_fetch_add(status == 422 ? &answered : status == 503 ? &busy : &others, 1);
		if (status)
			continue;
		close(fd);
		fd = dial();
	}
	free(reply);
	close(fd);
	return NULL;
}

/* A token of a form with the cookie it belongs to. */
static void prepare(void)
{
	char request[200], *reply = malloc(REPLY_MAX);
	int fd = dial();
	snprintf(request, sizeof request, "GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", port);
	bool good = reply && ask(fd, request, reply) == 200;
	char *at = good ? strcasestr(reply, "set-cookie: ") : NULL, *value = good ? strstr(reply, "name=\"token\" value=\"") : NULL;
	if (!at || !value) {
		fprintf(stderr, "login-flood: no form\n");
		exit(1);
	}
	snprintf(cookie, sizeof cookie, "%.*s", (int)strcspn(at + 12, ";\r"), at + 12);
	snprintf(token, sizeof token, "%.64s", value + 20);
	free(reply);
	close(fd);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Milliseconds that 99 of 100 pages took at most. Asked by the clock: a slow answer does not thin out the questions behind it. */
static double probe(void)
{
	static double took[PROBE_MAX];
	char request[200], *reply = malloc(REPLY_MAX);
	size_t n = 0;
	int fd = dial();
	snprintf(request, sizeof request, "GET /about HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", port);
	double start = now();
	for (double at = start; at < start + seconds && n < PROBE_MAX; at += 1.0 / PROBES) {
		sleep_until(at);
		if (!reply || ask(fd, request, reply) != 200) {
			fprintf(stderr, "login-flood: the page was refused\n");
			exit(1);
		}
		took[n++] = (now() - at) * 1e3;
	}
	free(reply);
	close(fd);
	qsort(took, n, sizeof *took, by_size);
	fprintf(stderr, "# flood: page p50 %.2f ms, p99 %.2f ms, most %.2f ms\n", took[n / 2], took[n * 99 / 100], took[n - 1]);
	return took[n * 99 / 100];
}

int main(int argc, char **argv)
{
	pthread_t threads[SENDERS];
	int numbers[SENDERS];
	if (argc != 3)
		return 2;
	port = (unsigned)strtoul(argv[1], NULL, 10);
	seconds = strtod(argv[2], NULL);
	prepare();
	for (int i = 0; i < SENDERS; i++) {
		numbers[i] = i;
		if (pthread_create(&threads[i], NULL, sender, &numbers[i]))
			return 1;
	}
	double p99 = probe();
	for (int i = 0; i < SENDERS; i++)
		pthread_join(threads[i], NULL);
	fprintf(stderr, "# flood: %d judged, %d sent away, %d others\n", answered, busy, others);
	if (answered == 0 || others > 0)
		return 1;
	printf("bench portal.login_flood %.2f ms\n", p99);
	return 0;
}
