/* A damaged data file: a clear error or a sound registry, never a crash and never an older state. */
#include "base/file.h"
#include "registry/documents.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DOCUMENTS  60
#define META_BYTES 152
#define META_TREE  88   /* the data tree's figures inside a meta page */
#define META_LAST  136  /* last page in use */
#define META_TXN   144  /* commit number */

struct patient {
	char *folder, *data;
	struct slice whole;     /* the sound file */
	long page;
	size_t newer;           /* where the newer meta page begins */
	long needed;            /* bytes up to the last page */
};

static uint64_t number_at(struct slice file, size_t at)
{
	uint64_t v;
	memcpy(&v, file.p + at, sizeof v);
	return v;
}

/* A sound registry whose newest commit revoked everything: an older root would show documents as issued. */
static struct patient admit(struct ctx *cx)
{
	/* In memory, because it is damaged and restored six hundred times. */
	struct patient p = { .folder = help_folder_in_memory(cx), .page = sysconf(_SC_PAGESIZE) };
	struct store *s = NULL;
	struct batch *b = NULL;
	char number[DOCUMENTS][12];
	CHECK_OK(store_open(cx, p.folder, STORE_CREATE, &s));
	for (unsigned n = 0; n < DOCUMENTS; n++)
		CHECK_OK(help_issue_now(cx, s, n, number[n]));
	CHECK_OK(batch_begin(cx, s, &b));
	for (unsigned n = 0; n < DOCUMENTS; n++)
		CHECK_OK(documents_change(cx, b, slice_str(number[n]), DOCUMENT_REVOKED, "test"));
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
	p.data = ctx_printf(cx, "%s/data.mdb", p.folder);
	p.whole = check_file(cx, p.data);
	size_t page = (size_t)p.page;
	p.newer = number_at(p.whole, page + META_TXN) > number_at(p.whole, META_TXN) ? page : 0;
	p.needed = (long)(number_at(p.whole, p.newer + META_LAST) + 1) * p.page;
	return p;
}

/* 0 sound, 1 a clear refusal, else what is wrong with it. */
static int examine(const char *folder, enum store_mode mode)
{
	struct ctx cx;
	struct store *s = NULL;
	size_t counts[DOCUMENT_VOID + 1];
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, folder, mode, &s);
	if (e != OK) {
		bool clear = (e == ERR_STORE_CORRUPT || e == ERR_STORE_FORMAT || e == ERR_STORE_MISSING) && strstr(cx.text, folder);
		return clear ? 1 : 10;
	}
	if (help_unsound(&cx, s, counts))
		return 11;
	if (counts[DOCUMENT_REVOKED] != DOCUMENTS)
		return 12;
	store_close(s);
	return 0;
}

static int examine_reading(void *folder) { return examine(folder, STORE_READ); }

static int examine_writing(void *folder)
{
	struct ctx cx;
	struct store *s = NULL;
	char number[12];
	int result = examine(folder, STORE_WRITE);
	if (result)
		return result;
	ctx_init(&cx, CHECK_NOW);
	/* What opens must also take the next documents. */
	if (store_open(&cx, folder, STORE_WRITE, &s) != OK)
		return 13;
	if (help_issue_now(&cx, s, 1000, number) != OK || help_issue_now(&cx, s, 1001, number) != OK)
		return 14;
	store_close(s);
	return 0;
}

static void restore(const struct patient *p)
{
	int fd = open(p->data, O_WRONLY | O_TRUNC);
	CHECK(fd >= 0 && write(fd, p->whole.p, p->whole.n) == (ssize_t)p->whole.n);
	close(fd);
}

/* Returns how many of the damages were refused. */
static int flip_all(const struct patient *p, long from, unsigned mask, int (*look)(void *))
{
	int refused = 0;
	for (long at = from; at < from + META_BYTES; at++) {
		restore(p);
		help_flip(p->data, at, mask);
		int result = help_child(look, p->folder);
		if (result != 0 && result != 1)
			print_error("byte %ld flipped by %02x: result %d\n", at, mask, result);
		CHECK(result == 0 || result == 1);
		refused += result == 1;
	}
	return refused;
}

TEST(damage_flipped_meta_bytes)
{
	struct patient p = admit(cx);
	int refused = 0;
	refused += flip_all(&p, 0, 0x01, examine_reading);
	refused += flip_all(&p, p.page, 0x01, examine_reading);
	refused += flip_all(&p, 0, 0x80, examine_writing);
	refused += flip_all(&p, p.page, 0xff, examine_writing);
	printf("# %d of %d flipped meta bytes were refused, the others did not matter\n", refused, 4 * META_BYTES);
	CHECK(refused > META_BYTES);
	help_remove(cx, p.folder);
}

