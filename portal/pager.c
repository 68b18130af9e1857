/* Owns: the pager. */
#include "portal/pager.h"

#include "portal/parts.h"

static size_t pages_of(size_t rows, size_t total) { return total ? (total + rows - 1) / rows : 1; }

size_t pager_page(const struct visit *v, size_t rows, size_t total)
{
	struct slice text = visit_query(v, "page");
	size_t page = 0, last = pages_of(rows, total);
	for (size_t i = 0; i < text.n && i < 6; i++)
		page = text.p[i] >= '0' && text.p[i] <= '9' ? page * 10 + (size_t)(text.p[i] - '0') : 0;
	return page == 0 ? 1 : page > last ? last : page;
}

static void put_way(struct visit *v, const char *path, const char *query, size_t page, const char *rel, const char *key)
{
	html_put(&v->h, "<a class=\"button plain\" rel=\"%s\" href=\"%s?%spage=%zu\">", rel, path, query, page);
	put_say(v, key);
	html_put(&v->h, "</a> ");
}

void pager_put(struct visit *v, const char *path, const char *query, size_t rows, size_t total)
{
	size_t page = pager_page(v, rows, total), pages = pages_of(rows, total);
	if (pages < 2)
		return;
	html_put(&v->h, "<nav class=\"pager\" aria-label=\"%s\">", word(v, "documents.pages"));
	if (page > 1)
		put_way(v, path, query, page - 1, "prev", "documents.newer");
	html_put(&v->h, "<span>");
	put_say2(v, "documents.page", slice_str(ctx_printf(v->cx, "%zu", page)), slice_str(ctx_printf(v->cx, "%zu", pages)));
	html_put(&v->h, "</span> ");
	if (page < pages)
		put_way(v, path, query, page + 1, "next", "documents.older");
	html_put(&v->h, "</nav>\n");
}
