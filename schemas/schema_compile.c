/*
 * Owns: schema text -> compiled tree (JSON Schema 2020-12, closed keyword set). One table of keywords, one reader per shape of
 * value. Must never accept a keyword it does not carry out.
 */
#include "schemas/schema_node.h"

#include "base/limits.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DIALECT "https://json-schema.org/draft/2020-12/schema"

struct pending_ref {
	struct schema_node *from;
	struct slice target;
	const char *where;
	struct pending_ref *next;
};

struct compiler {
	struct ctx *cx;             /* of the caller, for messages */
	struct ctx *memory;         /* of the schema */
	struct schema *schema;
	const char *file;
	struct schema_property *definitions;
	size_t definition_count;
	struct pending_ref *refs;
};

static enum err compile(struct compiler *c, const struct json *from, const struct place *place, struct schema_node **out);

static const char *pointer(struct compiler *c, const struct place *place)
{
	struct flaws one = { .cx = c->memory };
	flaws_add_at(&one, place, FLAW_TYPE);
	return one.first->field;
}

static enum err refuse(struct compiler *c, const struct place *place, const char *what)
{
	return fail(c->cx, ERR_SCHEMA, "%s: #%s: %s", c->file, pointer(c, place), what);
}

/* Readers: one per shape. `field` is the place in the node that the keyword fills. */
typedef enum err keyword_reader(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place);

static enum err read_text(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)node, (void)field;
	return v->type == JSON_IS_STRING ? OK : refuse(c, place, "not a string");
}

static enum err read_examples(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)node, (void)field;
	return v->type == JSON_IS_ARRAY ? OK : refuse(c, place, "not an array");
}

static enum err read_dialect(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)node, (void)field;
	return v->type == JSON_IS_STRING && slice_is(v->string, DIALECT) ? OK : refuse(c, place, "not " DIALECT);
}

static enum err read_size(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)node;
	bool whole = v->type == JSON_IS_INTEGER || (v->type == JSON_IS_REAL && v->real >= 0 && v->real < 1e9 && v->real <= (double)(int64_t)v->real);
	if (!whole || v->real < 0)
		return refuse(c, place, "not a whole number from 0");
	*(size_t *)field = (size_t)v->real;
	return OK;
}

static enum err read_number(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	const struct json **at = field;
	if (v->type != JSON_IS_INTEGER && v->type != JSON_IS_REAL)
		return refuse(c, place, "not a number");
	*at = v;
	return at == &node->multiple && !(v->real > 0) ? refuse(c, place, "not above 0") : OK;
}

static enum err read_value(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)c, (void)node, (void)place;
	const struct json **at = field;
	*at = v;
	return OK;
}

static enum err read_choices(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	node->choices = v;
	return v->type == JSON_IS_ARRAY && v->count ? OK : refuse(c, place, "not a list of values");
}

static enum err read_flag(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)node;
	*(bool *)field = v->boolean;
	return v->type == JSON_IS_BOOL ? OK : refuse(c, place, "neither true nor false");
}

static enum err read_schema(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)node;
	return compile(c, v, place, field);
}

