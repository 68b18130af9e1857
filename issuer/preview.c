/*
 * Owns: what a checker will see of a proof that is not made yet: through the file, through the QR code, through the typed number and code.
 * Signs nothing: the same functions that make and read the claims say what they hold.
 */
#include "issuer/wish.h"

#include "base/limits.h"
#include "schemas/claims.h"
#include "verifier/verify.h"

/* The number is not there yet. */
static void put_seen(struct json_out *o, const char *key, const struct proof *p, bool under_correction, bool shortened, bool names_cut)
{
	struct proof seen = *p;
	seen.number = (struct slice){ 0 };
	proof_put_seen(o, key, &seen, under_correction, shortened, names_cut);
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
	enum err e = claims_encode(a->cx, d->authority, slice_str(ctx_printf(a->cx, "%s/v1/status/", d->verify_url)), d->utc_offset, p, &text);
	if (e == OK)
		e = claims_parse(a->cx, ctx_copy(a->cx, buf_slice(&text)), d->utc_offset, &claims);
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
	e = proof_show(a->cx, w.record, &options, date_at(a->cx->now, a->room->desk->utc_offset), &proof);
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
