/* Owns: http.* and memory.*: servers started, loaded and ended. */
#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/measure.h"

#include "base/file.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONNECTIONS 64
#define SEEN 256        /* seals asked again and again */
#define MAX_ROUNDS 16
#define TURNS 10
#define START_MS 10000

struct server {
	pid_t pid;
	unsigned port;
	char log[512];
};

static int cores(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }

static void pin(unsigned core)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(core, &set);
	if (cores() > 1)
		sched_setaffinity(0, sizeof set, &set);
}

static void unpin(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	for (unsigned i = 0; i < (unsigned)cores(); i++)
		CPU_SET(i, &set);
	sched_setaffinity(0, sizeof set, &set);
}

static void run_server(struct bench *b, const char *log, int loops, bool pinned)
{
	char number[16];
	snprintf(number, sizeof number, "%d", loops);
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
	if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
		_exit(1);
	unpin();
	if (pinned)
		pin(0);
	execl("/proc/self/exe", "bench", "serve", b->home, b->passphrase_file, number, (char *)NULL);
	_exit(1);
}

/* The port it says in its log, or 0. */
static unsigned port_of(const char *log)
{
	static const char words[] = "listening on http://127.0.0.1:";
	char text[4096];
	int fd = open(log, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	const char *at = strstr(text, words);
	return at && strchr(at, '\n') ? (unsigned)strtoul(at + sizeof words - 1, NULL, 10) : 0;
}

static struct server start(struct bench *b, int loops, bool pinned)
{
	struct server s = { 0 };
	snprintf(s.log, sizeof s.log, "%s/bench-server.log", b->home);
	unlink(s.log);
	s.pid = fork();
	if (s.pid == 0)
		run_server(b, s.log, loops, pinned);
	for (int i = 0; i < START_MS / 10 && s.port == 0; i++) {
		if (waitpid(s.pid, NULL, WNOHANG) != 0)
			break;
		usleep(10000);
		s.port = port_of(s.log);
	}
	if (s.port == 0) {
		fprintf(stderr, "bench: the server did not start; its log is %s\n", s.log);
		exit(1);
	}
	return s;
}

static void stop(struct server *s)
{
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
}

struct pass {
	double cpu;  /* us of the server a request */
	double busy; /* share of a core that the server used meanwhile */
};

/* Means of many short passes. */
static void add_pass(struct pass *sum, struct pass p, int of)
{
	sum->cpu += p.cpu / of;
	sum->busy += p.busy / of;
}

static struct pass load(struct load *l, const struct server *s, const char *path, const struct slice *seals, size_t seal_count, size_t count, bool verdict)
{
	double start = cpu_of(s->pid), since = wall();
	load_run(l, path, seals, seal_count, count, verdict);
	double spent = cpu_of(s->pid) - start;
	return (struct pass){ spent / (double)count, spent / (wall() - since) };
}

static void bench_cached(struct bench *b)
{
	struct slice *seals = NULL;
	size_t count = read_seals(b, &seals);
	pin(1);
	struct server s = start(b, 1, true);
	struct load *l = load_open(s.port, CONNECTIONS);
	size_t seen = count < SEEN ? count : SEEN, requests = is_quick() ? 2000 : 20000, rounds = is_quick() ? 2 : 9, slice = requests / (2 * TURNS);
	double ratio[MAX_ROUNDS];
	char path[64];
	/* Once through: from here on each of these seals has been verified before. */
	double size = load_run(l, "/v1/verify", seals, seen, seen, true);
	snprintf(path, sizeof path, "/constant/%.0f", size);
	load_run(l, path, seals, seen, requests, false);
	for (size_t r = 0; r < rounds; r++) {
		struct pass constant = { 0 }, cached = { 0 };
		/* What else the machine does changes from second to second: short passes, first and last in turns, meet the same of it. */
		for (int turn = 0; turn < TURNS; turn++) {
			add_pass(&constant, load(l, &s, path, seals, seen, slice, false), 2 * TURNS);
			add_pass(&cached, load(l, &s, "/v1/verify", seals, seen, slice, true), 2 * TURNS);
			add_pass(&cached, load(l, &s, "/v1/verify", seals, seen, slice, true), 2 * TURNS);
			add_pass(&constant, load(l, &s, path, seals, seen, slice, false), 2 * TURNS);
		}
		ratio[r] = constant.cpu / cached.cpu;
		fprintf(stderr, "# http: constant %.1f us (busy %.2f), cached %.1f us (busy %.2f), %.0f bytes a reply\n", constant.cpu, constant.busy,
			cached.cpu, cached.busy, size);
	}
	figure("http.cached_to_constant", median(ratio, rounds), 2, "requests");
	load_close(l);
	stop(&s);
	free(seals);
}

static void bench_cold(struct bench *b)
{
	struct slice *seals = NULL;
	size_t count = read_seals(b, &seals);
	struct bare *bare = bare_new();
	size_t rounds = is_quick() ? 1 : 5;
	double ratio[MAX_ROUNDS];
	pin(1);
	for (size_t r = 0; r < rounds; r++) {
		/* A fresh server has an empty cache: each seal is new to it, and asked once. */
		struct server s = start(b, 1, true);
		struct load *l = load_open(s.port, CONNECTIONS);
		load_run(l, "/constant/1000", seals, count, 4000, false);
		double one = bare_verify(bare, 1500);
		struct pass cold = load(l, &s, "/v1/verify", seals, count, count, true);
		one = (one + bare_verify(bare, 1500)) / 2;
		ratio[r] = one / cold.cpu;
		fprintf(stderr, "# http: cold %.1f us (busy %.2f), bare verification %.1f us\n", cold.cpu, cold.busy, one);
		load_close(l);
		stop(&s);
	}
	figure("http.cold_to_ecdsa", median(ratio, rounds), 2, "verifications");
	bare_free(bare);
	free(seals);
}

static double anonymous_bytes(pid_t pid)
{
	char path[64], line[256];
	double kilobytes = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f)) {
		if (strncmp(line, "RssAnon:", 8) == 0)
			kilobytes = strtod(line + 8, NULL);
	}
	if (f)
		fclose(f);
	return kilobytes * 1024;
}

/* Memory of a server of so many loops after all seals have gone through it, twice. */
static double memory_of(struct bench *b, int loops, const struct slice *seals, size_t count)
{
	struct server s = start(b, loops, false);
	struct load *l = load_open(s.port, CONNECTIONS);
	load_run(l, "/v1/verify", seals, count, 2 * count, true);
	double bytes = anonymous_bytes(s.pid);
	load_close(l);
	stop(&s);
	return bytes;
}

static void bench_memory(struct bench *b)
{
	struct slice *seals = NULL;
	size_t count = read_seals(b, &seals);
	enum { FEW = 1, MANY = 5 };
	size_t rounds = is_quick() ? 1 : 3;
	double growth[MAX_ROUNDS];
	for (size_t r = 0; r < rounds; r++) {
		double few = memory_of(b, FEW, seals, count), many = memory_of(b, MANY, seals, count);
		growth[r] = (many - few) / (MANY - FEW);
	}
	figure("memory.per_worker", median(growth, rounds), 0, "bytes");
	free(seals);
}

const struct bench_part bench_parts[] = { { "verify", bench_verify }, { "cached", bench_cached }, { "cold", bench_cold }, { "memory", bench_memory },
	{ "serve", bench_serve }, { 0 } };
