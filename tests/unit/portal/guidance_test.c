/* Guidance: the texts built in, versions by day, search in two languages, checklists, and what refuses the start. */
#include "portal/guidance.h"

#include "portal/guidance_text.h"
#include "portal/markdown.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct guidance *built_in(struct ctx *cx)
{
	static struct guidance *g;
	if (!g)
		CHECK_OK(guidance_open(cx, "", &g));
	return g;
}

static const struct date day = { 2026, 11, 22 };

TEST(guidance_has_every_service_and_topic)
{
	static const char *const topics[] = { "account", "arrival", "appointments", "visa-extension", "visa-replacement", "visa-reissue", "stay-permit",
		"residence-permit", "pr-card", "passport-pr", "proofs", "share-codes", "relatives" };
	const struct guidance *g = built_in(cx);
	const struct guide *t = guidance_first(g);
	for (size_t i = 0; i < sizeof topics / sizeof *topics; i++, t = t->next)
		CHECK_TEXT(t->topic, topics[i]); /* in their order */
	CHECK(!t);
	for (int s = SERVICE_VISA_EXTENSION; s <= SERVICE_PR_CARD; s++)
		CHECK(guidance_for(g, (enum service)s) && guide_in_force(guidance_for(g, (enum service)s), day));
	CHECK(!guidance_for(g, SERVICE_NONE));
	CHECK(!guidance_topic(g, SLICE("taxes")));
}

TEST(guidance_questions_are_all_used)
{
	for (const struct guide *t = guidance_first(built_in(cx)); t; t = t->next) {
		for (const struct guide_version *v = t->newest; v; v = v->next) {
			const struct guide_text *text = &v->text[GUIDE_EN];
			CHECK(text->question_count > 0);
			for (size_t q = 0; q < text->question_count; q++) {
				unsigned fits = 0;
				for (size_t i = 0; i < text->item_count; i++)
					fits |= text->items[i].condition.fits[q];
				CHECK(fits);
			}
		}
	}
}

TEST(guidance_version_by_day)
{
	const struct guidance *g = built_in(cx);
	const struct guide *t = guidance_topic(g, SLICE("residence-permit"));
	char name[GUIDANCE_VERSION_SIZE];
	CHECK(!guide_in_force(t, (struct date){ 2024, 8, 31 }));
	CHECK_TEXT(slice_str(guide_in_force(t, (struct date){ 2024, 9, 1 })->day), "2024-09-01");
	CHECK_TEXT(slice_str(guide_in_force(t, (struct date){ 2026, 2, 28 })->day), "2024-09-01");
	CHECK_TEXT(slice_str(guide_in_force(t, day)->day), "2026-03-01");
	CHECK_TEXT(slice_str(guide_in_force(t, (struct date){ 2027, 1, 1 })->day), "2027-01-01");
	CHECK_TEXT(slice_str(guide_following(t, guide_in_force(t, day))->day), "2027-01-01");
	CHECK(!guide_following(t, t->newest));
	CHECK(!guide_following(t, NULL));
	CHECK(guide_version_of(t, SLICE("2024-09-01")) == guide_in_force(t, (struct date){ 2025, 1, 1 }));
	CHECK(!guide_version_of(t, SLICE("2025-01-01")));
	CHECK(guidance_version(g, SERVICE_RESIDENCE_PERMIT, day, name));
	CHECK_TEXT(slice_str(name), "residence-permit.2026-03-01");
	CHECK(!guidance_version(g, SERVICE_RESIDENCE_PERMIT, (struct date){ 2020, 1, 1 }, name) && !name[0]);
	CHECK(!guidance_version(g, SERVICE_BINDING_CODE, day, name));
}

static size_t needed(const struct guide_text *t, int purpose, int kind, int age, const char *words)
{
	struct guide_answers answers = { { purpose, kind, age, -1 } };
	size_t n = 0;
	for (size_t i = 0; i < t->item_count; i++) {
		if (guide_needs(&t->items[i], &answers) && (!words || slice_find(t->items[i].html, slice_str(words), 0) != SIZE_MAX))
			n++;
	}
	return n;
}

