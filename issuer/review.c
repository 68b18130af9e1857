/* Owns: asking the pipeline about a document that is not yet in the registry. */
#include "issuer/review.h"

#include "formats/pades.h"
#include "verifier/verify.h"

#include <stdlib.h>
#include <string.h>

struct reviewer {
	struct trust *trust;
	struct sources sources;
	struct pades_start *starts[KIND_COUNT];
	const struct stamped *stamped; /* the one under review */
	struct proof_read proof;       /* of it: file and registry hold the same bytes */
	struct buf file[KIND_COUNT];   /* stock and fill in one piece, as a stranger gets it; the stock stays */
	size_t stock_size[KIND_COUNT];
};

/* Plays the registry as it will be once this document is committed. */
static enum err know(struct ctx *cx, void *self, const struct wanted *w, struct known *out)
{
	const struct reviewer *r = self;
	const struct paper *p = r->stamped->paper;
	const struct sealed *s = p->sealed;
	out->state = slice_eq(w->number, s->proof.number) ? KNOWN_ISSUED : KNOWN_ABSENT;
	if (out->state == KNOWN_ABSENT)
		return OK;
	out->as_of = cx->now;
	out->has_document = true;
	out->proof_json = s->proof_json;
	out->stock = stock_bytes(p->stock);
	out->fill = buf_slice(&p->fill.bytes);
	memcpy(out->code_digest, s->code_digest, 32);
	memcpy(out->seal_digest, s->seal_digest, 32);
	return OK;
}

static void done(void *self __attribute__((unused))) {}

struct reviewer *reviewer_new(const struct trust *trust, struct stock *const stocks[static KIND_COUNT])
{
	struct reviewer *r = calloc(1, sizeof *r);
	if (!r)
		abort();
	r->trust = trust_copy(trust);
	r->sources = (struct sources){ .self = r, .trust = r->trust, .live = true, .know = know, .done = done, .starts = r->starts,
		.last_proof = &r->proof };
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
		buf_init(&r->file[kind], 4 << 20);
		if (!stocks[kind])
			continue;
		buf_put_slice(&r->file[kind], stock_bytes(stocks[kind]));
		r->stock_size[kind] = r->file[kind].n;
		struct pades_start *start = pades_start_new(stock_bytes(stocks[kind]));
		if (start)
			r->starts[r->sources.start_count++] = start;
	}
	return r;
}

void reviewer_free(struct reviewer *r)
{
	if (!r)
		return;
	trust_free(r->trust);
	for (size_t i = 0; i < r->sources.start_count; i++)
		pades_start_free(r->starts[i]);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		buf_free(&r->file[kind]);
	free(r);
}

static enum err review(struct ctx *cx, const struct reviewer *r, const char *what, const struct question *q)
{
	struct answer a;
	enum err e = verify(cx, &r->sources, q, &a);
	if (e != OK)
		return e;
	if (a.verdict.word == VERDICT_VALID || a.verdict.word == VERDICT_EXPIRED)
		return OK;
	const char *cause = verdict_name(a.verdict.word);
	for (size_t i = 0; i < a.verdict.count; i++) {
		if (finding_result(a.verdict.findings[i]) != FINDING_PASS) {
			cause = finding_name(a.verdict.findings[i]);
			break;
		}
	}
	return fail(cx, ERR_REVIEW, "%s did not pass the verifier: %s (%s)", what, verdict_name(a.verdict.word), cause);
}

enum err review_stamped(struct ctx *cx, struct reviewer *r, const struct stamped *s)
{
	const struct sealed *sealed = s->paper->sealed;
	struct buf *file = &r->file[sealed->proof.kind];
	r->stamped = s;
	r->proof = (struct proof_read){ 0 };
	buf_reset(file);
	file->n = r->stock_size[sealed->proof.kind];
	buf_put_slice(file, buf_slice(&s->paper->fill.bytes));
	struct question pdf = { .kind = QUESTION_PDF, .pdf = buf_slice(file) };
	struct question seal = { .kind = QUESTION_SEAL, .seal = sealed->text };
	struct question code = { .kind = QUESTION_CODE, .number = sealed->proof.number, .code = slice_str(sealed->code) };
	enum err e = buf_ok(file) ? review(cx, r, "the PDF", &pdf) : fail(cx, ERR_REVIEW, "the PDF is too large");
	if (e == OK)
		e = review(cx, r, "the seal", &seal);
	if (e == OK)
		e = review(cx, r, "the verification code", &code);
	r->stamped = NULL;
	return e;
}
