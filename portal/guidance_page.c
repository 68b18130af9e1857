/* Owns: the pages of guidance: topics with search, one topic in a version, the checklist of a case. */
#include "portal/guidance.h"

#include "base/limits.h"

#include "portal/handlers.h"
#include "portal/office_parts.h"
#include "portal/parts.h"

#define HITS_MAX 20

/* A version as this page shows it. */
struct shown {
	const struct guide *topic;
	const struct guide_version *version, *in_force;
	const struct guide_text *text;
	const char *tag;             /* language of the text where it is not the page's */
};

static const struct guide_text *text_of(const struct visit *v, const struct guide_version *version)
{
	return &version->text[v->language == LANGUAGE_ZH ? GUIDE_ZH : GUIDE_EN];
}

static const char *tag_of(const struct visit *v) { return v->language == LANGUAGE_ZH || v->language == LANGUAGE_EN ? NULL : "en"; }

static void put_sample_note(struct visit *v)
{
	if (tag_of(v))
		part_notice(v, "info", "guidance.only", (struct slice){ 0 });
	if (guidance_is_sample(v->w->hall->guidance))
		part_notice(v, "info", "guidance.sample", (struct slice){ 0 });
}

/* Words of the authority, already HTML from its own Markdown; marked where they are English on a page of another language. */
static void put_prose(struct visit *v, struct slice html, const char *tag)
{
	if (tag)
		html_put(&v->h, "<div lang=\"%s\" dir=\"ltr\">", tag);
	html_markup(&v->h, html);
	if (tag)
		html_put(&v->h, "</div>\n");
}

/* ---- topics ---- */

static void put_topic(struct visit *v, const struct guide *t, const struct guide_version *version)
{
	const struct guide_text *text = text_of(v, version);
	html_put(&v->h, "<li class=\"tile\"><h2><a href=\"/guidance/%.*s\">", SLICE_FMT(t->topic));
	put_foreign(v, text->title, tag_of(v));
	html_put(&v->h, "</a></h2>\n<p>");
	put_foreign(v, text->summary, tag_of(v));
	html_put(&v->h, "</p></li>\n");
}

static void put_search(struct visit *v, struct slice words)
{
	struct part_field f = { .name = "q", .label = "guidance.words", .hint = "guidance.words-hint", .type = "search", .value = words, .longest = 100,
		.optional = true };
	html_put(&v->h, "<form class=\"filter panel\" method=\"get\" action=\"/guidance\" role=\"search\">\n");
	part_field(v, &f);
	html_put(&v->h, "<p class=\"actions\"><button class=\"button\">");
	put_say(v, "guidance.search");
	html_put(&v->h, "</button></p>\n</form>\n");
}

static void put_all(struct visit *v, struct date day)
{
	html_put(&v->h, "<ul class=\"tiles\">\n");
	for (const struct guide *t = guidance_first(v->w->hall->guidance); t; t = t->next) {
		const struct guide_version *version = guide_in_force(t, day);
		if (version)
			put_topic(v, t, version);
	}
	html_put(&v->h, "</ul>\n");
}

static void put_found(struct visit *v, struct date day, const struct guide_hit *hits, size_t count)
{
	html_put(&v->h, "<p class=\"lead\" role=\"status\">");
	put_say1(v, "guidance.found", slice_str(ctx_printf(v->cx, "%zu", count)));
	html_put(&v->h, "</p>\n");
	if (!count)
		part_text(v, "guidance.nothing");
	html_put(&v->h, "<ul class=\"tiles\">\n");
	for (size_t i = 0; i < count; i++)
		put_topic(v, hits[i].topic, guide_in_force(hits[i].topic, day));
	html_put(&v->h, "</ul>\n<p class=\"actions\">");
	part_link_button(v, "/guidance", "guidance.all", false);
	html_put(&v->h, "</p>\n");
}

void guidance_list(struct visit *v)
{
	struct guide_hit hits[HITS_MAX];
	size_t count = 0;
	struct slice words = visit_query(v, "q");
	struct date day = visit_today(v);
	if (guidance_search(v->cx, v->w->hall->guidance, day, words, hits, HITS_MAX, &count) != OK) {
		visit_refuse(v, 404);
		return;
	}
	struct buf kept;
	buf_init(&kept, 4 * LIMIT_HTTP_TARGET);
	urlform_put(&kept, "q", words);
	v->kept_query = ctx_copy(v->cx, buf_slice(&kept));
	buf_free(&kept);
	screen_open(v, "guidance.title", "/", SCREEN_WIDE);
	put_sample_note(v);
	put_search(v, words);
	if (words.n)
		put_found(v, day, hits, count);
	else
		put_all(v, day);
	screen_close(v);
}

