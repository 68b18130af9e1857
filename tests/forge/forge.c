/*
 * Owns: the maker of forgeries: from one sealed PDF (and a second one, to paste from) it writes a folder of lies, each named by the
 * finding that must refuse it: <CODE>.<name>.pdf. Prints "verdict CODE file" a line. Has no key of the authority.
 * usage: forge GENUINE.pdf OTHER.pdf FOLDER
 */
#include "base/file.h"
#include "formats/der.h"
#include "tests/forge/foreign.h"
#include "tests/forge/paper.h"
#include "tests/unit/formats/specimen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct forge {
	struct ctx *cx;
	const char *folder;
	struct paper paper;
	struct pades *real;
	struct foreign foreign;
	size_t contents_at, contents_end; /* first digit, and '>' */
	size_t count;
};

static void must(struct forge *f, enum err err)
{
	if (err == OK)
		return;
	fprintf(stderr, "forge: %s\n", f->cx->text);
	exit(1);
}

static void emit(struct forge *f, const char *verdict, const char *code, const char *name, struct slice file)
{
	char *path = ctx_printf(f->cx, "%s/%s.%s.pdf", f->folder, code, name);
	must(f, file_write(f->cx, path, file, 0644));
	printf("%s %s %s.%s.pdf\n", verdict, code, code, name);
	f->count++;
}

static struct slice genuine(const struct forge *f) { return f->paper.file; }

/* --- Bytes behind the end, second revisions --- */

/* A correct incremental update: object `number` anew, its own table, /Prev to ours. */
static struct slice update(struct forge *f, uint32_t number, const char *object)
{
	struct slice file = genuine(f);
	size_t prev = slice_find_last(file, SLICE("\nxref\n")) + 1, at = file.n;
	char *body = ctx_printf(f->cx, "%u 0 obj\n%s\nendobj\n", number, object);
	char *end = ctx_printf(f->cx, "xref\n%u 1\n%010zu 00000 n \ntrailer\n<</Size %u/Root %u 0 R/Info %u 0 R/Prev %zu>>\n"
		"startxref\n%zu\n%%%%EOF\n", number, at, f->paper.size, f->paper.catalog, f->paper.info, prev, at + strlen(body));
	return bytes_join(f->cx, bytes_join(f->cx, file, slice_str(body)), slice_str(end));
}

static void forge_behind_the_end(struct forge *f)
{
	struct ctx *cx = f->cx;
	emit(f, "altered", "PDF_TRAILING_BYTES", "line-feed", bytes_join(cx, genuine(f), SLICE("\n")));
	emit(f, "altered", "PDF_TRAILING_BYTES", "zero-byte", bytes_join(cx, genuine(f), SLICE("\0")));
	emit(f, "altered", "PDF_TRAILING_BYTES", "archive", bytes_join(cx, genuine(f), SLICE("PK\3\4 hidden archive")));
	emit(f, "altered", "PDF_TWO_REVISIONS", "update-info", update(f, f->paper.info, "<</Title(Another)>>"));
	emit(f, "altered", "PDF_TWO_REVISIONS", "update-content", update(f, f->paper.stream, "<</Length 0>>\nstream\n\nendstream"));
	emit(f, "altered", "PDF_SIGNATURE_TWICE", "update-signed-again",
		update(f, f->paper.size, "<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>"));
	emit(f, "altered", "PDF_TWO_REVISIONS", "the-file-twice", bytes_join(cx, genuine(f), genuine(f)));
}

/* --- The end of the file --- */

