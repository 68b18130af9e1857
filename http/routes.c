/* Owns: path matching. A handful of routes: a list beats anything clever. */
#include "http/routes.h"

#include <stdio.h>
#include <string.h>

enum err routes_open(struct ctx *cx, const struct http_route *table, struct routes *out)
{
	out->count = 0;
	for (; table && table->path; table++) {
		size_t n = strlen(table->path);
		bool prefix = n >= 2 && strcmp(table->path + n - 2, "/*") == 0;
		if (out->count == LIMIT_HTTP_ROUTES)
			return fail(cx, ERR_BUG, "more than %d routes", LIMIT_HTTP_ROUTES);
		if (table->path[0] != '/' || !table->handler || table->method == HTTP_NONE || table->method == HTTP_OTHER)
			return fail(cx, ERR_BUG, "route %s: path, method or handler is missing", table->path);
		out->list[out->count].path = slice_of(table->path, prefix ? n - 1 : n);
		out->list[out->count].prefix = prefix;
		out->list[out->count].route = table;
		out->count++;
	}
	return OK;
}

/* Length of the match plus one for exact ones; 0 = none. Of two matches the larger wins. */
static size_t match(const struct routes *r, size_t i, struct slice path)
{
	struct slice want = r->list[i].path;
	if (!r->list[i].prefix)
		return path.n == want.n && slice_eq(path, want) ? want.n + 1 : 0;
	return path.n > want.n && slice_starts(path, want) ? want.n : 0;
}

size_t routes_body_max(const struct routes *r, struct slice path)
{
	size_t most = 0;
	for (size_t i = 0; i < r->count; i++) {
		if (match(r, i, path) && r->list[i].route->body_max > most)
			most = r->list[i].route->body_max;
	}
	return most;
}

static void list_methods(const struct routes *r, struct slice path, size_t best, struct routes_match *out)
{
	bool has[HTTP_OTHER + 1] = { 0 };
	for (size_t i = 0; i < r->count; i++) {
		if (match(r, i, path) == best)
			has[r->list[i].route->method] = true;
	}
	snprintf(out->allow, sizeof out->allow, "%s%sOPTIONS", has[HTTP_GET] ? "GET, HEAD, " : "", has[HTTP_POST] ? "POST, " : "");
}

void routes_find(const struct routes *r, enum http_method method, struct slice path, struct routes_match *out)
{
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	size_t best = 0;
	out->route = NULL;
	out->pattern = NULL;
	for (size_t i = 0; i < r->count; i++) {
		size_t n = match(r, i, path);
		if (n > best) {
			best = n;
			out->pattern = r->list[i].route->path;
			out->route = NULL;
		}
		if (n && n == best && r->list[i].route->method == wanted)
			out->route = r->list[i].route;
	}
	if (out->pattern && !out->route)
		list_methods(r, path, best, out);
}
