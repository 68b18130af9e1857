#include "registry/store.h"

#include "base/limits.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static enum err put_now(struct ctx *cx, struct store *s, struct slice key, struct slice value)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = batch_put(cx, b, key, value);
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

static unsigned mode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

static void ignore(struct ctx *cx, const char *path, const char *stem) { (void)cx, (void)path, (void)stem; }

TEST(store_missing_says_where)
{
	struct store *s = NULL;
	char *folder = help_folder(cx);
	char *path = ctx_printf(cx, "%s/none", folder);
	CHECK_INT(store_open(cx, path, STORE_READ, &s), ERR_STORE_MISSING);
	CHECK(!s);
	CHECK(strstr(cx->text, path) != NULL);
	ctx_forgive(cx);
	CHECK_ERR(store_open(cx, path, STORE_WRITE, &s), ERR_STORE_MISSING);
	/* An empty folder is no registry either, and a writer does not make one in passing. */
	CHECK_ERR(store_open(cx, folder, STORE_WRITE, &s), ERR_STORE_MISSING);
	CHECK_INT(access(ctx_printf(cx, "%s/data.mdb", folder), F_OK), -1);
	help_remove(cx, folder);
}

TEST(store_is_created_with_its_modes_and_nothing_left_beside)
{
	struct store *s = NULL;
	char *folder = help_folder(cx), *path = ctx_printf(cx, "%s/registry", folder);
	mode_t old = umask(0077);
	CHECK_OK(store_open(cx, path, STORE_CREATE, &s));
	umask(old);
	CHECK_INT(mode_of(path), 0750);
	CHECK_INT(mode_of(ctx_printf(cx, "%s/data.mdb", path)), 0640);
	CHECK_INT(mode_of(ctx_printf(cx, "%s/lock.mdb", path)), 0660);
	CHECK_OK(put_now(cx, s, SLICE("key"), SLICE("value")));
	store_close(s);
	CHECK_INT((long long)check_folder(cx, folder, "", ignore), 3); /* . .. registry */
	CHECK_OK(store_open(cx, path, STORE_CREATE, &s)); /* again: the same one */
	struct snapshot *v = NULL;
	struct slice value = { 0 };
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_get(cx, v, SLICE("key"), &value));
	CHECK_TEXT(value, "value");
	snapshot_close(v);
	store_close(s);
	help_remove(cx, folder);
}

TEST(store_does_not_creep_into_a_foreign_folder)
{
	struct store *s = NULL;
	char *folder = help_folder(cx);
	int fd = open(ctx_printf(cx, "%s/letter.txt", folder), O_CREAT | O_WRONLY, 0600);
	close(fd);
	CHECK_ERR(store_open(cx, folder, STORE_CREATE, &s), ERR_STORE_CORRUPT);
	CHECK_INT(access(ctx_printf(cx, "%s/data.mdb", folder), F_OK), -1);
	CHECK_ERR(store_open(cx, ctx_printf(cx, "%s/letter.txt", folder), STORE_CREATE, &s), ERR_STORE_IO);
	CHECK_ERR(store_open(cx, ctx_printf(cx, "%s/no/parent", folder), STORE_CREATE, &s), ERR_STORE_IO);
	help_remove(cx, folder);
}

static int open_code(const char *path, enum store_mode mode)
{
	struct ctx cx;
	struct store *s = NULL;
	ctx_init(&cx, CHECK_NOW);
	enum err e = store_open(&cx, path, mode, &s);
	store_close(s);
	ctx_free(&cx);
	return (int)e;
}

static int write_child(void *path) { return open_code(path, STORE_WRITE); }
static int read_child(void *path) { return open_code(path, STORE_READ); }

STORE_TEST(store_has_many_writers_and_readers_but_one_handle_a_process)
{
	struct store *second = NULL;
	char *path = ctx_string(cx, slice_str(folder));
	CHECK_INT(help_child(write_child, path), OK);
	CHECK_INT(help_child(read_child, path), OK);
	CHECK_ERR(store_open(cx, folder, STORE_READ, &second), ERR_STORE_BUSY); /* twice in one process */
}

