/* Owns: the first pages of appointments: what one has, which service, for whom. */
#include "portal/booking_plan.h"
#include "portal/booking_view.h"
#include "portal/handlers.h"
#include "portal/office_parts.h"
#include "portal/parts.h"

#include "base/json.h"
#include "registry/records.h"

#include <stdio.h>

#define LISTED 6 /* latest bookings of one person that are shown, beside those to come */

static const enum service services[] = { SERVICE_VISA_EXTENSION, SERVICE_VISA_REPLACEMENT, SERVICE_VISA_REISSUE, SERVICE_STAY_PERMIT,
	SERVICE_RESIDENCE_PERMIT };
static const char *const service_hints[] = { "booking.visa-extension-hint", "booking.visa-replacement-hint", "booking.visa-reissue-hint",
	"booking.stay-permit-hint", "booking.residence-permit-hint" };
#define SERVICES (sizeof services / sizeof *services)

/* ---- what one has ---- */

static void put_hold(struct visit *v)
{
	struct booking held;
	if (appointments_held(v->cx, from_snapshot(v->w->store), v->account, &held) != OK || held.state == BOOKING_NONE)
		return;
	html_put(&v->h, "<div class=\"panel\">\n<p>");
	put_say(v, office_service_key(held.service));
	html_put(&v->h, " · ");
	put_time(v, held.start, held.utc_offset);
	html_put(&v->h, "</p>\n<p class=\"hint\">");
	view_countdown(v, "booking.held-left", held.held_until);
	html_put(&v->h, "</p>\n<p class=\"actions\">");
	part_link_button(v, "/appointments/check", "booking.finish", true);
	html_put(&v->h, "</p>\n</div>\n");
}

static void put_one(struct visit *v, const struct booking *k)
{
	html_put(&v->h, "<div class=\"panel\">\n<h3><a href=\"/bookings/%s\">", k->id);
	put_say(v, office_service_key(k->service));
	html_put(&v->h, "</a> ");
	view_state(v, k);
	html_put(&v->h, "</h3>\n<p>");
	put_time(v, k->start, k->utc_offset);
	html_put(&v->h, "</p>\n<p class=\"hint\">");
	view_office_name(v, k->office);
	html_put(&v->h, " · ");
	view_people(v, k);
	html_put(&v->h, "</p>\n</div>\n");
}

/* Every booking once, though several of its people may be the account's. */
static bool was_shown(const struct bookable *people, size_t before, const struct booking *k)
{
	for (size_t i = 0; i < before; i++)
		for (size_t j = 0; j < k->count; j++)
			if (strcmp(people[i].person.id, k->people[j].id) == 0)
				return true;
	return false;
}

/* What is booked still, under the ids of before too. */
static enum err add_active(struct visit *v, const char *id, struct booking *out, size_t *count)
{
	enum err e = OK;
	for (size_t s = 0; e == OK && s < SERVICES && *count < SERVICES; s++) {
		e = appointments_active(v->cx, from_snapshot(v->w->store), id, services[s], &out[*count]);
		if (e == OK && out[*count].state == BOOKING_BOOKED)
			e = visitors_current(v, &out[(*count)++]);
	}
	return e;
}

