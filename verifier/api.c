/* Owns: handlers. Each reads the request, asks one question, writes one reply. */
#include "verifier/api.h"

#include "base/limits.h"
#include "base/log.h"
#include "http/accept.h"
#include "verifier/answer_cache.h"
#include "verifier/api_reply.h"
#include "verifier/api_share.h"
#include "verifier/ask.h"
#include "verifier/pages.h"
#include "verifier/report.h"
#include "verifier/worker.h"

#include <stdatomic.h>
#include <string.h>

static _Atomic uint64_t verdicts[VERDICT_COUNT];

static bool is_type(struct slice header, const char *type)
{
	struct slice name = slice_sub(header, 0, slice_find(header, SLICE(";"), 0));
	while (name.n && name.p[name.n - 1] == ' ')
		name.n--;
	return name.n == strlen(type) && strncasecmp((const char *)name.p, type, name.n) == 0;
}

/* {"seal"} or {"number","code"}, strings, nothing else (RFC 8259). */
static enum err read_json_question(struct ctx *cx, struct slice body, struct question *out)
{
	struct json *root = NULL;
	struct slice only;
	if (json_only_text(body, "seal", &only)) {
		*out = (struct question){ .kind = QUESTION_SEAL, .seal = only };
		return OK;
	}
	enum err e = api_json(cx, body, &root);
	if (e != OK)
		return e;
	struct slice seal = json_text(root, "seal"), number = json_text(root, "number"), code = json_text(root, "code");
	if (seal.p && root->count == 1)
		*out = (struct question){ .kind = QUESTION_SEAL, .seal = seal };
	else if (number.p && code.p && root->count == 2)
		*out = (struct question){ .kind = QUESTION_CODE, .number = number, .code = code };
	else
		return fail(cx, ERR_REQUEST, "want {\"seal\": text} or {\"number\": text, \"code\": text} and nothing else");
	return OK;
}

static void put_json(struct ctx *cx, const struct sources *s, const struct question *q, const struct answer *a, bool chinese,
	struct http_reply *r)
{
	struct buf b;
	buf_init(&b, LIMIT_PAGE_BYTES);
	report_json_verdict(&a->verdict, chinese, &b);
	size_t head = b.n;
	report_json_document(a, &b);
	if (a->until && buf_ok(&b))
		answer_cache_keep(cx, s, q->seal, chinese, a, slice_sub(buf_slice(&b), 0, head), slice_sub(buf_slice(&b), head, b.n));
	report_json_passing(a->status_as_of, a->checked_at, a->utc_offset, a->specimen, &b);
	api_body(cx, r, &b, 200, "application/json");
	http_any_origin(r);
}

/* The same answer once more, with the instants of now. */
static bool answer_again(struct ctx *cx, struct worker *w, const struct sources *s, const struct question *q, bool chinese, struct http_reply *r)
{
	struct kept_answer kept;
	struct slice passing = worker_passing(cx, w);
	if (q->kind != QUESTION_SEAL || !answer_cache_find(cx, s, q->seal, chinese, passing.n, &kept))
		return false;
	memcpy(kept.own + kept.n, passing.p, passing.n);
	r->status = 200;
	r->content_type = "application/json";
	http_any_origin(r);
	r->lead = kept.head;
	r->body = slice_of(kept.own, kept.n + passing.n);
	atomic_fetch_add_explicit(&verdicts[kept.word], 1, memory_order_relaxed);
	return true;
}

static void answer_question(struct ctx *cx, struct worker *w, const struct http_request *q, const struct question *question, bool page,
	const struct ask *typed, struct http_reply *r)
{
	struct answer a;
	struct buf b;
	const struct sources *s = worker_sources(cx, w);
	bool chinese = page_language(q->query, q->accept_language) == PAGE_CHINESE;
	if (!page && answer_again(cx, w, s, question, chinese, r))
		return;
	if (verify(cx, s, question, &a) != OK) {
		log_error(cx, "verifier.verify");
		api_refuse(cx, w, q, page, 503, err_name(cx->err), "The answer cannot be worked out now. This says nothing about the document; try again.", r);
		return;
	}
	atomic_fetch_add_explicit(&verdicts[a.verdict.word], 1, memory_order_relaxed);
	if (!page) {
		put_json(cx, s, question, &a, chinese, r);
		return;
	}
	buf_init(&b, LIMIT_PAGE_BYTES);
	struct page_env env = api_page_env(w, q, !typed);
	if (typed) {
		env.typed_number = typed->typed_number;
		env.typed_code = typed->typed_code;
		env.typed_seal = typed->typed_seal;
	}
	page_answer(cx, &env, &a, &b);
	api_page(cx, r, &b, 200);
}