TEST(guidance_checklist_by_answers)
{
	const struct guide_text *t = &guide_in_force(guidance_topic(built_in(cx), SLICE("residence-permit")), day)->text[GUIDE_EN];
	int work = guide_answer(&t->questions[0], SLICE("work")), study = guide_answer(&t->questions[0], SLICE("study"));
	int first = guide_answer(&t->questions[1], SLICE("first")), renewal = guide_answer(&t->questions[1], SLICE("renewal"));
	int adult = guide_answer(&t->questions[2], SLICE("adult")), child = guide_answer(&t->questions[2], SLICE("child"));
	CHECK_INT(guide_answer(&t->questions[0], SLICE("fishing")), -1);
	CHECK_INT(needed(t, work, first, adult, "work permit"), 1);
	CHECK_INT(needed(t, study, first, adult, "work permit"), 0);
	CHECK_INT(needed(t, study, first, adult, "admission letter"), 1);
	CHECK_INT(needed(t, work, first, adult, "health certificate"), 1);
	CHECK_INT(needed(t, work, first, child, "health certificate"), 0);  /* both clauses count */
	CHECK_INT(needed(t, work, renewal, adult, "health certificate"), 0);
	CHECK_INT(needed(t, work, first, adult, "Your passport"), 1);        /* no condition: always */
	CHECK_INT(needed(t, -1, -1, -1, NULL), t->item_count);                 /* nothing answered: nothing left out */
}

static void check_best(struct ctx *cx, const char *words, const char *want)
{
	struct guide_hit hits[16];
	size_t count = 0;
	CHECK_OK(guidance_search(cx, built_in(cx), day, slice_str(words), hits, 16, &count));
	struct slice best = count ? hits[0].topic->topic : SLICE("");
	if (!slice_is(best, want))
		print_message("# \"%s\": %zu hits, best \"%.*s\"\n", words, count, SLICE_FMT(best));
	CHECK(slice_is(best, want));
}

TEST(guidance_search_in_both_languages)
{
	check_best(cx, "visa extension", "visa-extension");
	check_best(cx, "How do I extend my visa?", "visa-extension");
	check_best(cx, "RESIDENCE", "residence-permit");
	check_best(cx, "lost passport", "visa-reissue");
	check_best(cx, "registering", "arrival");
	check_best(cx, "延期", "visa-extension");
	check_best(cx, "签证延期", "visa-extension");
	check_best(cx, "我的护照遗失了", "visa-reissue");
	check_best(cx, "居留许可", "residence-permit");
	check_best(cx, "永久居留身份证", "pr-card");
	check_best(cx, "住宿登记", "arrival");
	check_best(cx, "ＶＩＳＡ　ｅｘｔｅｎｓｉｏｎ", "visa-extension");
	check_best(cx, "isa", "");                /* only the beginning of a word counts */
	check_best(cx, "xyzzy", "");
	check_best(cx, "火星", "");
	check_best(cx, "", "");
	check_best(cx, " ?!。 ", "");
	check_best(cx, "the of to", "");
	check_best(cx, "<script>alert</script>", "");
	check_best(cx, "summary order", "");      /* names of head lines are no words of a text */
}

TEST(guidance_search_takes_bad_and_long_words)
{
	struct guide_hit hits[2];
	size_t count = 9;
	char long_words[4000];
	memset(long_words, 'a', sizeof long_words);
	for (size_t i = 0; i < sizeof long_words; i += 5)
		long_words[i] = ' ';
	CHECK_ERR(guidance_search(cx, built_in(cx), day, SLICE("\xff\xfe"), hits, 2, &count), ERR_TEXT_UTF8);
	CHECK_INT(count, 0);
	CHECK_OK(guidance_search(cx, built_in(cx), day, slice_of(long_words, sizeof long_words), hits, 2, &count));
	CHECK_INT(count, 0);
	CHECK_OK(guidance_search(cx, built_in(cx), day, SLICE("passport"), hits, 2, &count));
	CHECK_INT(count, 2);
}

