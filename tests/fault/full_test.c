/* The map, the process's file size or the disk is full: a clear error, everything earlier stays, and room heals. */
#include "registry/documents.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY 4000

static enum err revoke_now(struct ctx *cx, struct store *s, const char *number)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_change(cx, b, slice_str(number), DOCUMENT_REVOKED, "test");
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

static enum err put_raw(struct ctx *cx, struct store *s, unsigned n, size_t size)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = batch_put(cx, b, slice_str(ctx_printf(cx, "x%u", n)), slice_of(ctx_alloc(cx, size), size));
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

TEST(full_map_refuses_new_documents_and_still_revokes)
{
	char *folder = help_folder(cx);
	char(*numbers)[12] = ctx_alloc(cx, MANY * sizeof *numbers);
	struct store *s = NULL;
	size_t n = 0, counts[DOCUMENT_VOID + 1];
	enum err e = OK;
	store_hooks.map_bytes = 2 << 20;
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	while (n < MANY && (e = help_issue_now(cx, s, (unsigned)n, numbers[n])) == OK)
		n++;
	CHECK_ERR(e, ERR_STORE_FULL);
	CHECK(n > 100 && n < 800);
	for (size_t i = 0; i < n; i++)
		CHECK_OK(revoke_now(cx, s, numbers[i])); /* the headroom is for these */
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_REVOKED], (long long)n);
	store_close(s);
	/* A larger map heals it. */
	store_hooks.map_bytes = 8 << 20;
	CHECK_OK(store_open(cx, folder, STORE_WRITE, &s));
	CHECK_OK(help_issue_now(cx, s, MANY + 1, numbers[0]));
	store_close(s);
	store_hooks.map_bytes = 0;
	printf("# a map of 2 MiB took %zu documents before it refused new ones\n", n);
	help_remove(cx, folder);
}

static void fill_up(struct ctx *cx, struct store *s)
{
	unsigned n = 0;
	enum err e = OK;
	static const size_t sizes[] = { 20000, 3000, 10 };
	for (size_t i = 0; i < 3; i++) {
		while ((e = put_raw(cx, s, n, sizes[i])) == OK)
			n++;
		CHECK_ERR(e, ERR_STORE_FULL);
	}
}

TEST(full_map_to_the_last_page_keeps_everything)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	struct store_figures f;
	char number[12], second[12];
	size_t counts[DOCUMENT_VOID + 1];
	store_hooks.map_bytes = 1 << 20;
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(help_issue_now(cx, s, 1, number));
	CHECK_OK(help_issue_now(cx, s, 2, second));
	fill_up(cx, s);
	store_figures(s, &f);
	CHECK(store_alarm(&f));
	CHECK_INT(help_state(cx, s, number), DOCUMENT_ISSUED);
	/* To the last page: a change of state may work or say that there is no room; it is never half done. */
	enum err e = revoke_now(cx, s, number);
	CHECK(e == OK || e == ERR_STORE_FULL);
	ctx_forgive(cx);
	CHECK_INT(help_state(cx, s, number), e == OK ? DOCUMENT_REVOKED : DOCUMENT_ISSUED);
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_REVOKED], e == OK);
	printf("# with the last page taken a revocation %s\n", e == OK ? "still works" : "is refused");
	store_close(s);
	store_hooks.map_bytes = 2 << 20;
	CHECK_OK(store_open(cx, folder, STORE_WRITE, &s));
	CHECK_OK(revoke_now(cx, s, second));
	store_close(s);
	store_hooks.map_bytes = 0;
	help_remove(cx, folder);
}

/* In a child, because limits stay: issue until the limit, then lift it and go on without opening anew. */
static int limited(void *folder)
{
	struct ctx cx;
	struct store *s = NULL;
	struct rlimit limit = { 3 << 20, RLIM_INFINITY };
	unsigned n = 0;
	enum err e = OK;
	char first[12] = "", number[12];
	ctx_init(&cx, CHECK_NOW);
	if (store_open(&cx, folder, STORE_CREATE, &s) != OK || setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 1;
	while (n < MANY && (e = help_issue_now(&cx, s, n, n ? number : first)) == OK)
		n++;
	if (e != ERR_STORE_FULL || n < 50)
		return 2;
	ctx_forgive(&cx);
	if (help_state(&cx, s, first) != DOCUMENT_ISSUED)
		return 3;
	limit.rlim_cur = RLIM_INFINITY;
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || help_issue_now(&cx, s, MANY, number) != OK)
		return 4;
	store_close(s);
	return 0;
}

