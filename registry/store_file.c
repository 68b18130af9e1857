/* Owns: making a store's folder whole, and judging its data file by its meta pages (LMDB 0.9 data format 1, 64 bit). */
#include "registry/store_file.h"

#include "base/crypto.h"
#include "base/hex.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define META_MAGIC    0xBEEFC0DEu
#define META_VERSION  1
#define META_SIZE     152          /* page header 16, meta 136 */
#define PAGE_BRANCH   0x01
#define PAGE_LEAF     0x02
#define PAGE_META     0x08
#define TREE_INTEGER  0x08         /* the free list has integer keys, the data tree no flag */
#define NO_PAGE       UINT64_MAX
#define MAX_DEPTH     32
#define STEP          (UINT64_C(1) << 20)
#define TRIES         5            /* a reader may read a meta page while the writer writes it */

/* ---- birth: the one moment that a power loss could ruin, so it happens under another name ---- */

enum err store_file_begin(struct ctx *cx, const char *folder, char **temporary)
{
	uint8_t random[8];
	char hex[17];
	crypto_random(random, sizeof random);
	hex_format(slice_of(random, sizeof random), hex);
	*temporary = ctx_printf(cx, "%s.new-%s", folder, hex);
	struct stat st;
	/* chmod because the umask must not shut the group's readers out. A group that the folder above hands down stays. */
	if (mkdir(*temporary, 0750) != 0 || stat(*temporary, &st) != 0 || chmod(*temporary, 0750 | (st.st_mode & S_ISGID)) != 0)
		return fail(cx, ERR_STORE_IO, "%s: %s", *temporary, strerror(errno));
	return OK;
}

static bool sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool done = fsync(fd) == 0;
	close(fd);
	return done;
}

static bool settle(struct ctx *cx, const char *temporary, const char *folder)
{
	const char *data = ctx_printf(cx, "%s/data.mdb", temporary);
	const char *parent = ctx_printf(cx, "%s/..", folder);
	if (chmod(data, 0640) != 0 || !sync_path(data, O_RDONLY) || !sync_path(temporary, O_RDONLY | O_DIRECTORY))
		return false;
	/* An empty folder of that name is replaced; one with contents makes rename fail. */
	return rename(temporary, folder) == 0 && sync_path(parent, O_RDONLY | O_DIRECTORY);
}

enum err store_file_settle(struct ctx *cx, const char *temporary, const char *folder, enum err so_far)
{
	if (so_far == OK && settle(cx, temporary, folder))
		return OK;
	int why = errno;
	(void)unlink(ctx_printf(cx, "%s/data.mdb", temporary));
	(void)unlink(ctx_printf(cx, "%s/lock.mdb", temporary));
	(void)rmdir(temporary);
	if (so_far != OK)
		return so_far;
	if (why == EEXIST || why == ENOTEMPTY)
		return fail(cx, ERR_STORE_CORRUPT, "registry %s: the folder holds other files but no data.mdb", folder);
	return fail(cx, ERR_STORE_IO, "registry %s: %s", folder, strerror(why));
}

/* ---- judging ---- */

struct tree {
	uint32_t pad;
	uint16_t flags, depth;
	uint64_t branches, leaves, overflows, entries, root;
};

struct meta {
	uint64_t page, last, commit;
	uint16_t page_flags;
	uint32_t magic, version;
	struct tree trees[2];
};

/* LMDB writes its numbers in the machine's byte order. */
#define TAKE(from, at, field) (memcpy(&(field), (from) + (at), sizeof (field)), (at) += sizeof (field))

static size_t read_tree(const uint8_t *p, size_t at, struct tree *t)
{
	TAKE(p, at, t->pad);
	TAKE(p, at, t->flags);
	TAKE(p, at, t->depth);
	TAKE(p, at, t->branches);
	TAKE(p, at, t->leaves);
	TAKE(p, at, t->overflows);
	TAKE(p, at, t->entries);
	TAKE(p, at, t->root);
	return at;
}

static void read_meta(const uint8_t *p, struct meta *m)
{
	size_t at = 0;
	TAKE(p, at, m->page);
	at = 10;
	TAKE(p, at, m->page_flags);
	at = 16;
	TAKE(p, at, m->magic);
	TAKE(p, at, m->version);
	at += 16; /* map address and size: given anew at each open */
	at = read_tree(p, at, &m->trees[0]);
	at = read_tree(p, at, &m->trees[1]);
	TAKE(p, at, m->last);
	TAKE(p, at, m->commit);
}

