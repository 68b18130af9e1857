/* Fuzzes formats/pdf and formats/pades: no file leads outside its own bytes, and a file that breaks no rule is covered to the last one. */
#include "formats/pades.h"
#include "tests/fuzz/fuzz.h"

static bool is_inside(struct slice part, struct slice file)
{
	return !part.p || (part.p >= file.p && part.p + part.n <= file.p + file.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct pades p, again;
	struct slice file = slice_of(data, n);
	pades_read(file, &p);
	const struct pdf_evidence *e = &p.pdf;
	PROMISE(is_inside(e->before, file) && is_inside(e->behind, file) && is_inside(e->contents, file));
	PROMISE(is_inside(e->claimed_proof, file) && is_inside(e->claimed_name, file) && is_inside(e->claimed_reason, file));
	PROMISE((e->before.p == NULL) == (e->behind.p == NULL));
	PROMISE(e->is_pdf || e->broken);
	if (e->broken == 0) {
		PROMISE(e->has_signature && !e->found_by_search && !e->looks_truncated && e->claimed_proof.p);
		PROMISE(e->before.p == data && e->before.n + e->contents.n + 2 + e->behind.n == n);
	}
	if (p.cms.readable)
		PROMISE(p.cms_size > 0 && p.cms_size <= LIMIT_CMS_BYTES);
	if (pades_is_clean(&p)) {
		PROMISE(p.has_digest && slice_eq(slice_of(p.digest, 32), slice_of(p.cms.message_digest, 32)));
		/* A head start changes nothing. */
		struct hash *start = hash_new(), *work = hash_new();
		hash_add(start, slice_sub(file, 0, e->before.n / 2));
		pades_read_from(file, start, e->before.n / 2, work, &again);
		PROMISE(pades_is_clean(&again) && slice_eq(slice_of(p.digest, 32), slice_of(again.digest, 32)));
		hash_free(start);
		hash_free(work);
	}
	return 0;
}
