/* Owns: reading one file of guidance. */
#include "portal/guidance_text.h"

#include "base/limits.h"
#include "portal/markdown.h"

#include <string.h>

struct reader {
	struct ctx *cx;
	const char *file;
	struct guide_text *out;
	size_t line;
};

static enum err refuse(const struct reader *r, const char *what)
{
	return fail(r->cx, ERR_GUIDANCE, "%s, line %zu: %s", r->file, r->line, what);
}

static struct slice trim(struct slice s)
{
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\r'))
		s.n--;
	while (s.n && s.p[0] == ' ')
		s = slice_sub(s, 1, s.n);
	return s;
}

/* What stands before the next `mark`; *rest is what stands behind it, absent at the end. */
static struct slice cut(struct slice s, const char *mark, struct slice *rest)
{
	size_t at = slice_find(s, slice_str(mark), 0);
	*rest = at == SIZE_MAX ? (struct slice){ 0 } : slice_sub(s, at + strlen(mark), s.n);
	return trim(slice_sub(s, 0, at));
}

static bool is_key(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-'))
			return false;
	}
	return s.n > 0 && s.n <= 32;
}

/* ---- head ---- */

static enum err read_question(struct reader *r, struct slice value)
{
	struct guide_text *t = r->out;
	struct slice rest;
	if (t->question_count == GUIDE_QUESTIONS)
		return refuse(r, "too many questions");
	struct guide_question *q = &t->questions[t->question_count++];
	q->key = cut(value, "|", &rest);
	q->words = cut(rest, "|", &rest);
	while (rest.n) {
		struct slice answer = cut(rest, "|", &rest), words = { 0 };
		if (q->answer_count == GUIDE_ANSWERS)
			return refuse(r, "too many answers");
		struct guide_answer *a = &q->answers[q->answer_count++];
		a->key = cut(answer, "=", &words);
		a->words = trim(words);
		if (!is_key(a->key) || !a->words.n)
			return refuse(r, "want answer=words");
	}
	return is_key(q->key) && q->words.n && q->answer_count >= 2 ? OK : refuse(r, "want question: key | words | answer=words | answer=words");
}

static enum err read_order(struct reader *r, struct slice value)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] < '0' || value.p[i] > '9' || i == 4)
			return refuse(r, "order is no number from 0 to 9999");
		r->out->order = r->out->order * 10 + (value.p[i] - '0');
	}
	return value.n ? OK : refuse(r, "order is empty");
}

static enum err read_head(struct reader *r, struct slice line)
{
	struct guide_text *t = r->out;
	struct slice value = { 0 }, name = cut(line, ":", &value);
	value = trim(value);
	if (slice_is(name, "question"))
		return read_question(r, value);
	if (slice_is(name, "order"))
		return read_order(r, value);
	if (slice_is(name, "service"))
		return (t->service = service_parse(value)) ? OK : refuse(r, "no such service");
	if (!slice_is(name, "title") && !slice_is(name, "summary"))
		return refuse(r, "want title, summary, service, order or question");
	*(slice_is(name, "title") ? &t->title : &t->summary) = value;
	return value.n ? OK : refuse(r, "empty value");
}

/* ---- conditions ---- */

/* "text {condition}" at the end of a line. False when there is none. */
static bool cut_braces(struct slice line, struct slice *text, struct slice *inside)
{
	size_t open = slice_find_last(line, SLICE("{"));
	*text = line;
	if (open == SIZE_MAX || line.p[line.n - 1] != '}')
		return false;
	*text = trim(slice_sub(line, 0, open));
	*inside = slice_sub(line, open + 1, line.n - open - 2);
	return true;
}

static enum err read_clause(struct reader *r, struct slice clause, struct guide_condition *c)
{
	struct slice answers = { 0 }, key = cut(clause, "=", &answers);
	size_t q = 0;
	while (q < r->out->question_count && !slice_eq(r->out->questions[q].key, key))
		q++;
	if (q == r->out->question_count || !answers.n || c->fits[q])
		return refuse(r, "a condition on a question that the head does not ask, or twice on one");
	while (answers.n) {
		int a = guide_answer(&r->out->questions[q], cut(answers, ",", &answers));
		if (a < 0)
			return refuse(r, "a condition on an answer that the question does not have");
		c->fits[q] |= 1u << a;
	}
	return OK;
}

static enum err read_condition(struct reader *r, struct slice inside, struct guide_condition *c)
{
	enum err e = inside.n ? OK : refuse(r, "empty condition");
	while (e == OK && inside.n)
		e = read_clause(r, cut(inside, ";", &inside), c);
	return e;
}

/* "(Work, Study; A child)" behind a paper on the topic's page. */
static void put_condition(struct buf *b, const struct guide_text *t, const struct guide_condition *c)
{
	bool clause = false;
	for (size_t q = 0; q < t->question_count; q++) {
		bool answer = false;
		for (size_t a = 0; a < t->questions[q].answer_count; a++) {
			if (!(c->fits[q] >> a & 1))
				continue;
			buf_puts(b, answer ? ", " : clause ? "; " : " *(");
			buf_put_slice(b, t->questions[q].answers[a].words);
			answer = clause = true;
		}
	}
	if (clause)
		buf_puts(b, ")*");
}

