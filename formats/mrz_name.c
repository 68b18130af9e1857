/*
 * Owns: the letter table and the name field of a machine-readable zone (ICAO Doc 9303-3 4.6, section 6).
 */
#include "formats/mrz_name.h"

#include "base/text.h"

#include <string.h>

/* U+00C0 to U+024F: 9303-3 section 6 where it has a row, else the base letter; "" = no letter of a name. */
static const char latin[][3] = {
	"A", "A", "A", "A", "AE", "AA", "AE", "C", "E", "E", "E", "E", "I", "I", "I", "I",
	"D", "N", "O", "O", "O", "O", "OE", "", "OE", "U", "U", "U", "UE", "Y", "TH", "SS",
	"A", "A", "A", "A", "AE", "AA", "AE", "C", "E", "E", "E", "E", "I", "I", "I", "I",
	"D", "N", "O", "O", "O", "O", "OE", "", "OE", "U", "U", "U", "UE", "Y", "TH", "Y",
	"A", "A", "A", "A", "A", "A", "C", "C", "C", "C", "C", "C", "C", "C", "D", "D",
	"D", "D", "E", "E", "E", "E", "E", "E", "E", "E", "E", "E", "G", "G", "G", "G",
	"G", "G", "G", "G", "H", "H", "H", "H", "I", "I", "I", "I", "I", "I", "I", "I",
	"I", "I", "IJ", "IJ", "J", "J", "K", "K", "K", "L", "L", "L", "L", "L", "L", "L",
	"L", "L", "L", "N", "N", "N", "N", "N", "N", "N", "N", "N", "O", "O", "O", "O",
	"O", "O", "OE", "OE", "R", "R", "R", "R", "R", "R", "S", "S", "S", "S", "S", "S",
	"S", "S", "T", "T", "T", "T", "T", "T", "U", "U", "U", "U", "U", "U", "U", "U",
	"U", "U", "U", "U", "W", "W", "Y", "Y", "Y", "Z", "Z", "Z", "Z", "Z", "Z", "S",
	"B", "B", "B", "B", "", "", "O", "C", "C", "D", "D", "D", "D", "D", "E", "E",
	"E", "F", "F", "G", "G", "HV", "I", "I", "K", "K", "L", "L", "M", "N", "N", "O",
	"O", "O", "OI", "OI", "P", "P", "R", "", "", "S", "S", "T", "T", "T", "T", "U",
	"U", "U", "V", "Y", "Y", "Z", "Z", "Z", "Z", "Z", "Z", "", "", "", "", "W",
	"", "", "", "", "DZ", "DZ", "DZ", "LJ", "LJ", "LJ", "NJ", "NJ", "NJ", "A", "A", "I",
	"I", "O", "O", "U", "U", "U", "U", "U", "U", "U", "U", "U", "U", "E", "A", "A",
	"A", "A", "AE", "AE", "G", "G", "G", "G", "K", "K", "O", "O", "O", "O", "Z", "Z",
	"J", "DZ", "DZ", "DZ", "G", "G", "HV", "W", "N", "N", "A", "A", "AE", "AE", "OE", "OE",
	"A", "A", "A", "A", "E", "E", "E", "E", "I", "I", "I", "I", "O", "O", "O", "O",
	"R", "R", "R", "R", "U", "U", "U", "U", "S", "S", "T", "T", "Y", "Y", "H", "H",
	"N", "D", "OU", "OU", "Z", "Z", "A", "A", "E", "E", "O", "O", "O", "O", "O", "O",
	"O", "O", "Y", "Y", "L", "N", "T", "J", "DB", "QP", "A", "C", "C", "L", "T", "S",
	"Z", "", "", "B", "U", "V", "E", "E", "J", "J", "", "", "R", "R", "Y", "Y",
};

/* U+1E00 to U+1EFF, with Vietnamese, by base letter. */
static const char additional[][3] = {
	"A", "A", "B", "B", "B", "B", "B", "B", "C", "C", "D", "D", "D", "D", "D", "D",
	"D", "D", "D", "D", "E", "E", "E", "E", "E", "E", "E", "E", "E", "E", "F", "F",
	"G", "G", "H", "H", "H", "H", "H", "H", "H", "H", "H", "H", "I", "I", "I", "I",
	"K", "K", "K", "K", "K", "K", "L", "L", "L", "L", "L", "L", "L", "L", "M", "M",
	"M", "M", "M", "M", "N", "N", "N", "N", "N", "N", "N", "N", "O", "O", "O", "O",
	"O", "O", "O", "O", "P", "P", "P", "P", "R", "R", "R", "R", "R", "R", "R", "R",
	"S", "S", "S", "S", "S", "S", "S", "S", "S", "S", "T", "T", "T", "T", "T", "T",
	"T", "T", "U", "U", "U", "U", "U", "U", "U", "U", "U", "U", "V", "V", "V", "V",
	"W", "W", "W", "W", "W", "W", "W", "W", "W", "W", "X", "X", "X", "X", "Y", "Y",
	"Z", "Z", "Z", "Z", "Z", "Z", "H", "T", "W", "Y", "A", "S", "", "", "SS", "D",
	"A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A",
	"A", "A", "A", "A", "A", "A", "A", "A", "E", "E", "E", "E", "E", "E", "E", "E",
	"E", "E", "E", "E", "E", "E", "E", "E", "I", "I", "I", "I", "O", "O", "O", "O",
	"O", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O",
	"O", "O", "O", "O", "U", "U", "U", "U", "U", "U", "U", "U", "U", "U", "U", "U",
	"U", "U", "Y", "Y", "Y", "Y", "Y", "Y", "Y", "Y", "LL", "LL", "V", "V", "Y", "Y",
};

