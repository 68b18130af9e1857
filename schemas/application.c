/* Owns: JSON -> typed application, its steps, and the order of judgement: schema, then rules; both always speak. */
#include "schemas/application.h"

#include "schemas/country.h"
#include "schemas/flaw.h"
#include "schemas/rules.h"
#include "schemas/schema_set.h"

#define LOOK_AHEAD_DAYS 1000 /* two hundred open days of an office that is closed half the year */

static const struct {
	const char *name;
	enum application_actor taker, next;
	bool ends;
} steps[STEP_COUNT] = {
	[STEP_NONE] = { "", ACTOR_NONE, ACTOR_NONE, false },
	[STEP_FILED] = { "filed", ACTOR_APPLICANT, ACTOR_AUTHORITY, false },
	[STEP_ACCEPTED] = { "accepted", ACTOR_AUTHORITY, ACTOR_AUTHORITY, false },
	[STEP_DOCUMENTS_NEEDED] = { "documents-needed", ACTOR_AUTHORITY, ACTOR_APPLICANT, false },
	[STEP_DOCUMENTS_RECEIVED] = { "documents-received", ACTOR_APPLICANT, ACTOR_AUTHORITY, false },
	[STEP_INTERVIEW] = { "interview", ACTOR_AUTHORITY, ACTOR_APPLICANT, false },
	[STEP_REVIEW] = { "review", ACTOR_AUTHORITY, ACTOR_AUTHORITY, false },
	[STEP_GRANTED] = { "granted", ACTOR_AUTHORITY, ACTOR_AUTHORITY, false },
	[STEP_REFUSED] = { "refused", ACTOR_AUTHORITY, ACTOR_NONE, true },
	[STEP_READY] = { "ready", ACTOR_AUTHORITY, ACTOR_APPLICANT, false },
	[STEP_COLLECTED] = { "collected", ACTOR_APPLICANT, ACTOR_NONE, true },
	[STEP_WITHDRAWN] = { "withdrawn", ACTOR_APPLICANT, ACTOR_NONE, true },
};

const char *application_step_name(enum application_step step) { return steps[step < STEP_COUNT ? step : STEP_NONE].name; }
enum application_actor application_next(enum application_step step) { return steps[step < STEP_COUNT ? step : STEP_NONE].next; }
enum application_actor application_taker(enum application_step step) { return steps[step < STEP_COUNT ? step : STEP_NONE].taker; }
bool application_ends(enum application_step step) { return steps[step < STEP_COUNT ? step : STEP_NONE].ends; }

enum application_step application_step_parse(struct slice name)
{
	for (int s = STEP_NONE + 1; s < STEP_COUNT; s++) {
		if (slice_is(name, steps[s].name))
			return (enum application_step)s;
	}
	return STEP_NONE;
}

/* ---- reading ---- */

static struct date read_date(struct flaws *f, const struct json *o, const char *key, const char *pointer)
{
	struct date d = { 0 };
	struct slice text = json_text(o, key);
	if (text.p && !date_parse(text, false, &d)) {
		flaws_add(f, pointer, FLAW_DATE);
		d = (struct date){ 0 };
	}
	return d;
}

static void read_events(struct flaws *f, const struct json *list, struct application *a)
{
	if (!list || list->type != JSON_IS_ARRAY || !list->count)
		return;
	struct application_event *all = ctx_alloc(f->cx, list->count * sizeof *all);
	for (const struct json *v = list->first; v; v = v->next) {
		struct application_event *e = &all[a->event_count];
		struct slice by = json_text(v, "by");
		e->step = application_step_parse(json_text(v, "step"));
		e->at = read_date(f, v, "at", ctx_printf(f->cx, "/steps/%zu/at", a->event_count++));
		e->by = slice_is(by, "authority") ? ACTOR_AUTHORITY : slice_is(by, "applicant") ? ACTOR_APPLICANT : application_taker(e->step);
		e->note_en = json_text(v, "note_en");
		e->note_zh = json_text(v, "note_zh");
		a->next = application_next(e->step);
		if (e->step == STEP_GRANTED || e->step == STEP_READY || e->step == STEP_COLLECTED)
			a->result = RESULT_GRANTED;
		else if (e->step == STEP_REFUSED || e->step == STEP_WITHDRAWN)
			a->result = e->step == STEP_REFUSED ? RESULT_REFUSED : RESULT_WITHDRAWN;
	}
	a->events = all;
}

static void read_application(struct flaws *f, const struct json *o, struct application *a)
{
	const struct json *days = json_get(o, "usual_days");
	struct date birth;
	*a = (struct application){ .number = json_text(o, "number"), .service = service_parse(json_text(o, "service")), .office = json_text(o, "office"),
		.passport_number = json_text(o, "passport_number"), .birth_date = json_text(o, "birth_date"), .nationality = json_text(o, "nationality"),
		.ask_after = read_date(f, o, "ask_after", "/ask_after") };
	if (days && days->type == JSON_IS_INTEGER && days->integer > 0 && days->integer <= 200)
		a->usual_days = (int)days->integer;
	if (a->birth_date.p && !date_parse(a->birth_date, true, &birth))
		flaws_add(f, "/birth_date", FLAW_DATE);
	read_events(f, json_get(o, "steps"), a);
}

