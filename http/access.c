/* Owns: rings of request lines between loops and log; the log gets many lines with one write. */
#include "http/access.h"

#include "base/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void access_open(struct access_ring *r)
{
	*r = (struct access_ring){ .lines = calloc(ACCESS_LINES, sizeof *r->lines) };
	if (!r->lines)
		abort();
}

void access_close(struct access_ring *r)
{
	free(r->lines);
	*r = (struct access_ring){ 0 };
}

bool access_put(struct access_ring *r, const struct access_line *line)
{
	if (r->written - __atomic_load_n(&r->read, __ATOMIC_ACQUIRE) == ACCESS_LINES)
		return false;
	r->lines[r->written % ACCESS_LINES] = *line;
	__atomic_store_n(&r->written, r->written + 1, __ATOMIC_RELEASE);
	return true;
}

void access_flush(struct access_ring *r)
{
	uint64_t end = __atomic_load_n(&r->written, __ATOMIC_ACQUIRE);
	struct log_lines lines = { 0 };
	for (uint64_t at = r->read; at != end; at++) {
		const struct access_line *line = &r->lines[at % ACCESS_LINES];
		struct ctx cx;
		ctx_init(&cx, line->now);
		memcpy(cx.request, line->id, sizeof cx.request);
		log_gather(&lines, &cx, LOG_INFO, "http.reply", "method=%s route=%s status=%d bytes=%" PRIu64 " us=%" PRIu64, line->method,
			line->route, line->status, line->bytes, line->us);
		__atomic_store_n(&r->read, at + 1, __ATOMIC_RELEASE);
	}
	log_flush(&lines);
}
