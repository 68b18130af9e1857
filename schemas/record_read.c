/* Owns: JSON -> typed record and its identity. Judges nothing but dates and the photo's form. */
#include "schemas/record_read.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "schemas/photo.h"

/* Wrong types read as absent: the schema has named them already. */
static int read_int(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);
	return v && v->type == JSON_IS_INTEGER && v->integer >= 0 && v->integer < 10000 ? (int)v->integer : -1;
}

static struct date read_date(struct flaws *f, const struct json *o, const char *key, const char *pointer, bool unknown_allowed)
{
	struct date d = { 0 };
	struct slice text = json_text(o, key);
	if (text.p && !date_parse(text, unknown_allowed, &d)) {
		flaws_add(f, pointer, FLAW_DATE);
		d = (struct date){ 0 };
	}
	return d;
}

static struct slice read_photo(struct flaws *f, const struct json *holder)
{
	struct slice text = json_text(holder, "photo"), jpeg = { 0 };
	struct photo photo;
	struct buf b, bare;
	if (!text.p)
		return jpeg;
	buf_init(&b, LIMIT_PHOTO_BYTES + 3);
	buf_init(&bare, LIMIT_PHOTO_BYTES + 3);
	if (!base64_decode(&b, text)) {
		flaws_add(f, "/holder/photo", text.n / 4 * 3 > LIMIT_PHOTO_BYTES ? FLAW_PHOTO_SIZE : FLAW_PHOTO_BASE64);
	} else {
		enum flaw_code flaw = photo_parse(buf_slice(&b), &bare, &photo);
		if (flaw != FLAW_NONE)
			flaws_add(f, "/holder/photo", flaw);
		jpeg = ctx_copy(f->cx, buf_slice(&bare));
	}
	buf_free(&bare);
	buf_free(&b);
	return jpeg;
}

static void read_holder(struct flaws *f, const struct json *o, struct holder *h)
{
	h->surname = json_text(o, "surname");
	h->given = json_text(o, "given_names");
	h->native = json_text(o, "native_name");
	h->birth = read_date(f, o, "birth_date", "/holder/birth_date", true);
	struct slice sex = json_text(o, "sex");
	h->sex = (char)(sex.n == 1 ? sex.p[0] : 0);
	h->nationality = json_text(o, "nationality");
	h->photo = read_photo(f, o);
}

static void read_visa(struct flaws *f, const struct json *o, struct visa *v)
{
	v->number = json_text(o, "number");
	v->type = json_text(o, "type");
	v->category = json_text(o, "category");
	v->entries = read_int(o, "entries");
	v->days = read_int(o, "days");
	v->enter_before = read_date(f, o, "enter_before", "/enter_before", false);
	v->issued = read_date(f, o, "issued", "/issued", false);
	v->expires = read_date(f, o, "expires", "/expires", false);
	v->place = json_text(o, "place");
	v->passport_number = json_text(o, "passport_number");
	v->remarks = json_text(o, "remarks");
}

static void read_card(struct flaws *f, const struct json *o, const char *at, struct pr_card *c)
{
	c->number = json_text(o, "number");
	c->authority = json_text(o, "authority");
	c->passport_number = json_text(o, "passport_number");
	c->issued = read_date(f, o, "issued", ctx_concat(f->cx, at, "/issued", NULL), false);
	c->expires = read_date(f, o, "expires", ctx_concat(f->cx, at, "/expires", NULL), false);
}

static struct slice read_mrz(struct ctx *cx, const struct json *lines)
{
	const struct json *first = lines && lines->type == JSON_IS_ARRAY && lines->count == 2 ? lines->first : NULL;
	if (!first || first->type != JSON_IS_STRING || first->next->type != JSON_IS_STRING)
		return (struct slice){ 0 };
	return slice_str(ctx_printf(cx, "%.*s\n%.*s", SLICE_FMT(first->string), SLICE_FMT(first->next->string)));
}

static void read_passport(struct flaws *f, const struct json *o, const char *at, struct passport *p)
{
	p->number = json_text(o, "number");
	p->state = json_text(o, "state");
	p->authority = json_text(o, "authority");
	p->card_number = json_text(o, "card_number");
	p->issued = read_date(f, o, "issued", ctx_concat(f->cx, at, "/issued", NULL), false);
	p->expires = read_date(f, o, "expires", ctx_concat(f->cx, at, "/expires", NULL), false);
	p->mrz = read_mrz(f->cx, json_get(o, "mrz"));
	const struct json *earlier = json_get(o, "earlier_passports");
	for (const struct json *v = earlier ? earlier->first : NULL; v && p->earlier_count < 8; v = v->next) {
		if (v->type == JSON_IS_STRING)
			p->earlier[p->earlier_count++] = v->string;
	}
}

static struct date earlier_of(struct date a, struct date b) { return b.year && (!a.year || date_compare(b, a) < 0) ? b : a; }

void record_read(struct flaws *f, const struct json *o, struct record *r)
{
	struct ctx *cx = f->cx;
	read_holder(f, json_get(o, "holder"), &r->holder);
	r->email = json_text(json_get(o, "contact"), "email");
	r->phone = json_text(json_get(o, "contact"), "phone");
	r->tree = o;
	switch (r->kind) {
	case KIND_VISA:
		read_visa(f, o, &r->visa);
		r->ends = r->visa.expires.year ? r->visa.expires : r->visa.enter_before;
		r->identity = slice_str(ctx_printf(cx, "visa:%.*s", SLICE_FMT(r->visa.number)));
		break;
	case KIND_PR_CARD:
		read_card(f, o, "", &r->card);
		r->ends = r->card.expires;
		r->identity = slice_str(ctx_printf(cx, "pr-card:%.*s", SLICE_FMT(r->card.number)));
		break;
	case KIND_PASSPORT:
		read_passport(f, o, "", &r->passport);
		r->ends = r->passport.expires;
		r->identity = slice_str(ctx_printf(cx, "passport:%.*s:%.*s", SLICE_FMT(r->passport.state), SLICE_FMT(r->passport.number)));
		break;
	default:
		read_card(f, json_get(o, "card"), "/card", &r->card);
		read_passport(f, json_get(o, "passport"), "/passport", &r->passport);
		r->ends = earlier_of(r->card.expires, r->passport.expires);
		r->identity = slice_str(ctx_printf(cx, "identity-link:%.*s", SLICE_FMT(r->card.number)));
	}
}

enum err record_kept(struct ctx *cx, struct slice json, struct slice photo, struct checked *out)
{
	struct json *tree = NULL;
	struct flaws f = { .cx = cx };
	enum err e = json_parse(cx, json, &tree);
	if (e != OK)
		return e;
	struct record *r = ctx_alloc(cx, sizeof *r);
	r->kind = kind_parse(json_text(tree, "kind"));
	if (r->kind != KIND_NONE)
		record_read(&f, tree, r);
	if (r->kind == KIND_NONE || f.first)
		return fail(cx, ERR_RECORD, "a kept record is damaged");
	r->holder.photo = photo;
	out->record = r;
	return OK;
}
