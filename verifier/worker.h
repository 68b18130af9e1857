/*
 * Owns: what one server thread needs to answer: sources with a snapshot and prepared keys of its own, a cache of verified seals,
 * the published files. The trust list is read again when its file has changed; a broken new one leaves the old in force.
 */
#ifndef VERIFIER_WORKER_H
#define VERIFIER_WORKER_H

#include "verifier/pages.h"
#include "verifier/published.h"
#include "verifier/sources_live.h"
#include "verifier/tries.h"

#include <time.h>

/* What all threads share, read-only. */
struct hall {
	const struct conf *conf;
	struct store *store;
	const struct page_assets *assets;
	struct store *checks;      /* the verifier's own: uses of share codes */
	struct tries *tries;
};

struct worker {
	const struct hall *hall;
	struct trust *trust;
	struct live *live;
	struct published *published;
	struct snapshot *registry; /* for share codes; let go after each */
	int64_t looked_at;         /* when the trust list's file was looked at */
	struct timespec changed;   /* its time of change then */
	int64_t passing_at;        /* when `passing` was written; 0 = not yet */
	struct buf passing;
};

/* NULL when the home cannot be opened (logged). */
void *worker_open(void *hall);
void worker_close(void *worker);
/* The sources for this request, after a look whether the trust list has changed. */
const struct sources *worker_sources(struct ctx *cx, struct worker *w);
/* The end of a JSON answer given now by the registry (report_json_passing), written once a second. */
struct slice worker_passing(const struct ctx *cx, struct worker *w);

#endif
