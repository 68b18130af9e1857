/* Owns: the scratch home of a visitor. */
#include "tests/unit/portal/visitor.h"

#include "registry/offices.h"
#include "schemas/office.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct office_entry *samples(struct ctx *cx)
{
	struct slice text = check_file(cx, "schemas/samples/offices.ndjson");
	struct office_entry *all = NULL;
	for (size_t at = 0; at < text.n;) {
		const struct office *o = NULL;
		size_t end = slice_find(text, SLICE("\n"), at);
		struct office_entry *entry = ctx_alloc(cx, sizeof *entry);
		entry->json = slice_sub(text, at, end - at);
		CHECK_OK(office_load(cx, entry->json, &o));
		entry->id = o->id;
		entry->next = all;
		all = entry;
		at = end + 1;
	}
	return all;
}

static void make_registry(struct ctx *cx, const char *home)
{
	struct store *s = NULL;
	struct batch *b = NULL;
	struct offices_counts n;
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", home), STORE_CREATE, &s));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(offices_put(cx, b, samples(cx), true, SLICE("test"), &n));
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
}

void visitor_enter(struct ctx *cx, struct visitor *p)
{
	*p = (struct visitor){ 0 };
	snprintf(p->home, sizeof p->home, "/tmp/cinnabar-visitor-XXXXXX");
	CHECK(mkdtemp(p->home) != NULL);
	make_registry(cx, p->home);
	CHECK_OK(conf_load(cx, p->home, conf_known, &p->conf));
	CHECK_OK(hall_open(cx, p->conf, &p->hall));
	p->clerk = clerk_open(&p->hall);
	CHECK(p->clerk != NULL);
}

void visitor_leave(struct ctx *cx, struct visitor *p)
{
	clerk_close(p->clerk);
	hall_close(&p->hall);
	conf_free(p->conf);
	CHECK_INT(system(ctx_printf(cx, "rm -rf '%s'", p->home)), 0);
}

int visitor_get(struct ctx *cx, struct visitor *p, const char *address)
{
	struct http_request q = { .method = HTTP_GET, .path = slice_str(address) };
	size_t mark = slice_find(q.path, SLICE("?"), 0);
	if (mark != SIZE_MAX)
		q.query = slice_sub(q.path, mark + 1, q.path.n);
	q.path = slice_sub(q.path, 0, mark);
	p->reply = (struct http_reply){ 0 };
	visit_run(cx, p->clerk, &q, &p->reply);
	ctx_forgive(cx);
	return p->reply.status;
}

size_t visitor_counts(const struct visitor *p, const char *text)
{
	size_t n = 0;
	for (size_t at = slice_find(p->reply.body, slice_str(text), 0); at != SIZE_MAX; at = slice_find(p->reply.body, slice_str(text), at + 1))
		n++;
	return n;
}

bool visitor_sees(const struct visitor *p, const char *text) { return visitor_counts(p, text) > 0; }
