/*
 * Owns: judging a PDF: profile, CMS, key, signature, attached proof, and the byte-for-byte comparison with what was issued.
 * Never inflates, renders or stores anything of the file.
 */
#include "base/limits.h"
#include "formats/pades.h"
#include "keys/chain.h"
#include "verifier/evidence.h"

#include <string.h>

/* One finding code per rule, by the rule's own name. */
static const enum finding_code pdf_findings[PDF_RULE_COUNT] = {
#define RULE(name, clause, en, zh) [PDF_RULE_##name] = FINDING_PDF_##name,
#include "formats/pdf_rules.def"
#undef RULE
};
static const enum finding_code cms_findings[CMS_RULE_COUNT] = {
#define RULE(name, clause, en, zh) [CMS_RULE_##name] = FINDING_CMS_##name,
#include "formats/cms_rules.def"
#undef RULE
};
static const enum finding_code pades_findings[PADES_RULE_COUNT] = {
#define RULE(name, clause, en, zh) [PADES_RULE_##name] = FINDING_PADES_##name,
#include "formats/pades_rules.def"
#undef RULE
};

static void add_rules(struct verdict *v, rule_set broken, const enum finding_code *codes, unsigned count)
{
	for (unsigned rule = 1; rule < count; rule++) {
		if (RULE_HAS(broken, rule))
			verdict_add(v, codes[rule]);
	}
}

/* Looked at only where the signature cannot speak: hashing every known length is slow. */
static void check_stock(const struct trust *t, struct slice file, struct verdict *v)
{
	for (size_t i = 0; i < t->stock_count; i++) {
		uint8_t digest[32];
		if (t->stocks[i].length > file.n)
			continue;
		crypto_sha256(slice_of(file.p, t->stocks[i].length), digest);
		if (memcmp(digest, t->stocks[i].digest, 32) == 0)
			verdict_add(v, FINDING_PDF_STOCK_OURS);
	}
}

/*
 * Sealed by a key that our issuing CA certified after the list at hand was signed: a bundle that travelled is older than the newest rotation.
 * Not trusted for that, but no stranger's either. Beside the registry the list is the newest, and such a key was never ours.
 */
static bool is_newer_key(struct ctx *cx, const struct trust *t, const struct pades *p)
{
	struct certificate c, ca;
	struct p256_key *key = NULL;
	bool newer = pades_is_clean(p) && anchors_parse(cx, p->cms.seal_certificate, &c) == OK && anchors_parse(cx, t->issuing_ca, &ca) == OK &&
		chain_check_issued(cx, &c, ROLE_PDF_SEAL, &ca) == OK && c.not_before >= t->issued_at && p256_open(cx, c.spki, &key) == OK &&
		p256_is_low_s(p->cms.signature) && p256_verify(key, p->cms.signed_digest, p->cms.signature);
	p256_free(key);
	ctx_forgive(cx);
	return newer;
}

static void check_signature(struct ctx *cx, const struct sources *s, const struct pades *p, struct verdict *v, struct evidence *e)
{
	const struct trusted_key *key = p->cms.seal_certificate.n ? trust_certificate(s->trust, p->cms.seal_certificate) : NULL;
	if (p->cms.readable && !key && !s->live && is_newer_key(cx, s->trust, p)) {
		verdict_add(v, FINDING_PDF_KEY_NEWER);
		return;
	}
	if (!p->cms.readable || !key) {
		/* A signature in another form than ours is a stranger's, unless the file itself is ours and only its signature was destroyed. */
		if (p->cms.readable || !verdict_has(v, FINDING_PDF_STOCK_OURS))
			verdict_add(v, FINDING_PDF_KEY_UNKNOWN);
		return;
	}
	if (key->role != ROLE_PDF_SEAL) {
		verdict_add(v, FINDING_PDF_KEY_ROLE);
		return;
	}
	e->claimed_key = key;
	verdict_add(v, FINDING_PDF_KEY_OURS);
	if (!slice_eq(p->cms.ca_certificate, s->trust->issuing_ca))
		verdict_add(v, FINDING_PDF_CA_UNKNOWN);
	if (!p256_is_low_s(p->cms.signature))
		verdict_add(v, FINDING_PDF_MIRRORED);
	if (!p256_verify(key->key, p->cms.signed_digest, p->cms.signature))
		verdict_add(v, FINDING_PDF_SIGNATURE_WRONG);
	else if (pades_is_clean(p))
		verdict_add(v, FINDING_PDF_SIGNATURE_GOOD);
}

