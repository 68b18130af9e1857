/* Owns: reading, checking and keeping applications. */
#include "issuer/progress.h"

#include "base/file.h"
#include "base/limits.h"
#include "issuer/intake.h"
#include "issuer/tell.h"
#include "registry/applications.h"
#include "registry/audit.h"
#include "registry/offices.h"
#include "schemas/application.h"

#include <stdio.h>
#include <string.h>

#define GROUP 50 /* applications in one commit */

static enum err find_office(struct ctx *cx, void *self, struct slice id, const struct office **out)
{
	struct slice json = { 0 };
	*out = NULL;
	enum err e = offices_find(cx, self, id, &json);
	return e == OK && json.p ? office_load(cx, json, out) : e;
}

/* One that passed, as it is kept. */
struct passed {
	size_t line;
	const struct application *application;
	struct slice json;
	enum outcome outcome;
};

static enum err check(struct ctx *cx, const struct desk *d, struct slice text, struct passed *out, struct flaw **flaws)
{
	struct snapshot *v = NULL;
	struct json *tree = NULL;
	struct buf b;
	*flaws = NULL;
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = application_check(cx, d->schemas, ctx_copy(cx, text), find_office, v, &out->application, flaws);
	snapshot_close(v);
	if (e == OK)
		e = json_parse(cx, text, &tree);
	if (e != OK)
		return e;
	buf_init(&b, LIMIT_APPLICATION_JSON);
	json_canonical(&b, tree);
	out->json = ctx_copy(cx, buf_slice(&b));
	e = buf_ok(&b) ? OK : fail(cx, ERR_LIMIT, "application is longer than %d bytes", LIMIT_APPLICATION_JSON);
	buf_free(&b);
	return e;
}

/*
 * A number stays its applicant's, and what has happened stays: a list that is older than what is kept, or a mistyped number, must not take steps
 * away or show somebody another person's application. Passport and notes may change. Writes nothing.
 */
static enum err check_change(struct ctx *cx, const struct kept_application *old, const struct application *now)
{
	const struct application *was = NULL;
	enum err e = application_load(cx, old->json, &was);
	if (e != OK)
		return e;
	if (!slice_eq(was->birth_date, now->birth_date) || !slice_eq(was->nationality, now->nationality))
		return fail(cx, ERR_APPLICATION_OTHER, "the number is another applicant's; --replace if it was kept wrongly");
	for (size_t i = 0; i < was->event_count; i++)
		if (i >= now->event_count || was->events[i].step != now->events[i].step || date_compare(was->events[i].at, now->events[i].at) != 0)
			return fail(cx, ERR_APPLICATION_HISTORY, "step %zu that was kept is missing or another one; --replace if it was kept wrongly", i + 1);
	return OK;
}

/* Refuses (class INPUT) before it writes. */
static enum err put(struct ctx *cx, const struct desk *d, struct batch *b, bool replace, struct passed *p)
{
	const struct application *a = p->application;
	struct kept_application old;
	bool found = false;
	enum err e = applications_get(cx, b, a->number, &found, &old);
	if (e == OK && found && !replace)
		e = check_change(cx, &old, a);
	if (e != OK)
		return e;
	struct kept_application k = { .number = a->number, .json = p->json };
	struct person_link link = { a->passport_number, a->birth_date, a->nationality };
	struct kept kept;
	e = applications_put(cx, b, &k, &link, &kept);
	p->outcome = e == OK && kept.how == KEPT_SAME ? OUTCOME_SAME : OUTCOME_KEPT;
	if (e != OK || kept.how == KEPT_SAME)
		return e;
	struct audit_entry note = { .operation = SLICE("application"), .number = a->number, .operator_name = slice_str(d->operator),
		.reason = slice_str(application_step_name(application_last(a)->step)) };
	return audit_append(cx, b, &note);
}

/* ---- one ---- */

static void tell_refused(struct tell *t, size_t line, struct ctx *cx, const struct flaw *flaws)
{
	struct buf told;
	buf_init(&told, LIMIT_JSON_BYTES);
	if (flaws)
		tell_flaws(flaws, &told);
	else
		tell_failure(cx, "", &told);
	struct fate f = { .line = line, .outcome = OUTCOME_REFUSED, .flaws = buf_slice(&told) };
	tell_fate(t, &f);
	buf_free(&told);
}

enum err progress_add(struct ctx *cx, const struct desk *d, const char *path)
{
	struct buf text;
	struct passed p = { 0 };
	struct flaw *flaws = NULL;
	struct batch *b = NULL;
	struct kept_application old;
	struct tell t = { 0 };
	bool found = false;
	buf_init(&text, LIMIT_JSON_BYTES);
	enum err e = file_read(cx, path, &text);
	if (e == OK)
		e = check(cx, d, ctx_copy(cx, buf_slice(&text)), &p, &flaws);
	buf_wipe(&text);
	if (e == ERR_RECORD && flaws)
		tell_refused(&t, 1, cx, flaws);
	if (e == OK)
		e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = applications_get(cx, b, p.application->number, &found, &old);
	if (e == OK && found)
		e = fail(cx, ERR_RECORD, "there is an application with this number: `application update` adds a step, `application import` replaces it");
	if (e == OK)
		e = put(cx, d, b, false, &p);
	return batch_end(cx, b, e);
}

