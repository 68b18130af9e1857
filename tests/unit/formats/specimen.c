/* Owns: the throwaway keys and the files of the tests of CMS, PDF and PAdES. */
#include "tests/unit/formats/specimen.h"

#include "formats/der.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(x) do { if (!(x)) abort(); } while (0)

static EVP_PKEY *seal_key, *foreign_key;

static void add_extension(X509 *x, int nid, const char *value)
{
	X509V3_CTX v3;
	X509V3_set_ctx_nodb(&v3);
	X509V3_set_ctx(&v3, x, x, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &v3, nid, value);
	MUST(e && X509_add_ext(x, e, -1));
	X509_EXTENSION_free(e);
}

static struct slice make_certificate(const char *subject, long serial, EVP_PKEY *key, const char *issuer, EVP_PKEY *issuer_key, bool ca)
{
	X509 *x = X509_new();
	MUST(x && X509_set_version(x, 2) && ASN1_INTEGER_set(X509_get_serialNumber(x), serial));
	MUST(ASN1_TIME_set_string(X509_getm_notBefore(x), "20200101000000Z") && ASN1_TIME_set_string(X509_getm_notAfter(x), "20491231235959Z"));
	X509_NAME *name = X509_get_subject_name(x), *from = X509_get_issuer_name(x);
	MUST(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)subject, -1, -1, 0));
	MUST(X509_NAME_add_entry_by_txt(from, "CN", MBSTRING_ASC, (const unsigned char *)issuer, -1, -1, 0));
	MUST(X509_set_pubkey(x, key));
	add_extension(x, NID_basic_constraints, ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
	add_extension(x, NID_key_usage, ca ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,nonRepudiation");
	MUST(X509_sign(x, issuer_key, EVP_sha256()) > 0);
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	MUST(n > 0);
	X509_free(x);
	return slice_of(der, (size_t)n);
}

static void make_pair(const char *seal_name, EVP_PKEY **key, struct slice *seal, struct slice *ca, struct slice *spki)
{
	EVP_PKEY *ca_key = EVP_EC_gen("P-256");
	*key = EVP_EC_gen("P-256");
	MUST(ca_key && *key);
	*ca = make_certificate("UTO Specimen CA", 7, ca_key, "UTO Specimen CA", ca_key, true);
	*seal = make_certificate(seal_name, 0x80beef, *key, "UTO Specimen CA", ca_key, false);
	struct der_certificate parts;
	MUST(der_certificate(*seal, &parts));
	*spki = parts.spki;
	EVP_PKEY_free(ca_key);
}

const struct specimen_keys *specimen_keys(void)
{
	static struct specimen_keys keys;
	if (!seal_key) {
		make_pair("UTO Specimen Seal", &seal_key, &keys.seal, &keys.ca, &keys.spki);
		make_pair("UTO Specimen Seal", &foreign_key, &keys.foreign_seal, &keys.foreign_ca, &keys.foreign_spki);
	}
	return &keys;
}

enum err specimen_sign(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	uint8_t der[80];
	size_t n = sizeof der;
	EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(self ? foreign_key : seal_key, NULL);
	MUST(p && EVP_PKEY_sign_init(p) == 1 && EVP_PKEY_sign(p, der, &n, digest, 32) == 1);
	EVP_PKEY_CTX_free(p);
	MUST(p256_from_der(slice_of(der, n), rs));
	p256_make_low_s(rs);
	(void)cx;
	return OK;
}

/* --- CMS --- */

struct slice specimen_join(struct ctx *cx, struct slice a, struct slice b)
{
	uint8_t *p = ctx_alloc(cx, a.n + b.n + 1);
	if (a.n)
		memcpy(p, a.p, a.n);
	if (b.n)
		memcpy(p + a.n, b.p, b.n);
	return slice_of(p, a.n + b.n);
}

struct slice specimen_der(struct ctx *cx, unsigned tag, struct slice contents)
{
	struct buf b;
	buf_init(&b, 65536);
	der_put(&b, tag, contents);
	MUST(buf_ok(&b));
	struct slice copy = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return copy;
}

void specimen_cms_split(struct slice der, struct cms_pieces *out)
{
	*out = (struct cms_pieces){ 0 };
	struct rd r = rd_of(der), info = rd_of(der_take(&r, DER_SEQUENCE));
	out->type = der_take_whole(&info);
	struct rd explicit = rd_of(der_take(&info, DER_CONTEXT_0)), data = rd_of(der_take(&explicit, DER_SEQUENCE));
	out->version = der_take_whole(&data);
	out->algorithms = der_take_whole(&data);
	out->encapsulated = der_take_whole(&data);
	out->certificates = der_take_whole(&data);
	struct rd infos = rd_of(der_take(&data, DER_SET)), signer = rd_of(der_take(&infos, DER_SEQUENCE));
	out->signer_version = der_take_whole(&signer);
	out->id = der_take_whole(&signer);
	out->signer_algorithm = der_take_whole(&signer);
	out->attributes = der_take_whole(&signer);
	out->algorithm = der_take_whole(&signer);
	out->signature = der_take_whole(&signer);
	MUST(rd_end(&r) && rd_end(&info) && rd_end(&explicit) && rd_end(&data) && rd_end(&infos) && rd_end(&signer));
}

void specimen_cms_pieces(struct ctx *cx, const uint8_t digest[static 32], struct cms_pieces *out)
{
	struct buf b;
	buf_init(&b, 65536);
	const struct specimen_keys *keys = specimen_keys();
	MUST(cms_build(cx, keys->seal, keys->ca, digest, specimen_sign, NULL, &b) == OK);
	specimen_cms_split(ctx_copy(cx, buf_slice(&b)), out);
	buf_free(&b);
}

static struct slice sign_attributes(struct ctx *cx, struct slice attributes)
{
	uint8_t digest[32], rs[64], der[72];
	struct slice set = ctx_copy(cx, attributes);
	uint8_t *tag = ctx_alloc(cx, set.n);
	memcpy(tag, set.p, set.n);
	tag[0] = DER_SET;
	crypto_sha256(slice_of(tag, set.n), digest);
	MUST(specimen_sign(cx, NULL, digest, rs) == OK);
	size_t n = p256_to_der(rs, der);
	return specimen_der(cx, DER_OCTETS, slice_of(der, n));
}

static struct slice join_all(struct ctx *cx, const struct slice *pieces, size_t count)
{
	struct slice all = { 0 };
	for (size_t i = 0; i < count; i++)
		all = specimen_join(cx, all, pieces[i]);
	return all;
}

struct slice specimen_cms(struct ctx *cx, struct cms_pieces *p, bool sign)
{
	if (sign)
		p->signature = sign_attributes(cx, p->attributes);
	struct slice in_signer[] = { p->signer_version, p->id, p->signer_algorithm, p->attributes, p->algorithm, p->signature, p->others };
	struct slice signer = specimen_der(cx, DER_SEQUENCE, join_all(cx, in_signer, 7));
	struct slice signers = specimen_der(cx, DER_SET, specimen_join(cx, p->before_signers, specimen_join(cx, signer, p->more_signers)));
	struct slice in_data[] = { p->version, p->algorithms, p->encapsulated, p->certificates, p->lists, signers };
	struct slice data = specimen_der(cx, DER_SEQUENCE, join_all(cx, in_data, 6));
	struct slice info = specimen_join(cx, p->type, specimen_der(cx, DER_CONTEXT_0, data));
	return specimen_join(cx, specimen_der(cx, DER_SEQUENCE, info), p->after);
}

/* --- PDF --- */

static const char *const objects[SPECIMEN_OBJECTS] = {
	[CATALOG] = "<</Type/Catalog/Pages 2 0 R/Lang(en)/AcroForm 4 0 R/Perms<</DocMDP 10 0 R>>/AF[6 0 R]"
		"/Names<</EmbeddedFiles<</Names[(proof.json) 6 0 R]>>>>>>",
	[PAGES] = "<</Type/Pages/Count 1/Kids[3 0 R]>>",
	[PAGE] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents 8 0 R/Resources<<>>/Annots[5 0 R]>>",
	[FORM] = "<</Fields[5 0 R]/SigFlags 3>>",
	[FIELD] = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal \\(1\\))/V 10 0 R/P 3 0 R/F 132/Rect[0 0 0 0]>>",
	[FILESPEC] = "<</Type/Filespec/F(proof.json)/UF(proof.json)/AFRelationship/Data/EF<</F 7 0 R/UF 7 0 R>>>>",
	[PROOF] = "<</Type/EmbeddedFile/Subtype/application/Length 14/Params<</Size 14>>>>\nstream\n{\"number\":\"1\"}\nendstream",
	[DRAWING] = "<</Length 26>>\nstream\nq 1 0 0 1 0 0 cm Q\nendobj\n\nendstream",
	[INFO] = "<</Title(Specimen)/CreationDate(D:20260310120000Z)/Trapped/False/N -0.5/B true/Z null/H<00ff>>>",
};

