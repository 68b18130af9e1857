/*
 * Owns: keeping records and telling persons apart: which person a record belongs to, and two persons becoming one. All of it in the
 * caller's batch; judges before it writes.
 */
#include "registry/records.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/crockford.h"
#include "registry/applications.h"
#include "registry/record_code.h"
#include "registry/shares.h"

#include <string.h>

/* ---- reading inside a batch ---- */

static enum err get_entry(struct ctx *cx, struct batch *b, struct slice identity, bool *found, struct record_entry *out)
{
	struct slice value = { 0 };
	*found = false;
	*out = (struct record_entry){ 0 };
	if (!record_identity_fits(identity))
		return OK;
	struct record_key k = record_key('R', identity);
	enum err e = batch_get(cx, b, record_key_slice(&k), &value);
	if (e != OK || !value.p)
		return e;
	/* Copied: what batch_get returns dies with the next write. */
	e = record_decode(cx, ctx_copy(cx, identity), ctx_copy(cx, value), out);
	*found = e == OK;
	return e;
}

enum err records_get(struct ctx *cx, struct batch *b, struct slice identity, bool *found, struct kept_record *out)
{
	struct record_entry entry;
	enum err e = get_entry(cx, b, identity, found, &entry);
	*out = entry.record;
	return e;
}

static enum err put_entry(struct ctx *cx, struct batch *b, const struct record_entry *entry)
{
	struct slice value = { 0 };
	struct record_key k = record_key('R', entry->record.identity);
	enum err e = record_encode(cx, entry, &value);
	return e == OK ? batch_put(cx, b, record_key_slice(&k), value) : e;
}

/* ---- who it belongs to ---- */

/* Identities of a range, collected first: a walk must not write. */
struct identities {
	struct ctx *cx;
	size_t prefix, count;
	struct slice *list;
	enum err e;
};

static bool on_identity(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct identities *l = self;
	if (l->count == LIMIT_PERSON_RECORDS) {
		l->e = fail(l->cx, ERR_LIMIT, "registry: more than %d records of one person", LIMIT_PERSON_RECORDS);
		return false;
	}
	l->list[l->count++] = ctx_copy(l->cx, slice_sub(key, l->prefix, key.n));
	return true;
}

static enum err records_of_person(struct ctx *cx, struct batch *b, const char *person, struct identities *out)
{
	struct record_key from = record_person_key(person, (struct slice){ 0 }), to = record_key_behind(from);
	*out = (struct identities){ .cx = cx, .prefix = 1 + PERSON_SIZE, .list = ctx_alloc(cx, LIMIT_PERSON_RECORDS * sizeof(struct slice)) };
	enum err e = batch_range(cx, b, record_key_slice(&from), record_key_slice(&to), on_identity, out);
	return e == OK ? out->e : e;
}

struct persons {
	struct ctx *cx;
	struct batch *b;
	struct slice identity, nationality; /* of the record that is kept */
	char id[LIMIT_LINK_PERSONS][PERSON_SIZE + 1];
	size_t count;
	enum err e;
};

static void add_person(struct persons *p, const char *id)
{
	for (size_t i = 0; i < p->count; i++) {
		if (strcmp(p->id[i], id) == 0)
			return;
	}
	if (p->count == LIMIT_LINK_PERSONS)
		p->e = fail(p->cx, ERR_LIMIT, "registry: a record ties more than %d persons together", LIMIT_LINK_PERSONS);
	else
		memcpy(p->id[p->count++], id, PERSON_SIZE + 1);
}

static bool on_link(void *self, struct slice key, struct slice nationality)
{
	struct persons *p = self;
	struct slice identity = slice_sub(key, 1 + RECORD_LINK, key.n);
	struct record_entry entry;
	bool found = false;
	if (slice_eq(identity, p->identity) || !slice_eq(nationality, p->nationality))
		return true;
	p->e = get_entry(p->cx, p->b, identity, &found, &entry);
	if (p->e == OK && !found)
		p->e = fail(p->cx, ERR_STORE_CORRUPT, "registry: a passport leads to a record that is not there");
	if (p->e == OK)
		add_person(p, entry.record.person);
	return p->e == OK;
}

