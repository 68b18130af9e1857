/* Owns: the finding table and the decision. Pure. */
#include "verifier/verdict.h"

struct row {
	const char *name, *check, *clause, *en, *zh;
	struct slice json[2];
	enum finding_result result;
	enum finding_weight weight;
};

#define UNKNOWN_NAME "unknown"
#define PASS_NAME "pass"
#define FAIL_NAME "fail"
/* Nothing in finding.def needs an escape (RFC 8259 7); a test holds this to what the JSON writer makes. */
#define JSON(code, check, result, clause, text) \
	SLICE("{\"check\":\"" check "\",\"code\":\"" code "\",\"result\":\"" result "\",\"clause\":\"" clause "\",\"text\":\"" text "\"}")

static const struct row rows[FINDING_CODE_COUNT] = {
	[FINDING_NONE] = { "NONE", "none", "", "", "", { JSON("NONE", "none", UNKNOWN_NAME, "", ""), JSON("NONE", "none", UNKNOWN_NAME, "", "") },
		FINDING_UNKNOWN, WEIGHT_UNDECIDED },
#define X(code, check_name, result_name, weight_name, clause_text, en_text, zh_text) \
	[FINDING_##code] = { #code, #check_name, clause_text, en_text, zh_text, \
		{ JSON(#code, #check_name, result_name##_NAME, clause_text, en_text), JSON(#code, #check_name, result_name##_NAME, clause_text, zh_text) }, \
		FINDING_##result_name, WEIGHT_##weight_name },
#include "verifier/finding.def"
#undef X
};

static const struct row *row(enum finding_code code) { return &rows[(unsigned)code < FINDING_CODE_COUNT ? code : FINDING_NONE]; }

const char *finding_name(enum finding_code code) { return row(code)->name; }
const char *finding_check(enum finding_code code) { return row(code)->check; }
enum finding_result finding_result(enum finding_code code) { return row(code)->result; }
enum finding_weight finding_weight(enum finding_code code) { return row(code)->weight; }
const char *finding_clause(enum finding_code code) { return row(code)->clause; }
const char *finding_text(enum finding_code code, bool chinese) { return chinese ? row(code)->zh : row(code)->en; }
struct slice finding_json(enum finding_code code, bool chinese) { return row(code)->json[chinese]; }

const char *finding_result_name(enum finding_code code)
{
	static const char *const names[] = { UNKNOWN_NAME, PASS_NAME, FAIL_NAME };
	return names[row(code)->result];
}

bool verdict_has(const struct verdict *v, enum finding_code code)
{
	for (size_t i = 0; i < v->count; i++) {
		if (v->findings[i] == code)
			return true;
	}
	return false;
}

void verdict_add(struct verdict *v, enum finding_code code)
{
	if (!verdict_has(v, code))
		v->findings[v->count++] = code;
}

static bool weighs(const struct verdict *v, enum finding_weight weight, enum finding_result result)
{
	for (size_t i = 0; i < v->count; i++) {
		const struct row *r = row(v->findings[i]);
		if (r->weight == weight && r->result == result)
			return true;
	}
	return false;
}

/* Who made it and whether it is whole comes before how it stands today: a forged paper is not "expired". */
static enum verdict_word decide_origin(const struct verdict *v)
{
	if (weighs(v, WEIGHT_FORGED, FINDING_FAIL))
		return VERDICT_FORGED;
	if (weighs(v, WEIGHT_CHANGED, FINDING_FAIL) || weighs(v, WEIGHT_UNREADABLE, FINDING_FAIL)) {
		if (weighs(v, WEIGHT_OURS, FINDING_PASS))
			return VERDICT_ALTERED;
		return weighs(v, WEIGHT_UNREADABLE, FINDING_FAIL) ? VERDICT_UNREADABLE : VERDICT_FORGED;
	}
	if (weighs(v, WEIGHT_NOT_FOUND, FINDING_FAIL))
		return VERDICT_NOT_FOUND;
	return weighs(v, WEIGHT_AUTHENTIC, FINDING_PASS) ? VERDICT_VALID : VERDICT_UNDECIDED;
}

/* A certain "no" stands even where something else is not known. */
static enum verdict_word decide_today(const struct verdict *v)
{
	static const struct { enum finding_weight weight; enum verdict_word word; } noes[] = {
		{ WEIGHT_REVOKED, VERDICT_REVOKED }, { WEIGHT_SUPERSEDED, VERDICT_SUPERSEDED }, { WEIGHT_SUSPENDED, VERDICT_SUSPENDED },
		{ WEIGHT_EXPIRED, VERDICT_EXPIRED }, { WEIGHT_PROOF_EXPIRED, VERDICT_PROOF_EXPIRED },
	};
	for (size_t i = 0; i < sizeof noes / sizeof *noes; i++) {
		if (weighs(v, noes[i].weight, FINDING_FAIL))
			return noes[i].word;
	}
	if (weighs(v, WEIGHT_UNDECIDED, FINDING_UNKNOWN))
		return VERDICT_UNDECIDED;
	return weighs(v, WEIGHT_CURRENT, FINDING_PASS) && weighs(v, WEIGHT_DATES, FINDING_PASS) ? VERDICT_VALID : VERDICT_UNDECIDED;
}

void verdict_decide(struct verdict *v)
{
	enum verdict_word origin = decide_origin(v);
	v->word = origin == VERDICT_VALID ? decide_today(v) : origin;
}

const char *verdict_name(enum verdict_word word)
{
	static const char *const names[VERDICT_COUNT] = { "undecided", "valid", "expired", "proof_expired", "superseded", "suspended",
		"revoked", "altered", "forged", "not_found", "unreadable" };
	return (unsigned)word < VERDICT_COUNT ? names[word] : names[0];
}

const char *verdict_etsi(enum verdict_word word)
{
	switch (word) {
	case VERDICT_VALID:
		return "passed";
	case VERDICT_FORGED:
	case VERDICT_ALTERED:
	case VERDICT_REVOKED:
	case VERDICT_SUPERSEDED:
		return "failed";
	default:
		return "indeterminate";
	}
}