static void put_objects(const struct specimen *plan, struct buf *b, uint32_t *offsets)
{
	for (uint32_t i = 1; i < SIGNATURE; i++) {
		const char *text = plan->object[i] ? plan->object[i] : objects[i];
		if (!*text)
			continue;
		offsets[i] = (uint32_t)b->n;
		pdf_begin_object(b, i);
		buf_puts(b, text);
		pdf_end_object(b);
	}
	if (plan->before_signature)
		buf_puts(b, plan->before_signature);
}

static void put_signature(const struct specimen *plan, struct buf *b, size_t *range_at, size_t *contents_at, size_t room)
{
	struct pdf_signature_form form = { .number = SIGNATURE, .signed_at = INT64_C(1773144000), .name = SLICE("UTO Specimen"),
		.reason = SLICE("Issued"), .contents_size = room };
	const char *text = plan->object[SIGNATURE];
	if (!text) {
		pdf_put_signature(b, &form, range_at, contents_at);
		return;
	}
	if (!*text)
		return;
	/* In a text of one's own, @ stands for the range and $ for the contents. */
	pdf_begin_object(b, SIGNATURE);
	for (; *text; text++) {
		if (*text == '@') {
			*range_at = b->n;
			buf_fill(b, ' ', PDF_BYTE_RANGE_SIZE);
		} else if (*text == '$') {
			*contents_at = b->n;
			buf_putc(b, '<');
			buf_fill(b, '0', 2 * room);
			buf_putc(b, '>');
		} else {
			buf_putc(b, (uint8_t)*text);
		}
	}
	pdf_end_object(b);
}

