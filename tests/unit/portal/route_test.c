/* Owns: tests of the matching of paths, and of the table of routes as a whole. */
#include "portal/visit.h"

#include "tests/unit/check.h"

#include <string.h>

static const struct route *find(enum http_method method, const char *path, struct slice *person)
{
	struct slice args[VISIT_ARGS];
	bool other;
	return visit_route(method, slice_str(path), person, args, &other);
}

TEST(route_takes_whole_paths_only)
{
	struct slice person = { 0 }, args[VISIT_ARGS];
	bool other = false;
	CHECK(find(HTTP_GET, "/", &person));
	CHECK(find(HTTP_HEAD, "/", &person));
	CHECK(find(HTTP_GET, "/about", &person));
	CHECK(!find(HTTP_GET, "/about/", &person));
	CHECK(!find(HTTP_GET, "/about/x", &person));
	CHECK(!find(HTTP_GET, "//", &person));
	CHECK(!find(HTTP_GET, "/About", &person));
	CHECK(!find(HTTP_GET, "", &person));
	CHECK(!visit_route(HTTP_POST, SLICE("/about"), &person, args, &other));
	CHECK(other);
}

/* What the gate relies on: a right is asked exactly where a person stands in the path, and only of somebody who is signed in. */
TEST(route_table_asks_a_right_for_every_person)
{
	for (size_t i = 0; i < visit_route_count; i++) {
		const struct route *r = &visit_routes[i];
		bool person = strstr(r->path, "{person}") != NULL;
		CHECK_INT(r->right != RIGHT_NONE, person);
		CHECK(!person || r->role == ROLE_SIGNED);
		CHECK(r->role != ROLE_NONE && r->path[0] == '/' && r->handler);
		CHECK(r->method == HTTP_GET || r->method == HTTP_POST);
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(r->path, visit_routes[k].path) != 0 || r->method != visit_routes[k].method);
	}
}
