/* Owns: record -> proof -> JSON and strictly back. Shows nothing that is masked, in no field. */
#include "schemas/proof.h"

#include "base/limits.h"

#include <string.h>

static struct slice show_date(struct ctx *cx, struct date d)
{
	if (d.year == 0)
		return (struct slice){ 0 };
	char text[11];
	date_format(d, text);
	return ctx_copy(cx, slice_str(text));
}

static struct slice show_int(struct ctx *cx, int v) { return slice_str(ctx_printf(cx, "%d", v)); }

static struct slice join_list(struct ctx *cx, const struct slice *items, size_t count)
{
	struct slice text = { 0 };
	for (size_t i = 0; i < count; i++)
		text = slice_str(ctx_printf(cx, "%.*s%s%.*s", SLICE_FMT(text), i ? ", " : "", SLICE_FMT(items[i])));
	return text;
}

static void show_holder(struct ctx *cx, const struct holder *h, struct slice *value)
{
	value[FIELD_SURNAME] = h->surname;
	value[FIELD_GIVEN] = h->given;
	value[FIELD_NATIVE] = h->native;
	value[FIELD_BIRTH] = show_date(cx, h->birth);
	value[FIELD_SEX] = ctx_copy(cx, slice_of(&h->sex, 1));
	value[FIELD_NATIONALITY] = h->nationality;
}

static void show_visa(struct ctx *cx, const struct visa *v, struct slice *value)
{
	value[FIELD_NUMBER] = v->number;
	value[FIELD_TYPE] = v->type;
	value[FIELD_CATEGORY] = v->category;
	if (v->entries >= 0)
		value[FIELD_ENTRIES] = show_int(cx, v->entries);
	if (v->days >= 0)
		value[FIELD_DAYS] = show_int(cx, v->days);
	value[FIELD_ENTER_BEFORE] = show_date(cx, v->enter_before);
	value[FIELD_ISSUED] = show_date(cx, v->issued);
	value[FIELD_EXPIRES] = show_date(cx, v->expires);
	value[FIELD_PLACE] = v->place;
	value[FIELD_PASSPORT_NUMBER] = v->passport_number;
	value[FIELD_REMARKS] = v->remarks;
}

static void show_card(struct ctx *cx, const struct pr_card *c, struct slice *value)
{
	value[FIELD_CARD_NUMBER] = c->number;
	value[FIELD_CARD_ISSUED] = show_date(cx, c->issued);
	value[FIELD_CARD_EXPIRES] = show_date(cx, c->expires);
	value[FIELD_AUTHORITY] = c->authority;
	value[FIELD_PASSPORT_NUMBER] = c->passport_number;
}

static void show_passport(struct ctx *cx, const struct passport *p, struct slice *value)
{
	value[FIELD_PASSPORT_NUMBER] = p->number;
	value[FIELD_PASSPORT_STATE] = p->state;
	value[FIELD_PASSPORT_ISSUED] = show_date(cx, p->issued);
	value[FIELD_PASSPORT_EXPIRES] = show_date(cx, p->expires);
	value[FIELD_EARLIER_PASSPORTS] = join_list(cx, p->earlier, p->earlier_count);
}

static void show_record(struct ctx *cx, const struct record *r, struct slice *value)
{
	show_holder(cx, &r->holder, value);
	switch (r->kind) {
	case KIND_VISA:
		show_visa(cx, &r->visa, value);
		break;
	case KIND_PR_CARD:
		show_card(cx, &r->card, value);
		break;
	case KIND_PASSPORT:
		show_passport(cx, &r->passport, value);
		value[FIELD_AUTHORITY] = r->passport.authority;
		value[FIELD_CARD_NUMBER] = r->passport.card_number;
		value[FIELD_MRZ] = r->passport.mrz;
		break;
	case KIND_IDENTITY_LINK:
		show_card(cx, &r->card, value);
		show_passport(cx, &r->passport, value);
		break;
	default:
		break;
	}
}

