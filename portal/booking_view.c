/* Owns: shared parts of booking pages (booking_view.h). */
#include "portal/booking_view.h"

#include "base/json.h"
#include "portal/displaced.h"
#include "portal/office_parts.h"
#include "portal/parts.h"

#define CODE_SECONDS 900 /* a booking opened by code stays open so long */

void view_countdown(struct visit *v, const char *key, int64_t until)
{
	int64_t left = until > v->cx->now ? until - v->cx->now : 0;
	put_say(v, key);
	html_put(&v->h, " <strong class=\"clock\" role=\"timer\" data-until=\"%s\" data-now=\"%s\">%s</strong>", ctx_printf(v->cx, "%lld", (long long)until),
		ctx_printf(v->cx, "%lld", (long long)v->cx->now), ctx_printf(v->cx, "%lld:%02lld", (long long)(left / 60), (long long)(left % 60)));
}

bool view_is_displaced(const struct visit *v, const struct booking *k)
{
	return displaced_is(k, office_list_find(v->w->offices, k->office), v->cx->now);
}

void view_displaced(struct visit *v, const struct booking *k)
{
	if (view_is_displaced(v, k))
		part_notice(v, "bad", "booking.displaced", (struct slice){ 0 });
}

void view_state(struct visit *v, const struct booking *k)
{
	if (k->state == BOOKING_CANCELLED)
		part_tag(v, "bad", "booking.state-cancelled");
	else if (k->end <= v->cx->now)
		part_tag(v, "stale", "booking.state-past");
	else if (view_is_displaced(v, k))
		part_tag(v, "bad", "booking.state-displaced");
	else
		part_tag(v, "good", "booking.state-booked");
}

/* By its code a booking is known whole; else a name is for who may see (or book for) the person. */
static bool is_known(struct visit *v, const struct booking *k, size_t i)
{
	bool know = slice_starts(slice_str(v->route->path), SLICE("/with-code/"));
	if (!know && visitors_know(v, k->people[i].id, &know) != OK) {
		ctx_forgive(v->cx);
		know = false;
	}
	return know;
}

void view_people(struct visit *v, const struct booking *k)
{
	for (size_t i = 0; i < k->count; i++) {
		if (i)
			html_put(&v->h, " · ");
		if (is_known(v, k, i))
			put_foreign(v, k->people[i].name, NULL);
		else
			put_say(v, "booking.another-person");
	}
}

void view_office_name(struct visit *v, struct slice id)
{
	const struct office *o = office_list_find(v->w->offices, id);
	if (o)
		put_office_words(v, o->name);
	else
		put_foreign(v, id, NULL);
}

void view_zone(struct visit *v, const struct office *o)
{
	int hours = o->utc_offset / 60, minutes = o->utc_offset % 60;
	html_put(&v->h, "<p class=\"hint\">");
	put_say2(v, "booking.zone", office_words(v, o->city),
		slice_str(minutes ? ctx_printf(v->cx, "UTC+%d:%02d", hours, minutes) : ctx_printf(v->cx, "UTC+%d", hours)));
	html_put(&v->h, "</p>\n");
}

static const char *change_path(bool changes, enum plan_step s) { return changes ? plan_path(s) : NULL; }

static void put_people_rows(struct visit *v, const struct booking *k, bool changes)
{
	part_row_open(v, "booking.people-row");
	html_put(&v->h, "<ul class=\"plain people\">");
	for (size_t i = 0; i < k->count; i++) {
		html_put(&v->h, "<li>");
		if (is_known(v, k, i))
			put_foreign(v, bookable_words(v->cx, &k->people[i]), NULL);
		else
			put_say(v, "booking.another-person");
		/* In a family each may have another time. */
		if (k->people[i].start != k->start) {
			char text[21];
			instant_format(k->people[i].start + 60 * (int64_t)k->utc_offset, text);
			html_put(&v->h, " <span class=\"clock\">%.*s</span>", 5, text + 11);
		}
		html_put(&v->h, "</li>");
	}
	html_put(&v->h, "</ul>");
	part_row_close(v, change_path(changes, PLAN_WHO));
}

static void put_needs_row(struct visit *v, const struct booking *k, bool changes)
{
	const char *language = k->need.language[0] ? interpreter_key(k->need.language) : NULL;
	if (!k->need.accessible && !language)
		return;
	part_row_open(v, "booking.needs");
	if (k->need.accessible)
		put_say(v, "booking.accessible");
	if (k->need.accessible && language)
		html_put(&v->h, "<br>");
	if (language) {
		put_say(v, "booking.interpreter");
		put_colon(v);
		put_say(v, language);
	}
	part_row_close(v, change_path(changes, PLAN_WHO));
}

