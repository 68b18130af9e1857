/* Owns: reading scanned and typed seal text. */
#include "verifier/seal_text.h"

#include "base/limits.h"
#include "formats/base32.h"

#include <string.h>
#include <strings.h>

static bool is_base32(uint8_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); }

static struct slice trim(struct slice s)
{
	while (s.n && s.p[0] <= ' ')
		s = slice_sub(s, 1, s.n);
	while (s.n && s.p[s.n - 1] <= ' ')
		s.n--;
	return s;
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

/* Authority component of "scheme://authority/..." (RFC 3986 3.2); a user part makes the host a lie, so it stays in and differs. */
static bool read_host(struct slice text, struct slice *host)
{
	size_t at = slice_find(text, SLICE("://"), 0);
	if (at == SIZE_MAX)
		return false;
	struct slice rest = slice_sub(text, at + 3, text.n);
	size_t n = 0;
	while (n < rest.n && !memchr("/?#\\", rest.p[n], 4))
		n++;
	*host = slice_of(rest.p, n);
	return true;
}

enum seal_text seal_text_read(struct slice text, struct slice host, struct buf *token)
{
	text = trim(text);
	if (text.n == 0 || text.n > LIMIT_SEAL_TEXT)
		return SEAL_TEXT_UNREADABLE;
	struct slice claimed_host;
	if (read_host(text, &claimed_host) && !same_without_case(claimed_host, host))
		return SEAL_TEXT_FOREIGN_HOST;
	size_t hash = slice_find_last(text, SLICE("#"));
	struct slice payload = hash == SIZE_MAX ? longest_run(text) : slice_sub(text, hash + 1, text.n);
	uint8_t upper[LIMIT_SEAL_TEXT];
	for (size_t i = 0; i < payload.n; i++)
		upper[i] = payload.p[i] >= 'a' && payload.p[i] <= 'z' ? (uint8_t)(payload.p[i] - 32) : payload.p[i];
	if (payload.n == 0 || !base32_decode(token, slice_of(upper, payload.n)))
		return SEAL_TEXT_UNREADABLE;
	return SEAL_TEXT_FOUND;
}
