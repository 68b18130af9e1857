/* Owns: tests of multipart/form-data: what browsers send, and every way of lying about it. */
#include "tests/unit/check.h"

#include "base/limits.h"
#include "http/multipart.h"

#include <string.h>

#define TYPE SLICE("multipart/form-data; boundary=----WebKitFormBoundaryAb1")
#define LINE "------WebKitFormBoundaryAb1"
#define HEAD "Content-Disposition: form-data; name=\"pdf\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"

static struct multipart m;
static enum err parse(struct ctx *cx, const char *body) { return multipart_parse(cx, TYPE, slice_str(body), &m); }

TEST(multipart_as_a_browser_sends_it)
{
	CHECK_OK(parse(cx, LINE "\r\n" HEAD "%PDF-1.7\r\n--x\r\n" "\r\n" LINE "\r\nContent-Disposition: form-data; name=\"lang\"\r\n\r\nzh\r\n" LINE "--\r\n"));
	CHECK_INT((long long)m.count, 2);
	CHECK_TEXT(m.parts[0].name, "pdf");
	CHECK_TEXT(m.parts[0].filename, "a.pdf");
	CHECK_TEXT(m.parts[0].content_type, "application/pdf");
	CHECK_TEXT(multipart_data(&m, "pdf"), "%PDF-1.7\r\n--x\r\n");
	CHECK_TEXT(multipart_data(&m, "lang"), "zh");
	CHECK(!m.parts[1].filename.p && !multipart_data(&m, "nothing").p);
}

TEST(multipart_empty_file_field)
{
	CHECK_OK(parse(cx, LINE "\r\nContent-Disposition: form-data; name=\"pdf\"; filename=\"\"\r\n\r\n\r\n" LINE "--\r\n"));
	CHECK(m.parts[0].data.p && m.parts[0].data.n == 0 && m.parts[0].filename.p);
}

TEST(multipart_end_without_crlf) { CHECK_OK(parse(cx, LINE "\r\n" HEAD "x\r\n" LINE "--")); }

TEST(multipart_quoted_boundary_and_letter_case)
{
	CHECK_OK(multipart_parse(cx, SLICE("Multipart/Form-Data ; charset=utf-8; Boundary=\"a'b:c\""),
		SLICE("--a'b:c\r\ncontent-disposition: FORM-DATA; NAME=n\r\nX-Other: 1\r\n\r\nv\r\n--a'b:c--\r\n"), &m));
	CHECK_TEXT(multipart_data(&m, "n"), "v");
}

TEST(multipart_wrong_boundary_parameter)
{
	static const char *const bad[] = { "multipart/form-data", "multipart/form-data;", "multipart/form-data; boundary", "multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"a", "multipart/form-data; boundary=a b", "multipart/form-data; boundary=a; boundary=a",
		"multipart/form-data; boundary=\"a b\"", "multipart/form-data, boundary=a", "multipart/form-datax; boundary=a", "multipart/mixed; boundary=a",
		"multipart/form-data; boundary=a;", "multipart/form-data; boundary=\"a\r\nb\"", "", "multipart/form-data; =a; boundary=a",
		"multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(multipart_parse(cx, slice_str(bad[i]), SLICE("--a\r\nContent-Disposition: form-data; name=n\r\n\r\nv\r\n--a--"), &m), ERR_FORM);
}

TEST(multipart_boundary_of_71_characters)
{
#define LONG "01234567890123456789012345678901234567890123456789012345678901234567890"
	CHECK_ERR(multipart_parse(cx, SLICE("multipart/form-data; boundary=" LONG),
		SLICE("--" LONG "\r\nContent-Disposition: form-data; name=n\r\n\r\nv\r\n--" LONG "--\r\n"), &m), ERR_FORM);
}

TEST(multipart_broken_frame)
{
	static const char *const bad[] = { "", "x", LINE, LINE "--", LINE "\r\n", "\r\n" LINE "\r\n" HEAD "x\r\n" LINE "--\r\n",
		"preamble\r\n" LINE "\r\n" HEAD "x\r\n" LINE "--\r\n", LINE "\r\n" HEAD "x\r\n" LINE "--\r\nepilogue", LINE "\r\n" HEAD "x\r\n" LINE "--\r\n\r\n",
		LINE "\r\n" HEAD "x\r\n" LINE "y--\r\n", LINE " \r\n" HEAD "x\r\n" LINE "--\r\n", LINE "\n" HEAD "x\r\n" LINE "--\r\n", LINE "\r\n" HEAD "x\r\n" LINE "-",
		LINE "\r\n" HEAD "x" LINE "--\r\n", LINE "\r\n" HEAD "x\n" LINE "--\r\n", LINE "\r\n" HEAD "x\r\n" LINE, LINE "\r\n" HEAD LINE "--\r\n",
		"xx----WebKitFormBoundaryAb1\r\n" HEAD "x\r\n" LINE "--\r\n" };
	/* The second row's "LINE--" closes a form that never opened: it has no part, and is read as an empty form. */
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (!strcmp(bad[i], LINE "--"))
			CHECK_OK(parse(cx, bad[i]));
		else
			CHECK_ERR(parse(cx, bad[i]), ERR_FORM);
		CHECK_INT((long long)m.count, 0);
	}
}

