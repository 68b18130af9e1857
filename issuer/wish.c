/* Owns: wishes. */
#include "issuer/wish.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "registry/records.h"

#include <string.h>

/* The person's newest record of each kind, and the one that was asked for. */
struct holding {
	struct ctx *cx;
	enum kind kind;               /* wanted */
	struct slice identity;        /* wanted, or absent */
	struct found {
		const struct json *json;
		struct slice identity, issued;
		bool under_correction;
	} of[KIND_COUNT], wanted;
};

static struct slice issued_of(const struct json *record)
{
	const struct json *card = json_get(record, "card");
	return json_text(card ? card : record, "issued");
}

static bool look_at(void *self, const struct kept_record *r)
{
	struct holding *h = self;
	struct json *tree = NULL;
	if (r->kind <= KIND_NONE || r->kind >= KIND_COUNT || json_parse(h->cx, ctx_copy(h->cx, r->json), &tree) != OK)
		return true;
	struct found f = { .json = tree, .identity = ctx_copy(h->cx, r->identity), .issued = issued_of(tree), .under_correction = r->under_correction };
	struct found *newest = &h->of[r->kind];
	if (!newest->json || slice_compare(f.issued, newest->issued) > 0)
		*newest = f;
	if (r->kind == (int)h->kind && h->identity.n && slice_eq(r->identity, h->identity))
		h->wanted = f;
	return true;
}

static void put_member(struct json_out *o, const struct json *v)
{
	char name[64];
	size_t n = v->key.n < sizeof name ? v->key.n : sizeof name - 1;
	memcpy(name, v->key.p, n);
	name[n] = 0;
	json_put_value(o, name, v);
}

/* The members of an object but the kind, the holder and what is not part of a link. */
static void put_part(struct json_out *o, const char *key, const struct json *record)
{
	json_begin(o, key, '{');
	for (const struct json *v = record->first; v; v = v->next) {
		if (slice_is(v->key, "kind") || slice_is(v->key, "holder") || slice_is(v->key, "contact"))
			continue;
		put_member(o, v);
	}
	json_end(o, '}');
}

static void put_holder(struct json_out *o, const struct json *holder, struct slice photo)
{
	json_begin(o, "holder", '{');
	for (const struct json *v = holder ? holder->first : NULL; v; v = v->next) {
		if (!slice_is(v->key, "photo"))
			put_member(o, v);
	}
	if (photo.n) {
		struct buf text;
		buf_init(&text, 2 * LIMIT_PHOTO_BYTES);
		base64_encode(&text, photo);
		json_put_text(o, "photo", buf_slice(&text));
		buf_free(&text);
	}
	json_end(o, '}');
}

/* A record as it would be imported: without contact, with its photo. */
static void compose_record(const struct json *record, struct slice photo, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '{');
	for (const struct json *v = record->first; v; v = v->next) {
		if (slice_is(v->key, "holder"))
			put_holder(&o, v, photo);
		else if (!slice_is(v->key, "contact"))
			put_member(&o, v);
	}
	json_end(&o, '}');
}

/* Holder and photo as the passport has them: it is the newer word on the name. */
static void compose_link(const struct json *card, const struct json *passport, struct slice photo, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "kind", kind_name(KIND_IDENTITY_LINK));
	put_holder(&o, json_get(passport, "holder"), photo);
	put_part(&o, "card", card);
	put_part(&o, "passport", passport);
	json_end(&o, '}');
}

static enum err photo_of(struct act *a, const struct found *first, const struct found *second, struct slice *jpeg)
{
	enum err e = records_photo(a->cx, a->view, first->identity, jpeg);
	if (e == OK && !jpeg->n && second)
		e = records_photo(a->cx, a->view, second->identity, jpeg);
	return e;
}

