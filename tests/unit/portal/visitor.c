/* Owns: the scratch home of a visitor. */
#include "tests/unit/portal/visitor.h"

#include "registry/offices.h"
#include "registry/records.h"
#include "schemas/kind.h"
#include "schemas/office.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sample offices; with `id` that one changed: `from` replaced by `to`, or (from NULL) left out. */
static struct office_entry *samples(struct ctx *cx, const char *id, const char *from, const char *to)
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
		at = end + 1;
		if (id && slice_is(o->id, id)) {
			size_t found = from ? slice_find(entry->json, slice_str(from), 0) : 0;
			CHECK(found != SIZE_MAX);
			if (!from)
				continue;
			entry->json = slice_str(ctx_printf(cx, "%.*s%s%.*s", SLICE_FMT(slice_sub(entry->json, 0, found)), to,
				SLICE_FMT(slice_sub(entry->json, found + strlen(from), SIZE_MAX))));
		}
		entry->next = all;
		all = entry;
	}
	return all;
}

static void put_offices(struct ctx *cx, const char *home, const struct office_entry *list)
{
	struct store *s = NULL;
	struct batch *b = NULL;
	struct offices_counts n;
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", home), STORE_CREATE, &s));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(offices_put(cx, b, list, true, SLICE("test"), &n));
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
}

static void open_hall(struct ctx *cx, struct visitor *p)
{
	CHECK_OK(hall_open(cx, p->conf, &p->hall));
	p->clerk = clerk_open(&p->hall);
	CHECK(p->clerk != NULL);
}

static void close_hall(struct visitor *p)
{
	clerk_close(p->clerk);
	hall_close(&p->hall);
}

void visitor_enter(struct ctx *cx, struct visitor *p)
{
	*p = (struct visitor){ 0 };
	p->home = check_scratch(cx);
	put_offices(cx, p->home, samples(cx, NULL, NULL, NULL));
	CHECK_OK(conf_load(cx, p->home, conf_known, &p->conf));
	open_hall(cx, p);
}

void visitor_offices(struct ctx *cx, struct visitor *p, const char *id, const char *from, const char *to)
{
	close_hall(p);
	put_offices(cx, p->home, samples(cx, id, from, to));
	open_hall(cx, p);
}

void visitor_leave(struct ctx *cx, struct visitor *p)
{
	close_hall(p);
	conf_free(p->conf);
	CHECK_INT(system(ctx_printf(cx, "rm -rf '%s'", p->home)), 0);
}

static void new_account(struct ctx *cx, struct visitor *p, const char *contact)
{
	struct batch *b = NULL;
	struct session s;
	struct slice cookie = { 0 };
	struct account a = { .contact_kind = CONTACT_EMAIL, .contact = slice_str(contact), .language = "en" };
	CHECK_OK(batch_begin(cx, p->hall.store, &b));
	CHECK_OK(account_create(cx, b, &a));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(session_begin_signed(cx, p->hall.sessions, NULL, a.id, LEVEL_SECOND, "Test", &s, &cookie));
	CHECK_OK(sessions_tend(cx, p->hall.sessions));
	memcpy(p->account, a.id, sizeof p->account);
	snprintf(p->cookie, sizeof p->cookie, "%.*s", (int)slice_find(cookie, SLICE(";"), 0), (const char *)cookie.p);
}

static void keep_person(struct ctx *cx, struct batch *b, const char *account, unsigned n, char person[static PERSON_SIZE + 1])
{
	const char *number = ctx_printf(cx, "VT%06u", n), *birth = ctx_printf(cx, "1990-01-%02u", n + 1);
	struct person_link link = { slice_str(number), slice_str(birth), SLICE("UTO") };
	const char *json = ctx_printf(cx, "{\"kind\":\"visa\",\"holder\":{\"surname\":\"SPECIMEN\",\"given_names\":\"P%u\",\"birth_date\":\"%s\",\"sex\":\"X\","
		"\"nationality\":\"UTO\"},\"number\":\"EVT%05u\",\"type\":\"residence-permit\",\"category\":\"Z\",\"issued\":\"2026-01-01\",\"expires\":\"2027-01-01\","
		"\"place\":\"Specimen City\",\"passport_number\":\"%s\"}", n, birth, n, number);
	struct keeping k = { .record = { .identity = slice_str(ctx_printf(cx, "visa:EVT%05u", n)), .kind = KIND_VISA, .issued = 20260101, .json = slice_str(json) },
		.links = &link, .link_count = 1 };
	struct kept kept;
	struct grant g = { .state = GRANT_ACTIVE, .origin = n ? ORIGIN_HELPER_CONFIRMED : ORIGIN_SELF_CODE, .rights = RIGHT_ALL, .asked = cx->now - 10,
		.from = cx->now - 10, .changed = cx->now };
	CHECK_OK(records_keep(cx, b, &k, &kept));
	memcpy(person, kept.person, PERSON_SIZE + 1);
	memcpy(g.account, account, sizeof g.account);
	memcpy(g.person, person, sizeof g.person);
	if (n) {
		g.label = SLICE("relative");
		memcpy(g.request, person, sizeof g.request);
	}
	CHECK_OK(grants_put(cx, b, &g));
}

void visitor_sign_in(struct ctx *cx, struct visitor *p)
{
	struct store *s = NULL;
	struct batch *b = NULL;
	new_account(cx, p, "specimen@example.org");
	close_hall(p); /* a process opens a store once */
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", p->home), STORE_WRITE, &s));
	CHECK_OK(batch_begin(cx, s, &b));
	for (unsigned n = 0; n < VISITOR_PEOPLE; n++)
		keep_person(cx, b, p->account, n, p->people[n]);
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
	open_hall(cx, p);
}

