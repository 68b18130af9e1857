/*
 * Owns: JSON Schema draft 2020-12 with a closed set of keywords, compiled once and used by many threads. An unknown keyword or a
 * $ref that leads nowhere refuses the load. Must never fetch anything: $ref reaches "#" and "#/$defs/NAME" of its own file only.
 */
#ifndef SCHEMAS_SCHEMA_H
#define SCHEMAS_SCHEMA_H

#include "schemas/flaw.h"

/*
 * type enum const · properties required additionalProperties minProperties maxProperties propertyNames dependentRequired ·
 * items prefixItems minItems maxItems uniqueItems contains · minLength maxLength (code points) pattern format ("date" only) ·
 * minimum maximum exclusiveMinimum exclusiveMaximum multipleOf · allOf anyOf oneOf not if then else · $ref $defs (root) $id
 * $schema title description $comment examples.
 */
struct schema;

/* Compiles a schema text. ERR_SCHEMA names file and place. `file` is for messages. The schema keeps its own memory. */
must_use enum err schema_open(struct ctx *cx, const char *file, struct slice json, struct schema **out);
void schema_free(struct schema *s);
/* Judges a value; every flaw is added to `flaws` (NULL: only the answer counts). True when nothing was wrong. */
bool schema_fits(const struct schema *s, const struct json *value, struct flaws *flaws);

#endif
