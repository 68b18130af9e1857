/* Owns: the PDF signature. */
#include "issuer/stamp.h"

#include "base/limits.h"
#include "formats/cms.h"
#include "formats/pades.h"

/* SHA-256 of stock and fill without the string of /Contents; the stock's part was hashed once at start. */
static void digest_covered(const struct paper *p, struct hash *work, uint8_t out[static 32])
{
	struct slice fill = buf_slice(&p->fill.bytes);
	size_t behind = p->fill.contents_at + p->fill.contents_digits + 2;
	hash_assign(work, stock_hash(p->stock));
	hash_add(work, slice_sub(fill, 0, p->fill.contents_at));
	hash_add(work, slice_sub(fill, behind, fill.n));
	hash_finish(work, out);
}

enum err stamp_make(struct ctx *cx, const struct desk *d, struct paper *paper, struct hash *work, struct stamped *out)
{
	const struct signer *signer = keyring_signer(d->keys, ROLE_PDF_SEAL);
	uint8_t digest[32];
	struct buf cms;
	digest_covered(paper, work, digest);
	buf_init(&cms, LIMIT_CMS_BYTES);
	enum err e = cms_build(cx, signer->certificate, signer->issuer, digest, signer->sign, signer->self, &cms);
	if (e == OK && !pades_fill_contents(buf_slice(&cms), paper->fill.bytes.p + paper->fill.contents_at + 1, paper->fill.contents_digits))
		e = fail(cx, ERR_BUG, "the signature does not fit its place in the file");
	buf_free(&cms);
	if (e == OK)
		*out = (struct stamped){ .paper = paper };
	return e;
}