STORE_TEST(store_reader_cannot_write)
{
	char *path = ctx_printf(cx, "%s/inner", folder);
	struct store *inner = NULL;
	struct batch *b = NULL;
	CHECK_OK(store_open(cx, path, STORE_CREATE, &inner));
	store_close(inner);
	CHECK_OK(store_open(cx, path, STORE_READ, &inner));
	CHECK_ERR(batch_begin(cx, inner, &b), ERR_STORE_MODE);
	store_close(inner);
}

STORE_TEST(store_get_put_delete)
{
	struct batch *b = NULL;
	struct slice value = { 0 };
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, SLICE("a"), SLICE("1")));
	CHECK_OK(batch_put(cx, b, SLICE("a"), SLICE("2")));
	CHECK_OK(batch_put(cx, b, SLICE("empty"), SLICE("")));
	CHECK_OK(batch_get(cx, b, SLICE("a"), &value));
	CHECK_TEXT(value, "2");
	CHECK_OK(batch_get(cx, b, SLICE("empty"), &value));
	CHECK(value.p && value.n == 0);
	CHECK_OK(batch_delete(cx, b, SLICE("a")));
	CHECK_OK(batch_delete(cx, b, SLICE("never there")));
	CHECK_OK(batch_get(cx, b, SLICE("a"), &value));
	CHECK(!value.p);
	CHECK_OK(batch_commit(cx, b));
}

STORE_TEST(store_refuses_keys_and_values_it_cannot_hold)
{
	uint8_t *long_key = ctx_alloc(cx, 512);
	CHECK_ERR(put_now(cx, s, slice_of(long_key, 512), SLICE("x")), ERR_STORE_KEY);
	CHECK_OK(put_now(cx, s, slice_of(long_key, 511), SLICE("x")));
	CHECK_ERR(put_now(cx, s, SLICE(""), SLICE("x")), ERR_STORE_KEY);
	CHECK_ERR(put_now(cx, s, SLICE("x"), (struct slice){ 0 }), ERR_STORE_KEY);
	CHECK_ERR(put_now(cx, s, SLICE("x"), slice_of(long_key, LIMIT_STORE_VALUE + 1)), ERR_STORE_KEY);
}

STORE_TEST(store_compare_put)
{
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(batch_compare_put(cx, b, SLICE("k"), SLICE("1"), SLICE("2")), ERR_STORE_CHANGED);
	CHECK_OK(batch_compare_put(cx, b, SLICE("k"), (struct slice){ 0 }, SLICE("")));
	CHECK_ERR(batch_compare_put(cx, b, SLICE("k"), (struct slice){ 0 }, SLICE("2")), ERR_STORE_CHANGED); /* empty is not absent */
	CHECK_OK(batch_compare_put(cx, b, SLICE("k"), SLICE(""), SLICE("2")));
	CHECK_ERR(batch_compare_put(cx, b, SLICE("k"), SLICE("1"), SLICE("3")), ERR_STORE_CHANGED);
	CHECK_OK(batch_compare_put(cx, b, SLICE("k"), SLICE("2"), SLICE("3")));
	CHECK_OK(batch_commit(cx, b)); /* a value that changed does not spoil the batch */
}

struct seen {
	struct buf text;
	int left;
};

static bool note(void *self, struct slice key, struct slice value)
{
	struct seen *n = self;
	(void)value;
	buf_put_slice(&n->text, key);
	buf_putc(&n->text, ' ');
	return --n->left > 0;
}

static void range_is(struct ctx *cx, struct snapshot *v, struct slice from, struct slice to, int most, const char *want)
{
	struct seen n = { .left = most };
	buf_init(&n.text, 1000);
	CHECK_OK(snapshot_range(cx, v, from, to, note, &n));
	CHECK_TEXT(buf_slice(&n.text), want);
	buf_free(&n.text);
}

