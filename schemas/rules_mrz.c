/* Owns: the rule that a passport's machine-readable zone says what the fields say (ICAO Doc 9303-4). */
#include "schemas/rules_mrz.h"

#include "formats/mrz.h"
#include "formats/mrz_name.h"
#include "schemas/country.h"

#include <string.h>

/* P, or P with the second letter of the list in force since 2026 (9303-4 4.2.2.1). */
static bool is_passport_code(const char *code)
{
	return code[0] == 'P' && (code[1] == 0 || strchr("PEDORTSLM", code[1]));
}

/* YYMMDD of the zone against a date of the record; the zone knows no century. */
static bool is_date(const char *zone, struct date d)
{
	char text[11], want[7] = "<<<<<<";
	date_format(d, text);
	memcpy(want, text + 2, 2);
	if (d.month)
		memcpy(want + 2, text + 5, 2);
	if (d.day)
		memcpy(want + 4, text + 8, 2);
	return memcmp(zone, want, 6) == 0;
}

static enum flaw_code parse_flaw(enum err e) { return e == ERR_MRZ_DIGIT ? FLAW_MRZ_DIGIT : FLAW_MRZ_FORM; }

void rules_mrz(struct flaws *f, const char *at, const struct passport *p, const struct holder *h)
{
	struct ctx quiet;
	struct mrz m;
	if (!p->mrz.p)
		return;
	ctx_init(&quiet, f->cx->now);
	enum err e = mrz_parse(&quiet, p->mrz, &m);
	ctx_free(&quiet);
	if (e != OK || m.kind != MRZ_TD3) {
		flaws_add(f, at, e != OK ? parse_flaw(e) : FLAW_MRZ_FORM);
		return;
	}
	if (!is_passport_code(m.code))
		flaws_add(f, at, FLAW_MRZ_CODE);
	if (p->state.p && !country_same(slice_str(m.state), p->state))
		flaws_add(f, at, FLAW_MRZ_STATE);
	if (p->number.p && !slice_is(p->number, m.number))
		flaws_add(f, at, FLAW_MRZ_NUMBER);
	if (h->nationality.p && !country_same(slice_str(m.nationality), h->nationality))
		flaws_add(f, at, FLAW_MRZ_NATIONALITY);
	if (h->birth.year && !is_date(m.birth, h->birth))
		flaws_add(f, at, FLAW_MRZ_BIRTH);
	if (h->sex && m.sex != h->sex)
		flaws_add(f, at, FLAW_MRZ_SEX);
	if (p->expires.year && !is_date(m.expiry, p->expires))
		flaws_add(f, at, FLAW_MRZ_EXPIRY);
	if (h->surname.p && !mrz_name_fits(h->surname, h->given, slice_str(m.name)))
		flaws_add(f, at, FLAW_MRZ_NAMES);
}
