/* Machine-readable zones: ICAO's published lines, names and check digits, and zones that lie. */
#include "base/json.h"
#include "formats/mrz.h"
#include "formats/mrz_name.h"
#include "tests/unit/check.h"

#include <string.h>

#define TD3 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define MRVA "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"

static const struct json *published(struct ctx *cx)
{
	struct json *tree = NULL;
	const char *folder = check_vectors();
	if (!folder)
		return NULL;
	struct slice text = check_file(cx, ctx_printf(cx, "%s/mrz/icao-mrz.json", folder));
	if (!text.p)
		return NULL;
	CHECK_OK(json_parse(cx, text, &tree));
	return tree;
}

TEST(mrz_td3_specimen)
{
	struct mrz m;
	CHECK_OK(mrz_parse(cx, SLICE(TD3), &m));
	CHECK_INT(m.kind, MRZ_TD3);
	CHECK_TEXT(slice_str(m.code), "P");
	CHECK_TEXT(slice_str(m.state), "UTO");
	CHECK_TEXT(slice_str(m.number), "L898902C3");
	CHECK_TEXT(slice_str(m.nationality), "UTO");
	CHECK_TEXT(slice_str(m.birth), "740812");
	CHECK_TEXT(slice_str(m.expiry), "120415");
	CHECK_TEXT(slice_str(m.optional), "ZE184226B");
	CHECK_INT(m.sex, 'F');
	CHECK(mrz_name_fits(SLICE("Eriksson"), SLICE("Anna Maria"), slice_str(m.name)));
}

TEST(mrz_published_documents_parse)
{
	const struct json *list = json_get(published(cx), "documents");
	for (const struct json *d = list ? list->first : NULL; d; d = d->next) {
		static const char *const names[MRZ_KIND_COUNT] = { "", "TD1", "TD2", "TD3", "MRV-A", "MRV-B" };
		struct slice text = { 0 };
		struct mrz m;
		for (const struct json *l = json_get(d, "lines")->first; l; l = l->next)
			text = slice_str(ctx_printf(cx, "%.*s%s%.*s", SLICE_FMT(text), text.p ? "\n" : "", SLICE_FMT(l->string)));
		CHECK_OK(mrz_parse(cx, text, &m));
		CHECK_SLICE(slice_str(names[m.kind]), json_text(d, "fmt"));
		CHECK(mrz_name_fits(SLICE("ERIKSSON"), SLICE("ANNA MARIA"), slice_str(m.name)));
	}
}

TEST(mrz_published_check_digits)
{
	CHECK_INT(mrz_check_digit(SLICE("520727")), '3');
	CHECK_INT(mrz_check_digit(SLICE("AB2134<<<")), '5');
	CHECK_INT(mrz_check_digit(SLICE("HA672242<")), '6');
	CHECK_INT(mrz_check_digit(SLICE("a")), 0);
}

static void split_person(struct slice text, struct slice *surname, struct slice *given)
{
	size_t comma = slice_find(text, SLICE(", "), 0);
	*surname = slice_sub(text, 0, comma == SIZE_MAX ? text.n : comma);
	*given = comma == SIZE_MAX ? (struct slice){ 0 } : slice_sub(text, comma + 2, text.n);
}

static struct slice padded(struct ctx *cx, struct slice text, size_t width)
{
	char *out = ctx_alloc(cx, width + 1);
	memset(out, '<', width);
	memcpy(out, text.p, text.n);
	return slice_of(out, width);
}

TEST(mrz_published_names_whole)
{
	const struct json *list = json_get(published(cx), "names_39_full");
	for (const struct json *pair = list ? list->first : NULL; pair; pair = pair->next) {
		struct slice surname, given, want = padded(cx, pair->first->next->string, 39);
		char out[MRZ_NAME_MAX + 1];
		split_person(pair->first->string, &surname, &given);
		CHECK(mrz_name_write(surname, given, 39, out));
		CHECK_SLICE(slice_str(out), want);
		CHECK(mrz_name_fits(surname, given, want));
	}
}

static void check_cuts(struct ctx *cx, const char *member, size_t width, bool exact)
{
	const struct json *list = json_get(published(cx), member);
	for (const struct json *set = list ? list->first : NULL; set; set = set->next) {
		struct slice surname, given;
		char out[MRZ_NAME_MAX + 1];
		bool published_form = false;
		split_person(set->key, &surname, &given);
		CHECK(mrz_name_write(surname, given, width, out));
		CHECK(out[width - 1] != '<' && mrz_name_fits(surname, given, slice_str(out)));
		for (const struct json *option = set->first; option; option = option->next) {
			CHECK(mrz_name_fits(surname, given, option->string));
			published_form = published_form || slice_is(option->string, out);
		}
		CHECK(published_form || !exact);
	}
}