static enum err find_linked(struct persons *p, const struct record_entry *fresh, const struct person_link *links)
{
	for (size_t i = 0; p->e == OK && i < fresh->link_count; i++) {
		struct record_key from = record_link_key(fresh->links[i], (struct slice){ 0 }), to = record_key_behind(from);
		p->nationality = links[i].nationality;
		enum err e = batch_range(p->cx, p->b, record_key_slice(&from), record_key_slice(&to), on_link, p);
		if (e != OK)
			return e;
	}
	return p->e;
}

enum err records_person(struct ctx *cx, struct batch *b, const struct person_link *link, bool *found, char person[static PERSON_SIZE + 1])
{
	struct persons p = { .cx = cx, .b = b };
	struct record_entry entry = { .link_count = 1 };
	record_link_digest(link->number, link->birth, entry.links[0]);
	enum err e = find_linked(&p, &entry, link);
	*found = e == OK && p.count > 0;
	if (*found)
		memcpy(person, p.id[0], PERSON_SIZE + 1);
	return e;
}

static bool has_link(const struct record_entry *e, const uint8_t link[static RECORD_LINK])
{
	for (size_t i = 0; i < e->link_count; i++) {
		if (memcmp(e->links[i], link, RECORD_LINK) == 0)
			return true;
	}
	return false;
}

static bool same_holder(struct ctx *cx, struct slice a, struct slice b)
{
	struct json *left = NULL, *right = NULL;
	if (json_parse(cx, a, &left) != OK || json_parse(cx, b, &right) != OK) {
		ctx_forgive(cx);
		return false;
	}
	const struct json *l = json_get(left, "holder"), *r = json_get(right, "holder");
	return slice_eq(json_text(l, "birth_date"), json_text(r, "birth_date")) && slice_eq(json_text(l, "nationality"), json_text(r, "nationality"));
}

/*
 * A changed record stays with its person while birth date and nationality stay. Else it was about somebody else: it goes to the person its
 * links lead to; alone in the world it just changes.
 */
static enum err stays(struct persons *p, const struct record_entry *old, const struct record_entry *fresh, bool *out)
{
	struct identities all;
	*out = slice_eq(old->record.json, fresh->record.json) || same_holder(p->cx, old->record.json, fresh->record.json);
	if (*out || p->count)
		return OK;
	enum err e = records_of_person(p->cx, p->b, old->record.person, &all);
	*out = e == OK && all.count <= 1;
	return e;
}

static void new_person(char out[static PERSON_SIZE + 1])
{
	uint64_t bits = 0;
	char id[PERSON_SIZE + 2];
	crypto_random(&bits, sizeof bits);
	/* Twelve characters hold 60 bits; the check character behind them is not part of the id. */
	crockford_format(bits & ((UINT64_C(1) << 60) - 1), PERSON_SIZE, id);
	memcpy(out, id, PERSON_SIZE);
	out[PERSON_SIZE] = 0;
}

/* ---- two persons become one ---- */

static enum err first_kept(struct ctx *cx, struct batch *b, const char *person, int64_t *out)
{
	struct identities all;
	struct kept_record r;
	bool found = false;
	*out = INT64_MAX;
	enum err e = records_of_person(cx, b, person, &all);
	for (size_t i = 0; e == OK && i < all.count; i++) {
		e = records_get(cx, b, all.list[i], &found, &r);
		if (e == OK && found && r.kept_at < *out)
			*out = r.kept_at;
	}
	return e;
}

static enum err move_record(struct ctx *cx, struct batch *b, struct slice identity, const char *to)
{
	struct record_entry entry;
	bool found = false;
	enum err e = get_entry(cx, b, identity, &found, &entry);
	if (e == OK && !found)
		e = fail(cx, ERR_STORE_CORRUPT, "registry: a person's list names a record that is not there");
	if (e != OK)
		return e;
	struct record_key old = record_person_key(entry.record.person, identity), fresh = record_person_key(to, identity);
	memcpy(entry.record.person, to, PERSON_SIZE + 1);
	e = batch_delete(cx, b, record_key_slice(&old));
	if (e == OK)
		e = batch_put(cx, b, record_key_slice(&fresh), SLICE(""));
	return e == OK ? put_entry(cx, b, &entry) : e;
}

/* The id that ends goes on leading to the one that stays: bookings and logs were kept under it. */
static enum err put_former(struct ctx *cx, struct batch *b, const char *from, const char *to)
{
	struct record_key former = record_key('M', slice_str(from)), of = record_key('W', slice_str(ctx_printf(cx, "%s%s", to, from)));
	enum err e = batch_put(cx, b, record_key_slice(&former), slice_str(to));
	return e == OK ? batch_put(cx, b, record_key_slice(&of), SLICE("")) : e;
}

