/* Owns: the pages of the waiting list: joining it, what one waits for, taking an offer, leaving. */
#include "portal/booking_plan.h"
#include "portal/booking_view.h"
#include "portal/handlers.h"
#include "portal/office_parts.h"
#include "portal/parts.h"

/* ---- join ---- */

static struct slice date_text(struct visit *v, struct date d)
{
	char text[11];
	date_format(d, text);
	return ctx_copy(v->cx, slice_of(text, 10));
}

static void join_page(struct visit *v, const struct booking_plan *p)
{
	const struct office *o = plan_office(v, p);
	struct part_field from = { .name = "from", .label = "waiting.from", .type = "date", .shape = "date", .longest = 10,
		.value = date_text(v, calendar_day(o, v->cx->now)) };
	struct part_field to = { .name = "to", .label = "waiting.to", .type = "date", .shape = "date", .longest = 10,
		.value = date_text(v, date_from_days(date_days(calendar_day(o, v->cx->now)) + 14)) };
	screen_open(v, "waiting.title", plan_path(PLAN_TIME), SCREEN_FORM);
	html_put(&v->h, "<p class=\"lead\">");
	put_say(v, office_service_key(p->service));
	html_put(&v->h, " · ");
	view_office_name(v, o->id);
	html_put(&v->h, "</p>\n");
	part_text(v, "waiting.text");
	part_form_open(v, "/appointments/wait");
	part_field(v, &from);
	part_field(v, &to);
	part_form_close(v, "waiting.join");
	screen_close(v);
}

/* The line is for one person; a family looks for adjoining places itself. */
static bool enter_join(struct visit *v, struct booking_plan *p)
{
	if (!plan_enter(v, PLAN_TIME, p))
		return false;
	if (p->count == 1)
		return true;
	visit_go(v, plan_path(PLAN_TIME));
	return false;
}

void waiting_join(struct visit *v)
{
	struct booking_plan p;
	if (enter_join(v, &p))
		join_page(v, &p);
}

static enum err join(struct visit *v, const struct booking_plan *p, struct waiting *w)
{
	struct booking_person people[BOOKING_PEOPLE];
	enum err e = plan_people(v, p, people);
	w->service = p->service;
	w->person = people[0];
	w->need = p->need;
	w->language = slice_str(language_code(v->language));
	memcpy(w->account, v->account, BOOKING_ID);
	return e == OK ? appointments_wait(v->cx, v->w->hall->appointments, plan_office(v, p), w) : e;
}

static bool join_problem(struct visit *v, enum err e)
{
	const char *key = e == ERR_WAITING_TWICE ? "waiting.twice" : e == ERR_WAITING_FULL ? "waiting.full" : e == ERR_BOOKING_SLOT ? "waiting.bad-days" :
		e == ERR_BOOKING_NEED ? "times.need" : e == ERR_BOOKING_PEOPLE ? "times.people" : NULL;
	if (!key)
		return false;
	ctx_forgive(v->cx);
	visit_problem(v, e == ERR_BOOKING_SLOT ? "to" : NULL, key);
	return true;
}

void waiting_join_post(struct visit *v)
{
	struct booking_plan p;
	struct waiting w = { 0 };
	if (!enter_join(v, &p))
		return;
	if (!v->switched && !date_parse(visit_typed(v, "from"), false, &w.from))
		visit_problem(v, "from", "waiting.bad-date");
	if (!v->switched && !date_parse(visit_typed(v, "to"), false, &w.to))
		visit_problem(v, "to", "waiting.bad-date");
	bool fine = visit_is_fine(v);
	struct booking line = { .count = 1 };
	memcpy(line.people[0].id, p.people[0], BOOKING_ID);
	if (fine && !view_act(v, &line, ACT_WAITING))
		return;
	enum err e = fine ? join(v, &p, &w) : OK;
	if (e != OK && !join_problem(v, e))
		visit_failed(v, "portal.waiting.join");
	else if (fine && e == OK)
		visit_done(v, ctx_printf(v->cx, "/waiting/%s", w.id), "waiting-joined");
	else
		join_page(v, &p);
}

/* ---- one entry ---- */

/* The account's own entry, whose person it may still book for; *may false where there is none. */
static enum err find_entry(struct visit *v, struct waiting *w, bool *may)
{
	struct bookable one;
	*may = false;
	enum err e = waiting_find(v->cx, from_snapshot(v->w->store), v->args[0], w);
	if (e == OK && w->id[0] && strcmp(w->account, v->account) == 0)
		e = visitors_find(v, w->person.id, RIGHT_BOOK, may, &one);
	return e == OK ? office_list_renew(v->cx, v->w->offices, v->w->registry) : e;
}

