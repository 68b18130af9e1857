/* Owns: how a proof that is being made is shown. */
#include "portal/proof_part.h"

#include "base/json.h"
#include "base/script.h"
#include "portal/field_part.h"
#include "portal/parts.h"
#include "schemas/proof.h"

#include <string.h>

void proof_part_step(struct visit *v, enum kind kind, int step)
{
	html_put(&v->h, "<p class=\"lead\">");
	put_say(v, field_part_kind(kind));
	html_put(&v->h, " · ");
	put_say1(v, "proof.step", slice_str(ctx_printf(v->cx, "%d", step)));
	html_put(&v->h, "</p>\n");
}

/* Radio buttons hold text alone: {1} and {2} are put in here. */
struct slice proof_part_term(struct visit *v, int days, const char *ends)
{
	const char *text = word(v, "proof.term");
	struct buf b;
	buf_init(&b, 256);
	for (; *text; text++) {
		if (text[0] == '{' && text[1] == '1' && text[2] == '}')
			buf_printf(&b, "%d", days), text += 2;
		else if (text[0] == '{' && text[1] == '2' && text[2] == '}')
			buf_puts(&b, ends), text += 2;
		else
			buf_putc(&b, (uint8_t)*text);
	}
	struct slice out = ctx_copy(v->cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

static void put_answer(struct visit *v, const char *label, struct slice value, const char *none, const char *change)
{
	part_row_open(v, label);
	if (value.n)
		put_foreign(v, value, script_tag(value));
	else
		put_say(v, none);
	part_row_close(v, change);
}

void proof_part_answers(struct visit *v, const struct wish *w, const char *first, const char *second)
{
	char ends[11];
	bool any = false;
	date_format(date_from_days(date_days(visit_today(v)) + w->days), ends);
	part_heading(v, "proof.answers");
	part_list_open(v);
	put_answer(v, "proof.purpose-row", wish_purpose(v->cx, w), "proof.no-purpose", first);
	put_answer(v, "proof.recipient-row", w->recipient, "proof.no-recipient", first);
	part_row_open(v, "proof.days");
	html_put(&v->h, "%.*s", SLICE_FMT(proof_part_term(v, w->days, ends)));
	part_row_close(v, second);
	part_row_open(v, "proof.mask-row");
	for (const enum field_id *id = kind_fields(w->kind); *id; id++) {
		if (!(w->mask & PROOF_BIT(*id)))
			continue;
		html_put(&v->h, "%s", any ? ", " : "");
		field_part_label(v, *id);
		any = true;
	}
	if (!any)
		put_say(v, "proof.no-mask");
	part_row_close(v, second);
	part_row_open(v, "proof.languages");
	put_say(v, "proof.languages-both");
	part_row_close(v, NULL);
	part_list_close(v);
}

static uint64_t masked_of(const struct json *o)
{
	const struct json *list = json_get(o, "masked");
	uint64_t bits = 0;
	for (const struct json *m = list ? list->first : NULL; m; m = m->next)
		bits |= m->type == JSON_IS_STRING ? PROOF_BIT(field_parse(m->string)) : 0;
	return bits;
}

static void put_seen(struct visit *v, enum kind kind, struct slice text, const char *title, const char *hint, bool photo, bool open)
{
	struct json *o = NULL;
	if (!text.n || json_parse(v->cx, text, &o) != OK) {
		ctx_forgive(v->cx);
		return;
	}
	const struct json *fields = json_get(o, "fields");
	uint64_t masked = masked_of(o);
	html_put(&v->h, open ? "<details class=\"fold\" open><summary>" : "<details class=\"fold\"><summary>");
	put_say(v, title);
	html_put(&v->h, "</summary>\n<p class=\"hint\">");
	put_say(v, hint);
	html_put(&v->h, "</p>\n");
	part_list_open(v);
	if (photo) {
		part_row_open(v, "holdings.photo");
		put_say(v, "proof.photo-shown");
		part_row_close(v, NULL);
	}
	for (const enum field_id *id = kind_fields(kind); *id; id++)
		field_part_row(v, *id, json_text(fields, field_of(*id)->key), masked >> *id & 1);
	part_row(v, "proof.recipient-row", json_text(o, "recipient"));
	part_row(v, "proof.purpose-row", json_text(o, "purpose"));
	part_list_close(v);
	if (json_flag(o, "names_shortened"))
		part_text(v, "proof.names-shortened");
	if (json_flag(o, "numbers_shortened"))
		part_text(v, "proof.numbers-shortened");
	html_put(&v->h, "</details>\n");
}

void proof_part_seen(struct visit *v, const struct wish *w)
{
	part_heading(v, "proof.seen");
	part_text(v, "proof.seen-text");
	put_seen(v, w->kind, w->paper, "proof.seen-paper", "proof.seen-paper-hint", w->has_photo, true);
	put_seen(v, w->kind, w->seal, "proof.seen-seal", "proof.seen-seal-hint", false, false);
	put_seen(v, w->kind, w->typed, "proof.seen-typed", "proof.seen-typed-hint", false, false);
}
