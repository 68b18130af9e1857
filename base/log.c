/* Owns: the event log. One write(2) holds whole lines, and no more than a pipe takes in one piece: lines of several threads never mix. */
#include "base/log.h"

#include "base/text.h"

#include <stdio.h>
#include <unistd.h>

static enum log_level least = LOG_INFO;
static int sink = 2;

void log_set(enum log_level level, int fd)
{
	least = level;
	sink = fd;
}

#define LINE_SIZE 768

/* The line with its end; 0 when its level is dropped. */
__attribute__((format(printf, 5, 0)))
static size_t format_line(char line[static LINE_SIZE], const struct ctx *cx, enum log_level level, const char *event, const char *fmt, va_list args)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	if (level < least)
		return 0;
	char when[21] = "-";
	if (cx)
		instant_format(cx->now, when);
	int n = snprintf(line, LINE_SIZE - 2, "%s %s %s%s%s ", when, names[level], event, cx && cx->request[0] ? " req=" : "",
		cx ? cx->request : "");
	if (n > 0 && (size_t)n < LINE_SIZE - 2)
		vsnprintf(line + n, LINE_SIZE - 1 - (size_t)n, fmt, args);
	size_t length = 0;
	for (; line[length]; length++) {
		if ((unsigned char)line[length] < 0x20 || line[length] == 0x7f)
			line[length] = '?';
	}
	line[length++] = '\n';
	return length;
}

static void put(const char *text, size_t n)
{
	ssize_t written = n ? write(sink, text, n) : 0;
	(void)written; /* A log that cannot be written has nowhere to complain. */
}

void log_event(const struct ctx *cx, enum log_level level, const char *event, const char *fmt, ...)
{
	char line[LINE_SIZE];
	va_list args;
	va_start(args, fmt);
	put(line, format_line(line, cx, level, event, fmt, args));
	va_end(args);
}

void log_gather(struct log_lines *l, const struct ctx *cx, enum log_level level, const char *event, const char *fmt, ...)
{
	if (sizeof l->text - l->n < LINE_SIZE)
		log_flush(l);
	va_list args;
	va_start(args, fmt);
	l->n += format_line(l->text + l->n, cx, level, event, fmt, args);
	va_end(args);
}

void log_flush(struct log_lines *l)
{
	put(l->text, l->n);
	l->n = 0;
}

void log_error(const struct ctx *cx, const char *event)
{
	log_event(cx, LOG_ERROR, event, "err=%s text=\"%s\" at=%s:%d", err_name(cx->err), cx->text, cx->file ? cx->file : "-", cx->line);
}
