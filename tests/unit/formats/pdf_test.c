/* Tests of formats/pdf: the good file, and one lie after another, each with exactly the rules it must break. */
#include "tests/unit/check.h"
#include "tests/unit/formats/specimen.h"

#include <stdio.h>
#include <string.h>

static const char *name(unsigned rule) { return pdf_rule_name((enum pdf_rule)rule); }

/* The rules a file breaks must be these and no others. */
static struct pdf_evidence expect(struct ctx *cx, struct slice file, const char *rules)
{
	struct pdf_evidence e;
	pdf_read(file, &e);
	CHECK_TEXT(slice_str(specimen_rules(cx, e.broken, PDF_RULE_COUNT, name)), rules);
	return e;
}

/* A file that is signed with the lie in it. */
static struct pdf_evidence expect_plan(struct ctx *cx, struct specimen plan, const char *rules)
{
	return expect(cx, specimen_pdf(cx, &plan, false), rules);
}

/* A good file, changed afterwards. */
static struct pdf_evidence expect_patch(struct ctx *cx, const char *from, const char *to, const char *rules)
{
	return expect(cx, specimen_patch(cx, specimen_pdf(cx, NULL, false), from, to), rules);
}

#define PLAN(...) ((struct specimen){ __VA_ARGS__ })
/* The catalog with an entry more. */
#define CATALOG_WITH(more) "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R/Perms<</DocMDP 10 0 R>>/AF[6 0 R]" more ">>"
#define SIGNATURE_HEAD "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20260310120000Z)/Name(N)/Reason(R)"
#define SIGNATURE_TEXT SIGNATURE_HEAD "/Reference" PDF_DOCMDP_REFERENCE "/ByteRange@/Contents$>>"

TEST(pdf_good_file_breaks_nothing)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	struct pdf_evidence e = expect(cx, file, "");
	CHECK(e.is_pdf && e.has_signature && !e.looks_truncated && !e.found_by_search);
	CHECK_INT((long long)e.objects, 10);
	CHECK_TEXT(e.claimed_proof, "{\"number\":\"1\"}");
	CHECK_TEXT(e.claimed_name, "UTO Specimen");
	CHECK_TEXT(e.claimed_reason, "Issued");
	CHECK_INT(e.claimed_signed_at, CHECK_NOW);
	CHECK_INT((long long)(e.before.n + e.contents.n + 2 + e.behind.n), (long long)file.n);
	CHECK(e.before.p == file.p && e.behind.p + e.behind.n == file.p + file.n);
}

TEST(pdf_order_and_white_space_are_free)
{
	expect_plan(cx, PLAN(.object[FORM] = "<</Fields [ 5 0 R ]/SigFlags 3>>"), "");
	expect_plan(cx, PLAN(.object[PAGES] = "<< /Count 1\n/Kids [ 3 0 R ]\n/Type /Pages >>"), "");
	expect_plan(cx, PLAN(.object[SIGNATURE] = "<< /Contents $ /ByteRange @ /Type /Sig /Filter /Adobe.PPKLite /Reason <feff4e2d>\n/Name(\\()"
		"/SubFilter/ETSI.CAdES.detached /M (D:20260310200000+08'00') /Reference [ <</Type /SigRef /TransformMethod /DocMDP "
		"/TransformParams << /Type/TransformParams /P 1 /V /1.2 >> >> ] >>"), "");
	expect_plan(cx, PLAN(.object[PAGES] = "", .before_signature = "2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"), "");
}

TEST(lie_pdf_other_header)
{
	expect_patch(cx, "%PDF-1.7", "%PDF-1.4", "HEADER");
	expect_plan(cx, PLAN(.header = "%PDF-1.7\n%text\n"), "HEADER");
	expect_plan(cx, PLAN(.header = "%PDF-1.7\n%\xff\xff\xff\xff\r"), "HEADER");
	struct pdf_evidence e = expect(cx, SLICE("\x89PNG and more"), "HEADER");
	CHECK(!e.is_pdf);
	e = expect(cx, SLICE(""), "HEADER");
	CHECK(!e.is_pdf);
}