static enum err read_list(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)node;
	struct schema_list *list = field;
	if (v->type != JSON_IS_ARRAY || !v->count)
		return refuse(c, place, "not a list of schemas");
	list->item = ctx_alloc(c->memory, v->count * sizeof(struct schema_node *));
	for (const struct json *item = v->first; item; item = item->next, list->count++) {
		struct place here = { .up = place, .index = list->count };
		enum err e = compile(c, item, &here, &list->item[list->count]);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err read_type(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	static const char *const names[] = { [JSON_IS_NULL] = "null", [JSON_IS_BOOL] = "boolean", [JSON_IS_INTEGER] = "integer",
		[JSON_IS_REAL] = "number", [JSON_IS_STRING] = "string", [JSON_IS_ARRAY] = "array", [JSON_IS_OBJECT] = "object" };
	(void)field;
	const struct json *first = v->type == JSON_IS_ARRAY ? v->first : v;
	for (const struct json *name = first; name; name = v->type == JSON_IS_ARRAY ? name->next : NULL) {
		enum json_type t = JSON_IS_NULL;
		while (t <= JSON_IS_OBJECT && !(name->type == JSON_IS_STRING && slice_is(name->string, names[t])))
			t++;
		if (t > JSON_IS_OBJECT)
			return refuse(c, place, "not a type");
		node->types |= 1u << t;
	}
	if (!node->types)
		return refuse(c, place, "not a type");
	if (node->types & 1u << JSON_IS_REAL)
		node->types |= 1u << JSON_IS_INTEGER;
	return OK;
}

/* `properties` and `required` share one table, so that a member is looked up once. */
static struct schema_property *property_slot(struct compiler *c, struct schema_node *node, struct slice name)
{
	for (size_t i = 0; i < node->property_count; i++) {
		if (slice_eq(node->properties[i].name, name))
			return &node->properties[i];
	}
	struct schema_property *grown = ctx_alloc(c->memory, (node->property_count + 1) * sizeof *grown);
	if (node->property_count)
		memcpy(grown, node->properties, node->property_count * sizeof *grown);
	node->properties = grown;
	grown[node->property_count].name = name;
	return &grown[node->property_count++];
}

static enum err read_properties(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	if (v->type != JSON_IS_OBJECT)
		return refuse(c, place, "not an object");
	for (const struct json *p = v->first; p; p = p->next) {
		struct place here = { .up = place, .key = p->key };
		struct schema_node *child = NULL;
		enum err e = compile(c, p, &here, &child);
		if (e != OK)
			return e;
		property_slot(c, node, p->key)->node = child;
	}
	return OK;
}

static bool is_text_list(const struct json *v)
{
	const struct json *item = v->type == JSON_IS_ARRAY ? v->first : NULL;
	while (item && item->type == JSON_IS_STRING)
		item = item->next;
	return v->type == JSON_IS_ARRAY && !item;
}

static enum err read_required(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	if (!is_text_list(v))
		return refuse(c, place, "not a list of names");
	for (const struct json *name = v->first; name; name = name->next)
		property_slot(c, node, name->string)->required = true;
	return OK;
}

static enum err read_dependencies(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	if (v->type != JSON_IS_OBJECT)
		return refuse(c, place, "not an object");
	for (const struct json *p = v->first; p; p = p->next) {
		if (!is_text_list(p))
			return refuse(c, place, "not lists of names");
		struct schema_dependency *d = ctx_alloc(c->memory, sizeof *d);
		*d = (struct schema_dependency){ .name = p->key, .needs = p, .next = node->dependencies };
		node->dependencies = d;
	}
	return OK;
}

static enum err read_pattern(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	if (v->type != JSON_IS_STRING)
		return refuse(c, place, "not a string");
	return pattern_open(c->memory, v->string, &node->pattern) == OK ? OK : refuse(c, place, c->memory->text);
}

static enum err read_format(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	node->date = true;
	return v->type == JSON_IS_STRING && slice_is(v->string, "date") ? OK : refuse(c, place, "format not known here");
}

static enum err read_ref(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	if (v->type != JSON_IS_STRING)
		return refuse(c, place, "not a string");
	struct pending_ref *r = ctx_alloc(c->memory, sizeof *r);
	*r = (struct pending_ref){ .from = node, .target = v->string, .where = pointer(c, place), .next = c->refs };
	c->refs = r;
	return OK;
}

static enum err read_definitions(struct compiler *c, struct schema_node *node, void *field, const struct json *v, const struct place *place)
{
	(void)field;
	if (v->type != JSON_IS_OBJECT || place->up)
		return refuse(c, place, "not an object at the root");
	struct schema_node holder = { 0 };
	enum err e = read_properties(c, &holder, NULL, v, place);
	c->definitions = holder.properties;
	c->definition_count = holder.property_count;
	(void)node;
	return e;
}

#define AT(member) offsetof(struct schema_node, member)

static const struct keyword {
	const char *name;
	keyword_reader *read;
	size_t field;
} keywords[] = {
	{ "$schema", read_dialect, 0 }, { "$id", read_text, 0 }, { "$comment", read_text, 0 }, { "$defs", read_definitions, 0 },
	{ "$ref", read_ref, 0 }, { "title", read_text, 0 }, { "description", read_text, 0 }, { "examples", read_examples, 0 },
	{ "type", read_type, 0 }, { "enum", read_choices, 0 }, { "const", read_value, AT(constant) },
	{ "properties", read_properties, 0 }, { "required", read_required, 0 }, { "additionalProperties", read_schema, AT(additional) },
	{ "propertyNames", read_schema, AT(names) }, { "minProperties", read_size, AT(min_members) },
	{ "maxProperties", read_size, AT(max_members) }, { "dependentRequired", read_dependencies, 0 },
	{ "items", read_schema, AT(items) }, { "prefixItems", read_list, AT(prefix) }, { "contains", read_schema, AT(contains) },
	{ "minItems", read_size, AT(min_items) }, { "maxItems", read_size, AT(max_items) }, { "uniqueItems", read_flag, AT(unique) },
	{ "minLength", read_size, AT(min_length) }, { "maxLength", read_size, AT(max_length) },
	{ "pattern", read_pattern, 0 }, { "format", read_format, 0 },
	{ "minimum", read_number, AT(minimum) }, { "maximum", read_number, AT(maximum) },
	{ "exclusiveMinimum", read_number, AT(above) }, { "exclusiveMaximum", read_number, AT(below) },
	{ "multipleOf", read_number, AT(multiple) },
	{ "allOf", read_list, AT(all) }, { "anyOf", read_list, AT(any) }, { "oneOf", read_list, AT(one) }, { "not", read_schema, AT(not) },
	{ "if", read_schema, AT(condition) }, { "then", read_schema, AT(then) }, { "else", read_schema, AT(otherwise) },
};

static const struct keyword *find_keyword(struct slice name)
{
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		if (slice_is(name, keywords[i].name))
			return &keywords[i];
	}
	return NULL;
}

