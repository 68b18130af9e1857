/* Owns: reading and writing machine-readable zones from one table of layouts (ICAO Doc 9303 parts 4 to 7). */
#include "formats/mrz.h"

#include "formats/mrz_name.h"

#include <string.h>

struct field { uint8_t line, at, n; };

struct layout {
	const char *name;
	uint8_t lines, width;
	struct field code, state, names, number, nationality, birth, sex, expiry, optional, optional1;
	bool personal_digit;          /* TD3: check digit behind the personal number */
	struct field composite[4];    /* what the composite check digit covers; n 0 ends */
	struct field composite_digit; /* n 0: the zone has none */
};

/* Positions from 0. A check digit stands directly behind number, birth and expiry. */
static const struct layout layouts[MRZ_KIND_COUNT] = {
	[MRZ_TD1] = { "TD1", 3, 30, { 0, 0, 2 }, { 0, 2, 3 }, { 2, 0, 30 }, { 0, 5, 9 }, { 1, 15, 3 }, { 1, 0, 6 }, { 1, 7, 1 }, { 1, 8, 6 },
		{ 1, 18, 11 }, { 0, 15, 15 }, false, { { 0, 5, 25 }, { 1, 0, 7 }, { 1, 8, 7 }, { 1, 18, 11 } }, { 1, 29, 1 } },
	[MRZ_TD2] = { "TD2", 2, 36, { 0, 0, 2 }, { 0, 2, 3 }, { 0, 5, 31 }, { 1, 0, 9 }, { 1, 10, 3 }, { 1, 13, 6 }, { 1, 20, 1 }, { 1, 21, 6 },
		{ 1, 28, 7 }, { 0, 0, 0 }, false, { { 1, 0, 10 }, { 1, 13, 7 }, { 1, 21, 14 }, { 0, 0, 0 } }, { 1, 35, 1 } },
	[MRZ_TD3] = { "TD3", 2, 44, { 0, 0, 2 }, { 0, 2, 3 }, { 0, 5, 39 }, { 1, 0, 9 }, { 1, 10, 3 }, { 1, 13, 6 }, { 1, 20, 1 }, { 1, 21, 6 },
		{ 1, 28, 14 }, { 0, 0, 0 }, true, { { 1, 0, 10 }, { 1, 13, 7 }, { 1, 21, 22 }, { 0, 0, 0 } }, { 1, 43, 1 } },
	[MRZ_MRV_A] = { "MRV-A", 2, 44, { 0, 0, 2 }, { 0, 2, 3 }, { 0, 5, 39 }, { 1, 0, 9 }, { 1, 10, 3 }, { 1, 13, 6 }, { 1, 20, 1 }, { 1, 21, 6 },
		{ 1, 28, 16 }, { 0, 0, 0 }, false, { { 0, 0, 0 } }, { 0, 0, 0 } },
	[MRZ_MRV_B] = { "MRV-B", 2, 36, { 0, 0, 2 }, { 0, 2, 3 }, { 0, 5, 31 }, { 1, 0, 9 }, { 1, 10, 3 }, { 1, 13, 6 }, { 1, 20, 1 }, { 1, 21, 6 },
		{ 1, 28, 8 }, { 0, 0, 0 }, false, { { 0, 0, 0 } }, { 0, 0, 0 } },
};

static int value_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return c == '<' ? 0 : -1;
}

static int digit_sum(struct slice text, size_t *position)
{
	static const int weights[] = { 7, 3, 1 };
	int sum = 0;
	for (size_t i = 0; i < text.n; i++, (*position)++)
		sum += value_of(text.p[i]) * weights[*position % 3];
	return sum % 10;
}

char mrz_check_digit(struct slice text)
{
	size_t position = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (value_of(text.p[i]) < 0)
			return 0;
	}
	return (char)('0' + digit_sum(text, &position));
}

/* ---- reading ---- */

struct zone {
	struct ctx *cx;
	const struct layout *layout;
	struct slice line[3];
};

