#include "http/guard.h"

#include "base/limits.h"
#include "tests/unit/check.h"

#include <string.h>

#define HOST "Host: a.example\r\n"

/* Status of the refusal, 0 = waits, 1 = passes. */
static int judged(struct slice bytes)
{
	struct guard_head head;
	switch (guard_head(bytes, 0, &head)) {
	case GUARD_PASS:
		return 1;
	case GUARD_WAIT:
		return 0;
	default:
		return head.why ? head.status : -1;
	}
}

static int judged_text(const char *text) { return judged(slice_str(text)); }

TEST(guard_passes_ordinary_requests)
{
	CHECK_INT(judged_text("GET / HTTP/1.1\r\n" HOST "\r\n"), 1);
	CHECK_INT(judged_text("GET /v?x=1&y=%20%e4%B8 HTTP/1.1\r\nhost: [::1]:8080\r\nUser-Agent: a (b; c)\r\nAccept: */*\r\n\r\n"), 1);
	CHECK_INT(judged_text("POST /v1/verify HTTP/1.1\r\n" HOST "Content-Length: 12\r\n\r\n"), 1);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: Chunked\r\nExpect: 100-Continue\r\n\r\n"), 1);
	CHECK_INT(judged_text("GET / HTTP/1.0\r\n" HOST "\r\n"), 1);
	CHECK_INT(judged_text("M-SEARCH / HTTP/1.1\r\n" HOST "\r\n"), 1);
}

TEST(guard_tells_size_and_length)
{
	struct guard_head head;
	struct slice bytes = SLICE("POST / HTTP/1.1\r\n" HOST "content-length:  700\r\n\r\nbody");
	CHECK_INT(guard_head(bytes, 0, &head), GUARD_PASS);
	CHECK_INT(head.size, bytes.n - 4);
	CHECK_INT(head.length, 700);
	CHECK(!head.chunked);
}

TEST(guard_waits_for_the_rest)
{
	struct slice bytes = SLICE("GET /v HTTP/1.1\r\n" HOST "Accept: x\r\n\r\n");
	struct guard_head head;
	for (size_t n = 1; n < bytes.n; n++)
		CHECK_INT(guard_head(slice_of(bytes.p, n), n - 1, &head), GUARD_WAIT);
	CHECK_INT(guard_head(bytes, bytes.n - 1, &head), GUARD_PASS);
	CHECK_INT(head.size, bytes.n);
}

TEST(guard_refuses_two_ways_to_end_a_body)
{
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 4\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(guard_refuses_lengths_two_servers_read_differently)
{
	static const char *const values[] = { "+3", "-3", "3 ", "3, 3", "0x3", "3 3", "", "3;", "1e3", "3\t4", "99999999999999999999", "1234567890123456789" };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		CHECK_INT(judged_text(ctx_printf(cx, "POST / HTTP/1.1\r\n" HOST "Content-Length: %s\r\n\r\n", values[i])), 400);
}

TEST(guard_refuses_unknown_transfer_codings)
{
	static const char *const values[] = { "gzip, chunked", "chunked, chunked", "identity", "xchunked", "chunked;q=1", "", "\"chunked\"" };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		CHECK_INT(judged_text(ctx_printf(cx, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: %s\r\n\r\n", values[i])), 501);
}

TEST(guard_refuses_hidden_framing_headers)
{
	/* Each would be a Transfer-Encoding or Content-Length for a more tolerant reader. */
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "X: y\r\n Transfer-Encoding: chunked\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Transfer\x0b-Encoding: chunked\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "X: y\nTransfer-Encoding: chunked\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "X: y\rContent-Length: 3\r\n\r\n"), 400);
	CHECK_INT(judged(SLICE("POST / HTTP/1.1\r\n" HOST "X: y\0Content-Length: 3\r\n\r\n")), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST ": chunked\r\n\r\n"), 400);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "noname\r\n\r\n"), 400);
}

