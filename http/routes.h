/*
 * Owns: which handler answers a path. Exact routes before prefixes, longer prefixes before shorter ones; HEAD goes to GET.
 * Sees normalised paths only.
 */
#ifndef HTTP_ROUTES_H
#define HTTP_ROUTES_H

#include "base/limits.h"
#include "http/server.h"

struct routes {
	size_t count;
	struct {
		struct slice path; /* without the "*" of a prefix */
		bool prefix;
		const struct http_route *route;
	} list[LIMIT_HTTP_ROUTES];
};

/* `table` ends with a NULL path, outlives the result, and may be NULL. ERR_BUG: a table that cannot be right. */
must_use enum err routes_open(struct ctx *cx, const struct http_route *table, struct routes *out);

struct routes_match {
	const struct http_route *route; /* NULL: look at pattern */
	const char *pattern;            /* the path pattern that matched, NULL = 404; with no route: 405 or OPTIONS */
	char allow[40];                 /* "GET, HEAD, POST, OPTIONS", filled where route is NULL and pattern is not */
};

/* The largest body any method of this path takes. A path that is not normalised finds nothing: 0. */
size_t routes_body_max(const struct routes *r, struct slice path);
void routes_find(const struct routes *r, enum http_method method, struct slice path, struct routes_match *out);

#endif