static struct slice part(const struct zone *z, struct field f) { return slice_sub(z->line[f.line], f.at, f.n); }

static struct field behind(struct field f) { return (struct field){ f.line, (uint8_t)(f.at + f.n), 1 }; }

static struct slice trim(struct slice s)
{
	while (s.n && s.p[s.n - 1] == '<')
		s.n--;
	return s;
}

static void keep(char *to, struct slice from)
{
	memcpy(to, from.p, from.n);
	to[from.n] = 0;
}

static enum mrz_kind kind_of(size_t lines, size_t width, uint8_t first)
{
	if (lines == 3 && width == 30)
		return MRZ_TD1;
	if (lines == 2 && width == 44)
		return first == 'V' ? MRZ_MRV_A : first == 'P' ? MRZ_TD3 : MRZ_NONE;
	if (lines == 2 && width == 36)
		return first == 'V' ? MRZ_MRV_B : MRZ_TD2;
	return MRZ_NONE;
}

static enum err split(struct ctx *cx, struct slice text, struct zone *z, enum mrz_kind *kind)
{
	size_t lines = 0;
	for (size_t at = 0; at <= text.n; lines++) {
		size_t end = slice_find(text, SLICE("\n"), at);
		end = end == SIZE_MAX ? text.n : end;
		if (lines == 3)
			return fail(cx, ERR_MRZ_FORM, "ICAO 9303-3 4: more than three lines");
		z->line[lines] = slice_sub(text, at, end - at);
		at = end + 1;
	}
	for (size_t i = 0; i < lines; i++) {
		if (z->line[i].n != z->line[0].n)
			return fail(cx, ERR_MRZ_FORM, "ICAO 9303-3 4: lines of different length");
		for (size_t j = 0; j < z->line[i].n; j++) {
			if (value_of(z->line[i].p[j]) < 0)
				return fail(cx, ERR_MRZ_FORM, "ICAO 9303-3 4.1: line %zu, position %zu: not A-Z, 0-9 or <", i + 1, j + 1);
		}
	}
	*kind = z->line[0].n ? kind_of(lines, z->line[0].n, z->line[0].p[0]) : MRZ_NONE;
	z->cx = cx;
	z->layout = &layouts[*kind];
	if (*kind == MRZ_NONE)
		return fail(cx, ERR_MRZ_FORM, "ICAO 9303-3 4.2: %zu lines of %zu characters are no known zone", lines, z->line[0].n);
	return OK;
}

static bool all_in(struct slice s, uint8_t low, uint8_t high)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < low || s.p[i] > high)
			return false;
	}
	return true;
}

/* A code of letters with filler only behind them. */
static bool is_letters(struct slice s) { return all_in(trim(s), 'A', 'Z') && trim(s).n > 0; }

/* YYMMDD; an unknown month or day is "<<", an unknown date six of them (9303-3 4.8). */
static bool is_date(struct slice s)
{
	for (size_t i = 0; i < 6; i += 2) {
		struct slice pair = slice_sub(s, i, 2);
		if (!all_in(pair, '0', '9') && !slice_is(pair, "<<"))
			return false;
	}
	return true;
}

static enum err check_forms(const struct zone *z)
{
	const struct layout *l = z->layout;
	struct slice sex = part(z, l->sex), names = part(z, l->names);
	if (!is_letters(part(z, l->code)))
		return fail(z->cx, ERR_MRZ_FORM, "%s: document code: not letters", l->name);
	if (!is_letters(part(z, l->state)) || !is_letters(part(z, l->nationality)))
		return fail(z->cx, ERR_MRZ_FORM, "%s: issuing state or nationality: not letters", l->name);
	for (size_t i = 0; i < names.n; i++) {
		if (names.p[i] >= '0' && names.p[i] <= '9')
			return fail(z->cx, ERR_MRZ_FORM, "ICAO 9303-3 4.6: a digit in the name");
	}
	if (names.p[0] == '<')
		return fail(z->cx, ERR_MRZ_FORM, "ICAO 9303-3 4.6: no name");
	if (!is_date(part(z, l->birth)) || !is_date(part(z, l->expiry)))
		return fail(z->cx, ERR_MRZ_FORM, "%s: birth or expiry: not YYMMDD", l->name);
	if (!slice_is(sex, "M") && !slice_is(sex, "F") && !slice_is(sex, "<"))
		return fail(z->cx, ERR_MRZ_FORM, "%s: sex: not M, F or <", l->name);
	return OK;
}

