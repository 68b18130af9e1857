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
