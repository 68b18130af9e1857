/* Owns: the rules, one small function a subject, in the order of the list in rules_check. */
#include "schemas/rules.h"

#include "formats/mrz_name.h"
#include "schemas/country.h"
#include "schemas/rules_mrz.h"

#include <string.h>

/* ---- text ---- */

/* A letter that a machine-readable zone can write, or a mark that composes with no letter. */
static bool is_latin_letter(int32_t c) { return mrz_letter(c) || (c >= 0x300 && c <= 0x36f); }

static bool is_name_mark(int32_t c) { return c == ' ' || c == '-' || c == '\'' || c == 0x2019 || c == 0x2bb || c == 0x2bc || c == ',' || c == '.'; }

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

void rules_text(struct flaws *f, const char *at, struct slice text)
{
	bool spaced = true;
	int32_t last = ' ';
	for (size_t i = 0; i < text.n;) {
		int32_t c = text_next(text, &i);
		if (!text_is_plain(c))
			flaws_add_character(f, at, FLAW_NOT_PLAIN, c);
		spaced = spaced && !(c == ' ' && last == ' ');
		last = c;
	}
	if (text.n && (!spaced || last == ' '))
		flaws_add(f, at, FLAW_SPACES);
	if (!text_is_nfc(text))
		flaws_add(f, at, FLAW_NOT_NFC);
}

/* Doc 9303-3 4.6: Latin letters, no digits; the zone drops or replaces the marks. */
static void check_latin_name(struct flaws *f, const char *at, struct slice text)
{
	int32_t foreign = 0;
	bool digits = false, letters = false;
	rules_text(f, at, text);
	for (size_t i = 0; i < text.n;) {
		int32_t c = text_next(text, &i);
		digits = digits || is_digit(c);
		letters = letters || mrz_letter(c);
		if (!foreign && !is_latin_letter(c) && !is_name_mark(c) && !is_digit(c))
			foreign = c;
	}
	if (digits)
		flaws_add(f, at, FLAW_NAME_DIGIT);
	if (foreign)
		flaws_add_character(f, at, FLAW_NAME_SCRIPT, foreign);
	if (text.p && !letters && !foreign && !digits)
		flaws_add(f, at, FLAW_NAME_EMPTY);
}

static void check_native_name(struct flaws *f, const char *at, struct slice text)
{
	bool letters = false;
	rules_text(f, at, text);
	for (size_t i = 0; i < text.n;) {
		int32_t c = text_next(text, &i);
		letters = letters || mrz_letter(c) || c > 0x36f;
		if (text_is_plain(c) && !is_digit(c) && !text_is_name(c))
			flaws_add_character(f, at, FLAW_NAME_SYMBOL, c);
		if (is_digit(c))
			flaws_add(f, at, FLAW_NAME_DIGIT);
	}
	if (text.p && !letters)
		flaws_add(f, at, FLAW_NAME_EMPTY);
}

/* ---- codes and dates ---- */

static void check_country(struct flaws *f, const char *at, struct slice code, bool issues)
{
	if (code.p && !country_find(code))
		flaws_add(f, at, FLAW_COUNTRY);
	else if (issues && code.p && country_is_status(code))
		flaws_add(f, at, FLAW_STATE_NOT_ISSUING);
}

static bool is_future(const struct flaws *f, struct date d)
{
	/* A day ahead of UTC is today somewhere. */
	return date_compare(d, date_of_instant(f->cx->now + 86400)) > 0;
}

static void check_issue(struct flaws *f, const char *at, const struct holder *h, struct date issued)
{
	if (!issued.year)
		return;
	if (is_future(f, issued))
		flaws_add(f, at, FLAW_ISSUE_FUTURE);
	if (h->birth.year && !is_future(f, h->birth) && date_compare(h->birth, issued) >= 0)
		flaws_add(f, at, FLAW_ISSUE_BEFORE_BIRTH);
}

static void check_end(struct flaws *f, const char *at, struct date issued, struct date end, enum flaw_code code)
{
	if (issued.year && end.year && date_compare(end, issued) < 0)
		flaws_add(f, at, code);
}

static void check_holder(struct flaws *f, const struct holder *h)
{
	check_latin_name(f, "/holder/surname", h->surname);
	check_latin_name(f, "/holder/given_names", h->given);
	check_native_name(f, "/holder/native_name", h->native);
	check_country(f, "/holder/nationality", h->nationality, false);
	if (h->birth.year && is_future(f, h->birth))
		flaws_add(f, "/holder/birth_date", FLAW_BIRTH_FUTURE);
}

/* ---- contact ---- */

static bool is_atom(uint8_t c) { return c > ' ' && c < 0x7f && !strchr("()<>[]:;@\\,\"", c); }

