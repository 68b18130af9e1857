/* Owns: the pages of one booking: what it says, and cancelling it; reached by right or by code. */
#include "portal/booking_view.h"
#include "portal/handlers.h"
#include "portal/parts.h"

#include "base/json.h"
#include "formats/crockford.h"

#define CODE_JSON 128

/* ---- show ---- */

static void put_code(struct visit *v, const struct booking *k)
{
	char plain[BOOKING_CODE + 1], grouped[2 * BOOKING_CODE];
	appointments_code(v->w->hall->appointments, k, plain);
	crockford_group(plain, grouped);
	html_put(&v->h, "<span class=\"code\">%s</span>", grouped);
}

static const char *act_key(struct slice act)
{
	static const struct { const char *act, *key; } keys[] = { { "held", "booking.act-held" }, { "booked", "booking.act-booked" },
		{ "moved", "booking.act-moved" }, { "cancelled", "booking.act-cancelled" }, { "offered", "booking.act-offered" },
		{ "displaced", "booking.act-displaced" }, { "parted", "booking.act-parted" },
		{ "doubled", "booking.act-doubled" } };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (slice_is(act, keys[i].act))
			return keys[i].key;
	return "booking.act-held";
}

/* The reader's own account, the office, the code, or another account that helps. */
static const char *who_key(const struct visit *v, const struct booking_act *a)
{
	if (slice_is(a->act, "displaced") || slice_is(a->act, "doubled"))
		return "booking.by-office";
	if (!a->account[0])
		return "booking.by-the-code";
	return v->account && strcmp(a->account, v->account) == 0 ? "booking.by-you" : "booking.by-another";
}

static void put_history(struct visit *v, const struct booking *k)
{
	html_put(&v->h, "<details><summary>");
	put_say(v, "booking.history");
	html_put(&v->h, "</summary>\n<ul>\n");
	for (size_t i = 0; i < k->act_count; i++) {
		const struct booking_act *a = &k->acts[i];
		html_put(&v->h, "<li>");
		put_time(v, a->at, k->utc_offset);
		html_put(&v->h, " – ");
		put_say(v, act_key(a->act));
		html_put(&v->h, " (");
		put_say(v, who_key(v, a));
		html_put(&v->h, ")</li>\n");
	}
	html_put(&v->h, "</ul></details>\n");
}

static void put_doings(struct visit *v, const struct booking_access *a)
{
	html_put(&v->h, "<p class=\"actions\">");
	if (a->k.state == BOOKING_BOOKED)
		part_link_button(v, ctx_printf(v->cx, "%s/slip", a->base), "booking.slip", true);
	part_link_button(v, ctx_printf(v->cx, "%s/calendar", a->base),
		a->k.state == BOOKING_CANCELLED ? "booking.calendar-cancel" : a->k.sequence ? "booking.calendar-update" : "booking.calendar", false);
	if (a->may_change) {
		part_link_button(v, ctx_printf(v->cx, "%s/move", a->base), "booking.move", false);
		part_link_button(v, ctx_printf(v->cx, "%s/cancel", a->base), "booking.cancel", false);
	}
	if (a->may_part)
		part_link_button(v, ctx_printf(v->cx, "%s/leave", a->base), "booking.part", false);
	html_put(&v->h, "</p>\n");
}

void mybooking_show(struct visit *v)
{
	struct booking_access a;
	if (!access_booking(v, &a))
		return;
	const struct office *o = office_list_find(v->w->offices, a.k.office);
	screen_open(v, "booking.one", "/appointments", SCREEN_PLAIN);
	html_put(&v->h, "<p>");
	view_state(v, &a.k);
	html_put(&v->h, "</p>\n");
	view_displaced(v, &a.k);
	part_list_open(v);
	view_rows(v, &a.k, false);
	/* The code moves and cancels: who may only look does not learn it. */
	if (a.knows_code) {
		part_row_open(v, "booking.code");
		put_code(v, &a.k);
		part_row_close(v, NULL);
	}
	part_list_close(v);
	if (o)
		view_zone(v, o);
	if (a.knows_code && a.k.state == BOOKING_BOOKED)
		part_text(v, "booking.code-hint");
	if (a.knows_code && a.k.state == BOOKING_BOOKED && a.k.renewed)
		part_text(v, "booking.code-renewed");
	put_doings(v, &a);
	put_history(v, &a.k);
	screen_close(v);
}

/* ---- cancel ---- */

