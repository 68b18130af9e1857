/* Applications: the samples are accepted, every broken one refused with the flaw the README names; who acts next, when one may ask. */
#include "schemas/application.h"

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

#define NOW INT64_C(1795305600) /* 2026-11-22: the samples are of this autumn */

static size_t next_line(struct slice text, size_t at, struct slice *line)
{
	size_t end = slice_find(text, SLICE("\n"), at);
	*line = slice_sub(text, at, end - at);
	return end + 1;
}

static enum err find_office(struct ctx *cx, void *self, struct slice id, const struct office **out)
{
	struct slice text = check_file(cx, "schemas/samples/offices.ndjson"), line;
	const struct office *o = NULL;
	(void)self;
	*out = NULL;
	for (size_t at = 0; at < text.n;) {
		at = next_line(text, at, &line);
		CHECK_OK(office_load(cx, line, &o));
		if (slice_eq(o->id, id))
			*out = o;
	}
	return OK;
}

static const struct application *sample(struct ctx *cx, size_t number)
{
	struct slice text = check_file(cx, "schemas/samples/applications.ndjson"), line = { 0 };
	const struct application *a = NULL;
	for (size_t at = 0; number--;)
		at = next_line(text, at, &line);
	CHECK_OK(application_load(cx, line, &a));
	return a;
}

TEST(application_samples_are_accepted)
{
	struct slice text = check_file(cx, "schemas/samples/applications.ndjson"), line;
	size_t count = 0;
	cx->now = NOW;
	for (size_t at = 0; at < text.n; count++) {
		const struct application *a = NULL;
		struct flaw *flaws = NULL;
		at = next_line(text, at, &line);
		enum err e = application_check(cx, schemas(cx), line, find_office, NULL, &a, &flaws);
		if (flaws)
			print_message("# line %zu: %s %s\n", count + 1, flaws->field, flaws->reason);
		CHECK_OK(e);
		CHECK(a->event_count > 0 && a->events[0].step == STEP_FILED && a->service);
	}
	CHECK(count >= 7);
}

static struct slice cell(struct slice row, size_t column)
{
	size_t at = 1;
	while (column--)
		at = slice_find(row, SLICE("|"), at) + 1;
	struct slice c = slice_sub(row, at, slice_find(row, SLICE("|"), at) - at);
	return slice_sub(c, 1, c.n - 2);
}

TEST(application_broken_samples_are_refused_as_the_readme_says)
{
	struct slice text = check_file(cx, "schemas/samples/applications-broken.ndjson"), readme = check_file(cx, "schemas/samples/README.md"), line, row;
	size_t at_row = slice_find(readme, SLICE("| --- |"), slice_find(readme, SLICE("## applications.ndjson"), 0)), number = 0;
	at_row = next_line(readme, at_row, &row);
	cx->now = NOW;
	for (size_t at = 0; at < text.n;) {
		const struct application *a = NULL;
		struct flaw *flaws = NULL;
		at = next_line(text, at, &line);
		at_row = next_line(readme, at_row, &row);
		CHECK_TEXT(cell(row, 0), ctx_printf(cx, "%zu", ++number));
		CHECK_ERR(application_check(cx, schemas(cx), line, find_office, NULL, &a, &flaws), ERR_RECORD);
		if (!slice_eq(slice_str(flaws->field), cell(row, 1)) || flaws->next)
			print_message("# line %zu: %s %s%s\n", number, flaws->field, flaws->reason, flaws->next ? ctx_printf(cx, ", %s %s", flaws->next->field, flaws->next->reason) : "");
		CHECK_SLICE(slice_str(flaws->field), cell(row, 1));
		CHECK_SLICE(slice_str(flaws->reason), cell(row, 2));
		CHECK(!flaws->next && !a);
	}
	CHECK_INT(number, 20);
}

TEST(application_steps_tell_who_acts_next_and_how_it_ended)
{
	CHECK_INT(sample(cx, 1)->next, ACTOR_AUTHORITY);
	CHECK_INT(sample(cx, 1)->result, RESULT_NONE);
	CHECK_INT(sample(cx, 4)->next, ACTOR_APPLICANT);
	CHECK_INT(sample(cx, 5)->next, ACTOR_APPLICANT);
	CHECK_INT(sample(cx, 5)->result, RESULT_GRANTED);
	CHECK_INT(sample(cx, 3)->next, ACTOR_NONE);
	CHECK_INT(sample(cx, 3)->result, RESULT_GRANTED);
	CHECK_INT(sample(cx, 6)->result, RESULT_WITHDRAWN);
	CHECK_INT(sample(cx, 7)->result, RESULT_REFUSED);
	CHECK_INT(application_last(sample(cx, 7))->by, ACTOR_AUTHORITY);
	CHECK_INT(sample(cx, 7)->events[0].by, ACTOR_APPLICANT);
	for (int s = STEP_NONE + 1; s < STEP_COUNT; s++) {
		enum application_step step = (enum application_step)s;
		CHECK_INT(application_step_parse(slice_str(application_step_name(step))), step);
		CHECK_INT(application_ends(step), application_next(step) == ACTOR_NONE);
		CHECK(application_taker(step) != ACTOR_NONE);
	}
	CHECK_INT(application_step_parse(SLICE("lost")), STEP_NONE);
	CHECK_INT(application_step_parse(SLICE("")), STEP_NONE);
}

/* Seven working days behind Tuesday 10 November 2026 are over on Thursday the 19th: from the 20th one may ask. */
TEST(application_may_be_asked_about_when_the_usual_days_are_over)
{
	struct office office = { .processing_days = { [SERVICE_RESIDENCE_PERMIT] = 7 } };
	for (size_t i = 0; i < 6; i++)
		office.week[i] = (struct office_day){ .count = 1, .span = { { 540, 720 } } };
	const struct application *a = sample(cx, 2);
	CHECK_INT(application_usual_days(a, &office), 7);
	CHECK_INT(date_number(application_ask_after(a, &office)), 20261120);
	struct office_exception closed = { .first = { 2026, 11, 12 }, .last = { 2026, 11, 13 } };
	office.exceptions = &closed;
	office.exception_count = 1;
	CHECK_INT(date_number(application_ask_after(a, &office)), 20261124);
	CHECK_INT(application_ask_after(a, NULL).year, 0);
	CHECK_INT(application_usual_days(sample(cx, 4), &office), 90);
	CHECK_INT(date_number(application_ask_after(sample(cx, 4), &office)), 20270125);
	struct office never = { .processing_days = { [SERVICE_RESIDENCE_PERMIT] = 7 } };
	CHECK_INT(application_ask_after(a, &never).year, 0);
}

TEST(application_that_is_damaged_is_not_loaded)
{
	const struct application *a = NULL;
	struct flaw *flaws = NULL;
	CHECK_ERR(application_load(cx, SLICE("{}"), &a), ERR_RECORD);
	CHECK_ERR(application_load(cx, SLICE("[]"), &a), ERR_RECORD);
	CHECK_ERR(application_load(cx, SLICE("{\"number\":\"A\",\"steps\":[{\"step\":\"filed\",\"at\":\"2026-02-30\"}]}"), &a), ERR_RECORD);
	CHECK_ERR(application_load(cx, SLICE("{"), &a), ERR_JSON);
	CHECK_ERR(application_check(cx, schemas(cx), SLICE("7"), find_office, NULL, &a, &flaws), ERR_RECORD);
	CHECK_TEXT(slice_str(flaws->reason), "type");
}
