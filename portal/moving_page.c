/*
 * Owns: the pages on which a booking moves: to another time at its office, or to another office. It keeps its place until the new one is taken; there is
 * one booking all the time, reached by right or by code.
 */
#include "portal/booking_times.h"
#include "portal/booking_view.h"
#include "portal/handlers.h"
#include "portal/office_parts.h"
#include "portal/parts.h"
#include "portal/places.h"

/* A move that is being thought about: the office stands in the path when it is another one. */
struct moving {
	struct booking_access a;
	const struct office *office;
	bool elsewhere;
	struct slice day;        /* of the path, or absent */
	struct times_wish times;
};

static struct places_wish places_of(struct visit *v, const struct booking_access *a)
{
	return (struct places_wish){ .service = a->k.service, .need = &a->k.need, .except = a->k.office, .action = ctx_printf(v->cx, "%s/office", a->base) };
}

/* The booking, changeable, and an office that can take it. False: the answer is written; where the office has gone another one is chosen. */
static bool enter(struct visit *v, struct moving *m)
{
	*m = (struct moving){ .elsewhere = slice_find(slice_str(v->route->path), SLICE("{office}"), 0) != SIZE_MAX };
	if (!access_change(v, &m->a))
		return false;
	struct slice id = m->elsewhere ? access_arg(v, &m->a, 0) : m->a.k.office;
	m->day = access_arg(v, &m->a, m->elsewhere);
	m->office = office_list_find(v->w->offices, id);
	if (!m->office || !calendar_can(m->office, m->a.k.service, &m->a.k.need)) {
		visit_go(v, ctx_printf(v->cx, "%s/office", m->a.base));
		return false;
	}
	bool same = slice_eq(m->office->id, m->a.k.office);
	m->times = (struct times_wish){ .office = m->office, .service = m->a.k.service, .count = m->a.k.count, .need = &m->a.k.need, .own = m->a.k.id,
		.base = m->elsewhere ? ctx_printf(v->cx, "%s/move-to/%.*s", m->a.base, SLICE_FMT(m->office->id)) : ctx_printf(v->cx, "%s/move", m->a.base),
		.now_start = same ? m->a.k.start : 0 };
	return true;
}

static void put_lead(struct visit *v, const struct moving *m)
{
	html_put(&v->h, "<p class=\"lead\">");
	put_say(v, "booking-move.now");
	html_put(&v->h, " ");
	put_time(v, m->a.k.start, m->a.k.utc_offset);
	html_put(&v->h, " · ");
	view_office_name(v, m->a.k.office);
	html_put(&v->h, "</p>\n");
	if (!m->elsewhere)
		return;
	html_put(&v->h, "<p class=\"lead\">");
	put_say(v, "booking-move.to");
	html_put(&v->h, " <strong>");
	view_office_name(v, m->office->id);
	html_put(&v->h, "</strong><br><span class=\"hint\">");
	put_office_words(v, m->office->address);
	html_put(&v->h, "</span></p>\n");
}

static void put_elsewhere(struct visit *v, const struct moving *m)
{
	html_put(&v->h, "<p><a href=\"%s/office\">", m->a.base);
	put_say(v, "booking-move.elsewhere");
	html_put(&v->h, "</a></p>\n");
}

static void move_page(struct visit *v, const struct moving *m)
{
	struct date day;
	char text[11];
	bool any = false;
	if (times_day(v, &m->times, m->day, &day, &any) != OK) {
		visit_failed(v, "portal.booking.move");
		return;
	}
	screen_open(v, "booking-move.title", m->elsewhere ? ctx_printf(v->cx, "%s/office", m->a.base) : m->a.base, any ? SCREEN_FORM | SCREEN_WIDE : SCREEN_PLAIN);
	put_lead(v, m);
	view_zone(v, m->office);
	if (any) {
		date_format(day, text);
		part_form_open(v, ctx_printf(v->cx, "%s/%s", m->times.base, text));
		if (times_put(v, &m->times, day) != OK) {
			visit_failed(v, "portal.booking.move");
			return;
		}
		part_text(v, "booking-move.safe");
		part_form_close(v, "booking-move.do");
	} else {
		part_notice(v, "stale", "times.nothing", (struct slice){ 0 });
	}
	put_elsewhere(v, m);
	screen_close(v);
}

void moving_time(struct visit *v)
{
	struct moving m;
	if (enter(v, &m))
		move_page(v, &m);
}

void moving_time_post(struct visit *v)
{
	struct moving m;
	struct booking moved;
	if (!enter(v, &m))
		return;
	int64_t start = v->switched ? 0 : times_chosen(v, &m.times);
	bool fine = visit_is_fine(v);
	if (fine && !(m.a.by_code ? view_act_by_code : view_act)(v, &m.a.k, ACT_MOVED))
		return;
	enum err e = fine ? appointments_move(v->cx, v->w->hall->appointments, slice_str(m.a.k.id), m.office, start, m.a.account, &moved) : OK;
	if (e != OK && !times_problem(v, e))
		visit_failed(v, "portal.booking.move");
	else if (fine && e == OK)
		visit_done(v, m.a.base, "booking-moved");
	else if (clerk_renew_store(v->cx, v->w) != OK)
		visit_failed(v, "portal.booking.move");
	else
		move_page(v, &m);
}

/* ---- to which office ---- */

static void office_page(struct visit *v, const struct booking_access *a)
{
	struct places_wish w = places_of(v, a);
	screen_open(v, "booking-move.place", a->base, SCREEN_FORM);
	if (!office_list_find(v->w->offices, a->k.office))
		part_notice(v, "stale", "booking-move.gone", (struct slice){ 0 });
	part_text(v, "booking-move.safe");
	if (places_put(v, &w) != OK)
		visit_failed(v, "portal.booking.move");
	else
		screen_close(v);
}

void moving_office(struct visit *v)
{
	struct booking_access a;
	if (access_change(v, &a))
		office_page(v, &a);
}

void moving_office_post(struct visit *v)
{
	struct booking_access a;
	if (!access_change(v, &a))
		return;
	struct places_wish w = places_of(v, &a);
	const struct office *o = v->switched ? NULL : places_chosen(v, &w);
	if (o)
		visit_go(v, ctx_printf(v->cx, "%s/move-to/%.*s", a.base, SLICE_FMT(o->id)));
	else
		office_page(v, &a);
}
