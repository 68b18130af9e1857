/* Owns: escaping by place. */
#include "http/html.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xfffd

struct html html_on(struct buf *out) { return (struct html){ .out = out }; }

/* Embeddings, overrides and isolates can make a name read differently from the paper (UAX 9); a lone mark cannot. */
static bool is_override(int32_t c) { return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

static bool is_control(int32_t c) { return c < 0x20 ? c != '\n' && c != '\t' : (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029; }

static void put_character(struct buf *b, int32_t c)
{
	switch (c) {
	case '&':
		buf_puts(b, "&amp;");
		break;
	case '<':
		buf_puts(b, "&lt;");
		break;
	case '>':
		buf_puts(b, "&gt;");
		break;
	case '"':
		buf_puts(b, "&quot;");
		break;
	case '\'':
		buf_puts(b, "&#39;");
		break;
	default:
		text_put(b, is_control(c) || is_override(c) ? REPLACEMENT : c);
	}
}

static bool is_safe_address(struct slice s)
{
	if (slice_starts(s, SLICE("//")))
		return false;
	return slice_starts(s, SLICE("/")) || slice_starts(s, SLICE("#")) || slice_starts(s, SLICE("?")) ||
		slice_starts(s, SLICE("http://")) || slice_starts(s, SLICE("https://"));
}

static void put_value(struct html *h, struct slice s)
{
	if (h->place == HTML_TAG || h->place == HTML_SINGLE_QUOTED ||
		(h->place == HTML_ATTRIBUTE && h->address && !h->begun && !is_safe_address(s))) {
		h->out->failed = true;
		return;
	}
	h->begun = true;
	for (size_t at = 0; at < s.n;) {
		int32_t c = text_next(s, &at);
		if (c < 0) { /* not UTF-8: one replacement a byte */
			c = REPLACEMENT;
			at++;
		}
		put_character(h->out, c);
	}
}

/* `end` stands on the quote that opens a value; is the attribute one that is followed? */
static bool is_address_attribute(const char *start, const char *end)
{
	static const char *const names[] = { " href=", " src=", " action=", " formaction=" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n = strlen(names[i]);
		if ((size_t)(end - start) >= n && !memcmp(end - n, names[i], n))
			return true;
	}
	return false;
}

static void put_literal(struct html *h, const char *start, const char *at)
{
	char c = *at;
	buf_putc(h->out, (uint8_t)c);
	if (h->place == HTML_TEXT && c == '<') {
		h->place = HTML_TAG;
	} else if (h->place == HTML_TAG && c == '>') {
		h->place = HTML_TEXT;
	} else if (h->place == HTML_TAG && c == '"') {
		h->place = HTML_ATTRIBUTE;
		h->address = is_address_attribute(start, at);
		h->begun = false;
	} else if (h->place == HTML_TAG && c == '\'') {
		h->place = HTML_SINGLE_QUOTED;
	} else if ((h->place == HTML_ATTRIBUTE && c == '"') || (h->place == HTML_SINGLE_QUOTED && c == '\'')) {
		h->place = HTML_TAG;
	} else if (h->place == HTML_ATTRIBUTE) {
		h->begun = true;
	}
}

/* Decimal digits at the end of room; returns where they begin. */
static struct slice digits(size_t v, bool negative, char room[static 24])
{
	char *p = room + 24;
	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	if (negative)
		*--p = '-';
	return slice_of(p, (size_t)(room + 24 - p));
}

/* Writes the conversion behind '%' and returns its last character; NULL where it is none of ours. */
static const char *put_conversion(struct html *h, const char *at, va_list *args)
{
	char room[24];
	if (*at == 's') {
		put_value(h, slice_str(va_arg(*args, const char *)));
		return at;
	}
	if (!strncmp(at, ".*s", 3)) {
		int n = va_arg(*args, int);
		const char *p = va_arg(*args, const char *);
		put_value(h, slice_of(p, n > 0 ? (size_t)n : 0));
		return at + 2;
	}
	if (*at == 'd') {
		int v = va_arg(*args, int);
		put_value(h, digits(v < 0 ? 0 - (size_t)v : (size_t)v, v < 0, room));
		return at;
	}
	if (!strncmp(at, "zu", 2)) {
		put_value(h, digits(va_arg(*args, size_t), false, room));
		return at + 1;
	}
	return NULL;
}

void html_put(struct html *h, const char *markup, ...)
{
	va_list args;
	va_start(args, markup);
	for (const char *p = markup; p && *p; p++) {
		if (*p != '%' || p[1] == '%') {
			p += *p == '%';
			put_literal(h, markup, p);
			continue;
		}
		p = put_conversion(h, p + 1, &args);
		if (!p) {
			h->out->failed = true;
			break;
		}
	}
	va_end(args);
}

void html_words(struct html *h, const char *words, struct slice value)
{
	const char *gap;
	while ((gap = strstr(words, "{}"))) {
		put_value(h, slice_of(words, (size_t)(gap - words)));
		if (h->place == HTML_TEXT)
			html_put(h, "<bdi>%.*s</bdi>", SLICE_FMT(value));
		else
			put_value(h, value);
		words = gap + 2;
	}
	put_value(h, slice_str(words));
}

void html_markup(struct html *h, struct slice trusted)
{
	if (h->place != HTML_TEXT)
		h->out->failed = true;
	else
		buf_put_slice(h->out, trusted);
}
