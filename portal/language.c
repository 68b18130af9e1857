/* Owns: the table of languages and the reading of Accept-Language. */
#include "portal/language.h"

#include <strings.h>

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

static struct slice trim(struct slice s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = slice_sub(s, 1, SIZE_MAX);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* RFC 9110 12.4.2, in thousandths; 1000 where no weight stands, 0 where it is malformed. */
static int weight_of(struct slice item)
{
	size_t at = slice_find(item, SLICE(";"), 0);
	if (at == SIZE_MAX)
		return 1000;
	struct slice q = trim(slice_sub(item, at + 1, SIZE_MAX));
	if (q.n < 3 || (q.p[0] | 0x20) != 'q' || q.p[1] != '=' || (q.p[2] != '0' && q.p[2] != '1'))
		return 0;
	int weight = q.p[2] == '1' ? 1000 : 0, unit = 100;
	for (size_t i = 4; i < q.n && i < 7 && q.p[3] == '.' && q.p[i] >= '0' && q.p[i] <= '9'; i++, unit /= 10)
		weight += unit * (q.p[i] - '0');
	return weight > 1000 ? 1000 : weight;
}

/* "zh-TW;q=0.8" -> LANGUAGE_ZH: only the primary subtag counts. */
static enum language language_of(struct slice item)
{
	struct slice tag = trim(slice_sub(item, 0, slice_find(item, SLICE(";"), 0)));
	tag = slice_sub(tag, 0, slice_find(tag, SLICE("-"), 0));
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT && tag.n == 2; l++) {
		if (strncasecmp((const char *)tag.p, table[l].code, 2) == 0)
			return (enum language)l;
	}
	return LANGUAGE_NONE;
}

enum language language_wanted(struct slice accept_language)
{
	enum language best = LANGUAGE_EN;
	int most = 0;
	for (size_t at = 0; at < accept_language.n;) {
		size_t end = slice_find(accept_language, SLICE(","), at);
		end = end == SIZE_MAX ? accept_language.n : end;
		struct slice item = slice_sub(accept_language, at, end - at);
		enum language l = language_of(item);
		int weight = weight_of(item);
		if (l != LANGUAGE_NONE && weight > most) {
			best = l;
			most = weight;
		}
		at = end + 1;
	}
	return best;
}