TEST(lie_pdf_encrypted)
{
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 1 0 R/Info 9 0 R/Encrypt 9 0 R"
		"/ID[<00000000000000000000000000000000><00000000000000000000000000000000>]>>"), "ENCRYPTED");
}

TEST(lie_pdf_incremental_update)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	const char *more = "8 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\nxref\n8 1\n0000009999 00000 n \ntrailer\n<</Size 11/Prev 1>>\n"
		"startxref\n1\n%%EOF\n";
	struct pdf_evidence e = expect(cx, specimen_join(cx, file, slice_str(more)), "TWO_REVISIONS BYTE_RANGE_END");
	CHECK(e.before.n > 0 && e.contents.n > 0);
	/* Signed over all of it, the second revision alone gives it away. */
	expect_plan(cx, PLAN(.tail = more), "TWO_REVISIONS");
}

TEST(lie_pdf_second_signature_in_update)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	expect(cx, specimen_join(cx, file, SLICE("11 0 obj\n<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>\nendobj\n")),
		"TWO_REVISIONS SIGNATURE_TWICE BYTE_RANGE_END");
}

TEST(lie_pdf_appended_bytes)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	expect(cx, specimen_join(cx, file, SLICE("\n")), "TRAILING_BYTES BYTE_RANGE_END");
	expect(cx, specimen_join(cx, file, SLICE("\0")), "TRAILING_BYTES BYTE_RANGE_END");
	expect_plan(cx, PLAN(.tail = "PK"), "TRAILING_BYTES");
}

TEST(lie_pdf_active_content)
{
	static const char *const never[] = { "JS", "JavaScript", "OpenAction", "AA", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "URI",
		"RichMedia", "XFA", "Movie", "Sound", "Rendition", "3D", "ResetForm", "Named", "Hide", "Thread", "Collection", "SetOCGState",
		"GoTo3DView", "OCProperties", "NeedAppearances" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		const char *info = ctx_printf(cx, "<</Title(T)/A[<</S/%s>>]>>", never[i]);
		expect_plan(cx, PLAN(.object[INFO] = info), "ACTIVE_CONTENT");
		info = ctx_printf(cx, "<</Title(T)/%s null>>", never[i]);
		expect_plan(cx, PLAN(.object[INFO] = info), "ACTIVE_CONTENT");
	}
	expect_plan(cx, PLAN(.object[INFO] = "<</Title(/OpenAction)/JSX/XJS/Java/Script>>"), "");
}

TEST(lie_pdf_object_stream)
{
	expect_plan(cx, PLAN(.object[DRAWING] = "<</Type/ObjStm/Length 1>>\nstream\n1\nendstream"), "OBJECT_STREAM");
	expect_plan(cx, PLAN(.object[DRAWING] = "<</Type/XRef/Length 1>>\nstream\n1\nendstream"), "OBJECT_STREAM");
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 1 0 R/Info 9 0 R/XRefStm 15"
		"/ID[<00000000000000000000000000000000><00000000000000000000000000000000>]>>"), "OBJECT_STREAM");
}

TEST(lie_pdf_contents_from_elsewhere)
{
	expect_plan(cx, PLAN(.object[DRAWING] = "<</F(other.pdf)/Length 1>>\nstream\n1\nendstream"), "STREAM_EXTERNAL");
	expect_plan(cx, PLAN(.object[DRAWING] = "<</FFilter/FlateDecode/Length 1>>\nstream\n1\nendstream"), "STREAM_EXTERNAL");
	expect_plan(cx, PLAN(.object[DRAWING] = "<</FDecodeParms<<>>/Length 1>>\nstream\n1\nendstream"), "STREAM_EXTERNAL");
}