/* Second and third choices of section 6. */
static const struct {
	int32_t capital, small;
	const char *choice[2];
} choices[] = {
	{ 0xc4, 0xe4, { "A" } },         { 0xc5, 0xe5, { "A" } },   { 0xd1, 0xf1, { "NXX" } },
	{ 0xd6, 0xf6, { "O" } },         { 0xdc, 0xfc, { "UXX", "U" } }, { 0xd8, 0xf8, { "O" } },
};

const char *mrz_letter(int32_t c)
{
	static const char plain[26][2] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
		"T", "U", "V", "W", "X", "Y", "Z" };
	const char *to = "";
	if (c >= 'A' && c <= 'Z')
		to = plain[c - 'A'];
	else if (c >= 'a' && c <= 'z')
		to = plain[c - 'a'];
	else if (c >= 0xc0 && c <= 0x24f)
		to = latin[c - 0xc0];
	else if (c >= 0x1e00 && c <= 0x1eff)
		to = additional[c - 0x1e00];
	else if (c == 0x259) /* Azerbaijani schwa, small */
		to = plain['E' - 'A'];
	return to[0] ? to : NULL;
}

static bool is_separator(int32_t c) { return c == ' ' || c == '-' || c == 0x2010 || c == 0x2011; }

/* Left out without a trace: apostrophes and other punctuation, marks that did not compose. */
static bool is_dropped(int32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2bb || c == 0x2bc || c == '.' || c == ',' || (c >= 0x300 && c <= 0x36f);
}

/* One component of a name: the bytes between separators. */
static bool next_part(struct slice name, size_t *at, struct slice *part)
{
	size_t from = *at, i = *at;
	bool letters = false;
	while (i < name.n) {
		size_t here = i;
		int32_t c = text_next(name, &i);
		if (c < 0)
			break;
		letters = letters || mrz_letter(c);
		if (is_separator(c) && letters) {
			*part = slice_sub(name, from, here - from);
			*at = i;
			return true;
		}
		if (is_separator(c))
			from = i;
	}
	*part = slice_sub(name, from, name.n - from);
	*at = name.n;
	return letters;
}

/* ---- writing ---- */

#define PARTS_MAX 20
#define PART_MAX  MRZ_NAME_MAX

struct part {
	char text[PART_MAX + 1];
	size_t n;
};

struct parts {
	struct part part[PARTS_MAX];
	size_t count;
};

static void put_part(struct slice from, struct part *to)
{
	to->n = 0;
	for (size_t i = 0; i < from.n;) {
		int32_t c = text_next(from, &i);
		const char *letters = c < 0 ? NULL : mrz_letter(c);
		for (; letters && *letters && to->n < PART_MAX; letters++)
			to->text[to->n++] = *letters;
	}
}

static bool split(struct slice name, struct parts *to)
{
	struct slice part;
	to->count = 0;
	for (size_t at = 0; at < name.n;) {
		int32_t c = text_next(name, &at);
		if (c < 0 || (!mrz_letter(c) && !is_dropped(c) && !is_separator(c)))
			return false;
	}
	/* What lies behind the last place is far behind any cut. */
	for (size_t at = 0; at < name.n && to->count < PARTS_MAX && next_part(name, &at, &part);)
		put_part(part, &to->part[to->count++]);
	return true;
}

static size_t length(const struct parts *p)
{
	size_t n = p->count ? p->count - 1 : 0;
	for (size_t i = 0; i < p->count; i++)
		n += p->part[i].n;
	return n;
}

/* Components one after the other into `room`; while it can be, one letter is kept for each that follows. Returns what was written. */
static size_t pack(const struct parts *p, size_t room, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < p->count; i++) {
		size_t left = room - n, later = 2 * (p->count - 1 - i), gap = i ? 1 : 0;
		if (left <= gap)
			break;
		size_t most = left - gap > later ? left - gap - later : left - gap;
		if (gap)
			out[n++] = '<';
		size_t take = p->part[i].n < most ? p->part[i].n : most;
		memcpy(out + n, p->part[i].text, take);
		n += take;
	}
	return n;
}

static size_t pack_both(const struct parts *primary, const struct parts *secondary, size_t width, size_t reserve, char *out)
{
	size_t n = pack(primary, width - reserve, out);
	if (secondary->count && n + 3 <= width) {
		out[n++] = '<';
		out[n++] = '<';
		n += pack(secondary, width - n, out + n);
	}
	return n;
}