TEST(guidance_search_sees_only_what_is_in_force)
{
	struct guide_hit hits[16];
	size_t count = 9;
	CHECK_OK(guidance_search(cx, built_in(cx), (struct date){ 2025, 1, 1 }, SLICE("passport"), hits, 16, &count));
	CHECK_INT(count, 1);
	CHECK_TEXT(hits[0].topic->topic, "residence-permit");
}

TEST(markdown_is_safe)
{
	struct slice html;
	CHECK_OK(markdown_render(cx, SLICE("**a** <script>x</script> [l](javascript:alert(1)) <img src=x onerror=y>"), &html));
	CHECK(slice_find(html, SLICE("<strong>a</strong>"), 0) != SIZE_MAX);
	CHECK(slice_find(html, SLICE("script>"), 0) == SIZE_MAX && slice_find(html, SLICE("javascript:"), 0) == SIZE_MAX && slice_find(html, SLICE("<img"), 0) == SIZE_MAX);
	CHECK_OK(markdown_render_line(cx, SLICE("a & b"), &html));
	CHECK_TEXT(html, "a &amp; b");
	CHECK_ERR(markdown_render(cx, SLICE("\xc3"), &html), ERR_TEXT_UTF8);
}

/* ---- what refuses the start ---- */

#define HEAD "title: T\nsummary: S\norder: 1\nservice: visa-extension\nquestion: age | Who? | adult=A | child=C\n\n"
#define BODY "Intro\n\n## R {requirements}\n\n- r\n\n## M {materials}\n\n- p\n- b {age=child}\n\n## S {steps}\n\n1. s\n\n## F {fees}\n\nf\n\n## L {time-limits}\n\n- l\n"

static enum err parse(struct ctx *cx, const char *text)
{
	struct guide_text *t = ctx_alloc(cx, sizeof *t);
	return guidance_text_parse(cx, "t.md", slice_str(text), t);
}

TEST(guidance_text_as_it_should_be)
{
	struct guide_text *t = ctx_alloc(cx, sizeof *t);
	CHECK_OK(guidance_text_parse(cx, "t.md", SLICE(HEAD BODY), t));
	CHECK_TEXT(t->intro, "<p>Intro</p>\n");
	CHECK_INT(t->section_count, 5);
	CHECK_TEXT(t->sections[1].html, "<ul>\n<li>p</li>\n<li>b <em>(C)</em></li>\n</ul>\n");
	CHECK_INT(t->item_count, 2);
	CHECK_TEXT(t->items[1].html, "b");
	CHECK_INT(t->items[1].condition.fits[0], 2);
}

TEST(guidance_text_refusals)
{
	static const char *const bad[] = {
		"",
		HEAD,                                                               /* no sections */
		"summary: S\norder: 1\n\n" BODY,                                    /* no title, and a condition on nothing */
		"title: T\nsummary: S\norder: x\n\n" BODY,
		"title: T\nsummary: S\norder: 99999\n\n" BODY,
		"title: \nsummary: S\norder: 1\n\n" BODY,
		"title: T\ncolour: red\norder: 1\n\n" BODY,
		"title: T\nservice: fishing\n\n" BODY,
		"question: age | Who?\n\n" BODY,                                    /* no answers */
		"question: age | Who? | adult=A\n\n" BODY,                          /* one answer is none */
		"question: age | Who? | adult | child=C\n\n" BODY,
		"question: AGE | Who? | adult=A | child=C\n\n" BODY,
		HEAD "## M {materials}\n\n- p {age=old}\n",
		HEAD "## M {materials}\n\n- p {size=big}\n",
		HEAD "## M {materials}\n\n- p {age}\n",
		HEAD "## M {materials}\n\n- p {}\n",
		HEAD "## M {materials}\n\n- p {age=child; age=adult}\n",
		HEAD "## M\n\n- p\n",                                               /* no key */
		HEAD "## M {Big Key}\n\n- p\n",
		HEAD "## M {materials}\n\n- p\n\n## M {materials}\n\n- p\n",
		HEAD "## R {requirements}\n\n## M {materials}\n\n## S {steps}\n\n## F {fees}\n\n## L {time-limits}\n", /* nothing to bring */
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		enum err e = parse(cx, bad[i]);
		if (e != ERR_GUIDANCE)
			print_message("# text %zu is taken\n", i);
		CHECK_INT(e, ERR_GUIDANCE);
		ctx_forgive(cx);
	}
	CHECK_ERR(parse(cx, HEAD "\xff" BODY), ERR_TEXT_UTF8);
	CHECK_OK(parse(cx, HEAD BODY));
}

