/* Owns: the pages of the directory: search with a list, one office with hours, counters and place. */
#include "portal/office_parts.h"

#include "portal/handlers.h"
#include "portal/office_query.h"
#include "portal/parts.h"

#define PAGE_OFFICES   12
/* Of a year about twenty: what lies far ahead helps nobody. */
#define EXCEPTIONS_MAX 12

static const char *const weekday_keys[7] = { "date.weekday-1", "date.weekday-2", "date.weekday-3", "date.weekday-4", "date.weekday-5", "date.weekday-6",
	"date.weekday-7" };

/* ---- list ---- */

static void put_province_field(struct visit *v, const struct office_query *a)
{
	struct part_option options[OFFICE_PROVINCES + 1] = { { .value = SLICE(""), .label = "offices.any-province" } };
	struct part_field f = { .name = "province", .label = "offices.province", .optional = true, .value = a->province };
	for (size_t i = 0; i < OFFICE_PROVINCES; i++)
		options[i + 1] = (struct part_option){ .value = slice_str(office_provinces[i].code), .text = office_province_words(v, &office_provinces[i]) };
	part_select(v, &f, options, OFFICE_PROVINCES + 1);
}

static void put_service_field(struct visit *v, const struct office_query *a)
{
	struct part_option options[SERVICE_COUNT] = { { .value = SLICE(""), .label = "offices.any-service" } };
	struct part_field f = { .name = "service", .label = "offices.service", .optional = true, .value = a->service };
	for (int s = SERVICE_NONE + 1; s < SERVICE_COUNT; s++)
		options[s] = (struct part_option){ .value = slice_str(service_name((enum service)s)), .label = office_service_key((enum service)s) };
	part_select(v, &f, options, SERVICE_COUNT);
}

static void put_filter(struct visit *v, const struct office_query *a)
{
	struct part_field words = { .name = "q", .label = "offices.words", .hint = "offices.words-hint", .type = "search", .value = a->words, .longest = 100,
		.optional = true };
	struct part_field near = { .name = "near", .label = "offices.near", .hint = "offices.near-hint", .value = a->near, .longest = 60, .optional = true };
	html_put(&v->h, "<form class=\"filter panel\" method=\"get\" action=\"/offices\" role=\"search\">\n");
	part_field(v, &words);
	put_province_field(v, a);
	part_field(v, &near);
	put_service_field(v, a);
	html_put(&v->h, "<div class=\"option\"><input type=\"checkbox\" id=\"open\" name=\"open\" value=\"1\"");
	html_put(&v->h, a->wish.open_now ? " checked><label for=\"open\">" : "><label for=\"open\">");
	put_say(v, "offices.open-now");
	html_put(&v->h, "</label></div>\n<p class=\"actions\"><button class=\"button\">");
	put_say(v, "offices.search");
	html_put(&v->h, "</button> <a class=\"button plain\" href=\"/offices\">");
	put_say(v, "offices.all");
	html_put(&v->h, "</a></p>\n</form>\n");
}

static void put_distance(struct visit *v, double km)
{
	if (km < 0)
		return;
	html_put(&v->h, " · ");
	put_say1(v, "offices.distance", slice_str(ctx_printf(v->cx, "%.0f", km < 1 ? 1 : km)));
}

static void put_hit(struct visit *v, const struct office_hit *hit)
{
	const struct office *o = hit->office;
	html_put(&v->h, "<li class=\"tile\"><h2><a href=\"/offices/%.*s\">", SLICE_FMT(o->id));
	put_office_words(v, o->name);
	html_put(&v->h, "</a></h2>\n<p>%.*s", SLICE_FMT(office_province_words(v, office_province(o->province))));
	put_distance(v, hit->km);
	html_put(&v->h, "</p>\n<p>");
	put_office_words(v, o->address);
	html_put(&v->h, "</p>\n<p><bdi dir=\"ltr\">%.*s</bdi></p>\n<p>", SLICE_FMT(o->phone));
	put_office_state(v, o, hit->open, hit->change);
	html_put(&v->h, "</p></li>\n");
}

