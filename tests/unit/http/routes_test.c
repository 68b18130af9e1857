#include "http/routes.h"

#include "tests/unit/check.h"

static void nothing(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r)
{
	(void)cx;
	(void)worker;
	(void)q;
	(void)r;
}

static const struct http_route table[] = {
	{ HTTP_GET, "/", HTTP_ON_LOOP, 0, 0, nothing },
	{ HTTP_GET, "/v1/status/*", HTTP_ON_LOOP, 0, 0, nothing },
	{ HTTP_GET, "/v1/*", HTTP_ON_LOOP, 0, 0, nothing },
	{ HTTP_POST, "/v1/verify", HTTP_ON_LOOP, 0, 0, nothing },
	{ HTTP_GET, "/v1/status/new", HTTP_ON_LOOP, 0, 0, nothing },
	{ 0 },
};

/* Index of the route, -1 = no such path, -2 = other methods only. */
static int found(struct ctx *cx, enum http_method method, const char *path, struct routes_match *m)
{
	struct routes r;
	CHECK_OK(routes_open(cx, table, &r));
	routes_find(&r, method, slice_str(path), m);
	return m->route ? (int)(m->route - table) : m->pattern ? -2 : -1;
}

TEST(routes_choose_the_narrowest)
{
	struct routes_match m;
	CHECK_INT(found(cx, HTTP_GET, "/", &m), 0);
	CHECK_INT(found(cx, HTTP_HEAD, "/", &m), 0);
	CHECK_INT(found(cx, HTTP_GET, "/v1/status/7", &m), 1);
	CHECK_TEXT(slice_str(m.pattern), "/v1/status/*");
	CHECK_INT(found(cx, HTTP_GET, "/v1/status/new", &m), 4);
	CHECK_INT(found(cx, HTTP_GET, "/v1/other", &m), 2);
	CHECK_INT(found(cx, HTTP_POST, "/v1/verify", &m), 3);
}

TEST(routes_know_paths_without_the_method)
{
	struct routes_match m;
	CHECK_INT(found(cx, HTTP_GET, "/v1/verify", &m), -2);
	CHECK_TEXT(slice_str(m.allow), "POST, OPTIONS");
	CHECK_INT(found(cx, HTTP_OTHER, "/", &m), -2);
	CHECK_TEXT(slice_str(m.allow), "GET, HEAD, OPTIONS");
	CHECK_INT(found(cx, HTTP_POST, "/v1/status/7", &m), -2);
}

TEST(routes_end_prefixes_on_segments)
{
	struct routes_match m;
	CHECK_INT(found(cx, HTTP_GET, "/v1", &m), -1);
	CHECK_INT(found(cx, HTTP_GET, "/v1/", &m), -1);
	CHECK_INT(found(cx, HTTP_GET, "/v1x", &m), -1);
	CHECK_INT(found(cx, HTTP_GET, "/V1/status/7", &m), -1);
	CHECK_INT(found(cx, HTTP_GET, "", &m), -1);
}

TEST(routes_refuse_a_wrong_table)
{
	static const struct http_route no_slash[] = { { HTTP_GET, "v", HTTP_ON_LOOP, 0, 0, nothing }, { 0 } };
	static const struct http_route no_handler[] = { { HTTP_GET, "/v", HTTP_ON_LOOP, 0, 0, NULL }, { 0 } };
	static const struct http_route no_method[] = { { HTTP_NONE, "/v", HTTP_ON_LOOP, 0, 0, nothing }, { 0 } };
	struct routes r;
	CHECK_ERR(routes_open(cx, no_slash, &r), ERR_BUG);
	CHECK_ERR(routes_open(cx, no_handler, &r), ERR_BUG);
	CHECK_ERR(routes_open(cx, no_method, &r), ERR_BUG);
	CHECK_OK(routes_open(cx, NULL, &r));
}

/* One handler for all paths but those that have their own. */
TEST(routes_prefix_of_everything)
{
	static const struct http_route all[] = { { HTTP_GET, "/", HTTP_ON_LOOP, 0, 0, nothing }, { HTTP_GET, "/*", HTTP_ON_LOOP, 0, 0, nothing }, { 0 } };
	struct routes r;
	struct routes_match m;
	CHECK_OK(routes_open(cx, all, &r));
	routes_find(&r, HTTP_GET, SLICE("/about"), &m);
	CHECK(m.route == &all[1]);
	routes_find(&r, HTTP_GET, SLICE("/"), &m);
	CHECK(m.route == &all[0]);
}
