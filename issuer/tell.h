/*
 * Owns: what an import says while it runs: a line a record (text or JSON), a progress bar on a terminal, a summary. Data goes to
 * standard output, talk to standard error. Refusals name fields and reasons, never values.
 */
#ifndef ISSUER_TELL_H
#define ISSUER_TELL_H

#include "schemas/record.h"

enum outcome { OUTCOME_NONE = 0, OUTCOME_ISSUED, OUTCOME_KEPT, OUTCOME_SAME, OUTCOME_WOULD_ISSUE, OUTCOME_WOULD_KEEP, OUTCOME_REFUSED, OUTCOME_VOID,
	OUTCOME_FAILED, OUTCOME_COUNT };

const char *outcome_name(enum outcome o); /* "issued" "kept" "same" "would-issue" "would-keep" "refused" "void" "failed" */

struct tell {
	bool json, bar;
	size_t total, done;           /* records; total 0 = not known */
	size_t counts[OUTCOME_COUNT];
	size_t replaced;              /* of those issued, or that would be: in the place of an earlier document */
	size_t broken_lines;          /* lines that are no JSON: perhaps parts of a record over several lines */
	int64_t started, (*clock)(void);
};

/* One record's fate. */
struct fate {
	size_t line;
	enum outcome outcome;
	enum kind kind;
	const char *number, *code;    /* NULL = none */
	const char *replaces;         /* number of the document whose place it takes or would take; NULL or "" = none */
	size_t same_line, replaces_line; /* in a dry run: the same, of what an earlier line would make; 0 = none */
	struct slice flaws;           /* made by tell_flaws, or absent */
};

/* JSON array of flaws, kept until it is told. */
void tell_flaws(const struct flaw *first, struct buf *out);
/* The same for a failure that is no flaw of a field. */
void tell_failure(const struct ctx *cx, const char *field, struct buf *out);
void tell_fate(struct tell *t, const struct fate *f);
void tell_progress(struct tell *t);
/* Ends the bar and prints the summary. */
void tell_end(struct tell *t);

#endif
