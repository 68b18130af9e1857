/* Owns: reading kept records and persons. Whatever is returned points into the snapshot, unless the header says otherwise. */
#include "registry/records.h"

#include "base/json.h"
#include "registry/record_code.h"

#include <string.h>

static enum err find_entry(struct ctx *cx, struct snapshot *v, struct slice identity, bool *found, struct record_entry *out)
{
	struct slice value = { 0 };
	*found = false;
	*out = (struct record_entry){ 0 };
	if (!record_identity_fits(identity))
		return OK;
	struct record_key k = record_key('R', identity);
	enum err e = snapshot_get(cx, v, record_key_slice(&k), &value);
	if (e != OK || !value.p)
		return e;
	e = record_decode(cx, identity, value, out);
	*found = e == OK;
	return e;
}

enum err records_find(struct ctx *cx, struct snapshot *v, struct slice identity, bool *found, struct kept_record *out)
{
	struct record_entry entry;
	enum err e = find_entry(cx, v, identity, found, &entry);
	*out = entry.record;
	return e;
}

static enum err photo_in_document(struct ctx *cx, struct snapshot *v, const char *number, struct slice *jpeg)
{
	struct document d;
	struct slice fill = { 0 };
	bool found = false;
	enum err e = documents_find(cx, v, slice_str(number), &found, &d);
	if (e == OK && found && d.photo_size)
		e = documents_fill(cx, v, slice_str(number), &fill);
	if (e != OK)
		return e;
	if (!found || !d.photo_size || (size_t)d.photo_at + d.photo_size > fill.n)
		return fail(cx, ERR_STORE_CORRUPT, "registry: a record's photo is not in the document that should hold it");
	*jpeg = slice_sub(fill, d.photo_at, d.photo_size);
	return OK;
}

enum err records_photo(struct ctx *cx, struct snapshot *v, struct slice identity, struct slice *jpeg)
{
	struct record_entry entry;
	bool found = false;
	*jpeg = (struct slice){ 0 };
	enum err e = find_entry(cx, v, identity, &found, &entry);
	if (e != OK || !found)
		return e;
	if (entry.document[0])
		return photo_in_document(cx, v, entry.document, jpeg);
	if (!entry.own_photo)
		return OK;
	struct record_key k = record_key('J', identity);
	e = snapshot_get(cx, v, record_key_slice(&k), jpeg);
	return e == OK && !jpeg->p ? fail(cx, ERR_STORE_CORRUPT, "registry: a record's photo is not there") : e;
}

struct walk {
	struct ctx *cx;
	struct snapshot *v;
	const char *person;
	record_each *each;
	void *self;
	enum err e;
};

static bool on_record(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct walk *w = self;
	struct kept_record r;
	bool found = false;
	w->e = records_find(w->cx, w->v, slice_sub(key, 1 + PERSON_SIZE, key.n), &found, &r);
	if (w->e == OK && (!found || strcmp(r.person, w->person) != 0))
		w->e = fail(w->cx, ERR_STORE_CORRUPT, "registry: a person's list and its records contradict each other");
	return w->e == OK && w->each(w->self, &r);
}

enum err records_of(struct ctx *cx, struct snapshot *v, const char *person, record_each *each, void *self)
{
	struct walk w = { cx, v, person, each, self, OK };
	if (!person_id_fits(person))
		return OK;
	struct record_key from = record_person_key(person, (struct slice){ 0 }), to = record_key_behind(from);
	enum err e = snapshot_range(cx, v, record_key_slice(&from), record_key_slice(&to), on_record, &w);
	return e == OK ? w.e : e;
}

struct newest {
	int kind; /* 0 = any */
	bool found;
	struct kept_record *out;
};

static bool look_newer(void *self, const struct kept_record *r)
{
	struct newest *n = self;
	const struct kept_record *old = n->out;
	bool newer = !n->found || r->issued > old->issued || (r->issued == old->issued && r->changed_at > old->changed_at);
	if ((n->kind == 0 || r->kind == n->kind) && newer) {
		*n->out = *r;
		n->found = true;
	}
	return true;
}

enum err records_current(struct ctx *cx, struct snapshot *v, const char *person, int kind, bool *found, struct kept_record *out)
{
	struct newest n = { .kind = kind, .out = out };
	*out = (struct kept_record){ 0 };
	enum err e = records_of(cx, v, person, look_newer, &n);
	*found = e == OK && n.found;
	return e;
}