/* Which records make it up: one, or for a link that the authority does not hold itself, card and passport. */
static bool choose(const struct holding *h, const struct found **first, const struct found **second)
{
	*second = NULL;
	*first = h->identity.n ? &h->wanted : &h->of[h->kind];
	if (h->kind == KIND_IDENTITY_LINK && !(*first)->json) {
		*first = &h->of[KIND_PASSPORT];
		*second = &h->of[KIND_PR_CARD];
		return (*first)->json && (*second)->json;
	}
	return (*first)->json != NULL;
}

enum err wish_find_record(struct act *a, enum kind kind, struct slice identity, struct checked *out, bool *under_correction)
{
	struct holding h = { .cx = a->cx, .kind = kind, .identity = identity };
	const struct found *first, *second;
	struct slice photo = { 0 };
	struct flaw *flaws = NULL;
	struct buf text;
	enum err e = records_of(a->cx, a->view, a->person, look_at, &h);
	if (e == OK && !choose(&h, &first, &second))
		e = fail(a->cx, ERR_ISSUER_MISSING, "the person has no such record");
	if (e == OK)
		e = photo_of(a, first, second, &photo);
	if (e != OK)
		return e;
	buf_init(&text, LIMIT_JSON_BYTES);
	if (second)
		compose_link(second->json, first->json, photo, &text);
	else
		compose_record(first->json, photo, &text);
	*under_correction = first->under_correction || (second && second->under_correction);
	e = buf_ok(&text) ? record_check(a->cx, a->room->desk->schemas, ctx_copy(a->cx, buf_slice(&text)), out, &flaws)
			  : fail(a->cx, ERR_LIMIT, "a record is longer than %d bytes", LIMIT_JSON_BYTES);
	buf_wipe(&text);
	if (e == ERR_RECORD) {
		/* It passed when it was kept: another version's rules, or parts that do not fit each other (a card and a passport of two names). */
		ctx_forgive(a->cx);
		e = fail(a->cx, ERR_ISSUER_STATE, "no document can be made from the record: %s at %s", flaws ? flaws->reason : "-", flaws ? flaws->field : "-");
	}
	return e;
}

/* ---- options ---- */

static enum err read_options(struct act *a, enum kind kind, struct making *out)
{
	int64_t days = act_int(a, "proof_days");
	*out = (struct making){ .recipient = act_text(a, "recipient"), .purpose = act_text(a, "purpose"), .token = act_text(a, "token"),
		.proof_days = (int)(days == 0 ? a->room->desk->proof_days : days > LIMIT_PROOF_DAYS || days < 0 ? -1 : days) };
	if (out->proof_days < 1)
		return act_misfit(a, "proof_days");
	if (!proof_is_line(out->recipient))
		return act_misfit(a, "recipient");
	if (!proof_is_line(out->purpose))
		return act_misfit(a, "purpose");
	if (out->token.n > 64)
		return act_misfit(a, "token");
	if (proof_mask_parse(a->cx, kind, act_text(a, "mask"), &out->mask) != OK) {
		ctx_forgive(a->cx);
		return act_misfit(a, "mask");
	}
	return OK;
}

enum err wish_check(struct act *a, const struct wish *w)
{
	int32_t character = 0;
	enum field_id field = FIELD_NONE;
	if (!maker_missing_glyph(a->cx, a->room->desk, w->record, &w->making, &character, &field))
		return OK;
	if (field != FIELD_NONE)
		return fail(a->cx, ERR_ISSUER_STATE, "no font can print a character of the record");
	return act_misfit(a, fonts_missing(a->room->desk->fonts, w->making.recipient) ? "recipient" : "purpose");
}

enum err wish_read(struct act *a, struct wish *out)
{
	enum kind kind = kind_parse(act_text(a, "kind"));
	*out = (struct wish){ 0 };
	if (kind == KIND_NONE)
		return act_misfit(a, "kind");
	if (act_text(a, "identity").n > LIMIT_IDENTITY)
		return act_misfit(a, "identity");
	enum err e = read_options(a, kind, &out->making);
	if (e == OK)
		e = wish_find_record(a, kind, act_text(a, "identity"), &out->record, &out->under_correction);
	return e == OK ? wish_check(a, out) : e;
}
