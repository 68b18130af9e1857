#include "base/json.h"
#include "verifier/verdict.h"

#include "tests/unit/check.h"

#include <string.h>

static enum verdict_word decided(const enum finding_code *codes, size_t count)
{
	struct verdict v = { 0 };
	for (size_t i = 0; i < count; i++)
		verdict_add(&v, codes[i]);
	verdict_decide(&v);
	return v.word;
}
#define DECIDED(...) decided((const enum finding_code[]){ __VA_ARGS__ }, sizeof((const enum finding_code[]){ __VA_ARGS__ }) / sizeof(enum finding_code))

TEST(verdict_starts_undecided)
{
	struct verdict v = { 0 };
	CHECK_INT(v.word, VERDICT_UNDECIDED);
	verdict_decide(&v);
	CHECK_INT(v.word, VERDICT_UNDECIDED);
}

TEST(verdict_valid_needs_all_three)
{
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_DATES_GOOD), VERDICT_VALID);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD), VERDICT_UNDECIDED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_DATES_GOOD), VERDICT_UNDECIDED);
	CHECK_INT(DECIDED(FINDING_STATUS_GOOD, FINDING_DATES_GOOD), VERDICT_UNDECIDED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_UNKNOWN, FINDING_DATES_GOOD), VERDICT_UNDECIDED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_DATES_GOOD, FINDING_TRUST_STALE), VERDICT_UNDECIDED);
}

TEST(verdict_changed_is_altered_only_when_something_is_ours)
{
	CHECK_INT(DECIDED(FINDING_PADES_DIGEST, FINDING_PDF_KEY_OURS), VERDICT_ALTERED);
	CHECK_INT(DECIDED(FINDING_PADES_DIGEST), VERDICT_FORGED);
	CHECK_INT(DECIDED(FINDING_PADES_DIGEST, FINDING_PDF_KEY_OURS, FINDING_PDF_KEY_ROLE), VERDICT_FORGED);
	CHECK_INT(DECIDED(FINDING_PDF_UNSIGNED), VERDICT_UNREADABLE);
	CHECK_INT(DECIDED(FINDING_PDF_UNSIGNED, FINDING_PDF_STOCK_OURS), VERDICT_ALTERED);
}

/* Nothing that only says how a document stands today may cover that it is not the authority's. */
TEST(verdict_origin_comes_before_today)
{
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_REVOKED, FINDING_SEAL_DIFFERS), VERDICT_FORGED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STAY_ENDED, FINDING_REGISTRY_ABSENT), VERDICT_NOT_FOUND);
	CHECK_INT(DECIDED(FINDING_STATUS_REVOKED), VERDICT_UNDECIDED);
}

TEST(verdict_a_certain_no_stands_beside_an_unknown)
{
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_UNKNOWN, FINDING_STAY_ENDED), VERDICT_EXPIRED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_PROOF_ENDED), VERDICT_PROOF_EXPIRED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_PROOF_ENDED, FINDING_STAY_ENDED), VERDICT_EXPIRED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_SUSPENDED, FINDING_DATES_GOOD), VERDICT_SUSPENDED);
	CHECK_INT(DECIDED(FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_SUPERSEDED, FINDING_STAY_ENDED), VERDICT_SUPERSEDED);
}

TEST(verdict_every_finding_can_be_held_at_once)
{
	struct verdict v = { 0 };
	for (int round = 0; round < 2; round++) {
		for (int code = FINDING_NONE + 1; code < FINDING_CODE_COUNT; code++)
			verdict_add(&v, (enum finding_code)code);
	}
	CHECK_INT(v.count, FINDING_CODE_COUNT - 1);
	verdict_decide(&v);
	CHECK_INT(v.word, VERDICT_FORGED);
}

/* A row whose weight and result contradict each other would never count. */
TEST(findings_are_complete_and_consistent)
{
	for (int i = FINDING_NONE + 1; i < FINDING_CODE_COUNT; i++) {
		enum finding_code code = (enum finding_code)i;
		enum finding_weight weight = finding_weight(code);
		enum finding_result want = weight == WEIGHT_UNDECIDED ? FINDING_UNKNOWN : weight >= WEIGHT_CHANGED ? FINDING_FAIL : FINDING_PASS;
		if (weight != WEIGHT_NOTE)
			CHECK_INT(finding_result(code), want);
		CHECK(strlen(finding_name(code)) > 2 && strlen(finding_check(code)) > 2 && strlen(finding_clause(code)) > 4);
		CHECK(strlen(finding_text(code, false)) > 15 && strlen(finding_text(code, true)) > 12);
		CHECK(strcmp(finding_text(code, false), finding_text(code, true)) != 0);
		for (int j = i + 1; j < FINDING_CODE_COUNT; j++)
			CHECK(strcmp(finding_name(code), finding_name((enum finding_code)j)) != 0);
	}
}

/* The compiler's JSON of a finding is the JSON writer's. */
TEST(finding_json_is_what_the_writer_writes)
{
	for (int code = FINDING_NONE; code < FINDING_CODE_COUNT; code++) {
		for (int chinese = 0; chinese < 2; chinese++) {
			enum finding_code c = (enum finding_code)code;
			struct buf b;
			buf_init(&b, 4096);
			struct json_out o = json_out(&b);
			json_begin(&o, NULL, '{');
			json_put_str(&o, "check", finding_check(c));
			json_put_str(&o, "code", finding_name(c));
			json_put_str(&o, "result", finding_result_name(c));
			json_put_str(&o, "clause", finding_clause(c));
			json_put_str(&o, "text", finding_text(c, chinese));
			json_end(&o, '}');
			CHECK_SLICE(finding_json(c, chinese), buf_slice(&b));
			buf_free(&b);
		}
	}
}