TEST(multipart_broken_headers)
{
	static const char *const bad[] = { "\r\nx", "Content-Type: text/plain\r\n\r\nx", "Content-Disposition: attachment; name=\"a\"\r\n\r\nx",
		"Content-Disposition: form-data\r\n\r\nx", "Content-Disposition: form-data; name=\"\"\r\n\r\nx",
		"Content-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx", "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x\r\n\r\nx",
		"Content-Disposition: form-data; name=\"a\\\"b\"\r\n\r\nx", "Content-Disposition: form-data; name=\"a\" x\r\n\r\nx",
		"Content-Disposition: form-data; name=\"a\r\n\r\nx", "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nx",
		"Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; filename=\"b\"\r\n\r\nx",
		"Content-Disposition: form-data; name=\"a\"\r\n folded\r\n\r\nx", "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx",
		"Content-Disposition: form-data; name=\"a\"\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n\r\nx", "Content-Disposition : form-data; name=\"a\"\r\n\r\nx",
		"Content-Disposition: form-data; name=\"a\"\nx: y\r\n\r\nx", "Content-Disposition: form-data; name=\"\xff\"\r\n\r\nx" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(parse(cx, ctx_printf(cx, LINE "\r\n%s\r\n" LINE "--\r\n", bad[i])), ERR_FORM);
}

TEST(multipart_same_name_twice)
{
	CHECK_ERR(parse(cx, LINE "\r\n" HEAD "x\r\n" LINE "\r\n" HEAD "y\r\n" LINE "--\r\n"), ERR_FORM);
}

TEST(multipart_nul_in_a_header)
{
	static const char body[] = LINE "\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nx\r\n" LINE "--\r\n";
	CHECK_ERR(multipart_parse(cx, TYPE, slice_of(body, sizeof body - 1), &m), ERR_FORM);
}

TEST(multipart_limits)
{
	struct buf b;
	buf_init(&b, 65536);
	for (int i = 0; i <= MULTIPART_MAX_PARTS; i++)
		buf_printf(&b, LINE "\r\nContent-Disposition: form-data; name=\"%d\"\r\n\r\nx\r\n", i);
	buf_puts(&b, LINE "--\r\n");
	CHECK_ERR(multipart_parse(cx, TYPE, buf_slice(&b), &m), ERR_LIMIT);
	buf_reset(&b);
	buf_puts(&b, LINE "\r\nX: ");
	buf_fill(&b, 'x', LIMIT_FORM_HEADER);
	buf_puts(&b, "\r\n\r\n");
	CHECK_ERR(multipart_parse(cx, TYPE, buf_slice(&b), &m), ERR_LIMIT);
	buf_free(&b);
}
