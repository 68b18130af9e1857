/*
 * Owns: the schemas of all record kinds, of offices and of applications, loaded together (declared in schemas/record.h). Private to the room.
 */
#ifndef SCHEMAS_SCHEMA_SET_H
#define SCHEMAS_SCHEMA_SET_H

#include "schemas/schema.h"

struct schema_set {
	struct schema *of_kind[KIND_COUNT];
	struct schema *office, *application;
};

#endif
