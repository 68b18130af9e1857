/* Owns: record -> what is kept of it. */
#include "issuer/filing.h"

#include "base/limits.h"
#include "registry/audit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct filing {
	struct keeping keeping;
	struct person_link links[LIMIT_RECORD_LINKS];
	struct buf memory;            /* everything the slices point to */
};

/* Where a copy will stand once all are made: the memory may move while it grows. */
static struct slice copy(struct filing *f, struct slice s)
{
	size_t at = f->memory.n;
	buf_put_slice(&f->memory, s);
	return s.p ? slice_of(f->memory.p + at, s.n) : s;
}

static void add_link(struct ctx *cx, struct filing *f, const struct record *r, const char *prefix, struct slice number)
{
	const struct json *holder = json_get(r->tree, "holder");
	if (number.p && f->keeping.link_count < LIMIT_RECORD_LINKS)
		f->links[f->keeping.link_count++] = (struct person_link){ slice_str(ctx_printf(cx, "%s%.*s", prefix, SLICE_FMT(number))),
			json_text(holder, "birth_date"), json_text(holder, "nationality") };
}

static void add_card(struct ctx *cx, struct filing *f, const struct record *r)
{
	add_link(cx, f, r, "card:", r->card.number);
	add_link(cx, f, r, "", r->card.passport_number);
}

static void add_passport(struct ctx *cx, struct filing *f, const struct record *r)
{
	add_link(cx, f, r, "", r->passport.number);
	for (size_t i = 0; i < r->passport.earlier_count; i++)
		add_link(cx, f, r, "", r->passport.earlier[i]);
	add_link(cx, f, r, "card:", r->passport.card_number);
}

static void add_links(struct ctx *cx, struct filing *f, const struct record *r)
{
	if (r->kind == KIND_VISA)
		add_link(cx, f, r, "", r->visa.passport_number);
	if (r->kind == KIND_PR_CARD || r->kind == KIND_IDENTITY_LINK)
		add_card(cx, f, r);
	if (r->kind == KIND_PASSPORT || r->kind == KIND_IDENTITY_LINK)
		add_passport(cx, f, r);
}

struct filing *filing_new(struct ctx *cx, struct checked record, bool with_photo)
{
	const struct record *r = record.record;
	struct filing *f = calloc(1, sizeof *f);
	if (!f)
		abort();
	struct kept_record *k = &f->keeping.record;
	struct slice json = record_kept_json(cx, record), photo = with_photo ? r->holder.photo : (struct slice){ 0 };
	add_links(cx, f, r);
	size_t size = json.n + photo.n + r->identity.n;
	for (size_t i = 0; i < f->keeping.link_count; i++)
		size += f->links[i].number.n + f->links[i].birth.n + f->links[i].nationality.n;
	buf_init(&f->memory, size);
	(void)buf_grow(&f->memory, size);
	f->memory.n = 0;
	*k = (struct kept_record){ .identity = copy(f, r->identity), .kind = (int)r->kind, .json = copy(f, json),
		.issued = date_number(record_issued(record)), .photo = photo_mark(r->holder.photo) };
	f->keeping.jpeg = copy(f, photo);
	for (size_t i = 0; i < f->keeping.link_count; i++)
		f->links[i] = (struct person_link){ copy(f, f->links[i].number), copy(f, f->links[i].birth), copy(f, f->links[i].nationality) };
	f->keeping.links = f->links;
	return f;
}

void filing_free(struct filing *f)
{
	if (!f)
		return;
	buf_wipe(&f->memory);
	free(f);
}

static enum err note(struct ctx *cx, const struct desk *d, struct batch *b, const char *operation, const char *person, const char *reason)
{
	struct audit_entry e = { .operation = slice_str(operation), .number = slice_str(person), .operator_name = slice_str(d->operator),
		.reason = slice_str(reason) };
	return audit_append(cx, b, &e);
}

static const char *small_letters(struct ctx *cx, const char *id)
{
	char *out = ctx_printf(cx, "%s", id);
	for (char *c = out; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

enum err filing_put(struct ctx *cx, const struct desk *d, struct batch *b, const struct filing *f, const struct filing_place *place, struct kept *out)
{
	struct keeping k = f->keeping;
	struct kept_record old;
	bool found = false;
	enum err e = OK;
	*out = (struct kept){ 0 };
	k.document = place->document;
	if (place->only_new)
		e = records_get(cx, b, k.record.identity, &found, &old);
	if (e != OK || found)
		return e;
	e = records_keep(cx, b, &k, out);
	if (e == OK && out->how != KEPT_SAME && !place->issued)
		e = note(cx, d, b, "record", out->person, out->how == KEPT_NEW ? "new" : "changed");
	/* The id that ends stands as the reason, in small letters: a reason is a code. */
	if (e == OK && out->merged[0])
		e = note(cx, d, b, "merge", out->person, small_letters(cx, out->merged));
	return e;
}