/* All but the last `keep` characters; items of a list ("A1, B2") one by one. Numbers are ASCII by the schema. */
static struct slice mask_number(struct ctx *cx, struct slice text, size_t keep)
{
	struct buf b;
	buf_init(&b, text.n);
	for (size_t at = 0; at < text.n;) {
		size_t end = slice_find(text, SLICE(", "), at);
		end = end == SIZE_MAX ? text.n : end;
		size_t shown = end - at > keep ? keep : 0;
		buf_fill(&b, '*', end - at - shown);
		buf_put(&b, text.p + end - shown, shown);
		if (end < text.n)
			buf_puts(&b, ", ");
		at = end + 2;
	}
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

static struct slice mask_birth(struct ctx *cx, struct slice text)
{
	return slice_str(ctx_printf(cx, "%.*s-**-**", SLICE_FMT(slice_sub(text, 0, 4))));
}

/* A card number of the form before 2017 (15 characters) ends in day of birth and sequence: two characters of it say enough. */
static struct slice mask_value(struct ctx *cx, enum field_id field, struct slice text)
{
	if (field == FIELD_BIRTH)
		return mask_birth(cx, text);
	return mask_number(cx, text, field == FIELD_CARD_NUMBER && text.n == 15 ? 2 : 4);
}

uint64_t proof_maskable(enum kind kind)
{
	uint64_t bits = 0;
	for (const enum field_id *f = kind_fields(kind); *f != FIELD_NONE; f++)
		bits |= field_of(*f)->maskable ? PROOF_BIT(*f) : 0;
	return bits;
}

void proof_mask(struct ctx *cx, struct proof *p, uint64_t mask)
{
	if (mask & PROOF_BIT(FIELD_BIRTH))
		mask |= PROOF_BIT(FIELD_CARD_NUMBER);
	mask &= proof_maskable(p->kind);
	if (mask & (PROOF_BIT(FIELD_BIRTH) | PROOF_BIT(FIELD_PASSPORT_NUMBER)))
		p->value[FIELD_MRZ] = (struct slice){ 0 };
	for (const enum field_id *f = kind_fields(p->kind); *f != FIELD_NONE; f++) {
		struct slice *v = &p->value[*f];
		if (!(mask & ~p->masked & PROOF_BIT(*f)) || !v->p)
			continue;
		*v = mask_value(cx, *f, *v);
		p->masked |= PROOF_BIT(*f);
	}
}

static struct date date_value(const struct proof *p, enum field_id id)
{
	struct date d = { 0 };
	if (!p->value[id].p || !date_parse(p->value[id], false, &d))
		d.year = 0;
	return d;
}

struct date proof_ends_of(const struct proof *p)
{
	struct date stay = date_value(p, FIELD_EXPIRES), card = date_value(p, FIELD_CARD_EXPIRES), passport = date_value(p, FIELD_PASSPORT_EXPIRES);
	switch (p->kind) {
	case KIND_VISA:
		return stay.year ? stay : date_value(p, FIELD_ENTER_BEFORE);
	case KIND_PR_CARD:
		return card;
	case KIND_PASSPORT:
		return passport;
	case KIND_IDENTITY_LINK:
		return passport.year && date_compare(passport, card) < 0 ? passport : card;
	default:
		return (struct date){ 0 };
	}
}

bool proof_is_line(struct slice text)
{
	size_t at = 0;
	if (!text_is_utf8(text) || !text_is_nfc(text) || text_length(text) > LIMIT_PROOF_OPTION)
		return false;
	if (text.n && (text.p[0] == ' ' || text.p[text.n - 1] == ' '))
		return false;
	while (at < text.n) {
		if (!text_is_plain(text_next(text, &at)))
			return false;
	}
	return true;
}

static enum err check_options(struct ctx *cx, enum kind kind, const struct proof_options *o)
{
	if (o->proof_days < 1 || o->proof_days > LIMIT_PROOF_DAYS)
		return fail(cx, ERR_PROOF_OPTION, "proof days: not between 1 and %d", LIMIT_PROOF_DAYS);
	if (!proof_is_line(o->recipient))
		return fail(cx, ERR_PROOF_OPTION, "recipient: not one line of at most %d printable characters (NFC) without spaces around it", LIMIT_PROOF_OPTION);
	if (!proof_is_line(o->purpose))
		return fail(cx, ERR_PROOF_OPTION, "purpose: not one line of at most %d printable characters (NFC) without spaces around it", LIMIT_PROOF_OPTION);
	if (o->mask & ~proof_maskable(kind))
		return fail(cx, ERR_PROOF_OPTION, "mask: names a field that a %s does not have or that may not be masked", kind_name(kind));
	return OK;
}

static struct slice option(struct ctx *cx, struct slice text) { return text.n ? ctx_copy(cx, text) : (struct slice){ 0 }; }

enum err proof_show(struct ctx *cx, struct checked record, const struct proof_options *options, struct date today, struct proof *out)
{
	const struct record *r = record.record;
	enum err e = check_options(cx, r->kind, options);
	if (e != OK)
		return e;
	struct proof p = { .kind = r->kind, .issued_at = cx->now, .ends = r->ends, .photo = r->holder.photo };
	p.proof_ends = date_from_days(date_days(today) + options->proof_days);
	p.recipient = option(cx, options->recipient);
	p.purpose = option(cx, options->purpose);
	show_record(cx, r, p.value);
	proof_mask(cx, &p, options->mask);
	*out = p;
	return OK;
}

enum err proof_mask_parse(struct ctx *cx, enum kind kind, struct slice list, uint64_t *mask)
{
	uint64_t bits = 0;
	for (size_t at = 0; at < list.n;) {
		size_t end = slice_find(list, SLICE(","), at);
		end = end == SIZE_MAX ? list.n : end;
		enum field_id id = field_parse(slice_sub(list, at, end - at));
		if (!(proof_maskable(kind) & PROOF_BIT(id)) || end + 1 == list.n)
			return fail(cx, ERR_PROOF_OPTION, "mask: item at character %zu is no maskable field of a %s", at + 1, kind_name(kind));
		bits |= PROOF_BIT(id);
		at = end + 1;
	}
	*mask = bits;
	return OK;
}

static void put_date(struct json_out *o, const char *key, struct date d)
{
	char text[11];
	date_format(d, text);
	json_put_str(o, key, text);
}

static void put_optional(struct json_out *o, const char *key, struct slice text)
{
	if (text.p)
		json_put_text(o, key, text);
}

static void put_fields(struct json_out *o, const struct proof *p)
{
	json_begin(o, "fields", '{');
	for (const enum field_id *f = kind_fields(p->kind); *f != FIELD_NONE; f++)
		put_optional(o, field_of(*f)->key, p->value[*f]);
	json_end(o, '}');
}

void proof_encode(const struct proof *p, struct buf *out)
{
	struct json_out o = json_out(out);
	char issued[21];
	instant_format(p->issued_at, issued);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "kind", kind_name(p->kind));
	json_put_text(&o, "number", p->number);
	json_put_str(&o, "issued_at", issued);
	put_date(&o, "proof_ends", p->proof_ends);
	if (p->ends.year)
		put_date(&o, "ends", p->ends);
	put_optional(&o, "recipient", p->recipient);
	put_optional(&o, "purpose", p->purpose);
	json_begin(&o, "masked", '[');
	for (const enum field_id *f = kind_fields(p->kind); *f != FIELD_NONE; f++) {
		if (p->masked & PROOF_BIT(*f))
			json_put_str(&o, NULL, field_of(*f)->key);
	}
	json_end(&o, ']');
	put_optional(&o, "replaces", p->replaces);
	json_begin(&o, "status", '{');
	json_put_int(&o, "list", p->status_list);
	json_put_int(&o, "index", p->status_index);
	json_end(&o, '}');
	put_fields(&o, p);
	json_end(&o, '}');
}

