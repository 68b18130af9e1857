/* Owns: the thread and the table of what it does. */
#include "portal/tender.h"

#include "base/log.h"
#include "portal/booking_post.h"
#include "portal/displaced.h"
#include "portal/reminders.h"
#include "portal/united.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

typedef enum err tender_task(struct ctx *cx, const struct hall *hall);

/* What falls due of holds, resting places and offers. */
static enum err tend_appointments(struct ctx *cx, const struct hall *hall)
{
	size_t done = 0;
	return appointments_sweep(cx, hall->appointments, 4096, &done);
}

static enum err tend_sessions(struct ctx *cx, const struct hall *hall) { return sessions_tend(cx, hall->sessions); }

static enum err tend_throttle(struct ctx *cx, const struct hall *hall) { return throttle_tend(cx, hall->throttle); }
static enum err tend_looks(struct ctx *cx, const struct hall *hall) { return looks_flush(cx, hall->looks, hall->store); }

/* Name for the log, seconds between two runs, the work. */
static const struct {
	const char *name;
	int64_t every;
	tender_task *run;
} tasks[] = {
	{ "portal.tend.sessions", 30, tend_sessions },
	{ "portal.tend.throttle", 5, tend_throttle },
	{ "portal.tend.reminders", 3600, reminders_tend },
	{ "portal.tend.looks", 5, tend_looks },
	{ "portal.tend.appointments", 10, tend_appointments },
	{ "portal.tend.displaced", 300, displaced_tend },
	{ "portal.tend.united", 300, united_tend },
	{ "portal.tend.notices", 5, booking_post },
};

#define TASKS (sizeof tasks / sizeof *tasks)

struct tender {
	const struct hall *hall;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping;
};

static void run_task(const struct tender *t, size_t i)
{
	struct ctx cx;
	ctx_init(&cx, (int64_t)time(NULL));
	if (tasks[i].run(&cx, t->hall) != OK)
		log_error(&cx, tasks[i].name);
	ctx_free(&cx);
}

/* Waits a second, or until the stop. */
static bool wait_second(struct tender *t)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	pthread_mutex_lock(&t->lock);
	while (!t->stopping && pthread_cond_timedwait(&t->woken, &t->lock, &until) != ETIMEDOUT)
		;
	bool stopping = t->stopping;
	pthread_mutex_unlock(&t->lock);
	return !stopping;
}

static void *tend(void *self)
{
	struct tender *t = self;
	int64_t due[TASKS];
	for (size_t i = 0; i < TASKS; i++)
		due[i] = (int64_t)time(NULL) + tasks[i].every;
	while (wait_second(t)) {
		int64_t now = (int64_t)time(NULL);
		for (size_t i = 0; i < TASKS; i++) {
			if (now < due[i] && due[i] - now <= tasks[i].every)
				continue;
			run_task(t, i);
			due[i] = now + tasks[i].every;
		}
	}
	for (size_t i = 0; i < TASKS; i++)
		run_task(t, i);
	return NULL;
}

enum err tender_start(struct ctx *cx, const struct hall *hall, struct tender **out)
{
	struct tender *t = calloc(1, sizeof *t);
	if (!t)
		abort();
	t->hall = hall;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->woken, NULL);
	if (pthread_create(&t->thread, NULL, tend, t) != 0) {
		free(t);
		return fail(cx, ERR_SYSTEM, "the portal's timer cannot be started");
	}
	*out = t;
	return OK;
}

void tender_stop(struct tender *t)
{
	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	t->stopping = true;
	pthread_cond_signal(&t->woken);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	pthread_cond_destroy(&t->woken);
	pthread_mutex_destroy(&t->lock);
	free(t);
}