static void forge_table(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct slice file = genuine(f);
	size_t xref = slice_find_last(file, SLICE("\nxref\n")) + 1, entry = bytes_at(slice_sub(file, xref, file.n), "65535 f \n") + 9 + xref;
	size_t start = slice_find_last(file, SLICE("startxref\n")) + 10;
	emit(f, "altered", "PDF_STARTXREF", "redirected", bytes_flip(cx, file, start));
	/* Entry 1 takes the place of entry 2. */
	emit(f, "altered", "PDF_XREF_OFFSET", "redirected-entry", bytes_replace(cx, file, entry, 10, slice_sub(file, entry + 20, 10)));
	emit(f, "altered", "PDF_XREF_FORM", "freed-entry", bytes_replace(cx, file, entry + 17, 1, SLICE("f")));
	emit(f, "altered", "PDF_XREF_FORM", "carriage-return", bytes_replace(cx, file, entry + 18, 1, SLICE("\r")));
	struct paper *p = paper_copy(cx, &f->paper);
	p->size++;
	emit(f, "altered", "PDF_OBJECT_MISSING", "one-line-more", paper_join(cx, p));
	p->size -= 2;
	emit(f, "altered", "PDF_XREF_COUNT", "one-line-less", paper_join(cx, p));
	emit(f, "altered", "PDF_END", "cut-at-the-end", slice_sub(file, 0, file.n - 6));
	emit(f, "altered", "PDF_END", "cut-table", slice_sub(file, 0, xref));
	static const char *const entries[][3] = {
		{ "PDF_ENCRYPTED", "encrypt", "/Encrypt<</Filter/Standard/V 1/R 2>>" }, { "PDF_TRAILER_PREV", "prev", "/Prev 15" },
		{ "PDF_OBJECT_STREAM", "xref-stream", "/XRefStm 15" }, { "PDF_TRAILER_KEYS", "more", "/More true" } };
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		p = paper_copy(cx, &f->paper);
		p->trailer = bytes_replace(cx, p->trailer, 2, 0, slice_str(entries[i][2]));
		emit(f, "altered", entries[i][0], ctx_printf(cx, "trailer-%s", entries[i][1]), paper_join(cx, p));
	}
}

/* --- Objects --- */

enum where { IN_CATALOG, IN_INFO, IN_PROOF, IN_SIGNATURE, IN_STREAM };

/* Texts put behind the first "<<" of an object; table and range are mended. */
static const struct insertion {
	const char *code, *name;
	enum where where;
	const char *text;
} insertions[] = {
	{ "PDF_ACTIVE_CONTENT", "open-action", IN_CATALOG, "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>" },
	{ "PDF_ACTIVE_CONTENT", "additional-actions", IN_CATALOG, "/AA<<>>" },
	{ "PDF_ACTIVE_CONTENT", "link", IN_INFO, "/Spare<</S/URI>>" },
	{ "PDF_ACTIVE_CONTENT", "launch", IN_INFO, "/Spare<</S/Launch>>" },
	{ "PDF_ACTIVE_CONTENT", "xfa", IN_INFO, "/XFA null" },
	{ "PDF_NAME_ESCAPE", "javascript", IN_CATALOG, "/J#61vaScript null" },
	{ "PDF_NAME_ESCAPE", "open-action", IN_CATALOG, "/#4fpenAction null" },
	{ "PDF_KEY_TWICE", "type", IN_CATALOG, "/Type /Catalog" },
	{ "PDF_OBJECT_STREAM", "type", IN_INFO, "/Spare/ObjStm" },
	{ "PDF_STREAM_EXTERNAL", "file", IN_STREAM, "/F(other.pdf)" },
	{ "PDF_OBJECT_SYNTAX", "comment", IN_CATALOG, "%hidden\n" },
	{ "PDF_OBJECT_SYNTAX", "tab", IN_CATALOG, "\t" },
	{ "PDF_REFERENCE", "to-nothing", IN_INFO, "/Spare 4000 0 R" },
	{ "PDF_GENERATION", "reference", IN_INFO, "/Spare 1 1 R" },
	{ "PDF_PAGE_COUNT", "second-page", IN_INFO, "/Spare<</Type/Page>>" },
	{ "PDF_ROOT", "second-catalog", IN_INFO, "/Spare<</Type/Catalog>>" },
	{ "PDF_SIGNATURE_TWICE", "second-dictionary", IN_INFO, "/Spare<</Type/Sig>>" },
	{ "PDF_SIGNATURE_KEYS", "location", IN_SIGNATURE, "/Location(Elsewhere)" },
	{ "PDF_FIELD_FORM", "second-field", IN_INFO, "/Spare<</FT/Sig>>" },
	{ "PDF_PROOF_FORM", "filter", IN_PROOF, "/Filter/FlateDecode" },
	{ "PDF_PROOF_TWICE", "second-file", IN_INFO, "/Spare<</Type/EmbeddedFile>>" },
	{ "PDF_LIMITS", "deep", IN_INFO, "/Spare[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]" },
	/* The very bytes of a rule kept, and the file changed all the same. */
	{ "PADES_DIGEST", "harmless-entry", IN_INFO, "/Spare true" },
};

