/* Owns: JSON in and out; turns jansson's tree into ours. */
#include "base/json.h"

#include "base/limits.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct conversion {
	struct ctx *cx;
	size_t nodes;
};

static enum err convert(struct conversion *c, json_t *from, unsigned depth, struct json *to);

static enum err convert_child(struct conversion *c, json_t *from, unsigned depth, struct slice key, struct json *parent, struct json **last)
{
	struct json *child = ctx_alloc(c->cx, sizeof *child);
	child->key = key.p ? ctx_copy(c->cx, key) : key;
	enum err e = convert(c, from, depth + 1, child);
	if (e != OK)
		return e;
	if (*last)
		(*last)->next = child;
	else
		parent->first = child;
	*last = child;
	parent->count++;
	return OK;
}

static enum err convert_children(struct conversion *c, json_t *from, unsigned depth, struct json *to)
{
	struct json *last = NULL;
	enum err e = OK;
	if (to->type == JSON_IS_ARRAY) {
		for (size_t i = 0; e == OK && i < json_array_size(from); i++)
			e = convert_child(c, json_array_get(from, i), depth, (struct slice){ 0 }, to, &last);
		return e;
	}
	for (void *at = json_object_iter(from); e == OK && at; at = json_object_iter_next(from, at))
		e = convert_child(c, json_object_iter_value(at), depth, slice_str(json_object_iter_key(at)), to, &last);
	return e;
}

/* 1.0 and 1e0 are the integer 1 (JSON Schema Core 4.2.2); beyond 2^53 not every integer has a double. */
static bool is_whole(double v) { return v >= -0x1p53 && v <= 0x1p53 && !(v < (double)(int64_t)v) && !(v > (double)(int64_t)v); }

static enum err convert(struct conversion *c, json_t *from, unsigned depth, struct json *to)
{
	if (depth > LIMIT_JSON_DEPTH || ++c->nodes > LIMIT_JSON_NODES)
		return fail(c->cx, ERR_LIMIT, "JSON nests deeper than %d or holds more than %d values", LIMIT_JSON_DEPTH, LIMIT_JSON_NODES);
	switch (json_typeof(from)) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		to->type = json_is_array(from) ? JSON_IS_ARRAY : JSON_IS_OBJECT;
		return convert_children(c, from, depth, to);
	case JSON_STRING:
		to->type = JSON_IS_STRING;
		to->string = ctx_copy(c->cx, slice_of(json_string_value(from), json_string_length(from)));
		return OK;
	case JSON_INTEGER:
		to->type = JSON_IS_INTEGER;
		to->integer = json_integer_value(from);
		to->real = (double)to->integer;
		return OK;
	case JSON_REAL:
		to->real = json_real_value(from);
		to->type = is_whole(to->real) ? JSON_IS_INTEGER : JSON_IS_REAL;
		to->integer = is_whole(to->real) ? (int64_t)to->real : 0;
		return OK;
	case JSON_TRUE:
	case JSON_FALSE:
		to->type = JSON_IS_BOOL;
		to->boolean = json_is_true(from);
		return OK;
	default:
		to->type = JSON_IS_NULL;
		return OK;
	}
}

/* jansson quotes the input in its own sentence: only the place and the kind of fault are ours to repeat. */
static enum err refuse(struct ctx *cx, struct slice text, const json_error_t *error)
{
	static const char *const words[] = {
		[json_error_stack_overflow] = ": it nests too deep",
		[json_error_invalid_utf8] = ": bytes that are not UTF-8",
		[json_error_premature_end_of_input] = ": it ends too early",
		[json_error_end_of_input_expected] = ": something follows behind its end",
		[json_error_null_character] = ": the character U+0000",
		[json_error_null_byte_in_key] = ": the character U+0000 in a member name",
		[json_error_duplicate_key] = ": a member name appears twice",
		[json_error_numeric_overflow] = ": a number too large",
	};
	size_t code = json_error_code(error);
	const char *why = code < sizeof words / sizeof *words && words[code] ? words[code] : "";
	/* Within one line, such as a line of NDJSON that has a number of its own, a second line number would mislead. */
	if (!text.n || !memchr(text.p, '\n', text.n))
		return fail(cx, ERR_JSON, "RFC 8259: not well-formed JSON at column %d%s", error->column, why);
	return fail(cx, ERR_JSON, "RFC 8259: not well-formed JSON at line %d, column %d%s", error->line, error->column, why);
}

enum err json_parse(struct ctx *cx, struct slice text, struct json **out)
{
	if (text.n > LIMIT_JSON_BYTES)
		return fail(cx, ERR_LIMIT, "JSON is longer than %d bytes", LIMIT_JSON_BYTES);
	json_error_t error;
	json_t *tree = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!tree)
		return refuse(cx, text, &error);
	struct conversion c = { .cx = cx };
	struct json *root = ctx_alloc(cx, sizeof *root);
	enum err e = convert(&c, tree, 0, root);
	json_decref(tree);
	if (e == OK)
		*out = root;
	return e;
}

