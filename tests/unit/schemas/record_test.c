/* Records: typed reading, identity, content, every flaw listed. */
#include "schemas/record.h"
#include "tests/unit/check.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/limits.h"
#include "tests/unit/schemas/some.h"

#include <string.h>

#define VISA \
	"{\"kind\":\"visa\",\"holder\":{\"surname\":\"SPECIMEN\",\"given_names\":\"ANNA MARIA\",\"birth_date\":\"1985-03-14\",\"sex\":\"F\"," \
	"\"nationality\":\"UTO\"},\"number\":\"EV1234567\",\"type\":\"visa\",\"category\":\"M\",\"entries\":0,\"days\":90," \
	"\"enter_before\":\"2026-09-01\",\"issued\":\"2026-03-01\",\"passport_number\":\"E12345678\"}"

static struct schema_set *schemas(struct ctx *cx)
{
	static struct schema_set *set;
	if (!set)
		CHECK_OK(schema_set_load(cx, "", &set));
	return set;
}

TEST(record_visa_is_read)
{
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	CHECK_OK(record_check(cx, schemas(cx), SLICE(VISA), &c, &flaws));
	CHECK(!flaws);
	const struct record *r = c.record;
	CHECK_INT(r->kind, KIND_VISA);
	CHECK_TEXT(r->identity, "visa:EV1234567");
	CHECK_TEXT(r->holder.surname, "SPECIMEN");
	CHECK(!r->holder.native.p && !r->holder.photo.p);
	CHECK_INT(r->holder.sex, 'F');
	CHECK_INT(r->visa.entries, 0);
	CHECK_INT(r->visa.days, 90);
	CHECK_INT(date_number(r->ends), 20260901);
	CHECK_INT(r->visa.expires.year, 0);
}

/* The same record in another spelling is the same content. */
TEST(record_content_ignores_order_and_spaces)
{
	struct checked a = { 0 }, b = { 0 }, c = { 0 };
	struct flaw *flaws = NULL;
	const char *text = VISA;
	CHECK_OK(record_check(cx, schemas(cx), slice_str(text), &a, &flaws));
	char *other = ctx_printf(cx, "{ \"passport_number\" : \"E1234567\\u0038\", %.*s}", (int)(strlen(text) - 1 - strlen(",\"passport_number\":\"E12345678\"") - 1), text + 1);
	CHECK_OK(record_check(cx, schemas(cx), slice_str(other), &b, &flaws));
	CHECK(memcmp(a.record->content, b.record->content, 32) == 0);
	other = ctx_string(cx, slice_str(text));
	memcpy(strstr(other, "ANNA"), "ANNE", 4);
	CHECK_OK(record_check(cx, schemas(cx), slice_str(other), &c, &flaws));
	CHECK(memcmp(a.record->content, c.record->content, 32) != 0);
}

/* Spreadsheets and data frames write whole numbers so. */
TEST(record_whole_number_has_many_spellings)
{
	static const char *const spellings[] = { "90.0", "9e1", "9.0E+1" };
	struct checked a = { 0 };
	struct flaw *flaws = NULL;
	CHECK_OK(record_check(cx, schemas(cx), SLICE(VISA), &a, &flaws));
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		struct checked b = { 0 };
		const char *at = strstr(VISA, "90,");
		const char *text = ctx_printf(cx, "%.*s%s%s", (int)(at - VISA), VISA, spellings[i], at + 2);
		CHECK_OK(record_check(cx, schemas(cx), slice_str(text), &b, &flaws));
		CHECK_INT(b.record->visa.days, 90);
		CHECK(memcmp(a.record->content, b.record->content, 32) == 0);
	}
}

/* The record with this contact, its content in hex and as it is kept. */
static const char *content_with(struct ctx *cx, const char *contact, struct slice *kept)
{
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	char *hex = ctx_alloc(cx, 65);
	CHECK_OK(record_check(cx, schemas(cx), slice_str(ctx_printf(cx, "{%s%s", contact, VISA + 1)), &c, &flaws));
	hex_format(slice_of(c.record->content, 32), hex);
	*kept = record_kept_json(cx, c);
	return hex;
}

/* A new address makes no second document, but it is kept. */
TEST(record_content_ignores_the_contact)
{
	struct slice plain, mail, phone;
	const char *content = content_with(cx, "", &plain);
	CHECK_TEXT(slice_str(content_with(cx, "\"contact\":{\"email\":\"anna@example.org\"},", &mail)), content);
	CHECK_TEXT(slice_str(content_with(cx, "\"contact\":{\"email\":\"anna@example.org\",\"phone\":\"+8613800000000\"},", &phone)), content);
	CHECK(!slice_eq(plain, mail) && !slice_eq(mail, phone));
	CHECK(slice_find(phone, SLICE("\"contact\":{\"email\":\"anna@example.org\",\"phone\":\"+8613800000000\"}"), 0) != SIZE_MAX);
}