static bool is_host(uint8_t c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

/* Letters of ASCII alone: dots stand between others, never first, last or twice. */
static bool is_dotted(struct slice s, bool (*fits)(uint8_t c), bool dot_needed)
{
	bool dots = false, last_dot = true;
	for (size_t i = 0; i < s.n; i++) {
		bool dot = s.p[i] == '.';
		if (dot ? last_dot : !fits(s.p[i]))
			return false;
		dots = dots || dot;
		last_dot = dot;
	}
	return s.n > 0 && !last_dot && (dots || !dot_needed);
}

/* RFC 5321 4.1.2 without quoted names and address literals. */
static bool is_email(struct slice s)
{
	size_t at = slice_find(s, SLICE("@"), 0);
	return at != SIZE_MAX && at <= 64 && is_dotted(slice_sub(s, 0, at), is_atom, false) && is_dotted(slice_sub(s, at + 1, s.n), is_host, true);
}

/* ITU-T E.164: at most 15 digits. */
static bool is_phone(struct slice s)
{
	if (s.n && s.p[0] == '+')
		s = slice_sub(s, 1, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return false;
	}
	return s.n >= 6 && s.n <= 15;
}

static void check_contact(struct flaws *f, const struct record *r)
{
	if (r->email.p && !is_email(r->email))
		flaws_add(f, "/contact/email", FLAW_CONTACT_EMAIL);
	if (r->phone.p && !is_phone(r->phone))
		flaws_add(f, "/contact/phone", FLAW_CONTACT_PHONE);
}

/* ---- visa and permits ---- */

static bool is_one_of(struct slice code, const char *list)
{
	char item[8];
	if (code.n == 0 || code.n > 2)
		return false;
	item[0] = ' ';
	memcpy(item + 1, code.p, code.n);
	item[code.n + 1] = ' ';
	item[code.n + 2] = 0;
	return strstr(list, item) != NULL;
}

/* Categories whose holder must apply for a residence permit after entering. */
#define TURNED_INTO_PERMIT " D J1 Q1 S1 X1 Z "
#define RESIDENCE_CATEGORIES " J1 Q1 R S1 X1 Z "

static void check_visa_members(struct flaws *f, const struct visa *v)
{
	if (!v->category.p)
		flaws_add(f, "/category", FLAW_CATEGORY_MISSING);
	if (v->entries < 0)
		flaws_add(f, "/entries", FLAW_ENTRIES_MISSING);
	if (v->days < 0)
		flaws_add(f, "/days", FLAW_DAYS_MISSING);
	if (!v->enter_before.year)
		flaws_add(f, "/enter_before", FLAW_ENTER_MISSING);
	if (v->days == 0 && v->category.p && !is_one_of(v->category, TURNED_INTO_PERMIT))
		flaws_add(f, "/days", FLAW_DAYS_CATEGORY);
	if (v->days == 0 && v->entries >= 0 && v->entries != 1)
		flaws_add(f, "/entries", FLAW_ENTRIES_CATEGORY);
	if (v->days > 0 && v->expires.year && v->enter_before.year &&
		date_days(v->expires) > date_days(v->enter_before) + v->days)
		flaws_add(f, "/expires", FLAW_DAYS_DATES);
}

static void check_permit_members(struct flaws *f, const struct visa *v)
{
	bool residence = slice_is(v->type, "residence-permit");
	if (v->entries >= 0)
		flaws_add(f, "/entries", FLAW_ENTRIES_TYPE);
	if (v->days >= 0)
		flaws_add(f, "/days", FLAW_DAYS_TYPE);
	if (v->enter_before.year)
		flaws_add(f, "/enter_before", FLAW_ENTER_TYPE);
	if (!v->expires.year)
		flaws_add(f, "/expires", FLAW_EXPIRES_MISSING);
	if (v->category.p && (residence ? !is_one_of(v->category, RESIDENCE_CATEGORIES) : slice_is(v->category, "D")))
		flaws_add(f, "/category", FLAW_CATEGORY_TYPE);
}

static void check_visa(struct flaws *f, const struct record *r)
{
	const struct visa *v = &r->visa;
	if (slice_is(v->type, "visa"))
		check_visa_members(f, v);
	else if (slice_is(v->type, "stay-permit") || slice_is(v->type, "residence-permit"))
		check_permit_members(f, v);
	check_issue(f, "/issued", &r->holder, v->issued);
	check_end(f, "/enter_before", v->issued, v->enter_before, FLAW_ENTRY_BEFORE_ISSUE);
	check_end(f, "/expires", v->issued, v->expires, FLAW_END_BEFORE_ISSUE);
	rules_text(f, "/place", v->place);
	rules_text(f, "/remarks", v->remarks);
}

/* ---- PR card ---- */

/* ISO/IEC 7064 MOD 11-2 over 17 digits and the check character. */
static bool is_mod_11_2(struct slice s)
{
	unsigned sum = 0;
	for (size_t i = 0; i + 1 < s.n; i++)
		sum = (sum + (s.p[i] - '0')) * 2 % 11;
	unsigned check = (12 - sum) % 11;
	return s.p[s.n - 1] == (check == 10 ? 'X' : '0' + check);
}

static unsigned digits(struct slice s, size_t from, size_t n)
{
	unsigned v = 0;
	for (size_t i = from; i < from + n; i++)
		v = v * 10 + (s.p[i] - '0');
	return v;
}

static bool all_digits(struct slice s, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++) {
		if (!is_digit(s.p[i]))
			return false;
	}
	return true;
}