/* What is to come stands first: past and cancelled ones must not push it out of the list. */
static enum err bookings_of(struct visit *v, const char *person, struct booking *out, size_t *count)
{
	struct booking *list = ctx_alloc(v->cx, LISTED * sizeof *list);
	char formers[PERSON_FORMERS][PERSON_SIZE + 1];
	size_t n = 0, former_count = 0;
	*count = 0;
	enum err e = add_active(v, person, out, count);
	if (e == OK)
		e = person_formers(v->cx, v->w->registry, person, formers, &former_count);
	for (size_t i = 0; e == OK && i < former_count; i++)
		e = add_active(v, formers[i], out, count);
	if (e == OK)
		e = visitors_bookings(v, person, list, LISTED, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (!booking_is_active(&list[i], v->cx->now))
			out[(*count)++] = list[i];
	return e;
}

static enum err put_bookings(struct visit *v, const struct bookable *people, size_t count, size_t *shown)
{
	enum err e = OK;
	*shown = 0;
	for (size_t i = 0; e == OK && i < count; i++) {
		struct booking *list = ctx_alloc(v->cx, (SERVICES + LISTED) * sizeof *list);
		size_t n = 0;
		e = bookings_of(v, people[i].person.id, list, &n);
		for (size_t j = 0; e == OK && j < n; j++) {
			if (was_shown(people, i, &list[j]))
				continue;
			if ((*shown)++ == 0)
				part_heading(v, "booking.mine");
			put_one(v, &list[j]);
		}
	}
	return e;
}

static void put_wait(struct visit *v, const struct waiting *w)
{
	bool offered = w->offer_until > v->cx->now;
	html_put(&v->h, "<div class=\"panel\">\n<h3><a href=\"/waiting/%s\">", w->id);
	put_say(v, office_service_key(w->service));
	html_put(&v->h, "</a> ");
	part_tag(v, offered ? "good" : "open", offered ? "waiting.offered" : "waiting.waits");
	html_put(&v->h, "</h3>\n<p class=\"hint\">");
	view_office_name(v, w->office);
	html_put(&v->h, " · ");
	put_foreign(v, w->person.name, NULL);
	html_put(&v->h, "</p>\n</div>\n");
}

static enum err put_waits(struct visit *v, const struct bookable *people, size_t count)
{
	bool headed = false;
	enum err e = OK;
	for (size_t i = 0; e == OK && i < count; i++)
		for (size_t s = 0; e == OK && s < SERVICES; s++) {
			struct waiting w;
			e = waiting_find_person(v->cx, from_snapshot(v->w->store), people[i].person.id, services[s], &w);
			if (e != OK || !w.id[0] || strcmp(w.account, v->account) != 0)
				continue;
			if (!headed)
				part_heading(v, "waiting.mine");
			headed = true;
			put_wait(v, &w);
		}
	return e;
}

void appointments_page(struct visit *v)
{
	struct bookable *people = ctx_alloc(v->cx, VISITORS * sizeof *people);
	size_t count = 0, shown = 0;
	enum err e = visitors_list(v, RIGHT_VIEW, people, &count);
	if (e == OK)
		e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	if (e != OK) {
		visit_failed(v, "portal.appointments");
		return;
	}
	screen_open(v, "booking.title", "/", SCREEN_PLAIN);
	html_put(&v->h, "<p class=\"lead\">");
	put_say(v, "booking.lead");
	html_put(&v->h, "</p>\n");
	if (v->account)
		put_hold(v);
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, "/appointments/service", "booking.begin", true);
	part_link_button(v, "/with-code", "booking.by-code", false);
	html_put(&v->h, "</p>\n");
	if (v->account)
		e = put_bookings(v, people, count, &shown);
	if (e == OK && v->account)
		e = put_waits(v, people, count);
	if (e != OK) {
		visit_failed(v, "portal.appointments");
		return;
	}
	if (v->account && !shown)
		part_notice(v, "info", "booking.none", (struct slice){ 0 });
	screen_close(v);
}

/* ---- which service ---- */

static void service_page(struct visit *v, const struct booking_plan *p)
{
	struct part_option options[SERVICES];
	struct slice asked = visit_query(v, "service");
	enum service chosen = service_is_booked(service_parse(asked)) ? service_parse(asked) : p->service;
	for (size_t i = 0; i < SERVICES; i++)
		options[i] = (struct part_option){ .value = slice_str(service_name(services[i])), .label = office_service_key(services[i]),
			.hint = service_hints[i], .chosen = services[i] == chosen };
	screen_open(v, "booking.which", "/appointments", SCREEN_FORM);
	part_form_open(v, "/appointments/service");
	part_radios(v, "service", "booking.service", NULL, options, SERVICES);
	part_form_close(v, "booking.next");
	html_put(&v->h, "<p><a href=\"/guidance\">");
	put_say(v, "booking.not-sure");
	html_put(&v->h, "</a></p>\n");
	screen_close(v);
}

void appointments_service(struct visit *v)
{
	struct booking_plan p;
	if (plan_enter(v, PLAN_SERVICE, &p))
		service_page(v, &p);
}

void appointments_service_post(struct visit *v)
{
	struct booking_plan p;
	if (!plan_enter(v, PLAN_SERVICE, &p))
		return;
	enum service s = service_parse(visit_typed(v, "service"));
	if (!v->switched && !service_is_booked(s))
		visit_problem(v, "service", "booking.choose-service");
	if (!visit_is_fine(v)) {
		service_page(v, &p);
		return;
	}
	p.service = s;
	if (plan_save(v, &p) != OK)
		visit_failed(v, "portal.booking.plan");
	else
		visit_go(v, plan_path(PLAN_WHO));
}

/* ---- for whom, and what they need ---- */

static bool is_planned(const struct booking_plan *p, const char *person)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->people[i], person) == 0)
			return true;
	return false;
}

static enum err people_options(struct visit *v, const struct booking_plan *p, const struct bookable *people, size_t count,
	struct part_option *options)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < count; i++) {
		struct booking k;
		e = appointments_active(v->cx, from_snapshot(v->w->store), people[i].person.id, p->service, &k);
		bool booked = e == OK && k.state == BOOKING_BOOKED;
		options[i] = (struct part_option){ .value = slice_str(people[i].person.id), .text = bookable_words(v->cx, &people[i].person),
			.chosen = !booked && (p->count ? is_planned(p, people[i].person.id) : people[i].own), .disabled = booked };
		if (booked)
			options[i].hint = "booking.has-one";
		else if (people[i].own)
			options[i].hint = "booking.yourself";
		else
			options[i].hint_text = people[i].label;
	}
	return e;
}

