/* Owns: tests of the letters' words: all in ten languages, and the code in each that has one. */
#include "issuer/letter.h"

#include "tests/unit/check.h"

#include <string.h>

static const struct text {
	const char *letter, *language, *subject, *body;
} texts[] = {
#define X(letter, language, subject, body) { #letter, #language, subject, body },
#include "issuer/letter.def"
#undef X
};
#define TEXTS (sizeof texts / sizeof *texts)

static const struct text *find(const char *letter, const char *language)
{
	for (size_t i = 0; i < TEXTS; i++) {
		if (!strcmp(texts[i].letter, letter) && !strcmp(texts[i].language, language))
			return &texts[i];
	}
	return NULL;
}

TEST(letters_are_written_in_all_ten_languages)
{
	static const char *const languages[] = { "en", "zh", "ja", "ko", "ru", "fr", "es", "ar", "vi", "th" };
	CHECK_INT(TEXTS, LETTER_COUNT * 10);
	for (size_t i = 0; i < TEXTS; i++) {
		const struct text *en = find(texts[i].letter, "en");
		for (size_t l = 0; l < 10; l++)
			CHECK(find(texts[i].letter, languages[l]) != NULL);
		CHECK(*texts[i].subject && *texts[i].body);
		/* Where English has the code and what is asked for, every language has them, once; nowhere else anything that could be filled. */
		CHECK(!strstr(texts[i].body, "%s") == !strstr(en->body, "%s"));
		CHECK(!strstr(texts[i].body, "%r") == !strstr(en->body, "%r"));
		const char *gap = strchr(texts[i].body, '%');
		if (gap && gap[1] == 'r')
			gap = strchr(gap + 1, '%');
		CHECK(!gap || (gap[1] == 's' && !strchr(gap + 1, '%')));
		CHECK(!strchr(texts[i].subject, '%'));
	}
}

TEST(letters_know_the_language_of_a_visitor)
{
	CHECK(strcmp(letter_language(SLICE("zh-Hans")), "zh") == 0);
	CHECK(strcmp(letter_language(SLICE("th")), "th") == 0);
	CHECK(strcmp(letter_language(SLICE("thx")), "en") == 0);
	CHECK(strcmp(letter_language(SLICE("de")), "en") == 0);
	CHECK(strcmp(letter_language((struct slice){ 0 }), "en") == 0);
}
