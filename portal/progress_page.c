/* Owns: the pages of service 2: one's own applications, and the look-up by number and birth date. */
#include "portal/handlers.h"
#include "portal/entrance.h"
#include "portal/field_part.h"
#include "portal/parts.h"
#include "portal/persons.h"
#include "portal/progress.h"

#include "base/limits.h"

/* ---- one application ---- */

/* The words of the services are the offices' own. */
static void put_service(struct visit *v, enum service s)
{
	put_say(v, ctx_printf(v->cx, "offices.%s", service_name(s)));
}

static const char *step_key(enum application_step step)
{
	static const char *const keys[STEP_COUNT] = { [STEP_NONE] = "progress.filed", [STEP_FILED] = "progress.filed", [STEP_ACCEPTED] = "progress.accepted",
		[STEP_DOCUMENTS_NEEDED] = "progress.documents-needed", [STEP_DOCUMENTS_RECEIVED] = "progress.documents-received",
		[STEP_INTERVIEW] = "progress.interview", [STEP_REVIEW] = "progress.review", [STEP_GRANTED] = "progress.granted",
		[STEP_REFUSED] = "progress.refused", [STEP_READY] = "progress.ready", [STEP_COLLECTED] = "progress.collected",
		[STEP_WITHDRAWN] = "progress.withdrawn" };
	return keys[step];
}

/* Who acts next, as a notice: nobody should have to guess whether it is their turn. */
static void put_next(struct visit *v, const struct progress *p)
{
	const struct application *a = p->application;
	if (a->next == ACTOR_APPLICANT)
		part_notice(v, "stale", application_last(a)->step == STEP_READY ? "progress.next-collect" : "progress.next-you", (struct slice){ 0 });
	else if (a->next == ACTOR_AUTHORITY)
		part_notice(v, "info", "progress.next-us", (struct slice){ 0 });
	else
		part_notice(v, a->result == RESULT_REFUSED ? "bad" : a->result == RESULT_WITHDRAWN ? "open" : "good",
			a->result == RESULT_REFUSED ? "progress.end-refused" : a->result == RESULT_WITHDRAWN ? "progress.end-withdrawn" : "progress.end-done",
			(struct slice){ 0 });
}

static void put_facts(struct visit *v, const struct progress *p)
{
	const struct application *a = p->application;
	part_list_open(v);
	part_row_open(v, "progress.number");
	html_put(&v->h, "<bdi class=\"code\" lang=\"zxx\" dir=\"ltr\">%.*s</bdi>", SLICE_FMT(a->number));
	part_row_close(v, NULL);
	if (p->office) {
		bool chinese = v->language == LANGUAGE_ZH;
		part_row_open(v, "progress.office");
		html_put(&v->h, "<a href=\"/offices/%.*s\">", SLICE_FMT(a->office));
		put_foreign(v, chinese ? p->office->name.zh : p->office->name.en, chinese ? "zh-Hans" : "en");
		html_put(&v->h, "</a>");
		part_row_close(v, NULL);
	}
	part_row_open(v, "progress.since");
	put_date(v, p->since);
	part_row_close(v, NULL);
	if (a->next != ACTOR_NONE && p->usual_days) {
		part_row_open(v, "progress.usual");
		put_say1(v, p->usual_days == 1 ? "progress.usual-day" : "progress.usual-days", slice_str(ctx_printf(v->cx, "%d", p->usual_days)));
		part_row_close(v, NULL);
	}
	if (a->next == ACTOR_AUTHORITY && p->ask_after.year) {
		part_row_open(v, "progress.ask");
		if (p->may_ask)
			put_say(v, "progress.ask-now");
		else
			put_date(v, p->ask_after);
		part_row_close(v, NULL);
	}
	part_list_close(v);
}

static void put_note(struct visit *v, const struct application_event *e)
{
	bool chinese = (v->language == LANGUAGE_ZH && e->note_zh.n) || !e->note_en.n;
	struct slice note = chinese ? e->note_zh : e->note_en;
	if (!note.n)
		return;
	html_put(&v->h, "<p>");
	put_foreign(v, note, chinese ? "zh-Hans" : "en");
	html_put(&v->h, "</p>");
}

/* Newest last, as it happened. */
static void put_steps(struct visit *v, const struct application *a)
{
	html_put(&v->h, "<ol class=\"steps\">\n");
	for (size_t i = 0; i < a->event_count; i++) {
		const struct application_event *e = &a->events[i];
		bool last = i + 1 == a->event_count && a->next != ACTOR_NONE;
		html_put(&v->h, last ? "<li class=\"now\" aria-current=\"step\"><strong>" : "<li class=\"done\"><strong>");
		put_say(v, step_key(e->step));
		html_put(&v->h, "</strong><br><span class=\"hint\">");
		put_date(v, e->at);
		html_put(&v->h, " · ");
		put_say(v, e->by == ACTOR_APPLICANT ? "progress.by-you" : "progress.by-us");
		html_put(&v->h, "</span>");
		put_note(v, e);
		html_put(&v->h, "</li>\n");
	}
	html_put(&v->h, "</ol>\n");
}

