/* Owns: the queue of waiting steps and who leads it (writer.h). A follower sleeps until its leader has committed. */
#include "portal/writer.h"

#include <pthread.h>
#include <stdlib.h>

#define WRITER_GROUP 64 /* steps a commit: a batch stays some milliseconds long */

struct waiting_step {
	struct waiting_step *next;
	struct ctx *cx;
	writer_step *step;
	void *arg;
	enum err result;
	bool done;
};

struct writer {
	struct store *store;
	pthread_mutex_t lock;
	pthread_cond_t turn;
	struct waiting_step *first, **last;
	bool led;             /* a thread is committing a group now */
};

struct writer *writer_open(struct store *store)
{
	struct writer *w = calloc(1, sizeof *w);
	if (!w || pthread_mutex_init(&w->lock, NULL) || pthread_cond_init(&w->turn, NULL))
		abort();
	w->store = store;
	w->last = &w->first;
	return w;
}

void writer_close(struct writer *w)
{
	if (!w)
		return;
	pthread_cond_destroy(&w->turn);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

static struct waiting_step *take_group(struct writer *w)
{
	struct waiting_step *group = w->first, *end = group;
	for (int i = 1; i < WRITER_GROUP && end->next; i++)
		end = end->next;
	w->first = end->next;
	if (!w->first)
		w->last = &w->first;
	end->next = NULL;
	return group;
}

/* Even a refusal waits for the commit: it was judged by what the batch held. */
static void fail_all(struct waiting_step *group, enum err e)
{
	for (struct waiting_step *s = group; s; s = s->next) {
		ctx_forgive(s->cx);
		s->result = fail(s->cx, e, "the change could not be made durable; nothing was changed, try again");
	}
}

/* A refusal is an answer; anything else may have left half of a step in the batch. */
static bool is_refusal(enum err e) { return e == OK || err_class(e) == ERR_CLASS_INPUT || err_class(e) == ERR_CLASS_LIMIT; }

/* False when the batch had to be given up. */
static bool run_steps(struct batch *b, struct waiting_step *group)
{
	for (struct waiting_step *s = group; s; s = s->next) {
		s->result = s->step(s->cx, b, s->arg);
		if (!is_refusal(s->result))
			return false;
	}
	return true;
}

static void run_batch(struct writer *w, struct waiting_step *group, bool *broken)
{
	struct batch *b = NULL;
	*broken = false;
	enum err e = batch_begin(group->cx, w->store, &b);
	if (e != OK) {
		fail_all(group, e);
		return;
	}
	if (!run_steps(b, group)) {
		batch_abort(b);
		*broken = true;
		return;
	}
	struct ctx cx;
	ctx_init(&cx, group->cx->now);
	e = batch_commit(&cx, b);
	ctx_free(&cx);
	if (e != OK)
		fail_all(group, e);
}

/* Where one step breaks the batch, each gets a batch of its own: the others' work is not its hostage. */
static void run_group(struct writer *w, struct waiting_step *group)
{
	bool broken = false;
	run_batch(w, group, &broken);
	if (!broken || !group->next)
		return;
	for (struct waiting_step *s = group, *next; s; s = next) {
		next = s->next;
		s->next = NULL;
		ctx_forgive(s->cx);
		run_batch(w, s, &broken);
		s->next = next;
	}
}

enum err writer_do(struct ctx *cx, struct writer *w, writer_step *step, void *arg)
{
	struct waiting_step mine = { .cx = cx, .step = step, .arg = arg };
	pthread_mutex_lock(&w->lock);
	*w->last = &mine;
	w->last = &mine.next;
	while (!mine.done && w->led)
		pthread_cond_wait(&w->turn, &w->lock);
	while (!mine.done) {
		struct waiting_step *group = take_group(w);
		w->led = true;
		pthread_mutex_unlock(&w->lock);
		run_group(w, group);
		pthread_mutex_lock(&w->lock);
		for (struct waiting_step *s = group, *next; s; s = next) {
			next = s->next; /* its thread may go as soon as it is done */
			s->done = true;
		}
		w->led = false;
		pthread_cond_broadcast(&w->turn);
	}
	pthread_mutex_unlock(&w->lock);
	return mine.result;
}