static struct schema_node *open_node(struct compiler *c)
{
	struct schema_node *node = ctx_alloc(c->memory, sizeof *node);
	node->max_members = node->max_items = node->max_length = SIZE_MAX;
	node->next_opened = c->schema->opened;
	c->schema->opened = node;
	return node;
}

static enum err compile_keywords(struct compiler *c, const struct json *from, const struct place *place, struct schema_node *node)
{
	for (const struct json *v = from->first; v; v = v->next) {
		struct place here = { .up = place, .key = v->key };
		const struct keyword *k = find_keyword(v->key);
		if (!k)
			return refuse(c, &here, "keyword not known here");
		enum err e = k->read(c, node, (uint8_t *)node + k->field, v, &here);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err compile(struct compiler *c, const struct json *from, const struct place *place, struct schema_node **out)
{
	struct schema_node *node = open_node(c);
	*out = node;
	if (from->type == JSON_IS_BOOL) {
		node->nothing = !from->boolean;
		return OK;
	}
	if (from->type != JSON_IS_OBJECT)
		return refuse(c, place, "neither an object nor true nor false");
	return compile_keywords(c, from, place, node);
}

static bool unescape(struct slice text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		if (c == '~') {
			uint8_t next = ++i < text.n ? text.p[i] : 0;
			if (next != '0' && next != '1')
				return false;
			c = next == '0' ? '~' : '/';
		} else if (c == '%' || c == '/') {
			return false;
		}
		buf_putc(out, c);
	}
	return true;
}

static struct schema_node *find_target(struct compiler *c, struct slice target)
{
	struct slice prefix = SLICE("#/$defs/");
	if (slice_is(target, "#"))
		return c->schema->root;
	if (!slice_starts(target, prefix))
		return NULL;
	struct buf name;
	buf_init(&name, 256);
	bool readable = unescape(slice_sub(target, prefix.n, target.n - prefix.n), &name) && buf_ok(&name);
	struct schema_node *found = NULL;
	for (size_t i = 0; readable && !found && i < c->definition_count; i++) {
		if (slice_eq(c->definitions[i].name, buf_slice(&name)))
			found = c->definitions[i].node;
	}
	buf_free(&name);
	return found;
}

static enum err resolve(struct compiler *c)
{
	for (struct pending_ref *r = c->refs; r; r = r->next) {
		r->from->ref = find_target(c, r->target);
		if (!r->from->ref)
			return fail(c->cx, ERR_SCHEMA, "%s: #%s: leads to no \"#/$defs/NAME\" of this file", c->file, r->where);
	}
	return OK;
}

static bool loops(struct schema_node *node);

static bool list_loops(const struct schema_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (loops(list->item[i]))
			return true;
	}
	return false;
}

/* A schema that applies itself to the same value again would never end. Stepping into a member or item is no loop. */
static bool loops(struct schema_node *node)
{
	if (!node || node->visit == 2)
		return false;
	if (node->visit == 1)
		return true;
	node->visit = 1;
	bool found = loops(node->ref) || loops(node->not) || loops(node->condition) || loops(node->then) || loops(node->otherwise) ||
		list_loops(&node->all) || list_loops(&node->any) || list_loops(&node->one);
	node->visit = 2;
	return found;
}

static enum err refuse_loops(struct compiler *c)
{
	for (struct schema_node *node = c->schema->opened; node; node = node->next_opened) {
		if (loops(node))
			return fail(c->cx, ERR_SCHEMA, "%s: a $ref leads back to itself without a step into the value", c->file);
	}
	return OK;
}

enum err schema_open(struct ctx *cx, const char *file, struct slice text, struct schema **out)
{
	struct schema *s = calloc(1, sizeof *s);
	if (!s)
		abort();
	ctx_init(&s->memory, 0);
	struct compiler c = { .cx = cx, .memory = &s->memory, .schema = s, .file = file };
	struct json *tree = NULL;
	enum err e = OK;
	if (text.n > LIMIT_SCHEMA_BYTES)
		e = fail(cx, ERR_LIMIT, "%s: longer than %d bytes", file, LIMIT_SCHEMA_BYTES);
	else if (json_parse(&s->memory, text, &tree) != OK)
		e = fail(cx, ERR_SCHEMA, "%s: %s", file, s->memory.text);
	if (e == OK)
		e = compile(&c, tree, NULL, &s->root);
	if (e == OK)
		e = resolve(&c);
	if (e == OK)
		e = refuse_loops(&c);
	if (e != OK) {
		schema_free(s);
		return e;
	}
	*out = s;
	return OK;
}

void schema_free(struct schema *s)
{
	if (!s)
		return;
	for (struct schema_node *node = s->opened; node; node = node->next_opened)
		pattern_free(node->pattern);
	ctx_free(&s->memory);
	free(s);
}
