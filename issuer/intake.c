/* Owns: reading lines. */
#include "issuer/intake.h"

#include "base/limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct intake {
	FILE *file;
	const volatile sig_atomic_t *stop;
	bool whole;
	size_t line, total;
};

static bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\r'; }

static size_t count_lines(FILE *f)
{
	size_t count = 0;
	bool filled = false;
	for (int c; (c = getc_unlocked(f)) != EOF;) {
		if (c == '\n') {
			count += filled;
			filled = false;
		} else if (!is_blank(c)) {
			filled = true;
		}
	}
	rewind(f);
	return count + filled;
}

enum err intake_open(struct ctx *cx, const char *path, bool whole, const volatile sig_atomic_t *stop, struct intake **out)
{
	struct stat st;
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : fopen(path, "rbe");
	if (!f)
		return fail(cx, ERR_FILE_READ, "%s: %s", path, strerror(errno));
	if (fstat(fileno(f), &st) != 0 || S_ISDIR(st.st_mode) || (!standard && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)))) {
		if (!standard)
			fclose(f);
		return fail(cx, ERR_FILE_READ, "%s: not a file of records", path);
	}
	struct intake *i = calloc(1, sizeof *i);
	if (!i)
		abort();
	*i = (struct intake){ .file = f, .whole = whole, .stop = stop };
	i->total = whole ? 1 : S_ISREG(st.st_mode) ? count_lines(f) : 0;
	*out = i;
	return OK;
}

size_t intake_total(const struct intake *i) { return i->total; }
bool intake_broken(const struct intake *i) { return ferror(i->file) != 0; }

void intake_close(struct intake *i)
{
	if (!i)
		return;
	if (i->file != stdin)
		fclose(i->file);
	free(i);
}

/* One line, or all there is. False when nothing was left. */
static bool read_piece(struct intake *i, struct buf *record)
{
	int c = EOF;
	bool any = false;
	buf_reset(record);
	while (!*i->stop && (c = getc_unlocked(i->file)) != EOF) {
		any = true;
		if (c == '\n' && !i->whole)
			break;
		buf_putc(record, (uint8_t)c);
	}
	/* A line that broke off in the middle is no record. */
	return any && !ferror(i->file) && !*i->stop;
}

bool intake_next(struct intake *i, struct buf *record, size_t *line, bool *too_long)
{
	while (read_piece(i, record)) {
		i->line++;
		/* A byte order mark in front of the first line comes from editors and says nothing. */
		if (i->line == 1 && slice_starts(buf_slice(record), SLICE("\xef\xbb\xbf"))) {
			memmove(record->p, record->p + 3, record->n - 3);
			record->n -= 3;
		}
		size_t at = 0;
		while (at < record->n && (is_blank(record->p[at]) || record->p[at] == '\n'))
			at++;
		if (at == record->n && buf_ok(record))
			continue;
		*line = i->line;
		*too_long = !buf_ok(record);
		return true;
	}
	return false;
}
