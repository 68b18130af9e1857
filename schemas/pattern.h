/*
 * Owns: regular expressions of schemas. The only user of PCRE2. Matching is bounded in steps and depth; \d and \w are ASCII as
 * in ECMA 262, \p{..} sees Unicode, $ is the very end. Must never let a pattern or a text run without limit.
 */
#ifndef SCHEMAS_PATTERN_H
#define SCHEMAS_PATTERN_H

#include "base/ctx.h"

struct pattern;
/* Fails with ERR_SCHEMA (offset in the text). Freed by pattern_free; shared read-only by threads. */
must_use enum err pattern_open(struct ctx *cx, struct slice text, struct pattern **out);
void pattern_free(struct pattern *p);
/* True when the pattern occurs in the text (anchors are the pattern's business). A text that needs too many steps does not match. */
bool pattern_matches(const struct pattern *p, struct slice text);

#endif
