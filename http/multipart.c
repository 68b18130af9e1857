/* Owns: reading multipart/form-data. */
#include "http/multipart.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

#define MAX_BOUNDARY 70 /* RFC 2046 5.1.1 */

static bool is_token(uint8_t c) { return c > 0x20 && c < 0x7f && !strchr("()<>@,;:\\\"/[]?={}", c); }

/* RFC 2046 5.1.1 bcharsnospace; the space is legal there, but no browser writes it. */
static bool is_boundary(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!letter && (c == 0 || !strchr("'()+_,-./:=?", c)))
			return false;
	}
	return s.n > 0 && s.n <= MAX_BOUNDARY;
}

static bool same_word(struct slice s, const char *word)
{
	return s.n == strlen(word) && strncasecmp((const char *)s.p, word, s.n) == 0;
}

static struct slice take_token(struct rd *r)
{
	const uint8_t *start = r->p;
	while (rd_peek(r) >= 0 && is_token((uint8_t)rd_peek(r)))
		rd_u8(r);
	return slice_of(start, (size_t)(r->p - start));
}

static void skip_space(struct rd *r)
{
	while (rd_peek(r) == ' ' || rd_peek(r) == '\t')
		rd_u8(r);
}

/* RFC 9110 5.6.6: token or quoted string, here without backslash escapes, which browsers replace by percent signs. */
static struct slice take_value(struct rd *r)
{
	if (rd_peek(r) != '"')
		return take_token(r);
	rd_u8(r);
	const uint8_t *start = r->p;
	while (rd_peek(r) >= 0x20 && rd_peek(r) != '"' && rd_peek(r) != '\\' && rd_peek(r) != 0x7f)
		rd_u8(r);
	struct slice value = slice_of(start, (size_t)(r->p - start));
	rd_expect(r, SLICE("\""));
	return value;
}

/* Next ";name=value"; false at the end. A fault shows in r->failed. */
static bool take_parameter(struct rd *r, struct slice *name, struct slice *value)
{
	skip_space(r);
	if (rd_left(r) == 0 || r->failed)
		return false;
	rd_expect(r, SLICE(";"));
	skip_space(r);
	*name = take_token(r);
	rd_expect(r, SLICE("="));
	*value = take_value(r);
	if (name->n == 0)
		r->failed = true;
	return !r->failed;
}

bool multipart_is(struct slice content_type)
{
	struct slice type = SLICE("multipart/form-data");
	if (content_type.n < type.n || strncasecmp((const char *)content_type.p, (const char *)type.p, type.n) != 0)
		return false;
	uint8_t next = content_type.n > type.n ? content_type.p[type.n] : ';';
	return next == ';' || next == ' ' || next == '\t';
}

static enum err parse_boundary(struct ctx *cx, struct slice content_type, struct slice *out)
{
	if (!multipart_is(content_type))
		return fail(cx, ERR_FORM, "RFC 7578 4: the body is not multipart/form-data");
	struct rd r = rd_of(slice_sub(content_type, sizeof "multipart/form-data" - 1, SIZE_MAX));
	struct slice name, value, boundary = { 0 };
	while (take_parameter(&r, &name, &value)) {
		if (!same_word(name, "boundary"))
			continue;
		if (boundary.p)
			return fail(cx, ERR_FORM, "RFC 2046 5.1.1: two boundary parameters");
		boundary = value;
	}
	if (!rd_end(&r) || !boundary.p || !is_boundary(boundary))
		return fail(cx, ERR_FORM, "RFC 2046 5.1.1: the boundary parameter is missing or malformed");
	*out = boundary;
	return OK;
}

static enum err parse_disposition(struct ctx *cx, struct slice value, struct multipart_part *part)
{
	struct rd r = rd_of(value);
	if (part->name.p)
		return fail(cx, ERR_FORM, "RFC 7578 4.2: two Content-Disposition lines in one part");
	if (!same_word(take_token(&r), "form-data"))
		return fail(cx, ERR_FORM, "RFC 7578 4.2: disposition is not form-data");
	struct slice key, text;
	while (take_parameter(&r, &key, &text)) {
		struct slice *place = same_word(key, "name") ? &part->name : same_word(key, "filename") ? &part->filename : NULL;
		if (!place || place->p)
			return fail(cx, ERR_FORM, "RFC 7578 4.2: a disposition parameter is doubled or not allowed");
		*place = text;
	}
	if (!rd_end(&r) || part->name.n == 0 || !text_is_utf8(part->name) || !text_is_utf8(part->filename))
		return fail(cx, ERR_FORM, "RFC 7578 4.2: the disposition line is malformed or has no name");
	return OK;
}

