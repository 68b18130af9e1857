/* Owns: how records are shown. */
#include "portal/holdings_part.h"

#include "portal/field_part.h"
#include "portal/parts.h"

#define DAYS_TOLD     400 /* further off the date says enough */

static struct slice number_text(struct visit *v, int n) { return slice_str(ctx_printf(v->cx, "%d", n)); }

void holdings_part_state(struct visit *v, const struct holding *of)
{
	if (!of->stands)
		part_notice(v, "bad", "holdings.revoked", (struct slice){ 0 });
	if (of->under_correction)
		part_notice(v, "stale", "holdings.correction", of->correction);
}

static const char *ending_key(enum ending what)
{
	static const char *const keys[ENDING_COUNT] = { "holdings.ends-other", "holdings.ends-entry", "holdings.ends-stay", "holdings.ends-stay-permit",
		"holdings.ends-residence", "holdings.ends-card", "holdings.ends-passport" };
	return keys[what];
}

void holdings_part_deadline(struct visit *v, const struct deadline *d)
{
	html_put(&v->h, "<strong>");
	put_say(v, ending_key(d->what));
	html_put(&v->h, "</strong> ");
	put_date(v, d->ends);
	html_put(&v->h, " ");
	if (d->days < 0)
		part_tag(v, "bad", "holdings.over");
	else if (d->days == 0)
		part_tag(v, "bad", "holdings.last-day");
	else if (d->days <= DAYS_TOLD) {
		html_put(&v->h, "<span class=\"tag %s\">", d->soon ? "stale" : "good");
		put_say1(v, d->days == 1 ? "holdings.day-left" : "holdings.days-left", number_text(v, d->days));
		html_put(&v->h, "</span>");
	}
}

/* What to do about it, where there is something to do now. */
static void put_advice(struct visit *v, const struct deadline *d, struct date today)
{
	if (d->days < 0) {
		part_text(v, d->what == ENDING_PASSPORT ? "holdings.over-passport" : "holdings.over-text");
		return;
	}
	bool near = d->act_by.year && d->days <= DAYS_TOLD;
	if (near && date_compare(d->act_by, today) >= 0) {
		html_put(&v->h, "<p>");
		put_say(v, "holdings.act-by");
		html_put(&v->h, " ");
		put_date(v, d->act_by);
		html_put(&v->h, "</p>\n");
	} else if (near) {
		part_text(v, "holdings.act-now");
	} else if (d->soon) {
		part_text(v, d->what == ENDING_PASSPORT ? "holdings.renew-passport" : "holdings.enter-soon");
	}
	if (d->outlives_passport)
		part_text(v, "holdings.outlives");
}

bool holdings_part_deadlines(struct visit *v, const struct holdings *h)
{
	struct deadline all[DEADLINES_MAX];
	struct date today = visit_today(v);
	size_t count = holdings_deadlines(h, today, all);
	bool soon = false;
	if (!count)
		return false;
	part_heading(v, "holdings.ends");
	html_put(&v->h, "<ul class=\"ends\">\n");
	for (size_t i = 0; i < count; i++) {
		html_put(&v->h, "<li class=\"%s\">", all[i].days < 0 ? "bad" : all[i].soon ? "stale" : "good");
		holdings_part_deadline(v, &all[i]);
		put_advice(v, &all[i], today);
		html_put(&v->h, "</li>\n");
		soon = soon || (all[i].soon && all[i].what != ENDING_PASSPORT);
	}
	html_put(&v->h, "</ul>\n");
	return soon && (v->rights & RIGHT_BOOK);
}

static void put_photo(struct visit *v, const struct holding *of)
{
	struct slice jpeg = { 0 };
	if (records_photo(v->cx, v->w->registry, of->identity, &jpeg) != OK)
		ctx_forgive(v->cx);
	if (!of->current || !jpeg.n)
		return;
	html_put(&v->h, "<img class=\"portrait\" src=\"/p/%s/photo/%s\" alt=\"%s\" width=\"120\" height=\"160\">\n", v->person, kind_name(of->kind),
		word(v, "holdings.photo"));
}

void holdings_part_record(struct visit *v, const struct holding *of, enum kind kind)
{
	html_put(&v->h, "<div class=\"record\">\n");
	put_photo(v, of);
	part_list_open(v);
	field_part_rows(v, kind, of->value, 0);
	part_list_close(v);
	html_put(&v->h, "</div>\n<p class=\"hint\">");
	put_say(v, "holdings.changed");
	html_put(&v->h, " ");
	put_time(v, of->changed_at, v->w->hall->utc_offset);
	html_put(&v->h, "</p>\n");
}

void holdings_part_short_card(struct visit *v, const struct holding *of)
{
	static const enum field_id fields[] = { FIELD_CARD_NUMBER, FIELD_CARD_ISSUED, FIELD_CARD_EXPIRES, FIELD_AUTHORITY, FIELD_NONE };
	part_list_open(v);
	for (const enum field_id *id = fields; *id; id++)
		field_part_row(v, *id, of->value[*id], false);
	part_list_close(v);
	html_put(&v->h, "<p><a href=\"/p/%s/card\">", v->person);
	put_say(v, "holdings.card-more");
	html_put(&v->h, "</a></p>\n");
}

/* One folded record: the summary says which and since when. */
static void put_folded(struct visit *v, const struct holding *of)
{
	html_put(&v->h, "<details class=\"fold\"><summary>");
	put_say(v, field_part_kind(of->kind));
	html_put(&v->h, ", ");
	put_say(v, "holdings.issued");
	html_put(&v->h, " ");
	field_part_date(v, of->issued);
	html_put(&v->h, "</summary>\n");
	part_list_open(v);
	field_part_rows(v, of->kind, of->value, 0);
	part_list_close(v);
	html_put(&v->h, "</details>\n");
}

void holdings_part_earlier(struct visit *v, const struct holdings *h, enum kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < h->count; i++) {
		if (h->all[i].kind != kind || h->all[i].current)
			continue;
		if (count++ == 0)
			part_heading(v, kind == KIND_PASSPORT ? "holdings.passports-earlier" : "holdings.earlier");
		put_folded(v, &h->all[i]);
	}
}
