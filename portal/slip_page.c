/* Owns: what one takes along: the slip of a booking, one page of paper or one phone, and its calendar file. */
#include "portal/booking_view.h"
#include "portal/guidance.h"
#include "portal/handlers.h"
#include "portal/ics.h"
#include "portal/office_parts.h"
#include "portal/parts.h"

#include "formats/crockford.h"

#define ICS_BYTES 16384

/* ---- slip ---- */

/* In Chinese whatever the page's language: it is shown to a driver. */
static void put_taxi(struct visit *v, const struct office *o)
{
	html_put(&v->h, "<div class=\"panel taxi\">\n<p class=\"hint\">");
	put_say(v, "slip.taxi");
	html_put(&v->h, "</p>\n<p lang=\"zh-Hans\" dir=\"ltr\">请送我到：<br><strong>");
	html_put(&v->h, "%.*s</strong><br>%.*s</p>\n", SLICE_FMT(o->address.zh), SLICE_FMT(o->name.zh));
	if (o->phone.n)
		html_put(&v->h, "<p lang=\"zh-Hans\" dir=\"ltr\">电话：<bdi>%.*s</bdi></p>\n", SLICE_FMT(o->phone));
	html_put(&v->h, "</div>\n");
}

/* The papers as the guidance said when the booking was confirmed; of a version that has gone, today's. */
static const struct guide_version *materials_of(struct visit *v, const struct booking *k)
{
	const struct guide *topic = guidance_for(v->w->hall->guidance, k->service);
	size_t dot = slice_find_last(k->guidance, SLICE("."));
	const struct guide_version *version = topic && dot != SIZE_MAX ? guide_version_of(topic, slice_sub(k->guidance, dot + 1, SIZE_MAX)) : NULL;
	return version || !topic ? version : guide_in_force(topic, visit_today(v));
}

static bool is_conditional(const struct guide_item *item)
{
	unsigned any = 0;
	for (size_t i = 0; i < GUIDE_QUESTIONS; i++)
		any |= item->condition.fits[i];
	return any != 0;
}

/* What everybody brings, or what only some do. */
static void put_items(struct visit *v, const struct guide_text *text, bool conditional)
{
	size_t n = 0;
	for (size_t i = 0; i < text->item_count; i++) {
		if (is_conditional(&text->items[i]) != conditional)
			continue;
		if (n++ == 0) {
			html_put(&v->h, "<h3>");
			put_say(v, conditional ? "slip.where" : "slip.everybody");
			html_put(&v->h, "</h3>\n<ul lang=\"%s\" dir=\"ltr\">\n", v->language == LANGUAGE_ZH ? "zh-Hans" : "en");
		}
		html_put(&v->h, "<li>");
		html_markup(&v->h, text->items[i].html);
		html_put(&v->h, "</li>\n");
	}
	if (n)
		html_put(&v->h, "</ul>\n");
}

static void put_materials(struct visit *v, const struct booking *k)
{
	const struct guide_version *version = materials_of(v, k);
	if (!version)
		return;
	const struct guide_text *text = &version->text[v->language == LANGUAGE_ZH ? GUIDE_ZH : GUIDE_EN];
	part_heading(v, "slip.bring");
	put_items(v, text, false);
	put_items(v, text, true);
	html_put(&v->h, "<p class=\"hint\">");
	put_say1(v, "slip.rules", slice_str(version->day));
	html_put(&v->h, "</p>\n");
}

static void put_top(struct visit *v, const struct booking *k, bool with_code)
{
	char plain[BOOKING_CODE + 1], grouped[2 * BOOKING_CODE];
	appointments_code(v->w->hall->appointments, k, plain);
	crockford_group(plain, grouped);
	html_put(&v->h, "<div class=\"slip-time\">\n<p class=\"big\">");
	put_time(v, k->start, k->utc_offset);
	html_put(&v->h, "</p>\n");
	/* It moves and cancels: who may only look does not learn it. */
	if (with_code) {
		html_put(&v->h, "<p>");
		put_say(v, "booking.code");
		put_colon(v);
		html_put(&v->h, "<strong class=\"code\">%s</strong></p>\n", grouped);
	}
	html_put(&v->h, "</div>\n");
}