TEST(guard_refuses_bare_lf_and_folded_lines)
{
	CHECK_INT(judged_text("GET / HTTP/1.1\n" HOST "\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nHost: a\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\n" HOST "\n"), 400);
	CHECK_INT(judged_text("\nGET / HTTP/1.1\r\n" HOST "\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n"), 400);
}

TEST(guard_wants_exactly_one_host)
{
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nAccept: x\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.0\r\nHost: a/b\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nHost: a\r\nhOST: b\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nHost: \r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"), 400);
	CHECK_INT(judged_text("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), 400);
}

TEST(guard_asks_no_host_of_http_1_0)
{
	CHECK_INT(judged_text("GET / HTTP/1.0\r\n\r\n"), 1);
	CHECK_INT(judged_text("OPTIONS / HTTP/1.0\r\n\r\n"), 1);
	CHECK_INT(judged_text("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\n"), 1);
}

/* RFC 9112 3.2.2: a server must take it, though only proxies are sent it. */
TEST(guard_reads_absolute_targets)
{
	static const struct { const char *target, *path, *query; } cases[] = {
		{ "http://a.example/v1/verify?lang=zh", "/v1/verify", "lang=zh" }, { "HTTPS://a.example:8080/", "/", NULL },
		{ "http://[::1]:80", "/", NULL }, { "http://a//b", "//b", NULL }, { "http://a/?", "/", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct guard_head head;
		struct guard_said said;
		struct slice bytes = slice_str(ctx_printf(cx, "GET %s HTTP/1.1\r\n" HOST "\r\n", cases[i].target));
		CHECK_INT(guard_head(bytes, 0, &head), GUARD_PASS);
		CHECK_TEXT(head.path, cases[i].path);
		CHECK(guard_again(bytes, &said));
		CHECK_TEXT(said.path, cases[i].path);
		CHECK(cases[i].query ? slice_is(said.query, cases[i].query) : !said.query.p);
	}
}

TEST(guard_refuses_other_targets_and_methods)
{
	static const char *const lines[] = { "GET http:/a.example/ HTTP/1.1", "GET http:///v HTTP/1.1", "GET http://a?x HTTP/1.1",
		"GET http://u@a/ HTTP/1.1", "GET http://a/#b HTTP/1.1", "GET ftp://a/ HTTP/1.1", "GET http:// HTTP/1.1", "GET https:/ HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT a.example:443 HTTP/1.1",
		"GET v HTTP/1.1", "GET /a#b HTTP/1.1", "GET /\x80 HTTP/1.1", "GET /%0a HTTP/1.1", "GET /%00 HTTP/1.1", "GET /%zz HTTP/1.1",
		"GET /% HTTP/1.1", "GET /a b HTTP/1.1", "G\"T / HTTP/1.1", "GET / HTTP/2.0", "GET / HTTP/1.1 ", "GET / http/1.1", "GET /",
		"GET\t/ HTTP/1.1", " GET / HTTP/1.1", "PRI * HTTP/2.0", "GETGETGETGETGETGETGETGET / HTTP/1.1" };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		int got = judged_text(ctx_printf(cx, "%s\r\n" HOST "\r\n", lines[i]));
		if (got != 400)
			print_error("passed: %s\n", lines[i]);
		CHECK_INT(got, 400);
	}
}

TEST(guard_refuses_other_expectations)
{
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Expect: 200-ok\r\nContent-Length: 1\r\n\r\n"), 417);
	CHECK_INT(judged_text("POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"), 417);
}

static struct slice repeated(struct ctx *cx, const char *head, const char *part, size_t times, const char *tail)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_puts(&b, head);
	for (size_t i = 0; i < times; i++)
		buf_puts(&b, part);
	buf_puts(&b, tail);
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

TEST(guard_refuses_heads_over_the_limits)
{
	const char *start = "GET / HTTP/1.1\r\n" HOST;
	CHECK_INT(judged(repeated(cx, "GET /", "x", LIMIT_HTTP_TARGET, " HTTP/1.1\r\n" HOST "\r\n")), 414);
	CHECK_INT(judged(repeated(cx, "GET /", "x", LIMIT_HTTP_TARGET - 1, " HTTP/1.1\r\n" HOST "\r\n")), 1);
	CHECK_INT(judged(repeated(cx, "GET /", "x", LIMIT_HTTP_TARGET + 100, "")), 414);
	CHECK_INT(judged(repeated(cx, start, "X: y\r\n", LIMIT_HTTP_HEADERS, "\r\n")), 431);
	CHECK_INT(judged(repeated(cx, start, "X: y\r\n", LIMIT_HTTP_HEADERS - 1, "\r\n")), 1);
	CHECK_INT(judged(repeated(cx, start, "X: y\r\n", 500, "\r\n")), 431);
	CHECK_INT(judged(repeated(cx, start, "X: y\r\n", 500, "")), 431);
	CHECK_INT(judged(repeated(cx, "GET / HTTP/1.1\r\n" HOST "X: ", "y", LIMIT_HTTP_HEAD, "\r\n\r\n")), 431);
	CHECK_INT(judged(repeated(cx, "GET / HTTP/1.1\r\n" HOST "X: ", "y", LIMIT_HTTP_HEAD, "")), 431);
}

/* True when the chunks pass, whole and byte by byte alike. */
static bool chunks_pass(const char *text)
{
	struct guard_chunks whole = { 0 }, bytes = { 0 };
	bool at_once = guard_chunks(&whole, slice_str(text)), one_by_one = true;
	for (size_t i = 0; text[i] && one_by_one; i++)
		one_by_one = guard_chunks(&bytes, slice_of(text + i, 1));
	CHECK_INT(one_by_one, at_once);
	return at_once;
}

TEST(guard_passes_strict_chunks)
{
	CHECK(chunks_pass("3\r\nabc\r\n0\r\n\r\n"));
	CHECK(chunks_pass("00000003\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nGET / HTTP/1.1\r\n"));
	CHECK(chunks_pass("0\r\n\r\n"));
	CHECK(chunks_pass("fF\r\nunfinished"));
}

TEST(guard_refuses_chunks_two_servers_read_differently)
{
	static const char *const bodies[] = { "3\nabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3;x=y\r\nabc\r\n0\r\n\r\n",
		"3 \r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n", "0x3\r\nabc\r\n", "+3\r\nabc\r\n", "\r\n", "000000003\r\nabc\r\n", "3\r\nabc\r\n0\r\nX: y\r\n\r\n",
		"3\r\nabc\r\n0\r\n\n", "3\r\nabc0\r\n\r\n", "g\r\n", "3\rabc\r\n" };
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		if (chunks_pass(bodies[i]))
			print_error("passed: %zu\n", i);
		CHECK(!chunks_pass(bodies[i]));
	}
}

/* What a refusal is told of a head that has passed. */
TEST(guard_reads_a_passed_head_again)
{
	struct guard_said said;
	CHECK(guard_again(SLICE("POST /check?lang=zh HTTP/1.1\r\nHost: a\r\naccept: text/html\r\nAccept: x\r\nAccept-Language: zh\r\n\r\nbody"), &said));
	CHECK_TEXT(said.method, "POST");
	CHECK_TEXT(said.path, "/check");
	CHECK_TEXT(said.query, "lang=zh");
	CHECK_TEXT(said.accept, "text/html");
	CHECK_TEXT(said.accept_language, "zh");
	CHECK(guard_again(SLICE("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), &said));
	CHECK(!said.query.p && !said.accept.p);
	CHECK(!guard_again(SLICE("POST /check HTTP/1.1\r\nHost"), &said) && !said.path.p);
	CHECK(!guard_again((struct slice){ 0 }, &said));
}