static void put_application(struct visit *v, const struct progress *p)
{
	html_put(&v->h, "<section class=\"application\">\n<h2>");
	put_service(v, p->application->service);
	html_put(&v->h, "</h2>\n");
	put_next(v, p);
	put_facts(v, p);
	put_steps(v, p->application);
	html_put(&v->h, "</section>\n");
}

/* Ended ones are folded: what is under way stands first and open. */
static void put_ended(struct visit *v, const struct progress *p)
{
	html_put(&v->h, "<details class=\"fold\"><summary>");
	put_service(v, p->application->service);
	html_put(&v->h, ", ");
	field_part_date(v, p->application->events[0].at);
	html_put(&v->h, "</summary>\n<div class=\"inside\">\n");
	put_next(v, p);
	put_facts(v, p);
	put_steps(v, p->application);
	html_put(&v->h, "</div>\n</details>\n");
}

static void put_lookup_link(struct visit *v)
{
	html_put(&v->h, "<p><a href=\"/progress/number\">");
	put_say(v, "progress.by-number");
	html_put(&v->h, "</a></p>\n");
}

void progress_page(struct visit *v)
{
	struct progress *all;
	size_t count = 0, ended = 0;
	enum err e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	if (e == OK)
		e = progress_read(v->cx, v->w->registry, v->w->offices, visit_today(v), v->person, &all, &count);
	if (e != OK) {
		visit_failed(v, "portal.progress");
		return;
	}
	screen_open(v, "start.progress", "/", SCREEN_PLAIN);
	if (!count) {
		part_notice(v, "info", "progress.none", (struct slice){ 0 });
		part_text(v, "progress.none-text");
	}
	for (size_t i = 0; i < count; i++) {
		if (all[i].application->next != ACTOR_NONE) {
			put_application(v, &all[i]);
			continue;
		}
		if (ended++ == 0)
			part_heading(v, "progress.ended");
		put_ended(v, &all[i]);
	}
	put_lookup_link(v);
	screen_close(v);
}

/* ---- without signing in ---- */

static void show_form(struct visit *v)
{
	const struct part_field number = { .name = "number", .label = "progress.number", .hint = "progress.number-hint", .shape = "code", .longest = 40 };
	const struct part_field birth = { .name = "birth", .label = "progress.birth", .hint = "progress.birth-hint", .shape = "date", .longest = 10,
		.autocomplete = "bday" };
	screen_open(v, "progress.look-title", v->account ? "/progress" : "/", SCREEN_FORM);
	part_text(v, "progress.look-lead");
	part_form_open(v, "/progress/number");
	part_field(v, &number);
	part_field(v, &birth);
	part_form_close(v, "progress.look");
	if (!v->account) {
		html_put(&v->h, "<p><a href=\"/sign-in?next=/progress\">");
		put_say(v, "progress.sign-in");
		html_put(&v->h, "</a></p>\n");
	}
	screen_close(v);
}

void progress_choose(struct visit *v)
{
	if (v->account)
		persons_choose(v, RIGHT_VIEW, "progress", "start.progress");
	else
		visit_go(v, "/progress/number");
}

void progress_form(struct visit *v) { show_form(v); }

static void judge(struct visit *v)
{
	struct date born;
	if (!visit_typed(v, "number").n)
		visit_problem(v, "number", "progress.say-number");
	if (!date_parse(visit_typed(v, "birth"), true, &born))
		visit_problem(v, "birth", "progress.bad-birth");
}

/* The answer stands in the reply to the form: nothing of it gets into an address. */
static void look(struct visit *v)
{
	struct progress p;
	bool found = false;
	struct slice number = progress_number(v->cx, visit_typed(v, "number"));
	struct slice key = slice_str(ctx_printf(v->cx, "application|%.*s", SLICE_FMT(number)));
	if (!entrance_may_peer(v, THROTTLE_ADDRESS) || !entrance_may(v, THROTTLE_DOCUMENT, key)) {
		show_form(v);
		return;
	}
	enum err e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	if (e == OK)
		e = progress_look(v->cx, v->w->registry, v->w->offices, visit_today(v), number, visit_typed(v, "birth"), &found, &p);
	if (e != OK) {
		visit_failed(v, "portal.progress");
		return;
	}
	if (!found) {
		visit_problem(v, NULL, "progress.not-found");
		show_form(v);
		return;
	}
	throttle_forget(v->w->hall->throttle, THROTTLE_DOCUMENT, key);
	screen_open(v, "start.progress", "/progress/number", SCREEN_PLAIN);
	put_application(v, &p);
	screen_close(v);
}

void progress_post(struct visit *v)
{
	if (!v->switched)
		judge(v);
	if (visit_is_fine(v))
		look(v);
	else
		show_form(v);
}
