/* Owns: the pieces of pages about offices. */
#include "portal/office_parts.h"

#include "portal/parts.h"

#include <math.h>
#include <stdio.h>

const char *office_service_key(enum service service)
{
	static const char *const keys[SERVICE_COUNT] = { "", "offices.visa-extension", "offices.visa-replacement", "offices.visa-reissue", "offices.stay-permit",
		"offices.residence-permit", "offices.pr-card", "offices.binding-code", "offices.relative" };
	return keys[service < SERVICE_COUNT ? service : SERVICE_NONE];
}

struct slice office_words(const struct visit *v, struct bilingual text) { return v->language == LANGUAGE_ZH ? text.zh : text.en; }

void put_office_words(struct visit *v, struct bilingual text)
{
	/* A page in English or Chinese has the language itself; in the others the English is marked. */
	bool own = v->language == LANGUAGE_ZH || v->language == LANGUAGE_EN;
	put_foreign(v, office_words(v, text), own ? NULL : "en");
}

struct slice office_province_words(const struct visit *v, const struct province *p)
{
	return slice_str(!p ? NULL : v->language == LANGUAGE_ZH ? p->zh : p->en);
}

void put_office_hours(struct visit *v, const struct office_day *day)
{
	if (!day->count) {
		put_say(v, "offices.closed-day");
		return;
	}
	html_put(&v->h, "<bdi dir=\"ltr\">");
	for (size_t i = 0; i < day->count; i++) {
		const struct office_span *s = &day->span[i];
		char text[32];
		snprintf(text, sizeof text, "%02d:%02d–%02d:%02d", s->from / 60, s->from % 60, s->until / 60, s->until % 60);
		html_put(&v->h, "%s<span class=\"clock\">%s</span>", i ? ", " : "", text);
	}
	html_put(&v->h, "</bdi>");
}

/* "12:00" when that is today there, else the day too. */
static void put_change(struct visit *v, const struct office *o, int64_t change)
{
	int minute = 0, then = 0;
	struct date today = office_local(o, v->cx->now, &minute), day = office_local(o, change, &then);
	if (date_compare(today, day) != 0) {
		put_time(v, change, o->utc_offset);
		return;
	}
	html_put(&v->h, "<bdi dir=\"ltr\">%s</bdi>", ctx_printf(v->cx, "%02d:%02d", then / 60, then % 60));
}

void put_office_state(struct visit *v, const struct office *o, bool open, int64_t change)
{
	part_tag(v, open ? "good" : "stale", open ? "offices.open" : "offices.closed");
	if (!change)
		return;
	html_put(&v->h, " ");
	put_say(v, open ? "offices.until" : "offices.opens");
	html_put(&v->h, " ");
	put_change(v, o, change);
}

/* ---- map ---- */

/* The mainland's degrees on a sheet whose parallels keep their length at 36 degrees north. */
#define WEST   72.0
#define EAST   137.0
#define NORTH  54.5
#define SOUTH  17.0
#define DEGREE 12.0
#define NARROW 0.809

static int sheet_x(double longitude) { return (int)lround((longitude - WEST) * DEGREE * NARROW); }
static int sheet_y(double latitude) { return (int)lround((NORTH - latitude) * DEGREE); }

static void put_grid(struct visit *v)
{
	for (int degree = 80; degree < EAST; degree += 10) {
		html_put(&v->h, "<path class=\"grid\" d=\"M%d 0V%d\"/><text x=\"%d\" y=\"%d\">%d°E</text>", sheet_x(degree), sheet_y(SOUTH), sheet_x(degree) + 4,
			sheet_y(SOUTH) - 5, degree);
	}
	for (int degree = 20; degree < NORTH; degree += 10) {
		html_put(&v->h, "<path class=\"grid\" d=\"M0 %dH%d\"/><text x=\"4\" y=\"%d\">%d°N</text>", sheet_y(degree), sheet_x(EAST), sheet_y(degree) - 5,
			degree);
	}
}

static void put_dot(struct visit *v, const struct office *o, bool hit)
{
	html_put(&v->h, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"><title>%.*s</title></circle>\n", hit ? "dot here" : "dot", sheet_x(o->longitude),
		sheet_y(o->latitude), hit ? 7 : 4, SLICE_FMT(office_words(v, o->city)));
}

static void put_name(struct visit *v, const struct office *o)
{
	int x = sheet_x(o->longitude), edge = 60;
	int inside = x < edge ? edge : x > sheet_x(EAST) - edge ? sheet_x(EAST) - edge : x;
	html_put(&v->h, "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%.*s</text>\n", inside, sheet_y(o->latitude) - 14,
		SLICE_FMT(office_words(v, o->city)));
}

void put_office_map(struct visit *v, const struct office_hit *hits, size_t count)
{
	const struct office_list *all = v->w->offices;
	html_put(&v->h, "<figure class=\"map\" dir=\"ltr\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", sheet_x(EAST), sheet_y(SOUTH),
		word(v, "offices.map"));
	put_grid(v);
	for (size_t i = 0; i < office_list_count(all); i++)
		put_dot(v, office_list_at(all, i), false);
	for (size_t i = 0; i < count; i++)
		put_dot(v, hits[i].office, true);
	if (count == 1)
		put_name(v, hits->office);
	html_put(&v->h, "</svg>\n<figcaption class=\"hint\">");
	put_say(v, "offices.map-note");
	html_put(&v->h, "</figcaption></figure>\n");
}
