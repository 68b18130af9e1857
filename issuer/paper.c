/* Owns: drawing the fill of a sealed proof. */
#include "issuer/paper.h"

enum err paper_make(struct ctx *cx, const struct desk *d, const struct sealed *sealed, struct paper *out)
{
	*out = (struct paper){ .sealed = sealed, .stock = d->stocks[sealed->proof.kind] };
	struct fill_input in = { .proof = &sealed->proof, .proof_json = sealed->proof_json, .seal_text = sealed->text, .code = sealed->code,
		.contents_size = d->contents_size };
	return fill_build(cx, out->stock, d->fonts, &in, &out->fill);
}

void paper_clear(struct paper *p) { fill_free(&p->fill); }
