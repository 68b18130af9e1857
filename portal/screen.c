/* Owns: the frame of every page: head, banner, language menu, navigation, error summary, foot; and words in a page. */
#include "portal/parts.h"
#include "portal/persons.h"

#include <stdio.h>
#include <string.h>

/* ---- words ---- */

/*
 * A piece of a sentence. The catalogue isolates what must keep its order with U+2066 ... U+2069, which may stand in no page (http/html.c): an element
 * says the same.
 */
static void put_piece(struct visit *v, const char *text, size_t n)
{
	static const char *const marks[] = { "\u2066", "\u2069" };
	for (size_t from = 0; from < n;) {
		size_t mark = 0, at = SIZE_MAX;
		for (size_t m = 0; m < 2; m++) {
			size_t found = slice_find(slice_of(text, n), slice_str(marks[m]), from);
			if (found < at) {
				at = found;
				mark = m;
			}
		}
		size_t end = at == SIZE_MAX ? n : at;
		html_put(&v->h, "%.*s", (int)(end - from), text + from);
		if (at != SIZE_MAX && v->h.place == HTML_TEXT)
			html_put(&v->h, mark == 0 ? "<bdi dir=\"ltr\">" : "</bdi>");
		from = at == SIZE_MAX ? n : at + 3;
	}
}

/* One sentence with its values; in text they are isolated, so that a name of the other direction cannot turn the sentence around. */
static void put_sentence(struct visit *v, const char *text, const struct slice *values, size_t count)
{
	const char *gap;
	while ((gap = strchr(text, '{'))) {
		size_t i = (size_t)(gap[1] - '1');
		if (gap[1] < '1' || gap[1] > '9' || gap[2] != '}') {
			put_piece(v, text, (size_t)(gap + 1 - text));
			text = gap + 1;
			continue;
		}
		put_piece(v, text, (size_t)(gap - text));
		if (i < count && values[i].n && v->h.place == HTML_TEXT)
			html_put(&v->h, "<bdi>%.*s</bdi>", SLICE_FMT(values[i]));
		else if (i < count && values[i].n)
			html_put(&v->h, "%.*s", SLICE_FMT(values[i]));
		text = gap + 3;
	}
	put_piece(v, text, strlen(text));
}

static void put_words(struct visit *v, const char *key, const struct slice *values, size_t count)
{
	struct sentence s = words_find(v->w->hall->words, key, v->language);
	bool foreign = s.language != v->language && v->h.place == HTML_TEXT;
	if (foreign)
		html_put(&v->h, "<span lang=\"%s\" dir=\"%s\">", language_tag(s.language), language_direction(s.language));
	put_sentence(v, s.text, values, count);
	if (foreign)
		html_put(&v->h, "</span>");
}

void put_say(struct visit *v, const char *key) { put_words(v, key, NULL, 0); }
void put_say1(struct visit *v, const char *key, struct slice a) { put_words(v, key, &a, 1); }

void put_say2(struct visit *v, const char *key, struct slice a, struct slice b)
{
	struct slice values[] = { a, b };
	put_words(v, key, values, 2);
}

void put_say3(struct visit *v, const char *key, struct slice a, struct slice b, struct slice c)
{
	struct slice values[] = { a, b, c };
	put_words(v, key, values, 3);
}

void put_colon(struct visit *v)
{
	const char *colon = word(v, "frame.colon");
	size_t n = strlen(colon);
	/* The full-width one has its own room. */
	html_put(&v->h, "%s%s", colon, n && colon[n - 1] == ':' ? " " : "");
}

void put_foreign(struct visit *v, struct slice text, const char *tag)
{
	if (tag)
		html_put(&v->h, "<bdi lang=\"%s\">%.*s</bdi>", tag, SLICE_FMT(text));
	else
		html_put(&v->h, "<bdi>%.*s</bdi>", SLICE_FMT(text));
}