/* ---- rules ---- */

static void check_events(struct flaws *f, const struct application *a)
{
	/* A day ahead of UTC is today somewhere. */
	struct date last = date_of_instant(f->cx->now + 86400);
	for (size_t i = 0; i < a->event_count; i++) {
		const struct application_event *e = &a->events[i];
		const char *at = ctx_printf(f->cx, "/steps/%zu", i);
		rules_text(f, ctx_printf(f->cx, "%s/note_en", at), e->note_en);
		rules_text(f, ctx_printf(f->cx, "%s/note_zh", at), e->note_zh);
		if (e->step && (e->step == STEP_FILED) != (i == 0))
			flaws_add(f, ctx_printf(f->cx, "%s/step", at), FLAW_STEP_FIRST);
		if (i && application_ends(a->events[i - 1].step))
			flaws_add(f, ctx_printf(f->cx, "%s/step", at), FLAW_STEP_ENDED);
		if (i && e->at.year && date_compare(e->at, a->events[i - 1].at) < 0)
			flaws_add(f, ctx_printf(f->cx, "%s/at", at), FLAW_STEP_BACKWARDS);
		if (date_compare(e->at, last) > 0)
			flaws_add(f, ctx_printf(f->cx, "%s/at", at), FLAW_STEP_FUTURE);
	}
}

static enum err check_office(struct flaws *f, const struct application *a, application_office *find, void *self)
{
	const struct office *office = NULL;
	enum err e = a->office.p ? find(f->cx, self, a->office, &office) : OK;
	if (e != OK)
		return e;
	if (a->office.p && !office)
		flaws_add(f, "/office", FLAW_OFFICE_UNKNOWN);
	else if (office && a->service && !office_offers(office, a->service))
		flaws_add(f, "/service", FLAW_OFFICE_SERVICE);
	return OK;
}

static enum err check(struct flaws *f, const struct application *a, application_office *find, void *self)
{
	if (a->nationality.p && !country_find(a->nationality))
		flaws_add(f, "/nationality", FLAW_COUNTRY);
	check_events(f, a);
	if (a->ask_after.year && a->event_count && date_compare(a->ask_after, a->events[0].at) < 0)
		flaws_add(f, "/ask_after", FLAW_ASK_BEFORE);
	return check_office(f, a, find, self);
}

enum err application_check(struct ctx *cx, const struct schema_set *schemas, struct slice json, application_office *find, void *self,
	const struct application **out, struct flaw **flaws)
{
	struct json *tree = NULL;
	struct flaws f = { .cx = cx };
	*flaws = NULL;
	enum err e = json_parse(cx, json, &tree);
	if (e != OK)
		return e;
	struct application *a = ctx_alloc(cx, sizeof *a);
	schema_fits(schemas->application, tree, &f);
	flaws_settle(&f);
	if (tree->type == JSON_IS_OBJECT) {
		read_application(&f, tree, a);
		e = check(&f, a, find, self);
	}
	if (e != OK)
		return e;
	*flaws = f.first;
	if (f.first)
		return fail(cx, ERR_RECORD, "application refused: %s at %s%s", f.first->reason, f.first->field[0] ? f.first->field : "the root",
			f.first->next ? ", and more" : "");
	*out = a;
	return OK;
}

enum err application_load(struct ctx *cx, struct slice json, const struct application **out)
{
	struct json *tree = NULL;
	struct flaws f = { .cx = cx };
	enum err e = json_parse(cx, json, &tree);
	if (e != OK)
		return e;
	struct application *a = ctx_alloc(cx, sizeof *a);
	if (tree->type == JSON_IS_OBJECT)
		read_application(&f, tree, a);
	if (f.first || !a->event_count || !a->number.p)
		return fail(cx, ERR_RECORD, "a kept application is damaged");
	*out = a;
	return OK;
}

/* ---- time ---- */

int application_usual_days(const struct application *a, const struct office *office)
{
	return a->usual_days ? a->usual_days : office ? office->processing_days[a->service] : 0;
}

/* Weekends count only where an exception makes a working day of one: few decide anything on an open Saturday. */
static bool is_working_day(const struct office *office, struct date d)
{
	bool weekday = office_weekday(d) < 5;
	return office ? (weekday || office_exception_on(office, d)) && office_day_on(office, d)->count > 0 : weekday;
}

struct date application_ask_after(const struct application *a, const struct office *office)
{
	int days = application_usual_days(a, office);
	if (a->ask_after.year || !days || !a->event_count)
		return a->ask_after;
	int64_t filed = date_days(a->events[0].at);
	for (int64_t day = filed + 1; day <= filed + LOOK_AHEAD_DAYS; day++) {
		struct date d = date_from_days(day);
		bool open = is_working_day(office, d);
		days -= open;
		if (open && days == 0)
			return date_from_days(day + 1);
	}
	return (struct date){ 0 };
}

const struct application_event *application_last(const struct application *a) { return a->event_count ? &a->events[a->event_count - 1] : NULL; }