/* ---- many ---- */

struct reading {
	struct ctx *cx;             /* of the group: emptied after each commit */
	const struct desk *desk;
	struct progress_import *import;
	struct tell tell;
	struct passed group[GROUP];
	size_t count;
};

static enum err put_or_refuse(struct reading *r, struct batch *b, struct passed *p)
{
	enum err e = put(r->cx, r->desk, b, r->import->replace, p);
	if (e != ERR_APPLICATION_OTHER && e != ERR_APPLICATION_HISTORY)
		return e;
	r->import->refused++;
	tell_refused(&r->tell, p->line, r->cx, NULL);
	ctx_forgive(r->cx);
	p->outcome = OUTCOME_REFUSED;
	return OK;
}

static enum err commit(struct reading *r)
{
	struct batch *b = NULL;
	if (r->count == 0)
		return OK;
	enum err e = batch_begin(r->cx, r->desk->store, &b);
	if (e != OK)
		return e;
	for (size_t i = 0; e == OK && i < r->count; i++)
		e = put_or_refuse(r, b, &r->group[i]);
	e = batch_end(r->cx, b, e);
	for (size_t i = 0; e == OK && i < r->count; i++)
		if (r->group[i].outcome != OUTCOME_REFUSED)
			tell_fate(&r->tell, &(struct fate){ .line = r->group[i].line, .outcome = r->group[i].outcome });
	r->count = 0;
	if (e == OK)
		ctx_reset(r->cx);
	return e;
}

/* A dry run says as much as it can without writing: two lines of one number are judged when they are kept. */
static enum err foresee(struct reading *r, const struct passed *p)
{
	struct snapshot *v = NULL;
	struct kept_application old;
	bool found = false;
	enum err e = snapshot_open(r->cx, r->desk->store, &v);
	if (e == OK)
		e = applications_find(r->cx, v, p->application->number, &found, &old);
	if (e == OK && found)
		e = check_change(r->cx, &old, p->application);
	snapshot_close(v);
	return e;
}

static enum err take_line(struct reading *r, struct slice text, size_t line, bool too_long)
{
	struct passed p = { .line = line };
	struct flaw *flaws = NULL;
	r->import->lines++;
	enum err e = too_long ? fail(r->cx, ERR_LIMIT, "application is longer than %d bytes", LIMIT_JSON_BYTES)
			      : check(r->cx, r->desk, ctx_copy(r->cx, text), &p, &flaws);
	if (e == OK && r->import->dry_run && !r->import->replace)
		e = foresee(r, &p);
	if (e != OK && err_class(e) != ERR_CLASS_INPUT && err_class(e) != ERR_CLASS_LIMIT)
		return e;
	if (e != OK) {
		r->import->refused++;
		tell_refused(&r->tell, line, r->cx, flaws);
		ctx_forgive(r->cx);
		return OK;
	}
	if (r->import->dry_run) {
		tell_fate(&r->tell, &(struct fate){ .line = line, .outcome = OUTCOME_WOULD_KEEP });
		ctx_reset(r->cx);
		return OK;
	}
	r->group[r->count++] = p;
	return r->count == GROUP ? commit(r) : OK;
}

enum err progress_import(struct ctx *cx, const struct desk *d, const char *path, struct progress_import *i)
{
	static const volatile sig_atomic_t never;
	struct reading r = { .cx = cx, .desk = d, .import = i, .tell = { .json = i->json } };
	struct intake *in = NULL;
	struct buf text;
	size_t line = 0;
	bool too_long = false;
	enum err e = intake_open(cx, path, false, &never, &in);
	if (e != OK)
		return e;
	buf_init(&text, LIMIT_JSON_BYTES);
	while (e == OK && intake_next(in, &text, &line, &too_long))
		e = take_line(&r, buf_slice(&text), line, too_long);
	if (e == OK && intake_broken(in))
		e = fail(cx, ERR_FILE_READ, "%s: reading stopped in the middle", path);
	if (e == OK)
		e = commit(&r);
	buf_wipe(&text);
	intake_close(in);
	return e;
}

/* ---- one more step ---- */

static void put_step(struct json_out *o, const struct progress_step *step, const char *at)
{
	json_begin(o, NULL, '{');
	json_put_str(o, "at", at);
	json_put_str(o, "step", step->step);
	if (step->note_en)
		json_put_str(o, "note_en", step->note_en);
	if (step->note_zh)
		json_put_str(o, "note_zh", step->note_zh);
	json_end(o, '}');
}