static void read_proof(struct ctx *cx, const struct sources *s, const struct pades *p, struct verdict *v, struct evidence *e)
{
	if (!p->pdf.claimed_proof.p)
		return;
	if (proof_parse_once(cx, p->pdf.claimed_proof, s->last_proof, &e->claimed_proof) != OK) {
		ctx_forgive(cx);
		verdict_add(v, FINDING_PDF_PROOF_JSON);
		return;
	}
	e->has_claim = true;
	if (p->pdf.claimed_signed_at != e->claimed_proof.issued_at)
		verdict_add(v, FINDING_PDF_TIME_DIFFERS);
}

/*
 * Of a file that our key signed and the kept copy one is wrong. A copy that does not bear our signature either was damaged where it is kept:
 * that says nothing about the file.
 */
static bool copy_is_whole(struct ctx *cx, const struct sources *s, const struct known *k)
{
	struct pades *p = ctx_alloc_raw(cx, sizeof *p);
	struct buf copy;
	buf_init(&copy, LIMIT_PDF_BYTES);
	buf_put_slice(&copy, k->stock);
	buf_put_slice(&copy, k->fill);
	pades_read(buf_slice(&copy), p);
	const struct trusted_key *key = trust_certificate(s->trust, p->cms.seal_certificate);
	bool whole = buf_ok(&copy) && pades_is_clean(p) && key && key->role == ROLE_PDF_SEAL &&
		p256_verify(key->key, p->cms.signed_digest, p->cms.signature);
	buf_free(&copy);
	return whole;
}

/*
 * The strongest check there is: the authority still has every byte of what it issued. Asked only for what it signed: a stranger's file must
 * not learn which numbers exist.
 */
static enum err ask_registry(struct ctx *cx, const struct sources *s, struct slice file, struct verdict *v, struct evidence *e)
{
	const struct proof *p = &e->claimed_proof;
	struct wanted w = { .number = p->number, .list = p->status_list, .index = p->status_index, .file = true };
	enum err err = s->know(cx, s->self, &w, &e->known);
	if (err != OK)
		return err;
	e->knows = true;
	const struct known *k = &e->known;
	if (k->has_document) {
		bool same = file.n == k->stock.n + k->fill.n && slice_eq(slice_of(file.p, k->stock.n), k->stock) &&
			slice_eq(slice_of(file.p + k->stock.n, k->fill.n), k->fill);
		if (same)
			verdict_add(v, FINDING_REGISTRY_SAME);
		else
			verdict_add(v, copy_is_whole(cx, s, k) ? FINDING_REGISTRY_DIFFERS : FINDING_REGISTRY_DAMAGED);
	} else if (k->state == KNOWN_ABSENT) {
		verdict_add(v, FINDING_REGISTRY_ABSENT);
	}
	return OK;
}

enum err check_pdf(struct ctx *cx, const struct sources *s, struct slice file, struct verdict *v, struct evidence *e)
{
	if (file.n == 0 || file.n > LIMIT_PDF_BYTES) {
		verdict_add(v, file.n ? FINDING_INPUT_TOO_LARGE : FINDING_INPUT_EMPTY);
		return OK;
	}
	struct pades *p = ctx_alloc_raw(cx, sizeof *p);
	struct hash *work = hash_new();
	pades_read_from(file, s->starts, s->start_count, work, p);
	hash_free(work);
	if (!p->pdf.is_pdf) {
		verdict_add(v, FINDING_INPUT_NOT_PDF);
		return OK;
	}
	if (!p->pdf.has_signature) {
		verdict_add(v, FINDING_PDF_UNSIGNED);
		check_stock(s->trust, file, v);
		return OK;
	}
	add_rules(v, p->pdf.broken, pdf_findings, PDF_RULE_COUNT);
	add_rules(v, p->cms.broken, cms_findings, CMS_RULE_COUNT);
	add_rules(v, p->broken, pades_findings, PADES_RULE_COUNT);
	if (pades_is_clean(p))
		verdict_add(v, FINDING_PDF_PROFILE_GOOD);
	if (!p->cms.readable)
		check_stock(s->trust, file, v);
	check_signature(cx, s, p, v, e);
	/* Nothing of a file is read on that no key we trust has sealed, and that is not judged either. */
	if (verdict_has(v, FINDING_PDF_KEY_NEWER))
		return OK;
	read_proof(cx, s, p, v, e);
	return e->has_claim && verdict_has(v, FINDING_PDF_SIGNATURE_GOOD) ? ask_registry(cx, s, file, v, e) : OK;
}
