/* Owns: the framing rules. The header lines are split by the same parser h2o uses, so that both see the same lines. */
#include "http/guard.h"

#include "base/limits.h"

#include <string.h>
#include <strings.h>

/* picohttpparser, exported by the h2o library without a header. A folded line has no name. */
struct phr_header {
	const char *name;
	size_t name_len;
	const char *value;
	size_t value_len;
};
int phr_parse_request(const char *buf, size_t len, const char **method, size_t *method_len, const char **path, size_t *path_len,
	int *minor_version, struct phr_header *headers, size_t *num_headers, size_t last_len);

#define ROOM_HEADERS 128 /* more than h2o takes, so that too many can be told from malformed */

/* RFC 9110 5.6.2: the characters of names and methods. */
static bool is_token(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!alnum && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return s.n > 0;
}

static bool is_hex(uint8_t c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/* Printable ASCII, no fragment, whole percent escapes, none of them a control character. */
static bool is_target(struct slice s)
{
	if (s.n == 0 || s.p[0] != '/')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '#')
			return false;
		if (c == '%' && (i + 2 >= s.n || !is_hex(s.p[i + 1]) || !is_hex(s.p[i + 2]) || s.p[i + 1] < '2'))
			return false;
	}
	return true;
}

static bool is_host(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!alnum && (c == 0 || !strchr(".-:[]_", c)))
			return false;
	}
	return s.n > 0 && s.n <= 255;
}

static bool begins(struct slice s, const char *scheme)
{
	return s.n >= strlen(scheme) && strncasecmp((const char *)s.p, scheme, strlen(scheme)) == 0;
}

bool guard_target(struct slice target, struct slice *host, struct slice *path, struct slice *query)
{
	struct slice rest = target;
	*host = (struct slice){ 0 };
	if (rest.n == 0)
		return false;
	if (rest.p[0] != '/') {
		bool tls = begins(rest, "https://");
		if (!tls && !begins(rest, "http://"))
			return false;
		rest = slice_sub(rest, tls ? 8 : 7, SIZE_MAX);
		size_t slash = slice_find(rest, SLICE("/"), 0);
		*host = slice_sub(rest, 0, slash);
		if (!is_host(*host))
			return false;
		rest = slash == SIZE_MAX ? SLICE("/") : slice_sub(rest, slash, SIZE_MAX);
	}
	const uint8_t *mark = memchr(rest.p, '?', rest.n);
	*path = slice_of(rest.p, mark ? (size_t)(mark - rest.p) : rest.n);
	*query = mark ? slice_of(mark + 1, rest.n - path->n - 1) : (struct slice){ 0 };
	return is_target(rest);
}

static bool parse_length(struct slice s, uint64_t *out)
{
	uint64_t v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = v;
	return s.n > 0 && s.n <= 18;
}

static enum guard_answer refuse(struct guard_head *out, int status, const char *why)
{
	out->status = status;
	out->why = why;
	return GUARD_REFUSE;
}

/* Every line ends with CRLF: a bare LF is a line end for some servers and not for others. */
static bool has_bare_lf(struct slice head)
{
	for (size_t at = 0; at < head.n; at++) {
		const uint8_t *lf = memchr(head.p + at, '\n', head.n - at);
		if (!lf)
			return false;
		at = (size_t)(lf - head.p);
		if (at == 0 || head.p[at - 1] != '\r')
			return true;
	}
	return false;
}

static bool name_is(struct slice name, const char *text)
{
	return name.n == strlen(text) && strncasecmp((const char *)name.p, text, name.n) == 0;
}

struct seen_headers {
	int hosts, lengths, encodings, expects;
};