static void skip_space(struct rd *r)
{
	for (int c = rd_peek(r); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = rd_peek(r))
		(void)rd_u8(r);
}

static void expect_after_space(struct rd *r, struct slice literal)
{
	skip_space(r);
	rd_expect(r, literal);
}

/* No control character, no backslash, no byte beyond ASCII, which is negative here: stands for itself in a JSON string. */
static bool is_literal_ascii(struct slice s)
{
	typedef int8_t lane __attribute__((vector_size(16)));
	static const lane none;
	lane bad = { 0 }, bytes;
	size_t at = 0;
	for (; s.n - at >= sizeof bytes; at += sizeof bytes) {
		memcpy(&bytes, s.p + at, sizeof bytes);
		bad |= (bytes < 0x20) | (bytes == '\\');
	}
	bytes = none + ' ';
	if (at < s.n)
		memcpy(&bytes, s.p + at, s.n - at);
	bad |= (bytes < 0x20) | (bytes == '\\');
	return memcmp(&bad, &none, sizeof bad) == 0;
}

bool json_only_text(struct slice json, const char *key, struct slice *text)
{
	struct rd r = rd_of(json);
	if (json.n > LIMIT_JSON_BYTES)
		return false;
	expect_after_space(&r, SLICE("{"));
	expect_after_space(&r, SLICE("\""));
	rd_expect(&r, slice_str(key));
	rd_expect(&r, SLICE("\""));
	expect_after_space(&r, SLICE(":"));
	expect_after_space(&r, SLICE("\""));
	const uint8_t *end = rd_left(&r) ? memchr(r.p, '"', rd_left(&r)) : NULL;
	struct slice inside = rd_take(&r, end ? (size_t)(end - r.p) : 0);
	rd_expect(&r, SLICE("\""));
	expect_after_space(&r, SLICE("}"));
	skip_space(&r);
	if (!rd_end(&r) || !is_literal_ascii(inside))
		return false;
	*text = inside;
	return true;
}

const struct json *json_get(const struct json *o, const char *key)
{
	if (!o || o->type != JSON_IS_OBJECT)
		return NULL;
	for (const struct json *v = o->first; v; v = v->next) {
		if (slice_is(v->key, key))
			return v;
	}
	return NULL;
}

struct slice json_text(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);
	return v && v->type == JSON_IS_STRING ? v->string : (struct slice){ 0 };
}

bool json_take_int(const struct json *o, const char *key, int64_t *out)
{
	const struct json *v = json_get(o, key);
	if (!v || v->type != JSON_IS_INTEGER)
		return false;
	*out = v->integer;
	return true;
}

int64_t json_int(const struct json *o, const char *key)
{
	int64_t value = 0;
	(void)json_take_int(o, key, &value);
	return value;
}

bool json_flag(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);
	return v && v->type == JSON_IS_BOOL && v->boolean;
}

static bool is_number(const struct json *v) { return v->type == JSON_IS_INTEGER || v->type == JSON_IS_REAL; }

static const struct json *member(const struct json *o, struct slice key)
{
	const struct json *v = o->first;
	while (v && !slice_eq(v->key, key))
		v = v->next;
	return v;
}

static bool same_members(const struct json *a, const struct json *b)
{
	for (const struct json *v = a->first; v; v = v->next) {
		const struct json *w = member(b, v->key);
		if (!w || !json_same(v, w))
			return false;
	}
	return true;
}

static bool same_items(const struct json *a, const struct json *b)
{
	const struct json *w = b->first;
	for (const struct json *v = a->first; v; v = v->next, w = w->next) {
		if (!json_same(v, w))
			return false;
	}
	return true;
}

bool json_same(const struct json *a, const struct json *b)
{
	if (is_number(a) && is_number(b)) {
		if (a->type == JSON_IS_INTEGER && b->type == JSON_IS_INTEGER)
			return a->integer == b->integer;
		return !(a->real < b->real) && !(a->real > b->real);
	}
	if (a->type != b->type || a->count != b->count)
		return false;
	switch (a->type) {
	case JSON_IS_BOOL:
		return a->boolean == b->boolean;
	case JSON_IS_STRING:
		return slice_eq(a->string, b->string);
	case JSON_IS_ARRAY:
		return same_items(a, b);
	case JSON_IS_OBJECT:
		return same_members(a, b);
	default:
		return true;
	}
}

static void put_escape(struct buf *b, uint8_t c)
{
	if (c == '"' || c == '\\')
		buf_put(b, (const uint8_t[]){ '\\', c }, 2);
	else if (c == '\n')
		buf_puts(b, "\\n");
	else
		buf_printf(b, "\\u%04x", c);
}

static bool needs_escape(uint8_t c) { return c < 0x20 || c == 0x7f || c == '"' || c == '\\'; }

