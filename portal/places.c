/* Owns: offices to choose from (places.h). */
#include "portal/places.h"

#include "portal/office_parts.h"
#include "portal/parts.h"

#include <stdlib.h>

#define SHOWN 8 /* offices of a page; "all" shows the others */

struct place {
	const struct office *office;
	double km;               /* -1 = not known */
	bool free;
	struct date next;
};

struct places {
	struct place *at;
	size_t count;
	struct slice near;       /* as typed */
	bool soon, known, all;
};

/* The search stands in the address of a GET, or in hidden fields when the form comes back. */
static struct slice asked(const struct visit *v, const char *name)
{
	return v->q->method == HTTP_POST ? visit_typed(v, name) : visit_query(v, name);
}

static int by_distance(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	return x->km < y->km ? -1 : x->km > y->km ? 1 : slice_compare(x->office->id, y->office->id);
}

static int by_day(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->free != y->free)
		return x->free ? -1 : 1;
	int order = x->free ? date_compare(x->next, y->next) : 0;
	return order ? order : by_distance(a, b);
}

/* Offices that do the service and can meet the need, with their next free day. */
static enum err find_places(struct visit *v, const struct places_wish *w, struct places *out)
{
	size_t all = office_list_count(v->w->offices);
	struct office_point near = { 0 };
	*out = (struct places){ .at = ctx_alloc(v->cx, (all + 1) * sizeof *out->at), .near = slice_sub(asked(v, "near"), 0, 80) };
	out->soon = slice_is(asked(v, "sort"), "soon");
	out->all = asked(v, "all").n > 0;
	enum err e = out->near.n ? office_list_point(v->cx, v->w->offices, out->near, &near) : OK;
	out->known = near.known;
	for (size_t i = 0; e == OK && i < all; i++) {
		const struct office *o = office_list_at(v->w->offices, i);
		struct place one = { .office = o, .km = near.known ? office_distance(near.latitude, near.longitude, o->latitude, o->longitude) : -1 };
		if (!calendar_can(o, w->service, w->need) || slice_eq(o->id, w->except))
			continue;
		e = slots_next_day(v->cx, from_snapshot(v->w->store), o, w->service, calendar_day(o, v->cx->now), w->need, &one.free, &one.next);
		out->at[out->count++] = one;
	}
	qsort(out->at, out->count, sizeof *out->at, out->known && !out->soon ? by_distance : by_day);
	return e;
}

static void put_search(struct visit *v, const struct places_wish *w, const struct places *s)
{
	html_put(&v->h, "<form class=\"panel\" method=\"get\" action=\"%s\" role=\"search\">\n<div class=\"field\"><label for=\"near\">", w->action);
	put_say(v, "booking-place.near");
	html_put(&v->h, "</label>\n<span class=\"hint\" id=\"near-hint\">");
	put_say(v, "booking-place.near-hint");
	html_put(&v->h, "</span>\n<input id=\"near\" name=\"near\" maxlength=\"80\" autocomplete=\"off\" aria-describedby=\"near-hint\" value=\"%.*s\">\n</div>\n",
		SLICE_FMT(s->near));
	html_put(&v->h, "<div class=\"option\"><input type=\"checkbox\" id=\"sort\" name=\"sort\" value=\"soon\"");
	if (s->soon)
		html_put(&v->h, " checked");
	html_put(&v->h, "><label for=\"sort\">");
	put_say(v, "booking-place.soon");
	html_put(&v->h, "</label></div>\n<p class=\"actions\"><button class=\"button plain\">");
	put_say(v, "booking-place.search");
	html_put(&v->h, "</button></p>\n</form>\n");
	if (s->near.n && !s->known)
		part_notice(v, "info", "booking-place.unknown", s->near);
}

/* "Sample Road 1 · 12 km" and the next free day, as the option's hint. */
static void put_place_hint(struct visit *v, const struct place *p)
{
	html_put(&v->h, "<span class=\"hint\">");
	put_office_words(v, p->office->address);
	html_put(&v->h, "</span><span class=\"hint\">");
	if (p->km >= 0) {
		put_say1(v, "booking-place.km", slice_str(ctx_printf(v->cx, p->km < 10 ? "%.1f" : "%.0f", p->km)));
		html_put(&v->h, " · ");
	}
	put_say(v, p->free ? "booking-place.next-free" : "booking-place.none-free");
	if (p->free) {
		html_put(&v->h, " ");
		put_date(v, p->next);
	}
	html_put(&v->h, "</span>");
}

static void put_choice(struct visit *v, const struct places_wish *w, const struct place *place, size_t n)
{
	struct slice sent = visit_typed(v, "office"), chosen = sent.n ? sent : w->chosen;
	html_put(&v->h, "<div class=\"option\"><input type=\"radio\" id=\"office-%zu\" name=\"office\" value=\"%.*s\"", n, SLICE_FMT(place->office->id));
	if (slice_eq(chosen, place->office->id) && chosen.n)
		html_put(&v->h, " checked");
	html_put(&v->h, "><label for=\"office-%zu\">", n);
	put_office_words(v, place->office->name);
	put_place_hint(v, place);
	html_put(&v->h, "</label></div>\n");
}

/* The search again, percent-encoded, for links of this page. */
static struct slice query_of(struct visit *v, const struct places *s)
{
	struct buf b;
	buf_init(&b, 1024);
	buf_puts(&b, s->soon ? "sort=soon&near=" : "near=");
	for (size_t i = 0; i < s->near.n; i++)
		buf_printf(&b, "%%%02X", s->near.p[i]);
	struct slice out = ctx_copy(v->cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

static void put_more(struct visit *v, const struct places *s)
{
	html_put(&v->h, "<p><a href=\"?all=1&%.*s\">", SLICE_FMT(query_of(v, s)));
	put_say1(v, "booking-place.all", slice_str(ctx_printf(v->cx, "%zu", s->count)));
	html_put(&v->h, "</a></p>\n");
}

static void put_choices(struct visit *v, const struct places_wish *w, const struct places *s)
{
	size_t shown = s->all || s->count <= SHOWN + 2 ? s->count : SHOWN;
	part_form_open(v, w->action);
	part_hidden(v, "near", s->near);
	part_hidden(v, "sort", s->soon ? SLICE("soon") : SLICE(""));
	part_group_open(v, "office", "booking-place.offices", NULL);
	for (size_t i = 0; i < shown; i++)
		put_choice(v, w, &s->at[i], i + 1);
	part_group_close(v);
	if (shown < s->count)
		put_more(v, s);
	part_form_close(v, "booking.next");
}

enum err places_put(struct visit *v, const struct places_wish *w)
{
	struct places s;
	enum err e = find_places(v, w, &s);
	if (e != OK)
		return e;
	if (office_list_is_sample(v->w->offices))
		part_notice(v, "info", "booking-place.sample", (struct slice){ 0 });
	put_search(v, w, &s);
	if (s.count)
		put_choices(v, w, &s);
	else
		part_notice(v, "stale", "booking-place.nowhere", (struct slice){ 0 });
	return OK;
}

const struct office *places_chosen(struct visit *v, const struct places_wish *w)
{
	const struct office *o = office_list_find(v->w->offices, visit_typed(v, "office"));
	if (o && calendar_can(o, w->service, w->need) && !slice_eq(o->id, w->except))
		return o;
	visit_problem(v, "office", "booking-place.choose");
	return NULL;
}
