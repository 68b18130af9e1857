/*
 * Owns: issue.*: the issuer's own import, with its threads, review and commits, on files of invented records; and documents whose
 * seals are kept for the other parts.
 */
#include "issuer/import.h"
#include "issuer/stamp.h"
#include "tests/bench/bench.h"
#include "tests/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_ROUNDS 32
#define MAX_DOCUMENTS 65536

static int64_t clock_now(void) { return (int64_t)time(NULL); }

static struct desk *open_desk(struct bench *b)
{
	struct desk *d = NULL;
	must_work(b, desk_open(b->cx, b->home, DESK_WRITE | DESK_DRAW | DESK_SEAL | DESK_LISTS, b->passphrase_file, "bench", &d));
	must_work(b, desk_file_stocks(b->cx, d));
	return d;
}

/* CPU us a document of one import as the command runs it: a job per core, a commit per group. */
static double import_round(struct bench *b, const struct desk *d, const char *path, size_t *issued)
{
	struct tell tell = { .json = true, .clock = clock_now, .started = clock_now() };
	struct import import = { .clock = clock_now, .jobs = (int)sysconf(_SC_NPROCESSORS_ONLN), .group = (size_t)d->group, .making = { .proof_days = 90 } };
	double start = cpu_process();
	must_work(b, import_run(b->cx, d, path, &import, &tell));
	double spent = cpu_process() - start;
	if (tell.done == 0 || tell.counts[OUTCOME_ISSUED] != tell.done) {
		fprintf(stderr, "bench: %zu of %zu records were issued\n", tell.counts[OUTCOME_ISSUED], tell.done);
		exit(1);
	}
	*issued = tell.done;
	return spent / (double)tell.done;
}

struct sizes {
	struct ctx *cx;
	struct snapshot *snapshot;
	double *bytes;
	size_t count;
};

static bool add_size(void *self, const struct document *d)
{
	struct sizes *s = self;
	struct slice fill = { 0 }, stock = { 0 };
	if (d->state != DOCUMENT_ISSUED || s->count == MAX_DOCUMENTS)
		return true;
	if (documents_fill(s->cx, s->snapshot, slice_str(d->number), &fill) != OK || documents_stock(s->cx, s->snapshot, d->stock, &stock) != OK)
		abort();
	s->bytes[s->count++] = (double)(fill.n + stock.n);
	return true;
}

static void print_size(struct bench *b, struct store *store)
{
	struct sizes s = { .cx = b->cx, .bytes = calloc(MAX_DOCUMENTS, sizeof(double)) };
	if (!s.bytes)
		abort();
	must_work(b, snapshot_open(b->cx, store, &s.snapshot));
	must_work(b, snapshot_renew(b->cx, s.snapshot));
	must_work(b, documents_range(b->cx, s.snapshot, (struct slice){ 0 }, add_size, &s));
	snapshot_close(s.snapshot);
	figure("issue.size", median(s.bytes, s.count), 0, "bytes");
	free(s.bytes);
}

static void bench_issue(struct bench *b)
{
	struct desk *d = open_desk(b);
	struct bare *bare = bare_new();
	double cpu[MAX_ROUNDS], ratio[MAX_ROUNDS];
	size_t rounds = 0, documents = 0, issued = 0;
	struct store_figures before, after;
	/* The first file warms caches and gives the registry its first pages. */
	import_round(b, d, b->records[0], &issued);
	store_figures(d->store, &before);
	for (int i = 1; i < b->record_count && rounds < MAX_ROUNDS; i++, rounds++) {
		double sign = bare_sign(bare, 2000);
		cpu[rounds] = import_round(b, d, b->records[i], &issued);
		sign = (sign + bare_sign(bare, 2000)) / 2;
		ratio[rounds] = cpu[rounds] / sign;
		documents += issued;
		fprintf(stderr, "# issue: %.0f us a document, %.1f us a signature\n", cpu[rounds], sign);
	}
	store_figures(d->store, &after);
	figure("issue.document_cpu", median(cpu, rounds), 0, "us");
	figure("issue.to_signature", median(ratio, rounds), 1, "signatures");
	print_size(b, d->store);
	figure("issue.stored", (double)(after.used - before.used) / (double)documents, 0, "bytes");
	bare_free(bare);
	desk_close(d);
}

/* ---- documents whose seals are known: the import's own stages, one after the other ---- */

struct line {
	struct desk *desk;
	struct batch *batch;
	struct hash *work;
	struct making making;
	FILE *out;
};

static void issue_one(struct bench *b, struct line *l, const struct checked *record, const struct reservation *r)
{
	struct sealed sealed;
	struct paper paper = { 0 };
	struct stamped stamped;
	struct proof_options options = { .proof_days = l->making.proof_days };
	must_work(b, seal_make(b->cx, l->desk, *record, &options, r, (struct slice){ 0 }, &sealed));
	must_work(b, paper_make(b->cx, l->desk, &sealed, &paper));
	must_work(b, stamp_make(b->cx, l->desk, &paper, l->work, &stamped));
	struct document d = { .state = DOCUMENT_ISSUED, .kind = (int)record->record->kind, .list = r->list, .index = r->index,
		.issued_at = b->cx->now, .changed_at = b->cx->now, .identity = record->record->identity,
		.proof_at = (uint32_t)paper.fill.proof_at, .proof_size = (uint32_t)paper.fill.proof_size };
	memcpy(d.number, r->number, sizeof d.number);
	memcpy(d.code_digest, sealed.code_digest, 32);
	memcpy(d.seal_digest, sealed.seal_digest, 32);
	memcpy(d.stock, stock_digest(paper.stock), 32);
	maker_content(record->record, &l->making, d.content);
	must_work(b, documents_issue(b->cx, l->batch, &d, buf_slice(&paper.fill.bytes)));
	fprintf(l->out, "%.*s\n", SLICE_FMT(sealed.text));
	paper_clear(&paper);
}

static void bench_seals(struct bench *b)
{
	struct line l = { .desk = open_desk(b), .work = hash_new(), .making = { .proof_days = 90 }, .out = fopen(b->seals, "we") };
	FILE *in = fopen(b->records[0], "re");
	char *text = NULL;
	size_t size = 0;
	ssize_t n;
	if (!in || !l.out)
		abort();
	must_work(b, batch_begin(b->cx, l.desk->store, &l.batch));
	while ((n = getline(&text, &size, in)) > 0) {
		struct reservation r;
		struct checked record = { 0 };
		struct flaw *flaws = NULL;
		ctx_reset(b->cx);
		must_work(b, record_check(b->cx, l.desk->schemas, slice_of(text, (size_t)n), &record, &flaws));
		must_work(b, documents_reserve(b->cx, l.batch, 1, &r));
		issue_one(b, &l, &record, &r);
	}
	must_work(b, batch_commit(b->cx, l.batch));
	free(text);
	fclose(in);
	fclose(l.out);
	hash_free(l.work);
	desk_close(l.desk);
}

const struct bench_part bench_parts[] = { { "issue", bench_issue }, { "seals", bench_seals }, { 0 } };
