/* Owns: how the value of each field is written. */
#include "portal/field_part.h"

#include "base/script.h"
#include "portal/parts.h"

static bool is_prose(enum field_id id)
{
	return id == FIELD_SURNAME || id == FIELD_GIVEN || id == FIELD_NATIVE || id == FIELD_PLACE || id == FIELD_AUTHORITY || id == FIELD_REMARKS;
}

/* Names as the records have them, in the letters of keys: "given_names" -> "given-names", "Q1" -> "q1". */
static const char *in_key_letters(char *key)
{
	for (char *p = key; *p; p++) {
		if (*p == '_')
			*p = '-';
		else if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p | 0x20);
	}
	return key;
}

const char *field_part_key(struct visit *v, enum field_id id) { return in_key_letters(ctx_printf(v->cx, "field.%s", field_of(id)->key)); }

const char *field_part_coded(struct visit *v, enum field_id id, struct slice value)
{
	const char *key = in_key_letters(ctx_printf(v->cx, "coded.%s-%.*s", field_of(id)->key, SLICE_FMT(value)));
	return words_has(v->w->hall->words, key) ? key : NULL;
}

const char *field_part_institution(struct visit *v, const struct purpose *p) { return ctx_printf(v->cx, "institution.%s", p->key); }
void field_part_label(struct visit *v, enum field_id id) { put_say(v, field_part_key(v, id)); }

/* The table of countries knows English and Chinese. */
static void put_country(struct visit *v, enum field_id id, struct slice value)
{
	bool chinese = v->language == LANGUAGE_ZH;
	put_foreign(v, slice_str(chinese ? field_words_zh(id, value) : field_words_en(id, value)), chinese ? "zh-Hans" : "en");
}

static void put_text(struct visit *v, enum field_id id, struct slice value)
{
	const char *coded = field_part_coded(v, id, value);
	/* What is a code of ours and stands on no paper says nothing: words alone. */
	if (coded && (id == FIELD_TYPE || id == FIELD_ENTRIES || id == FIELD_DAYS)) {
		put_say(v, coded);
		return;
	}
	if (is_prose(id))
		put_foreign(v, value, script_tag(value));
	else
		html_put(&v->h, "<bdi class=\"value\" lang=\"zxx\">%.*s</bdi>", SLICE_FMT(value));
	if (coded || field_words_en(id, value)) {
		html_put(&v->h, " <span class=\"hint\">");
		if (coded)
			put_say(v, coded);
		else
			put_country(v, id, value);
		html_put(&v->h, "</span>");
	}
}

/* The day without its weekday, which nobody wants to know of a birth date. */
void field_part_date(struct visit *v, struct date d)
{
	char text[11];
	if (!d.year || !d.month || !d.day) {
		put_date(v, d);
		return;
	}
	date_format(d, text);
	html_put(&v->h, "<time datetime=\"%s\">", text);
	put_say3(v, "holdings.date", slice_str(ctx_printf(v->cx, "%d", d.day)), slice_str(word(v, ctx_printf(v->cx, "date.month-%d", d.month))),
		slice_str(ctx_printf(v->cx, "%d", d.year)));
	html_put(&v->h, "</time>");
}

void field_part_value(struct visit *v, enum field_id id, struct slice value, bool masked)
{
	struct date d;
	size_t line = slice_find(value, SLICE("\n"), 0);
	if (field_is_date(id) && date_parse(value, true, &d))
		field_part_date(v, d);
	else if (id == FIELD_MRZ && line != SIZE_MAX)
		html_put(&v->h, "<bdi class=\"code mrz\" lang=\"zxx\">%.*s<br>%.*s</bdi>", SLICE_FMT(slice_sub(value, 0, line)),
			SLICE_FMT(slice_sub(value, line + 1, SIZE_MAX)));
	else
		put_text(v, id, value);
	if (masked) {
		html_put(&v->h, " <span class=\"hint\">");
		put_say(v, "holdings.masked");
		html_put(&v->h, "</span>");
	}
}

void field_part_row(struct visit *v, enum field_id id, struct slice value, bool masked)
{
	if (!value.n)
		return;
	html_put(&v->h, "<div class=\"row\"><dt>");
	field_part_label(v, id);
	html_put(&v->h, "</dt><dd>");
	field_part_value(v, id, value, masked);
	html_put(&v->h, "</dd></div>\n");
}

void field_part_rows(struct visit *v, enum kind kind, const struct slice *value, uint64_t masked)
{
	for (const enum field_id *id = kind_fields(kind); *id; id++)
		field_part_row(v, *id, value[*id], masked >> *id & 1);
}

void field_part_name(struct visit *v, struct slice surname, struct slice given)
{
	html_put(&v->h, "<bdi lang=\"%s\">%.*s%s%.*s</bdi>", script_tag(surname), SLICE_FMT(surname), given.n ? ", " : "", SLICE_FMT(given));
}

const char *field_part_kind(enum kind kind)
{
	static const char *const keys[KIND_COUNT] = { "holdings.kind-any", "holdings.kind-visa", "holdings.kind-pr-card", "holdings.kind-passport",
		"holdings.kind-identity-link" };
	return keys[kind];
}
