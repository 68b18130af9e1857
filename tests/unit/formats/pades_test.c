/* Tests of formats/pades: a whole sealed file, and every lie that only shows when PDF and CMS are held together. */
#include "tests/unit/check.h"
#include "tests/unit/formats/specimen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *pdf_name(unsigned rule) { return pdf_rule_name((enum pdf_rule)rule); }
static const char *cms_name(unsigned rule) { return cms_rule_name((enum cms_rule)rule); }
static const char *pades_name(unsigned rule) { return pades_rule_name((enum pades_rule)rule); }

/* Reads and compares the broken rules of the three layers. */
static struct pades *expect(struct ctx *cx, struct slice file, const char *pdf, const char *cms, const char *pades)
{
	struct pades *p = ctx_alloc(cx, sizeof *p);
	pades_read(file, p);
	CHECK_TEXT(slice_str(specimen_rules(cx, p->pdf.broken, PDF_RULE_COUNT, pdf_name)), pdf);
	CHECK_TEXT(slice_str(specimen_rules(cx, p->cms.broken, CMS_RULE_COUNT, cms_name)), cms);
	CHECK_TEXT(slice_str(specimen_rules(cx, p->broken, PADES_RULE_COUNT, pades_name)), pades);
	return p;
}

TEST(pades_good_file_is_clean)
{
	struct pades *p = expect(cx, specimen_pdf(cx, NULL, false), "", "", "");
	CHECK(pades_is_clean(p));
	CHECK_TEXT(p->pdf.claimed_proof, "{\"number\":\"1\"}");
	CHECK_INT(p->pdf.claimed_signed_at, CHECK_NOW);
	struct p256_key *key;
	CHECK_OK(p256_open(cx, specimen_keys()->spki, &key));
	CHECK(p256_verify(key, p->cms.signed_digest, p->cms.signature));
	p256_free(key);
}

static struct slice good_file(struct ctx *cx) { return specimen_pdf(cx, NULL, false); }

/* A copy with one byte changed. */
static struct slice with_byte(struct ctx *cx, struct slice file, size_t at, uint8_t value)
{
	struct slice copy = ctx_copy(cx, file);
	uint8_t *p = ctx_alloc(cx, copy.n);
	memcpy(p, copy.p, copy.n);
	p[at] = value;
	return slice_of(p, copy.n);
}

static size_t contents_at(struct slice file) { return slice_find(file, SLICE("/Contents<"), 0) + 10; }

/* The file with other CMS bytes in /Contents. */
static struct slice with_cms(struct ctx *cx, struct slice file, struct slice cms)
{
	uint8_t *p = ctx_alloc(cx, file.n);
	memcpy(p, file.p, file.n);
	size_t at = contents_at(file), end = slice_find(file, SLICE(">"), at);
	CHECK(pades_fill_contents(cms, p + at, end - at));
	return slice_of(p, file.n);
}

/* Where the object behind the n-th "endobj" begins. */
static size_t border(struct slice file, int n)
{
	size_t at = 0;
	while (n--)
		at = slice_find(file, SLICE("endobj\n"), at) + 7;
	return at;
}

static bool same(const struct pades *a, const struct pades *b)
{
	return memcmp(&a->pdf, &b->pdf, sizeof a->pdf) == 0 && a->broken == b->broken && a->cms.broken == b->cms.broken && a->has_digest == b->has_digest &&
		memcmp(a->digest, b->digest, 32) == 0 && memcmp(a->cms.signed_digest, b->cms.signed_digest, 32) == 0;
}

