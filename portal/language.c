/* Owns: the table of languages. */
#include "portal/language.h"

#include "http/accept.h"

static const struct {
	const char *code, *tag, *name, *direction;
} table[LANGUAGE_COUNT] = {
	[LANGUAGE_NONE] = { "en", "en", "English", "ltr" },
	[LANGUAGE_EN] = { "en", "en", "English", "ltr" },
	[LANGUAGE_ZH] = { "zh", "zh-Hans", "中文", "ltr" },
	[LANGUAGE_JA] = { "ja", "ja", "日本語", "ltr" },
	[LANGUAGE_KO] = { "ko", "ko", "한국어", "ltr" },
	[LANGUAGE_RU] = { "ru", "ru", "Русский", "ltr" },
	[LANGUAGE_FR] = { "fr", "fr", "Français", "ltr" },
	[LANGUAGE_ES] = { "es", "es", "Español", "ltr" },
	[LANGUAGE_AR] = { "ar", "ar", "العربية", "rtl" },
	[LANGUAGE_VI] = { "vi", "vi", "Tiếng Việt", "ltr" },
	[LANGUAGE_TH] = { "th", "th", "ไทย", "ltr" },
};

const char *language_code(enum language l) { return table[l].code; }
const char *language_tag(enum language l) { return table[l].tag; }
const char *language_name(enum language l) { return table[l].name; }
const char *language_direction(enum language l) { return table[l].direction; }

enum language language_parse(struct slice code)
{
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++) {
		if (slice_is(code, table[l].code))
			return (enum language)l;
	}
	return LANGUAGE_NONE;
}

enum language language_wanted(struct slice accept_language)
{
	const char *codes[LANGUAGE_COUNT];
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++)
		codes[l - LANGUAGE_EN] = table[l].code;
	int best = accept_language_best(accept_language, codes, LANGUAGE_COUNT - LANGUAGE_EN);
	return best < 0 ? LANGUAGE_EN : (enum language)(LANGUAGE_EN + best);
}
