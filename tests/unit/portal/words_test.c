/* Owns: tests of the catalogue: every key that the code uses is there, every key that is there is used, and what the reader refuses. */
#include "base/text.h"
#include "portal/words.h"
#include "schemas/kind.h"
#include "schemas/purpose.h"

#include "tests/unit/check.h"

#include <string.h>

/* Letters outside {1} to {9} that are all ASCII: English that was left standing. */
static bool is_latin(const char *text)
{
	bool letters = false;
	for (; *text; text++) {
		if ((uint8_t)*text >= 0x80)
			return false;
		letters |= (*text | 0x20) >= 'a' && (*text | 0x20) <= 'z';
	}
	return letters;
}

static bool has_own_script(enum language l)
{
	return l == LANGUAGE_ZH || l == LANGUAGE_JA || l == LANGUAGE_KO || l == LANGUAGE_RU || l == LANGUAGE_AR || l == LANGUAGE_TH;
}

/* Nothing falls back: that each translation has the values of the English sentence, the reading itself demands. */
TEST(words_stand_in_all_ten_languages)
{
	struct words *w = NULL;
	CHECK_OK(words_open(cx, &w));
	CHECK(words_count(w) > 50);
	CHECK_INT(LANGUAGE_COUNT - LANGUAGE_EN, 10);
	for (size_t i = 0; i < words_count(w); i++) {
		for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++) {
			if (!words_own(w, i, (enum language)l))
				print_error("[%s] has no %s\n", words_key(w, i), language_code((enum language)l));
			CHECK(words_own(w, i, (enum language)l));
			struct sentence s = words_find(w, words_key(w, i), (enum language)l);
			if (has_own_script((enum language)l) && is_latin(s.text))
				print_error("[%s] in %s is not translated: %s\n", words_key(w, i), language_code((enum language)l), s.text);
			CHECK(!has_own_script((enum language)l) || !is_latin(s.text));
		}
	}
	words_close(w);
}

/* Marks that a language does not write so: an ordinary space before a French colon breaks the line there, half-width commas in Chinese. */
TEST(words_have_the_marks_of_their_language)
{
	static const struct { enum language language; const char *never; } marks[] = {
		{ LANGUAGE_FR, " :" }, { LANGUAGE_FR, " ;" }, { LANGUAGE_FR, " ?" }, { LANGUAGE_FR, " !" }, { LANGUAGE_FR, "« " }, { LANGUAGE_FR, " »" },
		{ LANGUAGE_AR, "?" }, { LANGUAGE_AR, ";" }, { LANGUAGE_ZH, "?" }, { LANGUAGE_ZH, ";" }, { LANGUAGE_ZH, "\"" }, { LANGUAGE_JA, "?" },
		{ LANGUAGE_JA, ";" }, { LANGUAGE_EN, "'" }, { LANGUAGE_EN, "\"" }, { LANGUAGE_FR, "'" }, { LANGUAGE_ES, "\"" }, { LANGUAGE_RU, "\"" },
	};
	struct words *w = NULL;
	CHECK_OK(words_open(cx, &w));
	for (size_t i = 0; i < words_count(w); i++) {
		for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
			const char *text = words_find(w, words_key(w, i), marks[m].language).text;
			if (strstr(text, marks[m].never))
				print_error("[%s] in %s has \"%s\": %s\n", words_key(w, i), language_code(marks[m].language), marks[m].never, text);
			CHECK(!strstr(text, marks[m].never));
		}
	}
	words_close(w);
}

/* "1985-03-14" behind an Arabic letter is shown from its end: what is to be typed in that order stands in U+2066 ... U+2069. */
TEST(words_keep_numbers_in_order_in_arabic)
{
	struct words *w = NULL;
	CHECK_OK(words_open(cx, &w));
	for (size_t i = 0; i < words_count(w); i++) {
		const char *text = words_find(w, words_key(w, i), LANGUAGE_AR).text;
		bool inside = false;
		for (const char *p = text; *p; p++) {
			if (strncmp(p, "\xe2\x81\xa6", 3) == 0 || strncmp(p, "\xe2\x81\xa9", 3) == 0)
				inside = (uint8_t)p[2] == 0xa6;
			bool joined = p > text && p[-1] >= '0' && p[-1] <= '9' && (*p == '-' || (*p == ',' && p[1] == ' ')) && p[1 + (*p == ',')] >= '0'
				&& p[1 + (*p == ',')] <= '9';
			if (joined && !inside)
				print_error("[%s] in ar turns around: %s\n", words_key(w, i), text);
			CHECK(!joined || inside);
		}
		CHECK(!inside);
	}
	words_close(w);
}

