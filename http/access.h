/*
 * Owns: the line per request in the log. A ring per loop, written without locks and emptied by the server's log thread, so
 * that a slow log never holds a loop up. Must never hold what a client chose, nor an address: the route is its pattern.
 */
#ifndef HTTP_ACCESS_H
#define HTTP_ACCESS_H

#include "base/ctx.h"

#define ACCESS_LINES 8192 /* power of two; at 50 ms a flush enough for 160,000 requests/s a loop */

struct access_line {
	int64_t now;
	const char *method, *route; /* static */
	uint64_t bytes, us;
	int status;
	char id[17];
};

/* One writer (the loop), one reader (the log thread). */
struct access_ring {
	struct access_line *lines;
	uint64_t written, read;
};

/* Room for ACCESS_LINES lines; no memory ends the process. close frees it, lines that were not flushed are lost. */
void access_open(struct access_ring *r);
void access_close(struct access_ring *r);
/* False when the ring is full and the line is lost. */
bool access_put(struct access_ring *r, const struct access_line *line);
/* Writes what is there to the log. */
void access_flush(struct access_ring *r);

#endif