static bool take_date(const struct json *o, const char *key, struct date *d) { return date_parse(json_text(o, key), false, d); }

static bool take_u32(const struct json *o, const char *key, uint32_t *out)
{
	const struct json *v = json_get(o, key);
	if (!v || v->type != JSON_IS_INTEGER || v->integer < 0 || v->integer > UINT32_MAX)
		return false;
	*out = (uint32_t)v->integer;
	return true;
}

/* Ten characters of Crockford's alphabet and a check character (0-9 A-Z without I L O U). */
static bool is_document_number(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!memchr("0123456789ABCDEFGHJKMNPQRSTVWXYZ", s.p[i], 32))
			return false;
	}
	return s.n == 11;
}

static bool take_masked(const struct json *list, struct proof *p)
{
	if (!list || list->type != JSON_IS_ARRAY)
		return false;
	for (const struct json *v = list->first; v; v = v->next) {
		enum field_id id = v->type == JSON_IS_STRING ? field_parse(v->string) : FIELD_NONE;
		if (!(proof_maskable(p->kind) & PROOF_BIT(id)) || !p->value[id].p)
			return false;
		p->masked |= PROOF_BIT(id);
	}
	return true;
}

static bool take_fields(const struct json *fields, struct proof *p)
{
	for (const struct json *v = fields ? fields->first : NULL; v; v = v->next) {
		enum field_id id = field_parse(v->key);
		if (v->type != JSON_IS_STRING || v->string.n == 0 || !kind_has(p->kind, id))
			return false;
		p->value[id] = v->string;
	}
	return p->value[FIELD_SURNAME].p != NULL;
}

