/* Owns: building, signing and writing the published files. */
#include "issuer/publish.h"

#include "base/file.h"
#include "base/limits.h"
#include "formats/status_list.h"
#include "keys/renewal.h"
#include "registry/status.h"

static enum err put(struct ctx *cx, const char *folder, const char *name, struct slice bytes, struct published_counts *out)
{
	out->bytes += bytes.n;
	return file_write(cx, ctx_printf(cx, "%s/%s", folder, name), bytes, 0644);
}

static enum err publish_list(struct ctx *cx, const struct desk *d, struct snapshot *v, uint32_t number, int64_t ttl, const char *folder,
	struct published_counts *out)
{
	const struct signer *signer = keyring_signer(d->keys, ROLE_STATUS_LIST);
	struct status_array array;
	struct buf token;
	buf_init(&token, LIMIT_STATUS_LIST_BYTES);
	enum err e = status_build(cx, v, number, &array);
	if (e == OK) {
		struct status_list list = { .uri = slice_str(ctx_printf(cx, "%s/v1/status/%u", d->verify_url, number)), .issued_at = array.as_of,
			.expires_at = array.as_of + ttl, .ttl = ttl, .bits = 2, .entries = array.bits };
		e = status_list_build(cx, &list, slice_of(signer->kid, 8), signer->sign, signer->self, &token);
	}
	if (e == OK)
		e = put(cx, folder, ctx_printf(cx, "status-%u.cwt", number), buf_slice(&token), out);
	buf_free(&token);
	return e;
}

static enum err publish_lists(struct ctx *cx, const struct desk *d, int64_t ttl, const char *folder, struct published_counts *out)
{
	struct snapshot *v = NULL;
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = snapshot_renew(cx, v);
	if (e == OK)
		e = status_lists(cx, v, &out->lists);
	for (uint32_t i = 0; e == OK && i < out->lists; i++)
		e = publish_list(cx, d, v, i, ttl, folder, out);
	snapshot_close(v);
	return e;
}

/* The trust list with a new term, in the home and in the folder. */
static enum err publish_trust(struct ctx *cx, const struct desk *d, struct renewal *renewal, const char *folder, struct published_counts *out)
{
	struct buf list;
	buf_init(&list, LIMIT_TRUST_LIST_BYTES);
	enum err e = renewal_commit(cx, renewal, keyring_signer(d->keys, ROLE_TRUST_LIST));
	if (e == OK)
		e = file_read(cx, conf_path(cx, d->conf, "trust.list"), &list);
	if (e == OK)
		e = put(cx, folder, "trust-list.cbor", buf_slice(&list), out);
	buf_free(&list);
	return e;
}

static enum err publish_root(struct ctx *cx, const struct desk *d, const char *folder, struct published_counts *out)
{
	struct buf pem;
	buf_init(&pem, LIMIT_TRUST_LIST_BYTES);
	enum err e = file_read(cx, conf_path(cx, d->conf, "trust.root"), &pem);
	if (e == OK)
		e = put(cx, folder, "root.pem", buf_slice(&pem), out);
	buf_free(&pem);
	return e;
}

enum err publish_all(struct ctx *cx, struct desk *d, const char *folder, struct published_counts *out)
{
	struct renewal renewal;
	int64_t hours = 0;
	*out = (struct published_counts){ 0 };
	if (!folder)
		folder = conf_path(cx, d->conf, "publish.folder");
	enum err e = conf_int(cx, d->conf, "publish.ttl-hours", &hours);
	if (e == OK)
		e = file_make_folder(cx, folder, 0755);
	if (e != OK)
		return e;
	/* Under the lock of the home from the first look at the registry to the last file: no older state comes after a newer one. */
	e = renewal_begin(cx, d->conf, &renewal);
	if (e == OK)
		e = publish_lists(cx, d, hours * 3600, folder, out);
	if (e == OK)
		e = publish_trust(cx, d, &renewal, folder, out);
	if (e == OK)
		e = publish_root(cx, d, folder, out);
	renewal_end(&renewal);
	return e;
}
