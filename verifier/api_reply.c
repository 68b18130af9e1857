/* Owns: bodies, page headers and refusals of the handlers. */
#include "verifier/api_reply.h"

#include "base/limits.h"
#include "http/accept.h"
#include "verifier/api.h"

void api_body(struct ctx *cx, struct http_reply *r, struct buf *b, int status, const char *content_type)
{
	r->status = status;
	r->content_type = content_type;
	r->body = ctx_copy(cx, buf_slice(b));
	buf_free(b);
}

struct page_env api_page_env(const struct worker *w, const struct http_request *q, bool part)
{
	const struct conf *conf = w->hall->conf;
	return (struct page_env){
		.language = page_language(q->query, q->accept_language), .part = part, .authority_en = conf_get(conf, "authority.name-en"),
		.authority_zh = conf_get(conf, "authority.name-zh"), .verify_url = conf_get(conf, "verify.url"),
		.specimen = w->trust->specimen, .request = q->id, .assets = w->hall->assets,
	};
}

static void add_page_headers(struct http_reply *r)
{
	for (const struct page_header *h = page_headers; h->name; h++)
		http_header_add(r, h->name, slice_str(h->value));
}

void api_page(struct ctx *cx, struct http_reply *r, struct buf *b, int status)
{
	api_body(cx, r, b, status, "text/html; charset=utf-8");
	add_page_headers(r);
}

bool api_wants_page(const struct http_request *q)
{
	bool form = slice_is(q->path, "/check") || slice_is(q->path, "/share");
	if (accept_html(q->accept))
		return form || slice_is(q->path, "/v1/verify") || !slice_starts(q->path, SLICE("/v1/"));
	return form && slice_find(q->accept, SLICE("json"), 0) == SIZE_MAX;
}

static void put_problem_page(struct ctx *cx, const struct worker *w, const struct http_request *q, int status, struct http_reply *r)
{
	struct buf b;
	buf_init(&b, LIMIT_PAGE_BYTES);
	struct page_env env = api_page_env(w, q, slice_is(q->path, "/v1/verify"));
	page_problem(cx, &env, status, &b);
	api_page(cx, r, &b, status);
}

/* What pages of other origins may ask (README, HTTP). */
static bool is_open(struct slice path)
{
	return slice_is(path, "/v1/verify") || slice_is(path, "/v1/trust-list") || slice_is(path, "/v1/root.pem") || slice_starts(path, SLICE("/v1/status/"));
}

void api_refusal(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	if (worker && api_wants_page(q))
		put_problem_page(cx, worker, q, r->status, r);
	else if (is_open(q->path))
		http_any_origin(r);
}

void api_refuse(struct ctx *cx, const struct worker *w, const struct http_request *q, bool page, int status, const char *code, const char *detail,
	struct http_reply *r)
{
	if (page && w) {
		put_problem_page(cx, w, q, status, r);
		return;
	}
	http_problem(cx, r, status, code, detail);
	if (is_open(q->path))
		http_any_origin(r);
}

enum err api_json(struct ctx *cx, struct slice body, struct json **out)
{
	struct slice mark = SLICE("\xef\xbb\xbf");
	return json_parse(cx, slice_starts(body, mark) ? slice_sub(body, mark.n, SIZE_MAX) : body, out);
}

int api_status(enum err e)
{
	switch (err_class(e)) {
	case ERR_CLASS_INPUT:
		return 400;
	case ERR_CLASS_LIMIT:
		return 413;
	case ERR_CLASS_BUG:
		return 500;
	default:
		return 503;
	}
}