/* What the paper calls a field, a coded value or an institution, the pages call it too. */
static void check_as_on_paper(struct words *w, struct ctx *cx, const char *key, const char *en, const char *zh)
{
	char *k = ctx_printf(cx, "%s", key);
	for (char *p = k; *p; p++)
		*p = *p == '_' ? '-' : (char)(*p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
	if (!words_has(w, k))
		print_error("[%s] is missing\n", k);
	CHECK(words_has(w, k));
	CHECK(strcmp(words_find(w, k, LANGUAGE_EN).text, en) == 0);
	CHECK(strcmp(words_find(w, k, LANGUAGE_ZH).text, zh) == 0);
}

TEST(words_of_records_are_those_of_the_paper)
{
	static const char letters[] = "0 1 2 C D F G J1 J2 L M Q1 Q2 R S1 S2 X1 X2 Z F M X visa stay-permit residence-permit ";
	struct words *w = NULL;
	CHECK_OK(words_open(cx, &w));
	size_t coded = 0;
	for (int id = FIELD_NONE + 1; id < FIELD_COUNT; id++) {
		const struct field *f = field_of((enum field_id)id);
		check_as_on_paper(w, cx, ctx_printf(cx, "field.%s", f->key), f->label_en, f->label_zh);
		for (const char *at = letters, *end; id != FIELD_NATIONALITY && id != FIELD_PASSPORT_STATE && (end = strchr(at, ' ')); at = end + 1) {
			struct slice value = slice_of(at, (size_t)(end - at));
			const char *en = field_words_en((enum field_id)id, value);
			if (!en)
				continue;
			check_as_on_paper(w, cx, ctx_printf(cx, "coded.%s-%.*s", f->key, SLICE_FMT(value)), en, field_words_zh((enum field_id)id, value));
			coded++;
		}
	}
	CHECK(coded >= 26);
	for (size_t i = 0; purpose_at(i); i++)
		check_as_on_paper(w, cx, ctx_printf(cx, "institution.%s", purpose_at(i)->key), purpose_at(i)->name_en, purpose_at(i)->name_zh);
	words_close(w);
}

TEST(words_fall_back_to_english_and_say_so)
{
	struct words *w = NULL;
	CHECK_OK(words_parse(cx, SLICE("[a.b]\nen = Hello {1}\nzh = 你好{1}\nja = {1}さん\n"), &w));
	CHECK(strcmp(words_find(w, "a.b", LANGUAGE_ZH).text, "你好{1}") == 0);
	CHECK_INT(words_find(w, "a.b", LANGUAGE_JA).language, LANGUAGE_JA);
	CHECK_INT(words_find(w, "a.b", LANGUAGE_FR).language, LANGUAGE_EN);
	CHECK(strcmp(words_find(w, "a.b", LANGUAGE_FR).text, "Hello {1}") == 0);
	CHECK(words_has(w, "a.b") && !words_has(w, "a.c"));
	words_close(w);
}

TEST(words_refuse_a_bad_catalogue)
{
	static const char *const bad[] = {
		"[a.b]\nen = one\n",                             /* no Chinese */
		"[a.b]\nzh = 一\n",                               /* no English */
		"[a.b]\nen = one\nzh = 一\n[a.b]\nen = two\nzh = 二\n", /* twice */
		"[a.b]\nen = one\nen = two\nzh = 一\n",            /* a language twice */
		"[a.b]\nen = one\nzh = 一\nde = eins\n",           /* a language that is none of ours */
		"[a.b]\nen = one {1}\nzh = 一\n",                  /* a value is lost */
		"[a.b]\nen = one\nzh = 一{2}\n",                   /* a value that English lacks */
		"[a.b]\nen = one {1}\nzh = 一{1}\nth = หนึ่ง\n",      /* a value is lost in another language */
		"en = one\n",                                      /* no key */
		"[a.b\nen = one\nzh = 一\n",
		"[a.b]\nen one\nzh = 一\n",
	};
	struct words *w = NULL;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(words_parse(cx, slice_str(bad[i]), &w), ERR_WORDS);
}

TEST(language_of_a_browser)
{
	static const struct { const char *header; enum language want; } cases[] = {
		{ "", LANGUAGE_EN }, { "de", LANGUAGE_EN }, { "zh-TW,zh;q=0.9", LANGUAGE_ZH }, { "fr;q=0.5, ar;q=0.9", LANGUAGE_AR },
		{ "de, ja;q=0.1", LANGUAGE_JA }, { "vi;q=0", LANGUAGE_EN }, { "TH-th", LANGUAGE_TH }, { "es;q=x", LANGUAGE_EN }, { "rus", LANGUAGE_EN },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_INT(language_wanted(slice_str(cases[i].header)), cases[i].want);
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++)
		CHECK_INT(language_parse(slice_str(language_code((enum language)l))), l);
	CHECK_INT(language_parse(SLICE("EN")), LANGUAGE_NONE);
}

/* ---- the catalogue and the code ---- */

#define KEYS 4000

struct use {
	struct words *w;
	bool *used;
	size_t literals;
};

static bool is_key(struct slice s)
{
	size_t dot = slice_find(s, SLICE("."), 0);
	if (dot == 0 || dot == SIZE_MAX || dot + 1 == s.n)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (i != dot && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

static bool is_section(const struct words *w, struct slice key)
{
	size_t n = slice_find(key, SLICE("."), 0) + 1;
	for (size_t i = 0; i < words_count(w); i++) {
		if (strncmp(words_key(w, i), (const char *)key.p, n) == 0)
			return true;
	}
	return false;
}

static void mark(struct use *u, struct slice start, bool whole)
{
	for (size_t i = 0; i < words_count(u->w); i++) {
		const char *key = words_key(u->w, i);
		if (whole ? slice_is(start, key) : slice_starts(slice_str(key), start))
			u->used[i] = true;
	}
}

/* One literal of the source: a key, the beginning of keys ("act.%s"), or what was done ([done.<it>]). */
static void take_literal(struct ctx *cx, struct use *u, const char *path, struct slice s)
{
	static const char *const files[] = { "passkey.js", "style.css", "portal.js", "boot.js", "icon.svg", "robots.txt" };
	size_t percent = slice_find(s, SLICE("%"), 0);
	if (percent != SIZE_MAX && percent > 2 && is_key(slice_str(ctx_printf(cx, "%.*sx", (int)percent, (const char *)s.p)))) {
		mark(u, slice_sub(s, 0, percent), false);
		return;
	}
	mark(u, slice_str(ctx_printf(cx, "done.%.*s", SLICE_FMT(s))), true);
	if (!is_key(s) || !is_section(u->w, s))
		return;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (slice_is(s, files[i]))
			return;
	}
	struct date day;
	if (date_parse(slice_sub(s, slice_find(s, SLICE("."), 0) + 1, SIZE_MAX), false, &day))
		return;
	if (!words_has(u->w, ctx_string(cx, s)))
		print_error("%s uses [%.*s], which does not exist\n", path, SLICE_FMT(s));
	CHECK(words_has(u->w, ctx_string(cx, s)));
	mark(u, s, true);
	u->literals++;
}

static struct use use;

static void take_file(struct ctx *cx, const char *path, const char *stem __attribute__((unused)))
{
	struct slice text = check_file(cx, path);
	for (size_t at = 0; (at = slice_find(text, SLICE("\""), at)) != SIZE_MAX;) {
		size_t end = at + 1;
		while (end < text.n && text.p[end] != '"' && text.p[end] != '\n')
			end += text.p[end] == '\\' ? 2 : 1;
		take_literal(cx, &use, path, slice_sub(text, at + 1, end - at - 1));
		at = end + 1;
	}
}

TEST(words_and_code_know_the_same_keys)
{
	static bool used[KEYS];
	CHECK_OK(words_open(cx, &use.w));
	CHECK(words_count(use.w) < KEYS);
	use.used = used;
	CHECK(check_folder(cx, "portal", ".c", take_file) > 50);
	CHECK(check_folder(cx, "portal", ".h", take_file) > 10);
	CHECK(use.literals > 500);
	for (size_t i = 0; i < words_count(use.w); i++) {
		if (!used[i])
			print_error("[%s] is used nowhere\n", words_key(use.w, i));
		CHECK(used[i]);
	}
	words_close(use.w);
}
