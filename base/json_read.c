/*
 * Owns: reading JSON text (RFC 8259) into the arena in one pass. Strict: well-formed UTF-8, no NUL, no lone surrogates (8.2), no
 * member name twice (4), integers of 64 bits, nothing behind the value. Must never go deeper or grow larger than its caps.
 */
#include "base/json.h"

#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct ctx *cx;
	const uint8_t *start, *at, *end;
	size_t nodes;
};

static enum err read_value(struct reader *r, unsigned depth, struct json *to);

/* Names the place, never the text. */
static enum err refuse(struct reader *r, const char *why)
{
	const uint8_t *line = r->start;
	unsigned lines = 1;
	for (const uint8_t *p = r->start; p < r->at; p++) {
		if (*p == '\n') {
			line = p + 1;
			lines++;
		}
	}
	size_t column = text_length(slice_of(line, (size_t)(r->at - line))) + 1;
	return fail(r->cx, ERR_JSON, "RFC 8259: not well-formed JSON at line %u, column %zu%s%s", lines, column, *why ? ": " : "", why);
}

static void skip_space(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r'))
		r->at++;
}

/* Takes the byte if it comes next. */
static bool take(struct reader *r, uint8_t c)
{
	bool there = r->at < r->end && *r->at == c;
	r->at += there;
	return there;
}

static bool is_digit(const struct reader *r) { return r->at < r->end && *r->at >= '0' && *r->at <= '9'; }

/* ---- strings (7) ---- */

