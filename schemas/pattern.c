/* Owns: the door to PCRE2. */
#include "schemas/pattern.h"

#include "base/limits.h"

#include <pcre2.h>
#include <stdlib.h>

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
};

enum err pattern_open(struct ctx *cx, struct slice text, struct pattern **out)
{
	int error = 0;
	PCRE2_SIZE offset = 0;
	uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code = pcre2_compile(text.p, text.n, options, &error, &offset, NULL);
	if (!code)
		return fail(cx, ERR_SCHEMA, "pattern is no regular expression (offset %zu)", (size_t)offset);
	struct pattern *p = calloc(1, sizeof *p);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	if (!p || !limits)
		abort();
	pcre2_set_match_limit(limits, LIMIT_PATTERN_STEPS);
	pcre2_set_depth_limit(limits, LIMIT_PATTERN_DEPTH);
	*p = (struct pattern){ code, limits };
	*out = p;
	return OK;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_code_free(p->code);
	pcre2_match_context_free(p->limits);
	free(p);
}

bool pattern_matches(const struct pattern *p, struct slice text)
{
	pcre2_match_data *match = pcre2_match_data_create(1, NULL);
	if (!match)
		abort();
	/* The text comes from a JSON parser that refused bad UTF-8: no second look. */
	int rc = pcre2_match(p->code, text.p ? text.p : (const uint8_t *)"", text.n, 0, PCRE2_NO_UTF_CHECK, match, p->limits);
	pcre2_match_data_free(match);
	return rc >= 0;
}
