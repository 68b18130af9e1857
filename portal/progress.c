/* Owns: reading applications and telling how they stand today. */
#include "portal/progress.h"

#include "base/crypto.h"

#include <stdlib.h>

struct walk {
	struct ctx *cx;
	const struct office_list *offices;
	struct date today;
	struct progress *all;
	size_t count;
	enum err e;
};

static enum err tell(struct ctx *cx, const struct office_list *offices, struct date today, struct slice json, struct progress *out)
{
	const struct application *a = NULL;
	enum err e = application_load(cx, json, &a);
	if (e != OK)
		return e;
	const struct office *office = office_list_find(offices, a->office);
	*out = (struct progress){ .application = a, .office = office, .since = application_last(a)->at, .usual_days = application_usual_days(a, office),
		.ask_after = application_ask_after(a, office) };
	out->may_ask = a->next == ACTOR_AUTHORITY && out->ask_after.year && date_compare(out->ask_after, today) <= 0;
	return OK;
}

static bool take(void *self, const struct kept_application *a)
{
	struct walk *w = self;
	w->e = tell(w->cx, w->offices, w->today, ctx_copy(w->cx, a->json), &w->all[w->count]);
	w->count += w->e == OK;
	return w->e == OK && w->count < PROGRESS_MAX;
}

static int compare(const void *a, const void *b)
{
	const struct progress *x = a, *y = b;
	bool x_open = x->application->next != ACTOR_NONE, y_open = y->application->next != ACTOR_NONE;
	if (x_open != y_open)
		return x_open ? -1 : 1;
	int by_date = date_compare(y->application->events[0].at, x->application->events[0].at);
	return by_date ? by_date : slice_compare(x->application->number, y->application->number);
}

enum err progress_read(struct ctx *cx, struct snapshot *v, const struct office_list *offices, struct date today, const char *person,
	struct progress **out, size_t *count)
{
	struct walk w = { .cx = cx, .offices = offices, .today = today, .all = ctx_alloc(cx, PROGRESS_MAX * sizeof(struct progress)), .e = OK };
	enum err e = applications_of(cx, v, person, take, &w);
	qsort(w.all, w.count, sizeof *w.all, compare);
	*out = w.all;
	*count = w.count;
	return e == OK ? w.e : e;
}

struct slice progress_number(struct ctx *cx, struct slice typed)
{
	char *text = ctx_string(cx, typed);
	size_t n = 0;
	for (size_t i = 0; text[i]; i++) {
		if (text[i] >= 'a' && text[i] <= 'z')
			text[n++] = (char)(text[i] - 'a' + 'A');
		else if (text[i] != ' ' && text[i] != '\t')
			text[n++] = text[i];
	}
	return slice_of(text, n);
}

enum err progress_look(struct ctx *cx, struct snapshot *v, const struct office_list *offices, struct date today, struct slice number,
	struct slice birth, bool *found, struct progress *out)
{
	struct kept_application kept;
	bool there = false;
	*found = false;
	enum err e = applications_find(cx, v, progress_number(cx, number), &there, &kept);
	if (e == OK && there)
		e = tell(cx, offices, today, ctx_copy(cx, kept.json), out);
	if (e == OK && there)
		*found = crypto_equal(out->application->birth_date, birth);
	return e;
}
