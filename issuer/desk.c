/* Owns: opening and closing the officer's desk. */
#include "issuer/desk.h"

#include "base/limits.h"
#include "formats/cms.h"
#include "keys/renewal.h"

#include <stdlib.h>
#include <string.h>

static enum err open_keys(struct ctx *cx, struct desk *d, unsigned parts, const char *passphrase_file)
{
	struct buf passphrase;
	unsigned roles = 0;
	if (parts & DESK_SEAL)
		roles |= 1u << ROLE_PDF_SEAL | 1u << ROLE_QR_SEAL;
	if (parts & DESK_LISTS)
		roles |= 1u << ROLE_STATUS_LIST | 1u << ROLE_TRUST_LIST;
	if (!roles)
		return OK;
	buf_init(&passphrase, LIMIT_PASSPHRASE);
	enum err e = passphrase_get(cx, passphrase_file, false, &passphrase);
	if (e == OK)
		e = keyring_open(cx, conf_path(cx, d->conf, "keys.folder"), buf_slice(&passphrase), roles, &d->keys);
	buf_wipe(&passphrase);
	return e;
}

/* A key that verifiers do not trust must not sign a single document. */
static enum err check_seals(struct ctx *cx, struct desk *d)
{
	const struct signer *pdf = keyring_signer(d->keys, ROLE_PDF_SEAL), *qr = keyring_signer(d->keys, ROLE_QR_SEAL);
	enum err e = trust_check_signer(cx, d->trust, pdf);
	if (e == OK)
		e = trust_check_signer(cx, d->trust, qr);
	if (e == OK)
		d->contents_size = cms_room(pdf->certificate, pdf->issuer);
	return e;
}

/* Which of the settings that are printed on every paper holds a character no font has. */
static enum err blame_setting(struct ctx *cx, const struct desk *d, enum err e)
{
	static const char *const printed[] = { "authority.name-en", "authority.name-zh", "authority.help-en", "authority.help-zh" };
	for (size_t i = 0; e == ERR_GLYPH && i < sizeof printed / sizeof *printed; i++) {
		if (fonts_missing(d->fonts, slice_str(conf_get(d->conf, printed[i]))))
			return fail_in(cx, e, printed[i]);
	}
	return e;
}

static enum err open_drawing(struct ctx *cx, struct desk *d)
{
	bool specimen = true;
	enum err e = conf_bool(cx, d->conf, "authority.specimen", &specimen);
	if (e == OK)
		e = fonts_open(cx, &d->fonts);
	d->printed_address = strdup(ctx_printf(cx, "%s/v", d->verify_url));
	if (!d->printed_address)
		abort();
	d->style = (struct house_style){
		.authority_en = conf_get(d->conf, "authority.name-en"), .authority_zh = conf_get(d->conf, "authority.name-zh"),
		.help_line_en = conf_get(d->conf, "authority.help-en"), .help_line_zh = conf_get(d->conf, "authority.help-zh"),
		.verify_address = d->printed_address, .specimen = specimen,
	};
	for (int kind = KIND_NONE + 1; e == OK && kind < KIND_COUNT; kind++)
		e = blame_setting(cx, d, stock_build(cx, d->fonts, (enum kind)kind, &d->style, &d->stocks[kind]));
	return e;
}

/* Settings are read before anything is opened or made: a wrong one changes nothing. */
static enum err open_parts(struct ctx *cx, struct desk *d, unsigned parts, const char *passphrase_file)
{
	enum err e = conf_int(cx, d->conf, "issuer.group", &d->group);
	if (e == OK)
		e = conf_offset(cx, d->conf, "authority.utc-offset", &d->utc_offset);
	if (e == OK)
		e = conf_int(cx, d->conf, "issuer.proof-days", &d->proof_days);
	if (e == OK && parts & (DESK_SEAL | DESK_LISTS))
		e = trust_load(cx, d->conf, &d->trust);
	if (e == OK)
		e = open_keys(cx, d, parts, passphrase_file);
	if (e == OK && (parts & DESK_SEAL))
		e = check_seals(cx, d);
	if (e == OK && (parts & (DESK_DRAW | DESK_CHECK)))
		e = schema_set_load(cx, conf_path(cx, d->conf, "schemas.folder"), &d->schemas);
	if (e == OK && (parts & DESK_DRAW))
		e = open_drawing(cx, d);
	if (e == OK && (parts & (DESK_READ | DESK_WRITE)))
		e = store_open(cx, conf_path(cx, d->conf, "registry.folder"), parts & DESK_WRITE ? STORE_CREATE : STORE_READ, &d->store);
	return e;
}

enum err desk_open(struct ctx *cx, const char *home, unsigned parts, const char *passphrase_file, const char *operator, struct desk **out)
{
	struct desk *d = calloc(1, sizeof *d);
	if (!d)
		abort();
	d->operator = operator;
	enum err e = conf_load(cx, home, conf_known, &d->conf);
	if (e == OK) {
		d->authority = slice_str(conf_get(d->conf, "authority.code"));
		d->verify_url = conf_get(d->conf, "verify.url");
		e = open_parts(cx, d, parts, passphrase_file);
	}
	if (e == OK)
		*out = d;
	else
		desk_close(d);
	return e;
}

void desk_close(struct desk *d)
{
	if (!d)
		return;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		stock_free(d->stocks[kind]);
	fonts_close(d->fonts);
	schema_set_free(d->schemas);
	keyring_close(d->keys);
	trust_free(d->trust);
	store_close(d->store);
	free(d->printed_address);
	conf_free(d->conf);
	free(d);
}

static enum err put_stocks(struct ctx *cx, struct desk *d)
{
	struct batch *batch = NULL;
	enum err e = batch_begin(cx, d->store, &batch);
	for (int kind = KIND_NONE + 1; e == OK && kind < KIND_COUNT; kind++)
		e = documents_put_stock(cx, batch, stock_digest(d->stocks[kind]), stock_bytes(d->stocks[kind]));
	return batch_end(cx, batch, e);
}

/* New stocks join the old ones in the list: old documents keep theirs for ever. */
enum err desk_file_stocks(struct ctx *cx, struct desk *d)
{
	struct trusted_stock stocks[KIND_COUNT];
	struct trust *fresh = NULL;
	size_t count = 0;
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
		struct trusted_stock *s = &stocks[count++];
		memcpy(s->digest, stock_digest(d->stocks[kind]), 32);
		s->length = (uint32_t)stock_bytes(d->stocks[kind]).n;
	}
	enum err e = put_stocks(cx, d);
	if (e == OK)
		e = renewal_add_stocks(cx, d->conf, keyring_signer(d->keys, ROLE_TRUST_LIST), stocks, count, NULL);
	/* Also when nothing was to add: another process may have added them since this desk was opened. */
	if (e == OK)
		e = trust_load(cx, d->conf, &fresh);
	if (fresh) {
		trust_free(d->trust);
		d->trust = fresh;
	}
	return e;
}
