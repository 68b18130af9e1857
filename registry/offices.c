/* Owns: the table of offices. */
#include "registry/offices.h"

#include "base/limits.h"
#include "registry/audit.h"

#include <string.h>

static const struct slice version_key = { (const uint8_t *)"O", 1 };
static const struct slice first_key = { (const uint8_t *)"O\x01", 2 };
static const struct slice end_key = { (const uint8_t *)"P", 1 };

static struct slice key_of(struct ctx *cx, struct slice id)
{
	uint8_t *key = ctx_alloc(cx, id.n + 1);
	key[0] = 'O';
	memcpy(key + 1, id.p, id.n);
	return slice_of(key, id.n + 1);
}

static bool is_id(struct slice id) { return id.p && id.n > 0 && id.n < LIMIT_STORE_KEY && id.p[0] >= '0'; }

enum err offices_find(struct ctx *cx, struct snapshot *v, struct slice id, struct slice *json)
{
	*json = (struct slice){ 0 };
	return is_id(id) ? snapshot_get(cx, v, key_of(cx, id), json) : OK;
}

struct walk {
	office_each *each;
	void *self;
};

static bool walk_one(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	return w->each(w->self, slice_sub(key, 1, key.n), value);
}

enum err offices_range(struct ctx *cx, struct snapshot *v, office_each *each, void *self)
{
	struct walk w = { each, self };
	return snapshot_range(cx, v, first_key, end_key, walk_one, &w);
}

static enum err read_version(struct ctx *cx, struct slice value, uint64_t *version)
{
	struct rd r = rd_of(value);
	*version = value.p ? rd_u64(&r) : 0;
	return value.p && !rd_end(&r) ? fail(cx, ERR_STORE_CORRUPT, "registry: the number of the list of offices is damaged") : OK;
}

enum err offices_version(struct ctx *cx, struct snapshot *v, uint64_t *version)
{
	struct slice value = { 0 };
	*version = 0;
	enum err e = snapshot_get(cx, v, version_key, &value);
	return e == OK ? read_version(cx, value, version) : e;
}

/* Ids that are in the table and not in the list. */
struct leavers {
	struct ctx *cx;
	const struct office_entry *list;
	struct office_entry *gone;
};

static bool note_leaver(void *self, struct slice key, struct slice value)
{
	struct leavers *l = self;
	struct slice id = slice_sub(key, 1, key.n);
	(void)value;
	for (const struct office_entry *o = l->list; o; o = o->next) {
		if (slice_eq(o->id, id))
			return true;
	}
	struct office_entry *gone = ctx_alloc(l->cx, sizeof *gone);
	*gone = (struct office_entry){ .id = ctx_copy(l->cx, id), .next = l->gone };
	l->gone = gone;
	return true;
}

static enum err remove_others(struct ctx *cx, struct batch *b, const struct office_entry *list, struct offices_counts *out)
{
	struct leavers l = { .cx = cx, .list = list };
	enum err e = batch_range(cx, b, first_key, end_key, note_leaver, &l);
	for (const struct office_entry *o = l.gone; e == OK && o; o = o->next) {
		e = batch_delete(cx, b, key_of(cx, o->id));
		out->removed++;
	}
	return e;
}

static enum err put_one(struct ctx *cx, struct batch *b, const struct office_entry *o, struct offices_counts *out)
{
	struct slice old = { 0 };
	if (!is_id(o->id))
		return fail(cx, ERR_STORE_KEY, "registry: not an office's id");
	enum err e = batch_get(cx, b, key_of(cx, o->id), &old);
	if (e != OK)
		return e;
	if (old.p && slice_eq(old, o->json)) {
		out->same++;
		return OK;
	}
	*(old.p ? &out->changed : &out->added) += 1;
	return batch_put(cx, b, key_of(cx, o->id), o->json);
}

static enum err note_change(struct ctx *cx, struct batch *b, struct slice operator_name)
{
	uint64_t version = 0;
	struct slice old = { 0 };
	struct buf next;
	enum err e = batch_get(cx, b, version_key, &old);
	if (e == OK)
		e = read_version(cx, old, &version);
	buf_init(&next, 8);
	buf_u64(&next, version + 1);
	if (e == OK)
		e = batch_put(cx, b, version_key, buf_slice(&next));
	buf_free(&next);
	struct audit_entry entry = { .operation = SLICE("offices"), .operator_name = operator_name };
	return e == OK ? audit_append(cx, b, &entry) : e;
}

enum err offices_put(struct ctx *cx, struct batch *b, const struct office_entry *list, bool whole, struct slice operator_name, struct offices_counts *out)
{
	enum err e = OK;
	*out = (struct offices_counts){ 0 };
	for (const struct office_entry *o = list; e == OK && o; o = o->next)
		e = put_one(cx, b, o, out);
	if (e == OK && whole)
		e = remove_others(cx, b, list, out);
	if (e == OK && out->added + out->changed + out->removed)
		e = note_change(cx, b, operator_name);
	return e;
}
