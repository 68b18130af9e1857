/*
 * Owns: the command line of the benchmark's two programs. usage: bench-issue issue|seals ... and bench-ask verify|http|serve ..., each
 * with HOME PASSPHRASE-FILE SEALS [RECORDS...]; see tests/bench/run.
 */
#include "base/file.h"
#include "base/limits.h"
#include "tests/bench/bench.h"
#include "tests/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void must_work(struct bench *b, enum err e)
{
	if (e == OK)
		return;
	fprintf(stderr, "bench: %s\n", b->cx->text[0] ? b->cx->text : err_name(e));
	exit(1);
}

size_t read_seals(struct bench *b, struct slice **out)
{
	struct buf file;
	size_t count = 0;
	buf_init(&file, 64 << 20);
	must_work(b, file_read(b->cx, b->seals, &file));
	for (size_t i = 0; i < file.n; i++)
		count += file.p[i] == '\n';
	*out = calloc(count + 1, sizeof **out);
	if (!*out || count == 0)
		abort();
	struct slice rest = buf_slice(&file);
	for (size_t i = 0; i < count; i++) {
		size_t end = slice_find(rest, SLICE("\n"), 0);
		(*out)[i] = slice_sub(rest, 0, end);
		rest = slice_sub(rest, end + 1, rest.n);
	}
	return count; /* the file stays in memory until the end */
}

int main(int argc, char **argv)
{
	struct ctx cx;
	if (argc < 5) {
		fprintf(stderr, "usage: %s PART HOME PASSPHRASE-FILE SEALS [RECORDS...]\n", argv[0]);
		return 2;
	}
	ctx_init(&cx, (int64_t)time(NULL));
	struct bench b = { .cx = &cx, .home = argv[2], .passphrase_file = argv[3], .seals = argv[4], .records = argv + 5, .record_count = argc - 5 };
	const struct bench_part *part = bench_parts;
	while (part->name && strcmp(part->name, argv[1]) != 0)
		part++;
	if (!part->name)
		return 2;
	figures_open();
	part->run(&b);
	ctx_free(&cx);
	return 0;
}
