/* Owns: counters and their Prometheus text (exposition format 0.0.4). */
#include "http/metrics.h"

#include <inttypes.h>

/* Upper bounds of the histogram in microseconds, and as the text wants them. */
static const struct {
	uint64_t us;
	const char *text;
} steps[METRICS_TIMES] = {
	{ 50, "0.00005" }, { 100, "0.0001" }, { 250, "0.00025" }, { 500, "0.0005" }, { 1000, "0.001" }, { 5000, "0.005" },
	{ 25000, "0.025" }, { 100000, "0.1" }, { 1000000, "1" }, { UINT64_MAX, "+Inf" },
};

static const char *const refused_names[REFUSED_COUNT] = {
	[REFUSED_MALFORMED] = "malformed", [REFUSED_HEAD_SIZE] = "head_size", [REFUSED_BODY_SIZE] = "body_size",
	[REFUSED_RATE] = "rate", [REFUSED_BUSY] = "busy", [REFUSED_ADDRESS] = "address", [REFUSED_SLOW] = "slow",
	[REFUSED_UNREAD] = "unread", [REFUSED_TLS] = "tls",
};

/* One writer per counter: no locked instruction needed, only no torn value for the reader. */
void metrics_add(uint64_t *counter, uint64_t n) { __atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED); }

void metrics_reply(struct metrics *m, int status, size_t bytes, uint64_t us)
{
	size_t class = status >= 100 && status < 600 ? (size_t)status / 100 : 5, step = 0;
	metrics_add(&m->replies[class], 1);
	metrics_add(&m->bytes_out, bytes);
	metrics_add(&m->duration_us, us);
	while (us > steps[step].us)
		step++;
	metrics_add(&m->durations[step], 1);
}

static uint64_t sum(const struct metrics *const *blocks, size_t count, size_t offset)
{
	uint64_t total = 0;
	for (size_t i = 0; i < count; i++)
		total += __atomic_load_n((const uint64_t *)(const void *)((const char *)blocks[i] + offset), __ATOMIC_RELAXED);
	return total;
}

#define SUM(member) sum(blocks, count, offsetof(struct metrics, member))

static void put_one(struct buf *out, const char *name, const char *type, const char *help, uint64_t v)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", name, help, name, type, name, v);
}

static void put_durations(struct buf *out, const struct metrics *const *blocks, size_t count)
{
	uint64_t total = 0, us = SUM(duration_us);
	buf_puts(out, "# HELP http_request_seconds Time from the whole request to the reply handed to the socket.\n"
		"# TYPE http_request_seconds histogram\n");
	for (size_t i = 0; i < METRICS_TIMES; i++) {
		total += sum(blocks, count, offsetof(struct metrics, durations) + i * sizeof(uint64_t));
		buf_printf(out, "http_request_seconds_bucket{le=\"%s\"} %" PRIu64 "\n", steps[i].text, total);
	}
	buf_printf(out, "http_request_seconds_sum %" PRIu64 ".%06" PRIu64 "\nhttp_request_seconds_count %" PRIu64 "\n", us / 1000000,
		us % 1000000, total);
}

void metrics_format(struct buf *out, const struct metrics *const *blocks, size_t count, const struct metrics_now *now)
{
	buf_puts(out, "# HELP http_replies_total Replies by status class.\n# TYPE http_replies_total counter\n");
	for (size_t i = 1; i < 6; i++)
		buf_printf(out, "http_replies_total{class=\"%zuxx\"} %" PRIu64 "\n", i,
			sum(blocks, count, offsetof(struct metrics, replies) + i * sizeof(uint64_t)));
	buf_puts(out, "# HELP http_refused_total Requests and connections refused, by reason.\n# TYPE http_refused_total counter\n");
	for (size_t i = 0; i < REFUSED_COUNT; i++)
		buf_printf(out, "http_refused_total{reason=\"%s\"} %" PRIu64 "\n", refused_names[i],
			sum(blocks, count, offsetof(struct metrics, refused) + i * sizeof(uint64_t)));
	put_one(out, "http_connections_total", "counter", "Connections accepted.", SUM(connections));
	put_one(out, "http_requests_total", "counter", "Whole requests received.", SUM(requests));
	put_one(out, "http_received_bytes_total", "counter", "Bytes of request heads and bodies.", SUM(bytes_in));
	put_one(out, "http_sent_bytes_total", "counter", "Bytes of reply bodies.", SUM(bytes_out));
	put_one(out, "http_log_lost_total", "counter", "Request lines the log could not take.", SUM(log_lost));
	put_durations(out, blocks, count);
	put_one(out, "http_connections", "gauge", "Open connections.", now->connections);
	put_one(out, "http_in_flight", "gauge", "Requests being answered.", now->in_flight);
	put_one(out, "http_pool_waiting", "gauge", "Jobs waiting for a pool thread.", now->pool_waiting);
	put_one(out, "http_pool_running", "gauge", "Jobs running in the pool.", now->pool_running);
	put_one(out, "http_pool_threads", "gauge", "Threads of the pool.", now->pool_threads);
	put_one(out, "http_loops", "gauge", "Event loops.", now->loops);
	put_one(out, "http_start_time_seconds", "gauge", "Start of the server, Unix time.", (uint64_t)now->started);
}
