/* Owns: bodies, page headers and refusals of the handlers. */
#include "verifier/api_reply.h"

#include "base/limits.h"

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

void api_refuse(struct ctx *cx, const struct worker *w, const struct http_request *q, bool page, int status, const char *code, const char *detail,
	struct http_reply *r)
{
	if (!page || !w) {
		http_problem(cx, r, status, code, detail);
		return;
	}
	struct buf b;
	buf_init(&b, LIMIT_PAGE_BYTES);
	struct page_env env = api_page_env(w, q, page_wanted(q->accept) && slice_is(q->path, "/v1/verify"));
	page_problem(cx, &env, status, &b);
	api_page(cx, r, &b, status);
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