TEST(mrz_published_names_cut)
{
	check_cuts(cx, "names_39_truncated_options", 39, true);
	/* 30 characters: one of the four sets keeps two letters of the last name where we keep one. */
	check_cuts(cx, "names_30_truncated_options", 30, false);
}

TEST(mrz_names_of_many_alphabets)
{
	static const struct { const char *surname, *given, *want; } rows[] = {
		{ "Müller", "Jörg", "MUELLER<<JOERG" },          { "Łukasiewicz", "Żaneta", "LUKASIEWICZ<<ZANETA" },
		{ "Nguyễn", "Thị Ánh Đào", "NGUYEN<<THI<ANH<DAO" }, { "Straße", "Søren", "STRASSE<<SOEREN" },
		{ "Þórsdóttir", "Ægir", "THORSDOTTIR<<AEGIR" },  { "O’Connor", "", "OCONNOR" },
		{ "Șerban", "Ioana-Țîța", "SERBAN<<IOANA<TITA" }, { "Əliyev", "İlqar", "ELIYEV<<ILQAR" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char out[MRZ_NAME_MAX + 1];
		struct slice surname = slice_str(rows[i].surname), given = slice_str(rows[i].given);
		CHECK(mrz_name_write(surname, given, 39, out));
		CHECK_SLICE(slice_str(out), padded(cx, slice_str(rows[i].want), 39));
		CHECK(mrz_name_fits(surname, given, slice_str(out)));
	}
	char out[MRZ_NAME_MAX + 1];
	CHECK(!mrz_name_write(SLICE("Иванов"), SLICE(""), 39, out));
	CHECK(!mrz_name_write(SLICE("R2D2"), SLICE(""), 39, out));
	CHECK(!mrz_name_write(SLICE("- -"), SLICE("ANNA"), 39, out));
}

TEST(mrz_other_choices_of_the_letter_table_fit)
{
	CHECK(mrz_name_fits(SLICE("Müller"), SLICE("Åsa"), padded(cx, SLICE("MULLER<<ASA"), 39)));
	CHECK(mrz_name_fits(SLICE("Müller"), SLICE("Åsa"), padded(cx, SLICE("MUXXLLER<<AASA"), 39)));
	CHECK(mrz_name_fits(SLICE("Muñoz"), SLICE(""), padded(cx, SLICE("MUNXXOZ"), 39)));
	CHECK(!mrz_name_fits(SLICE("Muñoz"), SLICE(""), padded(cx, SLICE("MUNXOZ"), 39)));
	/* Fully mapped letters never cost time: ambiguous ones do not multiply. */
	CHECK(!mrz_name_fits(SLICE("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"), SLICE(""), padded(cx, SLICE("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"), 39)));
}

TEST(mrz_name_that_lies)
{
	struct slice surname = SLICE("ERIKSSON"), given = SLICE("ANNA MARIA");
	static const char *const lies[] = { "ERIKSSON<<ANNA", "ERIKSSON", "ERIKSON<<ANNA<MARIA", "ANNA<MARIA<<ERIKSSON", "ERIKSSON<ANNA<<MARIA",
		"ERIKSSON<<ANNA<MARIA<EVA", "ERIKSSON<<ANNA<MARI", "ERIKSSON<<ANNAMARIA", "ERIKSSON<ANNA<MARIA" };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
		CHECK(!mrz_name_fits(surname, given, padded(cx, slice_str(lies[i]), 39)));
	CHECK(!mrz_name_fits(surname, given, SLICE("")));
	/* A full field may be cut, but only at the ends of components and never in the middle of a surname list. */
	CHECK(mrz_name_fits(SLICE("ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGHIJKLM"), given, SLICE("ABCDEFGHIJKLMNOPQRSTUVWXYZ<ABCDEFGHIJKL")));
	CHECK(!mrz_name_fits(SLICE("ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGHIJKLM"), given, SLICE("ABCDEFGHIJKLMNOPQRSTUVWXYZ<<ABCDEFGHIJK")));
}

TEST(mrz_cut_name_ends_with_a_letter)
{
	static const char *const given[] = { "A", "AB", "ANNA", "A B C D E", "DINGO POTOROO" };
	char surname[80], out[MRZ_NAME_MAX + 1];
	for (size_t n = 28; n < 60; n++) {
		memset(surname, 'Q', n);
		surname[n / 3] = surname[n / 2] = ' ';
		for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
			CHECK(mrz_name_write(slice_of(surname, n), slice_str(given[i]), 39, out));
			bool cut = n + 2 + strlen(given[i]) > 39;
			CHECK(!cut || out[38] != '<');
			CHECK(mrz_name_fits(slice_of(surname, n), slice_str(given[i]), slice_str(out)));
		}
	}
}

static struct slice with(struct ctx *cx, const char *zone, size_t at, char c)
{
	char *copy = ctx_string(cx, slice_str(zone));
	copy[at] = c;
	return slice_str(copy);
}