static enum err merge(struct ctx *cx, struct batch *b, const char *from, const char *to)
{
	struct identities all;
	enum err e = records_of_person(cx, b, from, &all);
	for (size_t i = 0; e == OK && i < all.count; i++)
		e = move_record(cx, b, all.list[i], to);
	if (e == OK)
		e = grants_move(cx, b, from, to);
	if (e == OK)
		e = shares_move(cx, b, from, to);
	if (e == OK)
		e = applications_move(cx, b, from, to);
	return e == OK ? put_former(cx, b, from, to) : e;
}

/* Which one was known first. */
static enum err find_oldest(struct persons *p, size_t *stay)
{
	int64_t oldest = INT64_MAX;
	enum err e = OK;
	*stay = 0;
	for (size_t i = 0; e == OK && i < p->count; i++) {
		int64_t since = 0;
		e = first_kept(p->cx, p->b, p->id[i], &since);
		if (since < oldest || (since == oldest && strcmp(p->id[i], p->id[*stay]) < 0)) {
			oldest = since;
			*stay = i;
		}
	}
	return e;
}

/* The oldest stays, the others become it. */
static enum err unite(struct persons *p, struct kept *out)
{
	size_t stay = 0;
	enum err e = find_oldest(p, &stay);
	if (e == ERR_LIMIT) {
		/* A thousand records under one passport are no person but a placeholder: they stay apart, and the import goes on. */
		ctx_forgive(p->cx);
		memcpy(out->person, p->id[0], sizeof out->person);
		return OK;
	}
	for (size_t i = 0; e == OK && i < p->count; i++) {
		if (i == stay)
			continue;
		e = merge(p->cx, p->b, p->id[i], p->id[stay]);
		memcpy(out->merged, p->id[i], sizeof out->merged);
	}
	memcpy(out->person, p->id[stay], sizeof out->person);
	return e;
}

static enum err choose_person(struct ctx *cx, struct batch *b, const struct keeping *k, const struct record_entry *old, bool found,
	const struct record_entry *fresh, struct kept *out)
{
	struct persons p = { .cx = cx, .b = b, .identity = k->record.identity };
	bool stay = false;
	enum err e = find_linked(&p, fresh, k->links);
	if (e == OK && found)
		e = stays(&p, old, fresh, &stay);
	if (e == OK && stay) {
		add_person(&p, old->record.person);
		e = p.e;
	}
	if (e == OK && p.count == 0)
		new_person(out->person);
	else if (e == OK && p.count == 1)
		memcpy(out->person, p.id[0], sizeof out->person);
	else if (e == OK)
		e = unite(&p, out);
	return e;
}

/* ---- writing ---- */

static enum err put_links(struct ctx *cx, struct batch *b, const struct keeping *k, const struct record_entry *old, const struct record_entry *fresh)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < old->link_count; i++) {
		struct record_key key = record_link_key(old->links[i], k->record.identity);
		if (!has_link(fresh, old->links[i]))
			e = batch_delete(cx, b, record_key_slice(&key));
	}
	for (size_t i = 0; e == OK && i < fresh->link_count; i++) {
		struct record_key key = record_link_key(fresh->links[i], k->record.identity);
		e = batch_put(cx, b, record_key_slice(&key), k->links[i].nationality);
		if (e == OK)
			e = applications_adopt(cx, b, &k->links[i], fresh->record.person);
	}
	return e;
}

static enum err put_person(struct ctx *cx, struct batch *b, const struct record_entry *old, const struct record_entry *fresh)
{
	enum err e = OK;
	if (old->record.person[0] && strcmp(old->record.person, fresh->record.person) != 0) {
		struct record_key key = record_person_key(old->record.person, fresh->record.identity);
		e = batch_delete(cx, b, record_key_slice(&key));
	}
	struct record_key key = record_person_key(fresh->record.person, fresh->record.identity);
	return e == OK ? batch_put(cx, b, record_key_slice(&key), SLICE("")) : e;
}

/* Where the photo lies: in a document if one holds it, else under J; a place that is good already is left alone. */
static void place_photo(const struct keeping *k, const struct record_entry *old, struct record_entry *fresh)
{
	bool same = k->record.photo && k->record.photo == old->record.photo;
	if (same && old->document[0]) {
		memcpy(fresh->document, old->document, sizeof fresh->document);
		return;
	}
	if (k->record.photo && k->document.n == DOCUMENT_NUMBER_SIZE)
		memcpy(fresh->document, k->document.p, DOCUMENT_NUMBER_SIZE);
	else
		fresh->own_photo = k->record.photo && (k->jpeg.n || (same && old->own_photo));
}