static void put_steps(struct json_out *o, const struct json *steps, const struct progress_step *step, const char *at)
{
	json_begin(o, "steps", '[');
	for (const struct json *v = steps->first; v; v = v->next)
		json_put_value(o, NULL, v);
	put_step(o, step, at);
	json_end(o, ']');
}

static enum err compose(struct ctx *cx, struct slice json, const struct progress_step *step, const char *at, struct slice *out)
{
	struct json *tree = NULL;
	struct buf b;
	enum err e = json_parse(cx, json, &tree);
	if (e != OK)
		return e;
	buf_init(&b, LIMIT_JSON_BYTES);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	for (const struct json *v = tree->first; v; v = v->next) {
		if (slice_is(v->key, "steps"))
			put_steps(&o, v, step, at);
		else
			json_put_value(&o, ctx_string(cx, v->key), v);
	}
	json_end(&o, '}');
	*out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return OK;
}

/* The day at the office; where nobody knows the office any more, at the authority. */
static enum err today_at(struct ctx *cx, const struct desk *d, struct slice json, char out[static 11])
{
	struct snapshot *v = NULL;
	const struct application *a = NULL;
	const struct office *office = NULL;
	int minute = 0;
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = application_load(cx, json, &a);
	if (e == OK)
		e = find_office(cx, v, a->office, &office);
	snapshot_close(v);
	if (e == OK)
		date_format(office ? office_local(office, cx->now, &minute) : date_at(cx->now, d->utc_offset), out);
	return e;
}

static enum err add_step(struct ctx *cx, const struct desk *d, struct batch *b, struct slice json, const struct progress_step *step)
{
	struct passed p = { 0 };
	struct flaw *flaws = NULL;
	struct slice longer = { 0 };
	char today[11];
	enum err e = step->at ? OK : today_at(cx, d, json, today);
	if (e == OK)
		e = compose(cx, json, step, step->at ? step->at : today, &longer);
	if (e == OK)
		e = check(cx, d, longer, &p, &flaws);
	if (e == ERR_RECORD && flaws) {
		const char *member = strrchr(flaws->field, '/');
		ctx_forgive(cx);
		return fail(cx, ERR_USAGE, "%s: %s", member ? member + 1 : "application", flaws->text);
	}
	return e == OK ? put(cx, d, b, false, &p) : e;
}

enum err progress_update(struct ctx *cx, const struct desk *d, const char *number, const struct progress_step *step)
{
	struct kept_application old;
	struct batch *b = NULL;
	bool found = false;
	if (application_step_parse(slice_str(step->step)) == STEP_NONE)
		return fail(cx, ERR_USAGE, "--step: want accepted, documents-needed, documents-received, interview, review, granted, refused, ready, collected or withdrawn");
	enum err e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = applications_get(cx, b, slice_str(number), &found, &old);
	if (e == OK && !found)
		e = fail(cx, ERR_RECORD_MISSING, "there is no application with this number");
	if (e == OK)
		e = add_step(cx, d, b, old.json, step);
	return batch_end(cx, b, e);
}

/* ---- showing ---- */

static void print(struct ctx *cx, const struct kept_application *k, const struct application *a, const struct office *office)
{
	static const char *const actors[] = { "none", "authority", "applicant" }, *const results[] = { "none", "granted", "refused", "withdrawn" };
	struct date ask = application_ask_after(a, office);
	struct json *tree = NULL;
	struct buf b;
	char changed[21], day[11];
	instant_format(k->changed_at, changed);
	date_format(ask, day);
	buf_init(&b, LIMIT_JSON_BYTES);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_text(&o, "number", k->number);
	if (k->person[0])
		json_put_str(&o, "person", k->person);
	json_put_str(&o, "changed_at", changed);
	json_put_str(&o, "next", actors[a->next]);
	json_put_str(&o, "result", results[a->result]);
	json_put_int(&o, "usual_days", application_usual_days(a, office));
	if (ask.year)
		json_put_str(&o, "ask_after", day);
	if (json_parse(cx, k->json, &tree) == OK)
		json_put_value(&o, "application", tree);
	json_end(&o, '}');
	buf_putc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_wipe(&b);
}

enum err progress_show(struct ctx *cx, const struct desk *d, const char *number)
{
	struct snapshot *v = NULL;
	struct kept_application k;
	const struct application *a = NULL;
	const struct office *office = NULL;
	bool found = false;
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = applications_find(cx, v, slice_str(number), &found, &k);
	if (e == OK && !found)
		e = fail(cx, ERR_RECORD_MISSING, "there is no application with this number");
	if (e == OK)
		e = application_load(cx, k.json, &a);
	if (e == OK)
		e = find_office(cx, v, a->office, &office);
	if (e == OK)
		print(cx, &k, a, office);
	snapshot_close(v);
	return e;
}
