/* Offices: the samples are accepted, every broken one refused with the flaw the README names; the calendar of an office. */
#include "schemas/office.h"

#include "schemas/flaw.h"
#include "tests/unit/check.h"

#include <string.h>

static struct schema_set *schemas(struct ctx *cx)
{
	static struct schema_set *set;
	if (!set)
		CHECK_OK(schema_set_load(cx, "", &set));
	return set;
}

static size_t next_line(struct slice text, size_t at, struct slice *line)
{
	size_t end = slice_find(text, SLICE("\n"), at);
	*line = slice_sub(text, at, end - at);
	return end + 1;
}

static const struct office *sample(struct ctx *cx, const char *id)
{
	struct slice text = check_file(cx, "schemas/samples/offices.ndjson"), line;
	for (size_t at = 0; at < text.n;) {
		const struct office *o = NULL;
		at = next_line(text, at, &line);
		CHECK_OK(office_load(cx, line, &o));
		if (slice_is(o->id, id))
			return o;
	}
	CHECK(false);
	return NULL;
}

TEST(office_samples_are_accepted_and_cover_every_province)
{
	struct slice text = check_file(cx, "schemas/samples/offices.ndjson"), line;
	size_t of_province[OFFICE_PROVINCES] = { 0 }, count = 0;
	uint32_t services = 0;
	CHECK(text.n > 0);
	for (size_t at = 0; at < text.n; count++) {
		const struct office *o = NULL;
		struct flaw *flaws = NULL;
		at = next_line(text, at, &line);
		enum err e = office_check(cx, schemas(cx), line, &o, &flaws);
		if (e != OK)
			print_message("# line %zu: %s %s\n", count + 1, flaws ? flaws->field : "", flaws ? flaws->reason : cx->text);
		CHECK_INT(e, OK);
		CHECK(o->sample && slice_starts(o->phone, SLICE("000-")) && slice_find(o->name.zh, SLICE("样本"), 0) != SIZE_MAX);
		of_province[office_province(o->province) - office_provinces]++;
		services |= o->services;
	}
	CHECK(count >= 40);
	for (size_t i = 0; i < OFFICE_PROVINCES; i++)
		CHECK(of_province[i] > 0);
	for (int s = SERVICE_NONE + 1; s < SERVICE_COUNT; s++)
		CHECK(services & SERVICE_BIT(s));
}

/* One cell of a Markdown table row, blanks trimmed. */
static struct slice cell(struct slice row, size_t column)
{
	size_t at = 1;
	while (column--)
		at = slice_find(row, SLICE("|"), at) + 1;
	struct slice c = slice_sub(row, at + 1, slice_find(row, SLICE("|"), at) - at - 2);
	return c;
}

TEST(office_broken_samples_are_refused_as_the_readme_says)
{
	struct slice text = check_file(cx, "schemas/samples/offices-broken.ndjson"), readme = check_file(cx, "schemas/samples/README.md"), line, row;
	size_t at_row = slice_find(readme, SLICE("| --- |"), slice_find(readme, SLICE("## offices.ndjson"), 0)), number = 0;
	at_row = next_line(readme, at_row, &row);
	for (size_t at = 0; at < text.n;) {
		const struct office *o = NULL;
		struct flaw *flaws = NULL;
		at = next_line(text, at, &line);
		at_row = next_line(readme, at_row, &row);
		CHECK_TEXT(cell(row, 0), ctx_printf(cx, "%zu", ++number));
		CHECK_ERR(office_check(cx, schemas(cx), line, &o, &flaws), ERR_RECORD);
		if (!slice_eq(slice_str(flaws->field), cell(row, 1)) || flaws->next)
			print_message("# line %zu: %s %s%s\n", number, flaws->field, flaws->reason, flaws->next ? ctx_printf(cx, ", %s %s", flaws->next->field, flaws->next->reason) : "");
		CHECK_SLICE(slice_str(flaws->field), cell(row, 1));
		CHECK_SLICE(slice_str(flaws->reason), cell(row, 2));
		CHECK(!flaws->next && !o);
	}
	CHECK(number >= 40);
}

