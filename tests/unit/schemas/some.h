/*
 * Owns: the sample records as tests want them: by line of schemas/samples/records.ndjson, checked and shown.
 */
#ifndef TESTS_UNIT_SCHEMAS_SOME_H
#define TESTS_UNIT_SCHEMAS_SOME_H

#include "schemas/proof.h"

size_t some_count(struct ctx *cx);
struct slice some_json(struct ctx *cx, size_t line);
struct checked some_record(struct ctx *cx, size_t line);
/* Shown for 90 days with a number, list 7, an index; mask as in proof_options, foreign bits ignored. */
struct proof some_proof(struct ctx *cx, size_t line, uint64_t mask);
/* First sample of a kind. */
size_t some_of_kind(struct ctx *cx, enum kind kind);

#endif