TEST(lie_pdf_escaped_name)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</Title(T)/S/J#61vaScript>>"), "NAME_ESCAPE");
	expect_plan(cx, PLAN(.object[INFO] = "<</Title(T)/#4aS null>>"), "NAME_ESCAPE");
	/* The media type of the attachment is the one name that needs an escape, and it has one spelling. */
	expect_plan(cx, PLAN(.object[INFO] = "<</S/application#2Fjson>>"), "");
	expect_plan(cx, PLAN(.object[INFO] = "<</S/application#2fjson>>"), "NAME_ESCAPE");
	expect_plan(cx, PLAN(.object[INFO] = "<</S/application#2Fjso#6e>>"), "NAME_ESCAPE");
}

TEST(lie_pdf_key_twice)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</Title(One)/Title(Two)>>"), "KEY_TWICE");
	expect_plan(cx, PLAN(.object[INFO] = "<</A[<</B 1/C<</B 2/B 3>>>>]>>"), "KEY_TWICE");
	expect_plan(cx, PLAN(.object[INFO] = "<</A<</B 1>>/B<</A 1>>/C<</A 1/B 1>>>>"), "");
}

TEST(lie_pdf_other_syntax)
{
	static const char *const bad[] = { "<</A(>>", "<</A 1", "<</A>>", "<<A 1>>", "<</A 1>> 2", "<</A [1>>", "<</A 1]>>", "<</A <0g>>>",
		"<</A <000>>>",
		"<</A +1>>", "<</A 1e5>>", "<</A 1.2.3>>", "<</A ->>", "<</A .>>", "<</A tru>>", "<</A truex>>", "<</A 007 0 R>>", "<</A 1 0 R2>>",
		"<</ 1>>", "<</A\t1>>", "<</A %comment\n1>>", "<</A\r\n1>>", "<</A {1}>>", "<</\xc3\xa9 1>>", "12x", "", " ", "1 2",
		"<<", "<</A 00000000001 0 R>>",
		"<</A 1>>\nstream\r\nx\nendstream", "5\nstream\nx\nendstream" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *body = *bad[i] ? bad[i] : "\n";
		struct pdf_evidence e = expect_plan(cx, PLAN(.object[INFO] = body), "OBJECT_SYNTAX");
		CHECK(e.has_signature && e.found_by_search && e.before.n > 0 && e.contents.n > 0);
	}
	expect_plan(cx, PLAN(.object[INFO] = "<</A -.5/B 1./C(\\)(\\\\))/D()/E<>/F[]/G[[[1 0 R]]]/H 0 0>>"), "OBJECT_SYNTAX");
	expect_plan(cx, PLAN(.object[INFO] = "<</A -.5/B 1./C(\\)(\\\\))/D()/E<>/F[]/G[[[1 0 R]]]/H 0>>"), "");
}

TEST(lie_pdf_bytes_between_objects)
{
	expect_plan(cx, PLAN(.before_signature = "%hidden\n"), "OBJECT_GAP");
	expect_plan(cx, PLAN(.before_signature = "\n"), "OBJECT_GAP");
	expect_plan(cx, PLAN(.after_signature = " "), "OBJECT_GAP");
	expect_plan(cx, PLAN(.before_signature = "hidden"), "OBJECT_SYNTAX");
}

TEST(lie_pdf_number_out_of_range)
{
	expect_plan(cx, PLAN(.before_signature = "0 0 obj\n1\nendobj\n"), "OBJECT_NUMBER");
	expect_plan(cx, PLAN(.before_signature = "4097 0 obj\n1\nendobj\n"), "OBJECT_NUMBER");
}

TEST(lie_pdf_shadow_object)
{
	expect_plan(cx, PLAN(.before_signature = "8 0 obj\n<</Length 1>>\nstream\nQ\nendstream\nendobj\n"), "OBJECT_TWICE");
}

TEST(lie_pdf_object_missing)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</A 11 0 R>>", .more_objects = 1), "OBJECT_MISSING");
	expect_plan(cx, PLAN(.object[DRAWING] = ""), "OBJECT_MISSING");
}

