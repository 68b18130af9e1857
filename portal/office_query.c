/* Owns: reading and writing the query of the directory. */
#include "portal/office_query.h"

#include "base/limits.h"

static size_t read_page(struct slice text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n && i < 4 && text.p[i] >= '0' && text.p[i] <= '9'; i++)
		n = n * 10 + (size_t)(text.p[i] - '0');
	return n ? n - 1 : 0;
}

enum err office_query_read(struct visit *v, struct office_query *q)
{
	*q = (struct office_query){ .words = visit_query(v, "q"), .near = visit_query(v, "near"), .province = visit_query(v, "province"),
		.service = visit_query(v, "service"), .page = read_page(visit_query(v, "page")) };
	q->wish = (struct office_wish){ .words = q->words, .at = v->cx->now, .open_now = slice_is(visit_query(v, "open"), "1") };
	q->wish.service = service_parse(q->service);
	if (office_province(q->province))
		q->wish.province = q->province;
	else if (q->province.n)
		visit_problem(v, "province", "offices.province-unknown");
	if (q->service.n && !q->wish.service)
		visit_problem(v, "service", "offices.service-unknown");
	enum err e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	if (e == OK)
		e = office_list_point(v->cx, v->w->offices, q->near, &q->wish.near);
	if (e == OK && q->near.n && !q->wish.near.known)
		visit_problem(v, "near", "offices.near-unknown");
	return e;
}

struct slice office_query_text(struct visit *v, const struct office_query *q, size_t page)
{
	struct buf b;
	buf_init(&b, 4 * LIMIT_HTTP_TARGET);
	urlform_put(&b, "q", q->words);
	urlform_put(&b, "province", q->province);
	urlform_put(&b, "service", q->service);
	urlform_put(&b, "near", q->near);
	urlform_put(&b, "open", q->wish.open_now ? SLICE("1") : (struct slice){ 0 });
	if (page)
		urlform_put(&b, "page", slice_str(ctx_printf(v->cx, "%zu", page + 1)));
	struct slice out = ctx_copy(v->cx, buf_slice(&b));
	buf_free(&b);
	return out;
}
