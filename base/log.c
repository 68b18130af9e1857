/* Owns: the event log. One write(2) per line, so that lines of several threads never mix. */
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

void log_event(const struct ctx *cx, enum log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	if (level < least)
		return;
	char line[768], when[21] = "-";
	if (cx)
		instant_format(cx->now, when);
	int n = snprintf(line, sizeof line - 2, "%s %s %s%s%s ", when, names[level], event, cx && cx->request[0] ? " req=" : "",
		cx ? cx->request : "");
	va_list args;
	va_start(args, fmt);
	if (n > 0 && (size_t)n < sizeof line - 2)
		vsnprintf(line + n, sizeof line - 1 - (size_t)n, fmt, args);
	va_end(args);
	size_t length = 0;
	for (; line[length]; length++) {
		if ((unsigned char)line[length] < 0x20 || line[length] == 0x7f)
			line[length] = '?';
	}
	line[length++] = '\n';
	ssize_t written = write(sink, line, length);
	(void)written; /* A log that cannot be written has nowhere to complain. */
}

void log_error(const struct ctx *cx, const char *event)
{
	log_event(cx, LOG_ERROR, event, "err=%s text=\"%s\" at=%s:%d", err_name(cx->err), cx->text, cx->file ? cx->file : "-", cx->line);
}
