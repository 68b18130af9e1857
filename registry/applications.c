/* Owns: applications in the store: CBOR [person, kept, changed, JSON]. */
#include "registry/applications.h"

#include "base/limits.h"
#include "formats/cbor.h"
#include "registry/record_code.h"

#include <string.h>

#define KEY_MAX (1 + RECORD_LINK + LIMIT_APPLICATION_NUMBER)

struct application_key {
	uint8_t p[KEY_MAX];
	size_t n;
};

static bool is_number(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	}
	return s.p && s.n > 0 && s.n <= LIMIT_APPLICATION_NUMBER;
}

/* number absent gives the common start. */
static struct application_key key_of(char table, const void *p, size_t n, struct slice number)
{
	struct application_key k = { .p = { (uint8_t)table }, .n = 1 + n };
	if (n)
		memcpy(k.p + 1, p, n);
	if (number.n)
		memcpy(k.p + k.n, number.p, number.n);
	k.n += number.n;
	return k;
}

static struct slice key_slice(const struct application_key *k) { return slice_of(k->p, k->n); }

/* The first key behind all that start so; the letter in front ends the carry. */
static struct application_key behind(struct application_key k)
{
	while (k.p[k.n - 1] == 0xff)
		k.n--;
	k.p[k.n - 1]++;
	return k;
}

static enum err decode(struct ctx *cx, struct slice number, struct slice value, struct kept_application *out)
{
	struct cbor_rd r = cbor_rd(value);
	bool good = cbor_check(cx, value) == OK && cbor_get_array(&r) == 4;
	*out = (struct kept_application){ .number = number };
	struct slice person = cbor_get_text(&r);
	out->kept_at = cbor_get_int(&r);
	out->changed_at = cbor_get_int(&r);
	out->json = cbor_get_bytes(&r);
	good = good && cbor_end(&r) && (person.n == 0 || person.n == PERSON_SIZE) && out->json.n >= 2;
	if (good && person.n)
		memcpy(out->person, person.p, PERSON_SIZE);
	if (good)
		return OK;
	ctx_forgive(cx);
	return fail(cx, ERR_STORE_CORRUPT, "registry: an application's entry is damaged");
}

static enum err put_entry(struct ctx *cx, struct batch *b, const struct kept_application *a)
{
	struct application_key k = key_of('A', NULL, 0, a->number);
	struct buf value;
	buf_init(&value, LIMIT_APPLICATION_JSON + 64);
	cbor_put_array(&value, 4);
	cbor_put_str(&value, a->person);
	cbor_put_int(&value, a->kept_at);
	cbor_put_int(&value, a->changed_at);
	cbor_put_bytes(&value, a->json);
	enum err e = buf_ok(&value) ? batch_put(cx, b, key_slice(&k), buf_slice(&value)) : fail(cx, ERR_LIMIT, "registry: an application is too long");
	buf_free(&value);
	if (e != OK || !a->person[0])
		return e;
	k = key_of('B', a->person, PERSON_SIZE, a->number);
	return batch_put(cx, b, key_slice(&k), SLICE(""));
}

/* ---- reading ---- */

enum err applications_find(struct ctx *cx, struct snapshot *v, struct slice number, bool *found, struct kept_application *out)
{
	struct slice value = { 0 };
	*found = false;
	*out = (struct kept_application){ 0 };
	if (!is_number(number))
		return OK;
	struct application_key k = key_of('A', NULL, 0, number);
	enum err e = snapshot_get(cx, v, key_slice(&k), &value);
	if (e != OK || !value.p)
		return e;
	e = decode(cx, number, value, out);
	*found = e == OK;
	return e;
}

struct walk {
	struct ctx *cx;
	struct snapshot *v;
	application_each *each;
	void *self;
	enum err e;
};

static bool on_application(void *self, struct slice key, struct slice value __attribute__((unused)))
{
	struct walk *w = self;
	struct kept_application a;
	bool found = false;
	w->e = applications_find(w->cx, w->v, slice_sub(key, 1 + PERSON_SIZE, key.n), &found, &a);
	if (w->e == OK && !found)
		w->e = fail(w->cx, ERR_STORE_CORRUPT, "registry: a person's list names an application that is not there");
	return w->e == OK && w->each(w->self, &a);
}

enum err applications_of(struct ctx *cx, struct snapshot *v, const char *person, application_each *each, void *self)
{
	struct walk w = { cx, v, each, self, OK };
	if (!person_id_fits(person))
		return OK;
	struct application_key from = key_of('B', person, PERSON_SIZE, (struct slice){ 0 }), to = behind(from);
	enum err e = snapshot_range(cx, v, key_slice(&from), key_slice(&to), on_application, &w);
	return e == OK ? w.e : e;
}

/* ---- writing ---- */

enum err applications_get(struct ctx *cx, struct batch *b, struct slice number, bool *found, struct kept_application *out)
{
	struct slice value = { 0 };
	*found = false;
	*out = (struct kept_application){ 0 };
	if (!is_number(number))
		return OK;
	struct application_key k = key_of('A', NULL, 0, number);
	enum err e = batch_get(cx, b, key_slice(&k), &value);
	if (e != OK || !value.p)
		return e;
	e = decode(cx, ctx_copy(cx, number), ctx_copy(cx, value), out);
	*found = e == OK;
	return e;
}

