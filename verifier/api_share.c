/* Owns: handlers of share codes. */
#include "verifier/api_share.h"

#include "base/limits.h"
#include "base/log.h"
#include "http/urlform.h"
#include "verifier/api_reply.h"
#include "verifier/share.h"

static bool is_open(struct ctx *cx, const struct worker *w, struct http_reply *r)
{
	if (!w)
		http_problem(cx, r, 503, "NOT_READY", "The verifier has no trust list or registry yet.");
	return w != NULL;
}

static struct page_env env_of(const struct worker *w, const struct http_request *q)
{
	struct page_env env = api_page_env(w, q, false);
	env.here = "/share";
	return env;
}

static void put_form(struct ctx *cx, const struct worker *w, const struct http_request *q, const struct share_question *asked, const char *flaw,
	struct http_reply *r)
{
	struct page_env env = env_of(w, q);
	struct buf b;
	buf_init(&b, LIMIT_PAGE_BYTES);
	page_share(cx, &env, asked, flaw, &b);
	api_page(cx, r, &b, flaw ? 422 : 200);
}

void api_share_form(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct share_question nothing = { 0 };
	if (is_open(cx, worker, r))
		put_form(cx, worker, q, &nothing, NULL, r);
}

static enum err ask(struct ctx *cx, struct worker *w, const struct share_question *asked, struct share_answer *a)
{
	enum err e = snapshot_renew(cx, w->registry);
	if (e == OK)
		e = share_open(cx, w->registry, w->hall->checks, w->hall->tries, asked, w->trust->utc_offset, a);
	/* Everything shown was copied or is read before the next request: the pages may go. */
	if (e != OK)
		log_error(cx, "verifier.share");
	return e;
}

void api_share_page(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct worker *w = worker;
	struct share_answer a;
	struct urlform form;
	struct buf b;
	if (!is_open(cx, w, r))
		return;
	if (!urlform_is(q->content_type) || urlform_parse(cx, q->body, &form) != OK) {
		api_refuse(cx, w, q, true, 400, "FORM", "The form could not be read.", r);
		return;
	}
	struct share_question asked = { urlform_value(&form, "code"), urlform_value(&form, "birth_date"), urlform_value(&form, "organisation") };
	const char *flaw = share_flaw(&asked);
	if (flaw) {
		put_form(cx, w, q, &asked, flaw, r);
		return;
	}
	if (ask(cx, w, &asked, &a) != OK) {
		api_refuse(cx, w, q, true, 503, err_name(cx->err), "The code cannot be looked up now; try again.", r);
	} else {
		struct page_env env = env_of(w, q);
		buf_init(&b, LIMIT_PAGE_BYTES);
		page_shared(cx, &env, &a, &b);
		api_page(cx, r, &b, 200);
	}
	snapshot_reset(w->registry);
}

void api_share_json(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct worker *w = worker;
	struct json *root = NULL;
	struct share_answer a;
	struct buf b;
	if (!is_open(cx, w, r))
		return;
	if (!slice_starts(q->content_type, SLICE("application/json")) || api_json(cx, q->body, &root) != OK || !root || root->type != JSON_IS_OBJECT ||
		root->count != 3) {
		http_problem(cx, r, 400, "REQUEST", "Send application/json: {\"code\",\"birth_date\",\"organisation\"}, texts, nothing else.");
		return;
	}
	struct share_question asked = { json_text(root, "code"), json_text(root, "birth_date"), json_text(root, "organisation") };
	const char *flaw = share_flaw(&asked);
	if (flaw) {
		http_problem(cx, r, 422, "FIELD", ctx_printf(cx, "%s: not in a form that can be read", flaw));
		return;
	}
	if (ask(cx, w, &asked, &a) != OK) {
		http_problem(cx, r, 503, err_name(cx->err), "The code cannot be looked up now; try again.");
	} else {
		buf_init(&b, LIMIT_PAGE_BYTES);
		share_json(&a, cx->now, &b);
		api_body(cx, r, &b, 200, "application/json");
	}
	snapshot_reset(w->registry);
}
