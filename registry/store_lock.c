/* Owns: the writers' lock file and the process's table of open stores. */
#include "registry/store_lock.h"

#include "base/crypto.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_OPEN 8                 /* stores one process has open */
#define NAMES    (UINT64_C(1) << 62) /* places of the lock file from here on are names, those from 0 on seats */

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

/* Open file description locks (fcntl(2)): they belong to this very fd, and the kernel ends them with the process. */
static struct flock byte_at(uint64_t place)
{
	return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)place, .l_len = 1 };
}

static bool lock_byte(int fd, uint64_t place)
{
	struct flock f = byte_at(place);
	return fcntl(fd, F_OFD_SETLK, &f) == 0;
}

/* A seat among LIMIT_STORE_WRITERS, and a name that nobody had before: who is gone cannot be mistaken for who sits there now. */
static enum err take_seat(struct ctx *cx, struct store_lock *lock, const char *folder)
{
	uint64_t seat = 0, name = 0;
	while (seat < LIMIT_STORE_WRITERS && !lock_byte(lock->fd, seat))
		seat++;
	if (seat == LIMIT_STORE_WRITERS)
		return fail(cx, ERR_STORE_BUSY, "registry %s: %d processes write it already; try again when one has ended", folder, LIMIT_STORE_WRITERS);
	crypto_random(&name, sizeof name);
	name = NAMES | name >> 2;
	if (!lock_byte(lock->fd, name))
		return fail(cx, ERR_STORE_IO, "%s/writer.lock: cannot be locked: %s", folder, strerror(errno));
	lock->writer = name;
	return OK;
}

static enum err take_writer_lock(struct ctx *cx, struct store_lock *lock, const char *folder)
{
	const char *path = ctx_printf(cx, "%s/writer.lock", folder);
	lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (lock->fd < 0)
		return fail(cx, ERR_STORE_IO, "%s: %s; only the issuer's user may write the registry", path, strerror(errno));
	/* Versions before this one lock the whole file and void every open reservation they find. */
	if (flock(lock->fd, LOCK_SH | LOCK_NB) != 0)
		return fail(cx, ERR_STORE_BUSY, "registry %s: an older version of this program is writing it, alone; stop that one", folder);
	/* A write over the process's file size limit must come back as an error, not end the writer. */
	(void)signal(SIGXFSZ, SIG_IGN);
	return take_seat(cx, lock, folder);
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
	lock->writer = 0;
	if (!lock->slot)
		return;
	pthread_mutex_lock(&open_mutex);
	open_stores[lock->slot - 1].pid = 0;
	pthread_mutex_unlock(&open_mutex);
	lock->slot = 0;
}

bool store_lock_lives(const struct store_lock *lock, uint64_t writer)
{
	struct flock f = byte_at(writer);
	/* A lock of one's own never shows as one in the way. */
	return writer == lock->writer || fcntl(lock->fd, F_OFD_GETLK, &f) != 0 || f.l_type != F_UNLCK;
}