STORE_TEST(store_range_is_ordered_and_bounded)
{
	struct snapshot *v = NULL;
	struct batch *b = NULL;
	struct slice none = { 0 };
	static const char *const keys[] = { "b", "ab", "a", "abc", "c" };
	CHECK_OK(batch_begin(cx, s, &b));
	for (size_t i = 0; i < 5; i++)
		CHECK_OK(batch_put(cx, b, slice_str(keys[i]), SLICE("x")));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	range_is(cx, v, none, SLICE("m"), 99, "a ab abc b c ");
	range_is(cx, v, SLICE("ab"), SLICE("c"), 99, "ab abc b ");
	range_is(cx, v, SLICE("aa"), SLICE("m"), 2, "ab abc ");
	range_is(cx, v, SLICE("c"), SLICE("c"), 99, "");
	range_is(cx, v, SLICE("z"), none, 99, "");
	range_is(cx, v, SLICE("c"), none, 99, "c m/commit m/format ");
	snapshot_close(v);
}

STORE_TEST(store_snapshot_sees_one_moment)
{
	struct snapshot *v = NULL;
	struct slice value = { 0 };
	struct store_figures f;
	CHECK_OK(put_now(cx, s, SLICE("k"), SLICE("old")));
	CHECK_OK(snapshot_open(cx, s, &v));
	uint64_t version = snapshot_version(v);
	store_figures(s, &f);
	CHECK_INT((long long)f.readers, 1);
	CHECK_OK(put_now(cx, s, SLICE("k"), SLICE("new")));
	CHECK_OK(snapshot_get(cx, v, SLICE("k"), &value));
	CHECK_TEXT(value, "old");
	CHECK_INT((long long)snapshot_version(v), (long long)version);
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(snapshot_get(cx, v, SLICE("k"), &value));
	CHECK_TEXT(value, "new");
	CHECK_INT((long long)snapshot_version(v), (long long)version + 1);
	snapshot_reset(v);
	snapshot_reset(v);
	CHECK_INT((long long)snapshot_version(v), 0);
	CHECK_ERR(snapshot_get(cx, v, SLICE("k"), &value), ERR_BUG);
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(snapshot_get(cx, v, SLICE("k"), &value));
	CHECK_TEXT(value, "new");
	snapshot_close(v);
}

STORE_TEST(store_aborted_batch_leaves_nothing)
{
	struct snapshot *v = NULL;
	struct batch *b = NULL;
	struct slice value = { 0 };
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, SLICE("k"), SLICE("v")));
	batch_abort(b);
	batch_abort(NULL);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_get(cx, v, SLICE("k"), &value));
	CHECK(!value.p);
	snapshot_close(v);
}

/* LMDB does not write pages that a batch takes and gives back: the file must not look cut for it. */
STORE_TEST(store_pages_given_back_do_not_look_like_a_cut_file)
{
	struct batch *b = NULL;
	char *inner = ctx_printf(cx, "%s/inner", folder);
	struct store *t = NULL;
	CHECK_OK(store_open(cx, inner, STORE_CREATE, &t));
	for (int round = 0; round < 3; round++) {
		/* Each larger than what the last one gave back: taken at the end of the file. */
		size_t size = (size_t)3000000 << round;
		CHECK_OK(batch_begin(cx, t, &b));
		CHECK_OK(batch_put(cx, b, SLICE("stays"), SLICE("small")));
		CHECK_OK(batch_put(cx, b, SLICE("goes"), slice_of(ctx_alloc(cx, size), size)));
		CHECK_OK(batch_delete(cx, b, SLICE("goes")));
		CHECK_OK(batch_commit(cx, b));
		store_close(t);
		CHECK_OK(store_open(cx, inner, round % 2 ? STORE_WRITE : STORE_READ, &t));
		store_close(t);
		CHECK_OK(store_open(cx, inner, STORE_WRITE, &t));
	}
	store_close(t);
}

