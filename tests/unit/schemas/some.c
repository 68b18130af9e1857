/* Owns: sample records for tests. */
#include "tests/unit/schemas/some.h"

#include "tests/unit/check.h"

static struct slice samples(struct ctx *cx) { return check_file(cx, "schemas/samples/records.ndjson"); }

size_t some_count(struct ctx *cx)
{
	struct slice text = samples(cx);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

struct slice some_json(struct ctx *cx, size_t line)
{
	struct slice text = samples(cx);
	size_t at = 0;
	while (--line)
		at = slice_find(text, SLICE("\n"), at) + 1;
	return slice_sub(text, at, slice_find(text, SLICE("\n"), at) - at);
}

struct checked some_record(struct ctx *cx, size_t line)
{
	static struct schema_set *set;
	struct checked c = { 0 };
	struct flaw *flaws = NULL;
	if (!set)
		CHECK_OK(schema_set_load(cx, "", &set));
	CHECK_OK(record_check(cx, set, some_json(cx, line), &c, &flaws));
	return c;
}

struct proof some_proof(struct ctx *cx, size_t line, uint64_t mask)
{
	struct checked c = some_record(cx, line);
	struct proof_options o = { .mask = mask & proof_maskable(c.record->kind), .proof_days = 90 };
	struct proof p;
	CHECK_OK(proof_show(cx, c, &o, date_of_instant(cx->now), &p));
	p.number = SLICE("7K3QD9XW2M6");
	p.status_list = 7;
	p.status_index = 123456;
	return p;
}

size_t some_of_kind(struct ctx *cx, enum kind kind)
{
	size_t line = 1;
	while (some_record(cx, line).record->kind != kind)
		line++;
	return line;
}