TEST(pades_head_start_gives_the_same)
{
	struct slice file = good_file(cx);
	struct pades *p = ctx_alloc(cx, sizeof *p), *q = ctx_alloc(cx, sizeof *q);
	struct hash *work = hash_new();
	uint8_t *copy = ctx_alloc(cx, file.n), *bytes = ctx_alloc(cx, file.n);
	memcpy(bytes, file.p, file.n); /* a beginning is compared, not recognised by its address */
	size_t used = 0;
	for (int n = 1; n < 7; n++) {
		struct pades_start *start = pades_start_new(slice_of(bytes, border(file, n)));
		CHECK(start != NULL);
		pades_read_from(file, &start, 1, work, p);
		CHECK(pades_is_clean(p));
		/* Every flipped bit, before the border and behind it, tells the same as without a start. */
		for (size_t i = 0; i < file.n; i++) {
			memcpy(copy, file.p, file.n);
			copy[i] ^= (uint8_t)(1 << i % 8);
			pades_read_from(slice_of(copy, file.n), &start, 1, work, p);
			pades_read(slice_of(copy, file.n), q);
			CHECK(same(p, q));
			used += i > border(file, n);
		}
		/* So does every length. */
		for (size_t i = 0; i < file.n; i += 7) {
			pades_read_from(slice_sub(file, 0, i), &start, 1, work, p);
			pades_read(slice_sub(file, 0, i), q);
			CHECK(same(p, q));
		}
		pades_start_free(start);
	}
	CHECK(used > 0);
	hash_free(work);
}

TEST(pades_start_must_be_whole_objects_without_signature_or_proof)
{
	struct slice file = good_file(cx);
	CHECK(pades_start_new(slice_sub(file, 0, border(file, 3) - 1)) == NULL);
	CHECK(pades_start_new(slice_sub(file, 0, border(file, 3) + 2)) == NULL);
	CHECK(pades_start_new(slice_sub(file, 0, border(file, 7))) == NULL); /* the proof is the seventh */
	CHECK(pades_start_new(file) == NULL);
	CHECK(pades_start_new(slice_sub(file, 0, 15)) == NULL);
	CHECK(pades_start_new(SLICE("")) == NULL);
	CHECK(pades_start_new(slice_sub(specimen_patch(cx, file, "%PDF-1.7", "%PDF-1.4"), 0, border(file, 3))) == NULL);
}

TEST(lie_pades_changed_after_signing)
{
	struct slice file = good_file(cx);
	size_t at = slice_find(file, SLICE("(Specimen)"), 0) + 1;
	struct pades *p = expect(cx, with_byte(cx, file, at, 'X'), "", "", "DIGEST");
	CHECK(p->cms.readable && !pades_is_clean(p));
	expect(cx, specimen_patch(cx, file, "{\"number\":\"1\"}", "{\"number\":\"2\"}"), "", "", "DIGEST");
}

TEST(lie_pades_update_leaves_the_signed_part_intact)
{
	struct slice file = good_file(cx);
	struct slice update = SLICE("8 0 obj\n1\nendobj\nstartxref\n1\n%%EOF\n");
	struct pades *p = expect(cx, specimen_join(cx, file, update), "TWO_REVISIONS BYTE_RANGE_END", "", "");
	CHECK(p->cms.readable && p->has_digest && !pades_is_clean(p));
}

TEST(lie_pades_junk_in_padding)
{
	struct slice file = good_file(cx);
	size_t end = slice_find(file, SLICE(">"), contents_at(file));
	expect(cx, with_byte(cx, file, end - 1, '1'), "", "", "PADDING");
	expect(cx, with_byte(cx, file, end - 40, 'f'), "", "", "PADDING");
}

TEST(lie_pades_unreadable_contents)
{
	struct slice file = good_file(cx);
	size_t at = contents_at(file);
	expect(cx, with_byte(cx, file, at, '4'), "", "", "CONTENTS");
	expect(cx, with_byte(cx, file, at + 4, 'f'), "", "", "CONTENTS_SIZE");
	expect(cx, with_byte(cx, file, at + 4, '3'), "", "", "CONTENTS");
	struct specimen plan = { .object = { [SIGNATURE] = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20260310120000Z)"
		"/Name(N)/Reason(R)/Reference" PDF_DOCMDP_REFERENCE "/ByteRange[0 1]/Contents<>>>" } };
	expect(cx, specimen_pdf(cx, &plan, false), "BYTE_RANGE_FORM CONTENTS_FORM", "", "RANGE CONTENTS");
}