TEST(lie_pdf_hidden_object)
{
	expect_plan(cx, PLAN(.before_signature = "11 0 obj\n(hidden)\nendobj\n", .more_objects = 1), "OBJECT_ORPHAN");
}

TEST(lie_pdf_reference_to_nothing)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</A 12 0 R>>"), "REFERENCE");
	expect_plan(cx, PLAN(.object[INFO] = "<</A 0 0 R>>"), "REFERENCE");
	expect_plan(cx, PLAN(.object[INFO] = "<</A 4097 0 R>>"), "REFERENCE");
}

TEST(lie_pdf_later_generation)
{
	expect_patch(cx, "8 0 obj", "8 1 obj", "GENERATION");
	expect_plan(cx, PLAN(.object[INFO] = "<</A 8 1 R>>"), "GENERATION");
}

TEST(lie_pdf_wrong_stream_length)
{
	expect_patch(cx, "/Length 26", "/Length 25", "STREAM_LENGTH");
	expect_patch(cx, "/Length 26", "/Length 18", "STREAM_LENGTH");
	expect_patch(cx, "/Length 26", "/Length 99", "STREAM_LENGTH");
	expect_plan(cx, PLAN(.object[DRAWING] = "<</Length 9 0 R>>\nstream\nQ\nendstream"), "STREAM_LENGTH");
	expect_plan(cx, PLAN(.object[DRAWING] = "<<>>\nstream\nQ\nendstream"), "STREAM_LENGTH");
	expect_plan(cx, PLAN(.object[DRAWING] = "<</Length 1>>\nstream\nQ endstream"), "STREAM_LENGTH");
}

TEST(lie_pdf_other_xref_form)
{
	expect_patch(cx, " 00000 n \n", " 00000 n\r\n", "XREF_FORM");
	expect_patch(cx, " 00000 n \n", " 00000 f \n", "XREF_FORM");
	expect_patch(cx, " 00000 n \n", " 00001 n \n", "XREF_FORM");
	expect_patch(cx, "0000000000 65535 f \n", "0000000001 65535 f \n", "XREF_FORM");
	expect_patch(cx, "xref\n0 11\n", "xref\n1 11\n", "XREF_FORM");
}

TEST(lie_pdf_other_xref_count)
{
	expect_patch(cx, "xref\n0 11\n", "xref\n0 10\n", "XREF_COUNT");
	expect_patch(cx, "xref\n0 11\n", "xref\n0 12\n", "OBJECT_MISSING XREF_COUNT");
	expect_patch(cx, "xref\n0 11\n", "xref\n0 9999\n", "XREF_COUNT BYTE_RANGE_END");
}

TEST(lie_pdf_redirected_xref)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	char offset[11];
	memcpy(offset, file.p + slice_find(file, SLICE("65535 f \n"), 0) + 9, 10);
	offset[10] = 0;
	expect(cx, specimen_patch(cx, file, offset, "0000000016"), "XREF_OFFSET");
	expect_patch(cx, "startxref\n", "startxref\n1", "STARTXREF BYTE_RANGE_END");
	struct slice other = ctx_copy(cx, file);
	size_t at = slice_find(other, SLICE("startxref\n"), 0) + 10;
	uint8_t *p = ctx_alloc(cx, other.n);
	memcpy(p, other.p, other.n);
	p[at] = p[at] == '1' ? '2' : '1';
	expect(cx, slice_of(p, other.n), "STARTXREF");
}

#define ID "/ID[<00000000000000000000000000000000><00000000000000000000000000000000>]"

TEST(lie_pdf_earlier_version)
{
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 1 0 R/Info 9 0 R/Prev 15" ID ">>"), "TRAILER_PREV");
}