static void put_pager(struct visit *v, const struct office_query *a, size_t page, size_t count)
{
	size_t last = count ? (count - 1) / PAGE_OFFICES : 0;
	if (last == 0)
		return;
	html_put(&v->h, "<nav class=\"actions pager\" aria-label=\"%s\">", word(v, "offices.pages"));
	for (size_t i = 0; i <= last; i++) {
		struct slice number = slice_str(ctx_printf(v->cx, "%zu", i + 1)), query = office_query_text(v, a, i);
		if (i == page)
			html_put(&v->h, "<span class=\"button\" aria-current=\"page\">%.*s</span>\n", SLICE_FMT(number));
		else
			html_put(&v->h, "<a class=\"button plain\" href=\"/offices?%.*s\">%.*s</a>\n", SLICE_FMT(query), SLICE_FMT(number));
	}
	html_put(&v->h, "</nav>\n");
}

static void put_hits(struct visit *v, const struct office_query *a, const struct office_hit *hits, size_t count)
{
	size_t page = a->page * PAGE_OFFICES < count ? a->page : 0;
	html_put(&v->h, "<p class=\"lead\" role=\"status\">");
	put_say1(v, "offices.found", slice_str(ctx_printf(v->cx, "%zu", count)));
	html_put(&v->h, "</p>\n");
	if (!count) {
		part_text(v, "offices.nothing");
		return;
	}
	html_put(&v->h, "<ul class=\"tiles\">\n");
	for (size_t i = page * PAGE_OFFICES; i < count && i < (page + 1) * PAGE_OFFICES; i++)
		put_hit(v, &hits[i]);
	html_put(&v->h, "</ul>\n");
	put_pager(v, a, page, count);
	put_office_map(v, hits, count);
}

static void put_sample_note(struct visit *v)
{
	if (office_list_is_sample(v->w->offices))
		part_notice(v, "info", "offices.sample", (struct slice){ 0 });
}

void offices_list(struct visit *v)
{
	struct office_query a;
	struct office_hit *hits = NULL;
	size_t count = 0;
	enum err e = office_query_read(v, &a);
	if (e == OK)
		e = office_list_search(v->cx, v->w->offices, &a.wish, &hits, &count);
	if (e == ERR_TEXT_UTF8) {
		visit_refuse(v, 404);
		return;
	}
	if (e != OK) {
		visit_failed(v, "portal.offices");
		return;
	}
	v->kept_query = office_query_text(v, &a, a.page);
	screen_open(v, "offices.title", "/", SCREEN_WIDE);
	put_sample_note(v);
	put_filter(v, &a);
	put_hits(v, &a, hits, count);
	html_put(&v->h, "<p class=\"hint\"><a href=\"/v1/offices?%.*s\">", SLICE_FMT(office_query_text(v, &a, 0)));
	put_say(v, "offices.json");
	html_put(&v->h, "</a></p>\n");
	screen_close(v);
}

/* ---- one office ---- */

static void put_address(struct visit *v, const struct office *o)
{
	part_row_open(v, "offices.address");
	put_foreign(v, o->address.zh, "zh-Hans");
	html_put(&v->h, "<br><span class=\"hint\">");
	put_foreign(v, o->address.en, "en");
	html_put(&v->h, "</span><br><span class=\"hint\">");
	put_say(v, "offices.taxi");
	html_put(&v->h, "</span>");
	part_row_close(v, NULL);
}

