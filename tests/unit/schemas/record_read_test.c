/* Owns: tests of reading a record that was judged before: it reads as the judged one did, and damage is told. */
#include "schemas/proof.h"

#include "tests/unit/check.h"

#include <string.h>

static void same(struct ctx *cx, const struct schema_set *set, struct slice line)
{
	struct checked judged, kept;
	struct flaw *flaws = NULL;
	struct proof a = { 0 }, b = { 0 };
	struct proof_options options = { .proof_days = 10 };
	struct buf left, right;
	CHECK_OK(record_check(cx, set, line, &judged, &flaws));
	CHECK_OK(record_kept(cx, line, judged.record->holder.photo, &kept));
	CHECK_SLICE(kept.record->identity, judged.record->identity);
	CHECK_OK(proof_show(cx, judged, &options, date_of_instant(cx->now), &a));
	CHECK_OK(proof_show(cx, kept, &options, date_of_instant(cx->now), &b));
	a.number = b.number = SLICE("00000000000");
	buf_init(&left, 20000);
	buf_init(&right, 20000);
	proof_encode(&a, &left);
	proof_encode(&b, &right);
	CHECK(left.n > 100);
	CHECK_SLICE(buf_slice(&right), buf_slice(&left));
	buf_free(&left);
	buf_free(&right);
}

TEST(record_kept_reads_as_it_was_judged)
{
	struct schema_set *set = NULL;
	struct slice all = check_file(cx, "schemas/samples/records.ndjson");
	size_t count = 0;
	CHECK_OK(schema_set_load(cx, "", &set));
	for (size_t at = 0; at < all.n; count++) {
		size_t end = slice_find(all, SLICE("\n"), at);
		end = end == SIZE_MAX ? all.n : end;
		same(cx, set, slice_sub(all, at, end - at));
		at = end + 1;
	}
	CHECK(count > 20);
	schema_set_free(set);
}

TEST(record_kept_tells_damage)
{
	struct checked out;
	CHECK_ERR(record_kept(cx, SLICE("{}"), (struct slice){ 0 }, &out), ERR_RECORD);
	CHECK_ERR(record_kept(cx, SLICE("[1]"), (struct slice){ 0 }, &out), ERR_RECORD);
	CHECK_ERR(record_kept(cx, SLICE("{\"kind\":\"permit\"}"), (struct slice){ 0 }, &out), ERR_RECORD);
	CHECK_ERR(record_kept(cx, SLICE("{\"kind\":\"visa\",\"holder\":{\"birth_date\":\"1985-13-01\"}}"), (struct slice){ 0 }, &out), ERR_RECORD);
	CHECK_ERR(record_kept(cx, SLICE("{\"kind\":\"visa\""), (struct slice){ 0 }, &out), ERR_JSON);
}