static void cancel_page(struct visit *v, const struct booking_access *a)
{
	screen_open(v, "booking-cancel.title", a->base, SCREEN_FORM);
	part_list_open(v);
	view_rows(v, &a->k, false);
	part_list_close(v);
	part_text(v, "booking-cancel.text");
	part_form_open(v, ctx_printf(v->cx, "%s/cancel", a->base));
	html_put(&v->h, "<p class=\"actions\"><button class=\"button danger\">");
	put_say(v, "booking-cancel.do");
	html_put(&v->h, "</button>");
	part_link_button(v, a->base, "booking-cancel.keep", false);
	html_put(&v->h, "</p>\n</form>\n");
	screen_close(v);
}

void mybooking_cancel(struct visit *v)
{
	struct booking_access a;
	if (access_change(v, &a))
		cancel_page(v, &a);
}

void mybooking_cancel_post(struct visit *v)
{
	struct booking_access a;
	struct booking out;
	if (!access_change(v, &a))
		return;
	if (v->switched) {
		cancel_page(v, &a);
		return;
	}
	if (!(a.by_code ? view_act_by_code : view_act)(v, &a.k, ACT_CANCELLED))
		return;
	enum err e = appointments_cancel(v->cx, v->w->hall->appointments, slice_str(a.k.id), a.account, &out);
	if (e == ERR_BOOKING_STATE)
		visit_go(v, a.base);
	else if (e != OK)
		visit_failed(v, "portal.booking.cancel");
	else
		visit_done(v, a.base, "booking-cancelled");
}

/* ---- by code, without signing in ---- */

static void code_page(struct visit *v)
{
	struct part_field code = { .name = "code", .label = "by-code.code", .hint = "by-code.code-hint", .shape = "code", .longest = 32 };
	struct part_field birth = { .name = "birth", .label = "by-code.birth", .hint = "by-code.birth-hint", .shape = "date", .autocomplete = "bday", .longest = 10 };
	screen_open(v, "by-code.title", "/appointments", SCREEN_FORM);
	part_text(v, "by-code.text");
	part_form_open(v, "/with-code");
	part_field(v, &code);
	part_field(v, &birth);
	part_form_close(v, "by-code.look");
	screen_close(v);
}

void mybooking_code(struct visit *v) { code_page(v); }

/* The session remembers which booking was opened, not the code. A visitor who is not signed in gets a guest's session for it. */
static enum err remember(struct visit *v, const struct booking *k)
{
	struct slice set_cookie = { 0 };
	char json[CODE_JSON];
	enum err e = OK;
	if (v->session.kind == SESSION_NONE)
		e = session_begin_guest(v->cx, v->w->hall->sessions, &v->session, &set_cookie);
	struct buf b;
	buf_init(&b, sizeof json);
	buf_printf(&b, "{\"id\":\"%s\",\"at\":%lld,\"renewed\":%lld}", k->id, (long long)v->cx->now, (long long)k->renewed);
	if (e == OK)
		e = flow_put(v->cx, v->w->hall->sessions, &v->session, "code", ctx_copy(v->cx, buf_slice(&b)));
	buf_free(&b);
	if (e == OK && set_cookie.n)
		visit_cookie(v, set_cookie);
	return e;
}

void mybooking_code_post(struct visit *v)
{
	struct slice code = visit_typed(v, "code"), birth = visit_typed(v, "birth");
	char plain[BOOKING_CODE + 1];
	struct date born;
	struct booking k;
	int64_t wait = 0;
	if (!v->switched && !crockford_parse(code, BOOKING_CODE - 1, plain))
		visit_problem(v, "code", "by-code.bad-code");
	if (!v->switched && !date_parse(birth, true, &born))
		visit_problem(v, "birth", "by-code.bad-birth");
	if (!visit_is_fine(v)) {
		code_page(v);
		return;
	}
	if (!throttle_take_peer(v->w->hall->throttle, THROTTLE_ADDRESS, v->q->peer, v->cx->now, &wait)) {
		visit_refuse(v, 429);
		return;
	}
	enum err e = appointments_look(v->cx, v->w->hall->appointments, code, birth, visitors_renewed, v, &k);
	if (e == ERR_BOOKING_CODE) {
		ctx_forgive(v->cx);
		visit_problem(v, "code", "by-code.unknown");
		code_page(v);
		return;
	}
	if (e == OK)
		e = visitors_renewed(v, v->cx, &k);
	if (e == OK)
		e = remember(v, &k);
	if (e != OK)
		visit_failed(v, "portal.booking.code");
	else
		visit_go(v, "/with-code/booking");
}
