/* Records: typed reading, identity, content, every flaw listed. */
#include "schemas/record.h"
#include "tests/unit/check.h"

#include "base/limits.h"

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
