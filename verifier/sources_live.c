/* Owns: live look-ups in the registry's snapshot. */
#include "verifier/sources_live.h"

#include "verifier/answer_cache.h"
#include "verifier/seal_cache.h"

#include <stdlib.h>
#include <string.h>

struct live {
	struct sources sources;
	struct store *store;
	struct snapshot *snapshot;
};

static enum known_state known_of(enum document_state state)
{
	switch (state) {
	case DOCUMENT_ISSUED:
		return KNOWN_ISSUED;
	case DOCUMENT_SUSPENDED:
		return KNOWN_SUSPENDED;
	case DOCUMENT_REVOKED:
		return KNOWN_REVOKED;
	case DOCUMENT_SUPERSEDED:
		return KNOWN_SUPERSEDED;
	default:
		/* Reserved or void: never released to anybody. */
		return KNOWN_ABSENT;
	}
}

static enum err fill_known(struct ctx *cx, struct live *l, const struct wanted *w, const struct document *d, struct known *out)
{
	bool fill = w->proof || w->file || d->photo_size;
	enum err e = fill ? documents_fill(cx, l->snapshot, w->number, &out->fill) : OK;
	if (e == OK && w->file)
		e = documents_stock(cx, l->snapshot, d->stock, &out->stock);
	if (e != OK)
		return e;
	if (fill && (d->proof_at > out->fill.n || d->proof_size > out->fill.n - d->proof_at))
		return fail(cx, ERR_BUG, "registry: the proof of a document lies outside its file");
	if (fill)
		out->proof_json = slice_sub(out->fill, d->proof_at, d->proof_size);
	if (d->photo_size)
		out->photo = slice_sub(out->fill, d->photo_at, d->photo_size);
	memcpy(out->code_digest, d->code_digest, 32);
	memcpy(out->seal_digest, d->seal_digest, 32);
	out->under_correction = d->under_correction;
	out->has_document = true;
	return OK;
}

static enum err know(struct ctx *cx, void *self, const struct wanted *w, struct known *out)
{
	struct live *l = self;
	struct document d = { 0 };
	bool found = false;
	enum err e = snapshot_renew(cx, l->snapshot);
	if (e == OK)
		e = documents_find(cx, l->snapshot, w->number, &found, &d);
	if (e != OK)
		return e;
	out->as_of = cx->now;
	out->until = document_state_until(&d, cx->now);
	if (w->basis) {
		out->basis.version = snapshot_version(l->snapshot);
		e = documents_digest(cx, l->snapshot, w->number, &found, out->basis.entry);
	}
	if (e != OK)
		return e;
	out->state = found ? known_of(document_state_at(&d, cx->now)) : KNOWN_ABSENT;
	return out->state == KNOWN_ABSENT ? OK : fill_known(cx, l, w, &d, out);
}

static uint64_t version(struct ctx *cx, void *self)
{
	struct live *l = self;
	if (snapshot_renew(cx, l->snapshot) == OK)
		return snapshot_version(l->snapshot);
	ctx_forgive(cx);
	return 0;
}

static bool entry(struct ctx *cx, void *self, struct slice number, uint8_t digest[static 32])
{
	bool found = false;
	if (documents_digest(cx, ((struct live *)self)->snapshot, number, &found, digest) == OK)
		return found;
	ctx_forgive(cx);
	return false;
}

static void done(void *self) { snapshot_reset(((struct live *)self)->snapshot); }

enum err sources_live_open(struct ctx *cx, struct store *store, const struct trust *trust, struct live **out)
{
	struct live *l = calloc(1, sizeof *l);
	if (!l)
		abort();
	l->store = store;
	l->sources = (struct sources){ .self = l, .trust = trust, .live = true, .know = know, .version = version, .entry = entry, .done = done };
	enum err e = snapshot_open(cx, store, &l->snapshot);
	if (e != OK) {
		free(l);
		return e;
	}
	snapshot_reset(l->snapshot);
	*out = l;
	return OK;
}

void sources_live_trust(struct live *l, const struct trust *trust)
{
	l->sources.trust = trust;
	if (l->sources.cache)
		seal_cache_clear(l->sources.cache);
	if (l->sources.answers)
		answer_cache_clear(l->sources.answers);
}

const struct sources *sources_live(const struct live *l) { return &l->sources; }

void sources_live_cache(struct live *l)
{
	if (!l->sources.cache)
		l->sources.cache = seal_cache_new();
	if (!l->sources.answers)
		l->sources.answers = answer_cache_new();
}

void sources_live_close(struct live *l)
{
	if (!l)
		return;
	seal_cache_free(l->sources.cache);
	answer_cache_free(l->sources.answers);
	snapshot_close(l->snapshot);
	free(l);
}
