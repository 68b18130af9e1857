/* Owns: UTF-8, NFC, dates. */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

int32_t text_next_slowly(struct slice s, size_t *at)
{
	static const int32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (*at >= s.n)
		return -1;
	uint8_t lead = s.p[*at];
	unsigned size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
	if (size == 0 || size > s.n - *at)
		return -1;
	int32_t c = size == 1 ? lead : lead & (0x7f >> size);
	for (unsigned i = 1; i < size; i++) {
		uint8_t next = s.p[*at + i];
		if (next >> 6 != 2)
			return -1;
		c = (int32_t)(c << 6) | (next & 0x3f);
	}
	if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return -1;
	*at += size;
	return c;
}

bool text_is_utf8(struct slice s)
{
	for (size_t at = 0; at < s.n;) {
		if (text_next(s, &at) <= 0)
			return false;
	}
	return true;
}

size_t text_length(struct slice s)
{
	size_t count = 0;
	for (size_t i = 0; i < s.n; i++)
		count += s.p[i] >> 6 != 2;
	return count;
}

void text_put(struct buf *b, int32_t c)
{
	uint8_t out[4];
	buf_put(b, out, (size_t)utf8proc_encode_char(c, out));
}

static enum err map(struct ctx *cx, struct slice s, utf8proc_option_t how, uint8_t **out, size_t *n)
{
	utf8proc_uint8_t *text = NULL;
	utf8proc_ssize_t length = utf8proc_map(s.p, (utf8proc_ssize_t)s.n, &text, how);
	if (length < 0) {
		free(text);
		return fail(cx, ERR_TEXT_UTF8, "text is not well-formed UTF-8 (RFC 3629)");
	}
	*out = text;
	*n = (size_t)length;
	return OK;
}

static enum err compose(struct ctx *cx, struct slice s, uint8_t **out, size_t *n)
{
	return map(cx, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE, out, n);
}

bool text_is_nfc(struct slice s)
{
	struct ctx cx;
	ctx_init(&cx, 0);
	uint8_t *text = NULL;
	size_t n = 0;
	bool same = s.n == 0 || (compose(&cx, s, &text, &n) == OK && slice_eq(slice_of(text, n), s));
	free(text);
	return same;
}

enum err text_nfc(struct ctx *cx, struct slice s, struct slice *out)
{
	uint8_t *text = NULL;
	size_t n = 0;
	enum err e = s.n ? compose(cx, s, &text, &n) : OK;
	if (e == OK)
		*out = ctx_copy(cx, slice_of(text ? text : (const uint8_t *)"", n));
	free(text);
	return e;
}

enum err text_fold(struct ctx *cx, struct slice s, struct slice *out)
{
	uint8_t *text = NULL;
	size_t n = 0;
	enum err e = s.n ? map(cx, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &text, &n) : OK;
	if (e == OK)
		*out = ctx_copy(cx, slice_of(text ? text : (const uint8_t *)"", n));
	free(text);
	return e;
}

bool text_is_plain(int32_t c)
{
	if (c >= 0 && c < 0x80)
		return c >= 0x20 && c != 0x7f;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		/* Joiners belong to the spelling of some Indic and Arabic-script names (UAX 31 2.3). */
		return c == 0x200c || c == 0x200d;
	default:
		return true;
	}
}

bool text_is_name(int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);
	bool letter = k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO, punctuation = k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_PO;
	/* Unicode counts it among the numbers; in Chinese it is a character, and names are written with it. */
	bool ling = c == 0x3007;
	return letter || punctuation || ling || k == UTF8PROC_CATEGORY_ZS || text_is_mark(c);
}

bool text_is_mark(int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return true;
	default:
		return c == 0x200c || c == 0x200d;
	}
}

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool date_is_real(struct date d, bool unknown_allowed)
{
	if (d.year < 1000 || d.year > 9999 || d.month < 0 || d.month > 12 || d.day < 0)
		return false;
	if (d.month == 0)
		return unknown_allowed && d.day == 0;
	if (d.day == 0)
		return unknown_allowed;
	return d.day <= month_days(d.year, d.month);
}

static bool take_digits(struct rd *r, unsigned count, int *out)
{
	struct slice s = rd_take(r, count);
	*out = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*out = *out * 10 + (s.p[i] - '0');
	}
	return s.n == count;
}

static bool take_date(struct rd *r, struct date *d)
{
	if (!take_digits(r, 4, &d->year))
		return false;
	rd_expect(r, SLICE("-"));
	if (!take_digits(r, 2, &d->month))
		return false;
	rd_expect(r, SLICE("-"));
	return take_digits(r, 2, &d->day) && !r->failed;
}

bool date_parse(struct slice text, bool unknown_allowed, struct date *out)
{
	struct rd r = rd_of(text);
	struct date d = { 0 };
	if (!take_date(&r, &d) || !rd_end(&r) || !date_is_real(d, unknown_allowed))
		return false;
	*out = d;
	return true;
}

