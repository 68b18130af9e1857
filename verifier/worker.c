/* Owns: opening and refreshing a thread's sources. */
#include "verifier/worker.h"

#include "base/log.h"
#include "verifier/report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Seconds between two looks at the trust list's file. */
#define LOOK_EVERY 5

static enum err open_parts(struct ctx *cx, struct worker *w)
{
	struct stat st;
	if (stat(conf_path(cx, w->hall->conf, "trust.list"), &st) == 0)
		w->changed = st.st_mtim;
	enum err e = trust_load(cx, w->hall->conf, &w->trust);
	if (e == OK) {
		trust_prepare(w->trust);
		e = sources_live_open(cx, w->hall->store, w->trust, &w->live);
	}
	if (e == OK)
		sources_live_cache(w->live);
	if (e == OK)
		e = snapshot_open(cx, w->hall->store, &w->registry);
	if (e == OK)
		snapshot_reset(w->registry);
	return e;
}

void *worker_open(void *hall)
{
	struct ctx cx;
	struct worker *w = calloc(1, sizeof *w);
	if (!w)
		abort();
	w->hall = hall;
	buf_init(&w->passing, 256);
	ctx_init(&cx, (int64_t)time(NULL));
	enum err e = open_parts(&cx, w);
	if (e == OK) {
		w->published = published_open(w->hall->conf);
	} else {
		log_error(&cx, "verifier.worker");
		worker_close(w);
		w = NULL;
	}
	ctx_free(&cx);
	return w;
}

void worker_close(void *worker)
{
	struct worker *w = worker;
	if (!w)
		return;
	buf_free(&w->passing);
	published_close(w->published);
	snapshot_close(w->registry);
	sources_live_close(w->live);
	trust_free(w->trust);
	free(w);
}

/* A list that is refused is tried again at the next look: what it says may be that a key was stolen. */
static void reload(struct ctx *cx, struct worker *w, struct timespec changed)
{
	struct trust *fresh = NULL;
	if (trust_load(cx, w->hall->conf, &fresh) != OK) {
		log_error(cx, "verifier.trust-list.refused");
		ctx_forgive(cx);
		return;
	}
	trust_prepare(fresh);
	sources_live_trust(w->live, fresh);
	trust_free(w->trust);
	w->trust = fresh;
	w->changed = changed;
	w->passing_at = 0;
	log_event(cx, LOG_INFO, "verifier.trust-list.loaded", "keys=%zu", fresh->key_count);
}

const struct sources *worker_sources(struct ctx *cx, struct worker *w)
{
	struct stat st;
	if (cx->now >= w->looked_at + LOOK_EVERY || cx->now < w->looked_at) {
		w->looked_at = cx->now;
		bool there = stat(conf_path(cx, w->hall->conf, "trust.list"), &st) == 0;
		if (there && memcmp(&st.st_mtim, &w->changed, sizeof w->changed) != 0)
			reload(cx, w, st.st_mtim);
	}
	return sources_live(w->live);
}

struct slice worker_passing(const struct ctx *cx, struct worker *w)
{
	if (cx->now != w->passing_at) {
		buf_reset(&w->passing);
		report_json_passing(cx->now, cx->now, w->trust->utc_offset, w->trust->specimen, &w->passing);
		w->passing_at = cx->now;
	}
	return buf_slice(&w->passing);
}