/* All languages that some office has an interpreter of for this service. */
static size_t interpreter_options(struct visit *v, const struct booking_plan *p, struct part_option *options, size_t most)
{
	static const char *const codes[] = { "en", "ja", "ko", "ru", "fr", "es", "ar", "vi", "th" };
	size_t n = 0;
	options[n++] = (struct part_option){ .value = SLICE(""), .label = "booking.no-interpreter" };
	for (size_t c = 0; c < sizeof codes / sizeof *codes && n < most; c++) {
		bool somewhere = false;
		for (size_t i = 0; i < office_list_count(v->w->offices) && !somewhere; i++)
			somewhere = calendar_interpreters(office_list_at(v->w->offices, i), p->service, codes[c]) > 0;
		if (somewhere)
			options[n++] = (struct part_option){ .value = slice_str(codes[c]), .label = interpreter_key(codes[c]) };
	}
	return n;
}

static void who_page(struct visit *v, const struct booking_plan *p, const struct bookable *people, size_t count)
{
	struct part_option options[VISITORS], languages[12];
	struct part_option accessible = { .value = SLICE("accessible"), .label = "booking.accessible", .hint = "booking.accessible-hint",
		.chosen = p->need.accessible };
	struct part_field interpreter = { .name = "interpreter", .label = "booking.interpreter", .hint = "booking.interpreter-hint",
		.value = slice_str(p->need.language) };
	if (people_options(v, p, people, count, options) != OK) {
		visit_failed(v, "portal.booking.who");
		return;
	}
	screen_open(v, "booking.who", plan_path(PLAN_SERVICE), SCREEN_FORM);
	if (count == 0) {
		part_notice(v, "info", "booking.nobody", (struct slice){ 0 });
		part_link_button(v, "/bind", "booking.bind", true);
		screen_close(v);
		return;
	}
	part_form_open(v, "/appointments/who");
	part_checks(v, "people", "booking.people", count > 1 ? "booking.people-hint" : NULL, options, count);
	part_checks(v, "needs", "booking.needs", NULL, &accessible, 1);
	part_select(v, &interpreter, languages, interpreter_options(v, p, languages, sizeof languages / sizeof *languages));
	part_form_close(v, "booking.next");
	html_put(&v->h, "<p><a href=\"/relatives\">");
	put_say(v, "booking.add-relative");
	html_put(&v->h, "</a></p>\n");
	screen_close(v);
}

void appointments_who(struct visit *v)
{
	struct booking_plan p;
	struct bookable *people = ctx_alloc(v->cx, VISITORS * sizeof *people);
	size_t count = 0;
	if (!plan_enter(v, PLAN_WHO, &p))
		return;
	if (visitors_list(v, RIGHT_BOOK, people, &count) != OK)
		visit_failed(v, "portal.booking.who");
	else
		who_page(v, &p, people, count);
}

static enum err take_people(struct visit *v, struct booking_plan *p, const struct bookable *people, size_t count)
{
	enum err e = OK;
	p->count = 0;
	for (size_t i = 0; e == OK && i < count; i++) {
		struct booking k;
		if (!visit_chose(v, people[i].person.id))
			continue;
		e = appointments_active(v->cx, from_snapshot(v->w->store), people[i].person.id, p->service, &k);
		if (e == OK && k.state == BOOKING_BOOKED)
			visit_problem_with(v, "people", "booking.twice", people[i].person.name);
		else if (p->count == BOOKING_PEOPLE)
			visit_problem(v, "people", "booking.too-many");
		else
			memcpy(p->people[p->count++], people[i].person.id, BOOKING_ID);
	}
	if (e == OK && p->count == 0)
		visit_problem(v, "people", "booking.choose-people");
	return e;
}

static void take_needs(struct visit *v, struct booking_plan *p)
{
	struct slice language = visit_typed(v, "interpreter");
	p->need = (struct calendar_need){ .accessible = visit_chose(v, "accessible") };
	if (language.n == 2 && interpreter_key(ctx_string(v->cx, language)))
		memcpy(p->need.language, language.p, 2);
	else if (language.n)
		visit_problem(v, "interpreter", "booking.choose-language");
}

void appointments_who_post(struct visit *v)
{
	struct booking_plan p;
	struct bookable *people = ctx_alloc(v->cx, VISITORS * sizeof *people);
	size_t count = 0;
	if (!plan_enter(v, PLAN_WHO, &p))
		return;
	struct booking_plan had = p;
	enum err e = visitors_list(v, RIGHT_BOOK, people, &count);
	if (e == OK && !v->switched)
		e = take_people(v, &p, people, count);
	if (e == OK && !v->switched)
		take_needs(v, &p);
	if (e == OK && !visit_is_fine(v)) {
		who_page(v, &had, people, count);
		return;
	}
	if (e == OK)
		e = plan_save(v, &p);
	if (e != OK)
		visit_failed(v, "portal.booking.who");
	else
		visit_go(v, plan_path(PLAN_PLACE));
}
