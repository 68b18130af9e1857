/* Owns: JSON -> typed office, and the order of judgement: schema, then rules; both always speak. */
#include "schemas/office.h"

#include "schemas/office_rules.h"
#include "schemas/schema_set.h"

static const char *const weekdays[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* Wrong types read as absent: the schema has named them already. */
static struct bilingual read_bilingual(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);
	return (struct bilingual){ json_text(v, "en"), json_text(v, "zh") };
}

static int read_int(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);
	return v && v->type == JSON_IS_INTEGER && v->integer >= 0 && v->integer < 10000 ? (int)v->integer : 0;
}

static double read_degrees(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);
	return v && (v->type == JSON_IS_REAL || v->type == JSON_IS_INTEGER) ? v->real : 0;
}

static struct date read_date(struct flaws *f, const struct json *o, const char *key, const char *at)
{
	struct date d = { 0 };
	struct slice text = json_text(o, key);
	if (text.p && !date_parse(text, false, &d)) {
		flaws_add(f, ctx_printf(f->cx, "%s/%s", at, key), FLAW_DATE);
		d = (struct date){ 0 };
	}
	return d;
}

static int read_minute(const struct json *v)
{
	struct slice s = v && v->type == JSON_IS_STRING ? v->string : (struct slice){ 0 };
	if (s.n != 5 || s.p[2] != ':')
		return 0;
	return ((s.p[0] - '0') * 10 + s.p[1] - '0') * 60 + (s.p[3] - '0') * 10 + s.p[4] - '0';
}

static void read_day(const struct json *spans, struct office_day *day)
{
	for (const struct json *v = spans ? spans->first : NULL; v && day->count < OFFICE_SPANS; v = v->next) {
		if (v->type == JSON_IS_ARRAY && v->count == 2)
			day->span[day->count++] = (struct office_span){ read_minute(v->first), read_minute(v->first->next) };
	}
}

static uint32_t read_services(const struct json *list)
{
	uint32_t set = 0;
	for (const struct json *v = list ? list->first : NULL; v; v = v->next)
		set |= SERVICE_BIT(service_parse(v->string));
	return set & ~SERVICE_BIT(SERVICE_NONE);
}

static void read_numbers(const struct json *list, int numbers[static SERVICE_COUNT])
{
	for (int s = SERVICE_NONE + 1; s < SERVICE_COUNT; s++)
		numbers[s] = read_int(list, service_name((enum service)s));
}

static void read_exceptions(struct flaws *f, const struct json *list, struct office *o)
{
	if (!list || list->type != JSON_IS_ARRAY || !list->count)
		return;
	struct office_exception *all = ctx_alloc(f->cx, list->count * sizeof *all);
	for (const struct json *v = list->first; v; v = v->next) {
		struct office_exception *e = &all[o->exception_count];
		const char *at = ctx_printf(f->cx, "/exceptions/%zu", o->exception_count++);
		e->first = read_date(f, v, "from", at);
		e->last = json_get(v, "until") ? read_date(f, v, "until", at) : e->first;
		e->name = read_bilingual(v, "name");
		read_day(json_get(v, "hours"), &e->day);
		if (json_flag(v, "closed") == (json_get(v, "hours") != NULL))
			flaws_add(f, at, FLAW_EXCEPTION_HOURS);
	}
	o->exceptions = all;
}

static void read_counters(struct ctx *cx, const struct json *list, struct office *o)
{
	if (!list || list->type != JSON_IS_ARRAY || !list->count)
		return;
	struct office_counter *all = ctx_alloc(cx, list->count * sizeof *all);
	for (const struct json *v = list->first; v; v = v->next) {
		struct office_counter *c = &all[o->counter_count++];
		const struct json *languages = json_get(v, "interpreters");
		*c = (struct office_counter){ .number = json_text(v, "number"), .services = read_services(json_get(v, "services")),
			.accessible = json_flag(v, "accessible") };
		if (!languages || languages->type != JSON_IS_ARRAY || !languages->count)
			continue;
		struct slice *codes = ctx_alloc(cx, languages->count * sizeof *codes);
		for (const struct json *l = languages->first; l; l = l->next)
			codes[c->interpreter_count++] = l->string;
		c->interpreters = codes;
	}
	o->counters = all;
}

static void read_office(struct flaws *f, const struct json *t, struct office *o)
{
	const struct json *hours = json_get(t, "hours");
	*o = (struct office){ .id = json_text(t, "id"), .province = json_text(t, "province"), .name = read_bilingual(t, "name"),
		.city = read_bilingual(t, "city"), .address = read_bilingual(t, "address"), .postcode = json_text(t, "postcode"),
		.phone = json_text(t, "phone"), .latitude = read_degrees(t, "latitude"), .longitude = read_degrees(t, "longitude"),
		.time_zone = json_text(t, "time_zone"), .utc_offset = read_int(t, "utc_offset"), .services = read_services(json_get(t, "services")),
		.slot_minutes = read_int(t, "slot_minutes"), .confirmed = read_date(f, t, "last_confirmed", ""), .sample = json_flag(t, "sample") };
	for (size_t i = 0; i < 7; i++)
		read_day(json_get(hours, weekdays[i]), &o->week[i]);
	read_exceptions(f, json_get(t, "exceptions"), o);
	read_counters(f->cx, json_get(t, "counters"), o);
	read_numbers(json_get(t, "places"), o->places);
	read_numbers(json_get(t, "processing_days"), o->processing_days);
}

/* schema NULL: schema and rules judged the office before it was kept. */
static enum err judge(struct ctx *cx, const struct schema *schema, struct slice json, const struct office **out, struct flaw **flaws)
{
	struct json *tree = NULL;
	struct flaws f = { .cx = cx };
	*flaws = NULL;
	enum err e = json_parse(cx, json, &tree);
	if (e != OK)
		return e;
	struct office *o = ctx_alloc(cx, sizeof *o);
	if (schema)
		schema_fits(schema, tree, &f);
	else if (tree->type != JSON_IS_OBJECT)
		flaws_add(&f, "", FLAW_TYPE);
	flaws_settle(&f);
	if (tree->type == JSON_IS_OBJECT) {
		read_office(&f, tree, o);
		if (schema)
			office_rules_check(&f, o);
	}
	*flaws = f.first;
	if (f.first)
		return fail(cx, ERR_RECORD, "office refused: %s at %s%s", f.first->reason, f.first->field[0] ? f.first->field : "the root",
			f.first->next ? ", and more" : "");
	*out = o;
	return OK;
}

enum err office_check(struct ctx *cx, const struct schema_set *schemas, struct slice json, const struct office **out, struct flaw **flaws)
{
	return judge(cx, schemas->office, json, out, flaws);
}

enum err office_load(struct ctx *cx, struct slice json, const struct office **out)
{
	struct flaw *flaws = NULL;
	return judge(cx, NULL, json, out, &flaws);
}

bool office_offers(const struct office *o, enum service service)
{
	return service > SERVICE_NONE && service < SERVICE_COUNT && (o->services & SERVICE_BIT(service));
}
