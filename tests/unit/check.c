/* Owns: the unit-test runner: collects TEST bodies, filters by name, lets cmocka run them. */
#include "tests/unit/check.h"

#include "base/crypto.h"
#include "base/hex.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_TESTS 1024
#define SCRATCH_NAME "cinnabar-unit-XXXXXX"

static struct {
	const char *name;
	void (*body)(struct ctx *cx);
} tests[MAX_TESTS];
static size_t test_count;

void check_register(const char *name, void (*body)(struct ctx *cx))
{
	if (test_count == MAX_TESTS)
		abort();
	tests[test_count].name = name;
	tests[test_count].body = body;
	test_count++;
}

/* Made before the first test, so that a test's children need not remove them. */
static char on_disk[256], in_memory[256];

static bool scratch_make(char path[static 256], const char *base)
{
	int n = snprintf(path, 256, "%s/" SCRATCH_NAME, base);
	if (n > 0 && n < 256 && mkdtemp(path))
		return true;
	path[0] = 0;
	return false;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st, (void)type, (void)where;
	return remove(path);
}

void check_remove(const char *folder)
{
	if (folder[0])
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static char *scratch_in(struct ctx *cx, const char *base)
{
	char *path = ctx_printf(cx, "%s/XXXXXX", base);
	assert_non_null(mkdtemp(path));
	return path;
}

char *check_scratch(struct ctx *cx) { return scratch_in(cx, on_disk); }

char *check_scratch_in_memory(struct ctx *cx) { return scratch_in(cx, in_memory[0] ? in_memory : on_disk); }

static void run(void **state)
{
	size_t n = *(const size_t *)*state;
	struct ctx cx;
	ctx_init(&cx, CHECK_NOW);
	tests[n].body(&cx);
	ctx_free(&cx);
}

int main(int argc, char **argv)
{
	static struct CMUnitTest picked[MAX_TESTS];
	static size_t number[MAX_TESTS];
	size_t count = 0;
	for (size_t i = 0; i < test_count; i++) {
		if (argc > 1 && !strstr(tests[i].name, argv[1]))
			continue;
		number[count] = i;
		picked[count] = (struct CMUnitTest){ .name = tests[i].name, .test_func = run, .initial_state = &number[count] };
		count++;
	}
	if (count == 0) {
		fprintf(stderr, "no test has this in its name: %s\n", argc > 1 ? argv[1] : "");
		return 1;
	}
	const char *slash = strrchr(argv[0], '/'), *base = getenv("TMPDIR");
	if (!scratch_make(on_disk, base && base[0] ? base : "/tmp")) {
		perror("no folder for the tests' files");
		return 1;
	}
	scratch_make(in_memory, "/dev/shm");
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int failed = _cmocka_run_group_tests(slash ? slash + 1 : argv[0], picked, count, NULL, NULL);
	check_remove(in_memory);
	check_remove(on_disk);
	return failed ? 1 : 0;
}

void check_int(long long got, long long want, const char *what, const char *file, int line)
{
	if (got != want) {
		print_error("%s: got %lld, want %lld\n", what, got, want);
		_fail(file, line);
	}
}

void check_slice(struct slice got, struct slice want, const char *what, const char *file, int line)
{
	if (!slice_eq(got, want)) {
		print_error("%s: got \"%.*s\", want \"%.*s\"\n", what, SLICE_FMT(got), SLICE_FMT(want));
		_fail(file, line);
	}
}

void check_hex(struct slice got, const char *want, const char *what, const char *file, int line)
{
	char *text = malloc(2 * got.n + 1);
	hex_format(got, text);
	if (strcmp(text, want)) {
		print_error("%s: got %s, want %s\n", what, text, want);
		free(text);
		_fail(file, line);
	}
	free(text);
}

void check_err(struct ctx *cx, enum err got, enum err want, const char *what, const char *file, int line)
{
	if (got != want) {
		print_error("%s: got %s (%s), want %s\n", what, err_name(got), cx->text, err_name(want));
		_fail(file, line);
	}
	ctx_forgive(cx);
}

struct slice check_file(struct ctx *cx, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return (struct slice){ 0 };
	fseek(f, 0, SEEK_END);
	size_t n = (size_t)ftell(f);
	rewind(f);
	uint8_t *p = ctx_alloc(cx, n + 1);
	if (fread(p, 1, n, f) != n)
		abort();
	fclose(f);
	return slice_of(p, n);
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

size_t check_folder(struct ctx *cx, const char *folder, const char *ending, void (*each)(struct ctx *, const char *, const char *))
{
	struct dirent **names = NULL;
	int n = scandir(folder, &names, NULL, by_name);
	size_t count = 0, tail = strlen(ending);
	for (int i = 0; i < n; i++) {
		size_t length = strlen(names[i]->d_name);
		if (length > tail && !strcmp(names[i]->d_name + length - tail, ending)) {
			char *path = ctx_printf(cx, "%s/%s", folder, names[i]->d_name);
			char *stem = ctx_printf(cx, "%.*s", (int)(length - tail), names[i]->d_name);
			each(cx, path, stem);
			count++;
		}
		free(names[i]);
	}
	free(names);
	return count;
}

const char *check_vectors(void)
{
	const char *folder = getenv("CINNABAR_VECTORS");
	struct stat st;
	if (!folder)
		folder = "../shared/vectors";
	return stat(folder, &st) == 0 ? folder : NULL;
}