TEST(lie_pdf_other_trailer)
{
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 1 0 R/Info 9 0 R" ID "/More 1>>"), "TRAILER_KEYS");
	expect_plan(cx, PLAN(.trailer = "<</Size 12/Root 1 0 R/Info 9 0 R" ID ">>"), "TRAILER_KEYS");
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 1 0 R/Info 9 0 R>>"), "TRAILER_KEYS");
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 1 0 R/Info 9 0 R/ID[<00><00>]>>"), "TRAILER_KEYS");
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 1 0 R/Info 9 0 R/ID[<00000000000000000000000000000000>"
		"<00000000000000000000000000000001>]>>"), "TRAILER_KEYS");
}

TEST(lie_pdf_cut_short)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	struct pdf_evidence e = expect(cx, slice_sub(file, 0, file.n - 6), "END BYTE_RANGE_END");
	CHECK(e.looks_truncated && e.has_signature);
	e = expect(cx, slice_sub(file, 0, slice_find(file, SLICE("\nxref\n"), 0) + 1), "END BYTE_RANGE_END");
	CHECK(e.looks_truncated);
	e = expect(cx, slice_sub(file, 0, slice_find(file, SLICE("\n4 0 obj\n"), 0) + 1), "END SIGNATURE_ABSENT");
	CHECK(e.looks_truncated && !e.has_signature && e.is_pdf);
	expect_plan(cx, PLAN(.end = "\n%%EOF\n"), "END");
	expect_plan(cx, PLAN(.end = "\nstartxref\n1\n%%EOF"), "END");
	for (size_t n = 16; n < file.n; n++) {
		pdf_read(slice_sub(file, 0, n), &e);
		CHECK(e.broken != 0);
	}
}

TEST(lie_pdf_other_catalog)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</Type/Catalog>>"), "ROOT");
	expect_plan(cx, PLAN(.object[CATALOG] = "<</Pages 2 0 R/AcroForm 4 0 R/Perms<</DocMDP 10 0 R>>/AF[6 0 R]>>"), "ROOT");
	expect_plan(cx, PLAN(.trailer = "<</Size 11/Root 2 0 R/Info 9 0 R" ID ">>"), "OBJECT_ORPHAN ROOT FIELD_FORM DOCMDP_FORM");
}

TEST(lie_pdf_other_page_count)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</Type/Page>>"), "PAGE_COUNT");
	expect_plan(cx, PLAN(.object[PAGE] = "<</Type/Pages/Contents 8 0 R/Annots[5 0 R]>>"), "PAGE_COUNT");
}

TEST(lie_pdf_no_signature)
{
	struct pdf_evidence e = expect_plan(cx, PLAN(.object[SIGNATURE] = "<<>>"), "SIGNATURE_ABSENT FIELD_FORM DOCMDP_FORM");
	CHECK(!e.has_signature && !e.before.p && !e.contents.p);
}

TEST(lie_pdf_two_signatures)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</Type/Sig>>"), "SIGNATURE_TWICE");
	expect_plan(cx, PLAN(.object[INFO] = "<</A[<</ByteRange[0 1 2 3]>>]>>"), "SIGNATURE_TWICE");
}

TEST(lie_pdf_signature_not_last)
{
	expect_plan(cx, PLAN(.object[INFO] = "<</A 11 0 R>>", .after_signature = "11 0 obj\n1\nendobj\n", .more_objects = 1),
		"SIGNATURE_NOT_LAST");
}

TEST(lie_pdf_other_signature_entries)
{
	expect_plan(cx, PLAN(.object[SIGNATURE] = SIGNATURE_TEXT), "");
	expect_plan(cx, PLAN(.object[SIGNATURE] = SIGNATURE_HEAD "/Location(X)/Reference" PDF_DOCMDP_REFERENCE "/ByteRange@/Contents$>>"),
		"SIGNATURE_KEYS");
	expect_plan(cx, PLAN(.object[SIGNATURE] = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20260310120000Z)/Name(N)"
		"/Reference" PDF_DOCMDP_REFERENCE "/ByteRange@/Contents$>>"), "SIGNATURE_KEYS");
	expect_patch(cx, "/ETSI.CAdES.detached", "/adbe.pkcs7.detached", "SIGNATURE_KEYS");
	expect_patch(cx, "/Adobe.PPKLite", "/Adobe.PPKMS  ", "SIGNATURE_KEYS");
}