static void on_verify(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct worker *w = worker;
	struct question question = { 0 };
	bool page = accept_html(q->accept);
	if (!w) {
		http_problem(cx, r, 503, "NOT_READY", "The verifier has no trust list or registry yet.");
		return;
	}
	if (is_type(q->content_type, "application/json")) {
		enum err e = read_json_question(cx, q->body, &question);
		if (e != OK) {
			api_refuse(cx, w, q, page, api_status(e), err_name(e), cx->text, r);
			return;
		}
	} else if (is_type(q->content_type, "application/pdf")) {
		question = (struct question){ .kind = QUESTION_PDF, .pdf = q->body };
	} else {
		api_refuse(cx, w, q, page, 415, "CONTENT_TYPE", "Send application/pdf, or application/json with seal, or with number and code.", r);
		return;
	}
	question.photo = page;
	answer_question(cx, w, q, &question, page, NULL, r);
}

static void on_start(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct worker *w = worker;
	struct buf b;
	if (!w) {
		http_problem(cx, r, 503, "NOT_READY", "The verifier has no trust list or registry yet.");
		return;
	}
	struct page_env env = api_page_env(w, q, false);
	buf_init(&b, LIMIT_PAGE_BYTES);
	page_start(cx, &env, &b);
	api_page(cx, r, &b, 200);
}

/* The form, for browsers without JavaScript. */
static void on_check(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct worker *w = worker;
	struct ask ask = { 0 };
	if (!w) {
		http_problem(cx, r, 503, "NOT_READY", "The verifier has no trust list or registry yet.");
		return;
	}
	enum err e = ask_form(cx, q->content_type, q->body, &ask);
	if (e != OK && (!ask.flaw || !api_wants_page(q))) {
		api_refuse(cx, w, q, api_wants_page(q), e == ERR_FORM_TYPE ? 415 : api_status(e), err_name(e), cx->text, r);
		return;
	}
	if (ask.question.kind == QUESTION_NONE || ask.switched) {
		struct page_env env = api_page_env(w, q, false);
		struct buf b;
		env.typed_number = ask.typed_number;
		env.typed_code = ask.typed_code;
		env.typed_seal = ask.typed_seal;
		env.flaw = ask.flaw;
		buf_init(&b, LIMIT_PAGE_BYTES);
		page_start(cx, &env, &b);
		api_page(cx, r, &b, ask.flaw ? 400 : 200);
		return;
	}
	ask.question.photo = true;
	answer_question(cx, w, q, &ask.question, true, &ask, r);
}

static void on_asset(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct worker *w = worker;
	if (!w || !assets_answer(page_assets_served(w->hall->assets), q, r))
		http_problem(cx, r, 404, "NOT_FOUND", "There is no such file here.");
}

static void put_published(struct ctx *cx, const struct http_request *q, const struct published_file *f, struct http_reply *r)
{
	/* Anybody's page may fetch these (Token Status List 8.1 asks for CORS); they are signed, and say nothing about a person. */
	http_any_origin(r);
	if (!f->bytes.p) {
		http_problem(cx, r, 404, "NOT_PUBLISHED", "This list has not been published.");
		return;
	}
	http_header_add(r, "Cache-Control", SLICE("public, max-age=300"));
	http_header_add(r, "ETag", ctx_copy(cx, slice_str(f->etag)));
	r->content_type = f->content_type;
	r->status = http_unchanged(q, slice_str(f->etag)) ? 304 : 200;
	if (r->status == 200)
		r->body = ctx_copy(cx, f->bytes);
}

static void on_trust_list(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct published_file f = { 0 };
	if (worker)
		published_trust_list(((struct worker *)worker)->published, cx, &f);
	put_published(cx, q, &f, r);
}

static void on_root(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct published_file f = { 0 };
	if (worker)
		published_root(((struct worker *)worker)->published, cx, &f);
	put_published(cx, q, &f, r);
}

/* A person reads a page with a way on; a program reads problem+json. */
static void on_nowhere(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	api_refuse(cx, worker, q, accept_html(q->accept), 404, "NOT_FOUND", "there is nothing at this address", r);
}

/* List number behind "/v1/status/": plain decimal, no sign, no leading zero. */
static bool read_list_number(struct slice path, uint32_t *out)
{
	struct slice digits = slice_sub(path, sizeof "/v1/status/" - 1, path.n);
	if (digits.n == 0 || digits.n > 4 || (digits.n > 1 && digits.p[0] == '0'))
		return false;
	*out = 0;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
		*out = *out * 10 + (uint32_t)(digits.p[i] - '0');
	}
	return true;
}

static void on_status_list(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	struct published_file f = { 0 };
	uint32_t list = 0;
	/* Token Status List 8.4: historical resolution is optional, and said so when asked for. */
	if (slice_starts(q->query, SLICE("time=")) || slice_find(q->query, SLICE("&time="), 0) != SIZE_MAX) {
		http_problem(cx, r, 501, "TIME_UNSUPPORTED", "Only the present list is served.");
		http_any_origin(r);
		return;
	}
	if (worker && read_list_number(q->path, &list))
		published_status_list(((struct worker *)worker)->published, cx, list, &f);
	put_published(cx, q, &f, r);
}

