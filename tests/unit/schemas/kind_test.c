/* Tables of kinds, fields, words and countries. */
#include "schemas/country.h"
#include "schemas/kind.h"
#include "tests/unit/check.h"

#include "base/text.h"

#include <string.h>

TEST(kind_names_come_back)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		CHECK_INT(kind_parse(slice_str(kind_name(k))), k);
		CHECK(kind_title_en(k)[0] && kind_title_zh(k)[0]);
		CHECK(kind_fields(k)[0] == FIELD_SURNAME);
	}
	CHECK_INT(kind_parse(SLICE("visa ")), KIND_NONE);
	CHECK_INT(kind_parse(SLICE("")), KIND_NONE);
	CHECK_INT(kind_fields(KIND_NONE)[0], FIELD_NONE);
	CHECK_INT(kind_fields(KIND_COUNT)[0], FIELD_NONE);
}

TEST(kind_every_field_has_key_and_labels_and_a_kind)
{
	for (enum field_id id = FIELD_SURNAME; id < FIELD_COUNT; id++) {
		const struct field *f = field_of(id);
		CHECK_INT(f->id, id);
		CHECK_INT(field_parse(slice_str(f->key)), id);
		CHECK(f->label_en[0] && f->label_zh[0]);
		bool used = false;
		for (enum kind k = KIND_VISA; k < KIND_COUNT; k++)
			used = used || kind_has(k, id);
		CHECK(used);
	}
	CHECK_INT(field_parse(SLICE("")), FIELD_NONE);
	CHECK_INT(field_of(FIELD_COUNT)->id, FIELD_NONE);
	CHECK(!kind_has(KIND_VISA, FIELD_NONE));
	CHECK(!kind_has(KIND_VISA, FIELD_MRZ));
}

TEST(kind_words_of_coded_values)
{
	CHECK_TEXT(slice_str(field_words_en(FIELD_CATEGORY, SLICE("Z"))), "work");
	CHECK_TEXT(slice_str(field_words_zh(FIELD_CATEGORY, SLICE("Z"))), "工作");
	CHECK_TEXT(slice_str(field_words_zh(FIELD_ENTRIES, SLICE("0"))), "多次");
	CHECK_TEXT(slice_str(field_words_en(FIELD_NATIONALITY, SLICE("UTO"))), "Utopia");
	CHECK_TEXT(slice_str(field_words_zh(FIELD_PASSPORT_STATE, SLICE("UTO"))), "乌托邦");
	CHECK(!field_words_en(FIELD_SURNAME, SLICE("M")));
	CHECK(!field_words_en(FIELD_ENTRIES, SLICE("7")));
	CHECK(!field_words_zh(FIELD_NUMBER, SLICE("*****4567")));
	static const char *const categories[] = { "C", "D", "F", "G", "J1", "J2", "L", "M", "Q1", "Q2", "R", "S1", "S2", "X1", "X2", "Z" };
	for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
		CHECK(field_words_en(FIELD_CATEGORY, slice_str(categories[i])) && field_words_zh(FIELD_CATEGORY, slice_str(categories[i])));
}

TEST(country_table_is_sorted_and_named)
{
	const struct country *last = NULL, *c;
	size_t n = 0;
	for (; (c = country_at(n)); n++, last = c) {
		CHECK(!last || strcmp(last->code, c->code) < 0);
		CHECK(country_find(slice_str(c->code)) == c);
		CHECK(c->en[0] && c->zh[0] && text_is_nfc(slice_str(c->en)) && text_is_nfc(slice_str(c->zh)));
	}
	CHECK(n == 277);
	CHECK(!country_find(SLICE("ZZZ")));
	CHECK(!country_find(SLICE("UT")));
	CHECK(!country_find(SLICE("")));
	CHECK(country_same(SLICE("D"), SLICE("DEU")));
	CHECK(!country_same(SLICE("D"), SLICE("UTO")));
	CHECK(country_is_status(SLICE("XXA")) && !country_is_status(SLICE("XBA")));
}