/* ---- sections ---- */

static enum err read_item(struct reader *r, struct slice line, struct buf *body)
{
	struct guide_text *t = r->out;
	struct slice text, inside;
	if (t->item_count == GUIDE_ITEMS)
		return refuse(r, "too many materials");
	struct guide_item *item = &t->items[t->item_count++];
	bool conditional = cut_braces(trim(slice_sub(line, 2, line.n)), &text, &inside);
	enum err e = conditional ? read_condition(r, inside, &item->condition) : OK;
	if (e == OK)
		e = markdown_render_line(r->cx, text, &item->html);
	buf_puts(body, "- ");
	buf_put_slice(body, text);
	put_condition(body, t, &item->condition);
	buf_putc(body, '\n');
	return e;
}

static enum err open_section(struct reader *r, struct slice line)
{
	struct guide_text *t = r->out;
	if (t->section_count == GUIDE_SECTIONS)
		return refuse(r, "too many sections");
	struct guide_section *s = &t->sections[t->section_count++];
	if (!cut_braces(trim(slice_sub(line, 3, line.n)), &s->title, &s->key) || !is_key(s->key) || !s->title.n)
		return refuse(r, "want ## Title {key}");
	for (size_t i = 0; i + 1 < t->section_count; i++) {
		if (slice_eq(t->sections[i].key, s->key))
			return refuse(r, "two sections with this key");
	}
	return OK;
}

static struct guide_section *section_of(struct guide_text *t) { return t->section_count ? &t->sections[t->section_count - 1] : NULL; }

/* What was gathered belongs to the section that is open, or to the beginning. */
static enum err close_section(struct reader *r, struct buf *body)
{
	struct guide_section *s = section_of(r->out);
	enum err e = buf_ok(body) ? markdown_render(r->cx, buf_slice(body), s ? &s->html : &r->out->intro) : refuse(r, "the section is too long");
	buf_reset(body);
	return e;
}

static enum err read_line(struct reader *r, struct slice line, struct buf *body)
{
	const struct guide_section *s = section_of(r->out);
	if (slice_starts(line, SLICE("## "))) {
		enum err e = close_section(r, body);
		return e == OK ? open_section(r, line) : e;
	}
	if (s && slice_is(s->key, "materials") && slice_starts(line, SLICE("- ")))
		return read_item(r, line, body);
	buf_put_slice(body, line);
	buf_putc(body, '\n');
	return OK;
}

static enum err check_whole(struct reader *r)
{
	static const char *const wanted[] = { "requirements", "materials", "steps", "fees", "time-limits" };
	struct guide_text *t = r->out;
	if (!t->title.p || !t->summary.p || !t->order)
		return refuse(r, "the head lacks title, summary or order");
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		size_t s = 0;
		while (s < t->section_count && !slice_is(t->sections[s].key, wanted[i]))
			s++;
		if (s == t->section_count)
			return refuse(r, "one of the sections requirements, materials, steps, fees, time-limits is missing");
	}
	return t->item_count ? OK : refuse(r, "the materials list nothing");
}

static enum err read_lines(struct reader *r, struct slice text, struct buf *body)
{
	enum err e = OK;
	bool head = true;
	for (size_t at = 0; e == OK && at < text.n;) {
		size_t end = slice_find(text, SLICE("\n"), at);
		struct slice line = slice_sub(text, at, end == SIZE_MAX ? text.n : end - at);
		at = end == SIZE_MAX ? text.n : end + 1;
		r->line++;
		if (head && trim(line).n == 0)
			head = false;
		else
			e = head ? read_head(r, line) : read_line(r, line, body);
	}
	return e == OK ? close_section(r, body) : e;
}

static enum err fold_words(struct reader *r, struct slice text)
{
	struct guide_text *t = r->out;
	struct buf heads;
	buf_init(&heads, LIMIT_GUIDANCE_BYTES);
	buf_put_slice(&heads, t->summary);
	for (size_t i = 0; i < t->section_count; i++) {
		buf_putc(&heads, ' ');
		buf_put_slice(&heads, t->sections[i].title);
	}
	enum err e = text_fold(r->cx, t->title, &t->folded_title);
	if (e == OK)
		e = text_fold(r->cx, buf_slice(&heads), &t->folded_heads);
	if (e == OK)
		e = text_fold(r->cx, slice_sub(text, slice_find(text, SLICE("\n\n"), 0), text.n), &t->folded_text);
	buf_free(&heads);
	return e;
}

enum err guidance_text_parse(struct ctx *memory, const char *file, struct slice text, struct guide_text *out)
{
	struct reader r = { .cx = memory, .file = file, .out = out };
	struct buf body;
	*out = (struct guide_text){ 0 };
	if (!text_is_utf8(text))
		return fail(memory, ERR_TEXT_UTF8, "%s: not UTF-8", file);
	buf_init(&body, LIMIT_GUIDANCE_BYTES);
	enum err e = read_lines(&r, text, &body);
	buf_free(&body);
	if (e == OK)
		e = check_whole(&r);
	return e == OK ? fold_words(&r, text) : e;
}