STORE_TEST(store_failed_batch_cannot_be_committed)
{
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	struct slice value = { 0 };
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, SLICE("half"), SLICE("v")));
	store_hooks.fail_write = 1;
	CHECK_ERR(batch_put(cx, b, SLICE("other half"), SLICE("v")), ERR_STORE_IO);
	CHECK_ERR(batch_put(cx, b, SLICE("other half"), SLICE("v")), ERR_STORE_IO);
	CHECK_ERR(batch_get(cx, b, SLICE("half"), &value), ERR_STORE_IO);
	CHECK_ERR(batch_commit(cx, b), ERR_STORE_IO);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_get(cx, v, SLICE("half"), &value));
	CHECK(!value.p);
	snapshot_close(v);
	CHECK_OK(put_now(cx, s, SLICE("next"), SLICE("v"))); /* the store itself goes on */
}

STORE_TEST(store_refuses_batches_after_a_failed_commit)
{
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, SLICE("k"), SLICE("v")));
	store_hooks.fail_write = 1;
	CHECK_ERR(batch_commit(cx, b), ERR_STORE_IO);
	CHECK_ERR(batch_begin(cx, s, &b), ERR_STORE_IO);
	CHECK(!b);
}

TEST(store_of_another_format_is_refused)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(put_now(cx, s, SLICE("m/format"), SLICE("cinnabar-store 2")));
	store_close(s);
	CHECK_ERR(store_open(cx, folder, STORE_READ, &s), ERR_STORE_FORMAT);
	CHECK_ERR(store_open(cx, folder, STORE_WRITE, &s), ERR_STORE_FORMAT);
	CHECK_ERR(store_open(cx, folder, STORE_CREATE, &s), ERR_STORE_FORMAT);
	help_remove(cx, folder);
}

TEST(store_alarm_at_eighty_percent_of_map_or_disk)
{
	struct store_figures f = { .used = 790, .size = 1000, .disk_free = 100000 };
	CHECK(!store_alarm(&f));
	f.used = 800;
	CHECK(store_alarm(&f));
	f = (struct store_figures){ .used = 790, .size = 100000, .disk_free = 210 };
	CHECK(!store_alarm(&f));
	f.disk_free = 190;
	CHECK(store_alarm(&f));
}

STORE_TEST(store_figures_count)
{
	struct store_figures before, after;
	store_figures(s, &before);
	CHECK_INT((long long)before.entries, 2);
	CHECK(before.size == UINT64_C(64) << 30);
	CHECK(before.disk_free > 0);
	CHECK_OK(put_now(cx, s, SLICE("k"), slice_of(ctx_alloc(cx, 100000), 100000)));
	store_figures(s, &after);
	CHECK_INT((long long)after.entries, 3);
	CHECK(after.used >= before.used + 100000 && after.used < before.used + 150000);
	CHECK(!store_alarm(&after));
	CHECK_INT((long long)store_tend(s), 0);
}

static int leave_reader(void *path)
{
	struct ctx cx;
	struct store *s = NULL;
	struct snapshot *v = NULL;
	ctx_init(&cx, CHECK_NOW);
	if (store_open(&cx, path, STORE_READ, &s) != OK || snapshot_open(&cx, s, &v) != OK)
		return 1;
	_exit(0); /* dies with its snapshot open */
}

STORE_TEST(store_tend_forgets_dead_readers)
{
	struct store_figures f;
	char *path = ctx_string(cx, slice_str(folder));
	CHECK_INT(help_child(leave_reader, path), 0);
	store_figures(s, &f);
	CHECK(f.readers >= 1);
	CHECK_INT((long long)store_tend(s), 1);
	CHECK_INT((long long)store_tend(s), 0);
}

/* The verifier's life: a reader process opened long ago sees each commit after a renew, while the writer goes on. */
struct pair {
	const char *folder;
	int go[2], done[2];
};

