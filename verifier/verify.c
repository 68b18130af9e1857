/* Owns: the order of the checks, and what of the evidence may become the answer. */
#include "verifier/verify.h"

#include "verifier/evidence.h"

static enum err judge_origin(struct ctx *cx, const struct sources *s, const struct question *q, struct verdict *v, struct evidence *e)
{
	switch (q->kind) {
	case QUESTION_PDF:
		return check_pdf(cx, s, q->pdf, v, e);
	case QUESTION_SEAL:
		return check_seal(cx, s, q->seal, v, e);
	case QUESTION_CODE:
		return check_code(cx, s, q->number, q->code, v, e);
	default:
		return fail(cx, ERR_BUG, "question without a kind");
	}
}

static bool is_authentic(enum verdict_word word)
{
	return word != VERDICT_FORGED && word != VERDICT_ALTERED && word != VERDICT_UNREADABLE && word != VERDICT_NOT_FOUND;
}

/* Who only typed a code has perhaps not the paper in hand: numbers are cut to what the paper lets compare. */
void verify_shorten_numbers(struct ctx *cx, struct proof *p)
{
	proof_mask(cx, p, PROOF_BIT(FIELD_NUMBER) | PROOF_BIT(FIELD_CARD_NUMBER) | PROOF_BIT(FIELD_PASSPORT_NUMBER) |
		PROOF_BIT(FIELD_EARLIER_PASSPORTS) | PROOF_BIT(FIELD_MRZ));
}

static void copy_values(struct ctx *cx, struct proof *p)
{
	for (size_t i = 0; i < FIELD_COUNT; i++)
		p->value[i] = ctx_copy(cx, p->value[i]);
	p->number = ctx_copy(cx, p->number);
	p->recipient = ctx_copy(cx, p->recipient);
	p->purpose = ctx_copy(cx, p->purpose);
	p->replaces = ctx_copy(cx, p->replaces);
}

/* Only what the registry holds, and what is certain, rests on something that can be asked again. */
static void fill_lasting(const struct ctx *cx, const struct sources *s, const struct evidence *e, struct answer *out)
{
	if (!e->known.basis.version || out->verdict.word == VERDICT_UNDECIDED)
		return;
	out->until = check_until(cx, s, e);
	out->basis = e->known.basis;
}

static void fill_answer(struct ctx *cx, const struct question *q, const struct evidence *e, struct answer *out)
{
	out->proof = e->claimed_proof;
	out->signed_at = out->proof.issued_at;
	out->under_correction = e->known.under_correction;
	out->of_seal = q->kind == QUESTION_SEAL;
	out->names_cut = e->names_cut;
	out->has_document = true;
	if (e->knows)
		out->status_as_of = e->known.as_of;
	/* Values may point into the registry's map, which `done` lets go. */
	copy_values(cx, &out->proof);
	if (q->photo)
		out->photo = ctx_copy(cx, e->known.photo);
	out->masked = q->kind == QUESTION_CODE;
	if (out->masked)
		verify_shorten_numbers(cx, &out->proof);
}

enum err verify(struct ctx *cx, const struct sources *s, const struct question *q, struct answer *out)
{
	struct evidence e = { 0 };
	*out = (struct answer){ .checked_at = cx->now, .utc_offset = s->trust->utc_offset, .specimen = s->trust->specimen };
	enum err err = judge_origin(cx, s, q, &out->verdict, &e);
	if (err == OK && e.has_claim) {
		verdict_decide(&out->verdict);
		if (is_authentic(out->verdict.word)) {
			check_key(cx, s, &e, &out->verdict);
			check_status(s, &e, &out->verdict);
			check_dates(cx, s, &e, &out->verdict);
		}
	}
	if (err == OK) {
		verdict_decide(&out->verdict);
		if (e.has_claim && is_authentic(out->verdict.word))
			fill_answer(cx, q, &e, out);
		if (out->has_document)
			fill_lasting(cx, s, &e, out);
	}
	s->done(s->self);
	return err;
}
