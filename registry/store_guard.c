/* Owns: the maps that are watched, and the handler of SIGSEGV and SIGBUS. Must call nothing in it that is not async-signal-safe. */
#include "registry/store_guard.h"

#include "base/cli.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define WATCHED 8
#define LINE    (PATH_MAX + 128)

static struct watched {
	uintptr_t from, to;
	char folder[512];
} watched[WATCHED];

static uintptr_t engine_from, engine_to; /* its code, where that is not the program's own */
static pthread_mutex_t watching = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction before[2]; /* of SIGSEGV and SIGBUS */

static void put(const char *text) { (void)!write(STDERR_FILENO, text, strlen(text)); }

_Noreturn void store_guard_end(const char *folder)
{
	put(program_invocation_short_name);
	put(": registry ");
	put(folder);
	put(": data.mdb is damaged inside; restore the folder from a backup\n");
	_exit(EXIT_INTERNAL);
}

/* Of the instruction that failed; 0 where this machine's frames are not known. */
static uintptr_t code_address(const void *context)
{
	const ucontext_t *u = context;
#if defined __x86_64__
	return (uintptr_t)u->uc_mcontext.gregs[REG_RIP];
#elif defined __aarch64__
	return (uintptr_t)u->uc_mcontext.pc;
#else
	return u ? 0 : 1;
#endif
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	uintptr_t at = (uintptr_t)info->si_addr, code = code_address(context);
	bool engine = code >= engine_from && code < engine_to;
	for (size_t i = 0; i < WATCHED; i++) {
		if (watched[i].to && (engine || (at >= watched[i].from && at < watched[i].to)))
			store_guard_end(watched[i].folder);
	}
	const struct sigaction *old = &before[number == SIGBUS];
	if (old->sa_flags & SA_SIGINFO)
		old->sa_sigaction(number, info, context);
	else
		(void)sigaction(number, old, NULL); /* and again, as if nobody had been here */
}

static bool within(uintptr_t at, uintptr_t from, uintptr_t to) { return at >= from && at < to; }

/*
 * The map of the file among all of this process, found by its name: on some file systems the number of a mapped file is another one.
 * And the map of the engine's code.
 */
static bool find_maps(const char *file, uintptr_t code, struct watched *w)
{
	char line[LINE];
	FILE *maps = fopen("/proc/self/maps", "re");
	while (maps && fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		const char *name = strchr(line, '/');
		if (!name || sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		if (within(code, from, to) && !within((uintptr_t)store_guard_watch, from, to)) {
			engine_from = from;
			engine_to = to;
		}
		if (strncmp(name, file, strlen(file)) == 0 && name[strlen(file)] == '\n') {
			w->from = w->to ? w->from : from;
			w->to = to;
		}
	}
	if (maps)
		(void)fclose(maps);
	return w->to != 0;
}

/* Whoever handled it before, a sanitizer say, goes on to handle what is not the registry's. */
static void handle(int number, struct sigaction *old)
{
	struct sigaction now, action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	(void)sigemptyset(&action.sa_mask);
	if (sigaction(number, NULL, &now) != 0 || ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_fault))
		return;
	*old = now;
	(void)sigaction(number, &action, NULL);
}

void store_guard_watch(struct ctx *cx, const char *folder, uintptr_t engine)
{
	char file[PATH_MAX];
	struct watched found = { 0 };
	(void)pthread_mutex_lock(&watching);
	if (strlen(folder) < sizeof found.folder && realpath(ctx_printf(cx, "%s/data.mdb", folder), file) && find_maps(file, engine, &found)) {
		memcpy(found.folder, folder, strlen(folder) + 1);
		for (size_t i = 0; i < WATCHED && found.to; i++) {
			if (watched[i].to)
				continue;
			watched[i] = found;
			found.to = 0;
		}
		handle(SIGSEGV, &before[0]);
		handle(SIGBUS, &before[1]);
	}
	(void)pthread_mutex_unlock(&watching);
}

void store_guard_leave(const char *folder)
{
	(void)pthread_mutex_lock(&watching);
	for (size_t i = 0; i < WATCHED; i++) {
		if (watched[i].to && strcmp(watched[i].folder, folder) == 0)
			watched[i] = (struct watched){ 0 };
	}
	(void)pthread_mutex_unlock(&watching);
}
