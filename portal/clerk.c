/* Owns: opening and renewing a thread's view of the stores. */
#include "portal/clerk.h"

#include "base/log.h"

#include <stdlib.h>
#include <time.h>

static enum err open_views(struct ctx *cx, struct clerk *w)
{
	enum err e = snapshot_open(cx, w->hall->registry, &w->registry);
	if (e == OK)
		e = snapshot_open(cx, w->hall->store, &w->store);
	if (e == OK && w->hall->checks)
		e = snapshot_open(cx, w->hall->checks, &w->checks);
	/* The list is read once a thread: better now than while the first visitor waits. A list that cannot be read is told by its pages. */
	if (e == OK && office_list_renew(cx, w->offices, w->registry) != OK)
		ctx_forgive(cx);
	if (e == OK)
		clerk_rest(w);
	return e;
}

void *clerk_open(void *hall)
{
	struct ctx cx;
	struct clerk *w = calloc(1, sizeof *w);
	if (!w)
		abort();
	w->hall = hall;
	w->offices = office_list_open();
	w->issuer = client_open(w->hall->conf);
	ctx_init(&cx, (int64_t)time(NULL));
	if (open_views(&cx, w) != OK) {
		log_error(&cx, "portal.clerk");
		clerk_close(w);
		w = NULL;
	}
	ctx_free(&cx);
	return w;
}

void clerk_close(void *worker)
{
	struct clerk *w = worker;
	if (!w)
		return;
	snapshot_close(w->registry);
	snapshot_close(w->store);
	snapshot_close(w->checks);
	office_list_close(w->offices);
	client_close(w->issuer);
	free(w);
}

enum err clerk_renew(struct ctx *cx, struct clerk *w)
{
	enum err e = snapshot_renew(cx, w->registry);
	if (e == OK)
		e = snapshot_renew(cx, w->store);
	if (e == OK && w->checks)
		e = snapshot_renew(cx, w->checks);
	return e;
}

enum err clerk_renew_store(struct ctx *cx, struct clerk *w)
{
	snapshot_reset(w->store);
	return snapshot_renew(cx, w->store);
}

void clerk_rest(struct clerk *w)
{
	snapshot_reset(w->registry);
	snapshot_reset(w->store);
	if (w->checks)
		snapshot_reset(w->checks);
}