static void put_end(const struct specimen *plan, struct buf *b, const uint32_t *offsets)
{
	struct pdf_trailer t = { .offsets = offsets, .size = SPECIMEN_OBJECTS + plan->more_objects,
		.root = CATALOG, .info = INFO, .xref_at = b->n };
	struct buf good;
	buf_init(&good, 65536);
	pdf_put_trailer(&good, &t);
	struct slice all = buf_slice(&good);
	size_t trailer = slice_find(all, SLICE("<<"), 0), end = slice_find(all, SLICE("\nstartxref"), 0);
	struct slice xref = plan->xref ? slice_str(plan->xref) : slice_sub(all, 0, trailer);
	buf_put_slice(b, xref);
	buf_put_slice(b, plan->trailer ? slice_str(plan->trailer) : slice_sub(all, trailer, end - trailer));
	buf_put_slice(b, plan->end ? slice_str(plan->end) : slice_sub(all, end, all.n));
	if (plan->tail)
		buf_puts(b, plan->tail);
	buf_free(&good);
}

static void seal(struct ctx *cx, struct buf *b, size_t range_at, size_t contents_at, size_t room, bool foreign)
{
	const struct specimen_keys *keys = specimen_keys();
	size_t behind = contents_at + 2 * room + 2;
	char range[PDF_BYTE_RANGE_SIZE + 1];
	if (range_at) {
		pdf_format_byte_range(contents_at, behind, b->n - behind, range);
		memcpy(b->p + range_at, range, PDF_BYTE_RANGE_SIZE);
	}
	if (!contents_at)
		return;
	uint8_t digest[32];
	struct hash *h = hash_new();
	hash_add(h, slice_of(b->p, contents_at));
	hash_add(h, slice_of(b->p + behind, b->n - behind));
	hash_finish(h, digest);
	hash_free(h);
	struct buf cms;
	buf_init(&cms, LIMIT_CMS_BYTES);
	MUST(cms_build(cx, foreign ? keys->foreign_seal : keys->seal, foreign ? keys->foreign_ca : keys->ca, digest, specimen_sign,
		foreign ? cx : NULL, &cms) == OK);
	MUST(pades_fill_contents(buf_slice(&cms), b->p + contents_at + 1, 2 * room));
	buf_free(&cms);
}

/* Objects that stand among the raw bytes. */
static void find_objects(const struct buf *b, uint32_t more, uint32_t *offsets)
{
	for (uint32_t i = 1; i < SPECIMEN_OBJECTS + more; i++) {
		char head[32];
		if (offsets[i] != 0)
			continue;
		snprintf(head, sizeof head, "\n%u 0 obj\n", i);
		size_t at = slice_find(buf_slice(b), slice_str(head), 0);
		offsets[i] = at == SIZE_MAX ? 0 : (uint32_t)at + 1;
	}
}

struct slice specimen_pdf(struct ctx *cx, const struct specimen *plan, bool foreign)
{
	static const struct specimen good;
	const struct specimen_keys *keys = specimen_keys();
	uint32_t offsets[64] = { 0 };
	size_t range_at = 0, contents_at = 0, room = cms_room(keys->seal, keys->ca);
	struct buf b;
	buf_init(&b, 4 * LIMIT_PDF_BYTES);
	plan = plan ? plan : &good;
	buf_puts(&b, plan->header ? plan->header : PDF_HEADER);
	put_objects(plan, &b, offsets);
	offsets[SIGNATURE] = (uint32_t)b.n;
	put_signature(plan, &b, &range_at, &contents_at, room);
	if (plan->after_signature)
		buf_puts(&b, plan->after_signature);
	find_objects(&b, plan->more_objects, offsets);
	put_end(plan, &b, offsets);
	seal(cx, &b, range_at, contents_at, room, foreign);
	MUST(buf_ok(&b));
	struct slice file = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return file;
}

struct slice specimen_patch(struct ctx *cx, struct slice file, const char *from, const char *to)
{
	size_t at = slice_find(file, slice_str(from), 0);
	MUST(at != SIZE_MAX);
	struct slice head = specimen_join(cx, slice_sub(file, 0, at), slice_str(to));
	return specimen_join(cx, head, slice_sub(file, at + strlen(from), file.n));
}

const char *specimen_rules(struct ctx *cx, rule_set set, unsigned count, const char *(*name)(unsigned))
{
	const char *all = "";
	for (unsigned i = 1; i < count; i++) {
		if (RULE_HAS(set, i))
			all = ctx_printf(cx, "%s%s%s", all, *all ? " " : "", name(i));
	}
	return all;
}
