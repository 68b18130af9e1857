/* Owns: reading application/x-www-form-urlencoded. */
#include "http/urlform.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

bool urlform_is(struct slice content_type)
{
	struct slice type = SLICE("application/x-www-form-urlencoded");
	if (content_type.n < type.n || strncasecmp((const char *)content_type.p, (const char *)type.p, type.n) != 0)
		return false;
	uint8_t next = content_type.n > type.n ? content_type.p[type.n] : ';';
	return next == ';' || next == ' ' || next == '\t';
}

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum err decode(struct ctx *cx, struct slice coded, struct slice *out)
{
	uint8_t *p = ctx_alloc(cx, coded.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < coded.n; i++) {
		uint8_t c = coded.p[i];
		if (c == '%') {
			int high = i + 2 < coded.n ? digit(coded.p[i + 1]) : -1, low = i + 2 < coded.n ? digit(coded.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				return fail(cx, ERR_FORM, "WHATWG URL 5.1: a percent sign without two hexadecimal digits");
			c = (uint8_t)(high << 4 | low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		} else if (c <= 0x20 || c >= 0x7f) {
			return fail(cx, ERR_FORM, "WHATWG URL 5.1: a byte that must be percent-encoded");
		}
		p[n++] = c;
	}
	*out = slice_of(p, n);
	return text_is_utf8(*out) ? OK : fail(cx, ERR_FORM, "WHATWG URL 5.1: a field is not UTF-8 text");
}

static enum err add_field(struct ctx *cx, struct urlform *form, struct slice pair)
{
	struct slice name, value;
	size_t equals = slice_find(pair, SLICE("="), 0);
	if (equals == SIZE_MAX || equals == 0)
		return fail(cx, ERR_FORM, "WHATWG URL 5.1: a field without name or value");
	enum err err = decode(cx, slice_sub(pair, 0, equals), &name);
	if (!err)
		err = decode(cx, slice_sub(pair, equals + 1, SIZE_MAX), &value);
	if (err)
		return err;
	for (size_t i = 0; i < form->count; i++) {
		if (slice_eq(form->fields[i].name, name))
			return fail(cx, ERR_FORM, "WHATWG URL 5.1: two fields have the same name");
	}
	if (form->count == URLFORM_MAX_FIELDS)
		return fail(cx, ERR_LIMIT, "a form has more than %d fields", URLFORM_MAX_FIELDS);
	form->fields[form->count].name = name;
	form->fields[form->count].value = value;
	form->count++;
	return OK;
}

enum err urlform_parse(struct ctx *cx, struct slice body, struct urlform *out)
{
	*out = (struct urlform){ 0 };
	if (body.n > LIMIT_FORM_TEXT)
		return fail(cx, ERR_LIMIT, "a typed form is over %d bytes", LIMIT_FORM_TEXT);
	for (size_t at = 0; at < body.n;) {
		size_t end = slice_find(body, SLICE("&"), at);
		end = end == SIZE_MAX ? body.n : end;
		enum err err = add_field(cx, out, slice_sub(body, at, end - at));
		at = end + 1;
		if (!err && at == body.n)
			err = fail(cx, ERR_FORM, "WHATWG URL 5.1: the form ends in an ampersand");
		if (err) {
			*out = (struct urlform){ 0 };
			return err;
		}
	}
	return OK;
}

struct slice urlform_value(const struct urlform *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++) {
		if (slice_is(f->fields[i].name, name))
			return f->fields[i].value;
	}
	return (struct slice){ 0 };
}

void urlform_put(struct buf *b, const char *name, struct slice value)
{
	static const char digits[] = "0123456789ABCDEF";
	if (!value.n)
		return;
	buf_printf(b, "%s%s=", b->n ? "&" : "", name);
	for (size_t i = 0; i < value.n; i++) {
		uint8_t c = value.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_') {
			buf_putc(b, c);
		} else {
			buf_putc(b, '%');
			buf_putc(b, (uint8_t)digits[c >> 4]);
			buf_putc(b, (uint8_t)digits[c & 15]);
		}
	}
}