/* ---- one topic ---- */

/* False when there is none: the answer is written then. `day` absent: the version in force. */
static bool find(struct visit *v, struct slice topic, struct slice day, struct shown *s)
{
	const struct guide *t = guidance_topic(v->w->hall->guidance, topic);
	*s = (struct shown){ .topic = t, .tag = tag_of(v) };
	if (t) {
		s->in_force = guide_in_force(t, visit_today(v));
		s->version = day.p ? guide_version_of(t, day) : s->in_force;
	}
	if (!s->version) {
		visit_refuse(v, 404);
		return false;
	}
	s->text = text_of(v, s->version);
	return true;
}

static void put_version_link(struct visit *v, const struct shown *s, const struct guide_version *version)
{
	if (version == s->in_force)
		html_put(&v->h, "<a href=\"/guidance/%.*s\">", SLICE_FMT(s->topic->topic));
	else
		html_put(&v->h, "<a href=\"/guidance/%.*s/versions/%s\">", SLICE_FMT(s->topic->topic), version->day);
	put_date(v, version->from);
	html_put(&v->h, "</a>");
}

static void put_state_of(struct visit *v, const struct shown *s)
{
	const struct guide_version *next = guide_following(s->topic, s->version);
	if (s->version == s->in_force && next)
		part_notice(v, "open", "guidance.changes", slice_str(next->day));
	else if (s->version == s->in_force)
		return;
	else if (!s->in_force || date_compare(s->version->from, s->in_force->from) > 0)
		part_notice(v, "stale", "guidance.future", slice_str(s->version->day));
	else
		part_notice(v, "stale", "guidance.old", slice_str(next->day));
}

static void put_contents(struct visit *v, const struct shown *s)
{
	html_put(&v->h, "<nav class=\"contents\" aria-label=\"%s\"><ul>\n", word(v, "guidance.contents"));
	for (size_t i = 0; i < s->text->section_count; i++) {
		const struct guide_section *section = &s->text->sections[i];
		html_put(&v->h, "<li><a href=\"#%.*s\">", SLICE_FMT(section->key));
		put_foreign(v, section->title, s->tag);
		html_put(&v->h, "</a></li>\n");
	}
	html_put(&v->h, "</ul></nav>\n");
}

static void put_section(struct visit *v, const struct shown *s, const struct guide_section *section)
{
	html_put(&v->h, s->tag ? "<section class=\"prose\" dir=\"ltr\">" : "<section class=\"prose\">");
	html_put(&v->h, "<h2 id=\"%.*s\">", SLICE_FMT(section->key));
	put_foreign(v, section->title, s->tag);
	html_put(&v->h, "</h2>\n");
	put_prose(v, section->html, s->tag);
	html_put(&v->h, "</section>\n");
}

static void put_versions(struct visit *v, const struct shown *s)
{
	if (!s->topic->newest->next)
		return;
	part_heading(v, "guidance.versions");
	html_put(&v->h, "<ul>\n");
	for (const struct guide_version *version = s->topic->newest; version; version = version->next) {
		html_put(&v->h, "<li>");
		put_say(v, "guidance.from");
		html_put(&v->h, " ");
		if (version == s->version)
			put_date(v, version->from);
		else
			put_version_link(v, s, version);
		if (version == s->in_force) {
			html_put(&v->h, " ");
			part_tag(v, "good", "guidance.in-force");
		}
		html_put(&v->h, "</li>\n");
	}
	html_put(&v->h, "</ul>\n");
}

static void put_print(struct visit *v)
{
	html_put(&v->h, "<button class=\"button plain script\" type=\"button\" data-print>");
	put_say(v, "offices.print");
	html_put(&v->h, "</button>\n");
}

static void put_actions(struct visit *v, const struct shown *s)
{
	enum service service = s->text->service;
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, ctx_printf(v->cx, "/guidance/%.*s/checklist", SLICE_FMT(s->topic->topic)), "guidance.make-checklist", true);
	if (service_is_booked(service))
		part_link_button(v, "/appointments", "offices.book", false);
	if (service)
		part_link_button(v, ctx_printf(v->cx, "/offices?service=%s", service_name(service)), "guidance.find-office", false);
	put_print(v);
	html_put(&v->h, "</p>\n");
}

