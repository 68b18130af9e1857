/*
 * Owns: an answer as JSON, the same on the command line and over HTTP, and as plain text for a terminal. Pages are pages.c's.
 */
#ifndef VERIFIER_REPORT_H
#define VERIFIER_REPORT_H

#include "verifier/verify.h"

/*
 * {"verdict", "etsi", "findings": [{"check","code","result","clause","text"}], "document": {...} or absent, "signed_at", "status_as_of",
 * "checked_at", "utc_offset", "specimen"}. Instants are RFC 3339 UTC, null when not known; days end where clocks show utc_offset. Appends to out.
 */
void report_json(const struct answer *a, bool chinese, struct buf *out);
/* Its three parts, one behind the other: what many answers share; what is the document's own; and from "status_as_of" on what passes with the time. */
void report_json_verdict(const struct verdict *v, bool chinese, struct buf *out);
void report_json_document(const struct answer *a, struct buf *out);
void report_json_passing(int64_t status_as_of, int64_t checked_at, int utc_offset, bool specimen, struct buf *out);
/* One big answer, what to compare, the findings; for people at a terminal. */
void report_text(const struct answer *a, bool chinese, struct buf *out);
/* Exit code of the command line: 0 valid, 1 not valid, 3 unreadable, 4 undecided. */
int report_exit_code(enum verdict_word word);
/* The verdict as a sentence. */
const char *report_sentence(enum verdict_word word, bool chinese);

#endif
