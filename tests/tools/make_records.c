/*
 * Owns: many invented records for benchmarks and crash tests: make_records [--photos] COUNT [SEED] writes NDJSON of all kinds, the
 * same for the same seed. make_records --portrait SEED writes one JPEG. Every record is valid; up to 44,910 no two have one identity.
 */
#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/mrz.h"
#include "tests/tools/silhouette.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maker {
	struct ctx cx;
	uint64_t seed, state, count;
	bool photos;
};

struct person {
	const char *surname, *given, *native;
	struct date birth;
	char sex;
};

/* splitmix64: the point is to be the same everywhere, not to be secret. */
static uint64_t next(struct maker *m)
{
	uint64_t z = m->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static unsigned below(struct maker *m, unsigned n) { return (unsigned)(next(m) % n); }

#define PICK(m, list) list[below(m, sizeof list / sizeof *list)]

static struct date day(struct maker *m, int first_year, unsigned years)
{
	return date_from_days(date_days((struct date){ first_year, 1, 1 }) + below(m, years * 365));
}

static struct person person(struct maker *m)
{
	static const char *const surnames[] = { "SPECIMEN", "SAMPLE", "MUSTER", "WZÓR", "MẪU", "EJEMPLO", "PRØVE", "MODÈLE", "YANGBEN", "MISAL" };
	static const char *const given[] = { "ALFA", "BRAVO CHARLIE", "DELTA-ECHO", "FOXTROT", "GOLF", "HOTEL INDIA", "JULIETT", "KILO LIMA", "MIKE",
		"NOVEMBER OSCAR", "PAPA", "QUEBEC ROMEO", "SIERRA TANGO", "UNIFORM", "VICTOR WHISKEY", "ZULU", NULL };
	static const char *const natives[] = { "样本", "样本甲", "𠮷样本", "Образец Пример", "견본 예시", "ตัวอย่าง", "नमूना", "عينة مثال", "Mẫu Ví Dụ", NULL, NULL };
	struct person p = { PICK(m, surnames), PICK(m, given), PICK(m, natives), day(m, 1940, 60), 'M' };
	if (below(m, 40) == 0)
		p.birth.day = 0;
	if (below(m, 80) == 0)
		p.birth.month = p.birth.day = 0;
	p.sex = "MFX"[below(m, 41) % 20 == 0 ? 2 : below(m, 2)];
	return p;
}

static void put_date(struct json_out *o, const char *key, struct date d)
{
	char text[11];
	date_format(d, text);
	json_put_str(o, key, text);
}

static void put_photo(struct maker *m, struct json_out *o)
{
	struct buf jpeg, text;
	buf_init(&jpeg, 20000);
	buf_init(&text, 40000);
	silhouette_draw(next(m) % 1000000, &jpeg);
	base64_encode(&text, buf_slice(&jpeg));
	json_put_text(o, "photo", buf_slice(&text));
	buf_free(&jpeg);
	buf_free(&text);
}

static void put_holder(struct maker *m, struct json_out *o, const struct person *p)
{
	json_begin(o, "holder", '{');
	json_put_str(o, "surname", p->surname);
	if (p->given)
		json_put_str(o, "given_names", p->given);
	if (p->native)
		json_put_str(o, "native_name", p->native);
	put_date(o, "birth_date", p->birth);
	json_put_text(o, "sex", slice_of(&p->sex, 1));
	json_put_str(o, "nationality", "UTO");
	if (m->photos)
		put_photo(m, o);
	json_end(o, '}');
}

/* 9, province, 999 (Utopia has no number in ISO 3166-1), birth date, sequence by sex, MOD 11-2. Unique by province and sequence. */
static const char *card_number(struct maker *m, const struct person *p)
{
	unsigned sequence = (unsigned)(m->count / 90 % 499) * 2 + (p->sex == 'M');
	char *number = ctx_printf(&m->cx, "9%02u999%08u%03u", (unsigned)(10 + m->count % 90), date_number(p->birth), sequence);
	unsigned sum = 0;
	for (size_t i = 0; i < 17; i++)
		sum = (sum + (unsigned)(number[i] - '0')) * 2 % 11;
	unsigned check = (12 - sum) % 11;
	return ctx_printf(&m->cx, "%s%c", number, check == 10 ? 'X' : '0' + (int)check);
}

/* Other seeds give other numbers, and so other records. */
static const char *number(struct maker *m, char letter)
{
	return ctx_printf(&m->cx, "%c%02llu%06llu", letter, (unsigned long long)(m->seed % 100),
		(unsigned long long)(m->count % 1000000));
}

static void put_visa(struct maker *m, struct json_out *o)
{
	static const char *const visas[] = { "C", "F", "G", "J2", "L", "M", "Q2", "R", "S2", "X2" };
	static const char *const permits[] = { "J1", "Q1", "R", "S1", "X1", "Z" };
	bool permit = below(m, 3) == 0;
	struct date issued = day(m, 2023, 2);
	json_put_str(o, "number", number(m, permit ? 'R' : 'V'));
	json_put_str(o, "type", permit ? below(m, 4) ? "residence-permit" : "stay-permit" : "visa");
	json_put_str(o, "category", permit ? PICK(m, permits) : PICK(m, visas));
	if (!permit) {
		json_put_int(o, "entries", below(m, 3));
		json_put_int(o, "days", 30 + 30 * below(m, 4));
		put_date(o, "enter_before", date_from_days(date_days(issued) + 1095 + below(m, 700)));
	} else {
		put_date(o, "expires", date_from_days(date_days(issued) + 1095 + below(m, 1000)));
	}
	put_date(o, "issued", issued);
	json_put_str(o, "place", "Specimen City");
	json_put_str(o, "passport_number", number(m, 'E'));
	if (below(m, 4) == 0)
		json_put_str(o, "remarks", "Invented record for tests 测试用虚构记录");
}

static void put_card(struct maker *m, struct json_out *o, const struct person *p)
{
	struct date issued = day(m, 2023, 2);
	json_put_str(o, "number", card_number(m, p));
	put_date(o, "issued", issued);
	put_date(o, "expires", date_from_days(date_days(issued) + 3652));
	json_put_str(o, "authority", "Specimen Immigration Administration");
	json_put_str(o, "passport_number", number(m, 'E'));
}

static void put_mrz(struct maker *m, struct json_out *o, const struct person *p, const char *passport, struct date expires)
{
	struct mrz_input in = { .kind = MRZ_TD3, .code = SLICE("PP"), .state = SLICE("UTO"), .surname = slice_str(p->surname), .given = slice_str(p->given),
		.number = slice_str(passport), .nationality = SLICE("UTO"), .birth = p->birth, .expiry = expires, .sex = p->sex };
	struct buf b;
	buf_init(&b, 100);
	if (mrz_encode(&m->cx, &in, &b) != OK) {
		fprintf(stderr, "make_records: %s\n", m->cx.text);
		exit(5);
	}
	json_begin(o, "mrz", '[');
	json_put_text(o, NULL, slice_sub(buf_slice(&b), 0, 44));
	json_put_text(o, NULL, slice_sub(buf_slice(&b), 45, 44));
	json_end(o, ']');
	buf_free(&b);
}

static void put_passport(struct maker *m, struct json_out *o, const struct person *p)
{
	struct date issued = day(m, 2020, 4), expires = date_from_days(date_days(issued) + 3652);
	const char *passport = number(m, 'E');
	json_put_str(o, "number", passport);
	json_put_str(o, "state", "UTO");
	put_date(o, "issued", issued);
	put_date(o, "expires", expires);
	unsigned earlier = below(m, 3);
	if (earlier) {
		json_begin(o, "earlier_passports", '[');
		for (unsigned i = 0; i < earlier; i++)
			json_put_str(o, NULL, number(m, "AB"[i]));
		json_end(o, ']');
	}
	put_mrz(m, o, p, passport, expires);
}

static void put_record(struct maker *m, struct json_out *o)
{
	static const char *const kinds[] = { "visa", "visa", "pr-card", "passport", "identity-link" };
	const char *kind = PICK(m, kinds);
	struct person p = person(m);
	json_begin(o, NULL, '{');
	json_put_str(o, "kind", kind);
	put_holder(m, o, &p);
	if (strcmp(kind, "visa") == 0) {
		put_visa(m, o);
	} else if (strcmp(kind, "pr-card") == 0) {
		put_card(m, o, &p);
	} else if (strcmp(kind, "passport") == 0) {
		put_passport(m, o, &p);
	} else {
		json_begin(o, "card", '{');
		put_card(m, o, &p);
		json_end(o, '}');
		json_begin(o, "passport", '{');
		put_passport(m, o, &p);
		json_end(o, '}');
	}
	json_end(o, '}');
}

static int portrait(uint64_t seed)
{
	struct buf b;
	buf_init(&b, 20000);
	silhouette_draw(seed, &b);
	bool written = buf_ok(&b) && fwrite(b.p, 1, b.n, stdout) == b.n && fflush(stdout) == 0;
	buf_free(&b);
	return written ? 0 : 5;
}

static int records(struct maker *m, uint64_t count)
{
	struct buf line;
	buf_init(&line, 65536);
	for (m->count = 1; m->count <= count; m->count++) {
		struct json_out o = json_out(&line);
		put_record(m, &o);
		buf_putc(&line, '\n');
		if (!buf_ok(&line) || fwrite(line.p, 1, line.n, stdout) != line.n)
			return 5;
		buf_reset(&line);
		ctx_reset(&m->cx);
	}
	buf_free(&line);
	return fflush(stdout) == 0 ? 0 : 5;
}

int main(int argc, char **argv)
{
	struct maker m = { .state = 1 };
	int at = 1;
	if (argc == 3 && strcmp(argv[1], "--portrait") == 0)
		return portrait(strtoull(argv[2], NULL, 10));
	if (argc > at && strcmp(argv[at], "--photos") == 0) {
		m.photos = true;
		at++;
	}
	if (argc - at < 1 || argc - at > 2) {
		fprintf(stderr, "usage: make_records [--photos] COUNT [SEED] | make_records --portrait SEED\n");
		return 2;
	}
	ctx_init(&m.cx, 0);
	uint64_t count = strtoull(argv[at], NULL, 10);
	m.seed = m.state = argc - at == 2 ? strtoull(argv[at + 1], NULL, 10) : 1;
	int rc = records(&m, count);
	ctx_free(&m.cx);
	return rc;
}
