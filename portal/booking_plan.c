/* Owns: the plan in the session (booking_plan.h). */
#include "portal/booking_plan.h"

#include "base/json.h"
#include "portal/office_list.h"

#define PLAN_BYTES 1024
#define PLAN_SLOT  "booking"

static void read_people(const struct json *list, struct booking_plan *p)
{
	for (const struct json *at = list ? list->first : NULL; at && p->count < BOOKING_PEOPLE; at = at->next)
		if (booking_is_id(at->string))
			memcpy(p->people[p->count++], at->string.p, BOOKING_ID);
}

enum err plan_load(struct visit *v, struct booking_plan *out)
{
	struct slice text = { 0 };
	struct json *o = NULL;
	*out = (struct booking_plan){ 0 };
	enum err e = v->session.kind == SESSION_NONE ? OK : flow_get(v->cx, v->w->store, &v->session, PLAN_SLOT, &text);
	if (e == OK && text.p)
		e = json_parse(v->cx, text, &o);
	if (e != OK || !o)
		return e;
	out->service = service_parse(json_text(o, "service"));
	read_people(json_get(o, "people"), out);
	const struct json *accessible = json_get(o, "accessible");
	out->need.accessible = accessible && accessible->boolean;
	struct slice language = json_text(o, "interpreter"), office = json_text(o, "office");
	if (language.n == 2)
		memcpy(out->need.language, language.p, 2);
	if (office.n)
		out->office = office;
	return OK;
}

enum err plan_save(struct visit *v, const struct booking_plan *p)
{
	struct buf b;
	buf_init(&b, PLAN_BYTES);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "service", service_name(p->service));
	json_begin(&o, "people", '[');
	for (size_t i = 0; i < p->count; i++)
		json_put_str(&o, NULL, p->people[i]);
	json_end(&o, ']');
	json_put_bool(&o, "accessible", p->need.accessible);
	json_put_str(&o, "interpreter", p->need.language);
	json_put_text(&o, "office", p->office.p ? p->office : SLICE(""));
	json_end(&o, '}');
	struct slice json = buf_ok(&b) ? ctx_copy(v->cx, buf_slice(&b)) : (struct slice){ 0 };
	buf_free(&b);
	if (!json.p)
		return fail(v->cx, ERR_LIMIT, "booking plan: over %d bytes", PLAN_BYTES);
	return flow_put(v->cx, v->w->hall->sessions, &v->session, PLAN_SLOT, json);
}

enum err plan_clear(struct visit *v) { return flow_clear(v->cx, v->w->hall->sessions, &v->session, PLAN_SLOT); }

enum plan_step plan_next(const struct booking_plan *p, enum plan_step wanted)
{
	enum plan_step first = p->service == SERVICE_NONE ? PLAN_SERVICE : p->count == 0 ? PLAN_WHO : !p->office.n ? PLAN_PLACE : PLAN_TIME;
	return first < wanted ? first : wanted;
}

const char *plan_path(enum plan_step s)
{
	static const char *const paths[] = { "/appointments/service", "/appointments/who", "/appointments/place", "/appointments/time" };
	return paths[s];
}

bool plan_enter(struct visit *v, enum plan_step wanted, struct booking_plan *out)
{
	if (plan_load(v, out) != OK || office_list_renew(v->cx, v->w->offices, v->w->registry) != OK) {
		visit_failed(v, "portal.booking.plan");
		return false;
	}
	/* An office that has gone since, or does not do this service any more, is chosen again. */
	const struct office *o = plan_office(v, out);
	if (!o || !calendar_can(o, out->service, &out->need))
		out->office = (struct slice){ 0 };
	enum plan_step step = plan_next(out, wanted);
	if (step == wanted)
		return true;
	visit_go(v, plan_path(step));
	return false;
}

const struct office *plan_office(const struct visit *v, const struct booking_plan *p)
{
	return p->office.n ? office_list_find(v->w->offices, p->office) : NULL;
}

enum err plan_people(struct visit *v, const struct booking_plan *p, struct booking_person out[static BOOKING_PEOPLE])
{
	for (size_t i = 0; i < p->count; i++) {
		struct bookable one;
		bool found = false;
		enum err e = visitors_find(v, p->people[i], RIGHT_BOOK, &found, &one);
		if (e != OK)
			return e;
		if (!found)
			return fail(v->cx, ERR_BOOKING_PEOPLE, "booking plan: the account may not book for person %zu", i);
		out[i] = one.person;
	}
	return OK;
}

const char *interpreter_key(const char *language)
{
	static const struct { const char *code, *key; } keys[] = {
		{ "en", "interpreter.en" }, { "fr", "interpreter.fr" }, { "ru", "interpreter.ru" }, { "es", "interpreter.es" }, { "ar", "interpreter.ar" },
		{ "ja", "interpreter.ja" }, { "ko", "interpreter.ko" }, { "vi", "interpreter.vi" }, { "th", "interpreter.th" },
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].code, language) == 0)
			return keys[i].key;
	return NULL;
}
