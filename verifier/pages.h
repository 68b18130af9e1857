/*
 * Owns: the verifier's web page as HTML: start page with its forms, answer, problem; and the files the page is made of. English
 * and Chinese, complete without JavaScript. Every value passes the writer of html.h. Must never show data of a document
 * whose signature failed, whatever the answer says.
 */
#ifndef VERIFIER_PAGES_H
#define VERIFIER_PAGES_H

#include "http/assets.h"
#include "verifier/ask.h"

enum page_language { PAGE_ENGLISH = 0, PAGE_CHINESE };

/* The page's own files: those built into the program and, where the web folder has them, the QR reader's. */
struct page_assets;

/* What a page needs to know of its server and its request. The strings outlive the call. */
struct page_env {
	enum page_language language;
	bool part;                    /* only what stands inside <main>: asked by our script (Accept: text/html on /v1/verify) */
	const char *authority_en, *authority_zh;
	const char *verify_url;       /* as printed on the paper, without path */
	bool specimen;                /* the server's own: marks every page */
	const char *request;          /* request id or "" */
	struct slice typed_number, typed_code, typed_seal; /* put back into the fields; absent = empty */
	const struct page_assets *assets;
	enum ask_flaw flaw;           /* of the start page's forms: told at its place */
	const char *here;             /* path that the other language leads to; NULL = "/" */
};

/* Headers of every page and fragment beside those the server always sends; ended by a NULL name. Content-Type is text/html; charset=utf-8. */
struct page_header { const char *name, *value; };
extern const struct page_header page_headers[];

/* "?lang=zh|en" first, then Accept-Language (RFC 9110 12.5.4, q values; any "zh"), else English. */
enum page_language page_language(struct slice query, struct slice accept_language);

/* Each appends one page (or its fragment) to out; buf_ok(out) tells whether it fitted. out's maximum: LIMIT_PAGE_BYTES. */
void page_start(struct ctx *cx, const struct page_env *env, struct buf *out);
void page_answer(struct ctx *cx, const struct page_env *env, const struct answer *a, struct buf *out);
/* The form for a share code (q: what was typed, flaw: the field at fault or NULL), and what it opened. */
struct share_question;
struct share_answer;
void page_share(struct ctx *cx, const struct page_env *env, const struct share_question *q, const char *flaw, struct buf *out);
void page_shared(struct ctx *cx, const struct page_env *env, const struct share_answer *a, struct buf *out);
/* In place of an answer, for HTTP statuses 400 404 405 408 413 415 429 500 503; any other reads like 500. */
void page_problem(struct ctx *cx, const struct page_env *env, int status, struct buf *out);

/*
 * web_folder: where vendor/ lies; "" = beside the program (installed, or in the source tree). Where the QR reader's files are missing
 * (they come with `make web`) the page scans only in browsers that read codes themselves.
 */
must_use enum err page_assets_open(struct ctx *cx, const char *web_folder, struct page_assets **out);
void page_assets_close(struct page_assets *a);
/* What answers for them (http/assets.h); NULL of NULL. */
const struct assets *page_assets_served(const struct page_assets *a);

#endif
