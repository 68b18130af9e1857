/*
 * Owns: what may reach h2o's request reader: the framing of HTTP/1.1 requests (RFC 9112), judged on the raw bytes, because
 * h2o accepts heads that two servers may read differently. Pure: bytes in, answer out. Must never accept what it is unsure of.
 */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include "base/buf.h"

enum guard_answer { GUARD_REFUSE = 0, GUARD_WAIT, GUARD_PASS };

struct guard_head {
	/* GUARD_PASS */
	size_t size;       /* bytes of request line, headers and the empty line */
	bool chunked;
	uint64_t length;   /* Content-Length, 0 when absent */
	struct slice path; /* as sent, without the query; borrowed from the bytes */
	/* GUARD_REFUSE */
	int status;        /* 400, 414, 417, 431, 501 */
	const char *why;   /* static sentence with the clause; holds nothing the client sent */
};

/*
 * Judges the bytes received so far of one request. `seen` is how many of them were there at the last GUARD_WAIT (0 at first).
 * WAIT means the head is not complete. Only targets in origin or absolute form, exactly one Host
 * (in HTTP/1.0 none will do), at most one body length.
 */
enum guard_answer guard_head(struct slice bytes, size_t seen, struct guard_head *out);

/*
 * Parts of a request target in origin form ("/v?x") or absolute form ("http://host/v?x"); host is absent in origin form, query where
 * there is none. All borrowed from the target or static. False: neither form (RFC 9112 3.2.1, 3.2.2).
 */
bool guard_target(struct slice target, struct slice *host, struct slice *path, struct slice *query);

/* What a refusal needs of a head that passed. */
struct guard_said {
	struct slice method, path, query, accept, accept_language; /* borrowed from the head; the last three absent where there are none */
};

/* False, and nothing is said, when these bytes are not such a head. */
bool guard_again(struct slice head, struct guard_said *out);

/* A chunked body (RFC 9112 7.1) as it arrives; zeroed at its start. */
struct guard_chunks {
	int state, digits;
	uint64_t left, total; /* bytes to come of this chunk, and of the body so far */
};

/* Takes the next bytes. False when they are not chunks in the one strict form: no extension, no trailer, CRLF only. */
bool guard_chunks(struct guard_chunks *c, struct slice bytes);

#endif