static void put_grant(struct ctx *cx, struct visitor *p, unsigned n, struct grant g)
{
	struct store *s = NULL;
	struct batch *b = NULL;
	memcpy(g.account, p->account, sizeof g.account);
	memcpy(g.person, p->people[n], sizeof g.person);
	memcpy(g.request, p->people[n], sizeof g.request);
	close_hall(p);
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", p->home), STORE_WRITE, &s));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
	open_hall(cx, p);
}

void visitor_allow(struct ctx *cx, struct visitor *p, unsigned n, unsigned rights)
{
	put_grant(cx, p, n, (struct grant){ .state = GRANT_ACTIVE, .origin = ORIGIN_HELPER_CONFIRMED, .rights = rights, .asked = cx->now - 10, .from = cx->now - 10,
		.changed = cx->now, .label = SLICE("relative") });
}

void visitor_end(struct ctx *cx, struct visitor *p, unsigned n)
{
	put_grant(cx, p, n, (struct grant){ .state = GRANT_ENDED, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_ALL, .asked = cx->now - 10, .from = cx->now - 10,
		.changed = cx->now, .label = SLICE("relative"), .ended_by = SLICE("office") });
}

const char *visitor_unite(struct ctx *cx, struct visitor *p, unsigned a, unsigned b)
{
	struct person_link links[2];
	const unsigned both[2] = { a, b };
	struct store *s = NULL;
	struct batch *batch = NULL;
	struct kept kept;
	for (size_t i = 0; i < 2; i++)
		links[i] = (struct person_link){ slice_str(ctx_printf(cx, "VT%06u", both[i])), slice_str(ctx_printf(cx, "1990-01-%02u", both[i] + 1)), SLICE("UTO") };
	struct keeping k = { .record = { .identity = SLICE("passport:VTUNITED"), .kind = KIND_PASSPORT, .issued = 20260102,
		.json = SLICE("{\"kind\":\"passport\",\"holder\":{\"surname\":\"SPECIMEN\",\"birth_date\":\"1990-01-01\",\"nationality\":\"UTO\"}}") },
		.links = links, .link_count = 2 };
	close_hall(p);
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", p->home), STORE_WRITE, &s));
	CHECK_OK(batch_begin(cx, s, &batch));
	CHECK_OK(records_keep(cx, batch, &k, &kept));
	CHECK_OK(batch_commit(cx, batch));
	store_close(s);
	open_hall(cx, p);
	return ctx_printf(cx, "%s", kept.person);
}

void visitor_be_stranger(struct ctx *cx, struct visitor *p) { new_account(cx, p, "stranger@example.org"); }

static int ask(struct ctx *cx, struct visitor *p, enum http_method method, const char *address, struct slice body)
{
	struct http_request q = { .method = method, .path = slice_str(address), .body = body, .cookie = slice_str(p->cookie),
		.accept_language = slice_str(p->language), .content_type = SLICE("application/x-www-form-urlencoded") };
	size_t mark = slice_find(q.path, SLICE("?"), 0);
	if (mark != SIZE_MAX)
		q.query = slice_sub(q.path, mark + 1, q.path.n);
	q.path = slice_sub(q.path, 0, mark);
	p->reply = (struct http_reply){ 0 };
	visit_run(cx, p->clerk, &q, &p->reply);
	ctx_forgive(cx);
	return p->reply.status;
}

int visitor_get(struct ctx *cx, struct visitor *p, const char *address) { return ask(cx, p, HTTP_GET, address, (struct slice){ 0 }); }

int visitor_post(struct ctx *cx, struct visitor *p, const char *address, const char *form)
{
	struct session s;
	struct slice set_cookie = { 0 };
	char token[CSRF_TOKEN];
	CHECK_OK(clerk_renew(cx, p->clerk));
	CHECK_OK(session_find(cx, p->hall.sessions, p->clerk->store, slice_str(p->cookie), &s));
	csrf_token(cx, p->hall.sessions, &s, slice_str(p->cookie), token, &set_cookie);
	clerk_rest(p->clerk);
	/* A browser brings the cookie that the page set with its form. */
	if (set_cookie.n)
		snprintf(p->cookie, sizeof p->cookie, "%s%s%.*s", ctx_printf(cx, "%s", p->cookie), p->cookie[0] ? "; " : "",
			(int)slice_find(set_cookie, SLICE(";"), 0), (const char *)set_cookie.p);
	return ask(cx, p, HTTP_POST, address, slice_str(ctx_printf(cx, "token=%s%s%s", token, *form ? "&" : "", form)));
}

const char *visitor_header(struct ctx *cx, const struct visitor *p, const char *name)
{
	for (size_t i = 0; i < p->reply.header_count; i++)
		if (strcmp(p->reply.headers[i].name, name) == 0)
			return ctx_string(cx, p->reply.headers[i].value);
	return "";
}

const char *visitor_sent_to(struct ctx *cx, const struct visitor *p) { return visitor_header(cx, p, "Location"); }

size_t visitor_counts(const struct visitor *p, const char *text)
{
	size_t n = 0;
	for (size_t at = slice_find(p->reply.body, slice_str(text), 0); at != SIZE_MAX; at = slice_find(p->reply.body, slice_str(text), at + 1))
		n++;
	return n;
}

bool visitor_sees(const struct visitor *p, const char *text) { return visitor_counts(p, text) > 0; }
