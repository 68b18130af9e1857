/* Owns: tests of the language that letters of other scripts are read out in. */
#include <string.h>

#include "templates/tongue.h"
#include "tests/unit/check.h"

static void check_name(const char *name, const char *state, const char *want)
{
	const char *got = tongue_of_name(slice_str(name), slice_str(state));
	CHECK((got == NULL) == (want == NULL));
	if (got && want)
		CHECK_TEXT(slice_str(got), want);
}

TEST(tongue_latin_letters_and_signs_ask_for_none)
{
	for (int32_t cp = 0; cp < 0x370; cp++)
		CHECK(tongue_of(cp) == NULL);
	CHECK(tongue_of(0x2014) == NULL);
	CHECK(tongue_of(0x1EA4) == NULL);
}

TEST(tongue_of_a_letter_is_its_scripts)
{
	CHECK_TEXT(slice_str(tongue_of(0x6837)), "zh");
	CHECK_TEXT(slice_str(tongue_of(0x20BB7)), "zh");
	CHECK_TEXT(slice_str(tongue_of(0x0E15)), "th");
	CHECK_TEXT(slice_str(tongue_of(0xAC74)), "ko");
	CHECK_TEXT(slice_str(tongue_of(0x0639)), "ar");
}

TEST(tongue_of_a_name_follows_the_state_that_writes_so)
{
	check_name("样本", "UTO", "zh");
	check_name("見本", "JPN", "ja");
	check_name("見本 てすと", "UTO", "ja");
	check_name("Образец", "UTO", "ru");
	check_name("Зразок", "UKR", "uk");
	check_name("نمونه", "IRN", "fa");
}

TEST(tongue_of_a_name_in_several_languages_is_none)
{
	check_name("样本 Anna", "UTO", NULL);
	check_name("Anna 样本", "UTO", NULL);
	check_name("样本 Мария", "UTO", NULL);
	check_name("Ví Dụ", "VNM", NULL);
	check_name("", "UTO", NULL);
}
