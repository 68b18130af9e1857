/* Owns: topics and versions: putting the files together, the version in force, checklists. */
#include "portal/guidance.h"

#include "base/limits.h"
#include "portal/guidance_files.h"
#include "portal/guidance_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The authority's offices are many, its days are China's. */

struct guidance {
	struct ctx memory;
	struct guide *first;
	bool sample;
};

/* ---- putting together ---- */

/* "topic.YYYY-MM-DD.en.md" */
static enum err read_name(struct ctx *cx, const char *name, struct slice *topic, struct date *from, enum guide_language *language)
{
	struct slice all = slice_str(name), tail;
	size_t dot = slice_find(all, SLICE("."), 0);
	tail = dot == SIZE_MAX ? (struct slice){ 0 } : slice_sub(all, dot + 1, all.n);
	*topic = slice_sub(all, 0, dot);
	bool topical = topic->n > 0 && topic->n <= 32 && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == topic->n;
	bool dated = topical && tail.n == 16 && date_parse(slice_sub(tail, 0, 10), false, from);
	struct slice ending = slice_sub(tail, 10, 6);
	*language = slice_is(ending, ".zh.md") ? GUIDE_ZH : GUIDE_EN;
	if (!dated || (*language == GUIDE_EN && !slice_is(ending, ".en.md")))
		return fail(cx, ERR_GUIDANCE, "%s: want a name like visa-extension.2026-03-01.en.md", name);
	return OK;
}

static struct guide *topic_slot(struct guidance *g, struct slice topic)
{
	struct guide *t = g->first;
	while (t && !slice_eq(t->topic, topic))
		t = t->next;
	if (t)
		return t;
	t = ctx_alloc(&g->memory, sizeof *t);
	*t = (struct guide){ .topic = ctx_copy(&g->memory, topic), .next = g->first };
	return g->first = t;
}

/* Newest first. */
static struct guide_version *version_slot(struct guidance *g, struct guide *t, struct date from)
{
	struct guide_version **at = &t->newest;
	while (*at && date_compare((*at)->from, from) > 0)
		at = &(*at)->next;
	if (*at && date_compare((*at)->from, from) == 0)
		return *at;
	struct guide_version *v = ctx_alloc(&g->memory, sizeof *v);
	v->from = from;
	date_format(from, v->day);
	v->next = *at;
	return *at = v;
}

static enum err take_file(struct guidance *g, const struct guidance_file *f)
{
	struct slice topic;
	struct date from;
	enum guide_language language;
	enum err e = read_name(&g->memory, f->name, &topic, &from, &language);
	if (e != OK)
		return e;
	struct guide_version *v = version_slot(g, topic_slot(g, topic), from);
	return guidance_text_parse(&g->memory, f->name, f->text, &v->text[language]);
}

/* Both languages say the same: service, order, questions, answers, sections, papers and their conditions. */
static bool same_questions(const struct guide_text *a, const struct guide_text *b)
{
	for (size_t q = 0; q < a->question_count; q++) {
		const struct guide_question *one = &a->questions[q], *other = &b->questions[q];
		if (!slice_eq(one->key, other->key) || one->answer_count != other->answer_count)
			return false;
		for (size_t i = 0; i < one->answer_count; i++) {
			if (!slice_eq(one->answers[i].key, other->answers[i].key))
				return false;
		}
	}
	return true;
}

static bool same_shape(const struct guide_text *a, const struct guide_text *b)
{
	if (a->service != b->service || a->order != b->order || a->question_count != b->question_count || a->section_count != b->section_count ||
		a->item_count != b->item_count || !same_questions(a, b))
		return false;
	for (size_t i = 0; i < a->section_count; i++) {
		if (!slice_eq(a->sections[i].key, b->sections[i].key))
			return false;
	}
	for (size_t i = 0; i < a->item_count; i++) {
		if (memcmp(&a->items[i].condition, &b->items[i].condition, sizeof a->items[i].condition) != 0)
			return false;
	}
	return true;
}

