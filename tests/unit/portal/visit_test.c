/* Owns: tests of what is said when a request is refused: to a person a page in their language, to a program the problem. */
#include "tests/unit/check.h"
#include "tests/unit/portal/visitor.h"

#define BROWSER "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

static void refuse(struct ctx *cx, struct visitor *p, const char *path, const char *accept, const char *language, int status)
{
	struct http_request q = { .method = HTTP_POST, .path = slice_str(path), .accept = slice_str(accept), .accept_language = slice_str(language),
		.cookie = slice_str(p->cookie), .id = "0123456789abcdef" };
	p->reply = (struct http_reply){ 0 };
	http_problem(cx, &p->reply, status, "TEST", "why");
	http_header_add(&p->reply, "Retry-After", SLICE("7"));
	visit_refusal(cx, p->clerk, &q, &p->reply);
}

TEST(visit_refusal_is_a_page_to_a_person)
{
	static const struct { int status; const char *en, *zh; } pages[] = {
		{ 408, "<h1>The connection was too slow</h1>", "<h1>连接过慢</h1>" }, { 413, "<h1>That was too much text</h1>", "<h1>提交的文字过多</h1>" },
		{ 429, "<h1>Too many tries in a short time</h1>", "<h1>短时间内尝试次数过多</h1>" },
		{ 500, "<h1>Something went wrong here</h1>", "<h1>系统出现故障</h1>" }, { 503, "<h1>Very busy at the moment</h1>", "<h1>系统繁忙</h1>" },
		{ 405, "<h1>There is no such page</h1>", "<h1>没有这个页面</h1>" }, { 431, "<h1>The form could not be read</h1>", "<h1>无法读取提交的内容</h1>" },
	};
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	for (size_t i = 0; i < 2 * sizeof pages / sizeof *pages; i++) {
		refuse(cx, &p, "/sign-in", BROWSER, i % 2 ? "zh-CN" : "en-GB", pages[i / 2].status);
		CHECK_INT(p.reply.status, pages[i / 2].status);
		CHECK_TEXT(slice_str(p.reply.content_type), "text/html; charset=utf-8");
		CHECK(visitor_sees(&p, i % 2 ? pages[i / 2].zh : pages[i / 2].en));
		CHECK(visitor_sees(&p, i % 2 ? "<html lang=\"zh-Hans\"" : "<html lang=\"en\"") && visitor_sees(&p, "0123456789abcdef"));
		CHECK_TEXT(slice_str(visitor_header(cx, &p, "Retry-After")), "7");
		CHECK(visitor_header(cx, &p, "Content-Security-Policy")[0] != 0);
		/* Nobody was looked up: neither "signed in" nor "signed out" may be said. */
		CHECK(!visitor_sees(&p, "/sign-in\"") && !visitor_sees(&p, "/sign-out") && !visitor_sees(&p, "You were signed out"));
	}
	visitor_leave(cx, &p);
}

TEST(visit_refusal_is_a_problem_to_a_program)
{
	static const struct { const char *path, *accept; } programs[] = { { "/v1/offices", BROWSER }, { "/sign-in", "*/*" }, { "/sign-in", "" },
		{ "/sign-in", "application/json, text/html" } };
	struct visitor p;
	visitor_enter(cx, &p);
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		refuse(cx, &p, programs[i].path, programs[i].accept, "en", 429);
		CHECK_TEXT(slice_str(p.reply.content_type), "application/problem+json");
		CHECK(visitor_sees(&p, "\"TEST\""));
	}
	visitor_leave(cx, &p);
}
