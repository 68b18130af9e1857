/*
 * Owns: the order of judgement of a record: schema, then rules; both always speak; and its content. Must never hand out a record with a flaw.
 */
#include "schemas/record.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "schemas/record_read.h"
#include "schemas/rules.h"
#include "schemas/schema_set.h"

/* The object without one member; the others are shared. */
static const struct json *without(struct ctx *cx, const struct json *o, const char *key)
{
	struct json *copy = ctx_alloc(cx, sizeof *copy), *last = NULL;
	*copy = *o;
	copy->first = NULL;
	copy->count = 0;
	for (const struct json *v = o->first; v; v = v->next) {
		if (slice_is(v->key, key))
			continue;
		struct json *member = ctx_alloc(cx, sizeof *member);
		*member = *v;
		member->next = NULL;
		*(last ? &last->next : &copy->first) = member;
		last = member;
		copy->count++;
	}
	return copy;
}

/* A new address of the holder makes no new document: the contact is no part of the content. */
static void hash_content(struct ctx *cx, const struct json *o, uint8_t out[static 32])
{
	struct buf b;
	buf_init(&b, 2 * LIMIT_JSON_BYTES);
	json_canonical(&b, json_get(o, "contact") ? without(cx, o, "contact") : o);
	crypto_sha256(buf_slice(&b), out);
	buf_free(&b);
}

static void judge(struct flaws *f, const struct schema_set *schemas, const struct json *o, struct record *r)
{
	if (o->type != JSON_IS_OBJECT) {
		flaws_add(f, "", FLAW_TYPE);
		return;
	}
	r->kind = kind_parse(json_text(o, "kind"));
	if (r->kind == KIND_NONE) {
		flaws_add(f, "/kind", json_get(o, "kind") ? FLAW_CHOICE : FLAW_REQUIRED);
		return;
	}
	schema_fits(schemas->of_kind[r->kind], o, f);
	flaws_settle(f);
	record_read(f, o, r);
	rules_check(f, r);
}

enum err record_check(struct ctx *cx, const struct schema_set *schemas, struct slice json, struct checked *out, struct flaw **flaws)
{
	struct json *tree = NULL;
	*flaws = NULL;
	enum err e = json_parse(cx, json, &tree);
	if (e != OK)
		return e;
	struct flaws f = { .cx = cx };
	struct record *r = ctx_alloc(cx, sizeof *r);
	judge(&f, schemas, tree, r);
	*flaws = f.first;
	if (f.first)
		return fail(cx, ERR_RECORD, "record refused: %s at %s%s", f.first->reason, f.first->field[0] ? f.first->field : "the root",
			f.first->next ? ", and more" : "");
	hash_content(cx, tree, r->content);
	out->record = r;
	return OK;
}

struct slice record_kept_json(struct ctx *cx, struct checked record)
{
	const struct json *holder = json_get(record.record->tree, "holder"), *tree = record.record->tree;
	struct json *copy = ctx_alloc(cx, sizeof *copy), *last = NULL;
	struct buf b;
	*copy = *tree;
	copy->first = NULL;
	for (const struct json *v = tree->first; v; v = v->next) {
		struct json *member = ctx_alloc(cx, sizeof *member);
		*member = v == holder ? *without(cx, v, "photo") : *v;
		member->next = NULL;
		*(last ? &last->next : &copy->first) = member;
		last = member;
	}
	buf_init(&b, LIMIT_JSON_BYTES);
	json_canonical(&b, copy);
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

struct date record_issued(struct checked record)
{
	const struct record *r = record.record;
	return r->kind == KIND_VISA ? r->visa.issued : r->kind == KIND_PASSPORT ? r->passport.issued : r->card.issued;
}
