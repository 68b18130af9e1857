/* Owns: the tables of scripts and of the states that write another language in them. */
#include "templates/tongue.h"

#include "base/text.h"

static const struct {
	int32_t first, last;
	const char *tongue;
} scripts[] = {
	{ 0x0370, 0x03FF, "el" }, { 0x0400, 0x052F, "ru" }, { 0x0530, 0x058F, "hy" }, { 0x0590, 0x05FF, "he" }, { 0x0600, 0x06FF, "ar" },
	{ 0x0700, 0x074F, "syr" }, { 0x0750, 0x077F, "ar" }, { 0x0780, 0x07BF, "dv" }, { 0x08A0, 0x08FF, "ar" },
	{ 0x0900, 0x097F, "hi" }, { 0x0980, 0x09FF, "bn" }, { 0x0A00, 0x0A7F, "pa" },
	{ 0x0A80, 0x0AFF, "gu" }, { 0x0B00, 0x0B7F, "or" }, { 0x0B80, 0x0BFF, "ta" }, { 0x0C00, 0x0C7F, "te" }, { 0x0C80, 0x0CFF, "kn" },
	{ 0x0D00, 0x0D7F, "ml" }, { 0x0D80, 0x0DFF, "si" }, { 0x0E00, 0x0E7F, "th" }, { 0x0E80, 0x0EFF, "lo" }, { 0x0F00, 0x0FFF, "bo" }, { 0x1000, 0x109F, "my" },
	{ 0x10A0, 0x10FF, "ka" }, { 0x1100, 0x11FF, "ko" }, { 0x1200, 0x139F, "am" }, { 0x1780, 0x17FF, "km" }, { 0x1800, 0x18AF, "mn" },
	{ 0x1F00, 0x1FFF, "el" }, { 0x2D30, 0x2D7F, "zgh" }, { 0x2E80, 0x2FDF, "zh" }, { 0x3005, 0x3007, "zh" }, { 0x3040, 0x30FF, "ja" },
	{ 0x3105, 0x312F, "zh" }, { 0x3130, 0x318F, "ko" }, { 0x3400, 0x9FFF, "zh" }, { 0xAC00, 0xD7FF, "ko" }, { 0xF900, 0xFAFF, "zh" }, { 0xFB1D, 0xFB4F, "he" },
	{ 0xFB50, 0xFDFF, "ar" }, { 0xFE70, 0xFEFC, "ar" }, { 0x20000, 0x323AF, "zh" },
};

static const struct {
	const char *script, *state, *tongue;
} others[] = {
	{ "zh", "JPN", "ja" }, { "zh", "KOR", "ko" }, { "ar", "IRN", "fa" }, { "ar", "AFG", "fa" }, { "ar", "PAK", "ur" }, { "hi", "NPL", "ne" },
	{ "ru", "UKR", "uk" }, { "ru", "BLR", "be" }, { "ru", "BGR", "bg" }, { "ru", "SRB", "sr" }, { "ru", "MKD", "mk" }, { "ru", "MNG", "mn" },
	{ "ru", "KAZ", "kk" }, { "ru", "KGZ", "ky" }, { "ru", "TJK", "tg" },
};

const char *tongue_of(int32_t cp)
{
	if (cp < scripts[0].first)
		return NULL;
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
		if (cp >= scripts[i].first && cp <= scripts[i].last)
			return scripts[i].tongue;
	return NULL;
}

static bool same(const char *a, const char *b)
{
	return slice_is(slice_str(a), b);
}

/* One language for both, NULL when there is none: Han letters go with the Japanese and Korean ones beside them. */
static const char *join(const char *a, const char *b)
{
	if (same(a, b) || (same(b, "zh") && (same(a, "ja") || same(a, "ko"))))
		return a;
	return same(a, "zh") && (same(b, "ja") || same(b, "ko")) ? b : NULL;
}

const char *tongue_of_name(struct slice name, struct slice state)
{
	const char *found = NULL;
	for (size_t at = 0; at < name.n;) {
		int32_t cp = text_next(name, &at);
		const char *tongue = tongue_of(cp);
		if (!tongue && (cp < 'A' || cp >= scripts[0].first))
			continue;
		found = tongue && found ? join(found, tongue) : tongue;
		if (!found)
			return NULL;
	}
	for (size_t i = 0; found && i < sizeof others / sizeof others[0]; i++)
		if (same(found, others[i].script) && slice_is(state, others[i].state))
			return others[i].tongue;
	return found;
}
