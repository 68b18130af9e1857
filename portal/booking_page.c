/* Owns: the page of the time, the hold to be checked, and its confirmation. */
#include "portal/booking_times.h"
#include "portal/booking_view.h"
#include "portal/handlers.h"
#include "portal/parts.h"

static struct times_wish wish_of(struct visit *v, const struct booking_plan *p)
{
	return (struct times_wish){ .office = plan_office(v, p), .service = p->service, .count = p->count, .need = &p->need,
		.base = plan_path(PLAN_TIME) };
}

/* ---- day and time ---- */

static void time_page(struct visit *v, const struct booking_plan *p)
{
	struct times_wish w = wish_of(v, p);
	struct date day;
	bool any = false;
	if (times_day(v, &w, v->args[0], &day, &any) != OK) {
		visit_failed(v, "portal.booking.time");
		return;
	}
	screen_open(v, "times.title", plan_path(PLAN_PLACE), any ? SCREEN_FORM | SCREEN_WIDE : SCREEN_PLAIN);
	html_put(&v->h, "<p class=\"lead\">");
	view_office_name(v, w.office->id);
	html_put(&v->h, "</p>\n");
	view_zone(v, w.office);
	if (!any) {
		part_notice(v, "stale", "times.nothing", (struct slice){ 0 });
	} else {
		char text[11];
		date_format(day, text);
		part_form_open(v, ctx_printf(v->cx, "%s/%s", w.base, text));
		if (times_put(v, &w, day) != OK) {
			visit_failed(v, "portal.booking.time");
			return;
		}
		part_form_close(v, "times.hold");
	}
	if (p->count == 1) {
		html_put(&v->h, "<p><a href=\"/appointments/wait\">");
		put_say(v, "waiting.link");
		html_put(&v->h, "</a></p>\n");
	}
	screen_close(v);
}

void booking_time(struct visit *v)
{
	struct booking_plan p;
	if (plan_enter(v, PLAN_TIME, &p))
		time_page(v, &p);
}

static enum err hold(struct visit *v, const struct booking_plan *p, int64_t start)
{
	struct booking_wish w = { .account = v->account, .office = plan_office(v, p), .service = p->service, .start = start, .count = p->count,
		.need = p->need, .language = slice_str(language_code(v->language)) };
	struct booking k;
	enum err e = plan_people(v, p, w.people);
	return e == OK ? appointments_hold(v->cx, v->w->hall->appointments, &w, &k) : e;
}

void booking_time_post(struct visit *v)
{
	struct booking_plan p;
	if (!plan_enter(v, PLAN_TIME, &p))
		return;
	struct times_wish w = wish_of(v, &p);
	int64_t start = v->switched ? 0 : times_chosen(v, &w);
	enum err e = visit_is_fine(v) ? hold(v, &p, start) : OK;
	bool held = visit_is_fine(v) && e == OK;
	if (e != OK && !times_problem(v, e)) {
		visit_failed(v, "portal.booking.hold");
		return;
	}
	if (held)
		visit_go(v, "/appointments/check");
	else if (clerk_renew_store(v->cx, v->w) != OK)
		visit_failed(v, "portal.booking.hold");
	else
		time_page(v, &p);
}

/* ---- check and confirm ---- */

/* There is no hold any more: another tab has made it a booking, or it has ended. */
static void go_on(struct visit *v)
{
	struct booking k;
	if (appointments_confirmed(v->cx, from_snapshot(v->w->store), v->w->hall->appointments, v->account, &k) != OK)
		visit_failed(v, "portal.booking.check");
	else
		visit_go(v, k.state == BOOKING_BOOKED ? ctx_printf(v->cx, "/bookings/%s", k.id) : "/appointments/ended");
}