TEST(lie_pades_oversized_contents)
{
	char *text = ctx_alloc(cx, 3 * LIMIT_CMS_BYTES);
	int n = snprintf(text, 3 * LIMIT_CMS_BYTES,
		"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20260310120000Z)"
		"/Name(N)/Reason(R)/Reference" PDF_DOCMDP_REFERENCE "/ByteRange[0 1 2 3]/Contents<3082");
	memset(text + n, '0', 2 * LIMIT_CMS_BYTES);
	memcpy(text + n + 2 * LIMIT_CMS_BYTES, ">>>", 4);
	struct specimen plan = { .object = { [SIGNATURE] = text } };
	struct pades *p = ctx_alloc(cx, sizeof *p);
	pades_read(specimen_pdf(cx, &plan, false), p);
	CHECK(RULE_HAS(p->broken, PADES_RULE_CONTENTS_SIZE));
}

TEST(lie_pades_unusable_range)
{
	struct slice file = good_file(cx);
	size_t at = slice_find(file, SLICE("/ByteRange"), 0) + 10;
	struct pades *p = expect(cx, with_byte(cx, file, at + 3, '-'), "BYTE_RANGE_FORM", "", "RANGE");
	CHECK(!p->has_digest && p->cms.readable);
}

/* The seal certificate replaced by one with the same name and serial number but another key. */
TEST(lie_pades_exchanged_certificate)
{
	const struct specimen_keys *keys = specimen_keys();
	struct slice file = good_file(cx);
	struct pades *p = expect(cx, file, "", "", "");
	struct cms_pieces pieces;
	specimen_cms_pieces(cx, p->digest, &pieces);
	bool first = slice_compare(keys->foreign_seal, keys->ca) < 0;
	struct slice both = first ? specimen_join(cx, keys->foreign_seal, keys->ca) : specimen_join(cx, keys->ca, keys->foreign_seal);
	pieces.certificates = specimen_der(cx, 0xa0, both);
	p = expect(cx, with_cms(cx, file, specimen_cms(cx, &pieces, false)), "", "", "CERTIFICATE_HASH");
	CHECK(!pades_is_clean(p));
}

TEST(lie_pades_other_key_with_the_same_name)
{
	/* Whole in itself: only the caller's trust can refuse it. */
	struct pades *p = expect(cx, specimen_pdf(cx, NULL, true), "", "", "");
	CHECK_SLICE(p->cms.seal_certificate, specimen_keys()->foreign_seal);
	struct p256_key *key;
	CHECK_OK(p256_open(cx, specimen_keys()->spki, &key));
	CHECK(!p256_verify(key, p->cms.signed_digest, p->cms.signature));
	p256_free(key);
}

TEST(lie_pades_signature_of_another_file)
{
	struct slice file = good_file(cx), other = specimen_patch(cx, file, "(Specimen)", "(Specimeg)");
	struct pades *p = expect(cx, other, "", "", "DIGEST");
	CHECK(p->cms.readable);
}

TEST(pades_every_flipped_bit_is_noticed)
{
	struct slice file = good_file(cx);
	uint8_t *copy = ctx_alloc(cx, file.n);
	struct pades *p = ctx_alloc(cx, sizeof *p);
	struct p256_key *key;
	struct hash *work = hash_new();
	CHECK_OK(p256_open(cx, specimen_keys()->spki, &key));
	for (size_t i = 0; i < file.n; i++) {
		memcpy(copy, file.p, file.n);
		copy[i] ^= (uint8_t)(1 << i % 8);
		pades_read_from(slice_of(copy, file.n), NULL, 0, work, p);
		bool ours = slice_eq(p->cms.seal_certificate, specimen_keys()->seal) && slice_eq(p->cms.ca_certificate, specimen_keys()->ca);
		CHECK(!pades_is_clean(p) || !ours || !p256_verify(key, p->cms.signed_digest, p->cms.signature));
	}
	hash_free(work);
	p256_free(key);
}

/* --- Witness: the openssl program --- */

static void write_file(struct ctx *cx, const char *folder, const char *name, struct slice data)
{
	FILE *f = fopen(ctx_printf(cx, "%s/%s", folder, name), "wb");
	CHECK(f && fwrite(data.p, 1, data.n, f) == data.n && fclose(f) == 0);
}

static int run(struct ctx *cx, const char *folder, const char *command)
{
	return system(ctx_printf(cx, "cd %s && %s >out 2>&1", folder, command));
}