/* Four hex digits, or -1. */
static int32_t read_unit(const uint8_t *p, const uint8_t *end)
{
	int32_t v = 0;
	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		uint8_t c = p[i], low = c | 0x20;
		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			v = v << 4 | (low - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* What \uXXXX at p means, and how many bytes it takes behind the 'u'; 0 = nothing that may stand there. */
static size_t read_code_point(const uint8_t *p, const uint8_t *end, int32_t *out)
{
	int32_t high = read_unit(p, end);
	*out = high;
	if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
		return 0;
	if (high < 0xd800 || high > 0xdbff)
		return 4;
	if (end - p < 10 || p[4] != '\\' || p[5] != 'u')
		return 0;
	int32_t low = read_unit(p + 6, end);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*out = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	return 10;
}

static size_t put_code_point(uint8_t *to, int32_t c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const uint8_t leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		to[i] = (uint8_t)(0x80 | (c & 0x3f));
	to[0] = (uint8_t)(leads[n] | c);
	return n;
}

/* The text between the quotes without its escapes, which are longer than what they mean. False: an escape that is none. */
static bool unescape(struct ctx *cx, struct slice raw, struct slice *out)
{
	static const char letters[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	uint8_t *text = ctx_alloc(cx, raw.n + 1), *to = text;
	const uint8_t *end = raw.p + raw.n;
	for (const uint8_t *p = raw.p; p < end; p++) {
		if (*p != '\\') {
			*to++ = *p;
			continue;
		}
		const char *letter = ++p < end ? memchr(letters, *p, sizeof letters - 1) : NULL;
		int32_t c = letter ? means[letter - letters] : 0;
		if (!letter) {
			size_t taken = p < end && *p == 'u' ? read_code_point(p + 1, end, &c) : 0;
			if (taken == 0)
				return false;
			p += taken;
		}
		to += put_code_point(to, c);
	}
	*out = slice_of(text, (size_t)(to - text));
	return true;
}

/* Behind the opening quote; NUL-terminated in the arena. */
static enum err read_string(struct reader *r, struct slice *out)
{
	const uint8_t *p = r->at;
	uint8_t high = 0;
	bool escapes = false;
	for (; p < r->end && *p != '"' && *p >= 0x20; p++) {
		high |= *p;
		if (*p == '\\') {
			escapes = true;
			if (++p == r->end)
				break;
			/* The byte behind it is judged with the escape, but a raw control character is none. */
			if (*p < 0x20)
				break;
			high |= *p;
		}
	}
	struct slice raw = slice_of(r->at, (size_t)(p - r->at));
	if (p >= r->end || *p != '"') {
		r->at = p;
		return refuse(r, "");
	}
	if (high & 0x80 && !text_is_utf8(raw))
		return refuse(r, "");
	if (!escapes)
		*out = ctx_copy(r->cx, raw);
	else if (!unescape(r->cx, raw, out))
		return refuse(r, "");
	r->at = p + 1;
	return OK;
}

/* ---- numbers (6) ---- */

static bool skip_digits(struct reader *r)
{
	const uint8_t *from = r->at;
	while (is_digit(r))
		r->at++;
	return r->at > from;
}

static enum err read_integer(struct reader *r, const uint8_t *p, struct json *to)
{
	bool negative = *p == '-';
	int64_t v = 0;
	for (p += negative; p < r->at; p++) {
		int digit = *p - '0';
		/* Downwards: the smallest number has no positive twin. */
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
			return refuse(r, "");
	}
	if (!negative && __builtin_sub_overflow(0, v, &v))
		return refuse(r, "");
	to->type = JSON_IS_INTEGER;
	to->integer = v;
	to->real = (double)v;
	return OK;
}

static enum err read_real(struct reader *r, const uint8_t *p, struct json *to)
{
	errno = 0;
	to->type = JSON_IS_REAL;
	to->real = strtod(ctx_string(r->cx, slice_of(p, (size_t)(r->at - p))), NULL);
	return isfinite(to->real) ? OK : refuse(r, "");
}

static enum err read_number(struct reader *r, struct json *to)
{
	const uint8_t *from = r->at;
	bool real = false;
	take(r, '-');
	if (!take(r, '0') && !skip_digits(r))
		return refuse(r, "");
	if (take(r, '.')) {
		real = true;
		if (!skip_digits(r))
			return refuse(r, "");
	}
	if (take(r, 'e') || take(r, 'E')) {
		real = true;
		if (!take(r, '+'))
			take(r, '-');
		if (!skip_digits(r))
			return refuse(r, "");
	}
	return real ? read_real(r, from, to) : read_integer(r, from, to);
}

/* ---- arrays and objects (4, 5) ---- */

static struct json *add_child(struct reader *r, struct json *parent, struct json *last)
{
	struct json *child = ctx_alloc(r->cx, sizeof *child);
	if (last)
		last->next = child;
	else
		parent->first = child;
	parent->count++;
	return child;
}

static enum err read_array(struct reader *r, unsigned depth, struct json *to)
{
	struct json *last = NULL;
	to->type = JSON_IS_ARRAY;
	skip_space(r);
	if (take(r, ']'))
		return OK;
	for (;;) {
		last = add_child(r, to, last);
		enum err e = read_value(r, depth + 1, last);
		if (e != OK)
			return e;
		skip_space(r);
		if (take(r, ']'))
			return OK;
		if (!take(r, ','))
			return refuse(r, "");
	}
}

static enum err read_name(struct reader *r, const struct json *object, struct slice *out)
{
	skip_space(r);
	if (!take(r, '"'))
		return refuse(r, "");
	enum err e = read_string(r, out);
	if (e != OK)
		return e;
	if (object->count == LIMIT_JSON_MEMBERS)
		return fail(r->cx, ERR_LIMIT, "JSON object has more than %d members", LIMIT_JSON_MEMBERS);
	for (const struct json *v = object->first; v; v = v->next) {
		if (slice_eq(v->key, *out))
			return refuse(r, "a member name appears twice");
	}
	skip_space(r);
	return take(r, ':') ? OK : refuse(r, "");
}

static enum err read_object(struct reader *r, unsigned depth, struct json *to)
{
	struct json *last = NULL;
	to->type = JSON_IS_OBJECT;
	skip_space(r);
	if (take(r, '}'))
		return OK;
	for (;;) {
		struct slice key = { 0 };
		enum err e = read_name(r, to, &key);
		if (e != OK)
			return e;
		last = add_child(r, to, last);
		last->key = key;
		e = read_value(r, depth + 1, last);
		if (e != OK)
			return e;
		skip_space(r);
		if (take(r, '}'))
			return OK;
		if (!take(r, ','))
			return refuse(r, "");
	}
}

static enum err read_word(struct reader *r, struct json *to)
{
	struct slice rest = slice_of(r->at, (size_t)(r->end - r->at));
	size_t n = 4;
	if (slice_starts(rest, SLICE("null"))) {
		to->type = JSON_IS_NULL;
	} else if (slice_starts(rest, SLICE("true"))) {
		to->type = JSON_IS_BOOL;
		to->boolean = true;
	} else if (slice_starts(rest, SLICE("false"))) {
		to->type = JSON_IS_BOOL;
		n = 5;
	} else {
		return refuse(r, "");
	}
	r->at += n;
	return OK;
}

static enum err read_value(struct reader *r, unsigned depth, struct json *to)
{
	if (depth > LIMIT_JSON_DEPTH || ++r->nodes > LIMIT_JSON_NODES)
		return fail(r->cx, ERR_LIMIT, "JSON nests deeper than %d or holds more than %d values", LIMIT_JSON_DEPTH, LIMIT_JSON_NODES);
	skip_space(r);
	if (take(r, '{'))
		return read_object(r, depth, to);
	if (take(r, '['))
		return read_array(r, depth, to);
	if (take(r, '"')) {
		to->type = JSON_IS_STRING;
		return read_string(r, &to->string);
	}
	return is_digit(r) || (r->at < r->end && *r->at == '-') ? read_number(r, to) : read_word(r, to);
}

enum err json_parse(struct ctx *cx, struct slice text, struct json **out)
{
	if (text.n > LIMIT_JSON_BYTES)
		return fail(cx, ERR_LIMIT, "JSON is longer than %d bytes", LIMIT_JSON_BYTES);
	if (!text.p)
		text = SLICE("");
	struct reader r = { .cx = cx, .start = text.p, .at = text.p, .end = text.p + text.n };
	struct json *root = ctx_alloc(cx, sizeof *root);
	enum err e = read_value(&r, 0, root);
	if (e != OK)
		return e;
	skip_space(&r);
	if (r.at != r.end)
		return refuse(&r, "");
	*out = root;
	return OK;
}