static void put_as_of(struct visit *v, const struct shown *s)
{
	html_put(&v->h, "<p class=\"hint\">");
	put_say(v, "guidance.as-of");
	html_put(&v->h, " ");
	put_date(v, s->version->from);
	html_put(&v->h, "</p>\n");
}

static void show_topic(struct visit *v, const struct shown *s, const char *back)
{
	screen_open1(v, "guidance.one", s->text->title, back, SCREEN_PRINT);
	html_put(&v->h, "<p class=\"lead\">");
	put_foreign(v, s->text->summary, s->tag);
	html_put(&v->h, "</p>\n");
	put_as_of(v, s);
	put_state_of(v, s);
	put_sample_note(v);
	put_contents(v, s);
	html_put(&v->h, "<div class=\"prose\">\n");
	put_prose(v, s->text->intro, s->tag);
	html_put(&v->h, "</div>\n");
	for (size_t i = 0; i < s->text->section_count; i++)
		put_section(v, s, &s->text->sections[i]);
	if (s->version == s->in_force)
		put_actions(v, s);
	put_versions(v, s);
	screen_close(v);
}

void guidance_one(struct visit *v)
{
	struct shown s;
	if (find(v, v->args[0], (struct slice){ 0 }, &s))
		show_topic(v, &s, "/guidance");
}

void guidance_past(struct visit *v)
{
	struct shown s;
	if (find(v, v->args[0], v->args[1], &s))
		show_topic(v, &s, ctx_printf(v->cx, "/guidance/%.*s", SLICE_FMT(s.topic->topic)));
}

/* ---- checklist ---- */

/* The answers in the address; *any tells that something was answered or the button was pressed. */
static struct guide_answers read_answers(struct visit *v, const struct guide_text *t, bool *any)
{
	struct guide_answers a;
	*any = slice_is(visit_query(v, "show"), "1");
	for (size_t q = 0; q < GUIDE_QUESTIONS; q++) {
		bool asked = q < t->question_count;
		a.chosen[q] = asked ? guide_answer(&t->questions[q], visit_query(v, ctx_string(v->cx, t->questions[q].key))) : -1;
	}
	return a;
}

/* The same answers as a query; `show`: of the list itself, not of the questions. Keys and values are a-z, 0-9 and hyphens. */
static struct slice answers_text(struct visit *v, const struct guide_text *t, const struct guide_answers *a, bool show)
{
	struct buf b;
	buf_init(&b, LIMIT_HTTP_TARGET);
	for (size_t q = 0; q < t->question_count; q++) {
		const struct guide_question *question = &t->questions[q];
		if (a->chosen[q] >= 0)
			urlform_put(&b, ctx_string(v->cx, question->key), question->answers[a->chosen[q]].key);
	}
	urlform_put(&b, "show", show ? SLICE("1") : (struct slice){ 0 });
	struct slice text = ctx_copy(v->cx, buf_slice(&b));
	buf_free(&b);
	return text;
}

static void put_question(struct visit *v, const struct shown *s, size_t q, int chosen)
{
	const struct guide_question *question = &s->text->questions[q];
	html_put(&v->h, "<fieldset class=\"field\" id=\"%.*s\"><legend>", SLICE_FMT(question->key));
	put_foreign(v, question->words, s->tag);
	html_put(&v->h, "</legend>\n");
	for (size_t i = 0; i < question->answer_count; i++) {
		const struct guide_answer *a = &question->answers[i];
		html_put(&v->h, "<div class=\"option\"><input type=\"radio\" id=\"%.*s-%zu\" name=\"%.*s\" value=\"%.*s\"", SLICE_FMT(question->key), i,
			SLICE_FMT(question->key), SLICE_FMT(a->key));
		html_put(&v->h, chosen == (int)i ? " checked>" : ">");
		html_put(&v->h, "<label for=\"%.*s-%zu\">", SLICE_FMT(question->key), i);
		put_foreign(v, a->words, s->tag);
		html_put(&v->h, "</label></div>\n");
	}
	html_put(&v->h, "</fieldset>\n");
}