static enum err wait_for(struct ctx *cx, struct batch *b, struct slice number, const struct person_link *link)
{
	uint8_t digest[RECORD_LINK];
	record_link_digest(link->number, link->birth, digest);
	struct application_key k = key_of('L', digest, RECORD_LINK, number);
	return batch_put(cx, b, key_slice(&k), link->nationality);
}

enum err applications_put(struct ctx *cx, struct batch *b, const struct kept_application *a, const struct person_link *link, struct kept *out)
{
	struct kept_application old, fresh = { .number = a->number, .json = a->json, .kept_at = cx->now, .changed_at = cx->now };
	bool found = false, known = false;
	*out = (struct kept){ 0 };
	if (!is_number(a->number) || a->json.n < 2 || a->json.n > LIMIT_APPLICATION_JSON)
		return fail(cx, ERR_RECORD_FIELD, "application: number or JSON out of range");
	enum err e = applications_get(cx, b, a->number, &found, &old);
	if (e == OK)
		e = records_person(cx, b, link, &known, fresh.person);
	if (e != OK)
		return e;
	if (found && !known)
		memcpy(fresh.person, old.person, sizeof fresh.person);
	memcpy(out->person, fresh.person, sizeof out->person);
	out->how = !found ? KEPT_NEW : slice_eq(old.json, a->json) ? KEPT_SAME : KEPT_CHANGED;
	if (found) {
		fresh.kept_at = old.kept_at;
		fresh.changed_at = out->how == KEPT_SAME ? old.changed_at : cx->now;
		if (out->how == KEPT_SAME && strcmp(old.person, fresh.person) == 0)
			return OK;
	}
	if (found && old.person[0] && strcmp(old.person, fresh.person) != 0) {
		struct application_key k = key_of('B', old.person, PERSON_SIZE, a->number);
		e = batch_delete(cx, b, key_slice(&k));
	}
	if (e == OK)
		e = put_entry(cx, b, &fresh);
	return e == OK && !fresh.person[0] ? wait_for(cx, b, a->number, link) : e;
}

/* Numbers of a range, collected first: a walk must not write. */
struct numbers {
	struct ctx *cx;
	struct slice *list, nationality; /* nationality absent: any */
	size_t prefix, count;
	bool full;
};

static bool on_number(void *self, struct slice key, struct slice value)
{
	struct numbers *n = self;
	if (n->nationality.p && !slice_eq(value, n->nationality))
		return true;
	if (!n->list)
		n->list = ctx_alloc(n->cx, LIMIT_PERSON_RECORDS * sizeof *n->list);
	n->full = n->count == LIMIT_PERSON_RECORDS;
	if (!n->full)
		n->list[n->count++] = ctx_copy(n->cx, slice_sub(key, n->prefix, key.n));
	return !n->full;
}

static enum err numbers_of(struct batch *b, struct application_key from, struct numbers *n)
{
	struct application_key to = behind(from);
	n->prefix = from.n;
	enum err e = batch_range(n->cx, b, key_slice(&from), key_slice(&to), on_number, n);
	return e == OK && n->full ? fail(n->cx, ERR_LIMIT, "registry: more than %d applications of one person", LIMIT_PERSON_RECORDS) : e;
}

/* The application goes to this person; `list` is the entry that told of it until now. */
static enum err give(struct ctx *cx, struct batch *b, struct slice number, struct application_key list, const char *person)
{
	struct kept_application a;
	bool found = false;
	enum err e = applications_get(cx, b, number, &found, &a);
	if (e == OK && !found)
		e = fail(cx, ERR_STORE_CORRUPT, "registry: a list names an application that is not there");
	if (e == OK)
		e = batch_delete(cx, b, key_slice(&list));
	memcpy(a.person, person, PERSON_SIZE + 1);
	return e == OK ? put_entry(cx, b, &a) : e;
}

enum err applications_adopt(struct ctx *cx, struct batch *b, const struct person_link *link, const char *person)
{
	struct numbers n = { .cx = cx, .nationality = link->nationality };
	uint8_t digest[RECORD_LINK];
	record_link_digest(link->number, link->birth, digest);
	enum err e = numbers_of(b, key_of('L', digest, RECORD_LINK, (struct slice){ 0 }), &n);
	for (size_t i = 0; e == OK && i < n.count; i++)
		e = give(cx, b, n.list[i], key_of('L', digest, RECORD_LINK, n.list[i]), person);
	return e;
}

enum err applications_move(struct ctx *cx, struct batch *b, const char *from, const char *to)
{
	struct numbers n = { .cx = cx };
	enum err e = numbers_of(b, key_of('B', from, PERSON_SIZE, (struct slice){ 0 }), &n);
	for (size_t i = 0; e == OK && i < n.count; i++)
		e = give(cx, b, n.list[i], key_of('B', from, PERSON_SIZE, n.list[i]), to);
	return e;
}