/* One header line without its CRLF. */
static enum err parse_line(struct ctx *cx, struct slice line, struct multipart_part *part)
{
	struct rd r = rd_of(line);
	struct slice name = take_token(&r);
	rd_expect(&r, SLICE(":"));
	skip_space(&r);
	if (r.failed || name.n == 0)
		return fail(cx, ERR_FORM, "RFC 7578 4.8: a header line of a part is malformed");
	struct slice value = slice_of(r.p, rd_left(&r));
	for (size_t i = 0; i < value.n; i++) {
		if ((value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7f)
			return fail(cx, ERR_FORM, "RFC 7578 4.8: control character in a header of a part");
	}
	if (same_word(name, "content-disposition"))
		return parse_disposition(cx, value, part);
	if (same_word(name, "content-transfer-encoding"))
		return fail(cx, ERR_FORM, "RFC 7578 4.7: transfer encodings are not used in forms");
	if (same_word(name, "content-type")) {
		if (part->content_type.p)
			return fail(cx, ERR_FORM, "RFC 7578 4.4: two Content-Type lines in one part");
		part->content_type = value;
	}
	return OK; /* 4.8: other header fields are ignored */
}

/* Header lines up to and with the empty line. */
static enum err parse_headers(struct ctx *cx, struct slice body, size_t *at, struct multipart_part *part)
{
	size_t start = *at;
	for (;;) {
		size_t end = slice_find(body, SLICE("\r\n"), *at);
		if (end == SIZE_MAX)
			return fail(cx, ERR_FORM, "RFC 7578 4.8: the headers of a part do not end");
		if (end - start > LIMIT_FORM_HEADER)
			return fail(cx, ERR_LIMIT, "the headers of a form part are over %d bytes", LIMIT_FORM_HEADER);
		struct slice line = slice_sub(body, *at, end - *at);
		*at = end + 2;
		if (line.n == 0)
			break;
		enum err err = parse_line(cx, line, part);
		if (err)
			return err;
	}
	return part->name.p ? OK : fail(cx, ERR_FORM, "RFC 7578 4.2: a part has no Content-Disposition");
}

static enum err add_part(struct ctx *cx, struct multipart *m, const struct multipart_part *part)
{
	for (size_t i = 0; i < m->count; i++) {
		if (slice_eq(m->parts[i].name, part->name))
			return fail(cx, ERR_FORM, "RFC 7578 5.2: two parts have the same name");
	}
	if (m->count == MULTIPART_MAX_PARTS)
		return fail(cx, ERR_LIMIT, "a form has more than %d parts", MULTIPART_MAX_PARTS);
	m->parts[m->count++] = *part;
	return OK;
}

/* From behind a delimiter's boundary: CRLF opens another part, "--" with an optional CRLF must be the very end. */
static enum err parse_tail(struct ctx *cx, struct slice body, size_t *at, bool *last)
{
	struct slice rest = slice_sub(body, *at, SIZE_MAX);
	*last = slice_starts(rest, SLICE("--"));
	*at += 2;
	if (!*last)
		return slice_starts(rest, SLICE("\r\n")) ? OK : fail(cx, ERR_FORM, "RFC 2046 5.1.1: a delimiter is followed by other bytes");
	if (rest.n == 2 || slice_is(rest, "--\r\n"))
		return OK;
	return fail(cx, ERR_FORM, "RFC 2046 5.1.1: bytes behind the last delimiter");
}

enum err multipart_parse(struct ctx *cx, struct slice content_type, struct slice body, struct multipart *out)
{
	struct slice boundary = { 0 };
	uint8_t room[MAX_BOUNDARY + 4] = "\r\n--";
	*out = (struct multipart){ 0 };
	enum err err = parse_boundary(cx, content_type, &boundary);
	if (err)
		return err;
	memcpy(room + 4, boundary.p, boundary.n);
	struct slice delimiter = slice_of(room, boundary.n + 4), opening = slice_sub(delimiter, 2, SIZE_MAX);
	if (!slice_starts(body, opening))
		return fail(cx, ERR_FORM, "RFC 2046 5.1.1: the body does not begin with its delimiter");
	size_t at = opening.n;
	bool last = false;
	err = parse_tail(cx, body, &at, &last);
	while (!err && !last) {
		struct multipart_part part = { 0 };
		err = parse_headers(cx, body, &at, &part);
		if (err)
			break;
		/* RFC 2046 5.1.1: the CRLF before the delimiter is its own, so an empty part has one CRLF behind the empty line too. */
		size_t end = slice_find(body, delimiter, at);
		if (end == SIZE_MAX) {
			err = fail(cx, ERR_FORM, "RFC 2046 5.1.1: the last delimiter is missing");
			break;
		}
		part.data = slice_sub(body, at, end - at);
		at = end + delimiter.n;
		err = add_part(cx, out, &part);
		if (!err)
			err = parse_tail(cx, body, &at, &last);
	}
	if (err)
		*out = (struct multipart){ 0 };
	return err;
}

struct slice multipart_data(const struct multipart *m, const char *name)
{
	for (size_t i = 0; i < m->count; i++) {
		if (slice_is(m->parts[i].name, name))
			return m->parts[i].data;
	}
	return (struct slice){ 0 };
}