static void ask(struct visit *v, const struct shown *s, const struct guide_answers *a, const char *back)
{
	screen_open1(v, "guidance.checklist", s->text->title, back, SCREEN_PLAIN);
	html_put(&v->h, "<p class=\"lead\">");
	put_say(v, "guidance.ask");
	html_put(&v->h, "</p>\n<form method=\"get\" action=\"/guidance/%.*s/checklist\">\n", SLICE_FMT(s->topic->topic));
	for (size_t q = 0; q < s->text->question_count; q++)
		put_question(v, s, q, a->chosen[q]);
	part_hidden(v, "show", SLICE("1"));
	html_put(&v->h, "<p class=\"actions\"><button class=\"button\">");
	put_say(v, "guidance.make-checklist");
	html_put(&v->h, "</button></p>\n</form>\n");
	screen_close(v);
}

static void put_case(struct visit *v, const struct shown *s, const struct guide_answers *a)
{
	html_put(&v->h, "<dl class=\"list\">\n");
	for (size_t q = 0; q < s->text->question_count; q++) {
		const struct guide_question *question = &s->text->questions[q];
		html_put(&v->h, "<div class=\"row\"><dt>");
		put_foreign(v, question->words, s->tag);
		html_put(&v->h, "</dt><dd>");
		if (a->chosen[q] >= 0)
			put_foreign(v, question->answers[a->chosen[q]].words, s->tag);
		else
			put_say(v, "guidance.open-answer");
		html_put(&v->h, "</dd></div>\n");
	}
	html_put(&v->h, "</dl>\n");
}

/* What a paper depends on where that question was left open: "(Work, Study)". */
static void put_open_conditions(struct visit *v, const struct shown *s, const struct guide_item *item, const struct guide_answers *a)
{
	bool first = true;
	for (size_t q = 0; q < s->text->question_count; q++) {
		for (size_t i = 0; a->chosen[q] < 0 && i < s->text->questions[q].answer_count; i++) {
			if (!(item->condition.fits[q] >> i & 1))
				continue;
			html_put(&v->h, first ? " <span class=\"hint\">(" : ", ");
			put_foreign(v, s->text->questions[q].answers[i].words, s->tag);
			first = false;
		}
	}
	if (!first)
		html_put(&v->h, ")</span>");
}

static void put_papers(struct visit *v, const struct shown *s, const struct guide_answers *a)
{
	html_put(&v->h, "<ul class=\"checklist\">\n");
	for (size_t i = 0; i < s->text->item_count; i++) {
		const struct guide_item *item = &s->text->items[i];
		if (!guide_needs(item, a))
			continue;
		html_put(&v->h, "<li class=\"option\"><input type=\"checkbox\" id=\"paper-%zu\"><label for=\"paper-%zu\"", i, i);
		if (s->tag)
			html_put(&v->h, " lang=\"%s\" dir=\"ltr\"", s->tag);
		html_put(&v->h, ">");
		html_markup(&v->h, item->html);
		put_open_conditions(v, s, item, a);
		html_put(&v->h, "</label></li>\n");
	}
	html_put(&v->h, "</ul>\n");
}

static void put_section_by_key(struct visit *v, const struct shown *s, const char *key)
{
	for (size_t i = 0; i < s->text->section_count; i++) {
		if (slice_is(s->text->sections[i].key, key))
			put_section(v, s, &s->text->sections[i]);
	}
}

static void list_papers(struct visit *v, const struct shown *s, const struct guide_answers *a)
{
	const char *again = ctx_printf(v->cx, "/guidance/%.*s/checklist?%.*s", SLICE_FMT(s->topic->topic), SLICE_FMT(answers_text(v, s->text, a, false)));
	screen_open1(v, "guidance.checklist", s->text->title, again, SCREEN_PRINT);
	put_as_of(v, s);
	put_sample_note(v);
	put_case(v, s, a);
	part_heading(v, "guidance.papers");
	put_papers(v, s, a);
	put_section_by_key(v, s, "time-limits");
	put_section_by_key(v, s, "fees");
	html_put(&v->h, "<p class=\"actions\">");
	put_print(v);
	part_link_button(v, again, "guidance.again", false);
	html_put(&v->h, "</p>\n");
	screen_close(v);
}

void guidance_checklist(struct visit *v)
{
	struct shown s;
	bool show = false;
	if (!find(v, v->args[0], (struct slice){ 0 }, &s))
		return;
	struct guide_answers a = read_answers(v, s.text, &show);
	if (show)
		v->kept_query = answers_text(v, s.text, &a, true);
	if (show)
		list_papers(v, &s, &a);
	else
		ask(v, &s, &a, ctx_printf(v->cx, "/guidance/%.*s", SLICE_FMT(s.topic->topic)));
}