static enum err check_all(struct guidance *g)
{
	if (!g->first)
		return fail(&g->memory, ERR_GUIDANCE, "no guidance at all");
	for (const struct guide *t = g->first; t; t = t->next) {
		for (const struct guide_version *v = t->newest; v; v = v->next) {
			const struct guide_text *en = &v->text[GUIDE_EN], *zh = &v->text[GUIDE_ZH];
			if (!en->title.p || !zh->title.p)
				return fail(&g->memory, ERR_GUIDANCE, "%.*s.%s: %s is missing", SLICE_FMT(t->topic), v->day, en->title.p ? "zh" : "en");
			if (!same_shape(en, zh))
				return fail(&g->memory, ERR_GUIDANCE, "%.*s.%s: English and Chinese differ in service, order, questions, sections or materials",
					SLICE_FMT(t->topic), v->day);
		}
	}
	return OK;
}

static int order_of(const struct guide *t) { return t->newest->text[GUIDE_EN].order; }

static void sort_topics(struct guidance *g)
{
	struct guide *sorted = NULL;
	while (g->first) {
		struct guide *t = g->first, **at = &sorted;
		g->first = t->next;
		while (*at && (order_of(*at) < order_of(t) || (order_of(*at) == order_of(t) && slice_compare((*at)->topic, t->topic) < 0)))
			at = &(*at)->next;
		t->next = *at;
		*at = t;
	}
	g->first = sorted;
}

enum err guidance_open(struct ctx *cx, const char *folder, struct guidance **out)
{
	struct guidance_file *files = NULL;
	struct guidance *g = calloc(1, sizeof *g);
	if (!g)
		abort();
	ctx_init(&g->memory, cx->now);
	enum err e = guidance_files(&g->memory, folder, &files);
	for (const struct guidance_file *f = files; e == OK && f; f = f->next)
		e = take_file(g, f);
	if (e == OK)
		e = check_all(g);
	if (e != OK) {
		e = fail(cx, e, "guidance: %s", g->memory.text);
		guidance_close(g);
		return e;
	}
	sort_topics(g);
	g->sample = !folder[0];
	*out = g;
	return OK;
}

void guidance_close(struct guidance *g)
{
	if (!g)
		return;
	ctx_free(&g->memory);
	free(g);
}

/* ---- reading ---- */

bool guidance_is_sample(const struct guidance *g) { return g->sample; }
const struct guide *guidance_first(const struct guidance *g) { return g->first; }

const struct guide *guidance_topic(const struct guidance *g, struct slice topic)
{
	const struct guide *t = g->first;
	while (t && !slice_eq(t->topic, topic))
		t = t->next;
	return t;
}

const struct guide *guidance_for(const struct guidance *g, enum service service)
{
	const struct guide *t = service ? g->first : NULL;
	while (t && t->newest->text[GUIDE_EN].service != service)
		t = t->next;
	return t;
}

const struct guide_version *guide_in_force(const struct guide *t, struct date day)
{
	const struct guide_version *v = t->newest;
	while (v && date_compare(v->from, day) > 0)
		v = v->next;
	return v;
}

const struct guide_version *guide_version_of(const struct guide *t, struct slice day)
{
	const struct guide_version *v = t->newest;
	while (v && !slice_is(day, v->day))
		v = v->next;
	return v;
}

const struct guide_version *guide_following(const struct guide *t, const struct guide_version *version)
{
	const struct guide_version *v = t->newest;
	while (v && v->next != version)
		v = v->next;
	return version ? v : NULL;
}

bool guidance_version(const struct guidance *g, enum service service, struct date day, char out[static GUIDANCE_VERSION_SIZE])
{
	const struct guide *t = guidance_for(g, service);
	const struct guide_version *v = t ? guide_in_force(t, day) : NULL;
	out[0] = 0;
	if (!v)
		return false;
	snprintf(out, GUIDANCE_VERSION_SIZE, "%.*s.%s", SLICE_FMT(t->topic), v->day);
	return true;
}

int guide_answer(const struct guide_question *q, struct slice key)
{
	for (size_t i = 0; i < q->answer_count; i++) {
		if (slice_eq(q->answers[i].key, key))
			return (int)i;
	}
	return -1;
}

bool guide_needs(const struct guide_item *item, const struct guide_answers *answers)
{
	for (size_t q = 0; q < GUIDE_QUESTIONS; q++) {
		unsigned fits = item->condition.fits[q];
		if (fits && answers->chosen[q] >= 0 && !(fits >> answers->chosen[q] & 1))
			return false;
	}
	return true;
}
