/*
 * Owns: the server's counters. Each thread writes its own block without locks; readers add the blocks up.
 * Must never hold anything a client chose.
 */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "base/buf.h"

enum refused {
	REFUSED_MALFORMED = 0, REFUSED_HEAD_SIZE, REFUSED_BODY_SIZE, REFUSED_RATE, REFUSED_BUSY, REFUSED_ADDRESS, REFUSED_SLOW,
	REFUSED_UNREAD, REFUSED_TLS, REFUSED_COUNT
};

#define METRICS_TIMES 10 /* steps of the duration histogram, the last without a bound */

/* One per loop, written by its thread alone. */
struct metrics {
	uint64_t replies[6]; /* by status class; [0] unused */
	uint64_t refused[REFUSED_COUNT];
	uint64_t connections, requests, bytes_in, bytes_out, log_lost;
	uint64_t duration_us, durations[METRICS_TIMES];
};

/* What is true now, read when the text is made. */
struct metrics_now {
	size_t connections, in_flight, pool_waiting, pool_running, pool_threads, loops;
	int64_t started;
};

/* By the counter's one writing thread alone; any thread may read. us: microseconds that the request took. */
void metrics_add(uint64_t *counter, uint64_t n);
void metrics_reply(struct metrics *m, int status, size_t bytes, uint64_t us);
/* Prometheus text of the blocks together. */
void metrics_format(struct buf *out, const struct metrics *const *blocks, size_t count, const struct metrics_now *now);

#endif
