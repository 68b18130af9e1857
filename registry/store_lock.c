/* Owns: the writer's lock file and the process's table of open stores. */
#include "registry/store_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_OPEN 8 /* stores one process has open */

/* POSIX file locks, which LMDB uses, die with the first close of a second handle in the same process: so there is only one. */
static struct {
	dev_t dev;
	ino_t ino;
	pid_t pid;   /* a forked child does not own its parent's stores */
} open_stores[MAX_OPEN];
static pthread_mutex_t open_mutex = PTHREAD_MUTEX_INITIALIZER;

/* The slot + 1, 0 when the table is full, -1 when the folder is in it already. */
static int claim(const struct stat *st)
{
	int slot = 0;
	pthread_mutex_lock(&open_mutex);
	for (int i = 0; i < MAX_OPEN && slot >= 0; i++) {
		if (open_stores[i].pid != getpid())
			slot = i + 1;
		else if (open_stores[i].dev == st->st_dev && open_stores[i].ino == st->st_ino)
			slot = -1;
	}
	if (slot > 0) {
		open_stores[slot - 1].dev = st->st_dev;
		open_stores[slot - 1].ino = st->st_ino;
		open_stores[slot - 1].pid = getpid();
	}
	pthread_mutex_unlock(&open_mutex);
	return slot;
}

static enum err take_slot(struct ctx *cx, struct store_lock *lock, const char *folder)
{
	struct stat st;
	if (stat(folder, &st) != 0)
		return fail(cx, ERR_STORE_IO, "registry %s: %s", folder, strerror(errno));
	int slot = claim(&st);
	if (slot < 0)
		return fail(cx, ERR_STORE_BUSY, "registry %s: already open in this process", folder);
	if (slot == 0)
		return fail(cx, ERR_LIMIT, "registry %s: more than %d stores open", folder, MAX_OPEN);
	lock->slot = (size_t)slot;
	return OK;
}

static enum err take_writer_lock(struct ctx *cx, struct store_lock *lock, const char *folder)
{
	const char *path = ctx_printf(cx, "%s/writer.lock", folder);
	char text[24] = { 0 };
	lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (lock->fd < 0)
		return fail(cx, ERR_STORE_IO, "%s: %s; only the issuer's user may write the registry", path, strerror(errno));
	if (flock(lock->fd, LOCK_EX | LOCK_NB) != 0) {
		ssize_t n = pread(lock->fd, text, sizeof text - 1, 0);
		text[n > 0 ? strcspn(text, "\n") : 0] = 0;
		return fail(cx, ERR_STORE_BUSY, "registry %s: process %s is writing it; stop that one or ask it over its socket", folder,
			text[0] ? text : "(unknown)");
	}
	/* A write over the process's file size limit must come back as an error, not end the writer. */
	(void)signal(SIGXFSZ, SIG_IGN);
	/* The process number is only for the sentence above: a full disk must not keep the writer out. */
	int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
	(void)!ftruncate(lock->fd, 0);
	(void)!pwrite(lock->fd, text, (size_t)n, 0);
	return OK;
}

enum err store_lock_take(struct ctx *cx, struct store_lock *lock, const char *folder, bool writer)
{
	enum err e = take_slot(cx, lock, folder);
	return e == OK && writer ? take_writer_lock(cx, lock, folder) : e;
}

void store_lock_leave(struct store_lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
	if (!lock->slot)
		return;
	pthread_mutex_lock(&open_mutex);
	open_stores[lock->slot - 1].pid = 0;
	pthread_mutex_unlock(&open_mutex);
	lock->slot = 0;
}
