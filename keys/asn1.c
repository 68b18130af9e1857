/* Owns: ASN.1 values of certificates, in and out. */
#include "keys/asn1.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

struct slice asn1_take_whole(struct rd *r, unsigned tag)
{
	if (rd_peek(r) != (int)tag)
		r->failed = true;
	return der_take_whole(r);
}

bool asn1_take_true(struct rd *r)
{
	if (rd_peek(r) != TAG_BOOLEAN)
		return false;
	struct slice v = der_take(r, TAG_BOOLEAN);
	if (v.n != 1 || v.p[0] != 0xff)
		r->failed = true;
	return !r->failed;
}

uint32_t asn1_take_small(struct rd *r)
{
	struct slice v = der_take(r, DER_INTEGER);
	if (v.n < 1 || v.n > 4 || v.p[0] >> 7 || (v.n > 1 && v.p[0] == 0 && v.p[1] >> 7 == 0)) {
		r->failed = true;
		return 0;
	}
	uint32_t value = 0;
	for (size_t i = 0; i < v.n; i++)
		value = value << 8 | v.p[i];
	return value;
}

struct slice asn1_make_parts(struct ctx *cx, unsigned tag, size_t count, const struct slice *parts)
{
	struct buf b;
	buf_init(&b, 65536);
	size_t mark = der_begin(&b, tag);
	for (size_t i = 0; i < count; i++)
		buf_put_slice(&b, parts[i]);
	der_end(&b, mark);
	if (!buf_ok(&b))
		abort(); /* our own plans are far below the limit */
	struct slice whole = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return whole;
}

struct slice asn1_make_integer(struct ctx *cx, struct slice magnitude)
{
	while (magnitude.n > 1 && magnitude.p[0] == 0)
		magnitude = slice_sub(magnitude, 1, magnitude.n);
	struct slice sign = magnitude.n == 0 || magnitude.p[0] >> 7 ? slice_of("", 1) : (struct slice){ 0 };
	return asn1_make(cx, DER_INTEGER, sign, magnitude);
}

struct slice asn1_make_time(struct ctx *cx, int64_t seconds)
{
	struct date d = date_of_instant(seconds);
	int64_t second = seconds - date_days(d) * 86400;
	const char *text = ctx_printf(cx, "%04d%02d%02d%02d%02d%02dZ", d.year, d.month, d.day, (int)(second / 3600), (int)(second / 60 % 60),
		(int)(second % 60));
	if (d.year < 2050)
		return asn1_make(cx, TAG_UTC_TIME, slice_str(text + 2));
	return asn1_make(cx, TAG_GENERAL_TIME, slice_str(text));
}

/* Reads a run of digits of the given width, for date parts; failure is left to the caller's range checks. */
static int digits(struct slice s, size_t at, size_t n)
{
	int v = 0;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

int64_t asn1_take_time(struct rd *r)
{
	bool utc = rd_peek(r) == TAG_UTC_TIME;
	struct slice s = der_take(r, utc ? TAG_UTC_TIME : TAG_GENERAL_TIME);
	size_t at = utc ? 2 : 4;
	if (r->failed || s.n != at + 11 || s.p[at + 10] != 'Z') {
		r->failed = true;
		return 0;
	}
	int year = digits(s, 0, at), month = digits(s, at, 2), day = digits(s, at + 2, 2);
	int hour = digits(s, at + 4, 2), minute = digits(s, at + 6, 2), second = digits(s, at + 8, 2);
	if (utc && year >= 0)
		year += year < 50 ? 2000 : 1900;
	char text[40];
	struct date d;
	snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
	bool sound = date_parse(slice_str(text), false, &d) && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
	/* RFC 5280 4.1.2.5: GeneralizedTime only from 2050 on. */
	if (!sound || utc != (year < 2050)) {
		r->failed = true;
		return 0;
	}
	return date_days(d) * 86400 + hour * 3600 + minute * 60 + second;
}