struct known {
	struct ctx *cx;
	struct snapshot *v;
	char person[LIMIT_LINK_PERSONS][PERSON_SIZE + 1];
	size_t count;
	enum err e;
};

static bool on_link(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct known *k = self;
	struct kept_record r;
	bool found = false;
	k->e = records_find(k->cx, k->v, slice_sub(key, 1 + RECORD_LINK, key.n), &found, &r);
	if (k->e == OK && !found)
		k->e = fail(k->cx, ERR_STORE_CORRUPT, "registry: a passport leads to a record that is not there");
	if (k->e != OK)
		return false;
	for (size_t i = 0; i < k->count; i++) {
		if (strcmp(k->person[i], r.person) == 0)
			return true;
	}
	memcpy(k->person[k->count++], r.person, sizeof r.person);
	return k->count < LIMIT_LINK_PERSONS;
}

enum err persons_by_passport(struct ctx *cx, struct snapshot *v, struct slice passport, struct slice birth, person_each *each, void *self)
{
	struct known k = { .cx = cx, .v = v };
	uint8_t link[RECORD_LINK];
	record_link_digest(passport, birth, link);
	struct record_key from = record_link_key(link, (struct slice){ 0 }), to = record_key_behind(from);
	enum err e = snapshot_range(cx, v, record_key_slice(&from), record_key_slice(&to), on_link, &k);
	if (e == OK)
		e = k.e;
	for (size_t i = 0; e == OK && i < k.count; i++) {
		if (!each(self, k.person[i]))
			break;
	}
	return e;
}

enum err person_name(struct ctx *cx, struct snapshot *v, const char *person, bool *found, struct person_name *out)
{
	struct kept_record r;
	struct json *tree = NULL;
	*out = (struct person_name){ 0 };
	enum err e = records_current(cx, v, person, 0, found, &r);
	if (e == OK && *found)
		e = json_parse(cx, r.json, &tree);
	if (e != OK || !*found)
		return e;
	const struct json *holder = json_get(tree, "holder");
	*out = (struct person_name){ .surname = json_text(holder, "surname"), .given = json_text(holder, "given_names"),
		.native = json_text(holder, "native_name"), .birth = json_text(holder, "birth_date"), .nationality = json_text(holder, "nationality") };
	return OK;
}

/* ---- who became whom ---- */

#define FORMER_STEPS 8 /* of a chain: each step was a merge by the office's records */

enum err person_now(struct ctx *cx, struct snapshot *v, const char *person, char now[static PERSON_SIZE + 1])
{
	struct slice to = { 0 };
	enum err e = OK;
	memcpy(now, person, strnlen(person, PERSON_SIZE));
	now[strnlen(person, PERSON_SIZE)] = 0;
	for (int i = 0; e == OK && i < FORMER_STEPS; i++) {
		struct record_key k = record_key('M', slice_str(now));
		e = snapshot_get(cx, v, record_key_slice(&k), &to);
		if (e != OK || to.n != PERSON_SIZE)
			break;
		memcpy(now, to.p, PERSON_SIZE);
	}
	return e;
}

struct formers {
	char (*list)[PERSON_SIZE + 1];
	size_t count;
};

static bool see_former(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct formers *f = self;
	if (f->count == PERSON_FORMERS || key.n != 1 + 2 * PERSON_SIZE)
		return false;
	memcpy(f->list[f->count], key.p + 1 + PERSON_SIZE, PERSON_SIZE);
	f->list[f->count++][PERSON_SIZE] = 0;
	return true;
}

/* Those of the formers too: the list grows while it is walked. */
enum err person_formers(struct ctx *cx, struct snapshot *v, const char *person, char formers[static PERSON_FORMERS][PERSON_SIZE + 1], size_t *count)
{
	struct formers f = { .list = formers };
	const char *of = person;
	enum err e = OK;
	for (size_t next = 0; e == OK; of = formers[next++]) {
		struct record_key from = record_key('W', slice_str(of)), to = record_key_behind(from);
		e = snapshot_range(cx, v, record_key_slice(&from), record_key_slice(&to), see_former, &f);
		if (next >= f.count)
			break;
	}
	*count = f.count;
	return e;
}