static void write_file(struct ctx *cx, const char *folder, const char *name, const char *text)
{
	FILE *f = fopen(ctx_printf(cx, "%s/%s", folder, name), "wb");
	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static enum err open_folder(struct ctx *cx, const char *folder)
{
	struct guidance *g = NULL;
	enum err e = guidance_open(cx, folder, &g);
	guidance_close(g);
	return e;
}

TEST(guidance_from_a_folder)
{
	const char *folder = check_scratch(cx);
	CHECK_ERR(open_folder(cx, folder), ERR_GUIDANCE); /* empty */
	write_file(cx, folder, "one.2026-01-01.en.md", HEAD BODY);
	CHECK_ERR(open_folder(cx, folder), ERR_GUIDANCE); /* Chinese is missing */
	write_file(cx, folder, "one.2026-01-01.zh.md", HEAD "x " BODY);
	write_file(cx, folder, "README.md", "not a text of guidance");
	CHECK_OK(open_folder(cx, folder));
	write_file(cx, folder, "one.2026-01-01.zh.md", "title: T\nsummary: S\norder: 1\nquestion: age | Who? | adult=A | child=C\n\n" BODY);
	CHECK_ERR(open_folder(cx, folder), ERR_GUIDANCE); /* another service */
	write_file(cx, folder, "one.2026-01-01.zh.md", HEAD "## R {requirements}\n\n## M {materials}\n\n- p {age=child}\n- b\n\n## S {steps}\n\n## F {fees}\n\n## L {time-limits}\n");
	CHECK_ERR(open_folder(cx, folder), ERR_GUIDANCE); /* another paper is the child's */
	write_file(cx, folder, "one.2026-01-01.zh.md", HEAD "## R {requirements}\n\n## M {materials}\n\n- p\n- b {age=child}\n- c\n\n## S {steps}\n\n## F {fees}\n\n## L {time-limits}\n");
	CHECK_ERR(open_folder(cx, folder), ERR_GUIDANCE); /* a paper more */
	write_file(cx, folder, "one.2026-01-01.zh.md", HEAD BODY);
	write_file(cx, folder, "two.2026-02-30.en.md", HEAD BODY);
	CHECK_ERR(open_folder(cx, folder), ERR_GUIDANCE); /* no such day */
	CHECK_INT(system(ctx_printf(cx, "rm -rf '%s'", folder)), 0);
	CHECK_ERR(open_folder(cx, folder), ERR_FILE_READ);
}

static void count_stem(struct ctx *cx, const char *path, const char *stem)
{
	struct slice topic = slice_str(stem);
	const struct guide *t = guidance_topic(built_in(cx), slice_sub(topic, 0, slice_find(topic, SLICE("."), 0)));
	(void)path;
	CHECK(t && guide_version_of(t, slice_sub(topic, t->topic.n + 1, 10)));
}

/* A text in the folder that the list of portal/guidance.def forgot. */
TEST(guidance_def_names_every_file)
{
	CHECK(check_folder(cx, "portal/guidance", ".en.md", count_stem) >= 12);
	CHECK_INT(check_folder(cx, "portal/guidance", ".en.md", count_stem), check_folder(cx, "portal/guidance", ".zh.md", count_stem));
}