TEST(pades_openssl_accepts_the_cms)
{
	struct slice file = good_file(cx);
	struct pades *p = expect(cx, file, "", "", "");
	const char *folder = check_scratch(cx);
	write_file(cx, folder, "cms.der", slice_of(p->cms_bytes, p->cms_size));
	write_file(cx, folder, "ca.der", specimen_keys()->ca);
	write_file(cx, folder, "covered", specimen_join(cx, p->pdf.before, p->pdf.behind));
	CHECK_INT(run(cx, folder, "openssl asn1parse -inform DER -in cms.der"), 0);
	CHECK_INT(run(cx, folder, "openssl x509 -inform DER -in ca.der -out ca.pem"), 0);
	const char *verify = "openssl cms -verify -cades -binary -inform DER -in cms.der -content covered -CAfile ca.pem -purpose any";
	CHECK_INT(run(cx, folder, verify), 0);
	write_file(cx, folder, "covered", SLICE("something else"));
	CHECK(run(cx, folder, verify) != 0);
	/* What it prints, put together again, is the same DER: openssl writes our bytes too. */
	CHECK_INT(run(cx, folder, "openssl cms -cmsout -inform DER -in cms.der -outform DER -out again.der && cmp cms.der again.der"), 0);
}

/* The same signature as other programs write it: white space, upper case, or a literal string with every kind of escape. */
static struct slice as_literal(struct ctx *cx, struct slice file, bool octal)
{
	size_t at = contents_at(file), end = slice_find(file, SLICE(">"), at);
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_put_slice(&b, slice_sub(file, 0, at - 1));
	buf_putc(&b, '(');
	for (size_t i = at; i < end; i += 2) {
		char pair[3] = { (char)file.p[i], (char)file.p[i + 1], 0 };
		unsigned byte = (unsigned)strtoul(pair, NULL, 16);
		const char *named = byte ? strchr("\nn\rr\tt\bb\ff(())\\\\", (int)byte) : NULL;
		if (octal)
			buf_printf(&b, "\\%o%s", byte, i % 14 ? "" : "\\\r\n");
		else if (named && (byte < 32 || byte == '(' || byte == ')' || byte == '\\'))
			buf_printf(&b, "\\%c", byte < 32 ? named[1] : (char)byte);
		else
			buf_putc(&b, (uint8_t)byte);
	}
	buf_putc(&b, ')');
	buf_put_slice(&b, slice_sub(file, end + 1, file.n));
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

TEST(pades_knows_a_file_that_was_saved_again)
{
	/* The page's own /Contents stands nearer and is no string. */
	struct slice file = specimen_patch(cx, good_file(cx), "endobj\n", "endobj \n");
	struct slice decoy = specimen_patch(cx, specimen_patch(cx, file, "/Contents<", "/Contents \n<"), "/ByteRange", "/ByteRange/Contents[1 0 R]/ByteRange");
	struct slice before = specimen_patch(cx, file, "/ByteRange[", "/Contents 5 0 R/ByteRange[");
	struct slice saved[] = { file, specimen_patch(cx, file, "/Contents<", "/Contents <"), decoy, before, as_literal(cx, file, false),
		as_literal(cx, file, true) };
	for (size_t i = 0; i < sizeof saved / sizeof *saved; i++) {
		struct pades *p = ctx_alloc(cx, sizeof *p);
		pades_read(saved[i], p);
		CHECK(!pades_is_clean(p) && p->pdf.found_by_search && p->cms.readable);
		CHECK_SLICE(p->cms.seal_certificate, specimen_keys()->seal);
		CHECK(!(p->broken & RULE_BIT(PADES_RULE_CONTENTS)));
	}
	static const char *const none[] = { "/Contents(x", "/Contents()", "/Contents(\\", "/Contents", "/Contents<", "/Contents<<", "/Contents(0)" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct pades *p = expect(cx, slice_str(ctx_printf(cx, "%%PDF-1.7\n/ByteRange[0 1 2 3]%s", none[i])),
			strchr(none[i], '(') ? "HEADER OBJECT_SYNTAX CONTENTS_FORM" : "HEADER OBJECT_SYNTAX", "", "CONTENTS");
		CHECK(p->pdf.has_signature && !p->cms.readable);
	}
}
