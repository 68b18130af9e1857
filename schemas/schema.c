/*
 * Owns: judging a value by a compiled schema (JSON Schema 2020-12). Reads the tree only, so that threads share it. Must never
 * fetch, change or remember anything.
 */
#include "schemas/schema_node.h"

#include "base/limits.h"

#include <math.h>

struct check {
	struct flaws *flaws; /* NULL while trying branches: only the answer counts */
	unsigned depth;
};

static bool fits(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place);

static bool wrong(struct check *k, const struct place *place, enum flaw_code code)
{
	if (k->flaws)
		flaws_add_at(k->flaws, place, code);
	return false;
}

static bool tries(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	struct check quiet = { .depth = k->depth };
	return fits(&quiet, s, v, place);
}

static bool is_number(const struct json *v) { return v->type == JSON_IS_INTEGER || v->type == JSON_IS_REAL; }

static bool type_fits(const struct schema_node *s, const struct json *v)
{
	if (!s->types || s->types & 1u << v->type)
		return true;
	bool whole = v->type == JSON_IS_REAL && !(v->real < floor(v->real)) && !(v->real > floor(v->real));
	return whole && s->types & 1u << JSON_IS_INTEGER;
}

static int compare(const struct json *a, const struct json *b)
{
	if (a->type == JSON_IS_INTEGER && b->type == JSON_IS_INTEGER)
		return a->integer < b->integer ? -1 : a->integer > b->integer;
	return a->real < b->real ? -1 : a->real > b->real;
}

static bool is_multiple(const struct json *v, const struct json *of)
{
	if (v->type == JSON_IS_INTEGER && of->type == JSON_IS_INTEGER)
		return v->integer % of->integer == 0;
	double quotient = v->real / of->real;
	return isfinite(quotient) && fabs(quotient - nearbyint(quotient)) < 1e-9;
}

static bool number_fits(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	bool good = true;
	if ((s->minimum && compare(v, s->minimum) < 0) || (s->above && compare(v, s->above) <= 0))
		good = wrong(k, place, FLAW_TOO_SMALL);
	if ((s->maximum && compare(v, s->maximum) > 0) || (s->below && compare(v, s->below) >= 0))
		good = wrong(k, place, FLAW_TOO_BIG);
	if (s->multiple && !is_multiple(v, s->multiple))
		good = wrong(k, place, FLAW_NOT_MULTIPLE);
	return good;
}

static bool text_fits(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	struct date d;
	if (s->min_length || s->max_length != SIZE_MAX) {
		size_t n = text_length(v->string);
		if (n < s->min_length)
			return wrong(k, place, FLAW_TOO_SHORT);
		if (n > s->max_length)
			return wrong(k, place, FLAW_TOO_LONG);
	}
	if (s->pattern && !pattern_matches(s->pattern, v->string))
		return wrong(k, place, FLAW_PATTERN);
	if (s->date && !date_parse(v->string, false, &d))
		return wrong(k, place, FLAW_DATE);
	return true;
}

static bool is_unique(const struct json *list)
{
	for (const struct json *a = list->first; a; a = a->next) {
		for (const struct json *b = a->next; b; b = b->next) {
			if (json_same(a, b))
				return false;
		}
	}
	return true;
}

static bool items_fit(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	bool good = true, contained = !s->contains;
	struct place here = { .up = place };
	if (v->count < s->min_items)
		good = wrong(k, place, FLAW_TOO_FEW);
	if (v->count > s->max_items)
		return wrong(k, place, FLAW_TOO_MANY); /* and no time is spent on the items */
	for (const struct json *item = v->first; item; item = item->next, here.index++) {
		const struct schema_node *schema = here.index < s->prefix.count ? s->prefix.item[here.index] : s->items;
		good = (!schema || fits(k, schema, item, &here)) && good;
		contained = contained || tries(k, s->contains, item, &here);
	}
	if (!contained)
		good = wrong(k, place, FLAW_NOT_CONTAINED);
	if (s->unique && !is_unique(v))
		good = wrong(k, place, FLAW_NOT_UNIQUE);
	return good;
}

static const struct json *member(const struct json *o, struct slice name)
{
	const struct json *v = o->first;
	while (v && !slice_eq(v->key, name))
		v = v->next;
	return v;
}

static const struct schema_property *find_property(const struct schema_node *s, struct slice name)
{
	for (size_t i = 0; i < s->property_count; i++) {
		if (s->properties[i].node && slice_eq(s->properties[i].name, name))
			return &s->properties[i];
	}
	return NULL;
}