/* The running hold; false: the answer is written. */
static bool enter_check(struct visit *v, struct booking *k)
{
	bool may = false;
	enum err e = appointments_held(v->cx, from_snapshot(v->w->store), v->account, k);
	if (e == OK && k->state == BOOKING_HELD)
		e = visitors_may(v, k, RIGHT_BOOK, true, &may);
	if (e == OK)
		e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	if (e != OK)
		visit_failed(v, "portal.booking.check");
	else if (!may)
		go_on(v);
	return e == OK && may;
}

static void check_page(struct visit *v, const struct booking *k)
{
	const struct office *o = office_list_find(v->w->offices, k->office);
	screen_open(v, "booking-check.title", plan_path(PLAN_TIME), SCREEN_FORM);
	html_put(&v->h, "<div class=\"notice info\" role=\"note\">");
	part_icon(v, "info");
	html_put(&v->h, "<p>");
	view_countdown(v, "booking.held-left", k->held_until);
	html_put(&v->h, "</p></div>\n");
	part_list_open(v);
	view_rows(v, k, true);
	part_list_close(v);
	if (o)
		view_zone(v, o);
	part_text(v, "booking-check.identity");
	part_form_open(v, "/appointments/check");
	part_hidden(v, "booking", slice_str(k->id));
	part_form_close(v, "booking-check.confirm");
	part_button_form(v, "give-back", "/appointments/release", "booking-check.release", false, (const char *const[]){ "booking", k->id, NULL });
	screen_close(v);
}

void booking_check(struct visit *v)
{
	struct booking k;
	if (enter_check(v, &k))
		check_page(v, &k);
}

/* The version of the guidance that the visitor could read when confirming. */
static struct slice guidance_now(struct visit *v, enum service service)
{
	char *text = ctx_alloc(v->cx, GUIDANCE_VERSION_SIZE);
	return guidance_version(v->w->hall->guidance, service, visit_today(v), text) ? slice_str(text) : SLICE("");
}

void booking_check_post(struct visit *v)
{
	struct booking k, out;
	struct slice id = visit_typed(v, "booking");
	if (v->switched) {
		booking_check(v);
		return;
	}
	/* A second press of the button comes after the hold has become a booking. */
	enum err e = booking_find(v->cx, from_snapshot(v->w->store), id, &out);
	if (e == OK && out.state == BOOKING_BOOKED && strcmp(out.account, v->account) == 0) {
		visit_done(v, ctx_printf(v->cx, "/bookings/%s", out.id), "booked");
		return;
	}
	if (!enter_check(v, &k))
		return;
	if (!slice_is(id, k.id)) {
		visit_go(v, "/appointments/check");
		return;
	}
	/* The office may have given the time up while it was held. */
	const struct office *o = office_list_find(v->w->offices, k.office);
	if (!o || !calendar_has_slot(o, k.service, k.start)) {
		visit_go(v, "/appointments/ended");
		return;
	}
	if (!view_act(v, &k, ACT_BOOKED))
		return;
	e = appointments_confirm(v->cx, v->w->hall->appointments, id, v->account, guidance_now(v, k.service), &out);
	if (e == ERR_BOOKING_HOLD || e == ERR_BOOKING_MISSING) {
		visit_go(v, "/appointments/ended");
		return;
	}
	if (e == OK)
		e = plan_clear(v);
	if (e != OK)
		visit_failed(v, "portal.booking.confirm");
	else
		visit_done(v, ctx_printf(v->cx, "/bookings/%s", out.id), "booked");
}

void booking_release_post(struct visit *v)
{
	if (appointments_release(v->cx, v->w->hall->appointments, visit_typed(v, "booking"), v->account) != OK)
		visit_failed(v, "portal.booking.release");
	else
		visit_done(v, "/appointments", "place-released");
}

void booking_ended(struct visit *v)
{
	screen_open(v, "booking-ended.title", "/appointments", SCREEN_PLAIN);
	part_text(v, "booking-ended.text");
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, "/appointments/time", "booking-ended.again", true);
	html_put(&v->h, "</p>\n");
	screen_close(v);
}
