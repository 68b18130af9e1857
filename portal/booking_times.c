/* Owns: day and time choice (booking_times.h). */
#include "portal/booking_times.h"

#include "portal/office_parts.h"
#include "portal/parts.h"

#include <stdio.h>

#define WEEK 7

static const struct calendar_need no_need;

/* How many of the day's slots the whole party can begin at; with `starts` also which. */
static enum err fitting(struct visit *v, const struct times_wish *w, struct date day, int64_t *starts, size_t *count)
{
	struct day_slot *all = ctx_alloc(v->cx, CALENDAR_SLOTS * sizeof *all), *first = ctx_alloc(v->cx, CALENDAR_SLOTS * sizeof *first);
	size_t n = 0, m = 0;
	*count = 0;
	enum err e = slots_of_day(v->cx, from_snapshot(v->w->store), w->office, w->service, day, &no_need, w->own, all, &n);
	if (e == OK)
		e = slots_of_day(v->cx, from_snapshot(v->w->store), w->office, w->service, day, w->need, w->own, first, &m);
	for (size_t i = 0; e == OK && i < n; i++) {
		size_t placed = all[i].free;
		for (size_t j = i + 1; placed < w->count && j < n && all[j].free && calendar_next(w->office, all[j - 1].start) == all[j].start; j++)
			placed += all[j].free;
		if (all[i].past || !all[i].free || !first[i].free || placed < w->count || all[i].start == w->now_start)
			continue;
		if (starts)
			starts[*count] = all[i].start;
		(*count)++;
	}
	return e;
}

enum err times_day(struct visit *v, const struct times_wish *w, struct slice arg, struct date *day, bool *any)
{
	struct date today = calendar_day(w->office, v->cx->now), last = calendar_last_day(w->office, v->cx->now), from = today;
	*any = true;
	if (arg.n && date_parse(arg, false, day) && date_compare(today, *day) <= 0 && date_compare(*day, last) <= 0)
		return OK;
	for (;;) {
		size_t n = 0;
		enum err e = slots_next_day(v->cx, from_snapshot(v->w->store), w->office, w->service, from, w->need, any, day);
		if (e != OK || !*any)
			*day = today;
		if (e == OK && *any)
			e = fitting(v, w, *day, NULL, &n);
		if (e != OK || !*any || n > 0)
			return e;
		from = date_from_days(date_days(*day) + 1);
	}
}

static void put_day_words(struct visit *v, struct date d)
{
	html_put(&v->h, "<span class=\"weekday\">%s</span> <span class=\"daynumber\">", word(v, ctx_printf(v->cx, "date.weekday-%d", office_weekday(d) + 1)));
	put_say2(v, "date.short", slice_str(ctx_printf(v->cx, "%d", d.day)), slice_str(word(v, ctx_printf(v->cx, "date.month-%d", d.month))));
	html_put(&v->h, "</span>");
}

static void put_day(struct visit *v, const struct times_wish *w, struct date d, struct date shown, size_t count, bool reachable)
{
	char text[11];
	date_format(d, text);
	bool now = date_compare(d, shown) == 0, link = reachable && count > 0;
	html_put(&v->h, "<li>");
	if (link)
		html_put(&v->h, "<a href=\"%s/%s\"", w->base, text);
	else
		html_put(&v->h, "<span");
	if (now)
		html_put(&v->h, " aria-current=\"date\"");
	html_put(&v->h, ">");
	put_day_words(v, d);
	html_put(&v->h, " <span class=\"hint\">");
	const struct office_exception *x = office_exception_on(w->office, d);
	if (link)
		put_say1(v, "times.free", slice_str(ctx_printf(v->cx, "%zu", count)));
	else if (x && x->day.count == 0)
		put_office_words(v, x->name);
	else
		put_say(v, office_day_on(w->office, d)->count == 0 ? "times.closed" : "times.none");
	html_put(&v->h, link ? "</span></a></li>\n" : "</span></span></li>\n");
}

static void put_week_link(struct visit *v, const struct times_wish *w, int64_t day, const char *key)
{
	char text[11];
	date_format(date_from_days(day), text);
	html_put(&v->h, "<a href=\"%s/%s\">", w->base, text);
	put_say(v, key);
	html_put(&v->h, "</a> ");
}

