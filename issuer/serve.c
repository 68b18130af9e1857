/* Owns: threads and life of the running issuer. */
#include "issuer/serve.h"

#include "base/ipc.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/outbox.h"
#include "issuer/act.h"
#include "issuer/guardian.h"
#include "issuer/queue.h"
#include "registry/challenges.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#define ANSWERERS 16      /* threads: some sign, others wait for the disk; so many changes share a commit */
#define PATIENCE  5000    /* milliseconds a client may take for a frame */
#define GRACE     10000   /* milliseconds for the last answers */
#define UPKEEP    15000   /* milliseconds between two rounds of upkeep */
#define SWEEP     256     /* challenges taken away in one round */

struct serving {
	struct act_room room;
	struct ipc_server *ipc;
	struct queue *calls;
	int64_t (*clock)(void);
	pthread_mutex_t trust_lock;   /* the trust list changes under the makers */
	atomic_uint trust_version;
	struct timespec trust_read;
	atomic_bool failed;
	struct queue *rest;           /* never filled: its closing wakes the upkeep */
};

static struct ipc_server *stopping;

static void on_signal(int number __attribute__((unused)))
{
	if (stopping)
		ipc_stop(stopping);
}

/* On the loop's thread. There are never more calls than connections. */
static void on_call(void *self, struct ipc_call *call)
{
	struct serving *s = self;
	if (!queue_push(s->calls, call))
		ipc_answer(s->ipc, call);
}

/* ---- answering ---- */

static struct maker *new_maker(struct serving *s, unsigned *version)
{
	pthread_mutex_lock(&s->trust_lock);
	*version = atomic_load(&s->trust_version);
	struct maker *m = maker_new(s->room.desk);
	pthread_mutex_unlock(&s->trust_lock);
	return m;
}

static void *answer_calls(void *self)
{
	struct serving *s = self;
	struct act_desk desk = { .room = &s->room };
	unsigned version = 0;
	struct ipc_call *call;
	ctx_init(&desk.cx, s->clock());
	desk.maker = new_maker(s, &version);
	if (snapshot_open(&desk.cx, s->room.desk->store, &desk.view) != OK) {
		log_error(&desk.cx, "serve");
		atomic_store(&s->failed, true);
		ipc_stop(s->ipc);
	}
	while (desk.view && (call = queue_pop(s->calls, -1)) != NULL) {
		if (version != atomic_load(&s->trust_version)) {
			maker_free(desk.maker);
			desk.maker = new_maker(s, &version);
		}
		act_answer(&desk, call->question, s->clock(), &call->answer);
		ipc_answer(s->ipc, call);
	}
	snapshot_close(desk.view);
	maker_free(desk.maker);
	ctx_free(&desk.cx);
	return NULL;
}

/* ---- upkeep ---- */

static enum err sweep(struct ctx *cx, struct batch *b, void *self)
{
	size_t *count = self;
	return challenges_sweep(cx, b, cx->now, SWEEP, count);
}

static struct timespec trust_time(struct ctx *cx, const struct serving *s)
{
	struct stat st = { 0 };
	(void)!stat(conf_path(cx, s->room.desk->conf, "trust.list"), &st);
	return st.st_mtim;
}

/* A list that was published or changed since: makers judge by the new one. Keys that it no longer lets sign end the process. */
static enum err renew_trust(struct ctx *cx, struct serving *s)
{
	struct desk *d = s->room.desk;
	struct trust *fresh = NULL;
	struct timespec read = trust_time(cx, s);
	if (read.tv_sec == s->trust_read.tv_sec && read.tv_nsec == s->trust_read.tv_nsec)
		return OK;
	enum err e = trust_load(cx, d->conf, &fresh);
	if (e == OK)
		e = trust_check_signer(cx, fresh, keyring_signer(d->keys, ROLE_PDF_SEAL));
	if (e == OK)
		e = trust_check_signer(cx, fresh, keyring_signer(d->keys, ROLE_QR_SEAL));
	if (e != OK) {
		trust_free(fresh);
		return e;
	}
	pthread_mutex_lock(&s->trust_lock);
	trust_free(d->trust);
	d->trust = fresh;
	atomic_fetch_add(&s->trust_version, 1);
	pthread_mutex_unlock(&s->trust_lock);
	s->trust_read = read;
	return OK;
}

