/* Owns: verify.*: the pipeline with live sources, as a thread of the server has them, on documents of the registry. */
#include "verifier/verify.h"

#include "tests/bench/bench.h"
#include "tests/bench/measure.h"
#include "verifier/home.h"
#include "verifier/worker.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_ROUNDS 32
#define MAX_FILES 400

struct files {
	struct ctx *cx;
	struct snapshot *snapshot;
	struct buf files[MAX_FILES];
	size_t count, wanted;
};

static bool add_file(void *self, const struct document *d)
{
	struct files *f = self;
	struct slice fill = { 0 }, stock = { 0 };
	if (d->state != DOCUMENT_ISSUED)
		return true;
	if (documents_fill(f->cx, f->snapshot, slice_str(d->number), &fill) != OK || documents_stock(f->cx, f->snapshot, d->stock, &stock) != OK)
		abort();
	struct buf *file = &f->files[f->count++];
	buf_init(file, 1 << 20);
	buf_put_slice(file, stock);
	buf_put_slice(file, fill);
	return f->count < f->wanted;
}

static void ask(struct bench *b, struct ctx *cx, const struct sources *s, const struct question *q)
{
	struct answer a;
	enum err e = verify(cx, s, q, &a);
	if (e != OK || (a.verdict.word != VERDICT_VALID && a.verdict.word != VERDICT_EXPIRED)) {
		fprintf(stderr, "bench: a document is %s (%s)\n", verdict_name(a.verdict.word), e == OK ? "" : cx->text);
		exit(1);
	}
	ctx_reset(cx);
	(void)b;
}

static void bench_pdf(struct bench *b, const struct worker *w)
{
	struct files f = { .cx = b->cx, .wanted = is_quick() ? 50 : MAX_FILES };
	double cpu[MAX_ROUNDS];
	size_t rounds = is_quick() ? 2 : 9;
	struct ctx cx;
	ctx_init(&cx, b->cx->now);
	must_work(b, snapshot_open(b->cx, w->hall->store, &f.snapshot));
	must_work(b, snapshot_renew(b->cx, f.snapshot));
	must_work(b, documents_range(b->cx, f.snapshot, (struct slice){ 0 }, add_file, &f));
	snapshot_close(f.snapshot);
	for (size_t r = 0; r < rounds; r++) {
		double start = cpu_thread();
		for (size_t i = 0; i < f.count; i++) {
			struct question q = { .kind = QUESTION_PDF, .pdf = buf_slice(&f.files[i]) };
			ask(b, &cx, sources_live(w->live), &q);
		}
		cpu[r] = (cpu_thread() - start) / (double)f.count;
	}
	figure("verify.pdf_cpu", median(cpu, rounds), 0, "us");
	for (size_t i = 0; i < f.count; i++)
		buf_free(&f.files[i]);
	ctx_free(&cx);
}

/* Every seal once a round; the cache is there, as in the server, but has never seen it. */
static void bench_seal(struct bench *b, struct worker *w)
{
	struct slice *seals = NULL;
	size_t count = read_seals(b, &seals), block = count < 250 ? count : 250, blocks = 0;
	double ratio[1024];
	struct bare *bare = bare_new();
	struct ctx cx;
	ctx_init(&cx, b->cx->now);
	for (int round = 0; round < (is_quick() ? 1 : 3); round++) {
		sources_live_trust(w->live, w->trust); /* empties the cache */
		for (size_t at = 0; at + block <= count && blocks < 1024; at += block) {
			double one = bare_verify(bare, block / 2), start = cpu_thread();
			for (size_t i = at; i < at + block; i++) {
				struct question q = { .kind = QUESTION_SEAL, .seal = seals[i] };
				ask(b, &cx, sources_live(w->live), &q);
			}
			double seal = (cpu_thread() - start) / (double)block;
			one = (one + bare_verify(bare, block / 2)) / 2;
			ratio[blocks++] = seal / one;
		}
	}
	figure("verify.seal_to_ecdsa", median(ratio, blocks), 2, "verifications");
	bare_free(bare);
	free(seals);
	ctx_free(&cx);
}

void bench_verify(struct bench *b)
{
	struct conf *conf = NULL;
	struct hall hall = { 0 };
	must_work(b, conf_load(b->cx, b->home, conf_known, &conf));
	must_work(b, home_store(b->cx, conf, &hall.store));
	hall.conf = conf;
	struct worker *w = worker_open(&hall);
	if (!w)
		exit(1);
	bench_pdf(b, w);
	bench_seal(b, w);
	worker_close(w);
	store_close(hall.store);
	conf_free(conf);
}