/* The week from its Monday on, with what each day has left. */
static enum err put_week(struct visit *v, const struct times_wish *w, struct date shown)
{
	int64_t today = date_days(calendar_day(w->office, v->cx->now)), last = date_days(calendar_last_day(w->office, v->cx->now));
	int64_t monday = date_days(shown) - office_weekday(shown);
	enum err e = OK;
	html_put(&v->h, "<nav class=\"week\" aria-label=\"%s\"><p>", word(v, "times.week"));
	if (monday > today)
		put_week_link(v, w, monday - WEEK > today ? monday - WEEK : today, "times.week-before");
	if (monday + WEEK <= last)
		put_week_link(v, w, monday + WEEK, "times.week-after");
	html_put(&v->h, "</p>\n<ul>\n");
	for (int64_t day = monday; e == OK && day < monday + WEEK; day++) {
		size_t n = 0;
		bool reachable = day >= today && day <= last;
		if (reachable)
			e = fitting(v, w, date_from_days(day), NULL, &n);
		put_day(v, w, date_from_days(day), shown, n, reachable);
	}
	html_put(&v->h, "</ul></nav>\n");
	return e;
}

static void put_start(struct visit *v, int64_t start, int utc_offset, bool chosen)
{
	char text[21];
	instant_format(start + 60 * (int64_t)utc_offset, text);
	const char *value = ctx_printf(v->cx, "%lld", (long long)start);
	html_put(&v->h, "<div class=\"option\"><input type=\"radio\" id=\"time-%s\" name=\"time\" value=\"%s\"", value, value);
	if (chosen)
		html_put(&v->h, " checked");
	html_put(&v->h, "><label for=\"time-%s\"><span class=\"clock\">%.*s</span></label></div>\n", value, 5, text + 11);
}

enum err times_put(struct visit *v, const struct times_wish *w, struct date day)
{
	int64_t starts[CALENDAR_SLOTS];
	size_t n = 0;
	struct slice sent = visit_typed(v, "time");
	enum err e = put_week(v, w, day);
	if (e == OK)
		e = fitting(v, w, day, starts, &n);
	if (e != OK)
		return e;
	html_put(&v->h, "<h2>");
	put_date(v, day);
	html_put(&v->h, "</h2>\n");
	if (n == 0) {
		part_notice(v, "stale", "times.full", (struct slice){ 0 });
		return OK;
	}
	part_group_open(v, "time", "times.time", w->count > 1 ? "times.family" : NULL);
	html_put(&v->h, "<div class=\"times\">\n");
	for (size_t i = 0; i < n; i++)
		put_start(v, starts[i], w->office->utc_offset, slice_is(sent, ctx_printf(v->cx, "%lld", (long long)starts[i])));
	html_put(&v->h, "</div>\n");
	part_group_close(v);
	return OK;
}

static bool read_number(struct slice s, int64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*out = 10 * *out + (s.p[i] - '0');
	}
	return s.n > 0 && s.n < 13;
}

int64_t times_chosen(struct visit *v, const struct times_wish *w)
{
	int64_t start = 0;
	if (read_number(visit_typed(v, "time"), &start) && calendar_has_slot(w->office, w->service, start))
		return start;
	visit_problem(v, "time", "times.choose");
	return 0;
}

bool times_problem(struct visit *v, enum err e)
{
	static const struct { enum err e; const char *field, *key; } problems[] = {
		{ ERR_BOOKING_TAKEN, "time", "times.taken" }, { ERR_BOOKING_SLOT, "time", "times.gone" }, { ERR_BOOKING_NEED, NULL, "times.need" },
		{ ERR_BOOKING_TWICE, NULL, "times.twice" }, { ERR_BOOKING_OFTEN, NULL, "times.often" }, { ERR_BOOKING_PEOPLE, NULL, "times.people" },
		{ ERR_BOOKING_STATE, NULL, "times.state" },
	};
	for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
		if (problems[i].e == e) {
			ctx_forgive(v->cx);
			visit_problem(v, problems[i].field, problems[i].key);
			return true;
		}
	return false;
}