/* One header line into what is known of the request; the reason where it cannot stand, else NULL. */
static const char *take_header(struct slice name, struct slice value, struct seen_headers *seen, struct guard_head *out)
{
	/* The four that matter differ in length: most lines are dismissed by one comparison. */
	switch (name.n) {
	case 4:
		if (name_is(name, "host") && (seen->hosts++ || !is_host(value)))
			return "RFC 9112 3.2: want exactly one well-formed Host";
		break;
	case 6:
		if (name_is(name, "expect") && (seen->expects++ || !name_is(value, "100-continue"))) {
			out->status = 417;
			return "RFC 9110 10.1.1: the only expectation known is 100-continue";
		}
		break;
	case 14:
		if (name_is(name, "content-length") && (seen->lengths++ || !parse_length(value, &out->length)))
			return "RFC 9112 6.3: want one Content-Length of decimal digits";
		break;
	case 17:
		if (!name_is(name, "transfer-encoding"))
			break;
		if (seen->encodings++)
			return "RFC 9112 6.1: Transfer-Encoding stands twice";
		if (!name_is(value, "chunked")) {
			out->status = 501;
			return "RFC 9112 6.1: the only transfer coding known is chunked";
		}
		out->chunked = true;
		break;
	default:
		break;
	}
	return NULL;
}

static enum guard_answer judge_headers(const struct phr_header *headers, size_t count, int minor, struct guard_head *out)
{
	struct seen_headers seen = { 0 };
	for (size_t i = 0; i < count; i++) {
		if (!headers[i].name)
			return refuse(out, 400, "RFC 9112 5.2: folded header line");
		struct slice name = slice_of(headers[i].name, headers[i].name_len);
		if (!is_token(name))
			return refuse(out, 400, "RFC 9112 5.1: header name is not a token");
		out->status = 400;
		const char *why = take_header(name, slice_of(headers[i].value, headers[i].value_len), &seen, out);
		if (why)
			return refuse(out, out->status, why);
	}
	/* RFC 1945 knows no Host: what asks after a server's health still speaks HTTP/1.0. */
	if (seen.hosts != 1 && minor > 0)
		return refuse(out, 400, "RFC 9112 3.2: Host is missing");
	if (out->chunked && seen.lengths)
		return refuse(out, 400, "RFC 9112 6.3: Content-Length together with Transfer-Encoding");
	if (out->chunked && minor == 0)
		return refuse(out, 400, "RFC 9112 6.1: Transfer-Encoding in an HTTP/1.0 request");
	return GUARD_PASS;
}

/* The head is not complete, or not parseable: is it already over a limit? */
static enum guard_answer judge_size(struct slice bytes, struct guard_head *out)
{
	const uint8_t *line_end = memchr(bytes.p, '\n', bytes.n);
	size_t line = line_end ? (size_t)(line_end - bytes.p) : bytes.n;
	if (line > LIMIT_HTTP_TARGET + 32)
		return refuse(out, 414, "RFC 9110 15.5.15: request target is too long");
	size_t lines = 0;
	for (size_t i = 0; i < bytes.n; i++)
		lines += bytes.p[i] == '\n';
	if (bytes.n > LIMIT_HTTP_HEAD || lines > LIMIT_HTTP_HEADERS + 2)
		return refuse(out, 431, "RFC 6585 5: headers are too large");
	return GUARD_WAIT;
}

enum guard_answer guard_head(struct slice bytes, size_t seen, struct guard_head *out)
{
	struct phr_header headers[ROOM_HEADERS];
	size_t count = ROOM_HEADERS, method_n = 0, target_n = 0;
	const char *method = NULL, *target = NULL;
	int minor = 0;
	*out = (struct guard_head){ 0 };
	/* A head over the limit is not complete within it, wherever it ends. */
	size_t n = bytes.n < LIMIT_HTTP_HEAD + 1 ? bytes.n : LIMIT_HTTP_HEAD + 1;
	int size = phr_parse_request((const char *)bytes.p, n, &method, &method_n, &target, &target_n, &minor, headers, &count,
		seen < n ? seen : 0);
	if (size <= 0) {
		enum guard_answer over = judge_size(slice_of(bytes.p, n), out);
		if (over == GUARD_REFUSE || size == -2)
			return over;
		return refuse(out, 400, "RFC 9112 2.2: not an HTTP/1.1 request");
	}
	out->size = (size_t)size;
	if (target_n > LIMIT_HTTP_TARGET)
		return refuse(out, 414, "RFC 9110 15.5.15: request target is too long");
	if (out->size > LIMIT_HTTP_HEAD || count > LIMIT_HTTP_HEADERS)
		return refuse(out, 431, "RFC 6585 5: headers are too large");
	if (has_bare_lf(slice_of(bytes.p, out->size)))
		return refuse(out, 400, "RFC 9112 2.2: line ends without CR");
	if (method_n > 20 || !is_token(slice_of(method, method_n)))
		return refuse(out, 400, "RFC 9112 3.1: method is not a token");
	struct slice host, query;
	if (!guard_target(slice_of(target, target_n), &host, &out->path, &query))
		return refuse(out, 400, "RFC 9112 3.2: want a request target in origin form or absolute form");
	return judge_headers(headers, count, minor, out);
}

