/* Owns: text of each slot, and fitting it into its cell: shrink first, then wrap, never cut. */
#include "templates/values.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "templates/shape.h"
#include "templates/tongue.h"

#define WORDS_SIZE 7.6
#define WORDS_STACKED 7.0
#define WORDS_GAP  4.0
#define DASH_SIZE  11.5
#define MAX_LINES  4

static const char dash[] = "\xE2\x80\x94";
static const char *const months[13] = { "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	"November", "December" };

struct slice values_group(struct ctx *cx, struct slice plain)
{
	char *out = ctx_alloc(cx, plain.n + plain.n / 4 + 1);
	size_t n = 0;
	for (size_t i = 0; i < plain.n; i++) {
		if (i && i % 4 == 0)
			out[n++] = '-';
		out[n++] = (char)plain.p[i];
	}
	return slice_of(out, n);
}

/* What stands in a cell: the value, and its words in two languages. */
struct shown {
	struct slice value;
	const char *en, *zh;
	const char *lang;        /* of the value where it differs, NULL: by its letters */
};

static struct slice date_text(struct ctx *cx, struct date d)
{
	char *t = ctx_alloc(cx, 11);
	date_format(d, t);
	return slice_of(t, 10);
}

/* A year, month or day without zeros in front. */
static const char *put_number(int v, char out[static 5])
{
	char *at = out + 4;
	*at = 0;
	for (; v > 0 && at > out; v /= 10)
		*--at = (char)('0' + v % 10);
	return at;
}

static void date_words(struct ctx *cx, struct date d, struct shown *s)
{
	char digits[3][5];
	const char *year = put_number(d.year, digits[0]), *month = put_number(d.month, digits[1]), *day = put_number(d.day, digits[2]);
	if (d.month == 0) {
		s->en = ctx_concat(cx, year, ", ", page_text_en(TEXT_UNKNOWN_DAY), NULL);
		s->zh = ctx_concat(cx, year, "年，", page_text_zh(TEXT_UNKNOWN_DAY), NULL);
	} else if (d.day == 0) {
		s->en = ctx_concat(cx, months[d.month], " ", year, NULL);
		s->zh = ctx_concat(cx, year, "年", month, "月", NULL);
	} else {
		s->en = ctx_concat(cx, day, " ", months[d.month], " ", year, NULL);
		s->zh = ctx_concat(cx, year, "年", month, "月", day, "日", NULL);
	}
}

static void show_day(struct ctx *cx, struct date d, struct shown *s)
{
	if (d.year == 0) {
		s->value = slice_str(dash);
		s->en = page_text_en(TEXT_OPEN);
		s->zh = page_text_zh(TEXT_OPEN);
		return;
	}
	s->value = date_text(cx, d);
	date_words(cx, d, s);
}

static void show_field(struct ctx *cx, enum field_id id, const struct proof *p, struct shown *s)
{
	struct date d;
	s->value = p->value[id];
	if (s->value.n == 0) {
		s->value = slice_str(dash);
		return;
	}
	if (id == FIELD_NATIVE)
		s->lang = tongue_of_name(s->value, p->value[FIELD_NATIONALITY]);
	s->en = field_words_en(id, s->value);
	s->zh = field_words_zh(id, s->value);
	if (id == FIELD_TYPE && s->en) { /* its code is the English words with hyphens */
		s->value = slice_str(s->en);
		s->en = "";
	}
	if (!s->en && date_parse(s->value, true, &d))
		date_words(cx, d, s);
}

static struct shown show(struct ctx *cx, int slot, const struct proof *p, const char *code)
{
	struct shown s = { .value = slice_str(dash) };
	char t[21];
	switch (slot) {
	case SLOT_DOCUMENT:
		s.value = values_group(cx, p->number);
		break;
	case SLOT_ISSUED_AT:
		instant_format(p->issued_at, t);
		s.value = slice_str(ctx_printf(cx, "%.10s %.5s UTC", t, t + 11));
		break;
	case SLOT_RECIPIENT:
	case SLOT_PURPOSE: {
		struct slice given = slot == SLOT_RECIPIENT ? p->recipient : p->purpose;
		if (given.n) {
			s.value = given;
		} else {
			s.value = slice_str(page_text_en(TEXT_GENERAL));
			s.en = "";
			s.zh = page_text_zh(TEXT_GENERAL);
		}
		break;
	}
	case SLOT_PROOF_ENDS:
		show_day(cx, p->proof_ends, &s);
		break;
	case SLOT_ENDS:
		show_day(cx, p->ends, &s);
		break;
	case SLOT_CODE:
		s.value = values_group(cx, slice_str(code));
		break;
	default:
		show_field(cx, (enum field_id)slot, p, &s);
	}
	return s;
}

/* A line may break behind a space, and anywhere between two Han characters. */
static bool may_break(int32_t before, int32_t after)
{
	return before == ' ' || (before >= 0x2E80 && after >= 0x2E80 && before < 0xA000 && after < 0xA000);
}

static double advance_of(const struct fonts *fonts, int32_t cp)
{
	int face = font_for(fonts, cp, -1);
	return face < 0 ? 0 : font_advance(&fonts->face[face], font_glyph(&fonts->face[face], cp));
}

/* Readers take a hyphen at the end of a line for one of hyphenation, and drop it. */
static bool ends_in_hyphen(int32_t first, int32_t second) { return second == '-' || (second == ' ' && first == '-'); }

/* Cuts text into lines no wider than w (1/1000 em) where it may; a word wider than the line is cut between letters. Returns the count, 0 when over max. */
static size_t wrap(const struct fonts *fonts, struct slice text, double w, struct slice *lines, size_t max)
{
	size_t n = 0, from = 0, good = 0, whole = 0;
	double width = 0, to_good = 0, to_whole = 0;
	int32_t before = 0, before_that = 0;
	for (size_t at = 0; at < text.n;) {
		size_t here = at;
		int32_t cp = text_next(text, &at);
		double a = advance_of(fonts, cp);
		bool joins = shape_joins(before, cp) || ends_in_hyphen(before_that, before);
		if (!joins) {
			whole = here;
			to_whole = width;
		}
		if (width + a > w && here > from) {
			if (n == max)
				return 0;
			size_t end = good > from ? good : whole > from ? whole : here;
			double kept = good > from ? to_good : whole > from ? to_whole : width;
			lines[n++] = slice_sub(text, from, end - from);
			width -= kept;
			to_whole -= kept;
			from = good = end;
		}
		if (here > from && !joins && may_break(before, cp)) {
			good = here;
			to_good = width;
		}
		width += a;
		before_that = before;
		before = cp;
	}
	if (n == max)
		return 0;
	lines[n++] = slice_sub(text, from, text.n - from);
	return n;
}

static double width_of(const struct fonts *fonts, int face, struct slice text)
{
	double w = 0;
	for (size_t at = 0; at < text.n;) {
		int32_t cp = text_next(text, &at);
		w += face >= 0 ? font_advance(&fonts->face[face], font_glyph(&fonts->face[face], cp)) : advance_of(fonts, cp);
	}
	return w;
}

/* Lines that the text itself has (a machine-readable zone): as large as the longest allows. */
static size_t fit_lines(const struct fonts *fonts, const struct cell *c, int face, struct slice text, double *size, struct slice lines[static MAX_LINES])
{
	size_t n = 0;
	double widest = 1;
	for (size_t from = 0; from <= text.n && n < MAX_LINES; n++) {
		size_t end = slice_find(text, SLICE("\n"), from);
		lines[n] = slice_sub(text, from, end == SIZE_MAX ? text.n : end - from);
		double w = width_of(fonts, face, lines[n]);
		widest = w > widest ? w : widest;
		from += lines[n].n + 1;
	}
	*size = 0.9 * c->size;
	if (widest * *size / 1000 > c->w)
		*size = c->w * 1000 / widest;
	return n;
}

/* The cell's size, smaller until the text fits on one line, else on as many as it takes. */
static size_t fit(const struct fonts *fonts, const struct cell *c, int face, struct slice text, double *size, struct slice lines[static MAX_LINES])
{
	if (slice_find(text, SLICE("\n"), 0) != SIZE_MAX)
		return fit_lines(fonts, c, face, text, size, lines);
	double natural = width_of(fonts, face, text) + 1;
	lines[0] = text;
	*size = natural * c->size / 1000 <= c->w ? c->size : c->w * 1000 / natural;
	if (*size >= c->least)
		return 1;
	for (double z = c->least; z > 3; z -= 0.5) {
		*size = z;
		size_t n = wrap(fonts, text, c->w * 1000 / z, lines, z > 5.5 ? (size_t)c->lines : MAX_LINES);
		if (n)
			return n;
	}
	return 0;
}

static enum err draw_words(struct sheet *s, const struct cell *c, const struct shown *v, double x, double room)
{
	struct sheet_style en = { WORDS_SIZE, SHEET_SOFT, SHEET_LEFT, NULL, -1, 0 }, zh = { WORDS_SIZE, SHEET_SOFT, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	struct shape *a = ctx_alloc(s->cx, sizeof *a), *b = ctx_alloc(s->cx, sizeof *b);
	/* Spaces on either side are for those who hear the text. */
	enum err err = shape_text(s->cx, s->fonts, -1, slice_str(ctx_concat(s->cx, " ", v->en, *v->en && v->zh ? " " : "", NULL)), a);
	if (err == OK)
		err = shape_text(s->cx, s->fonts, FACE_HAN, slice_str(v->zh ? v->zh : ""), b);
	if (err != OK)
		return err;
	double wide_en = sheet_width(&en, a), wide_zh = sheet_width(&zh, b), w = wide_en + wide_zh + 2;
	if (w * 0.8 > room) { /* one above the other beside the value; the row has no room below it */
		en.size = wide_en > room ? WORDS_SIZE * room / wide_en : WORDS_STACKED;
		zh.size = wide_zh > room ? WORDS_SIZE * room / wide_zh : WORDS_STACKED;
		double space = width_of(s->fonts, FACE_TEXT, SLICE(" ")) * en.size / 1000;
		sheet_shape(s, &en, x - space, c->y + 4.6, a);
		sheet_shape(s, &zh, x, c->y - 3, b);
		return OK;
	}
	if (w > room)
		en.size = zh.size = WORDS_SIZE * room / w;
	sheet_shape(s, &en, x, c->y, a);
	sheet_shape(s, &zh, x + sheet_width(&en, a) + 2, c->y, b);
	return OK;
}

static enum err draw_cell(struct ctx *cx, struct sheet *s, const struct cell *c, const struct shown *v)
{
	struct sheet_style style = { c->size, SHEET_INK, SHEET_LEFT, v->lang, c->slot == FIELD_MRZ ? FACE_MONO : -1, 0 };
	struct slice lines[MAX_LINES];
	if (c->slot == FIELD_MRZ && slice_is(v->value, dash))
		style.face = -1;
	size_t n = fit(s->fonts, c, style.face, v->value, &style.size, lines);
	if (slice_is(v->value, dash)) { /* nothing to read: it must not look like a value */
		style.colour = SHEET_SOFT;
		style.size = style.size > DASH_SIZE ? DASH_SIZE : style.size;
	}
	if (n == 0)
		return fail(cx, ERR_LIMIT, "%s is too long for the paper", page_label_en(c->slot));
	/* Several lines begin close under the label above them, or stand about the middle of a label beside them. */
	double w = 0, pitch = style.size * 1.1, y = c->y;
	if (n > 1)
		y = c->label_below > 0 ? c->y + (double)(n - 1) * pitch / 2 : c->label_y - 1.5 - style.size;
	for (size_t i = 0; i < n; i++) {
		enum err err = sheet_text(s, &style, c->x, y - (double)i * pitch, lines[i], &w);
		if (err != OK)
			return err;
	}
	if (c->words && v->en && n == 1)
		return draw_words(s, c, v, c->x + w + WORDS_GAP, c->w - w - WORDS_GAP);
	return OK;
}

/* Says which character of which field cannot be printed, before anything is drawn. */
static enum err check_glyphs(struct ctx *cx, const struct fonts *fonts, int slot, struct slice text)
{
	int32_t cp = fonts_missing(fonts, text);
	if (cp)
		return fail(cx, ERR_GLYPH, "%s: no font has the character U+%04X", page_label_en(slot), (unsigned)cp);
	return OK;
}

enum err values_draw(struct ctx *cx, struct sheet *s, const struct page *page, const struct proof *proof, const char *code)
{
	for (int i = 0; i < page->cells; i++) {
		const struct cell *c = &page->cell[i];
		struct shown v = show(cx, c->slot, proof, code);
		enum err err = check_glyphs(cx, s->fonts, c->slot, v.value);
		if (err != OK)
			return err;
		sheet_begin(s, "P", c->mcid);
		err = draw_cell(cx, s, c, &v);
		sheet_end(s);
		if (err != OK)
			return err;
	}
	return OK;
}

enum err values_draw_legend(struct ctx *cx, struct sheet *s, const struct stock *stock, const struct proof *proof)
{
	const struct sheet_style en = { 7.4, SHEET_INK, SHEET_LEFT, NULL, -1, 0 }, zh = { 7.4, SHEET_INK, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	enum page_text t = proof->masked ? TEXT_MASKED : TEXT_UNMASKED;
	double w = 0, x = PAGE_LEFT, y = stock->page.notes_y - 32;
	sheet_begin(s, "P", stock->mcid_legend);
	enum err err = sheet_text(s, &en, x, y, slice_str(ctx_concat(cx, page_text_en(t), " ", NULL)), &w);
	x += w + 2;
	if (err == OK)
		err = sheet_text(s, &zh, x, y, slice_str(page_text_zh(t)), &w);
	if (err == OK && proof->replaces.n) {
		x += w + 10;
		err = sheet_text(s, &en, x, y, slice_str(ctx_concat(cx, " ", page_text_en(TEXT_REPLACES), " ", NULL)), &w);
		x += w + 2;
		if (err == OK)
			err = sheet_text(s, &zh, x, y, slice_str(ctx_concat(cx, page_text_zh(TEXT_REPLACES), " ", NULL)), &w);
		x += w + 2;
		if (err == OK)
			err = sheet_text(s, &en, x, y, values_group(cx, proof->replaces), NULL);
	}
	sheet_end(s);
	return err;
}