static void put_digits(char *out, int count, int v)
{
	for (; count > 0; v /= 10)
		out[--count] = (char)('0' + v % 10);
}

void date_format(struct date d, char out[static 11])
{
	put_digits(out, 4, d.year);
	out[4] = '-';
	put_digits(out + 5, 2, d.month);
	out[7] = '-';
	put_digits(out + 8, 2, d.day);
	out[10] = 0;
}

int date_compare(struct date a, struct date b)
{
	uint32_t x = date_number(a), y = date_number(b);
	return x < y ? -1 : x > y;
}

uint32_t date_number(struct date d) { return (uint32_t)(d.year * 10000 + d.month * 100 + d.day); }

bool date_from_number(uint32_t number, bool unknown_allowed, struct date *out)
{
	if (number > 99991231)
		return false;
	struct date d = { (int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100) };
	if (!date_is_real(d, unknown_allowed))
		return false;
	*out = d;
	return true;
}

/* Proleptic Gregorian by eras of 400 years, each beginning on 1 March. */
int64_t date_days(struct date d)
{
	int64_t year = d.year - (d.month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct date date_from_days(int64_t days)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t day_of_era = days - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * day_of_year + 2) / 153;
	struct date d = { .day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1), .month = (int)(shifted + (shifted < 10 ? 3 : -9)) };
	d.year = (int)(year_of_era + era * 400 + (d.month <= 2));
	return d;
}

static int64_t floor_days(int64_t seconds) { return (seconds >= 0 ? seconds : seconds - 86399) / 86400; }

struct date date_of_instant(int64_t seconds) { return date_from_days(floor_days(seconds)); }

void instant_format(int64_t seconds, char out[static 21])
{
	struct date d = date_of_instant(seconds);
	int rest = (int)(seconds - floor_days(seconds) * 86400);
	date_format(d, out);
	out[10] = 'T';
	put_digits(out + 11, 2, rest / 3600);
	out[13] = ':';
	put_digits(out + 14, 2, rest / 60 % 60);
	out[16] = ':';
	put_digits(out + 17, 2, rest % 60);
	out[19] = 'Z';
	out[20] = 0;
}

bool instant_parse(struct slice text, int64_t *out)
{
	struct rd r = rd_of(text);
	struct date d = { 0 };
	int hour = 0, minute = 0, second = 0;
	if (!take_date(&r, &d) || !date_is_real(d, false))
		return false;
	if (rd_left(&r)) {
		rd_expect(&r, SLICE("T"));
		bool digits = take_digits(&r, 2, &hour);
		rd_expect(&r, SLICE(":"));
		digits = digits && take_digits(&r, 2, &minute);
		rd_expect(&r, SLICE(":"));
		digits = digits && take_digits(&r, 2, &second);
		rd_expect(&r, SLICE("Z"));
		if (!digits || hour > 23 || minute > 59 || second > 59)
			return false;
	}
	if (!rd_end(&r))
		return false;
	*out = date_days(d) * 86400 + hour * 3600 + minute * 60 + second;
	return true;
}

struct date date_at(int64_t seconds, int utc_offset) { return date_of_instant(seconds + 60 * (int64_t)utc_offset); }

int64_t date_over(struct date d, int utc_offset) { return (date_days(d) + 1) * 86400 - 60 * (int64_t)utc_offset; }

bool offset_parse(struct slice text, int *utc_offset)
{
	struct rd r = rd_of(text);
	struct slice sign = rd_take(&r, 1);
	int hours = 0, minutes = 0;
	bool west = slice_is(sign, "-"), good = (west || slice_is(sign, "+")) && take_digits(&r, 2, &hours);
	rd_expect(&r, SLICE(":"));
	good = good && take_digits(&r, 2, &minutes) && rd_end(&r);
	int offset = hours * 60 + minutes;
	if (!good || minutes > 59 || offset % 15 || offset > (west ? 12 : 14) * 60 || (west && !offset))
		return false;
	*utc_offset = west ? -offset : offset;
	return true;
}

void offset_format(int utc_offset, char out[static 7])
{
	int size = utc_offset < 0 ? -utc_offset : utc_offset;
	out[0] = utc_offset < 0 ? '-' : '+';
	put_digits(out + 1, 2, size / 60);
	out[3] = ':';
	put_digits(out + 4, 2, size % 60);
	out[6] = 0;
}

bool instant_typed(struct slice text, int utc_offset, int64_t *out)
{
	char utc[21];
	int64_t instant;
	if (text.n == 25 && offset_parse(slice_sub(text, 19, 25), &utc_offset)) {
		memcpy(utc, text.p, 19);
		utc[19] = 'Z';
		text = slice_of(utc, 20);
	} else if (text.n != 10) {
		utc_offset = 0;
	}
	if (!instant_parse(text, &instant))
		return false;
	*out = instant - 60 * (int64_t)utc_offset;
	return true;
}