TEST(record_is_kept_without_its_photo_and_day_of_issue_is_known)
{
	struct checked c = some_record(cx, 1);
	struct slice kept = record_kept_json(cx, c);
	struct json *tree = NULL;
	CHECK(c.record->holder.photo.n > 1000);
	CHECK(kept.n < 700);
	CHECK_OK(json_parse(cx, kept, &tree));
	CHECK(json_get(json_get(tree, "holder"), "surname") && !json_get(json_get(tree, "holder"), "photo"));
	CHECK_INT(date_number(record_issued(c)), 20250301);
	CHECK_INT(date_number(record_issued(some_record(cx, some_of_kind(cx, KIND_PR_CARD)))), 20240108);
	CHECK_INT(date_number(record_issued(some_record(cx, some_of_kind(cx, KIND_PASSPORT)))), 20230502);
	CHECK_INT(date_number(record_issued(some_record(cx, some_of_kind(cx, KIND_IDENTITY_LINK)))), 20190901);
}

static const char *flaw_with(struct ctx *cx, const char *contact)
{
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	enum err e = record_check(cx, schemas(cx), slice_str(ctx_printf(cx, "{\"contact\":%s,%s", contact, VISA + 1)), &c, &flaws);
	ctx_forgive(cx);
	return e == OK ? "" : flaws->reason;
}

TEST(record_contact_must_be_one_a_message_can_go_to)
{
	static const char *const good[] = { "a@b.cn", "first.last+tag@mail-1.example.org", "o'neil@example.org" };
	static const char *const bad[] = { "@example.org", "annabel@", "anna@localhost", "an na@example.org", "anna@@example.org", "anna@example..org",
		".anna@example.org", "anna.@example.org", "anna@example.org.", "anna@exam_ple.org", "anna@example.org\\nBcc: x@example.org", "änna@example.org",
		"anna,bob@example.org", "<anna@example.org>" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CHECK_TEXT(slice_str(flaw_with(cx, ctx_printf(cx, "{\"email\":\"%s\"}", good[i]))), "");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_TEXT(slice_str(flaw_with(cx, ctx_printf(cx, "{\"email\":\"%s\"}", bad[i]))), "contact_email");
	CHECK_TEXT(slice_str(flaw_with(cx, "{\"phone\":\"13800000000\"}")), "");
	CHECK_TEXT(slice_str(flaw_with(cx, "{\"phone\":\"+861380000000012\"}")), "");
	CHECK_TEXT(slice_str(flaw_with(cx, "{\"phone\":\"+8613800000000123\"}")), "too_long");
	CHECK_TEXT(slice_str(flaw_with(cx, "{\"phone\":\"8613800000000123\"}")), "contact_phone");
	CHECK_TEXT(slice_str(flaw_with(cx, "{\"phone\":\"+12345\"}")), "contact_phone");
	CHECK_TEXT(slice_str(flaw_with(cx, "{\"phone\":\"138+000000\"}")), "contact_phone");
	CHECK_TEXT(slice_str(flaw_with(cx, "{}")), "too_few");
	CHECK_TEXT(slice_str(flaw_with(cx, "{\"fax\":\"13800000000\"}")), "unknown_member");
}

TEST(record_not_json_is_no_record)
{
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	CHECK_ERR(record_check(cx, schemas(cx), SLICE("{\"kind\":"), &c, &flaws), ERR_JSON);
	CHECK_ERR(record_check(cx, schemas(cx), SLICE("{\"kind\":\"visa\",\"kind\":\"visa\"}"), &c, &flaws), ERR_JSON);
	CHECK(!flaws && !c.record);
	CHECK_ERR(record_check(cx, schemas(cx), SLICE("[1]"), &c, &flaws), ERR_RECORD);
	CHECK_TEXT(slice_str(flaws->reason), "type");
	CHECK_TEXT(slice_str(flaws->field), "");
	CHECK_ERR(record_check(cx, schemas(cx), SLICE("{}"), &c, &flaws), ERR_RECORD);
	CHECK_TEXT(slice_str(flaws->field), "/kind");
	CHECK_ERR(record_check(cx, schemas(cx), SLICE("{\"kind\":\"permit\"}"), &c, &flaws), ERR_RECORD);
	CHECK_TEXT(slice_str(flaws->reason), "choice");
	CHECK(!c.record);
}

static size_t count(const struct flaw *flaws)
{
	size_t n = 0;
	for (; flaws; flaws = flaws->next)
		n++;
	return n;
}

static bool has(const struct flaw *flaws, const char *field, const char *reason)
{
	for (; flaws; flaws = flaws->next) {
		if (strcmp(flaws->field, field) == 0 && strcmp(flaws->reason, reason) == 0)
			return true;
	}
	return false;
}

/* Schema and rules both speak, every place once, and no sentence repeats a value. */
TEST(record_lists_every_flaw)
{
	static const char json[] = "{\"kind\":\"pr-card\",\"holder\":{\"surname\":\"SECRETNAME 7\",\"birth_date\":\"1985-03-14\",\"sex\":\"Q\","
		"\"nationality\":\"ZZZ\",\"nickname\":\"SECRETNAME\"},\"number\":\"123456789012345678\",\"issued\":\"1984-01-01\","
		"\"expires\":\"1983-01-01\",\"passport_number\":12}";
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	CHECK_INT(record_check(cx, schemas(cx), slice_str(json), &c, &flaws), ERR_RECORD);
	CHECK(!strstr(cx->text, "SECRETNAME"));
	CHECK(has(flaws, "/holder/sex", "choice"));
	CHECK(has(flaws, "/holder/nickname", "unknown_member"));
	CHECK(has(flaws, "/passport_number", "type"));
	CHECK(has(flaws, "/holder/surname", "name_digit"));
	CHECK(has(flaws, "/holder/nationality", "country"));
	CHECK(has(flaws, "/number", "card_form"));
	CHECK(has(flaws, "/number", "card_birth"));
	CHECK(has(flaws, "/issued", "issue_before_birth"));
	CHECK(has(flaws, "/expires", "end_before_issue"));
	for (const struct flaw *f = flaws; f; f = f->next)
		CHECK(!strstr(f->text, "SECRETNAME") && f->text[0]);
	ctx_forgive(cx);
}

/* What cannot be seen, or looks like another, is named by its number. */
TEST(record_character_that_does_not_belong_is_named)
{
	static const struct { const char *member, *value, *field, *reason, *named; } lies[] = {
		{ "surname", "SPECIM\xD0\x95N", "/holder/surname", "name_script", ": U+0415." },
		{ "native_name", "\xE7\x8E\x8B\xF0\x9F\x98\x80", "/holder/native_name", "name_symbol", ": U+1F600." },
		{ "native_name", "\xE7\x8E\x8B\xE2\x80\xAE", "/holder/native_name", "not_plain", ": U+202E." },
		{ "native_name", "\xE7\x8E\x8B\xEE\x80\x80", "/holder/native_name", "not_plain", ": U+E000." },
	};
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct checked c = { 0 };
		struct flaw *flaws = NULL;
		const char *surname = strcmp(lies[i].member, "surname") ? "\"surname\":\"SPECIMEN\"," : "";
		const char *json = ctx_printf(cx, "{\"kind\":\"passport\",\"holder\":{%s\"%s\":\"%s\",\"birth_date\":\"1985-03-14\",\"sex\":\"F\",\"nationality\":\"UTO\"},"
			"\"number\":\"E12345678\",\"state\":\"UTO\",\"issued\":\"2020-01-01\",\"expires\":\"2030-01-01\"}", surname, lies[i].member, lies[i].value);
		CHECK_ERR(record_check(cx, schemas(cx), slice_str(json), &c, &flaws), ERR_RECORD);
		CHECK(flaws && !flaws->next && has(flaws, lies[i].field, lies[i].reason));
		size_t n = strlen(flaws->text), named = strlen(lies[i].named);
		CHECK(n > named && strcmp(flaws->text + n - named, lies[i].named) == 0 && strchr(flaws->text, '.') == flaws->text + n - 1);
	}
}

