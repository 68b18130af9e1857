/*
 * Owns: the order of judgement of a record: schema, then rules; both always speak; and its content. Must never hand out a record with a flaw.
 */
#include "schemas/record.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "schemas/record_read.h"
#include "schemas/rules.h"
#include "schemas/schema_set.h"

static void hash_content(const struct json *o, uint8_t out[static 32])
{
	struct buf b;
	buf_init(&b, 2 * LIMIT_JSON_BYTES);
	json_canonical(&b, o);
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
	hash_content(tree, r->content);
	out->record = r;
	return OK;
}
