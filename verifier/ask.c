/* Owns: one posted form -> one question. */
#include "verifier/ask.h"

#include "base/limits.h"
#include "http/multipart.h"
#include "http/urlform.h"

struct fields {
	struct slice pdf, number, code, seal, switched;
	bool has_file, named_file;    /* the form has a file's place; one was chosen */
};

static enum err read_fields(struct ctx *cx, struct slice content_type, struct slice body, struct fields *f)
{
	if (multipart_is(content_type)) {
		struct multipart m;
		enum err err = multipart_parse(cx, content_type, body, &m);
		if (err)
			return err;
		*f = (struct fields){ .pdf = multipart_data(&m, "pdf"), .number = multipart_data(&m, "number"), .code = multipart_data(&m, "code"),
			.seal = multipart_data(&m, "seal"), .switched = multipart_data(&m, "switched") };
		for (size_t i = 0; i < m.count; i++) {
			if (slice_is(m.parts[i].name, "pdf")) {
				f->has_file = true;
				f->named_file = m.parts[i].filename.n > 0;
			}
		}
		return OK;
	}
	if (urlform_is(content_type)) {
		struct urlform u;
		enum err err = urlform_parse(cx, body, &u);
		if (err)
			return err;
		*f = (struct fields){ .number = urlform_value(&u, "number"), .code = urlform_value(&u, "code"), .seal = urlform_value(&u, "seal"),
			.switched = urlform_value(&u, "switched") };
		return OK;
	}
	return fail(cx, ERR_FORM_TYPE, "the form is neither multipart/form-data nor application/x-www-form-urlencoded");
}

/* A wedge scanner types the whole seal into whatever field has the cursor; no number or code holds a '#' or is that long. */
static bool is_seal_text(struct slice s) { return s.n > 60 || slice_find(s, SLICE("#"), 0) != SIZE_MAX; }

static enum ask_flaw find_flaw(const struct fields *f)
{
	bool typed = f->number.n || f->code.n;
	if ((f->pdf.n != 0) + (f->seal.n != 0) + typed > 1)
		return ASK_TWO;
	if (f->pdf.n || f->seal.n || is_seal_text(f->number) || is_seal_text(f->code) || (f->number.n && f->code.n))
		return ASK_FINE;
	if (typed)
		return f->number.n ? ASK_NO_CODE : ASK_NO_NUMBER;
	return !f->has_file ? ASK_NOTHING : f->named_file ? ASK_EMPTY_FILE : ASK_NO_FILE;
}

static enum err pick(struct ctx *cx, const struct fields *f, enum ask_flaw flaw, struct question *q)
{
	static const char *const why[] = { [ASK_NO_FILE] = "no file was chosen", [ASK_EMPTY_FILE] = "the file is empty",
		[ASK_NOTHING] = "the form holds no file, no seal, and neither number nor code", [ASK_NO_NUMBER] = "the document number is missing",
		[ASK_NO_CODE] = "the verification code is missing", [ASK_TWO] = "the form asks two things at once" };
	if (flaw != ASK_FINE)
		return fail(cx, ERR_FORM, "%s", why[flaw]);
	if (f->pdf.n)
		*q = (struct question){ .kind = QUESTION_PDF, .pdf = f->pdf };
	else if (f->seal.n)
		*q = (struct question){ .kind = QUESTION_SEAL, .seal = f->seal };
	else if (is_seal_text(f->number) || is_seal_text(f->code))
		*q = (struct question){ .kind = QUESTION_SEAL, .seal = is_seal_text(f->number) ? f->number : f->code };
	else
		*q = (struct question){ .kind = QUESTION_CODE, .number = f->number, .code = f->code };
	return OK;
}

enum err ask_form(struct ctx *cx, struct slice content_type, struct slice body, struct ask *out)
{
	struct fields f;
	*out = (struct ask){ 0 };
	enum err err = read_fields(cx, content_type, body, &f);
	if (err)
		return err;
	if (f.number.n > LIMIT_SEAL_TEXT || f.code.n > LIMIT_SEAL_TEXT || f.seal.n > LIMIT_SEAL_TEXT)
		return fail(cx, ERR_LIMIT, "a typed field is over %d bytes", LIMIT_SEAL_TEXT);
	out->typed_number = f.number;
	out->typed_code = f.code;
	out->typed_seal = f.seal;
	out->switched = f.switched.n != 0;
	out->flaw = out->switched ? ASK_FINE : find_flaw(&f);
	return out->switched ? OK : pick(cx, &f, out->flaw, &out->question);
}