/* U+3007 is a number to Unicode and a character to those who are called so. */
TEST(record_native_name_with_the_character_ling)
{
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	CHECK_OK(record_check(cx, schemas(cx), SLICE("{\"kind\":\"passport\",\"holder\":{\"surname\":\"SPECIMEN\",\"native_name\":\"样〇\",\"birth_date\":\"1985-03-14\",\"sex\":\"F\","
		"\"nationality\":\"UTO\"},\"number\":\"E12345678\",\"state\":\"UTO\",\"issued\":\"2020-01-01\",\"expires\":\"2030-01-01\"}"), &c, &flaws));
	CHECK(!flaws);
}

TEST(record_flaws_are_capped)
{
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	struct slice members = { 0 };
	for (int i = 0; i < 60; i++)
		members = slice_str(ctx_printf(cx, "%.*s,\"x%d\":1", SLICE_FMT(members), i));
	CHECK_ERR(record_check(cx, schemas(cx), slice_str(ctx_printf(cx, "{\"kind\":\"visa\"%.*s}", SLICE_FMT(members))), &c, &flaws), ERR_RECORD);
	CHECK(count(flaws) == LIMIT_RECORD_FLAWS);
}

/* "Not in the future" is judged by the context's clock, with a day for the world's time zones. */
TEST(record_issue_date_and_the_clock)
{
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	CHECK_INT(instant_parse(SLICE("2026-02-28T00:00:00Z"), &cx->now), true);
	CHECK_OK(record_check(cx, schemas(cx), SLICE(VISA), &c, &flaws));
	CHECK_INT(instant_parse(SLICE("2026-02-27T23:59:59Z"), &cx->now), true);
	CHECK_ERR(record_check(cx, schemas(cx), SLICE(VISA), &c, &flaws), ERR_RECORD);
	CHECK(has(flaws, "/issued", "issue_future"));
}

TEST(record_schemas_from_a_folder_and_broken_folders)
{
	struct schema_set *set = NULL;
	CHECK_OK(schema_set_load(cx, "schemas", &set));
	schema_set_free(set);
	set = NULL;
	CHECK_ERR(schema_set_load(cx, "schemas/samples", &set), ERR_FILE_READ);
	CHECK(!set);
	schema_set_free(NULL);
}
