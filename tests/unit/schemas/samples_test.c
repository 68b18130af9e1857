/* The samples of schemas/samples: every good record is accepted, every broken one refused with the flaw its README names. */
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

static struct slice line_of(struct slice text, size_t number)
{
	size_t at = 0;
	while (--number && at < text.n)
		at = slice_find(text, SLICE("\n"), at) + 1;
	return slice_sub(text, at, slice_find(text, SLICE("\n"), at) - at);
}

static size_t lines(struct slice text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

TEST(samples_good_records_are_accepted)
{
	struct slice text = check_file(cx, "schemas/samples/records.ndjson");
	size_t n = lines(text);
	bool kinds[KIND_COUNT] = { false };
	CHECK(n >= 24);
	for (size_t i = 1; i <= n; i++) {
		struct checked c = { 0 };
		struct flaw *flaws = NULL;
		enum err e = record_check(cx, schemas(cx), line_of(text, i), &c, &flaws);
		if (e != OK)
			print_message("# line %zu: %s %s\n", i, flaws ? flaws->field : "", flaws ? flaws->reason : cx->text);
		CHECK_INT(e, OK);
		kinds[c.record->kind] = true;
		if (c.record->holder.photo.p)
			CHECK(c.record->holder.photo.n > 1000);
	}
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++)
		CHECK(kinds[k]);
}

/* One cell of a Markdown table row, blanks trimmed. */
static struct slice cell(struct slice row, size_t column)
{
	size_t at = 1;
	while (column--)
		at = slice_find(row, SLICE("|"), at) + 1;
	struct slice c = slice_sub(row, at, slice_find(row, SLICE("|"), at) - at);
	while (c.n && c.p[c.n - 1] == ' ')
		c.n--;
	while (c.n && c.p[0] == ' ')
		c = slice_sub(c, 1, c.n);
	return c;
}

static bool is_listed(struct slice table, const char *reason)
{
	return slice_find(table, slice_str(reason), 0) != SIZE_MAX;
}

TEST(samples_broken_records_are_refused_as_the_readme_says)
{
	struct slice text = check_file(cx, "schemas/samples/broken.ndjson"), readme = check_file(cx, "schemas/samples/README.md");
	struct slice table = slice_sub(readme, slice_find(readme, SLICE("## broken.ndjson"), 0), readme.n);
	size_t n = lines(text), row = 5;
	CHECK(n >= 50);
	CHECK(lines(table) == n + 4);
	for (size_t i = 1; i <= n; i++, row++) {
		struct slice want = line_of(table, row);
		struct checked c = { 0 };
		struct flaw *flaws = NULL;
		CHECK_TEXT(cell(want, 0), ctx_printf(cx, "%zu", i));
		CHECK_ERR(record_check(cx, schemas(cx), line_of(text, i), &c, &flaws), ERR_RECORD);
		CHECK_SLICE(slice_str(flaws->field), cell(want, 1));
		CHECK_SLICE(slice_str(flaws->reason), cell(want, 2));
		if (flaws->next)
			print_message("# line %zu also: %s %s\n", i, flaws->next->field, flaws->next->reason);
		CHECK(!flaws->next && !c.record);
	}
	/* Reasons that no record schema can give: their keywords are used by none of ours. */
	static const enum flaw_code unused[] = { FLAW_NOT_MULTIPLE, FLAW_NOT_CONTAINED, FLAW_COMBINATION, FLAW_FORBIDDEN, FLAW_DEPTH };
	for (enum flaw_code f = FLAW_TYPE; f < FLAW_COUNT; f++) {
		bool free = false;
		for (size_t i = 0; i < sizeof unused / sizeof *unused; i++)
			free = free || unused[i] == f;
		if (!free && !is_listed(readme, flaw_reason(f)))
			print_message("# no sample shows %s\n", flaw_reason(f));
		CHECK(free || is_listed(readme, flaw_reason(f)));
	}
}