static enum err check_digit(const struct zone *z, const char *what, struct slice text, struct slice digit)
{
	if (digit.p[0] == (uint8_t)mrz_check_digit(text))
		return OK;
	return fail(z->cx, ERR_MRZ_DIGIT, "ICAO 9303-3 4.9: %s: check digit of the %s is wrong", z->layout->name, what);
}

/*
 * TD1 and TD2: a number longer than nine goes on in the optional data: its check digit's place holds '<', then come the rest,
 * the check digit and '<' (9303-5 4.2.2, note j).
 */
static enum err take_number(const struct zone *z, struct mrz *out)
{
	const struct layout *l = z->layout;
	bool is_td1 = l->lines == 3;
	struct slice first = part(z, l->number), digit = part(z, behind(l->number));
	struct slice rest = part(z, is_td1 ? l->optional1 : l->optional);
	size_t end = slice_find(rest, SLICE("<"), 0);
	bool may_be_long = (is_td1 || l->composite_digit.n) && !l->personal_digit;
	keep(out->number, trim(first));
	if (!may_be_long || digit.p[0] != '<' || trim(first).n < 9 || end == SIZE_MAX || end < 2)
		return check_digit(z, "document number", first, digit);
	keep(out->number + 9, slice_sub(rest, 0, end - 1));
	keep(is_td1 ? out->optional1 : out->optional, trim(slice_sub(rest, end + 1, rest.n)));
	return check_digit(z, "document number", slice_str(out->number), slice_sub(rest, end - 1, 1));
}

static enum err check_personal(const struct zone *z)
{
	struct slice personal = part(z, z->layout->optional), digit = part(z, behind(z->layout->optional));
	if (!z->layout->personal_digit)
		return OK;
	if (trim(personal).n == 0 && digit.p[0] == '<')
		return OK; /* 9303-4 4.2.2: may be filler when there is no number */
	return check_digit(z, "personal number", personal, digit);
}

static enum err check_composite(const struct zone *z)
{
	const struct layout *l = z->layout;
	size_t position = 0;
	int sum = 0;
	if (!l->composite_digit.n)
		return OK;
	for (size_t i = 0; i < 4 && l->composite[i].n; i++)
		sum += digit_sum(part(z, l->composite[i]), &position);
	if (part(z, l->composite_digit).p[0] != '0' + sum % 10)
		return fail(z->cx, ERR_MRZ_DIGIT, "ICAO 9303-3 4.9: %s: composite check digit is wrong", l->name);
	return OK;
}

static void keep_fields(const struct zone *z, struct mrz *out)
{
	const struct layout *l = z->layout;
	keep(out->code, trim(part(z, l->code)));
	keep(out->state, trim(part(z, l->state)));
	keep(out->name, part(z, l->names));
	keep(out->nationality, trim(part(z, l->nationality)));
	keep(out->birth, part(z, l->birth));
	keep(out->expiry, part(z, l->expiry));
	keep(out->optional, trim(part(z, l->optional)));
	if (l->optional1.n)
		keep(out->optional1, trim(part(z, l->optional1)));
	uint8_t sex = part(z, l->sex).p[0];
	out->sex = sex == '<' ? 'X' : (char)sex;
}