void view_rows(struct visit *v, const struct booking *k, bool changes)
{
	const struct office *o = office_list_find(v->w->offices, k->office);
	part_row_open(v, "booking.service");
	put_say(v, office_service_key(k->service));
	part_row_close(v, change_path(changes, PLAN_SERVICE));
	put_people_rows(v, k, changes);
	part_row_open(v, "booking.place");
	view_office_name(v, k->office);
	if (o) {
		html_put(&v->h, "<br><span class=\"hint\">");
		put_office_words(v, o->address);
		html_put(&v->h, "</span>");
	}
	part_row_close(v, change_path(changes, PLAN_PLACE));
	part_row_open(v, "booking.time");
	put_time(v, k->start, k->utc_offset);
	part_row_close(v, change_path(changes, PLAN_TIME));
	put_needs_row(v, k, changes);
}

bool view_act_by_code(struct visit *v, const struct booking *k, enum act_kind kind)
{
	struct act act = { .at = v->cx->now, .kind = kind, .detail = slice_str(k->id) };
	for (size_t i = 0; i < k->count; i++) {
		if (acts_note(v->cx, v->w->hall->store, k->people[i].id, &act) != OK) {
			visit_failed(v, "portal.act");
			return false;
		}
	}
	return true;
}

bool view_act(struct visit *v, const struct booking *k, enum act_kind kind)
{
	for (size_t i = 0; i < k->count; i++) {
		struct grant g;
		bool found = false;
		if (v->account && grants_find(v->cx, v->w->registry, v->account, k->people[i].id, &found, &g) != OK) {
			visit_failed(v, "portal.act");
			return false;
		}
		if (!visit_act_for(v, k->people[i].id, found && grant_is_own(&g), kind, slice_str(k->id)))
			return false;
	}
	return true;
}

/* ---- finding it ---- */

static enum err find_by_code(struct visit *v, struct booking_access *out)
{
	struct slice text = { 0 };
	struct json *o = NULL;
	enum err e = v->session.kind == SESSION_NONE ? OK : flow_get(v->cx, v->w->store, &v->session, "code", &text);
	if (e == OK && text.p)
		e = json_parse(v->cx, text, &o);
	const struct json *at = json_get(o, "at");
	const struct json *renewed = json_get(o, "renewed");
	if (e != OK || !at || at->type != JSON_IS_INTEGER || at->integer + CODE_SECONDS <= v->cx->now)
		return e;
	e = booking_find(v->cx, from_snapshot(v->w->store), json_text(o, "id"), &out->k);
	if (e == OK)
		e = visitors_current(v, &out->k);
	if (e == OK && out->k.state != BOOKING_NONE)
		e = visitors_renewed(v, v->cx, &out->k);
	/* Opened by a code that is another since. */
	if (e == OK && (!renewed || renewed->type != JSON_IS_INTEGER || renewed->integer != out->k.renewed))
		out->k.state = BOOKING_NONE;
	return e;
}

static enum err find_by_right(struct visit *v, struct booking_access *out)
{
	bool may = false;
	enum err e = booking_find(v->cx, from_snapshot(v->w->store), v->args[0], &out->k);
	if (e == OK)
		e = visitors_current(v, &out->k);
	if (e == OK && out->k.state != BOOKING_NONE)
		e = visitors_may(v, &out->k, RIGHT_VIEW, false, &may);
	if (e != OK || !may || out->k.state == BOOKING_HELD) {
		out->k.state = BOOKING_NONE;
		return e;
	}
	e = visitors_may(v, &out->k, RIGHT_BOOK, true, &out->may_change);
	if (e == OK)
		e = visitors_may(v, &out->k, RIGHT_BOOK, false, &out->may_part);
	return e == OK ? visitors_renewed(v, v->cx, &out->k) : e;
}

bool access_booking(struct visit *v, struct booking_access *out)
{
	*out = (struct booking_access){ .account = v->account, .base = "/with-code/booking" };
	out->by_code = slice_starts(slice_str(v->route->path), SLICE("/with-code/"));
	enum err e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	if (e == OK)
		e = out->by_code ? find_by_code(v, out) : find_by_right(v, out);
	if (e != OK) {
		visit_failed(v, "portal.booking");
		return false;
	}
	if (out->k.state == BOOKING_NONE) {
		if (out->by_code)
			visit_go(v, "/with-code");
		else
			visit_refuse(v, 404);
		return false;
	}
	if (out->by_code)
		out->account = NULL;
	else
		out->base = ctx_printf(v->cx, "/bookings/%s", out->k.id);
	out->knows_code = out->may_change || out->by_code;
	bool open = out->k.state == BOOKING_BOOKED && out->k.start > v->cx->now;
	out->may_change = out->knows_code && open;
	out->may_part = open && out->k.count > 1 && (out->may_part || out->by_code) && office_list_find(v->w->offices, out->k.office);
	return true;
}

bool access_change(struct visit *v, struct booking_access *out)
{
	if (!access_booking(v, out))
		return false;
	if (out->may_change)
		return true;
	visit_go(v, out->base);
	return false;
}

struct slice access_arg(const struct visit *v, const struct booking_access *a, size_t n) { return v->args[a->by_code ? n : n + 1]; }
