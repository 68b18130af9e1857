/* Owns: the table of routes and the matching of a path against it. */
#include "portal/visit.h"

#include "portal/handlers.h"

#define X(method, path, role, right, handler) { HTTP_##method, path, ROLE_##role, RIGHT_##right, handler },
const struct route visit_routes[] = {
#include "portal/route.def"
};
#undef X
const size_t visit_route_count = sizeof visit_routes / sizeof *visit_routes;

/* Next segment of a path, without its slash; *at behind it. */
static struct slice segment(struct slice path, size_t *at)
{
	size_t from = *at < path.n && path.p[*at] == '/' ? *at + 1 : *at;
	size_t end = slice_find(path, SLICE("/"), from);
	*at = end == SIZE_MAX ? path.n : end;
	return slice_sub(path, from, *at - from);
}

static bool matches(const struct route *r, struct slice path, struct slice *person, struct slice args[static VISIT_ARGS])
{
	struct slice pattern = slice_str(r->path);
	size_t at = 0, in = 0, count = 0;
	while (at < path.n && in < pattern.n) {
		struct slice got = segment(path, &at), want = segment(pattern, &in);
		if (!want.n || want.p[0] != '{') {
			if (!slice_eq(got, want))
				return false;
			continue;
		}
		if (!got.n)
			return false;
		if (slice_is(want, "{person}"))
			*person = got;
		else if (count < VISIT_ARGS)
			args[count++] = got;
	}
	return at == path.n && in == pattern.n;
}

const struct route *visit_route(enum http_method method, struct slice path, struct slice *person, struct slice args[static VISIT_ARGS], bool *other_method)
{
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	*other_method = false;
	for (size_t i = 0; i < visit_route_count; i++) {
		struct slice who = { 0 }, found[VISIT_ARGS] = { { 0 } };
		if (!matches(&visit_routes[i], path, &who, found))
			continue;
		if (visit_routes[i].method != wanted) {
			*other_method = true;
			continue;
		}
		*person = who;
		for (size_t a = 0; a < VISIT_ARGS; a++)
			args[a] = found[a];
		return &visit_routes[i];
	}
	return NULL;
}
