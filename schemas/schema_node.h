/*
 * Owns: the compiled form of a schema, shared by schema_compile.c (writes it once) and schema.c (reads it). Private to the room.
 */
#ifndef SCHEMAS_SCHEMA_NODE_H
#define SCHEMAS_SCHEMA_NODE_H

#include "schemas/pattern.h"
#include "schemas/schema.h"

/* A list of schemas: allOf, anyOf, oneOf, prefixItems. */
struct schema_list {
	struct schema_node **item;
	size_t count;
};

struct schema_property {
	struct slice name;
	struct schema_node *node;
	bool required;
};

struct schema_dependency {
	struct slice name;
	const struct json *needs; /* array of strings */
	struct schema_dependency *next;
};


struct schema_node {
	bool nothing;                     /* the schema `false` */
	unsigned types;                   /* bit per JSON_IS_*, 0 = any; NUMBER sets both */
	const struct json *constant, *choices;
	struct schema_property *properties;
	size_t property_count;            /* stated properties first, then names that are only required */
	struct schema_node *additional, *names;
	size_t min_members, max_members;
	struct schema_dependency *dependencies;
	struct schema_list prefix, all, any, one;
	struct schema_node *items, *contains;
	size_t min_items, max_items;
	bool unique;
	size_t min_length, max_length;
	struct pattern *pattern;
	bool date;                        /* format "date" */
	const struct json *minimum, *maximum, *above, *below, *multiple;
	struct schema_node *not, *condition, *then, *otherwise;
	struct schema_node *ref;
	int visit;                        /* loop search while compiling: 0 new, 1 on the way, 2 done */
	struct schema_node *next_opened;  /* all nodes of one schema, so that patterns can be freed */
};

struct schema {
	struct ctx memory;                /* arena of the whole compiled tree */
	struct schema_node *root, *opened;
};

#endif