/* The same of eight bytes at once: one of them is below 0x20, a DEL, a quote or a backslash. */
static bool any_needs_escape(const uint8_t *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;
	memcpy(&word, p, 8);
	uint64_t found = (word - 0x20 * ones) & ~word;
	static const uint8_t wanted[] = { '"', '\\', 0x7f };
	for (size_t i = 0; i < sizeof wanted; i++) {
		uint64_t same = word ^ wanted[i] * ones;
		found |= (same - ones) & ~same;
	}
	return found & 0x80 * ones;
}

static void put_quoted(struct buf *b, struct slice text)
{
	size_t from = 0, clean = 0;
	while (text.n - clean >= 8 && !any_needs_escape(text.p + clean))
		clean += 8;
	while (clean < text.n && !needs_escape(text.p[clean]))
		clean++;
	/* Nearly every text: one piece. */
	if (clean == text.n) {
		uint8_t *at = buf_grow(b, text.n + 2);
		if (!at)
			return;
		at[0] = at[text.n + 1] = '"';
		if (text.n)
			memcpy(at + 1, text.p, text.n);
		return;
	}
	buf_putc(b, '"');
	for (size_t i = clean; i < text.n; i++) {
		uint8_t c = text.p[i];
		if (!needs_escape(c))
			continue;
		buf_put(b, text.p + from, i - from);
		put_escape(b, c);
		from = i + 1;
	}
	buf_put(b, text.p + from, text.n - from);
	buf_putc(b, '"');
}

struct json_out json_out(struct buf *b) { return (struct json_out){ .b = b }; }
struct json_out json_out_inside(struct buf *b) { return (struct json_out){ .b = b, .comma = true }; }

static void put_key(struct json_out *o, const char *key)
{
	if (o->comma)
		buf_putc(o->b, ',');
	o->comma = true;
	if (key) {
		put_quoted(o->b, slice_str(key));
		buf_putc(o->b, ':');
	}
}

void json_begin(struct json_out *o, const char *key, char bracket)
{
	put_key(o, key);
	buf_putc(o->b, (uint8_t)bracket);
	o->comma = false;
}

void json_end(struct json_out *o, char bracket)
{
	buf_putc(o->b, (uint8_t)bracket);
	o->comma = true;
}

void json_put_text(struct json_out *o, const char *key, struct slice text)
{
	put_key(o, key);
	put_quoted(o->b, text);
}

void json_put_str(struct json_out *o, const char *key, const char *text) { json_put_text(o, key, slice_str(text)); }

void json_put_int(struct json_out *o, const char *key, int64_t v)
{
	put_key(o, key);
	buf_decimal(o->b, v);
}

void json_put_real(struct json_out *o, const char *key, double v)
{
	put_key(o, key);
	if (isfinite(v))
		buf_printf(o->b, "%.17g", v);
	else
		buf_puts(o->b, "null");
}

void json_put_bool(struct json_out *o, const char *key, bool v)
{
	put_key(o, key);
	buf_puts(o->b, v ? "true" : "false");
}

void json_put_raw(struct json_out *o, const char *key, struct slice json)
{
	put_key(o, key);
	buf_put_slice(o->b, json);
}

void json_put_null(struct json_out *o, const char *key)
{
	put_key(o, key);
	buf_puts(o->b, "null");
}

static int by_key(const void *a, const void *b)
{
	const struct json *const *x = a, *const *y = b;
	return slice_compare((*x)->key, (*y)->key);
}

static void put_tree(struct json_out *o, const char *key, const struct json *v, bool sorted)
{
	switch (v->type) {
	case JSON_IS_OBJECT:
	case JSON_IS_ARRAY: {
		bool object = v->type == JSON_IS_OBJECT;
		json_begin(o, key, object ? '{' : '[');
		const struct json **items = calloc(v->count + 1, sizeof *items);
		if (!items)
			abort();
		size_t n = 0;
		for (const struct json *child = v->first; child; child = child->next)
			items[n++] = child;
		if (object && sorted)
			qsort(items, n, sizeof *items, by_key);
		for (size_t i = 0; i < n; i++) {
			/* Keys come NUL-terminated from ctx_copy and hold no NUL. */
			put_tree(o, object ? (const char *)items[i]->key.p : NULL, items[i], sorted);
		}
		free(items);
		json_end(o, object ? '}' : ']');
		return;
	}
	case JSON_IS_STRING:
		json_put_text(o, key, v->string);
		return;
	case JSON_IS_INTEGER:
		json_put_int(o, key, v->integer);
		return;
	case JSON_IS_REAL:
		json_put_real(o, key, v->real);
		return;
	case JSON_IS_BOOL:
		json_put_bool(o, key, v->boolean);
		return;
	default:
		json_put_null(o, key);
	}
}

void json_put_value(struct json_out *o, const char *key, const struct json *v) { put_tree(o, key, v, false); }

void json_canonical(struct buf *b, const struct json *v)
{
	struct json_out o = json_out(b);
	put_tree(&o, NULL, v, true);
}