static void put_facts(struct visit *v, const struct office *o)
{
	part_list_open(v);
	put_address(v, o);
	part_row(v, "offices.province", office_province_words(v, office_province(o->province)));
	part_row(v, "offices.postcode", o->postcode);
	part_row_open(v, "offices.phone");
	html_put(&v->h, "<bdi dir=\"ltr\">%.*s</bdi>", SLICE_FMT(o->phone));
	part_row_close(v, NULL);
	part_row_open(v, "offices.position");
	html_put(&v->h, "<bdi dir=\"ltr\">%s</bdi>", ctx_printf(v->cx, "%.4f° N, %.4f° E", o->latitude, o->longitude));
	part_row_close(v, NULL);
	part_row_open(v, "offices.zone");
	html_put(&v->h, "<bdi dir=\"ltr\">%.*s (%s)</bdi>", SLICE_FMT(o->time_zone), ctx_printf(v->cx, "UTC+%d:%02d", o->utc_offset / 60, o->utc_offset % 60));
	part_row_close(v, NULL);
	part_row_open(v, "offices.confirmed");
	put_date(v, o->confirmed);
	part_row_close(v, NULL);
	part_list_close(v);
}

static void put_table_open(struct visit *v, const char *caption, const char *const *heads, size_t count)
{
	html_put(&v->h, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\"><table><caption class=\"quiet\">", word(v, caption));
	put_say(v, caption);
	html_put(&v->h, "</caption><thead><tr>");
	for (size_t i = 0; i < count; i++) {
		html_put(&v->h, "<th scope=\"col\">");
		put_say(v, heads[i]);
		html_put(&v->h, "</th>");
	}
	html_put(&v->h, "</tr></thead><tbody>\n");
}

static void put_table_close(struct visit *v) { html_put(&v->h, "</tbody></table></div>\n"); }

static void put_week(struct visit *v, const struct office *o)
{
	static const char *const heads[] = { "offices.day", "offices.hours" };
	int minute = 0;
	int today = office_weekday(office_local(o, v->cx->now, &minute));
	part_heading(v, "offices.hours");
	put_table_open(v, "offices.hours", heads, 2);
	for (int i = 0; i < 7; i++) {
		html_put(&v->h, i == today ? "<tr class=\"today\"><th scope=\"row\">" : "<tr><th scope=\"row\">");
		put_say(v, weekday_keys[i]);
		if (i == today) {
			html_put(&v->h, " ");
			part_tag(v, "info", "offices.today");
		}
		html_put(&v->h, "</th><td>");
		put_office_hours(v, &o->week[i]);
		html_put(&v->h, "</td></tr>\n");
	}
	put_table_close(v);
}

static void put_exceptions(struct visit *v, const struct office *o)
{
	static const char *const heads[] = { "offices.days", "offices.occasion", "offices.hours" };
	int minute = 0;
	size_t shown = 0;
	struct date today = office_local(o, v->cx->now, &minute);
	part_heading(v, "offices.exceptions");
	put_table_open(v, "offices.exceptions", heads, 3);
	for (size_t i = 0; i < o->exception_count && shown < EXCEPTIONS_MAX; i++) {
		const struct office_exception *e = &o->exceptions[i];
		if (date_compare(e->last, today) < 0)
			continue;
		shown++;
		html_put(&v->h, "<tr><th scope=\"row\">");
		put_date(v, e->first);
		if (date_compare(e->first, e->last) != 0) {
			html_put(&v->h, " –<br>");
			put_date(v, e->last);
		}
		html_put(&v->h, "</th><td>");
		put_office_words(v, e->name);
		html_put(&v->h, "</td><td>");
		put_office_hours(v, &e->day);
		html_put(&v->h, "</td></tr>\n");
	}
	put_table_close(v);
}