TEST(damage_cut_file)
{
	struct patient p = admit(cx);
	for (long size = 0; size < (long)p.whole.n; size += size < 3 * p.page ? p.page / 2 - 1 : 7 * p.page) {
		restore(&p);
		help_cut(p.data, size);
		int result = help_child(size / p.page % 2 ? examine_reading : examine_writing, p.folder);
		CHECK_INT(result, size < p.needed); /* behind the last page there is only room kept */
	}
	restore(&p);
	help_cut(p.data, p.needed - 1);
	CHECK_INT(help_child(examine_reading, p.folder), 1);
	restore(&p);
	help_cut(p.data, p.needed);
	CHECK_INT(help_child(examine_writing, p.folder), 0);
	help_remove(cx, p.folder);
}

enum { CLEAR = 20 };

/* Whatever it finds: an end in order, or the guard's. */
static int examine_inside(void *folder)
{
	struct ctx cx;
	struct store *s = NULL;
	size_t counts[DOCUMENT_VOID + 1];
	ctx_init(&cx, CHECK_NOW);
	if (store_open(&cx, folder, STORE_READ, &s) == OK)
		(void)help_unsound(&cx, s, counts);
	return CLEAR;
}

/* Pages behind the meta pages: what the engine only stumbles over when it comes there. */
TEST(damage_inside_pages_ends_in_order)
{
	static const struct { long at, n; int value; } lies[] = { { 0, 4096, 0 }, { 0, 4096, 0xa5 }, { 10, 2, 0x11 }, { 12, 4, 0xee }, { 16, 32, 0x7f }, { 16, 400, 0xff } };
	struct patient p = admit(cx);
	uint8_t *bytes = ctx_alloc(cx, p.whole.n);
	int guarded = 0;
	int quiet = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	CHECK(quiet >= 0 && nowhere >= 0 && dup2(nowhere, STDERR_FILENO) == STDERR_FILENO);
	for (long page = 2 * p.page; page < p.needed; page += p.page) {
		for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
			memcpy(bytes, p.whole.p, p.whole.n);
			memset(bytes + page + lies[i].at, lies[i].value, (size_t)lies[i].n);
			CHECK_OK(file_write(cx, p.data, slice_of(bytes, p.whole.n), 0640));
			int result = help_child(examine_inside, p.folder);
			if (result != CLEAR && result != 5)
				printf("# page %ld, lie %zu: result %d\n", page / p.page, i, result);
			CHECK(result == CLEAR || result == 5);
			guarded += result == 5;
		}
	}
	CHECK(dup2(quiet, STDERR_FILENO) == STDERR_FILENO);
	close(quiet);
	close(nowhere);
	printf("# %d times the engine stumbled\n", guarded);
	CHECK(guarded > 0);
	help_remove(cx, p.folder);
}

TEST(damage_foreign_file)
{
	struct patient p = admit(cx);
	uint8_t *junk = ctx_alloc(cx, 100000);
	memset(junk, 0x5a, 100000);
	CHECK_OK(file_write(cx, p.data, slice_of(junk, 100000), 0640));
	CHECK_INT(help_child(examine_reading, p.folder), 1);
	CHECK_INT(help_child(examine_writing, p.folder), 1);
	CHECK_OK(file_write(cx, p.data, SLICE("%PDF-1.7 this is not a registry\n"), 0640));
	CHECK_INT(help_child(examine_reading, p.folder), 1);
	help_remove(cx, p.folder);
}

/* The newer meta page names the older commit's data: every number in it is possible, only the commit mark is older. */
TEST(damage_root_of_an_older_commit)
{
	struct patient p = admit(cx);
	uint8_t *bytes = ctx_alloc(cx, p.whole.n);
	size_t older = (size_t)p.page - p.newer;
	memcpy(bytes, p.whole.p, p.whole.n);
	memcpy(bytes + p.newer + META_TREE, bytes + older + META_TREE, 48);
	CHECK_OK(file_write(cx, p.data, slice_of(bytes, p.whole.n), 0640));
	CHECK_INT(help_child(examine_reading, p.folder), 1);
	CHECK_INT(help_child(examine_writing, p.folder), 1);
	help_remove(cx, p.folder);
}

/* An entry that is not what we write is refused where it is read; the others stay readable. */
TEST(damage_entry_is_refused_where_it_is_read)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	struct batch *b = NULL;
	char one[12], two[12];
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(help_issue_now(cx, s, 1, one));
	CHECK_OK(help_issue_now(cx, s, 2, two));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, slice_str(ctx_printf(cx, "d%s", one)), SLICE("\xa1\x01\x18\x02")));
	CHECK_OK(batch_commit(cx, b));
	CHECK_INT(help_state(cx, s, one), -1);
	CHECK_INT(cx->err, ERR_STORE_CORRUPT);
	ctx_forgive(cx);
	CHECK_INT(help_state(cx, s, two), DOCUMENT_ISSUED);
	store_close(s);
	help_remove(cx, folder);
}