static enum err put_photo(struct ctx *cx, struct batch *b, const struct keeping *k, const struct record_entry *old, const struct record_entry *fresh)
{
	struct record_key key = record_key('J', k->record.identity);
	if (fresh->own_photo && (!old->own_photo || old->record.photo != fresh->record.photo))
		return batch_put(cx, b, record_key_slice(&key), k->jpeg);
	return old->own_photo && !fresh->own_photo ? batch_delete(cx, b, record_key_slice(&key)) : OK;
}

static enum err prepare(struct ctx *cx, const struct keeping *k, struct record_entry *fresh)
{
	*fresh = (struct record_entry){ .record = k->record, .link_count = k->link_count };
	if (k->link_count > LIMIT_RECORD_LINKS)
		return fail(cx, ERR_RECORD_FIELD, "kept record: more than %d links", LIMIT_RECORD_LINKS);
	for (size_t i = 0; i < k->link_count; i++)
		record_link_digest(k->links[i].number, k->links[i].birth, fresh->links[i]);
	return record_identity_fits(k->record.identity) ? OK : fail(cx, ERR_RECORD_FIELD, "kept record: identity out of range");
}

/* Version and times go on from the old entry. */
static void continue_from(const struct ctx *cx, const struct record_entry *old, bool found, struct record_entry *fresh, struct kept *out)
{
	struct kept_record *r = &fresh->record;
	bool same = found && slice_eq(r->json, old->record.json) && r->photo == old->record.photo && r->kind == old->record.kind;
	r->version = found ? old->record.version + !same : 1;
	r->kept_at = found ? old->record.kept_at : cx->now;
	r->changed_at = same ? old->record.changed_at : cx->now > r->kept_at ? cx->now : r->kept_at;
	r->under_correction = old->record.under_correction;
	r->correction = old->record.correction;
	memcpy(r->person, out->person, sizeof r->person);
	out->how = !found ? KEPT_NEW : same ? KEPT_SAME : KEPT_CHANGED;
}

static bool is_unchanged(const struct record_entry *old, const struct record_entry *fresh, const struct kept *out)
{
	return out->how == KEPT_SAME && strcmp(old->record.person, fresh->record.person) == 0 && old->record.issued == fresh->record.issued &&
		old->own_photo == fresh->own_photo && strcmp(old->document, fresh->document) == 0 && old->link_count == fresh->link_count &&
		(!old->link_count || memcmp(old->links, fresh->links, old->link_count * RECORD_LINK) == 0);
}

enum err records_keep(struct ctx *cx, struct batch *b, const struct keeping *k, struct kept *out)
{
	struct record_entry old, fresh;
	bool found = false;
	*out = (struct kept){ 0 };
	enum err e = prepare(cx, k, &fresh);
	if (e == OK)
		e = get_entry(cx, b, k->record.identity, &found, &old);
	if (e == OK)
		e = choose_person(cx, b, k, &old, found, &fresh, out);
	if (e == OK && out->merged[0] && found)
		e = get_entry(cx, b, k->record.identity, &found, &old); /* it may have moved */
	if (e != OK)
		return e;
	continue_from(cx, &old, found, &fresh, out);
	place_photo(k, &old, &fresh);
	if (is_unchanged(&old, &fresh, out))
		return OK;
	e = put_entry(cx, b, &fresh);
	if (e == OK)
		e = put_person(cx, b, &old, &fresh);
	if (e == OK)
		e = put_links(cx, b, k, &old, &fresh);
	return e == OK ? put_photo(cx, b, k, &old, &fresh) : e;
}

enum err records_mark(struct ctx *cx, struct batch *b, struct slice identity, struct slice correction)
{
	struct record_entry entry;
	bool found = false;
	enum err e = get_entry(cx, b, identity, &found, &entry);
	if (e == OK && !found)
		e = fail(cx, ERR_RECORD_MISSING, "there is no record of this identity");
	if (e != OK)
		return e;
	entry.record.under_correction = correction.p != NULL;
	entry.record.correction = correction;
	if (cx->now > entry.record.changed_at)
		entry.record.changed_at = cx->now;
	return put_entry(cx, b, &entry);
}