TEST(lie_pdf_other_time)
{
	static const char *const bad[] = { "(D:20260310120000)", "(D:20260230120000Z)", "(D:20260310240000Z)", "(2026-03-10T12:00:00Z)",
		"(D:20260310120000+0800)",
		"(D:20260310120000+15'00')", "(D:20260310120000Zx)", "<443a>", "()" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *text = ctx_printf(cx, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%s/Name(N)/Reason(R)/Reference"
			PDF_DOCMDP_REFERENCE "/ByteRange@/Contents$>>", bad[i]);
		expect_plan(cx, PLAN(.object[SIGNATURE] = text), "SIGNATURE_TIME");
	}
}

/* The good file with another range of the same width. */
static void expect_range(struct ctx *cx, const char *range, const char *rules)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	size_t at = slice_find(file, SLICE("/ByteRange"), 0) + 10;
	char *old = ctx_string(cx, slice_sub(file, at, PDF_BYTE_RANGE_SIZE));
	expect(cx, specimen_patch(cx, file, old, ctx_printf(cx, "%-36s", range)), rules);
}

TEST(lie_pdf_byte_range)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	size_t a = slice_find(file, SLICE("/Contents<"), 0) + 9, b = slice_find(file, SLICE(">>>\nendobj"), a) + 1, n = file.n;
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu]", a, b, n - b), "");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu    ]", a, b, n - b), "");
	/* Missing, negative, other forms. */
	expect_range(cx, "[]", "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu]", a, b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu 0]", a, b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu -%zu]", a, b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[-0 %zu %zu %zu]", a, b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[00 %zu %zu %zu]", a, b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[ 0 %zu %zu %zu]", a, b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[0 %zu. %zu %zu]", a, b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[0\n%zu %zu %zu]", a, b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, ctx_printf(cx, "[0 99999999999 %zu %zu]", b, n - b), "BYTE_RANGE_FORM");
	expect_range(cx, "(0 1 2 3)", "BYTE_RANGE_FORM");
	/* Not from the start. */
	expect_range(cx, ctx_printf(cx, "[1 %zu %zu %zu]", a - 1, b, n - b), "BYTE_RANGE_START");
	/* A gap that is too wide, shifted, or overlapped. */
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu]", a - 1, b, n - b), "BYTE_RANGE_GAP");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu]", a + 1, b, n - b), "BYTE_RANGE_GAP");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu]", a, b + 1, n - b - 1), "BYTE_RANGE_GAP");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu]", a, a - 1, n - a + 1), "BYTE_RANGE_GAP");
	expect_range(cx, ctx_printf(cx, "[0 %zu 0 %zu]", a, n), "BYTE_RANGE_GAP");
	expect_range(cx, "[0 0 0 0]", "BYTE_RANGE_GAP BYTE_RANGE_END");
	/* Not to the end. */
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu]", a, b, n - b - 1), "BYTE_RANGE_END");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu %zu]", a, b, n - b + 1), "BYTE_RANGE_END");
	expect_range(cx, ctx_printf(cx, "[0 %zu %zu 9999999999]", a, b), "BYTE_RANGE_END");
}

TEST(lie_pdf_unusable_range_gives_no_parts)
{
	struct pdf_evidence e;
	struct slice file = specimen_pdf(cx, NULL, false);
	size_t a = slice_find(file, SLICE("/Contents<"), 0) + 9, at = slice_find(file, SLICE("/ByteRange"), 0) + 10;
	char *old = ctx_string(cx, slice_sub(file, at, PDF_BYTE_RANGE_SIZE));
	pdf_read(specimen_patch(cx, file, old, ctx_printf(cx, "[0 %zu %zu 1]%20s", a, a - 1, "")), &e);
	CHECK(e.has_signature && !e.before.p && !e.behind.p && e.contents.p);
}