/* Codes 900-999 and 000 stand for nationalities that ISO 3166-1 does not number. */
static bool numeric_nationality_fits(const struct country *c, unsigned number)
{
	return !c || (c->number ? number == (unsigned)c->number : number == 0 || number >= 900);
}

/* 9, province (2), nationality (3), birth date (8), sequence (3; odd male, even female), check character. */
static void check_new_card(struct flaws *f, const char *at, struct slice number, const struct holder *h)
{
	if (number.p[0] != '9')
		flaws_add(f, at, FLAW_CARD_FORM);
	if (!is_mod_11_2(number))
		flaws_add(f, at, FLAW_CARD_DIGIT);
	if (h->birth.year && digits(number, 6, 8) != date_number(h->birth))
		flaws_add(f, at, FLAW_CARD_BIRTH);
	if ((h->sex == 'M' || h->sex == 'F') && digits(number, 14, 3) % 2 != (h->sex == 'M'))
		flaws_add(f, at, FLAW_CARD_SEX);
	if (!numeric_nationality_fits(country_find(h->nationality), digits(number, 3, 3)))
		flaws_add(f, at, FLAW_CARD_NATIONALITY);
}

static void check_card_number(struct flaws *f, const char *at, struct slice number, const struct holder *h)
{
	if (!number.p)
		return;
	if (number.n == 18 && all_digits(number, 0, 17) && (is_digit(number.p[17]) || number.p[17] == 'X')) {
		check_new_card(f, at, number, h);
	} else if (number.n == 15 && !is_digit(number.p[0]) && all_digits(number, 3, 12)) {
		if (h->nationality.p && !country_same(slice_sub(number, 0, 3), h->nationality))
			flaws_add(f, at, FLAW_CARD_NATIONALITY);
	} else {
		flaws_add(f, at, FLAW_CARD_FORM);
	}
}

static const char *under(struct flaws *f, const char *at, const char *member) { return ctx_concat(f->cx, at, "/", member, NULL); }

static void check_card(struct flaws *f, const char *at, const struct pr_card *c, const struct holder *h)
{
	check_card_number(f, under(f, at, "number"), c->number, h);
	check_issue(f, under(f, at, "issued"), h, c->issued);
	check_end(f, under(f, at, "expires"), c->issued, c->expires, FLAW_END_BEFORE_ISSUE);
	rules_text(f, under(f, at, "authority"), c->authority);
}

/* ---- passport ---- */

static bool is_earlier(const struct passport *p, struct slice number)
{
	for (size_t i = 0; i < p->earlier_count; i++) {
		if (slice_eq(p->earlier[i], number))
			return true;
	}
	return false;
}

static void check_passport(struct flaws *f, const char *at, const struct passport *p, const struct holder *h)
{
	check_country(f, under(f, at, "state"), p->state, true);
	check_issue(f, under(f, at, "issued"), h, p->issued);
	check_end(f, under(f, at, "expires"), p->issued, p->expires, FLAW_END_BEFORE_ISSUE);
	rules_text(f, under(f, at, "authority"), p->authority);
	check_card_number(f, under(f, at, "card_number"), p->card_number, h);
	rules_mrz(f, under(f, at, "mrz"), p, h);
	if (is_earlier(p, p->number))
		flaws_add(f, under(f, at, "earlier_passports"), FLAW_EARLIER_SAME);
}

static void check_link(struct flaws *f, const struct record *r)
{
	struct slice on_file = r->card.passport_number;
	if (on_file.p && r->passport.number.p && !slice_eq(on_file, r->passport.number) && !is_earlier(&r->passport, on_file))
		flaws_add(f, "/card/passport_number", FLAW_LINK_PASSPORT);
	if (r->passport.card_number.p && r->card.number.p && !slice_eq(r->passport.card_number, r->card.number))
		flaws_add(f, "/passport/card_number", FLAW_LINK_CARD);
}

void rules_check(struct flaws *f, const struct record *r)
{
	check_holder(f, &r->holder);
	check_contact(f, r);
	switch (r->kind) {
	case KIND_VISA:
		check_visa(f, r);
		break;
	case KIND_PR_CARD:
		check_card(f, "", &r->card, &r->holder);
		break;
	case KIND_PASSPORT:
		check_passport(f, "", &r->passport, &r->holder);
		break;
	case KIND_IDENTITY_LINK:
		check_card(f, "/card", &r->card, &r->holder);
		check_passport(f, "/passport", &r->passport, &r->holder);
		check_link(f, r);
		break;
	default:
		break;
	}
}