static int follow(void *arg)
{
	struct pair *p = arg;
	struct ctx cx;
	struct store *s = NULL;
	struct snapshot *v = NULL;
	struct slice value = { 0 };
	uint8_t n = 0;
	ctx_init(&cx, CHECK_NOW);
	if (store_open(&cx, p->folder, STORE_READ, &s) != OK || snapshot_open(&cx, s, &v) != OK || write(p->done[1], &n, 1) != 1)
		return 1;
	while (read(p->go[0], &n, 1) == 1 && n) {
		if (snapshot_renew(&cx, v) != OK || snapshot_get(&cx, v, SLICE("counter"), &value) != OK || value.n != 1 || value.p[0] != n)
			return 2;
		snapshot_reset(v);
		if (write(p->done[1], &n, 1) != 1)
			return 3;
	}
	snapshot_close(v);
	store_close(s);
	return 0;
}

static int lead(void *arg)
{
	struct pair *p = arg;
	struct ctx cx;
	struct store *s = NULL;
	uint8_t n = 0, answer = 0;
	ctx_init(&cx, CHECK_NOW);
	if (read(p->done[0], &answer, 1) != 1 || store_open(&cx, p->folder, STORE_WRITE, &s) != OK)
		return 1;
	for (n = 1; n < 50; n++) {
		if (put_now(&cx, s, SLICE("counter"), slice_of(&n, 1)) != OK || write(p->go[1], &n, 1) != 1)
			return 2;
		if (read(p->done[0], &answer, 1) != 1 || answer != n)
			return 2;
	}
	n = 0;
	store_close(s);
	return write(p->go[1], &n, 1) == 1 ? 0 : 3;
}

TEST(store_reader_process_follows_the_writer)
{
	struct store *s = NULL;
	struct pair p = { .folder = help_folder(cx) };
	CHECK(pipe(p.go) == 0 && pipe(p.done) == 0);
	CHECK_OK(store_open(cx, p.folder, STORE_CREATE, &s));
	store_close(s);
	fflush(NULL);
	pid_t reader = fork();
	if (reader == 0) {
		alarm(60);
		_exit(follow(&p));
	}
	int status = 0;
	CHECK_INT(help_child(lead, &p), 0);
	CHECK(waitpid(reader, &status, 0) == reader);
	CHECK_INT(status, 0);
	for (int i = 0; i < 2; i++) {
		close(p.go[i]);
		close(p.done[i]);
	}
	help_remove(cx, p.folder);
}

struct counter {
	struct store *s;
	atomic_bool stop;
	atomic_int rounds, wrong;
};

/* Every batch writes the same byte under both keys: a reader must never see two. */
static void *look(void *arg)
{
	struct counter *c = arg;
	struct ctx cx;
	struct snapshot *v = NULL;
	struct slice one = { 0 }, two = { 0 };
	ctx_init(&cx, CHECK_NOW);
	if (snapshot_open(&cx, c->s, &v) != OK)
		c->wrong++;
	while (!c->wrong && !c->stop) {
		if (snapshot_renew(&cx, v) != OK || snapshot_get(&cx, v, SLICE("one"), &one) != OK || snapshot_get(&cx, v, SLICE("two"), &two) != OK ||
			!slice_eq(one, two))
			c->wrong++;
		snapshot_reset(v);
		c->rounds++;
	}
	snapshot_close(v);
	ctx_free(&cx);
	return NULL;
}

STORE_TEST(store_threads_see_whole_batches)
{
	struct counter c = { .s = s };
	pthread_t threads[3];
	for (size_t i = 0; i < 3; i++)
		CHECK(pthread_create(&threads[i], NULL, look, &c) == 0);
	/* On a busy machine a hundred batches may pass before any of them has begun. */
	while (!c.rounds && !c.wrong)
		usleep(100);
	for (uint8_t n = 1; n < 100; n++) {
		struct batch *b = NULL;
		CHECK_OK(batch_begin(cx, s, &b));
		CHECK_OK(batch_put(cx, b, SLICE("one"), slice_of(&n, 1)));
		CHECK_OK(batch_put(cx, b, SLICE("two"), slice_of(&n, 1)));
		CHECK_OK(batch_commit(cx, b));
	}
	c.stop = true;
	for (size_t i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(c.wrong, 0);
	CHECK(c.rounds > 0);
}
