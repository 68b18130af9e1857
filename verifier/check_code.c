/*
 * Owns: judging a typed document number with its verification code. A wrong code, an unknown number and a void one get the same
 * answer after the same work: nothing lets numbers be guessed.
 */
#include "formats/crockford.h"
#include "verifier/evidence.h"

enum err check_code(struct ctx *cx, const struct sources *s, struct slice number, struct slice code, struct verdict *v, struct evidence *e)
{
	char plain[12 + 13 + 1];
	if (number.n == 0 || code.n == 0) {
		verdict_add(v, FINDING_INPUT_EMPTY);
		return OK;
	}
	char typed_code[14];
	if (!crockford_parse(number, 10, plain) || !crockford_parse(code, 12, typed_code)) {
		verdict_add(v, FINDING_CODE_TYPING);
		return OK;
	}
	if (!s->live) {
		verdict_add(v, FINDING_CODE_NEEDS_REGISTRY);
		return OK;
	}
	struct wanted w = { .number = ctx_copy(cx, slice_str(plain)), .proof = true };
	enum err err = s->know(cx, s->self, &w, &e->known);
	if (err != OK)
		return err;
	uint8_t digest[32];
	struct hash *h = hash_new();
	hash_add(h, w.number);
	hash_add(h, slice_str(typed_code));
	hash_finish(h, digest);
	hash_free(h);
	bool same = crypto_equal(slice_of(digest, 32), slice_of(e->known.code_digest, 32));
	/* The proof is read only for who has the code: reading it takes time, and would tell which numbers exist. */
	if (!(same & e->known.has_document)) {
		verdict_add(v, FINDING_CODE_UNKNOWN);
		return OK;
	}
	err = proof_parse_once(cx, e->known.proof_json, s->last_proof, &e->claimed_proof);
	if (err != OK)
		return fail_in(cx, err, "registry: the proof of a document");
	e->has_claim = e->knows = true;
	verdict_add(v, FINDING_CODE_MATCHES);
	return OK;
}