/* False: the answer is written. */
static bool enter_entry(struct visit *v, struct waiting *w)
{
	bool may = false;
	enum err e = find_entry(v, w, &may);
	if (e != OK)
		visit_failed(v, "portal.waiting");
	else if (!may)
		visit_refuse(v, 404);
	return e == OK && may;
}

static void put_offer(struct visit *v, const struct waiting *w)
{
	html_put(&v->h, "<div class=\"panel\">\n<h2>");
	put_say(v, "waiting.offer");
	html_put(&v->h, "</h2>\n<p><strong>");
	put_time(v, w->offer_start, w->utc_offset);
	html_put(&v->h, "</strong></p>\n<p class=\"hint\">");
	put_say(v, "waiting.offer-until");
	html_put(&v->h, " ");
	put_time(v, w->offer_until, w->utc_offset);
	html_put(&v->h, "</p>\n");
	part_text(v, "waiting.offer-text");
	part_main_button_form(v, "accept", ctx_printf(v->cx, "/waiting/%s/accept", w->id), "waiting.accept", NULL);
	html_put(&v->h, "</div>\n");
}

void waiting_page(struct visit *v)
{
	struct waiting w;
	size_t before = 0;
	if (!enter_entry(v, &w))
		return;
	if (waiting_before(v->cx, from_snapshot(v->w->store), &w, &before) != OK) {
		visit_failed(v, "portal.waiting");
		return;
	}
	screen_open(v, "waiting.one", "/appointments", SCREEN_PLAIN);
	if (w.offer_until > v->cx->now)
		put_offer(v, &w);
	part_list_open(v);
	part_row_open(v, "booking.service");
	put_say(v, office_service_key(w.service));
	part_row_close(v, NULL);
	part_row(v, "booking.people-row", bookable_words(v->cx, &w.person));
	part_row_open(v, "booking.place");
	view_office_name(v, w.office);
	part_row_close(v, NULL);
	part_row_open(v, "waiting.days");
	put_date(v, w.from);
	html_put(&v->h, " – ");
	put_date(v, w.to);
	part_row_close(v, NULL);
	part_row(v, "waiting.before", slice_str(ctx_printf(v->cx, "%zu", before)));
	part_list_close(v);
	part_text(v, "waiting.how");
	part_button_form(v, "leave", ctx_printf(v->cx, "/waiting/%s/leave", w.id), "waiting.leave", true, NULL);
	screen_close(v);
}

/* The entry has gone: taken by a second press or in another tab, or ended. A stranger hears the same. */
static void accept_gone(struct visit *v)
{
	struct booking held;
	if (appointments_held(v->cx, from_snapshot(v->w->store), v->account, &held) != OK)
		visit_failed(v, "portal.waiting.accept");
	else if (held.state == BOOKING_HELD)
		visit_go(v, "/appointments/check");
	else
		visit_done(v, "/appointments", "offer-gone");
}

void waiting_accept_post(struct visit *v)
{
	struct waiting w;
	struct booking k;
	bool may = false;
	enum err e = find_entry(v, &w, &may);
	if (e == OK && !may) {
		accept_gone(v);
		return;
	}
	const struct office *o = e == OK ? office_list_find(v->w->offices, w.office) : NULL;
	if (e == OK)
		e = o ? appointments_accept(v->cx, v->w->hall->appointments, slice_str(w.id), v->account, o, &k) : ERR_WAITING_OFFER;
	if (e == OK && k.state == BOOKING_HELD)
		visit_go(v, "/appointments/check");
	else if (e == OK)
		visit_done(v, ctx_printf(v->cx, "/bookings/%s", k.id), "booking-moved");
	else if (e == ERR_WAITING_MISSING) /* another tab was faster by a moment */
		accept_gone(v);
	else if (err_class(e) == ERR_CLASS_INPUT)
		visit_done(v, ctx_printf(v->cx, "/waiting/%s", w.id), e == ERR_BOOKING_TWICE ? "offer-blocked" : "offer-ended");
	else
		visit_failed(v, "portal.waiting.accept");
}

void waiting_leave_post(struct visit *v)
{
	struct waiting w;
	if (!enter_entry(v, &w))
		return;
	if (appointments_leave(v->cx, v->w->hall->appointments, slice_str(w.id), v->account) != OK)
		visit_failed(v, "portal.waiting.leave");
	else
		visit_done(v, "/appointments", "waiting-left");
}