TEST(lie_pdf_signature_wrapping)
{
	/* The signed bytes moved behind a second copy of the signature's gap; the range still names them. */
	struct slice file = specimen_pdf(cx, NULL, false);
	size_t a = slice_find(file, SLICE("/Contents<"), 0) + 9, b = slice_find(file, SLICE(">>>\nendobj"), a) + 1;
	struct slice fake = SLICE(">>\nendobj\n%hidden by the attacker\n");
	struct slice wrapped = specimen_join(cx, slice_sub(file, 0, b), specimen_join(cx, fake, slice_sub(file, b, file.n)));
	struct pdf_evidence e;
	pdf_read(wrapped, &e);
	CHECK(e.broken != 0 && e.has_signature);
	CHECK(RULE_HAS(e.broken, PDF_RULE_BYTE_RANGE_END));
}

TEST(lie_pdf_other_contents_form)
{
	struct slice file = specimen_pdf(cx, NULL, false);
	size_t at = slice_find(file, SLICE("/Contents<3082"), 0);
	char *digits = ctx_string(cx, slice_sub(file, at, 40)), *upper = ctx_string(cx, slice_sub(file, at, 40));
	for (size_t i = 10; i < 40; i++)
		upper[i] = (char)(upper[i] >= 'a' && upper[i] <= 'f' ? upper[i] - 32 : upper[i]);
	expect(cx, specimen_patch(cx, file, digits, upper), "CONTENTS_FORM");
	expect_plan(cx, PLAN(.object[SIGNATURE] = SIGNATURE_HEAD "/Reference" PDF_DOCMDP_REFERENCE "/ByteRange[0 1 2 3]/Contents(3082)>>"),
		"BYTE_RANGE_GAP BYTE_RANGE_END CONTENTS_FORM");
	expect_patch(cx, "/Contents<", "/Contents (", "OBJECT_SYNTAX CONTENTS_FORM");
}

TEST(lie_pdf_other_field)
{
	expect_plan(cx, PLAN(.object[FIELD] = "<</FT/Sig/V 9 0 R>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[FIELD] = "<</FT/Sig>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[FIELD] = "<</FT/Tx/V 10 0 R>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[FIELD] = "[5 0 R]"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[INFO] = "<</FT/Tx>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[FORM] = "<</Fields[5 0 R]/SigFlags 1>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[FORM] = "<</Fields[5 0 R 9 0 R]/SigFlags 3>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[FORM] = "<</Fields[5 0 R]/SigFlags 3/DA(x)>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[FORM] = "<</Fields[9 0 R]/SigFlags 3>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[CATALOG] = "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 10 0 R>>/AF[6 0 R]/X 4 0 R>>"), "FIELD_FORM");
	expect_plan(cx, PLAN(.object[CATALOG] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>"
		"/Perms<</DocMDP 10 0 R>>/AF[6 0 R]/X 4 0 R>>"), "");
}

TEST(lie_pdf_changes_allowed)
{
	expect_patch(cx, "/P 1/V/1.2", "/P 2/V/1.2", "DOCMDP_FORM");
	expect_patch(cx, "/TransformMethod/DocMDP", "/TransformMethod/DocMDQ", "DOCMDP_FORM");
	expect_plan(cx, PLAN(.object[CATALOG] = "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R/AF[6 0 R]>>"), "DOCMDP_FORM");
	expect_plan(cx, PLAN(.object[CATALOG] = "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R/AF[6 0 R]/Perms<</DocMDP 9 0 R>>>>"), "DOCMDP_FORM");
	expect_plan(cx, PLAN(.object[CATALOG] = "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R/AF[6 0 R]"
		"/Perms<</DocMDP 10 0 R/UR3 10 0 R>>>>"), "DOCMDP_FORM");
}

