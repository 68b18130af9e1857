/* Owns: reading a bundle and looking status up in it. */
#include "verifier/sources_offline.h"

#include "base/file.h"
#include "base/limits.h"
#include "formats/status_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_LISTS 32

struct offline_list {
	bool present;
	struct buf token, entries;
	struct status_list list;
};

struct offline {
	struct sources sources;
	struct trust *trust;
	struct offline_list lists[MAX_LISTS];
};

/* The key that signed the list, or NULL. */
static const struct trusted_key *signing_key(const struct trust *t, const struct cose_sign1 *sign1)
{
	const struct trusted_key *key;
	for (size_t n = 0; (key = trust_key(t, ROLE_STATUS_LIST, sign1->kid, n)) != NULL; n++) {
		if (key->state != TRUST_REVOKED && p256_verify(key->key, sign1->digest, sign1->signature))
			return key;
	}
	return NULL;
}

/* RFC 5280 4.1.2.5: whoever finds a key after its end signs nothing with it. */
static bool is_in_force(const struct trusted_key *key, int64_t at) { return at >= key->not_before - 300 && at <= key->not_after; }

/* The list must be the one its name says: otherwise a list could be served in another's place. */
static bool is_named(const struct trust *t, const struct status_list *list, unsigned number)
{
	char tail[64];
	snprintf(tail, sizeof tail, "/v1/status/%u", number);
	size_t at = slice_find(list->uri, SLICE("://"), 0);
	struct slice rest = at == SIZE_MAX ? (struct slice){ 0 } : slice_sub(list->uri, at + 3, list->uri.n);
	/* Hosts are compared without case (RFC 3986 3.2.2); verify.url may be written with capitals. */
	bool host = rest.n > t->verify_host.n && strncasecmp((const char *)rest.p, (const char *)t->verify_host.p, t->verify_host.n) == 0;
	return host && slice_is(slice_sub(rest, t->verify_host.n, rest.n), tail);
}

static enum err read_list(struct ctx *cx, struct offline *o, const char *path, unsigned number)
{
	struct offline_list *l = &o->lists[number];
	struct cose_sign1 sign1;
	enum err e = file_read(cx, path, &l->token);
	if (e == OK)
		e = fail_in(cx, status_list_envelope(cx, buf_slice(&l->token), &sign1), path);
	const struct trusted_key *key = e == OK ? signing_key(o->trust, &sign1) : NULL;
	if (e == OK && !key)
		e = fail(cx, ERR_BUNDLE, "%s: not signed with a status-list key of the authority", path);
	if (e == OK)
		e = fail_in(cx, status_list_parse(cx, sign1.payload, &l->entries, &l->list), path);
	if (e == OK && !is_in_force(key, l->list.issued_at))
		e = fail(cx, ERR_BUNDLE, "%s: dated when the key that signed it was not in force", path);
	if (e == OK && !is_named(o->trust, &l->list, number))
		e = fail(cx, ERR_BUNDLE, "%s: is another list than its name says", path);
	l->present = e == OK;
	return e;
}

static enum err read_lists(struct ctx *cx, struct offline *o, const char *folder)
{
	enum err e = OK;
	for (unsigned i = 0; e == OK && i < MAX_LISTS; i++) {
		const char *path = ctx_printf(cx, "%s/status-%u.cwt", folder, i);
		buf_init(&o->lists[i].token, LIMIT_STATUS_LIST_BYTES);
		buf_init(&o->lists[i].entries, LIMIT_STATUS_LIST_BYTES);
		if (!file_is_missing(path))
			e = read_list(cx, o, path, i);
	}
	return e;
}

static enum err know(struct ctx *cx, void *self, const struct wanted *w, struct known *out)
{
	const struct offline *o = self;
	unsigned value = 0;
	*out = (struct known){ 0 };
	if (w->list >= MAX_LISTS || !o->lists[w->list].present)
		return OK;
	const struct status_list *list = &o->lists[w->list].list;
	out->as_of = list->issued_at;
	/* Token Status List 8.3: an index outside the list is no answer. A list from the future is none either. */
	if (!status_list_get(list, w->index, &value) || list->issued_at > cx->now + 300)
		return OK;
	out->stale = (list->expires_at ? list->expires_at : list->issued_at + list->ttl) <= cx->now;
	out->state = value == STATUS_VALID ? KNOWN_ISSUED : value == STATUS_SUSPENDED ? KNOWN_SUSPENDED : KNOWN_INVALID;
	return OK;
}

static void done(void *self __attribute__((unused))) {}

static enum err read_trust(struct ctx *cx, const char *path, struct slice root, struct trust **out)
{
	struct buf list;
	buf_init(&list, LIMIT_TRUST_LIST_BYTES);
	enum err e = file_read(cx, path, &list);
	if (e == OK)
		e = fail_in(cx, trust_open(cx, buf_slice(&list), root, out), path);
	buf_free(&list);
	return e;
}

/* Of the bundle's list and our own the newer: an older bundle must not bring back a key that was withdrawn. */
static enum err choose_trust(struct ctx *cx, struct offline *o, const char *folder, struct slice root, const char *own)
{
	struct trust *ours = NULL;
	enum err e = read_trust(cx, ctx_printf(cx, "%s/trust-list.cbor", folder), root, &o->trust);
	if (e == OK && own && !file_is_missing(own))
		e = read_trust(cx, own, root, &ours);
	if (ours && ours->sequence > o->trust->sequence) {
		trust_free(o->trust);
		o->trust = ours;
	} else {
		trust_free(ours);
	}
	return e;
}

enum err sources_offline_open(struct ctx *cx, const char *folder, struct slice root, const char *own, struct offline **out)
{
	struct offline *o = calloc(1, sizeof *o);
	if (!o)
		abort();
	enum err e = choose_trust(cx, o, folder, root, own);
	if (e == OK)
		e = read_lists(cx, o, folder);
	o->sources = (struct sources){ .self = o, .trust = o->trust, .know = know, .done = done };
	if (e == OK)
		*out = o;
	else
		sources_offline_close(o);
	return e;
}

const struct sources *sources_offline(const struct offline *o) { return &o->sources; }

void sources_offline_close(struct offline *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < MAX_LISTS; i++) {
		buf_free(&o->lists[i].token);
		buf_free(&o->lists[i].entries);
	}
	trust_free(o->trust);
	free(o);
}