static void put_services(struct visit *v, const struct office *o)
{
	static const char *const heads[] = { "offices.service", "offices.usual", "offices.how" };
	part_heading(v, "offices.services");
	put_table_open(v, "offices.services", heads, 3);
	for (int i = SERVICE_NONE + 1; i < SERVICE_COUNT; i++) {
		enum service s = (enum service)i;
		const struct guide *guide = guidance_for(v->w->hall->guidance, s);
		if (!office_offers(o, s))
			continue;
		html_put(&v->h, "<tr><th scope=\"row\">");
		if (guide)
			html_put(&v->h, "<a href=\"/guidance/%.*s\">", SLICE_FMT(guide->topic));
		put_say(v, office_service_key(s));
		html_put(&v->h, guide ? "</a></th><td>" : "</th><td>");
		if (o->processing_days[i])
			put_say1(v, o->processing_days[i] == 1 ? "offices.working-day" : "offices.working-days",
				slice_str(ctx_printf(v->cx, "%d", o->processing_days[i])));
		else
			put_say(v, "offices.at-once");
		html_put(&v->h, "</td><td>");
		put_say(v, service_is_booked(s) ? "offices.booked" : "offices.walk-in");
		html_put(&v->h, "</td></tr>\n");
	}
	put_table_close(v);
}

static void put_languages_of(struct visit *v, const struct office_counter *c)
{
	for (size_t i = 0; i < c->interpreter_count; i++) {
		enum language l = language_parse(c->interpreters[i]);
		html_put(&v->h, "%s", i ? ", " : "");
		if (l)
			put_foreign(v, slice_str(language_name(l)), language_tag(l));
		else
			put_foreign(v, c->interpreters[i], NULL);
	}
}

static void put_counters(struct visit *v, const struct office *o)
{
	static const char *const heads[] = { "offices.counter", "offices.services", "offices.interpreters", "offices.access" };
	part_heading(v, "offices.counters");
	put_table_open(v, "offices.counters", heads, 4);
	for (size_t i = 0; i < o->counter_count; i++) {
		const struct office_counter *c = &o->counters[i];
		bool first = true;
		html_put(&v->h, "<tr><th scope=\"row\"><bdi>%.*s</bdi></th><td>", SLICE_FMT(c->number));
		for (int s = SERVICE_NONE + 1; s < SERVICE_COUNT; s++) {
			if (!(c->services & SERVICE_BIT(s)))
				continue;
			if (!first)
				html_put(&v->h, "<br>");
			put_say(v, office_service_key((enum service)s));
			first = false;
		}
		html_put(&v->h, "</td><td>");
		put_languages_of(v, c);
		html_put(&v->h, "</td><td>");
		put_say(v, c->accessible ? "offices.accessible" : "offices.not-accessible");
		html_put(&v->h, "</td></tr>\n");
	}
	put_table_close(v);
}

static void put_links(struct visit *v, const struct office *o)
{
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, "/appointments", "offices.book", true);
	html_put(&v->h, "<button class=\"button plain script\" type=\"button\" data-print>");
	put_say(v, "offices.print");
	html_put(&v->h, "</button></p>\n<p class=\"hint\"><a href=\"/v1/offices/%.*s\">", SLICE_FMT(o->id));
	put_say(v, "offices.json");
	html_put(&v->h, "</a></p>\n");
}

void offices_one(struct visit *v)
{
	int64_t change = 0;
	enum err e = office_list_renew(v->cx, v->w->offices, v->w->registry);
	const struct office *o = e == OK ? office_list_find(v->w->offices, v->args[0]) : NULL;
	if (e != OK) {
		visit_failed(v, "portal.office");
		return;
	}
	if (!o) {
		visit_refuse(v, 404);
		return;
	}
	bool open = office_is_open(o, v->cx->now, &change);
	screen_open1(v, "offices.one", office_words(v, o->name), "/offices", SCREEN_PRINT);
	html_put(&v->h, "<p class=\"lead\">");
	put_office_state(v, o, open, change);
	html_put(&v->h, "</p>\n");
	if (o->sample)
		part_notice(v, "info", "offices.sample", (struct slice){ 0 });
	put_facts(v, o);
	put_week(v, o);
	put_exceptions(v, o);
	put_services(v, o);
	put_counters(v, o);
	part_heading(v, "offices.map");
	put_office_map(v, &(struct office_hit){ .office = o }, 1);
	put_links(v, o);
	screen_close(v);
}