/* Every character that a check digit covers, changed to another of different weight, is noticed. */
TEST(mrz_td3_any_changed_character_is_noticed)
{
	struct mrz m;
	for (size_t at = 45; at < 89; at++) {
		size_t column = at - 45;
		if ((column >= 10 && column < 13) || column == 20) /* nationality and sex: no check digit covers them */
			continue;
		char old = TD3[at], other = old == '7' ? '8' : '7';
		enum err e = mrz_parse(cx, with(cx, TD3, at, other), &m);
		ctx_forgive(cx);
		CHECK(e == ERR_MRZ_DIGIT);
	}
}

TEST(mrz_forms_that_are_refused)
{
	struct mrz m;
	CHECK_ERR(mrz_parse(cx, SLICE(""), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, SLICE(TD3 "\n"), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, SLICE("\n" TD3), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, SLICE("A\nB\nC\nD"), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, slice_sub(SLICE(TD3), 0, 88), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 7, 'i'), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 7, '0'), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 5, '<'), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 3, '<'), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 0, 'Q'), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 1, '7'), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 45 + 20, 'N'), &m), ERR_MRZ_FORM);
	CHECK_ERR(mrz_parse(cx, with(cx, TD3, 45 + 14, '<'), &m), ERR_MRZ_FORM);
}

TEST(mrz_td1_number_longer_than_nine)
{
	/* 9303-5 appendix B: D23145890734 with its check digit behind the rest. */
	static const char zone[] = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<";
	struct mrz m;
	CHECK_OK(mrz_parse(cx, slice_str(zone), &m));
	CHECK_TEXT(slice_str(m.number), "D23145890734");
	CHECK_TEXT(slice_str(m.optional1), "");
	CHECK_ERR(mrz_parse(cx, with(cx, zone, 17, '5'), &m), ERR_MRZ_DIGIT);
}

TEST(mrz_encode_gives_the_published_lines)
{
	struct mrz_input in = { .kind = MRZ_TD3, .code = SLICE("P"), .state = SLICE("UTO"), .surname = SLICE("Eriksson"), .given = SLICE("Anna Maria"),
		.number = SLICE("L898902C3"), .nationality = SLICE("UTO"), .birth = { 1974, 8, 12 }, .expiry = { 2012, 4, 15 }, .sex = 'F',
		.optional = SLICE("ZE184226B") };
	struct buf b;
	buf_init(&b, 200);
	CHECK_OK(mrz_encode(cx, &in, &b));
	CHECK_TEXT(buf_slice(&b), TD3);
	in.kind = MRZ_MRV_A;
	in.code = SLICE("V");
	in.number = SLICE("L8988901C");
	in.nationality = SLICE("XXX");
	in.birth = (struct date){ 1940, 9, 7 };
	in.expiry = (struct date){ 1996, 12, 10 };
	in.optional = SLICE("6ZE184226B");
	buf_reset(&b);
	CHECK_OK(mrz_encode(cx, &in, &b));
	CHECK_TEXT(buf_slice(&b), MRVA);
	in.number = SLICE("L8988901C4");
	CHECK_ERR(mrz_encode(cx, &in, &b), ERR_MRZ_FORM);
	in.number = SLICE("l8988901c");
	CHECK_ERR(mrz_encode(cx, &in, &b), ERR_MRZ_FORM);
	in.number = SLICE("L8988901C");
	in.surname = SLICE("Эрикссон");
	CHECK_ERR(mrz_encode(cx, &in, &b), ERR_MRZ_FORM);
	in.surname = SLICE("Eriksson");
	in.kind = MRZ_TD2;
	in.optional = (struct slice){ 0 };
	CHECK_ERR(mrz_encode(cx, &in, &b), ERR_MRZ_FORM);
	buf_free(&b);
}

TEST(mrz_encode_unknown_birth_and_empty_personal_number)
{
	struct mrz_input in = { .kind = MRZ_TD3, .code = SLICE("PP"), .state = SLICE("D"), .surname = SLICE("Specimen"), .number = SLICE("C01X00T47"),
		.nationality = SLICE("D"), .birth = { 1985, 0, 0 }, .expiry = { 2031, 1, 9 }, .sex = 'X' };
	struct mrz m;
	struct buf b;
	buf_init(&b, 200);
	CHECK_OK(mrz_encode(cx, &in, &b));
	CHECK_OK(mrz_parse(cx, buf_slice(&b), &m));
	CHECK_TEXT(slice_str(m.birth), "85<<<<");
	CHECK_TEXT(slice_str(m.nationality), "D");
	CHECK_TEXT(slice_str(m.code), "PP");
	CHECK_INT(m.sex, 'X');
	CHECK_TEXT(slice_str(m.optional), "");
	buf_free(&b);
}
