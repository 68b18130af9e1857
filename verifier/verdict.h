/*
 * Owns: findings and the one pure function that decides. A bad document is not an error, it is the product. Starts at
 * "undecided"; an unmet need gives unknown, never pass. Mirrors ETSI EN 319 102-1: passed, failed, indeterminate.
 */
#ifndef VERIFIER_VERDICT_H
#define VERIFIER_VERDICT_H

#include "base/ctx.h"

enum verdict_word { VERDICT_UNDECIDED = 0, VERDICT_VALID, VERDICT_EXPIRED, VERDICT_PROOF_EXPIRED, VERDICT_SUPERSEDED,
	VERDICT_SUSPENDED, VERDICT_REVOKED, VERDICT_ALTERED, VERDICT_FORGED, VERDICT_NOT_FOUND, VERDICT_UNREADABLE, VERDICT_COUNT };

enum finding_result { FINDING_UNKNOWN = 0, FINDING_PASS, FINDING_FAIL };

/*
 * What a finding does to the verdict. Needs: AUTHENTIC, CURRENT and DATES must each have a pass before anything is valid.
 * OURS only says that the thing carries something that is the authority's; with it a CHANGED thing is altered, without it forged.
 */
enum finding_weight { WEIGHT_NOTE = 0, WEIGHT_AUTHENTIC, WEIGHT_CURRENT, WEIGHT_DATES, WEIGHT_OURS, WEIGHT_CHANGED, WEIGHT_FORGED,
	WEIGHT_UNREADABLE, WEIGHT_NOT_FOUND, WEIGHT_REVOKED, WEIGHT_SUSPENDED, WEIGHT_SUPERSEDED, WEIGHT_EXPIRED, WEIGHT_PROOF_EXPIRED,
	WEIGHT_UNDECIDED, WEIGHT_COUNT };

/* Every finding of the project, in finding.def: X(CODE, check, RESULT, WEIGHT, clause, English sentence, Chinese sentence). */
enum finding_code {
	FINDING_NONE = 0,
#define X(code, check, result, weight, clause, en, zh) FINDING_##code,
#include "verifier/finding.def"
#undef X
	FINDING_CODE_COUNT
};

struct verdict {
	enum verdict_word word;
	enum finding_code findings[FINDING_CODE_COUNT]; /* in the order of the checks, each at most once */
	size_t count;
};

/* Appends a finding once; the same code again is ignored. */
void verdict_add(struct verdict *v, enum finding_code code);
bool verdict_has(const struct verdict *v, enum finding_code code);
/* Sets v->word from the findings alone. */
void verdict_decide(struct verdict *v);

const char *verdict_name(enum verdict_word word);           /* "valid" "proof_expired" ... */
const char *verdict_etsi(enum verdict_word word);           /* "passed" "failed" "indeterminate" (EN 319 102-1 5.1.3) */
/* What is known of a code: stable name, check it belongs to, result ("pass" "fail" "unknown"), clause, sentence. */
const char *finding_name(enum finding_code code);
const char *finding_check(enum finding_code code);
enum finding_result finding_result(enum finding_code code);
const char *finding_result_name(enum finding_code code);
enum finding_weight finding_weight(enum finding_code code);
const char *finding_clause(enum finding_code code);
const char *finding_text(enum finding_code code, bool chinese);
/* {"check","code","result","clause","text"} of it, made by the compiler: answers are mostly these. */
struct slice finding_json(enum finding_code code, bool chinese);

#endif