TEST(full_by_file_size_limit_says_so_and_heals)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	size_t counts[DOCUMENT_VOID + 1];
	CHECK_INT(help_child(limited, folder), 0);
	CHECK_OK(store_open(cx, folder, STORE_WRITE, &s));
	CHECK(!help_unsound(cx, s, counts));
	CHECK(counts[DOCUMENT_ISSUED] > 50);
	store_close(s);
	help_remove(cx, folder);
}

#define SKIP 77

static bool small_disk(const char *folder)
{
	return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount("none", folder, "tmpfs", 0, "size=4m") == 0;
}

/* All n values are there whole. */
static bool all_there(struct ctx *cx, struct store *s, unsigned n)
{
	struct snapshot *v = NULL;
	struct slice value = { 0 };
	if (snapshot_open(cx, s, &v) != OK)
		return false;
	unsigned there = 0;
	while (there < n && snapshot_get(cx, v, slice_str(ctx_printf(cx, "x%u", there)), &value) == OK && value.n == 100000)
		there++;
	snapshot_close(v);
	return there == n;
}

/* In a mount namespace of the child's own. */
static int on_small_disk(void *folder)
{
	struct ctx cx;
	struct store *s = NULL;
	struct batch *b = NULL;
	struct reservation r;
	unsigned n = 0;
	enum err e = OK;
	ctx_init(&cx, CHECK_NOW);
	const char *path = ctx_printf(&cx, "%s/registry", (char *)folder);
	if (!small_disk(folder))
		return SKIP;
	if (store_open(&cx, path, STORE_CREATE, &s) != OK)
		return 1;
	/* So little room that new documents are refused from the start. */
	if (batch_begin(&cx, s, &b) != OK || batch_has_room(b) || documents_reserve(&cx, b, 1, &r) != ERR_STORE_FULL)
		return 2;
	batch_abort(b);
	ctx_forgive(&cx);
	while (n < 1000 && (e = put_raw(&cx, s, n, 100000)) == OK)
		n++;
	if (e != ERR_STORE_FULL || n < 10)
		return 3;
	ctx_forgive(&cx);
	if (!all_there(&cx, s, n))
		return 4;
	/* The writer goes on: a small value finds room, or the refusal is as clear as before; the store is not shut. */
	e = put_raw(&cx, s, MANY, 10);
	if (e != OK && e != ERR_STORE_FULL)
		return 5;
	ctx_forgive(&cx);
	store_close(s);
	return store_open(&cx, path, STORE_WRITE, &s) == OK && all_there(&cx, s, n) ? 0 : 6;
}

TEST(full_disk_keeps_everything)
{
	char *folder = help_folder(cx);
	int result = help_child(on_small_disk, folder);
	help_remove(cx, folder);
	if (result == SKIP)
		skip();
	CHECK_INT(result, 0);
}

TEST(snapshot_held_while_writing_breaks_nothing)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	struct snapshot *v = NULL;
	struct slice fill = { 0 };
	struct document d;
	bool found = false;
	char number[12], other[12];
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(help_issue_now(cx, s, 0, number));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(revoke_now(cx, s, number));
	for (unsigned n = 1; n < 200; n++)
		CHECK_OK(help_issue_now(cx, s, n, other));
	CHECK_OK(documents_find(cx, v, slice_str(number), &found, &d));
	CHECK(found && d.state == DOCUMENT_ISSUED);
	CHECK_OK(documents_fill(cx, v, slice_str(number), &fill));
	CHECK_INT((long long)fill.n, 3000);
	CHECK_OK(documents_find(cx, v, slice_str(other), &found, &d));
	CHECK(!found);
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(documents_find(cx, v, slice_str(number), &found, &d));
	CHECK(found && d.state == DOCUMENT_REVOKED);
	CHECK_OK(documents_find(cx, v, slice_str(other), &found, &d));
	CHECK(found);
	snapshot_close(v);
	store_close(s);
	help_remove(cx, folder);
}
