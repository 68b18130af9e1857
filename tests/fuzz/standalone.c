/*
 * Owns: the driver that replays a corpus without libFuzzer, for compilers that have none and for make test. Prints TAP, one line a
 * file; a crash ends it there, with the file's name in the line before. Small files are tried with their near neighbours too.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES     1000
#define MAX_BYTES     (16 * 1024 * 1024)
#define NEIGHBOURS_TO 512  /* bytes: a longer file is replayed as it is */
#define DEADLINE      120  /* seconds for one file: a hang is a failure */

/* A copy of exactly n bytes, so that the sanitizer sees a read past the end. */
static void run(const uint8_t *data, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);
	if (!copy)
		abort();
	memcpy(copy, data, n);
	(void)LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

/* Every cut, and every byte changed in four ways. */
static void run_neighbours(uint8_t *data, size_t n)
{
	static const uint8_t masks[] = { 0x01, 0x20, 0x80, 0xff };
	for (size_t i = 0; i < n; i++) {
		run(data, i);
		run(data + i, n - i);
		for (size_t m = 0; m < sizeof masks; m++) {
			data[i] ^= masks[m];
			run(data, n);
			data[i] ^= masks[m];
		}
	}
}

static bool replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(MAX_BYTES);
	if (!f || !data) {
		fprintf(stderr, "%s: cannot be read\n", path);
		free(data);
		if (f)
			fclose(f);
		return false;
	}
	size_t n = fread(data, 1, MAX_BYTES, f);
	bool is_whole = feof(f) && !ferror(f);
	fclose(f);
	(void)alarm(DEADLINE);
	run(data, n);
	if (n <= NEIGHBOURS_TO)
		run_neighbours(data, n);
	(void)alarm(0);
	free(data);
	return is_whole;
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }
static int is_visible(const struct dirent *d) { return d->d_name[0] != '.'; }

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];
	struct dirent **files = NULL;
	if (argc != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", name);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	int count = scandir(argv[1], &files, is_visible, by_name), failed = 0;
	if (count <= 0 || count > MAX_FILES) {
		printf("1..1\nnot ok 1 - fuzz %s: no seeds in %s\n", name, argv[1]);
		return 1;
	}
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", argv[1], files[i]->d_name);
		printf("# %s\n", path);
		bool good = replay(path);
		printf("%sok %d - fuzz %s: %s\n", good ? "" : "not ", i + 1, name, files[i]->d_name);
		failed += !good;
		free(files[i]);
	}
	free(files);
	return failed ? 1 : 0;
}