static bool name_fits(struct check *k, const struct schema_node *names, const struct json *v, const struct place *here)
{
	struct json name = { .type = JSON_IS_STRING, .string = v->key };
	return tries(k, names, &name, here) || wrong(k, here, FLAW_UNKNOWN);
}

static bool member_fits(struct check *k, const struct schema_node *s, const struct json *v, const struct place *here)
{
	const struct schema_property *p = find_property(s, v->key);
	if (p)
		return fits(k, p->node, v, here);
	if (!s->additional)
		return true;
	return s->additional->nothing ? wrong(k, here, FLAW_UNKNOWN) : fits(k, s->additional, v, here);
}

static bool required_fits(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	bool good = true;
	for (size_t i = 0; i < s->property_count; i++) {
		struct place here = { .up = place, .key = s->properties[i].name };
		if (s->properties[i].required && !member(v, here.key))
			good = wrong(k, &here, FLAW_REQUIRED);
	}
	for (const struct schema_dependency *d = s->dependencies; d; d = d->next) {
		for (const struct json *need = member(v, d->name) ? d->needs->first : NULL; need; need = need->next) {
			struct place here = { .up = place, .key = need->string };
			if (!member(v, need->string))
				good = wrong(k, &here, FLAW_REQUIRED);
		}
	}
	return good;
}

static bool members_fit(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	bool good = required_fits(k, s, v, place);
	if (v->count < s->min_members)
		good = wrong(k, place, FLAW_TOO_FEW);
	if (v->count > s->max_members)
		return wrong(k, place, FLAW_TOO_MANY);
	for (const struct json *m = v->first; m; m = m->next) {
		struct place here = { .up = place, .key = m->key };
		good = (!s->names || name_fits(k, s->names, m, &here)) && good;
		good = member_fits(k, s, m, &here) && good;
	}
	return good;
}

static bool combinations_fit(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	bool good = true;
	size_t any = 0, one = 0;
	for (size_t i = 0; i < s->all.count; i++)
		good = fits(k, s->all.item[i], v, place) && good;
	for (size_t i = 0; i < s->any.count && !any; i++)
		any += tries(k, s->any.item[i], v, place);
	for (size_t i = 0; i < s->one.count && one < 2; i++)
		one += tries(k, s->one.item[i], v, place);
	if ((s->any.count && !any) || (s->one.count && one != 1))
		good = wrong(k, place, FLAW_COMBINATION);
	if (s->not && tries(k, s->not, v, place))
		good = wrong(k, place, FLAW_FORBIDDEN);
	if (s->condition) {
		const struct schema_node *branch = tries(k, s->condition, v, place) ? s->then : s->otherwise;
		good = (!branch || fits(k, branch, v, place)) && good;
	}
	return good;
}

static bool choice_fits(const struct schema_node *s, const struct json *v)
{
	if (s->constant && !json_same(s->constant, v))
		return false;
	const struct json *choice = s->choices ? s->choices->first : NULL;
	while (choice && !json_same(choice, v))
		choice = choice->next;
	return !s->choices || choice;
}

static bool value_fits(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	if (v->type == JSON_IS_STRING)
		return text_fits(k, s, v, place);
	if (v->type == JSON_IS_ARRAY)
		return items_fit(k, s, v, place);
	if (v->type == JSON_IS_OBJECT)
		return members_fit(k, s, v, place);
	return !is_number(v) || number_fits(k, s, v, place);
}

static bool fits(struct check *k, const struct schema_node *s, const struct json *v, const struct place *place)
{
	if (s->nothing)
		return wrong(k, place, FLAW_FORBIDDEN);
	if (k->depth >= LIMIT_SCHEMA_DEPTH)
		return wrong(k, place, FLAW_DEPTH);
	if (!type_fits(s, v))
		return wrong(k, place, FLAW_TYPE); /* the rest would only repeat it */
	k->depth++;
	bool good = choice_fits(s, v) || wrong(k, place, FLAW_CHOICE);
	good = value_fits(k, s, v, place) && good;
	good = combinations_fit(k, s, v, place) && good;
	good = (!s->ref || fits(k, s->ref, v, place)) && good;
	k->depth--;
	return good;
}

bool schema_fits(const struct schema *s, const struct json *value, struct flaws *flaws)
{
	struct check k = { .flaws = flaws };
	return fits(&k, s->root, value, NULL);
}