static void put_text(struct ctx *cx, struct http_reply *r, int status, const char *text)
{
	r->status = status;
	r->content_type = "text/plain; charset=utf-8";
	r->body = ctx_copy(cx, slice_str(text));
}

static void on_livez(struct ctx *cx, void *worker __attribute__((unused)), const struct http_request *q __attribute__((unused)), struct http_reply *r)
{
	put_text(cx, r, 200, "ok\n");
}

/* Ready = the registry answers and the trust list is fresh enough for "valid" to be possible. */
static void on_readyz(struct ctx *cx, void *worker, const struct http_request *q __attribute__((unused)), struct http_reply *r)
{
	struct worker *w = worker;
	struct known known = { 0 };
	struct wanted wanted = { .number = SLICE("00000000000") };
	if (!w) {
		put_text(cx, r, 503, "no trust list or registry\n");
		return;
	}
	const struct sources *s = worker_sources(cx, w);
	enum err e = s->know(cx, s->self, &wanted, &known);
	s->done(s->self);
	if (e != OK)
		put_text(cx, r, 503, "the registry cannot be read\n");
	else if (s->trust->next_update <= cx->now)
		put_text(cx, r, 503, "the trust list is past its next update\n");
	else
		put_text(cx, r, 200, "ready\n");
}

static void on_metrics(struct ctx *cx, void *worker __attribute__((unused)), const struct http_request *q __attribute__((unused)), struct http_reply *r)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	server_metrics(&b);
	buf_puts(&b, "# HELP cinnabar_verdicts_total Answers by verdict.\n# TYPE cinnabar_verdicts_total counter\n");
	for (size_t i = 0; i < VERDICT_COUNT; i++)
		buf_printf(&b, "cinnabar_verdicts_total{verdict=\"%s\"} %llu\n", verdict_name((enum verdict_word)i), (unsigned long long)verdicts[i]);
	api_body(cx, r, &b, 200, "text/plain; version=0.0.4; charset=utf-8");
}

/* Tokens: a page or file costs little, an upload is parsed and hashed whole. */
const struct http_route api_routes[] = {
	{ HTTP_POST, "/v1/verify", HTTP_BY_SIZE, LIMIT_PDF_BYTES, 2, on_verify },
	{ HTTP_OPTIONS, "/v1/verify", HTTP_ON_LOOP, 0, 0.25, http_preflight },
	{ HTTP_POST, "/check", HTTP_IN_POOL, LIMIT_FORM_BYTES, 4, on_check },
	{ HTTP_GET, "/check", HTTP_ON_LOOP, 0, 1, on_start },
	{ HTTP_GET, "/", HTTP_ON_LOOP, 0, 1, on_start },
	{ HTTP_GET, "/v", HTTP_ON_LOOP, 0, 1, on_start },
	{ HTTP_GET, "/v/", HTTP_ON_LOOP, 0, 1, on_start }, /* as people type what the paper says */
	{ HTTP_GET, "/share", HTTP_ON_LOOP, 0, 1, api_share_form },
	{ HTTP_POST, "/share", HTTP_IN_POOL, LIMIT_FORM_TEXT, 10, api_share_page },
	{ HTTP_POST, "/v1/share", HTTP_IN_POOL, LIMIT_FORM_TEXT, 10, api_share_json },
	{ HTTP_GET, "/assets/*", HTTP_ON_LOOP, 0, 0.25, on_asset },
	{ HTTP_GET, "/favicon.ico", HTTP_ON_LOOP, 0, 0.25, on_asset },
	{ HTTP_GET, "/robots.txt", HTTP_ON_LOOP, 0, 0.25, on_asset },
	{ HTTP_GET, "/v1/trust-list", HTTP_ON_LOOP, 0, 1, on_trust_list },
	{ HTTP_GET, "/v1/root.pem", HTTP_ON_LOOP, 0, 1, on_root },
	{ HTTP_GET, "/v1/status/*", HTTP_ON_LOOP, 0, 1, on_status_list },
	{ HTTP_OPTIONS, "/v1/trust-list", HTTP_ON_LOOP, 0, 0.25, http_preflight },
	{ HTTP_OPTIONS, "/v1/root.pem", HTTP_ON_LOOP, 0, 0.25, http_preflight },
	{ HTTP_OPTIONS, "/v1/status/*", HTTP_ON_LOOP, 0, 0.25, http_preflight },
	{ HTTP_GET, "/*", HTTP_ON_LOOP, 0, 1, on_nowhere },
	{ HTTP_POST, "/*", HTTP_ON_LOOP, LIMIT_FORM_TEXT, 1, on_nowhere },
	{ 0 },
};

const struct http_route api_admin_routes[] = {
	{ HTTP_GET, "/livez", HTTP_ON_LOOP, 0, 0, on_livez },
	{ HTTP_GET, "/readyz", HTTP_ON_LOOP, 0, 0, on_readyz },
	{ HTTP_GET, "/metrics", HTTP_ON_LOOP, 0, 0, on_metrics },
	{ 0 },
};