enum err mrz_parse(struct ctx *cx, struct slice text, struct mrz *out)
{
	struct zone z = { 0 };
	struct mrz m = { 0 };
	enum err e = split(cx, text, &z, &m.kind);
	if (e == OK)
		e = check_forms(&z);
	if (e != OK)
		return e;
	keep_fields(&z, &m);
	e = take_number(&z, &m);
	if (e == OK)
		e = check_digit(&z, "date of birth", part(&z, z.layout->birth), part(&z, behind(z.layout->birth)));
	if (e == OK)
		e = check_digit(&z, "date of expiry", part(&z, z.layout->expiry), part(&z, behind(z.layout->expiry)));
	if (e == OK)
		e = check_personal(&z);
	if (e == OK)
		e = check_composite(&z);
	if (e == OK)
		*out = m;
	return e;
}

/* ---- writing ---- */

struct draft {
	const struct layout *layout;
	char line[2][45];
	bool failed;
};

static void put(struct draft *d, struct field f, struct slice text)
{
	if (text.n > f.n) {
		d->failed = true;
		return;
	}
	for (size_t i = 0; i < text.n; i++)
		d->failed = d->failed || value_of(text.p[i]) < 0;
	if (text.n)
		memcpy(d->line[f.line] + f.at, text.p, text.n);
}

static void put_digit(struct draft *d, struct field f)
{
	d->line[f.line][f.at + f.n] = mrz_check_digit(slice_of(d->line[f.line] + f.at, f.n));
}

static void put_pair(char *out, int v)
{
	out[0] = (char)(v ? '0' + v / 10 % 10 : '<');
	out[1] = (char)(v ? '0' + v % 10 : '<');
}

static void put_date(struct draft *d, struct field f, struct date date)
{
	char text[6];
	text[0] = (char)('0' + date.year / 10 % 10);
	text[1] = (char)('0' + date.year % 10);
	put_pair(text + 2, date.month);
	put_pair(text + 4, date.day);
	put(d, f, slice_of(text, 6));
	put_digit(d, f);
}

static void put_composite(struct draft *d)
{
	const struct layout *l = d->layout;
	size_t position = 0;
	int sum = 0;
	for (size_t i = 0; i < 4 && l->composite[i].n; i++)
		sum += digit_sum(slice_of(d->line[l->composite[i].line] + l->composite[i].at, l->composite[i].n), &position);
	if (l->composite_digit.n)
		d->line[l->composite_digit.line][l->composite_digit.at] = (char)('0' + sum % 10);
}

enum err mrz_encode(struct ctx *cx, const struct mrz_input *in, struct buf *out)
{
	if (in->kind != MRZ_TD3 && in->kind != MRZ_MRV_A && in->kind != MRZ_MRV_B)
		return fail(cx, ERR_MRZ_FORM, "only TD3, MRV-A and MRV-B are written");
	struct draft d = { .layout = &layouts[in->kind] };
	const struct layout *l = d.layout;
	char names[MRZ_NAME_MAX + 1];
	memset(d.line, '<', sizeof d.line);
	if (!mrz_name_write(in->surname, in->given, l->names.n, names))
		return fail(cx, ERR_MRZ_FORM, "ICAO 9303-3 section 6: a letter of the name has no row in the table");
	put(&d, l->code, in->code);
	put(&d, l->state, in->state);
	put(&d, l->names, slice_of(names, l->names.n));
	put(&d, l->number, in->number);
	put_digit(&d, l->number);
	put(&d, l->nationality, in->nationality);
	put_date(&d, l->birth, in->birth);
	put(&d, l->sex, in->sex == 'X' ? SLICE("<") : slice_of(&in->sex, 1));
	put_date(&d, l->expiry, in->expiry);
	put(&d, l->optional, in->optional);
	if (l->personal_digit && in->optional.n)
		put_digit(&d, l->optional);
	put_composite(&d);
	if (d.failed || in->number.n == 0)
		return fail(cx, ERR_MRZ_FORM, "%s: a field is too long or holds a foreign character", l->name);
	buf_put(out, d.line[0], l->width);
	buf_putc(out, '\n');
	buf_put(out, d.line[1], l->width);
	return OK;
}