TEST(office_that_is_no_object_is_refused)
{
	const struct office *o = NULL;
	struct flaw *flaws = NULL;
	CHECK_ERR(office_check(cx, schemas(cx), SLICE("[]"), &o, &flaws), ERR_RECORD);
	CHECK_ERR(office_load(cx, SLICE("[]"), &o), ERR_RECORD);
	CHECK_ERR(office_check(cx, schemas(cx), SLICE("{\"id\":\"a\",\"id\":\"b\"}"), &o, &flaws), ERR_JSON);
	CHECK(!o);
}

TEST(office_weekdays)
{
	CHECK_INT(office_weekday((struct date){ 1970, 1, 1 }), 3);
	CHECK_INT(office_weekday((struct date){ 2026, 11, 22 }), 6);
	CHECK_INT(office_weekday((struct date){ 2026, 11, 23 }), 0);
	CHECK_INT(office_weekday((struct date){ 1969, 12, 31 }), 2);
	CHECK_INT(office_weekday((struct date){ 2024, 2, 29 }), 3);
}

static int64_t at(const char *text)
{
	int64_t t = 0;
	CHECK(instant_parse(slice_str(text), &t));
	return t;
}

static void check_open(const struct office *o, const char *when, bool open, const char *change)
{
	int64_t t = 0;
	char text[21];
	bool is_open = office_is_open(o, at(when), &t);
	instant_format(t, text);
	if (is_open != open || strcmp(text, change) != 0)
		print_message("# at %s: %s until %s\n", when, is_open ? "open" : "closed", text);
	CHECK(is_open == open && strcmp(text, change) == 0);
}

/* tj-heping: Monday to Thursday 09:00-12:00 and 13:30-17:30, Friday until 17:00; UTC+8. */
TEST(office_open_now_and_next)
{
	const struct office *o = sample(cx, "tj-heping");
	check_open(o, "2026-11-23T00:59:59Z", false, "2026-11-23T01:00:00Z");
	check_open(o, "2026-11-23T01:00:00Z", true, "2026-11-23T04:00:00Z");
	check_open(o, "2026-11-23T03:59:59Z", true, "2026-11-23T04:00:00Z");
	check_open(o, "2026-11-23T04:00:00Z", false, "2026-11-23T05:30:00Z"); /* lunch */
	check_open(o, "2026-11-23T09:30:00Z", false, "2026-11-24T01:00:00Z");
	check_open(o, "2026-11-20T09:00:00Z", false, "2026-11-23T01:00:00Z"); /* Friday 17:00: over the weekend */
	check_open(o, "2026-11-22T16:30:00Z", false, "2026-11-23T01:00:00Z"); /* Sunday in UTC, Monday there */
}

TEST(office_holidays_and_working_weekends)
{
	const struct office *o = sample(cx, "tj-heping");
	struct date saturday = { 2026, 10, 10 };
	check_open(o, "2026-10-01T02:00:00Z", false, "2026-10-08T01:00:00Z");
	check_open(o, "2026-10-10T02:00:00Z", true, "2026-10-10T04:00:00Z");
	check_open(o, "2026-09-30T09:30:00Z", false, "2026-10-08T01:00:00Z");
	CHECK_TEXT(office_exception_on(o, saturday)->name.zh, "国庆节调休上班");
	CHECK(!office_exception_on(o, (struct date){ 2026, 10, 8 }));
	CHECK_INT(office_day_on(o, (struct date){ 2026, 10, 3 })->count, 0);
}

TEST(office_in_another_zone)
{
	const struct office *o = sample(cx, "xj-kashgar");
	int minute = 0;
	CHECK_INT(o->utc_offset, 360);
	check_open(o, "2026-11-23T02:00:00Z", true, "2026-11-23T06:00:00Z");
	struct date d = office_local(o, at("2026-11-22T18:30:00Z"), &minute);
	CHECK_INT(d.day, 23);
	CHECK_INT(minute, 30);
	CHECK_INT(office_instant(o, d, minute), at("2026-11-22T18:30:00Z"));
}

TEST(office_that_stays_closed_says_no_next_time)
{
	static struct office never;
	int64_t t = 1;
	CHECK(!office_is_open(&never, CHECK_NOW, &t));
	CHECK_INT(t, 0);
}
