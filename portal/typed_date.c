/* Owns: the reading of typed dates. */
#include "portal/typed_date.h"

/* A digit, plain or full-width; -1 for anything else. */
static int digit_of(int32_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 0xff10 && c <= 0xff19 ? c - 0xff10 : -1;
}

static bool is_gap(int32_t c)
{
	return c == '-' || c == '/' || c == '.' || c == 0x5e74 || c == 0x6708 || c == 0xff0d || c == 0xff0e || c == 0xff0f; /* also 年 月 and full-width forms */
}

bool typed_date(struct slice typed, bool unknown_allowed, struct date *out)
{
	int parts[3] = { 0 }, digits[3] = { 0 }, part = 0;
	if (typed.n > 60)
		return false;
	for (size_t at = 0; at < typed.n;) {
		int32_t c = text_next(typed, &at);
		int digit = digit_of(c);
		if (digit >= 0 && digits[part] < 8) {
			parts[part] = parts[part] * 10 + digit;
			digits[part]++;
		} else if (is_gap(c) && part < 2 && digits[part]) {
			part++;
		} else if (c != ' ' && !(c == 0x65e5 && part == 2 && at == typed.n)) {
			return false;
		}
	}
	if (part == 0 && digits[0] == 8)
		return date_from_number((uint32_t)parts[0], unknown_allowed, out);
	if (part != 2 || digits[0] != 4 || digits[1] < 1 || digits[1] > 2 || digits[2] < 1 || digits[2] > 2)
		return false;
	return date_from_number((uint32_t)(parts[0] * 10000 + parts[1] * 100 + parts[2]), unknown_allowed, out);
}

struct slice typed_date_text(struct ctx *cx, struct date d)
{
	char text[11];
	date_format(d, text);
	return ctx_copy(cx, slice_str(text));
}
