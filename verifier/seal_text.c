/* Owns: reading scanned and typed seal text. */
#include "verifier/seal_text.h"

#include "base/limits.h"
#include "formats/base32.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_base32(uint8_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); }

static struct slice trim_space(struct slice s)
{
	while (s.n && s.p[0] <= ' ')
		s = slice_sub(s, 1, s.n);
	while (s.n && s.p[s.n - 1] <= ' ')
		s.n--;
	return s;
}

/* Of copied text: a byte order mark in front, and the quotes or angle brackets (RFC 3986 C) that programs put around an address. */
static struct slice trim(struct slice s)
{
	static const char *const pairs[] = { "\"\"", "''", "<>" };
	if (slice_starts(s, SLICE("\xef\xbb\xbf")))
		s = slice_sub(s, 3, s.n);
	s = trim_space(s);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (s.n >= 2 && s.p[0] == (uint8_t)pairs[i][0] && s.p[s.n - 1] == (uint8_t)pairs[i][1])
			return trim_space(slice_sub(s, 1, s.n - 2));
	}
	return s;
}

static bool is_space(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* Without the white space that programs put into long lines (and browsers take out of addresses). room: as long as s. */
static struct slice squeeze(struct slice s, uint8_t *room)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_space(s.p[i]))
			room[n++] = s.p[i];
	}
	return slice_of(room, n);
}

static struct slice longest_run(struct slice s)
{
	struct slice best = { s.p, 0 };
	for (size_t at = 0; at < s.n;) {
		size_t n = 0;
		while (at + n < s.n && is_base32(s.p[at + n]))
			n++;
		if (n > best.n)
			best = slice_of(s.p + at, n);
		at += n + 1;
	}
	return best;
}

static bool same_without_case(struct slice a, struct slice b)
{
	return a.n == b.n && strncasecmp((const char *)a.p, (const char *)b.p, a.n) == 0;
}

static bool starts_without_case(struct slice s, struct slice with) { return s.n >= with.n && same_without_case(slice_sub(s, 0, with.n), with); }

/*
 * The host a phone or browser would go to (WHATWG URL 4.4): with or without a scheme, any number of slashes of either kind, then up to the path.
 * A user part or another scheme makes the host a lie: it stays in and differs.
 */
static struct slice read_host(struct slice text)
{
	static const char *const schemes[] = { "https:", "http:" };
	for (size_t i = 0; i < 2; i++) {
		if (starts_without_case(text, slice_str(schemes[i]))) {
			text = slice_sub(text, strlen(schemes[i]), text.n);
			break;
		}
	}
	while (text.n && (text.p[0] == '/' || text.p[0] == '\\'))
		text = slice_sub(text, 1, text.n);
	size_t n = 0;
	while (n < text.n && !memchr("/?#\\", text.p[n], 4))
		n++;
	return slice_of(text.p, n);
}

/* Text without a '#': an address all the same when it has "://", or begins like "name.example/". */
static bool is_address(struct slice text)
{
	size_t n = 0, dots = 0;
	if (slice_find(text, SLICE("://"), 0) != SIZE_MAX || starts_without_case(text, SLICE("http:/")) || starts_without_case(text, SLICE("https:/")))
		return true;
	for (; n < text.n && (isalnum(text.p[n]) || memchr(".-:@\\", text.p[n], 5)); n++)
		dots += text.p[n] == '.';
	return dots && n < text.n && (text.p[n] == '/' || text.p[n] == '?');
}

/* Upper-case as we print it, or as a keyboard or a person types it. */
static bool decode(struct buf *token, struct slice payload)
{
	uint8_t upper[LIMIT_SEAL_TEXT];
	if (payload.n == 0 || base32_decode(token, payload))
		return payload.n > 0;
	for (size_t i = 0; i < payload.n; i++)
		upper[i] = payload.p[i] >= 'a' && payload.p[i] <= 'z' ? (uint8_t)(payload.p[i] - 32) : payload.p[i];
	return base32_decode(token, slice_of(upper, payload.n));
}

enum seal_text seal_text_read(struct slice text, struct slice host, struct buf *token)
{
	uint8_t room[LIMIT_SEAL_TEXT];
	text = trim(text);
	if (text.n == 0 || text.n > LIMIT_SEAL_TEXT)
		return SEAL_TEXT_UNREADABLE;
	struct slice words = text;
	text = squeeze(text, room);
	size_t hash = slice_find_last(text, SLICE("#"));
	bool address = hash == SIZE_MAX ? is_address(text) : hash > 0;
	if (address && !same_without_case(read_host(text), host))
		return SEAL_TEXT_FOREIGN_HOST;
	struct slice payload = hash == SIZE_MAX ? longest_run(text) : slice_sub(text, hash + 1, text.n);
	/* Without a '#' there may stand words before it, which must not become a part of it. */
	bool read = decode(token, payload) || (hash == SIZE_MAX && decode(token, longest_run(words)));
	return read ? SEAL_TEXT_FOUND : SEAL_TEXT_UNREADABLE;
}
