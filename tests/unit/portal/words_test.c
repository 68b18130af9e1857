/* Owns: tests of the catalogue: every key that the code uses is there, every key that is there is used, and what the reader refuses. */
#include "portal/words.h"

#include "tests/unit/check.h"

#include <string.h>

TEST(words_of_the_program_are_whole)
{
	struct words *w = NULL;
	CHECK_OK(words_open(cx, &w));
	CHECK(words_count(w) > 50);
	for (size_t i = 0; i < words_count(w); i++)
		CHECK(words_own(w, i, LANGUAGE_EN) && words_own(w, i, LANGUAGE_ZH));
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