bool guard_again(struct slice head, struct guard_said *out)
{
	struct phr_header headers[ROOM_HEADERS];
	size_t count = ROOM_HEADERS, method_n = 0, target_n = 0;
	const char *method = NULL, *target = NULL;
	int minor = 0;
	*out = (struct guard_said){ 0 };
	if (head.n == 0 || phr_parse_request((const char *)head.p, head.n, &method, &method_n, &target, &target_n, &minor, headers, &count, 0) <= 0)
		return false;
	out->method = slice_of(method, method_n);
	struct slice host;
	if (!guard_target(slice_of(target, target_n), &host, &out->path, &out->query))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct slice name = slice_of(headers[i].name, headers[i].name_len), value = slice_of(headers[i].value, headers[i].value_len);
		if (!out->accept.p && name_is(name, "accept"))
			out->accept = value;
		else if (!out->accept_language.p && name_is(name, "accept-language"))
			out->accept_language = value;
	}
	return true;
}

enum { CHUNK_SIZE = 0, CHUNK_SIZE_LF, CHUNK_DATA, CHUNK_DATA_CR, CHUNK_DATA_LF, CHUNK_LAST_CR, CHUNK_LAST_LF, CHUNK_DONE };

static bool take_size(struct guard_chunks *c, uint8_t byte)
{
	if (byte == '\r') {
		c->state = CHUNK_SIZE_LF;
		return c->digits > 0;
	}
	if (!is_hex(byte) || ++c->digits > 8)
		return false;
	c->left = c->left * 16 + (uint64_t)(byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
	return true;
}

static bool take_mark(struct guard_chunks *c, uint8_t byte)
{
	static const struct {
		uint8_t want;
		int next;
	} steps[] = {
		[CHUNK_DATA_CR] = { '\r', CHUNK_DATA_LF },
		[CHUNK_DATA_LF] = { '\n', CHUNK_SIZE },
		[CHUNK_LAST_CR] = { '\r', CHUNK_LAST_LF },
		[CHUNK_LAST_LF] = { '\n', CHUNK_DONE },
	};
	if (c->state == CHUNK_SIZE_LF) {
		c->state = c->left ? CHUNK_DATA : CHUNK_LAST_CR;
		return byte == '\n';
	}
	bool right = byte == steps[c->state].want;
	c->state = steps[c->state].next;
	c->digits = 0;
	return right;
}

bool guard_chunks(struct guard_chunks *c, struct slice bytes)
{
	/* What follows the last chunk is the next request. */
	for (size_t i = 0; i < bytes.n && c->state != CHUNK_DONE;) {
		if (c->state == CHUNK_DATA) {
			uint64_t take = bytes.n - i < c->left ? bytes.n - i : c->left;
			c->left -= take;
			c->total += take;
			i += (size_t)take;
			if (c->left == 0)
				c->state = CHUNK_DATA_CR;
		} else if (!(c->state == CHUNK_SIZE ? take_size(c, bytes.p[i++]) : take_mark(c, bytes.p[i++]))) {
			return false;
		}
	}
	return true;
}
