/*
 * Owns: the event log: one line per event on stderr or a file, "2026-11-22T12:30:00Z level event key=value ...".
 * Must never hold personal data: no names, numbers, codes or birth dates; payloads as hashes.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/ctx.h"

enum log_level { LOG_DEBUG = 0, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below `level` are dropped. Process-wide, set once at start. */
void log_set(enum log_level level, int fd);
/* One line, written with one write(2). Control characters are replaced. cx may be NULL (no time, no request id). */
void log_event(const struct ctx *cx, enum log_level level, const char *event, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Whole lines gathered for one write(2), at most as many bytes as a pipe takes in one piece. Starts zeroed. */
struct log_lines {
	size_t n;
	char text[4096];
};
void log_gather(struct log_lines *l, const struct ctx *cx, enum log_level level, const char *event, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void log_flush(struct log_lines *l);
/* The error kept in cx as a line. */
void log_error(const struct ctx *cx, const char *event);

#endif
