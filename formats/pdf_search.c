/* Owns: a search for the bytes of a signature, without understanding the file. */
#include "formats/pdf_search.h"

#include <string.h>

/* From just behind an opening parenthesis to its closing one; the absent slice where there is none. */
static struct slice literal_inside(struct slice text)
{
	size_t open = 1;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '(')
			open++;
		else if (text.p[i] == ')' && --open == 0)
			return slice_sub(text, 0, i);
	}
	return (struct slice){ 0 };
}

/* The string behind a key that ends at `at`; arrays, references and dictionaries are none. */
static bool take_string(struct slice file, size_t at, struct pdf_found *out)
{
	while (at < file.n && strchr(" \t\r\n\f", file.p[at]) && file.p[at] != 0)
		at++;
	if (at + 1 >= file.n || (file.p[at] != '(' && file.p[at] != '<') || (file.p[at] == '<' && file.p[at + 1] == '<'))
		return false;
	struct slice rest = slice_sub(file, at + 1, file.n);
	out->literal = file.p[at] == '(';
	if (out->literal) {
		out->contents = literal_inside(rest);
	} else {
		const uint8_t *end = memchr(rest.p, '>', rest.n);
		out->contents = end ? slice_of(rest.p, (size_t)(end - rest.p)) : (struct slice){ 0 };
	}
	return true;
}

static void search_contents(struct slice file, size_t near, struct pdf_found *out)
{
	static const size_t key = sizeof "/Contents" - 1;
	for (size_t at = near; (at = slice_find(file, SLICE("/Contents"), at)) != SIZE_MAX; at += key) {
		if (take_string(file, at + key, out))
			return;
	}
	for (size_t at = near; (at = slice_find_last(slice_sub(file, 0, at), SLICE("/Contents"))) != SIZE_MAX;) {
		if (take_string(file, at + key, out))
			return;
	}
}

void pdf_search(struct slice file, struct pdf_found *out)
{
	*out = (struct pdf_found){ 0 };
	size_t at = slice_find(file, SLICE("/ByteRange"), 0);
	if (at == SIZE_MAX)
		return;
	out->count = slice_find(file, SLICE("/ByteRange"), at + 1) == SIZE_MAX ? 1 : 2;
	search_contents(file, at, out);
	struct slice value = slice_sub(file, at + strlen("/ByteRange"), 64);
	const uint8_t *open = value.n ? memchr(value.p, '[', value.n) : NULL, *close = value.n ? memchr(value.p, ']', value.n) : NULL;
	if (open && close && close > open)
		out->range = slice_of(open, (size_t)(close - open) + 1);
}

/* Up to three octal digits at *at, which is moved behind them. */
static uint8_t take_octal(struct slice text, size_t *at)
{
	unsigned value = 0;
	for (int i = 0; i < 3 && *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '7'; i++)
		value = value << 3 | (unsigned)(text.p[(*at)++] - '0');
	return (uint8_t)value;
}

size_t pdf_search_literal(struct slice text, uint8_t *out, size_t room)
{
	static const char letters[] = "nrtbf", meanings[] = "\n\r\t\b\f";
	size_t n = 0;
	for (size_t at = 0; at < text.n && n < room;) {
		uint8_t c = text.p[at++];
		if (c != '\\' || at == text.n) {
			out[n++] = c;
			continue;
		}
		c = text.p[at];
		const char *letter = c ? strchr(letters, c) : NULL;
		if (c >= '0' && c <= '7') {
			out[n++] = take_octal(text, &at);
			continue;
		}
		at++;
		/* A line end behind a backslash is no character. */
		if (c == '\r' && at < text.n && text.p[at] == '\n')
			at++;
		if (c != '\r' && c != '\n')
			out[n++] = letter ? (uint8_t)meanings[letter - letters] : c;
	}
	return n;
}
