/*
 * Owns: what a checker will see of a proof that is not made yet: through the file, through the QR code, through the typed number and code.
 * Signs nothing: the same functions that make and read the claims say what they hold.
 */
#include "issuer/wish.h"

#include "base/limits.h"
#include "schemas/claims.h"
#include "verifier/verify.h"

static void put_date(struct json_out *o, const char *key, struct date d)
{
	char text[11];
	if (d.year == 0)
		return;
	date_format(d, text);
	json_put_str(o, key, text);
}

static void put_optional(struct json_out *o, const char *key, struct slice text)
{
	if (text.p)
		json_put_text(o, key, text);
}

/* The verifier's "document" (README, HTTP) without the number that is not there yet. */
static void put_seen(struct json_out *o, const char *key, const struct proof *p, bool under_correction, bool shortened, bool names_cut)
{
	json_begin(o, key, '{');
	json_put_str(o, "kind", kind_name(p->kind));
	json_begin(o, "fields", '{');
	for (const enum field_id *id = kind_fields(p->kind); *id; id++)
		put_optional(o, field_of(*id)->key, p->value[*id]);
	json_end(o, '}');
	json_begin(o, "masked", '[');
	for (const enum field_id *id = kind_fields(p->kind); *id; id++) {
		if (p->masked >> *id & 1)
			json_put_str(o, NULL, field_of(*id)->key);
	}
	json_end(o, ']');
	put_optional(o, "recipient", p->recipient);
	put_optional(o, "purpose", p->purpose);
	put_optional(o, "replaces", p->replaces);
	put_date(o, "proof_ends", p->proof_ends);
	put_date(o, "ends", p->ends);
	json_put_bool(o, "under_correction", under_correction);
	json_put_bool(o, "numbers_shortened", shortened);
	json_put_bool(o, "names_shortened", names_cut);
	json_end(o, '}');
}

/* The attachment's JSON becomes a member of the answer. */
static enum err put_proof(struct act *a, const struct proof *p)
{
	struct buf text;
	struct json *tree = NULL;
	buf_init(&text, LIMIT_PROOF_JSON);
	proof_encode(p, &text);
	enum err e = buf_ok(&text) ? json_parse(a->cx, ctx_copy(a->cx, buf_slice(&text)), &tree)
				   : fail(a->cx, ERR_LIMIT, "a proof is longer than %d bytes", LIMIT_PROOF_JSON);
	buf_free(&text);
	if (e == OK)
		json_put_value(a->out, "proof", tree);
	return e;
}

/* What the seal's claims hold is found by making and reading them. */
static enum err put_seal(struct act *a, const struct proof *p, bool under_correction)
{
	struct buf text;
	struct claims claims;
	const struct desk *d = a->room->desk;
	buf_init(&text, LIMIT_SEAL_BYTES);
	enum err e = claims_encode(a->cx, d->authority, slice_str(ctx_printf(a->cx, "%s/v1/status/", d->verify_url)), p, &text);
	if (e == OK)
		e = claims_parse(a->cx, ctx_copy(a->cx, buf_slice(&text)), &claims);
	buf_free(&text);
	if (e == OK)
		put_seen(a->out, "seal", &claims.proof, under_correction, false, claims.names_cut);
	return e;
}

enum err holder_preview(struct act *a)
{
	struct wish w;
	struct proof proof, typed;
	enum err e = wish_read(a, &w);
	if (e != OK)
		return e;
	struct proof_options options = { .recipient = w.making.recipient, .purpose = w.making.purpose, .mask = w.making.mask, .proof_days = w.making.proof_days };
	e = proof_show(a->cx, w.record, &options, &proof);
	if (e != OK)
		return e;
	proof.number = SLICE("00000000000");
	e = put_proof(a, &proof);
	if (e == OK)
		e = put_seal(a, &proof, w.under_correction);
	if (e != OK)
		return e;
	put_seen(a->out, "paper", &proof, w.under_correction, false, false);
	typed = proof;
	verify_shorten_numbers(a->cx, &typed);
	put_seen(a->out, "typed", &typed, w.under_correction, true, false);
	json_put_bool(a->out, "photo", proof.photo.n > 0);
	return OK;
}
