/* Fuzzes formats/pdf and formats/pades: no file leads outside its own bytes, and a file that breaks no rule is covered to the last one. */
#include "formats/pades.h"
#include "tests/fuzz/fuzz.h"

static bool is_inside(struct slice part, struct slice file)
{
	return !part.p || (part.p >= file.p && part.p + part.n <= file.p + file.n);
}

/* A head start changes nothing: beginnings of one object, two, four and so on. */
static void start_later(struct slice file, const struct pades *p)
{
	static struct pades again;
	struct hash *work = hash_new();
	size_t at = 0, objects = 0, wanted = 1;
	while ((at = slice_find(file, SLICE("endobj\n"), at)) != SIZE_MAX) {
		at += 7;
		if (++objects != wanted)
			continue;
		wanted *= 2;
		struct pades_start *start = pades_start_new(slice_sub(file, 0, at));
		if (!start)
			continue;
		pades_read_from(file, &start, 1, work, &again);
		const struct pdf_evidence *a = &p->pdf, *b = &again.pdf;
		PROMISE(a->broken == b->broken && a->broken_at == b->broken_at && a->objects == b->objects && a->walked == b->walked);
		PROMISE(a->before.p == b->before.p && a->before.n == b->before.n && a->contents.p == b->contents.p && a->claimed_proof.p == b->claimed_proof.p);
		PROMISE(p->broken == again.broken && p->cms.broken == again.cms.broken && p->has_digest == again.has_digest);
		PROMISE(slice_eq(slice_of(p->digest, 32), slice_of(again.digest, 32)) && pades_is_clean(p) == pades_is_clean(&again));
		pades_start_free(start);
	}
	hash_free(work);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct pades p;
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
	if (pades_is_clean(&p))
		PROMISE(p.has_digest && slice_eq(slice_of(p.digest, 32), slice_of(p.cms.message_digest, 32)));
	start_later(file, &p);
	return 0;
}