static uint32_t number_of(const struct paper *p, enum where where)
{
	const uint32_t numbers[] = { p->catalog, p->info, p->proof, p->signature, p->stream };
	return numbers[where];
}

static void forge_entries(struct forge *f)
{
	for (size_t i = 0; i < sizeof insertions / sizeof *insertions; i++) {
		struct paper *p = paper_copy(f->cx, &f->paper);
		paper_insert(f->cx, p, number_of(p, insertions[i].where), insertions[i].text);
		emit(f, "altered", insertions[i].code, ctx_printf(f->cx, "object-%s", insertions[i].name), paper_join(f->cx, p));
	}
}

static void forge_objects(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct paper *p = paper_copy(cx, &f->paper);
	paper_add(cx, p, p->size, "(hidden)");
	emit(f, "altered", "PDF_OBJECT_ORPHAN", "hidden-object", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_add(cx, p, p->info, "<</Title(Shadow)>>");
	emit(f, "altered", "PDF_OBJECT_TWICE", "shadow-object", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_add(cx, p, 0, "%hidden in a comment\n");
	emit(f, "altered", "PDF_OBJECT_GAP", "comment", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_add(cx, p, 0, "0 0 obj\n(hidden)\nendobj\n");
	emit(f, "altered", "PDF_OBJECT_NUMBER", "zero", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_drop(p, p->info);
	emit(f, "altered", "PDF_OBJECT_MISSING", "info", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->info, " 0 obj\n", " 1 obj\n");
	emit(f, "altered", "PDF_GENERATION", "object", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_swap_last(p);
	emit(f, "altered", "PDF_SIGNATURE_NOT_LAST", "swapped", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->form, "SigFlags 3", "SigFlags 1");
	emit(f, "altered", "PDF_FIELD_FORM", "flags", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->proof, "EmbeddedFile", "EmbeddedFilf");
	emit(f, "altered", "PDF_PROOF_ABSENT", "renamed", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->stream, "\nendstream", "x\nendstream");
	emit(f, "altered", "PDF_STREAM_LENGTH", "longer-stream", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	p->header = bytes_swap(cx, p->header, "1.7", "1.3");
	emit(f, "altered", "PDF_HEADER", "version", paper_join(cx, p));
}

/* --- The signature dictionary --- */

static void forge_range(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct slice file = genuine(f);
	size_t a = f->contents_at - 1, b = f->contents_end + 1, n = file.n;
	size_t from = slice_find(file, SLICE("["), slice_find_last(file, SLICE("/ByteRange")));
	size_t width = slice_find(file, SLICE("]"), from) + 1 - from;
	const struct {
		const char *verdict, *code, *name, *text;
	} ranges[] = {
		{ "altered", "PDF_BYTE_RANGE_FORM", "empty", "[]" },
		{ "altered", "PDF_BYTE_RANGE_FORM", "three", ctx_printf(cx, "[0 %zu %zu]", a, b) },
		{ "altered", "PDF_BYTE_RANGE_FORM", "negative", ctx_printf(cx, "[0 %zu %zu -%zu]", a, b, n - b) },
		{ "altered", "PDF_BYTE_RANGE_START", "late-start", ctx_printf(cx, "[9 %zu %zu %zu]", a - 9, b, n - b) },
		{ "altered", "PDF_BYTE_RANGE_GAP", "wide", ctx_printf(cx, "[0 %zu %zu %zu]", a - 100, b, n - b) },
		{ "altered", "PDF_BYTE_RANGE_GAP", "overlapping", ctx_printf(cx, "[0 %zu %zu %zu]", b, a, n - a) },
		{ "altered", "PDF_BYTE_RANGE_GAP", "nothing", "[0 0 0 0]" },
		{ "altered", "PDF_BYTE_RANGE_END", "early-end", ctx_printf(cx, "[0 %zu %zu %zu]", a, b, n - b - 7) },
		{ "altered", "PDF_BYTE_RANGE_END", "huge", ctx_printf(cx, "[0 %zu %zu 9999999999]", a, b) },
	};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		struct slice text = slice_str(ctx_printf(cx, "%-*s", (int)width, ranges[i].text));
		emit(f, ranges[i].verdict, ranges[i].code, ranges[i].name, bytes_replace(cx, file, from, width, text));
	}
	emit(f, "altered", "PDF_UNSIGNED", "range-renamed", bytes_swap(cx, file, "/ByteRange", "/ByteRangf"));
}

/* The gap is the one place no digest covers: whatever fits between < and > of /Contents keeps every digest. */
static void forge_gap(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct slice file = genuine(f);
	size_t end = f->contents_end;
	emit(f, "altered", "PADES_PADDING", "last-digit", bytes_replace(cx, file, end - 1, 1, SLICE("1")));
	emit(f, "altered", "PADES_PADDING", "message", bytes_replace(cx, file, end - 16, 16, SLICE("6869207468657265")));
	emit(f, "altered", "PDF_BYTE_RANGE_GAP", "entry-in-the-gap", bytes_replace(cx, file, end - 20, 21, SLICE(">/Spare(hidden here) ")));
	emit(f, "altered", "PDF_BYTE_RANGE_GAP", "short-string", bytes_replace(cx, file, end - 2, 3, SLICE(">  ")));
	emit(f, "altered", "PDF_OBJECT_SYNTAX", "object-in-the-gap",
		bytes_replace(cx, file, end - 40, 41, SLICE(">>>\nendobj\n999 0 obj\n<</Hidden<0000000000")));
	/* Signature wrapping: the signed bytes moved back, others put between. */
	emit(f, "altered", "PDF_BYTE_RANGE_END", "wrapped", bytes_replace(cx, file, end + 1, 0, SLICE(" /Spare(wrapped)")));
	uint8_t *upper = ctx_alloc(cx, 64);
	memcpy(upper, file.p + f->contents_at, 64);
	for (size_t i = 0; i < 64; i++)
		upper[i] = (uint8_t)(upper[i] >= 'a' && upper[i] <= 'f' ? upper[i] - 32 : upper[i]);
	emit(f, "altered", "PDF_CONTENTS_FORM", "upper-case", bytes_replace(cx, file, f->contents_at, 64, slice_of(upper, 64)));
}

static void forge_signature_entries(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct paper *p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->signature, "/P 1", "/P 2");
	emit(f, "altered", "PDF_DOCMDP_FORM", "changes-allowed", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->signature, "/M(D:", "/M(E:");
	emit(f, "altered", "PDF_SIGNATURE_TIME", "unreadable", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->signature, "/M(D:20", "/M(D:19");
	emit(f, "altered", "PDF_TIME_DIFFERS", "earlier", paper_join(cx, p));
	p = paper_copy(cx, &f->paper);
	paper_replace(cx, p, p->signature, "/ETSI.CAdES.detached", "/adbe.pkcs7.detached");
	emit(f, "altered", "PDF_SIGNATURE_KEYS", "subfilter", paper_join(cx, p));
}

/* --- The CMS --- */

static struct slice with_cms(struct forge *f, struct slice file, struct slice cms)
{
	uint8_t *p = ctx_alloc(f->cx, file.n);
	memcpy(p, file.p, file.n);
	if (!pades_fill_contents(cms, p + f->contents_at, f->contents_end - f->contents_at)) {
		fprintf(stderr, "forge: no room for a CMS of %zu bytes\n", cms.n);
		exit(1);
	}
	return slice_of(p, file.n);
}

static struct cms_pieces pieces(struct forge *f)
{
	struct cms_pieces p;
	specimen_cms_split(slice_of(f->real->cms_bytes, f->real->cms_size), &p);
	return p;
}

static void emit_pieces(struct forge *f, const char *verdict, const char *code, const char *name, struct cms_pieces *p)
{
	emit(f, verdict, code, ctx_printf(f->cx, "cms-%s", name), with_cms(f, genuine(f), specimen_cms(f->cx, p, false)));
}

static struct slice certificate_set(struct forge *f, struct slice a, struct slice b)
{
	bool first = slice_compare(a, b) < 0;
	return specimen_der(f->cx, DER_CONTEXT_0, first ? bytes_join(f->cx, a, b) : bytes_join(f->cx, b, a));
}

/* n - s for s: mathematically as good. */
static struct slice mirrored(struct forge *f)
{
	static const uint8_t order[32] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
	uint8_t rs[64], der[72];
	int borrow = 0;
	memcpy(rs, f->real->cms.signature, 64);
	for (int i = 31; i >= 0; i--) {
		int v = order[i] - rs[32 + i] - borrow;
		borrow = v < 0;
		rs[32 + i] = (uint8_t)(v & 0xff);
	}
	return specimen_der(f->cx, DER_OCTETS, slice_of(der, p256_to_der(rs, der)));
}

/* What can be changed in a CMS while its signature still holds. */
static void forge_cms_around(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct slice seal = f->real->cms.seal_certificate, ca = f->real->cms.ca_certificate;
#define WITH(verdict, code, name, member, value)             \
	do {                                                 \
		struct cms_pieces p_ = pieces(f);            \
		p_.member = (value);                         \
		emit_pieces(f, verdict, code, name, &p_);    \
	} while (0)
	struct slice time = SLICE("\x30\x1c\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05\x31\x0f\x17\x0d" "260310120000Z");
	WITH("altered", "CMS_UNSIGNED_ATTRIBUTES", "unsigned-attribute", others, specimen_der(cx, DER_CONTEXT_1, time));
	WITH("altered", "CMS_UNSIGNED_ATTRIBUTES", "empty-unsigned-attributes", others, SLICE("\xa1\x00"));
	WITH("altered", "CMS_REVOCATION_LIST", "empty-list", lists, SLICE("\xa1\x00"));
	WITH("altered", "CMS_SIGNATURE_MIRRORED", "mirrored", signature, mirrored(f));
	WITH("altered", "CMS_DIGEST_ALGORITHM", "none", algorithms, SLICE("\x31\x00"));
	WITH("altered", "CMS_VERSION", "version-3", version, SLICE("\x02\x01\x03"));
	WITH("altered", "CMS_DER", "ber-length", version, SLICE("\x02\x02\x00\x01"));
	WITH("altered", "CMS_SIGNER_COUNT", "two-signers", more_signers, SLICE("\x30\x00"));
	WITH("altered", "CMS_ENCAPSULATED", "contents-inside", encapsulated,
		SLICE("\x30\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x03\x04\x01x"));
	WITH("altered", "CMS_TRAILING", "bytes-behind-signer", others, SLICE("\xa2\x00"));
	WITH("altered", "CMS_CERTIFICATES", "no-authority", certificates, specimen_der(cx, DER_CONTEXT_0, seal));
	struct slice swapped = slice_compare(seal, ca) < 0 ? bytes_join(cx, ca, seal) : bytes_join(cx, seal, ca);
	WITH("altered", "CMS_CERTIFICATE_ORDER", "swapped-certificates", certificates, specimen_der(cx, DER_CONTEXT_0, swapped));
	WITH("altered", "PDF_CA_UNKNOWN", "foreign-authority", certificates, certificate_set(f, seal, f->foreign.ca));
	WITH("forged", "PDF_KEY_UNKNOWN", "foreign-certificate", certificates, certificate_set(f, f->foreign.seal, ca));
	WITH("forged", "PADES_CERTIFICATE_HASH", "exchanged-certificate", certificates, certificate_set(f, f->foreign.seal, ca));
#undef WITH
}

/* What cannot be changed without the key. */
static void forge_cms_signed(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct cms_pieces p = pieces(f);
	struct rd r = rd_of(p.attributes);
	struct slice inside = der_take(&r, DER_CONTEXT_0), first = slice_sub(inside, 0, der_size(inside));
	struct slice time = SLICE("\x30\x1c\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05\x31\x0f\x17\x0d" "260310120000Z");
	struct slice rest = slice_sub(inside, first.n, inside.n);
	p.attributes = specimen_der(cx, DER_CONTEXT_0, bytes_join(cx, bytes_join(cx, first, time), rest));
	emit_pieces(f, "altered", "CMS_SIGNING_TIME", "signing-time", &p);
	p = pieces(f);
	p.attributes = specimen_der(cx, DER_CONTEXT_0, bytes_join(cx, SLICE("\x30\x08\x06\x02\x2a\x03\x31\x02\x05\x00"), inside));
	emit_pieces(f, "altered", "CMS_ATTRIBUTES", "extra-attribute", &p);
	p = pieces(f);
	p.attributes = specimen_der(cx, DER_CONTEXT_0, rest);
	emit_pieces(f, "altered", "CMS_ATTRIBUTES", "missing-attribute", &p);
	p = pieces(f);
	p.signature = bytes_flip(cx, p.signature, p.signature.n - 1);
	emit_pieces(f, "altered", "PDF_SIGNATURE_WRONG", "signature-bit", &p);
	p = pieces(f);
	p.attributes = bytes_flip(cx, p.attributes, p.attributes.n - 1);
	emit_pieces(f, "altered", "PADES_CERTIFICATE_HASH", "certificate-hash-bit", &p);
	p = pieces(f);
	p.signature = SLICE("\x04\x08\x30\x06\x02\x01\x00\x02\x01\x00");
	emit_pieces(f, "altered", "PDF_SIGNATURE_WRONG", "zero-signature", &p);
	p.signature = SLICE("\x04\x00");
	emit_pieces(f, "altered", "CMS_SIGNATURE_FORM", "empty-signature", &p);
	emit(f, "altered", "PADES_CONTENTS", "cms-zeroed", with_cms(f, genuine(f), SLICE("")));
}

/* --- Another key --- */

static struct slice sign_foreign(struct forge *f, struct slice file, struct slice seal, struct slice ca)
{
	struct pades *p = ctx_alloc(f->cx, sizeof *p);
	struct buf cms;
	uint8_t digest[32];
	pades_read(file, p);
	memcpy(digest, p->digest, 32);
	buf_init(&cms, LIMIT_CMS_BYTES);
	must(f, cms_build(f->cx, seal, ca, digest, foreign_sign, &f->foreign, &cms));
	struct slice signed_file = with_cms(f, file, buf_slice(&cms));
	buf_free(&cms);
	return signed_file;
}

static void forge_foreign(struct forge *f)
{
	struct ctx *cx = f->cx;
	emit(f, "forged", "PDF_KEY_UNKNOWN", "same-names-other-key", sign_foreign(f, genuine(f), f->foreign.seal, f->foreign.ca));
	emit(f, "altered", "PDF_SIGNATURE_WRONG", "real-certificate-other-key",
		sign_foreign(f, genuine(f), f->real->cms.seal_certificate, f->real->cms.ca_certificate));
	struct slice json = f->real->pdf.claimed_proof;
	struct slice changed = bytes_flip(cx, genuine(f), (size_t)(json.p - genuine(f).p) + json.n / 2);
	emit(f, "forged", "PDF_KEY_UNKNOWN", "changed-and-signed-again", sign_foreign(f, changed, f->foreign.seal, f->foreign.ca));
}

/* --- Flipped bits in every part --- */

/* Inside the largest stream: a font, most likely. */
static size_t middle_of_largest(const struct paper *p)
{
	struct slice most = { 0 };
	for (size_t i = 0; i + 1 < p->count; i++) {
		if (p->objects[i].bytes.n > most.n)
			most = p->objects[i].bytes;
	}
	return (size_t)(most.p - p->file.p) + most.n / 2;
}

/* Another hex digit in the place of one: a flipped bit of its character could be no digit at all. */
static struct slice other_digit(struct ctx *cx, struct slice file, size_t at)
{
	uint8_t *changed = ctx_alloc(cx, file.n);
	memcpy(changed, file.p, file.n);
	changed[at] = file.p[at] == '0' ? '1' : '0';
	return slice_of(changed, file.n);
}

static void forge_flips(struct forge *f)
{
	struct ctx *cx = f->cx;
	struct slice file = genuine(f), json = f->real->pdf.claimed_proof;
	size_t proof = (size_t)(json.p - file.p), stream = bytes_at(file, "stream\n") + 7, cms = f->contents_at;
	emit(f, "altered", "PDF_HEADER", "bit-in-the-header", bytes_flip(cx, file, 7));
	emit(f, "altered", "PADES_DIGEST", "bit-in-the-first-stream", bytes_flip(cx, file, stream + 5));
	emit(f, "altered", "PADES_DIGEST", "bit-in-the-largest-object", bytes_flip(cx, file, middle_of_largest(&f->paper)));
	for (size_t i = 0; i < 4; i++)
		emit(f, "altered", "PADES_DIGEST", ctx_printf(cx, "bit-in-the-proof-%zu", i), bytes_flip(cx, file, proof + json.n * (2 * i + 1) / 8));
	emit(f, "altered", "PADES_DIGEST", "bit-in-the-reason", bytes_flip(cx, file, slice_find_last(file, SLICE("/Reason")) + 9));
	emit(f, "altered", "PADES_DIGEST", "bit-in-the-identifier", bytes_flip(cx, file, slice_find_last(file, SLICE("/ID")) + 6));
	/* Digits of the CMS by thirds: certificates, attributes, signature. */
	struct slice seal = f->real->cms.seal_certificate;
	size_t seal_at = cms + 2 * (size_t)(seal.p - f->real->cms_bytes);
	emit(f, "forged", "PADES_CERTIFICATE_HASH", "bit-in-the-certificate", other_digit(cx, file, seal_at + seal.n));
	emit(f, "altered", "PDF_SIGNATURE_WRONG", "bit-in-the-signature", other_digit(cx, file, cms + 2 * f->real->cms_size - 10));
	emit(f, "altered", "PADES_PADDING", "bit-behind-the-cms", bytes_flip(cx, file, cms + 2 * f->real->cms_size));
}

static struct slice read_file(struct forge *f, const char *path)
{
	struct buf b;
	buf_init(&b, LIMIT_PDF_BYTES);
	must(f, file_read(f->cx, path, &b));
	struct slice s = ctx_copy(f->cx, buf_slice(&b));
	buf_free(&b);
	return s;
}

/* The genuine signature of another genuine document. */
static void forge_pasted(struct forge *f, struct slice other)
{
	struct pades *p = ctx_alloc(f->cx, sizeof *p);
	pades_read(other, p);
	emit(f, "altered", "PADES_DIGEST", "signature-of-another-document", with_cms(f, genuine(f), slice_of(p->cms_bytes, p->cms_size)));
}

int main(int argc, char **argv)
{
	static struct forge f;
	struct ctx cx;
	ctx_init(&cx, time(NULL));
	f.cx = &cx;
	if (argc != 4) {
		fprintf(stderr, "usage: forge GENUINE.pdf OTHER.pdf FOLDER\n");
		return 2;
	}
	f.folder = argv[3];
	must(&f, file_make_folder(&cx, f.folder, 0755));
	if (!paper_split(&cx, read_file(&f, argv[1]), &f.paper)) {
		fprintf(stderr, "forge: %s is not a sealed document\n", argv[1]);
		return 1;
	}
	f.real = ctx_alloc(&cx, sizeof *f.real);
	pades_read(genuine(&f), f.real);
	f.contents_at = (size_t)(f.real->pdf.contents.p - genuine(&f).p);
	f.contents_end = f.contents_at + f.real->pdf.contents.n;
	foreign_make(&cx, f.real->cms.seal_certificate, f.real->cms.ca_certificate, &f.foreign);
	forge_behind_the_end(&f);
	forge_table(&f);
	forge_entries(&f);
	forge_objects(&f);
	forge_range(&f);
	forge_gap(&f);
	forge_signature_entries(&f);
	forge_cms_around(&f);
	forge_cms_signed(&f);
	forge_foreign(&f);
	forge_flips(&f);
	forge_pasted(&f, read_file(&f, argv[2]));
	foreign_free(&f.foreign);
	ctx_free(&cx);
	return 0;
}