void slip_page(struct visit *v)
{
	struct booking_access a;
	int64_t late = 0;
	if (!access_booking(v, &a))
		return;
	if (a.k.state != BOOKING_BOOKED) {
		visit_go(v, a.base);
		return;
	}
	const struct office *o = office_list_find(v->w->offices, a.k.office);
	if (conf_int(v->cx, v->w->hall->conf, "portal.late-minutes", &late) != OK) {
		visit_failed(v, "portal.slip");
		return;
	}
	screen_open(v, "slip.title", a.base, SCREEN_PRINT);
	view_displaced(v, &a.k);
	put_top(v, &a.k, a.knows_code);
	part_list_open(v);
	view_rows(v, &a.k, false);
	part_list_close(v);
	if (o) {
		view_zone(v, o);
		put_taxi(v, o);
	}
	put_materials(v, &a.k);
	html_put(&v->h, "<p class=\"late\">");
	put_say1(v, "slip.late", slice_str(ctx_printf(v->cx, "%lld", (long long)late)));
	html_put(&v->h, "</p>\n<p class=\"actions script\"><button class=\"button\" type=\"button\" data-print>");
	put_say(v, "slip.print");
	html_put(&v->h, "</button></p>\n");
	screen_close(v);
}

/* ---- calendar ---- */

static struct slice text_of(struct visit *v, const struct booking *k, const struct office *o)
{
	struct buf b;
	buf_init(&b, 4096);
	buf_printf(&b, "%s\n", word(v, "booking-calendar.bring"));
	if (o)
		buf_printf(&b, "%.*s\n%.*s\n%.*s\n", SLICE_FMT(o->name.zh), SLICE_FMT(o->address.zh), SLICE_FMT(o->phone));
	buf_printf(&b, "%s %s/bookings/%s", word(v, "booking-calendar.more"), v->w->hall->url, k->id);
	struct slice out = ctx_copy(v->cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

/* The host of the portal's address, for the event's identity. */
static struct slice host_of(const char *url)
{
	struct slice s = slice_str(url);
	size_t at = slice_find(s, SLICE("://"), 0);
	return at == SIZE_MAX ? s : slice_sub(s, at + 3, SIZE_MAX);
}

void slip_calendar(struct visit *v)
{
	struct booking_access a;
	if (!access_booking(v, &a))
		return;
	const struct booking *k = &a.k;
	const struct office *o = office_list_find(v->w->offices, k->office);
	bool chinese = v->language == LANGUAGE_ZH;
	struct ics_event e = {
		.uid = slice_str(ctx_printf(v->cx, "%s@%.*s", k->id, SLICE_FMT(host_of(v->w->hall->url)))), .sequence = k->sequence, .stamp = k->changed,
		.start = k->start, .end = k->end, .cancelled = k->state == BOOKING_CANCELLED, .summary = slice_str(word(v, office_service_key(k->service))),
		.language = slice_str(language_tag(v->language)), .place_language = slice_str(chinese ? "zh-Hans" : "en"),
		.url = slice_str(ctx_printf(v->cx, "%s/bookings/%s", v->w->hall->url, k->id)),
		.description = text_of(v, k, o), .organizer = slice_str(conf_get(v->w->hall->conf, chinese ? "authority.name-zh" : "authority.name-en")),
		.organizer_url = slice_str(v->w->hall->url),
	};
	if (o) {
		struct slice name = office_words(v, o->name), address = office_words(v, o->address);
		e.location = slice_str(ctx_printf(v->cx, "%.*s, %.*s", SLICE_FMT(name), SLICE_FMT(address)));
		e.placed = true;
		e.latitude = o->latitude;
		e.longitude = o->longitude;
	}
	struct buf b;
	buf_init(&b, ICS_BYTES);
	ics_write(&b, &e);
	visit_file(v, ctx_copy(v->cx, buf_slice(&b)), e.cancelled ? "text/calendar; charset=utf-8; method=CANCEL" : "text/calendar; charset=utf-8; method=PUBLISH",
		"appointment.ics");
	buf_free(&b);
}
