/*
 * Owns: what the handlers of api.c and api_share.c share: a reply's body, the page's environment, refusals.
 */
#ifndef VERIFIER_API_REPLY_H
#define VERIFIER_API_REPLY_H

#include "base/json.h"
#include "http/server.h"
#include "verifier/worker.h"

/* The buffer becomes the reply's body, and is freed. */
void api_body(struct ctx *cx, struct http_reply *r, struct buf *b, int status, const char *content_type);
void api_page(struct ctx *cx, struct http_reply *r, struct buf *b, int status);
struct page_env api_page_env(const struct worker *w, const struct http_request *q, bool part);
/*
 * Whether a refusal is read by a person: the forms at /check and /share get a page unless the client asked for JSON alone; /v1/verify (our script) and
 * addresses outside the API get one where HTML is asked for.
 */
bool api_wants_page(const struct http_request *q);
/* A refusal in the form the client reads: page or problem+json. */
void api_refuse(struct ctx *cx, const struct worker *w, const struct http_request *q, bool page, int status, const char *code, const char *detail,
	struct http_reply *r);
/* json_parse of a body, without the byte-order mark that some clients put before it and a reader may skip (RFC 8259 8.1). */
must_use enum err api_json(struct ctx *cx, struct slice body, struct json **out);
/* The HTTP status of an error's class. */
int api_status(enum err e);

#endif
