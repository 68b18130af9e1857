/* Owns: the wish's JSON, and what it means to the issuer. */
#include "portal/wish.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/limits.h"
#include "schemas/proof.h"
#include "schemas/purpose.h"

#include <string.h>

static const char *slot_of(enum kind kind)
{
	static const char *const slots[KIND_COUNT] = { "proof", "proof-visa", "proof-pr-card", "proof-passport", "proof-identity-link" };
	return slots[kind];
}

static void put_part(struct ctx *cx, struct json_out *o, const char *key, struct slice text)
{
	struct json *value = NULL;
	if (text.n && json_parse(cx, text, &value) == OK)
		json_put_value(o, key, value);
}

struct slice wish_encode(struct ctx *cx, const struct wish *w)
{
	struct buf b;
	buf_init(&b, FLOW_BYTES);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "kind", kind_name(w->kind));
	json_put_str(&o, "person", w->person);
	const struct { const char *key; struct slice text; } texts[] = { { "institution", w->institution }, { "purpose", w->purpose },
		{ "recipient", w->recipient }, { "made", w->made } };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i].text.n)
			json_put_text(&o, texts[i].key, texts[i].text);
	}
	json_put_int(&o, "mask", (int64_t)w->mask);
	json_put_int(&o, "days", w->days);
	json_put_bool(&o, "chosen", w->chosen);
	json_put_str(&o, "token", w->token);
	json_put_bool(&o, "photo", w->has_photo);
	put_part(cx, &o, "paper", w->paper);
	put_part(cx, &o, "seal", w->seal);
	put_part(cx, &o, "typed", w->typed);
	json_end(&o, '}');
	struct slice out = buf_ok(&b) ? ctx_copy(cx, buf_slice(&b)) : (struct slice){ 0 };
	buf_free(&b);
	return out;
}

static struct slice take_part(struct ctx *cx, const struct json *o, const char *key)
{
	const struct json *value = json_get(o, key);
	struct buf b;
	if (!value || value->type != JSON_IS_OBJECT)
		return (struct slice){ 0 };
	buf_init(&b, FLOW_BYTES);
	json_canonical(&b, value);
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

bool wish_decode(struct ctx *cx, struct slice json, struct wish *out)
{
	struct json *o = NULL;
	if (json_parse(cx, json, &o) != OK) {
		ctx_forgive(cx);
		return false;
	}
	struct slice person = json_text(o, "person"), token = json_text(o, "token");
	*out = (struct wish){ .kind = kind_parse(json_text(o, "kind")), .institution = json_text(o, "institution"), .purpose = json_text(o, "purpose"),
		.recipient = json_text(o, "recipient"), .made = json_text(o, "made"),
		.mask = (uint64_t)json_int(o, "mask"), .days = (int)json_int(o, "days"), .chosen = json_flag(o, "chosen"), .has_photo = json_flag(o, "photo"),
		.paper = take_part(cx, o, "paper"), .seal = take_part(cx, o, "seal"), .typed = take_part(cx, o, "typed") };
	if (out->kind == KIND_NONE || person.n != PERSON_SIZE || token.n != WISH_TOKEN)
		return false;
	memcpy(out->person, person.p, PERSON_SIZE);
	memcpy(out->token, token.p, WISH_TOKEN);
	return true;
}

struct wish wish_new(struct visit *v, enum kind kind)
{
	uint8_t random[WISH_TOKEN / 2];
	int64_t days = 0;
	struct wish w = { .kind = kind };
	memcpy(w.person, v->person, sizeof w.person);
	crypto_random(random, sizeof random);
	hex_format(slice_of(random, sizeof random), w.token);
	w.days = conf_int(v->cx, v->w->hall->conf, "issuer.proof-days", &days) == OK && days >= 1 && days <= LIMIT_PROOF_DAYS ? (int)days : 90;
	return w;
}

enum err wish_load(struct visit *v, enum kind kind, struct wish *out)
{
	struct slice json = { 0 };
	enum err e = flow_get(v->cx, v->w->store, &v->session, slot_of(kind), &json);
	if (e != OK)
		return e;
	if (!json.n || !wish_decode(v->cx, json, out) || out->kind != kind || strcmp(out->person, v->person) != 0)
		*out = wish_new(v, kind);
	return OK;
}

enum err wish_save(struct visit *v, const struct wish *w)
{
	struct slice json = wish_encode(v->cx, w);
	if (!json.n)
		return fail(v->cx, ERR_LIMIT, "a wished proof is longer than %d bytes", FLOW_BYTES);
	return flow_put(v->cx, v->w->hall->sessions, &v->session, slot_of(w->kind), json);
}

struct slice wish_purpose(struct ctx *cx, const struct wish *w)
{
	const struct purpose *p = purpose_parse(w->institution);
	if (p)
		return slice_str(ctx_printf(cx, "%s · %s", p->name_en, p->name_zh));
	return w->purpose.n ? w->purpose : (struct slice){ 0 };
}

uint64_t wish_usual_mask(const struct wish *w)
{
	const struct purpose *p = purpose_parse(w->institution);
	return p ? p->masked[w->kind] & proof_maskable(w->kind) : 0;
}

struct client_wish wish_for_issuer(struct ctx *cx, const struct wish *w)
{
	struct buf b;
	buf_init(&b, 1024);
	for (const enum field_id *id = kind_fields(w->kind); *id; id++) {
		if (w->mask & proof_maskable(w->kind) & PROOF_BIT(*id))
			buf_printf(&b, "%s%s", b.n ? "," : "", field_of(*id)->key);
	}
	struct client_wish out = { .kind = slice_str(kind_name(w->kind)), .recipient = w->recipient, .purpose = wish_purpose(cx, w), .proof_days = w->days,
		.mask = b.n ? ctx_copy(cx, buf_slice(&b)) : (struct slice){ 0 }, .token = slice_str(ctx_printf(cx, "%s", w->token)) };
	buf_free(&b);
	return out;
}
