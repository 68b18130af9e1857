/*
 * Owns: what an address asks of the directory: q, province, service, near, open, page; as typed and as understood. The same for the page and
 * the JSON.
 */
#ifndef PORTAL_OFFICE_QUERY_H
#define PORTAL_OFFICE_QUERY_H

#include "portal/office_list.h"
#include "portal/visit.h"

struct office_query {
	struct slice words, near, province, service; /* as typed */
	struct office_wish wish;
	size_t page;                                 /* from 0 */
};

/* Renews the thread's list too. What is not understood is a problem beside its field, and asks nothing. ERR_TEXT_UTF8, ERR_STORE_*. */
must_use enum err office_query_read(struct visit *v, struct office_query *q);
/* The query again, percent-encoded, for another page of the hits; "" when nothing is asked. */
struct slice office_query_text(struct visit *v, const struct office_query *q, size_t page);

#endif
