/*
 * Owns: walking long lists page by page: the page that was asked for, and the way to its neighbours. Works without script.
 */
#ifndef PORTAL_PAGER_H
#define PORTAL_PAGER_H

#include "portal/visit.h"

/* Of ?page=, from 1; at most the last one (1 of an empty list). */
size_t pager_page(const struct visit *v, size_t rows, size_t total);
/* "Newer", "page 2 of 5", "older"; nothing where there is one page alone. query: what else stands in the address, "state=force&", or "". */
void pager_put(struct visit *v, const char *path, const char *query, size_t rows, size_t total);

#endif