/* NULL when the tree's figures are possible. */
static const char *tree_fault(const struct meta *m, size_t which)
{
	const struct tree *t = &m->trees[which];
	if (t->flags != (which == 0 ? TREE_INTEGER : 0))
		return "tree flags";
	if (t->root == NO_PAGE)
		return t->depth || t->branches || t->leaves || t->overflows || t->entries ? "empty tree with contents" : NULL;
	if (t->depth == 0 || t->depth > MAX_DEPTH || t->root < 2 || t->root > m->last)
		return "root or depth";
	if (t->leaves == 0 || t->leaves > m->last || t->branches > m->last || t->overflows > m->last || t->branches + 1 < t->depth)
		return "page counts";
	return (t->depth == 1) != (t->branches == 0) ? "depth" : NULL;
}

static const char *meta_fault(const struct meta *m, size_t slot)
{
	if (m->page != slot || m->page_flags != PAGE_META)
		return "page header";
	if (m->magic != META_MAGIC || m->version != META_VERSION)
		return "magic or version";
	if (m->trees[0].pad < 512 || m->trees[0].pad > 65536 || (m->trees[0].pad & (m->trees[0].pad - 1)))
		return "page size";
	if (m->last == 0 || m->last > (UINT64_C(1) << 47) || (m->commit != 0 && m->commit % 2 != slot))
		return "last page or commit number";
	const char *fault = tree_fault(m, 0);
	return fault ? fault : tree_fault(m, 1);
}

static const char *root_fault(int fd, const struct meta *m, size_t which)
{
	const struct tree *t = &m->trees[which];
	uint8_t head[16];
	uint64_t number;
	uint16_t flags;
	if (t->root == NO_PAGE)
		return NULL;
	if (pread(fd, head, sizeof head, (off_t)(t->root * m->trees[0].pad)) != (ssize_t)sizeof head)
		return "root page cannot be read";
	memcpy(&number, head, sizeof number);
	memcpy(&flags, head + 10, sizeof flags);
	return number != t->root || flags != (t->depth == 1 ? PAGE_LEAF : PAGE_BRANCH) ? "root page" : NULL;
}

static const char *newest_fault(int fd, const struct meta *metas)
{
	const struct meta *newest = &metas[metas[1].commit > metas[0].commit];
	struct stat st;
	if (fstat(fd, &st) != 0)
		return "length";
	if ((uint64_t)st.st_size / newest->trees[0].pad < newest->last + 1)
		return "the file is cut short";
	const char *fault = root_fault(fd, newest, 0);
	return fault ? fault : root_fault(fd, newest, 1);
}

static const char *file_fault(int fd)
{
	uint8_t bytes[META_SIZE];
	struct meta metas[2];
	for (size_t slot = 0; slot < 2; slot++) {
		/* The second meta page stands one page behind the first, and the first tells how long a page is. */
		off_t at = slot ? (off_t)metas[0].trees[0].pad : 0;
		if (pread(fd, bytes, sizeof bytes, at) != (ssize_t)sizeof bytes)
			return "the file is cut short";
		read_meta(bytes, &metas[slot]);
		const char *fault = meta_fault(&metas[slot], slot);
		if (fault)
			return fault;
	}
	if (metas[0].trees[0].pad != metas[1].trees[0].pad)
		return "page size";
	uint64_t a = metas[0].commit, b = metas[1].commit;
	if (a != b && a + 1 != b && b + 1 != a)
		return "commit numbers";
	return newest_fault(fd, metas);
}

enum err store_file_check(struct ctx *cx, const char *folder)
{
	const char *path = ctx_printf(cx, "%s/data.mdb", folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_STORE_IO, "%s: %s", path, strerror(errno));
	const char *fault = file_fault(fd);
	for (int i = 1; fault && i < TRIES; i++) {
		usleep(2000);
		fault = file_fault(fd);
	}
	close(fd);
	if (fault)
		return fail(cx, ERR_STORE_CORRUPT, "%s: damaged (%s); restore the folder from a backup", path, fault);
	return OK;
}

uint64_t store_file_mark(struct slice value)
{
	struct rd r = rd_of(value);
	uint64_t n = rd_u64(&r);
	return rd_end(&r) ? n : 0;
}

bool store_file_stretch(int fd, uint64_t bytes, uint64_t most)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return false;
	uint64_t size = (uint64_t)st.st_size, want = (bytes + STEP - 1) / STEP * STEP;
	if (size >= bytes || size >= most)
		return true;
	return ftruncate(fd, (off_t)(want < most ? want : most)) == 0;
}

bool store_file_is_at_limit(int fd)
{
	struct stat st;
	struct rlimit limit;
	if (fstat(fd, &st) != 0 || getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return false;
	return (uint64_t)st.st_size + STEP > limit.rlim_cur;
}

uint64_t store_file_disk_free(const char *path)
{
	struct statvfs fs;
	return statvfs(path, &fs) == 0 ? (uint64_t)fs.f_bavail * fs.f_frsize : 0;
}