TEST(lie_pdf_no_proof)
{
	struct pdf_evidence e = expect_plan(cx, PLAN(.object[PROOF] = "<<>>"), "PROOF_ABSENT");
	CHECK(!e.claimed_proof.p);
	expect_plan(cx, PLAN(.object[PROOF] = "<</Type/EmbeddedFile>>"), "PROOF_ABSENT");
}

TEST(lie_pdf_two_proofs)
{
	expect_plan(cx, PLAN(.object[DRAWING] = "<</Type/EmbeddedFile/Length 1>>\nstream\nx\nendstream"), "PROOF_TWICE");
	expect_plan(cx, PLAN(.object[INFO] = "<</EF<</F 8 0 R>>>>"), "PROOF_TWICE");
}

TEST(lie_pdf_other_proof_form)
{
	expect_plan(cx, PLAN(.object[PROOF] = "<</Type/EmbeddedFile/Filter/FlateDecode/Length 1>>\nstream\nx\nendstream"), "PROOF_FORM");
	expect_plan(cx, PLAN(.object[PROOF] = "<</Type/EmbeddedFile/DecodeParms<<>>/Length 1>>\nstream\nx\nendstream"), "PROOF_FORM");
	/* A reader would show stream 8, we would judge stream 7. */
	expect_plan(cx, PLAN(.object[FILESPEC] = "<</Type/Filespec/F(a)/EF<</F 8 0 R/UF 7 0 R>>>>"), "PROOF_FORM");
	expect_plan(cx, PLAN(.object[FILESPEC] = "<</Type/Filespec/F(a)/EF<<>>/X 7 0 R>>"), "PROOF_FORM");
	expect_plan(cx, PLAN(.object[FILESPEC] = "<</Type/Filespec/F(a)/X 7 0 R>>"), "PROOF_FORM");
}

TEST(lie_pdf_over_limits)
{
	char deep[200] = { 0 }, *many = ctx_alloc(cx, 4096), *objects = ctx_alloc(cx, 200000), *big = ctx_alloc(cx, LIMIT_PDF_BYTES + 1);
	memset(deep, '[', 25);
	memset(deep + 25, ']', 25);
	expect_plan(cx, PLAN(.object[INFO] = deep), "LIMITS");
	size_t n = 0;
	for (int i = 0; i < LIMIT_PDF_KEYS + 1; i++)
		n += (size_t)snprintf(many + n, 4096 - n, "%s/K%d 0", i ? "" : "<<", i);
	expect_plan(cx, PLAN(.object[INFO] = ctx_printf(cx, "%s>>", many)), "LIMITS");
	n = 0;
	for (int i = 0; i < LIMIT_PDF_OBJECTS; i++)
		n += (size_t)snprintf(objects + n, 200000 - n, "%d 0 obj\n1\nendobj\n", 11 + i);
	struct pdf_evidence e;
	pdf_read(specimen_pdf(cx, &PLAN(.before_signature = objects), false), &e);
	CHECK(RULE_HAS(e.broken, PDF_RULE_LIMITS));
	memset(big, '\n', LIMIT_PDF_BYTES);
	expect_plan(cx, PLAN(.tail = big), "LIMITS");
}

TEST(pdf_text_and_date_forms)
{
	struct buf b;
	buf_init(&b, 1000);
	pdf_put_text(&b, SLICE("a(b)\\c"));
	pdf_put_text(&b, SLICE("\xe4\xb8\xad\xf0\xa0\x80\x80"));
	pdf_put_date(&b, CHECK_NOW);
	CHECK_TEXT(buf_slice(&b), "(a\\(b\\)\\\\c)<feff4e2dd840dc00>(D:20260310120000Z)");
	buf_free(&b);
	int64_t t;
	CHECK(pdf_parse_date(SLICE("D:20260310200000+08'00'"), &t) && t == CHECK_NOW);
	CHECK(pdf_parse_date(SLICE("D:20260310063000-05'30'"), &t) && t == CHECK_NOW);
}