static void *keep_up(void *self)
{
	struct serving *s = self;
	struct ctx cx;
	ctx_init(&cx, s->clock());
	while (!queue_ended(s->rest)) {
		size_t count = 0;
		ctx_reset(&cx);
		cx.now = s->clock();
		store_tend(s->room.desk->store);
		enum err e = renew_trust(&cx, s);
		if (e == OK)
			e = scribe_do(&cx, s->room.scribe, sweep, &count);
		if (e != OK)
			log_error(&cx, "upkeep");
		if (scribe_is_broken(s->room.scribe) || err_class(e) == ERR_CLASS_KEY) {
			atomic_store(&s->failed, true);
			ipc_stop(s->ipc);
			break;
		}
		(void)queue_pop(s->rest, UPKEEP);
	}
	ctx_free(&cx);
	return NULL;
}

/* ---- life ---- */

static void take_signals(struct ipc_server *ipc)
{
	struct sigaction action = { .sa_handler = ipc ? on_signal : SIG_DFL };
	if (ipc)
		stopping = ipc;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	if (!ipc)
		stopping = NULL;
}

static void run_threads(struct serving *s)
{
	pthread_t answerers[ANSWERERS], upkeep;
	size_t count = 0;
	for (size_t i = 0; i < ANSWERERS; i++)
		count += pthread_create(&answerers[count], NULL, answer_calls, s) == 0;
	bool tended = pthread_create(&upkeep, NULL, keep_up, s) == 0;
	if (count && tended)
		ipc_serve(s->ipc, PATIENCE, GRACE);
	queue_close(s->calls);
	queue_close(s->rest);
	while (count)
		pthread_join(answerers[--count], NULL);
	if (tended)
		pthread_join(upkeep, NULL);
}

static enum err open_room(struct ctx *cx, struct desk *d, struct act_room *room)
{
	*room = (struct act_room){ .desk = d, .outbox = outbox_folder(cx, d->conf) };
	enum err e = conf_int(cx, d->conf, "issuer.rate", &room->rate);
	if (e == OK)
		e = conf_int(cx, d->conf, "issuer.bind-rate", &room->bind_rate);
	if (e == OK)
		e = conf_int(cx, d->conf, "issuer.proofs-per-day", &room->proofs);
	room->callers = callers_new();
	room->pace = pace_new();
	room->scribe = scribe_new(d->store, (size_t)d->group, 2 * ANSWERERS);
	return e;
}

static void close_room(struct act_room *room)
{
	callers_free(room->callers);
	pace_free(room->pace);
	scribe_free(room->scribe);
}

enum err serve_acts(struct ctx *cx, struct desk *d, int64_t (*clock)(void), void (*ready)(const struct desk *d))
{
	struct serving s = { .clock = clock, .calls = queue_new(LIMIT_IPC_CLIENTS, 1), .rest = queue_new(1, 1) };
	size_t mended = 0;
	pthread_mutex_init(&s.trust_lock, NULL);
	enum err e = open_room(cx, d, &s.room);
	s.trust_read = trust_time(cx, &s);
	if (e == OK)
		e = guardian_mend(cx, d, &mended);
	if (e == OK && mended)
		log_event(cx, LOG_INFO, "serve.majority", "count=%zu", mended);
	if (e == OK)
		e = ipc_open(cx, conf_path(cx, d->conf, "issuer.socket"), on_call, &s, &s.ipc);
	if (e == OK) {
		take_signals(s.ipc);
		log_event(cx, LOG_INFO, "serve", "listening");
		ready(d);
		run_threads(&s);
		take_signals(NULL);
		e = scribe_end(cx, s.room.scribe);
		if (e == OK && atomic_load(&s.failed))
			e = fail(cx, ERR_ISSUER_TROUBLE, "stopped by trouble that the log tells; start it again");
		log_event(cx, LOG_INFO, "serve", "stopped");
	}
	ipc_close(s.ipc);
	close_room(&s.room);
	queue_free(s.calls);
	queue_free(s.rest);
	pthread_mutex_destroy(&s.trust_lock);
	return e;
}
