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

/* Every finding of the project: X(CODE, check, weight, clause, English sentence, Chinese sentence), in finding.def. */
enum finding_code {
	FINDING_NONE = 0,
#define X(code, check, weight, clause, en, zh) FINDING_##code,
#include "verifier/finding.def"
#undef X
	FINDING_CODE_COUNT
};

struct finding {
	enum finding_code code;
	enum finding_result result;
};

#define VERDICT_MAX_FINDINGS 64

struct verdict {
	enum verdict_word word;
	struct finding findings[VERDICT_MAX_FINDINGS];
	size_t count;
};

void verdict_add(struct verdict *v, enum finding_code code, enum finding_result result);
bool verdict_has(const struct verdict *v, enum finding_code code, enum finding_result result);
/* Sets v->word from the findings alone. */
void verdict_decide(struct verdict *v);

const char *verdict_name(enum verdict_word word);           /* "valid" "proof_expired" ... */
const char *verdict_etsi(enum verdict_word word);           /* "passed" "failed" "indeterminate" */
const char *finding_name(enum finding_code code);
const char *finding_check(enum finding_code code);
const char *finding_clause(enum finding_code code);
const char *finding_text(enum finding_code code, enum finding_result result, bool chinese);

#endif
