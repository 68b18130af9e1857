/*
 * Owns: the directory as JSON: GET /v1/offices and /v1/offices/{id}. Each office is the object of schemas/office.schema.json, and what holds
 * now: open_now, changes_at, distance_km. May be read by pages of any origin: nothing in it is private.
 */
#include "portal/handlers.h"
#include "portal/office_query.h"

#include "base/limits.h"

#include <math.h>

#define PAGE_OFFICES 50

/* The registry's text is a compact object: what holds now is put in before its last brace. */
static void put_office(struct visit *v, struct buf *b, const struct office_hit *hit)
{
	char at[21];
	struct slice json = office_list_json(v->w->offices, hit->office->id);
	struct json_out o = { .b = b, .comma = true };
	buf_put_slice(b, slice_sub(json, 0, json.n - 1));
	json_put_bool(&o, "open_now", hit->open);
	if (hit->change) {
		instant_format(hit->change, at);
		json_put_str(&o, "changes_at", at);
	}
	if (hit->km >= 0)
		json_put_real(&o, "distance_km", round(hit->km * 10) / 10);
	buf_putc(b, '}');
}

static void put_hits(struct visit *v, struct buf *b, const struct office_query *q, const struct office_hit *hits, size_t count)
{
	char at[21];
	struct json_out o = json_out(b);
	size_t first = q->page * PAGE_OFFICES;
	instant_format(v->cx->now, at);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "as_of", at);
	json_put_bool(&o, "sample", office_list_is_sample(v->w->offices));
	json_put_int(&o, "count", (int64_t)count);
	if (first + PAGE_OFFICES < count)
		json_put_str(&o, "next", ctx_printf(v->cx, "/v1/offices?%.*s", SLICE_FMT(office_query_text(v, q, q->page + 1))));
	json_begin(&o, "offices", '[');
	for (size_t i = first; i < count && i < first + PAGE_OFFICES; i++) {
		if (i > first)
			buf_putc(b, ',');
		put_office(v, b, &hits[i]);
	}
	json_end(&o, ']');
	json_end(&o, '}');
}

static void answer(struct visit *v, struct buf *b)
{
	buf_putc(b, '\n');
	if (!buf_ok(b)) {
		http_problem(v->cx, v->r, 500, "BUG", "The list could not be made.");
		return;
	}
	v->r->status = 200;
	v->r->content_type = "application/json";
	v->r->body = ctx_copy(v->cx, buf_slice(b));
	http_header_add(v->r, "Cache-Control", SLICE("public, max-age=60"));
	http_any_origin(v->r);
}

void offices_json(struct visit *v)
{
	struct office_query q;
	struct office_hit *hits = NULL;
	size_t count = 0;
	struct buf b;
	enum err e = office_query_read(v, &q);
	if (e == OK && v->problem_count) {
		http_problem(v->cx, v->r, 400, "QUERY", ctx_printf(v->cx, "%s is not understood.", v->problems[0].field));
		return;
	}
	if (e == OK)
		e = office_list_search(v->cx, v->w->offices, &q.wish, &hits, &count);
	if (e != OK) {
		http_problem(v->cx, v->r, e == ERR_TEXT_UTF8 ? 400 : 503, err_name(e), err_text(e));
		return;
	}
	buf_init(&b, LIMIT_ASSET_BYTES);
	put_hits(v, &b, &q, hits, count);
	answer(v, &b);
	buf_free(&b);
}

void offices_json_one(struct visit *v)
{
	struct buf b;
	enum err e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	struct office_hit hit = { .office = e == OK ? office_list_find(v->w->offices, v->args[0]) : NULL, .km = -1 };
	if (e != OK || !hit.office) {
		http_problem(v->cx, v->r, e == OK ? 404 : 503, e == OK ? "OFFICE" : err_name(e), e == OK ? "There is no such office." : err_text(e));
		return;
	}
	hit.open = office_is_open(hit.office, v->cx->now, &hit.change);
	buf_init(&b, LIMIT_ASSET_BYTES);
	put_office(v, &b, &hit);
	answer(v, &b);
	buf_free(&b);
}
