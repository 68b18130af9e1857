/* Owns: the key "ak" of the portal's store. */
#include "portal/secret.h"

#include "base/crypto.h"

static const struct slice secret_key = { (const uint8_t *)"ak", 2 };

static enum err take(struct ctx *cx, struct slice value, struct secret *out)
{
	if (value.n != sizeof out->key)
		return fail(cx, ERR_STORE_CORRUPT, "portal's store: its key is missing or damaged");
	memcpy(out->key, value.p, sizeof out->key);
	return OK;
}

enum err secret_read(struct ctx *cx, struct snapshot *v, struct secret *out)
{
	struct slice value = { 0 };
	enum err e = snapshot_get(cx, v, secret_key, &value);
	return e != OK ? e : take(cx, value, out);
}

enum err secret_read_batch(struct ctx *cx, struct batch *b, struct secret *out)
{
	struct slice value = { 0 };
	enum err e = batch_get(cx, b, secret_key, &value);
	return e != OK ? e : take(cx, value, out);
}

enum err secret_make(struct ctx *cx, struct store *s, struct secret *out)
{
	struct batch *b = NULL;
	struct slice value = { 0 };
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = batch_get(cx, b, secret_key, &value);
	if (e == OK && !value.p) {
		uint8_t fresh[sizeof out->key];
		crypto_random(fresh, sizeof fresh);
		e = batch_put(cx, b, secret_key, slice_of(fresh, sizeof fresh));
		crypto_wipe(fresh, sizeof fresh);
	}
	if (e == OK)
		e = secret_read_batch(cx, b, out);
	return batch_end(cx, b, e);
}

void secret_mac(const struct secret *s, const char *use, struct slice data, uint8_t out[static 32])
{
	/* A key of its own for each use, so that no data of one can look like another's. */
	uint8_t key[32];
	crypto_hmac_sha256(slice_of(s->key, sizeof s->key), slice_str(use), key);
	crypto_hmac_sha256(slice_of(key, sizeof key), data, out);
	crypto_wipe(key, sizeof key);
}