bool proof_masks_hold(struct ctx *cx, const struct proof *p)
{
	for (const enum field_id *f = kind_fields(p->kind); *f != FIELD_NONE; f++) {
		struct slice v = p->value[*f];
		if (!v.p || !field_of(*f)->maskable)
			continue;
		bool masked = p->masked & PROOF_BIT(*f);
		if (masked && !slice_eq(v, mask_value(cx, *f, v)))
			return false;
		if (!masked && slice_find(v, SLICE("*"), 0) != SIZE_MAX)
			return false;
	}
	return true;
}

static const char *take_members(struct ctx *cx, const struct json *o, struct proof *p)
{
	p->kind = kind_parse(json_text(o, "kind"));
	if (p->kind == KIND_NONE)
		return "kind";
	p->number = json_text(o, "number");
	p->recipient = json_text(o, "recipient");
	p->purpose = json_text(o, "purpose");
	p->replaces = json_text(o, "replaces");
	if (!is_document_number(p->number) || (p->replaces.p && !is_document_number(p->replaces)))
		return "document number";
	if (!instant_parse(json_text(o, "issued_at"), &p->issued_at))
		return "issued_at";
	if (!take_date(o, "proof_ends", &p->proof_ends))
		return "proof_ends";
	if (!take_fields(json_get(o, "fields"), p))
		return "fields";
	if (!take_masked(json_get(o, "masked"), p) || !proof_masks_hold(cx, p))
		return "masked";
	const struct json *status = json_get(o, "status");
	if (!take_u32(status, "list", &p->status_list) || !take_u32(status, "index", &p->status_index))
		return "status";
	p->ends = proof_ends_of(p);
	return NULL;
}

enum err proof_parse(struct ctx *cx, struct slice json, struct proof *out)
{
	struct json *tree = NULL;
	struct proof p = { 0 };
	if (json.n > LIMIT_PROOF_JSON)
		return fail(cx, ERR_LIMIT, "proof is longer than %d bytes", LIMIT_PROOF_JSON);
	enum err e = json_parse(cx, json, &tree);
	if (e != OK)
		return e;
	const char *wrong = take_members(cx, tree, &p);
	if (wrong)
		return fail(cx, ERR_PROOF_JSON, "proof: member %s is missing or has a wrong form", wrong);
	/* Unknown members, other order, other spelling, an "ends" that the fields do not say: all show as other bytes. */
	struct buf again;
	buf_init(&again, LIMIT_PROOF_JSON);
	proof_encode(&p, &again);
	bool same = buf_ok(&again) && slice_eq(buf_slice(&again), json);
	buf_free(&again);
	if (!same)
		return fail(cx, ERR_PROOF_JSON, "proof: not the bytes that issuing would write");
	*out = p;
	return OK;
}

enum err proof_parse_once(struct ctx *cx, struct slice json, struct proof_read *last, struct proof *out)
{
	if (last && last->json.p && slice_eq(last->json, json)) {
		*out = last->proof;
		return OK;
	}
	enum err e = proof_parse(cx, json, out);
	if (e == OK && last)
		*last = (struct proof_read){ ctx_copy(cx, json), *out };
	return e;
}

static void put_present(struct json_out *o, const char *key, struct slice text)
{
	if (text.p)
		json_put_text(o, key, text);
}

static void put_stated(struct json_out *o, const char *key, struct date d)
{
	char text[11];
	if (d.year == 0)
		return;
	date_format(d, text);
	json_put_str(o, key, text);
}

void proof_put_fields(struct json_out *o, const struct proof *p)
{
	json_begin(o, "fields", '{');
	for (const enum field_id *id = kind_fields(p->kind); *id; id++)
		put_present(o, field_of(*id)->key, p->value[*id]);
	json_end(o, '}');
	json_begin(o, "masked", '[');
	for (const enum field_id *id = kind_fields(p->kind); *id; id++) {
		if (p->masked >> *id & 1)
			json_put_str(o, NULL, field_of(*id)->key);
	}
	json_end(o, ']');
}

void proof_put_seen(struct json_out *o, const char *key, const struct proof *p, bool under_correction, bool shortened, bool names_cut)
{
	json_begin(o, key, '{');
	json_put_str(o, "kind", kind_name(p->kind));
	put_present(o, "number", p->number);
	proof_put_fields(o, p);
	put_present(o, "recipient", p->recipient);
	put_present(o, "purpose", p->purpose);
	put_present(o, "replaces", p->replaces);
	put_stated(o, "proof_ends", p->proof_ends);
	put_stated(o, "ends", p->ends);
	json_put_bool(o, "under_correction", under_correction);
	json_put_bool(o, "numbers_shortened", shortened);
	json_put_bool(o, "names_shortened", names_cut);
	json_end(o, '}');
}
