/* Owns: "something is wrong": which field, what is right; the record then is under correction, and its page tells the case. */
#include "portal/handlers.h"
#include "portal/asking.h"
#include "portal/field_part.h"
#include "portal/holdings.h"
#include "portal/parts.h"

#include "base/limits.h"

static const char *record_path(struct visit *v, enum kind kind)
{
	static const char *const leaves[KIND_COUNT] = { "visa", "visa", "card", "passport", "passport" };
	return ctx_printf(v->cx, "/p/%s/%s", v->person, leaves[kind]);
}

static bool begin(struct visit *v, struct holdings *h, const struct holding **of)
{
	if (holdings_read(v->cx, v->w->registry, v->person, h) != OK) {
		visit_failed(v, "portal.report");
		return false;
	}
	*of = holdings_current(h, kind_parse(v->args[0]));
	if (!*of)
		visit_refuse(v, 404);
	return *of != NULL;
}

/* What stands there now, with the words of a coded value. */
static struct slice held_text(struct visit *v, enum field_id id, struct slice value)
{
	const char *coded = field_part_coded(v, id, value);
	const char *words = coded ? word(v, coded) : v->language == LANGUAGE_ZH ? field_words_zh(id, value) : field_words_en(id, value);
	return words ? slice_str(ctx_printf(v->cx, "%.*s (%s)", SLICE_FMT(value), words)) : value;
}

static void show(struct visit *v, const struct holding *of)
{
	struct part_option options[FIELD_COUNT + 1];
	size_t n = 0;
	for (const enum field_id *id = kind_fields(of->kind); *id; id++) {
		if (of->value[*id].n && *id != FIELD_MRZ)
			options[n++] = (struct part_option){ .value = slice_str(field_of(*id)->key), .hint_text = held_text(v, *id, of->value[*id]),
				.label = field_part_key(v, *id) };
	}
	options[n++] = (struct part_option){ .value = SLICE("other"), .label = "report.other", .hint = "report.other-hint" };
	const struct part_field text = { .name = "text", .label = "report.text", .hint = "report.text-hint", .longest = LIMIT_NOTE };
	screen_open(v, "report.title", record_path(v, of->kind), SCREEN_FORM);
	part_text(v, "report.lead");
	part_form_open(v, ctx_printf(v->cx, "/p/%s/report/%s", v->person, kind_name(of->kind)));
	part_radios(v, "field", "report.field", NULL, options, n);
	part_textarea(v, &text, 4);
	part_text(v, "report.promise");
	part_form_close(v, "report.send");
	screen_close(v);
}

void report_form(struct visit *v)
{
	struct holdings h;
	const struct holding *of;
	if (!begin(v, &h, &of))
		return;
	/* It has a case already: the record's page tells it. */
	if (of->under_correction)
		visit_go(v, record_path(v, of->kind));
	else
		show(v, of);
}

static void judge(struct visit *v, const struct holding *of)
{
	struct slice field = visit_typed(v, "field"), text = visit_typed(v, "text");
	enum field_id id = field_parse(field);
	if (!slice_is(field, "other") && (id == FIELD_NONE || !kind_has(of->kind, id)))
		visit_problem(v, "field", "report.choose-field");
	if (!text.n)
		visit_problem(v, "text", "report.say-what");
	else if (!text_is_utf8(text) || text_length(text) > LIMIT_NOTE)
		visit_problem_with(v, "text", "report.too-long", slice_str(ctx_printf(v->cx, "%d", LIMIT_NOTE)));
}

void report_post(struct visit *v)
{
	struct holdings h;
	const struct holding *of;
	char number[CLIENT_ID + 1];
	if (!begin(v, &h, &of))
		return;
	if (!v->switched)
		judge(v, of);
	if (!visit_is_fine(v)) {
		show(v, of);
		return;
	}
	if (!visit_act(v, ACT_ERROR_REPORTED, (struct slice){ 0 }))
		return;
	struct client_caller who = asking_caller(v);
	enum err e = client_report_error(v->cx, v->w->issuer, &who, of->identity, visit_typed(v, "field"), visit_typed(v, "text"), number);
	if (e == OK)
		visit_done(v, record_path(v, of->kind), "reported");
	else if (asking_refused(v, e, "portal.report"))
		show(v, of);
}