/*
 * Fills the whole width with a letter at its end, by shifting the border between the identifiers as far as the first one keeps a
 * letter of each component.
 */
static bool pack_cut(const struct parts *primary, const struct parts *secondary, size_t width, char *out)
{
	size_t least = !secondary->count ? 0 : secondary->part[0].n > 1 ? 4 : 3;
	size_t most = least && width > 2 * primary->count ? width + 1 - 2 * primary->count : least;
	for (size_t reserve = least; reserve <= most; reserve++) {
		memset(out, '<', width);
		if (pack_both(primary, secondary, width, reserve, out) == width && out[width - 1] != '<')
			return true;
	}
	return false;
}

static bool shorten_longest(struct parts *p)
{
	size_t longest = 0;
	for (size_t i = 1; i < p->count; i++)
		longest = p->part[i].n > p->part[longest].n ? i : longest;
	return p->part[longest].n > 1 && p->part[longest].n--;
}

static bool shorten_first(struct parts *p) { return p->count && p->part[0].n > 1 && p->part[0].n--; }

bool mrz_name_write(struct slice surname, struct slice given, size_t width, char *out)
{
	struct parts primary, secondary;
	if (width > MRZ_NAME_MAX || !split(surname, &primary) || !split(given, &secondary) || !primary.count)
		return false;
	size_t gap = secondary.count ? 2 : 0;
	memset(out, '<', width);
	out[width] = 0;
	if (length(&primary) + gap + length(&secondary) <= width) {
		pack_both(&primary, &secondary, width, gap + length(&secondary), out);
		return true;
	}
	/* A letter of each component of the first identifier, or the second has no place. */
	if (2 * primary.count - 1 + 3 > width)
		secondary.count = 0;
	bool cut = pack_cut(&primary, &secondary, width, out);
	while (!cut && (shorten_first(&secondary) || shorten_longest(&primary)))
		cut = pack_cut(&primary, &secondary, width, out);
	return cut;
}

/* ---- comparing ---- */

/* Where in `text` one may stand (bit j: j characters used) after reading one more letter spelled so. */
static uint64_t step(uint64_t places, const char *spelling, struct slice text, bool *ended)
{
	uint64_t next = 0;
	size_t n = strlen(spelling);
	for (size_t j = 0; j < text.n; j++) {
		if (!(places >> j & 1))
			continue;
		size_t same = 0;
		while (same < n && j + same < text.n && text.p[j + same] == (uint8_t)spelling[same])
			same++;
		if (same == n)
			next |= UINT64_C(1) << (j + n);
		if (j + same == text.n)
			*ended = true;
	}
	return next;
}

/* The component spelled by some choice of letters equals the text; with `cut` the text may be its beginning. */
static bool part_fits(struct slice part, struct slice text, bool cut)
{
	uint64_t places = 1;
	bool ended = false;
	for (size_t i = 0; i < part.n && places;) {
		int32_t c = text_next(part, &i);
		const char *first = c < 0 ? NULL : mrz_letter(c);
		if (!first)
			continue;
		uint64_t next = step(places, first, text, &ended);
		for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
			for (size_t m = 0; (choices[k].capital == c || choices[k].small == c) && m < 2 && choices[k].choice[m]; m++)
				next |= step(places, choices[k].choice[m], text, &ended);
		}
		places = next;
	}
	return (places >> text.n & 1) || (cut && ended && text.n > 0);
}

/* Components of an identifier against "ONE<TWO". With `cut` each may be shortened; later ones may be missing where `may_end`. */
static bool parts_fit(struct slice name, struct slice field, bool cut, bool may_end)
{
	struct slice part;
	size_t at = 0;
	while (at < name.n && next_part(name, &at, &part)) {
		if (field.n == 0)
			return may_end;
		size_t end = slice_find(field, SLICE("<"), 0);
		end = end == SIZE_MAX ? field.n : end;
		if (!part_fits(part, slice_sub(field, 0, end), cut))
			return false;
		field = end < field.n ? slice_sub(field, end + 1, field.n) : (struct slice){ 0 };
	}
	return field.n == 0;
}

bool mrz_name_fits(struct slice surname, struct slice given, struct slice field)
{
	if (field.n == 0 || field.n > MRZ_NAME_MAX)
		return false;
	bool cut = field.p[field.n - 1] != '<';
	while (field.n && field.p[field.n - 1] == '<')
		field.n--;
	size_t border = slice_find(field, SLICE("<<"), 0);
	bool two = border != SIZE_MAX;
	struct slice primary = two ? slice_sub(field, 0, border) : field, secondary = two ? slice_sub(field, border + 2, field.n) : slice_sub(field, field.n, 0);
	/* Only what stands at the very end may lose its later components. */
	return parts_fit(surname, primary, cut, cut && !two) && parts_fit(given, secondary, cut, cut);
}
