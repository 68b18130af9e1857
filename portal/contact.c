/* Owns: reading what people type as their e-mail address or telephone number, in the one form the portal keeps. */
#include "portal/account.h"

#include "base/text.h"

#define EMAIL_MAX 254 /* RFC 5321 4.5.3.1.3 */
#define LOCAL_MAX 64  /* RFC 5321 4.5.3.1.1 */

/* Full-width forms (U+FF01-FF5E, ideographic space) become ASCII; false for anything else outside ASCII, and for control characters. */
static bool fold(struct slice typed, struct buf *out)
{
	for (size_t at = 0; at < typed.n;) {
		int32_t c = text_next(typed, &at);
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xff01 - '!';
		if (c == 0x3000 || c == 0xa0)
			c = ' ';
		if (c < ' ' || c > '~')
			return false;
		buf_putc(out, (uint8_t)(c >= 'A' && c <= 'Z' ? c + 32 : c));
	}
	return buf_ok(out);
}

static struct slice trim(struct slice s)
{
	while (s.n && s.p[0] == ' ')
		s = slice_sub(s, 1, s.n);
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

static bool is_alnum(uint8_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* RFC 5322 3.2.3 dot-atom. */
static bool is_local(struct slice s)
{
	if (s.n == 0 || s.n > LOCAL_MAX || s.p[0] == '.' || s.p[s.n - 1] == '.' || slice_find(s, SLICE(".."), 0) != SIZE_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_alnum(s.p[i]) && !strchr(".!#$%&'*+/=?^_`{|}~-", s.p[i]))
			return false;
	}
	return true;
}

static bool is_label(struct slice s)
{
	if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	}
	return true;
}

/* At least two labels, and no address in figures. */
static bool is_domain(struct slice s)
{
	size_t labels = 0;
	for (size_t dot = 0; dot != SIZE_MAX; labels++) {
		dot = slice_find(s, SLICE("."), 0);
		if (!is_label(slice_sub(s, 0, dot)))
			return false;
		if (dot != SIZE_MAX)
			s = slice_sub(s, dot + 1, s.n);
	}
	return labels >= 2 && !(s.p[0] >= '0' && s.p[0] <= '9');
}

static bool is_email(struct slice s)
{
	size_t at = slice_find(s, SLICE("@"), 0);
	return s.n <= EMAIL_MAX && at != SIZE_MAX && is_local(slice_sub(s, 0, at)) && is_domain(slice_sub(s, at + 1, s.n));
}

/* E.164: a country code and number of 8 to 15 figures. */
static bool phone(struct slice s, struct buf *out)
{
	struct slice digits = { 0 };
	bool plus = s.n && s.p[0] == '+';
	uint8_t plain[20];
	size_t n = 0;
	for (size_t i = plus; i < s.n; i++) {
		if (strchr(" -().", s.p[i]))
			continue;
		if (s.p[i] < '0' || s.p[i] > '9' || n == sizeof plain)
			return false;
		plain[n++] = s.p[i];
	}
	digits = slice_of(plain, n);
	if (!plus && slice_starts(digits, SLICE("00"))) {
		digits = slice_sub(digits, 2, n);
		plus = true;
	}
	/* Mobile numbers of the mainland: 11 figures, 13 to 19. */
	bool chinese = !plus && digits.n == 11 && digits.p[0] == '1' && digits.p[1] >= '3';
	if ((!plus && !chinese) || digits.n < 8 || digits.n > 15 || digits.p[0] == '0')
		return false;
	buf_puts(out, chinese ? "+86" : "+");
	buf_put_slice(out, digits);
	return true;
}

enum contact_kind contact_normalise(struct ctx *cx, struct slice typed, struct slice *out)
{
	struct buf folded, number;
	enum contact_kind kind = CONTACT_NONE;
	*out = (struct slice){ 0 };
	buf_init(&folded, EMAIL_MAX + 64);
	buf_init(&number, 32);
	if (fold(typed, &folded)) {
		struct slice s = trim(buf_slice(&folded));
		if (is_email(s)) {
			kind = CONTACT_EMAIL;
			*out = ctx_copy(cx, s);
		} else if (phone(s, &number)) {
			kind = CONTACT_PHONE;
			*out = ctx_copy(cx, buf_slice(&number));
		}
	}
	buf_free(&folded);
	buf_free(&number);
	return kind;
}

struct slice contact_mask(struct ctx *cx, enum contact_kind kind, struct slice contact)
{
	size_t at = slice_find(contact, SLICE("@"), 0);
	if (kind == CONTACT_EMAIL && at != SIZE_MAX && at > 0)
		return slice_str(ctx_printf(cx, "%c***%.*s", contact.p[0], (int)(contact.n - at), (const char *)contact.p + at));
	if (kind == CONTACT_PHONE && contact.n > 4)
		return slice_str(ctx_printf(cx, "*** %.*s", 4, (const char *)contact.p + contact.n - 4));
	return SLICE("***");
}