static void put_day(struct visit *v, struct date d)
{
	struct slice values[4] = { { 0 } };
	if (!d.month || !d.day) {
		html_put(&v->h, "%d", d.year);
		return;
	}
	int64_t weekday = ((date_days(d) + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; 0 = Monday */
	values[0] = slice_str(word(v, ctx_printf(v->cx, "date.weekday-%d", (int)weekday + 1)));
	values[1] = slice_str(ctx_printf(v->cx, "%d", d.day));
	values[2] = slice_str(word(v, ctx_printf(v->cx, "date.month-%d", d.month)));
	values[3] = slice_str(ctx_printf(v->cx, "%d", d.year));
	put_words(v, "date.day", values, 4);
}

/* The way the words of a date run: every value in it is isolated, so nothing else tells a browser. */
static const char *date_direction(const struct visit *v)
{
	return language_direction(words_find(v->w->hall->words, "date.day", v->language).language);
}

void put_date(struct visit *v, struct date d)
{
	char text[11];
	if (!d.year)
		return;
	date_format(d, text);
	if (!d.month || !d.day) {
		html_put(&v->h, "<span class=\"date\">%s</span>", text);
		return;
	}
	html_put(&v->h, "<time dir=\"%s\" datetime=\"%s\">", date_direction(v), text);
	put_day(v, d);
	html_put(&v->h, "</time>");
}

void put_time(struct visit *v, int64_t instant, int offset_minutes)
{
	char at[21], local[21];
	instant_format(instant, at);
	instant_format(instant + offset_minutes * 60, local);
	/* The day has elements of its own: what joins it and the clock is what stands between {1} and {2}. */
	const char *text = word(v, "date.time"), *day = strstr(text, "{1}"), *clock = strstr(text, "{2}");
	html_put(&v->h, "<time dir=\"%s\" datetime=\"%s\">", date_direction(v), at);
	put_day(v, date_of_instant(instant + offset_minutes * 60));
	if (day && clock > day)
		html_put(&v->h, "%.*s", (int)(clock - day - 3), day + 3);
	html_put(&v->h, "<span class=\"clock\">%.*s</span></time>", 5, local + 11);
}

/* ---- frame ---- */

static void put_head(struct visit *v, const char *title_key, struct slice value)
{
	const char *base = assets_base(v->w->hall->assets);
	html_put(&v->h, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", language_tag(v->language),
		language_direction(v->language));
	html_put(&v->h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n<title>");
	if (v->problem_count) {
		put_say(v, "frame.error");
		put_colon(v);
	}
	/* A title holds text alone: no element may mark a fall-back. */
	const char *title = word(v, title_key);
	const char *gap = strstr(title, "{1}");
	html_put(&v->h, "%.*s%.*s%s – %s</title>\n", gap ? (int)(gap - title) : (int)strlen(title), title, SLICE_FMT(value), gap ? gap + 3 : "",
		word(v, "frame.service"));
	html_put(&v->h, "<link rel=\"icon\" href=\"%s/icon.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"%s/style.css\">\n", base, base);
	html_put(&v->h, "<script src=\"%s/boot.js\"></script>\n<script type=\"module\" src=\"%s/portal.js\"></script>\n</head>\n", base, base);
}

/* A link where nothing is typed; a button of the main form where something may be, so that it stays. */
static void put_language(struct visit *v, enum language l, bool form)
{
	if (l == v->language)
		html_put(&v->h, "<li><span lang=\"%s\" aria-current=\"true\">%s</span></li>", language_tag(l), language_name(l));
	else if (form)
		html_put(&v->h, "<li><button form=\"form\" formaction=\"%.*s?lang=%s\" formnovalidate name=\"switched\" value=\"1\" lang=\"%s\">%s</button></li>",
			SLICE_FMT(v->known_path), language_code(l), language_tag(l), language_name(l));
	else
		html_put(&v->h, "<li><a href=\"?lang=%s%s%.*s\" hreflang=\"%s\" lang=\"%s\">%s</a></li>", language_code(l), v->kept_query.n ? "&" : "",
			SLICE_FMT(v->kept_query), language_tag(l), language_tag(l), language_name(l));
}

static void put_languages(struct visit *v, bool form)
{
	/* The first button of a form is what Enter presses: a hidden one stands first, so that Enter never changes the language. */
	if (form)
		html_put(&v->h, "<button form=\"form\" hidden></button>");
	html_put(&v->h, "<details class=\"languages\"><summary><span class=\"quiet\">");
	put_say(v, "frame.language");
	html_put(&v->h, ": </span><span lang=\"%s\">%s</span></summary>\n<ul>", language_tag(v->language), language_name(v->language));
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++)
		put_language(v, (enum language)l, form);
	html_put(&v->h, "</ul></details>\n");
}

static void put_account(struct visit *v)
{
	if (v->unasked)
		return;
	if (!v->account) {
		html_put(&v->h, "<a class=\"top-link\" href=\"/sign-in\">");
		put_say(v, "frame.sign-in");
		html_put(&v->h, "</a>\n");
		return;
	}
	html_put(&v->h, "<a class=\"top-link\" href=\"/account\">");
	put_say(v, "frame.account");
	html_put(&v->h, "</a>\n");
	part_button_form(v, "sign-out", "/sign-out", "frame.sign-out", false, NULL);
}

static void put_banner(struct visit *v, bool form)
{
	const struct conf *conf = v->w->hall->conf;
	bool chinese = v->language == LANGUAGE_ZH;
	html_put(&v->h, "<header>\n");
	if (v->w->hall->specimen) {
		html_put(&v->h, "<p class=\"specimen\"><strong>SPECIMEN <span lang=\"zh-Hans\">样本</span></strong> <span>");
		put_say(v, "frame.specimen");
		html_put(&v->h, "</span></p>\n");
	}
	html_put(&v->h, "<div class=\"top\">\n<a class=\"who\" href=\"/\"><strong lang=\"%s\">%s</strong> <span lang=\"%s\">%s</span></a>\n<div class=\"tools\">\n",
		chinese ? "zh-Hans" : "en", conf_get(conf, chinese ? "authority.name-zh" : "authority.name-en"), chinese ? "en" : "zh-Hans",
		conf_get(conf, chinese ? "authority.name-en" : "authority.name-zh"));
	put_languages(v, form);
	put_account(v);
	html_put(&v->h, "</div>\n</div>\n</header>\n");
}

/* Whoever acts for somebody else sees it on every page of theirs. */
static void put_helped(struct visit *v)
{
	if (!v->person[0] || v->own)
		return;
	html_put(&v->h, "<p class=\"helped\">");
	part_icon(v, "family");
	html_put(&v->h, "<span>");
	put_say(v, "persons.acting");
	html_put(&v->h, " <strong>");
	persons_put_name(v);
	html_put(&v->h, "</strong></span></p>\n");
}

static void put_summary(struct visit *v)
{
	if (!v->problem_count)
		return;
	html_put(&v->h, "<div class=\"summary\" role=\"alert\" tabindex=\"-1\" id=\"summary\" aria-labelledby=\"summary-title\">\n<h2 id=\"summary-title\">");
	part_icon(v, "bad");
	put_say(v, "frame.problems");
	html_put(&v->h, "</h2>\n<ul>\n");
	for (size_t i = 0; i < v->problem_count; i++) {
		const struct problem *p = &v->problems[i];
		html_put(&v->h, "<li>");
		if (p->field)
			html_put(&v->h, "<a href=\"#%s\">", p->field);
		put_say1(v, p->key, p->value);
		if (p->field)
			html_put(&v->h, "</a>");
		html_put(&v->h, "</li>\n");
	}
	html_put(&v->h, "</ul>\n</div>\n");
}

/*
 * ?done=booked -> [done.booked]; anything else says nothing. What ended by itself is no success, and is told on whatever page comes next: the
 * cookie goes with the telling, so it is told once.
 */
static void put_done(struct visit *v)
{
	if (v->session_ended && v->session.kind == SESSION_NONE) {
		visit_cookie(v, session_forget(v->cx, v->w->hall->sessions));
		part_notice(v, "stale", "done.session-ended", (struct slice){ 0 });
		return;
	}
	struct slice what = visit_query(v, "done");
	const char *key = what.n && what.n < 40 ? ctx_printf(v->cx, "done.%.*s", SLICE_FMT(what)) : "";
	if (v->q->method == HTTP_GET && *key && words_has(v->w->hall->words, key))
		part_notice(v, slice_is(what, "session-ended") || slice_is(what, "offer-ended") ? "stale" : "good", key, (struct slice){ 0 });
}

void screen_open1(struct visit *v, const char *title_key, struct slice value, const char *back, unsigned flags)
{
	put_head(v, title_key, value);
	html_put(&v->h, "<body class=\"%s%s%s\">\n<a class=\"skip\" href=\"#main\">", v->large ? "large " : "", flags & SCREEN_WIDE ? "wide " : "",
		flags & SCREEN_PRINT ? "printed" : "");
	put_say(v, "frame.skip");
	html_put(&v->h, "</a>\n");
	put_banner(v, flags & SCREEN_FORM);
	html_put(&v->h, "<main id=\"main\" tabindex=\"-1\">\n");
	put_helped(v);
	if (back) {
		html_put(&v->h, "<nav class=\"back\"><a href=\"%s\">", back);
		put_say(v, "frame.back");
		html_put(&v->h, "</a></nav>\n");
	}
	put_summary(v);
	put_done(v);
	html_put(&v->h, "<h1>");
	put_say1(v, title_key, value);
	html_put(&v->h, "</h1>\n");
}

void screen_open(struct visit *v, const char *title_key, const char *back, unsigned flags)
{
	screen_open1(v, title_key, (struct slice){ 0 }, back, flags);
}

void screen_close(struct visit *v)
{
	html_put(&v->h, "</main>\n<footer>\n<p><a href=\"/about\">");
	put_say(v, "frame.about");
	html_put(&v->h, "</a> <a href=\"/help\">");
	put_say(v, "frame.help");
	html_put(&v->h, "</a> <a href=\"?text=%s%s%.*s\">", v->large ? "plain" : "large", v->kept_query.n ? "&" : "", SLICE_FMT(v->kept_query));
	put_say(v, v->large ? "frame.text-plain" : "frame.text-large");
	html_put(&v->h, "</a></p>\n<p>");
	put_say(v, "frame.private");
	html_put(&v->h, "</p>\n</footer>\n</body>\n</html>\n");
	visit_page_done(v);
}
