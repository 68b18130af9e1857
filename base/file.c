/* Owns: reading and atomically writing whole files. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err read_all(struct ctx *cx, int fd, const char *path, struct buf *b)
{
	uint8_t chunk[65536];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(cx, ERR_FILE_READ, "%s: %s", path, strerror(errno));
		if (n == 0)
			return OK;
		buf_put(b, chunk, (size_t)n);
		if (!buf_ok(b))
			return fail(cx, ERR_LIMIT, "%s: longer than the limit of %zu bytes", path, b->max);
	}
}

enum err file_read(struct ctx *cx, const char *path, struct buf *b)
{
	if (strcmp(path, "-") == 0)
		return read_all(cx, 0, "standard input", b);
	/* O_NONBLOCK keeps a named pipe from stopping us before fstat tells what it is. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail(cx, ERR_FILE_READ, "%s: %s", path, strerror(errno));
	struct stat st;
	enum err e = OK;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		e = fail(cx, ERR_FILE_READ, "%s: not a regular file", path);
	else
		e = read_all(cx, fd, path, b);
	close(fd);
	return e;
}

static enum err write_all(struct ctx *cx, int fd, const char *path, struct slice data)
{
	while (data.n) {
		ssize_t n = write(fd, data.p, data.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(cx, ERR_FILE_WRITE, "%s: %s", path, strerror(errno));
		data = slice_sub(data, (size_t)n, data.n);
	}
	return fsync(fd) == 0 ? OK : fail(cx, ERR_FILE_WRITE, "%s: fsync: %s", path, strerror(errno));
}

static enum err sync_folder(struct ctx *cx, const char *path)
{
	char *folder = ctx_printf(cx, "%s", path);
	char *slash = strrchr(folder, '/');
	if (slash)
		*(slash == folder ? slash + 1 : slash) = 0;
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_FILE_WRITE, "%s: folder cannot be opened: %s", path, strerror(errno));
	int result = fsync(fd);
	close(fd);
	return result == 0 ? OK : fail(cx, ERR_FILE_WRITE, "%s: folder cannot be synced: %s", path, strerror(errno));
}

static enum err put_file(struct ctx *cx, const char *path, struct slice data, unsigned mode, bool replace)
{
	char *temporary = ctx_printf(cx, "%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_FILE_WRITE, "%s: %s", path, strerror(errno));
	enum err e = write_all(cx, fd, path, data);
	if (e == OK && fchmod(fd, mode) != 0)
		e = fail(cx, ERR_FILE_WRITE, "%s: mode cannot be set: %s", path, strerror(errno));
	if (close(fd) != 0 && e == OK)
		e = fail(cx, ERR_FILE_WRITE, "%s: %s", path, strerror(errno));
	/* link(2) refuses an existing name in one step, rename(2) replaces it in one step. */
	if (e == OK && replace && rename(temporary, path) != 0)
		e = fail(cx, ERR_FILE_WRITE, "%s: %s", path, strerror(errno));
	if (e == OK && !replace && link(temporary, path) != 0)
		e = errno == EEXIST ? fail(cx, ERR_FILE_EXISTS, "%s: exists already and is left alone", path)
				    : fail(cx, ERR_FILE_WRITE, "%s: %s", path, strerror(errno));
	if (e != OK || !replace)
		unlink(temporary);
	return e == OK ? sync_folder(cx, path) : e;
}

enum err file_write(struct ctx *cx, const char *path, struct slice data, unsigned mode) { return put_file(cx, path, data, mode, true); }
enum err file_create(struct ctx *cx, const char *path, struct slice data, unsigned mode) { return put_file(cx, path, data, mode, false); }

enum err file_make_folder(struct ctx *cx, const char *path, unsigned mode)
{
	char *part = ctx_printf(cx, "%s", path);
	for (char *c = part + 1; ; c++) {
		bool end = *c == 0;
		if (*c != '/' && !end)
			continue;
		*c = 0;
		if (mkdir(part, mode) != 0 && errno != EEXIST)
			return fail(cx, ERR_FILE_WRITE, "%s: folder cannot be made: %s", part, strerror(errno));
		if (end)
			break;
		*c = '/';
	}
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? OK : fail(cx, ERR_FILE_EXISTS, "%s: is not a folder", path);
}

bool file_exists(const char *path) { return access(path, F_OK) == 0; }
bool file_is_missing(const char *path) { return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR); }
