/* Owns: one batch per group. */
#include "issuer/commit.h"

#include "registry/audit.h"

static enum err note(struct ctx *cx, const struct desk *d, struct batch *b, const char *operation, const char *number)
{
	struct audit_entry e = { .operation = slice_str(operation), .number = slice_str(number), .operator_name = slice_str(d->operator) };
	return audit_append(cx, b, &e);
}

static enum err put_void(struct ctx *cx, const struct desk *d, struct batch *b, const char *number, const char *reason)
{
	enum err e = documents_void(cx, b, slice_str(number), reason);
	return e == OK ? note(cx, d, b, "void", number) : e;
}

static enum err put_made(struct ctx *cx, const struct desk *d, struct batch *b, struct committing *c)
{
	struct document *document = &c->made->document;
	enum err e = c->new_only ? documents_check_new(cx, b, document) : OK;
	if (e == OK)
		e = documents_follow(cx, b, document);
	if (e == OK)
		e = documents_issue(cx, b, document, buf_slice(&c->made->fill));
	if (e == ERR_DOCUMENT_TWICE) {
		ctx_forgive(cx);
		c->twice = true;
		return put_void(cx, d, b, c->number, "twice");
	}
	/* One document's trouble is not that of its group. */
	if (e == ERR_DOCUMENT_STATE && c->new_only) {
		ctx_forgive(cx);
		c->stale = true;
		return put_void(cx, d, b, c->number, "stale");
	}
	if (e == OK)
		e = note(cx, d, b, "issue", document->number);
	/* documents_issue has superseded the predecessor in the same step. */
	if (e == OK && document->predecessor[0])
		e = note(cx, d, b, "supersede", document->predecessor);
	return e;
}

/* Of a twin the first of the two has said already where the photo lies. */
static enum err put_record(struct ctx *cx, const struct desk *d, struct batch *b, struct committing *c)
{
	struct filing_place place = c->place;
	struct kept kept;
	if (c->made && !c->twice)
		place = (struct filing_place){ .document = slice_str(c->made->document.number), .issued = true };
	enum err e = filing_put(cx, d, b, c->filing, &place, &kept);
	c->kept = kept.how;
	return e;
}

static enum err put_one(struct ctx *cx, const struct desk *d, struct batch *b, struct committing *c)
{
	enum err e = OK;
	if (c->made)
		e = put_made(cx, d, b, c);
	else if (c->number)
		e = put_void(cx, d, b, c->number, "review");
	return e == OK && c->filing && !c->stale ? put_record(cx, d, b, c) : e;
}

enum err commit_group(struct ctx *cx, const struct desk *d, struct committing *group, size_t count, struct pool *pool, size_t reserve)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, d->store, &b);
	for (size_t i = 0; e == OK && i < count; i++)
		e = put_one(cx, d, b, &group[i]);
	if (e == OK && reserve)
		e = pool_reserve(cx, pool, b, reserve);
	if (e != OK) {
		batch_abort(b);
		pool_forget(pool);
		return e;
	}
	e = batch_commit(cx, b);
	if (e == OK)
		pool_release(pool);
	else
		pool_forget(pool);
	return e;
}
